/*
 * lock.c: see lock.h: how long a lock is waited for.
 */
#include "lock.h"

#include "../common/buf.h"
#include "../common/error.h"

/* What a holder left is foreign text. */
static void tell_holder(const char *path, const struct buf *holder,
                        struct error *err)
{
	struct buf text = BUF_INIT;

	buf_add_escaped(&text, holder->data, holder->len);
	error_set(err, OS_LOCK_VIOLATION,
	          "another run writes to this registry%s%s%s: try again when "
	          "it has ended (its lock is '%s')",
	          text.len ? " (" : "", text.data, text.len ? ")" : "", path);
	buf_release(&text);
}

int lock_take(const char *path, const char *verb, struct lock **out,
              struct error *err)
{
	struct buf holder = BUF_INIT;
	enum lock_result result = LOCK_BUSY;

	for (int tries = 0; result == LOCK_BUSY && tries < LOCK_TRIES;
	     tries++) {
		if (tries > 0)
			lock_pause();
		buf_clear(&holder);
		result = lock_try(path, verb, out, &holder, err);
	}
	if (result == LOCK_BUSY)
		tell_holder(path, &holder, err);
	buf_release(&holder);
	return result == LOCK_TAKEN ? 0 : -1;
}
