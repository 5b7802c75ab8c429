/*
 * lock_fake.c: see lock_fake.h.
 */
#include "lock_fake.h"

#include <stdlib.h>

#include "buf.h"
#include "error.h"
#include "importer/lock.h"
#include "xalloc.h"

struct lock {
	int nothing;
};

static struct {
	unsigned busy, code, pauses;
	const char *name;
} fake;

void lock_fake_set(unsigned busy, const char *name, unsigned code)
{
	fake.busy = busy;
	fake.name = name;
	fake.code = code;
	fake.pauses = 0;
}

unsigned lock_fake_pauses(void)
{
	return fake.pauses;
}

enum lock_result lock_try(const char *path, const char *verb, struct lock **out,
                          struct buf *holder, struct error *err)
{
	(void)verb;
	if (fake.busy > 0) {
		fake.busy--;
		buf_adds(holder, fake.name);
		return LOCK_BUSY;
	}
	if (fake.code) {
		error_set(err, fake.code, "cannot make '%s'", path);
		return LOCK_FAILED;
	}
	*out = xcalloc(1, sizeof(**out));
	return LOCK_TAKEN;
}

void lock_pause(void)
{
	fake.pauses++;
}

void lock_release(struct lock *lock)
{
	free(lock);
}
