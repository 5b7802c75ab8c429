/*
 * file_facts_fake.c: see file_facts_fake.h.
 */
#include "file_facts_fake.h"

#include <assert.h>
#include <string.h>

#include "buf.h"
#include "common/pe_image.h"
#include "name.h"
#include "sddl.h"

static struct {
	const struct fake_file *files;
	size_t count, asked;
	enum facts_known known;
} fake;

void file_facts_fake(const struct fake_file *files, size_t count,
                     enum facts_known known)
{
	fake.files = files;
	fake.count = count;
	fake.asked = 0;
	fake.known = known;
}

size_t file_facts_fake_asked(void)
{
	return fake.asked;
}

static const struct fake_file *find(const char *path)
{
	for (size_t i = 0; i < fake.count; i++)
		if (name_equal(fake.files[i].path, path))
			return &fake.files[i];
	return NULL;
}

enum facts_known facts_known(void)
{
	return fake.known;
}

uint16_t facts_machine(void)
{
	return PE_MACHINE_X64;
}

enum fact_kind facts_kind(const char *path)
{
	const struct fake_file *file = find(path);

	fake.asked++;
	return file ? file->kind : FACT_ABSENT;
}

int facts_head(const char *path, size_t limit, struct buf *out)
{
	const struct fake_file *file = find(path);

	if (!file || !file->head)
		return -1;
	buf_add(out, file->head,
	        file->head_len < limit ? file->head_len : limit);
	return 0;
}

int facts_descriptor(const char *path, struct buf *out)
{
	const struct fake_file *file = find(path);
	struct sddl_fault fault;
	struct sddl sd;
	int rc;

	if (!file || !file->sddl)
		return -1;
	rc = sddl_parse(file->sddl, strlen(file->sddl), &sd, &fault);
	assert(rc == 0);
	rc = sddl_to_bytes(&sd, out);
	sddl_release(&sd);
	return rc;
}
