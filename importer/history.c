/*
 * history.c: see history.h.
 */
#include "history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "host.h"
#include "record.h"

enum { NUMBER_DIGITS = 6, NUMBER_MAX = 999999 };

static char *folder_of(const char *directory)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%cundo", directory, host_separator());
	return buf_steal(&path, NULL);
}

static char *file_of(const char *directory, unsigned number)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%cundo%c%0*u.undo", directory, host_separator(),
	         host_separator(), (int)NUMBER_DIGITS, number);
	return buf_steal(&path, NULL);
}

/* The number in a file's name, 0 when it is not one of ours. */
static unsigned number_of(const char *name)
{
	unsigned number = 0;

	if (strlen(name) != NUMBER_DIGITS + strlen(".undo") ||
	    !name_equal(name + NUMBER_DIGITS, ".undo"))
		return 0;
	for (size_t i = 0; i < NUMBER_DIGITS; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		number = number * 10 + (unsigned)(name[i] - '0');
	}
	return number;
}

static int compare_numbers(const void *left, const void *right)
{
	const unsigned a = *(const unsigned *)left;
	const unsigned b = *(const unsigned *)right;

	return (a > b) - (a < b);
}

/* All numbers there are, ascending; caller frees. 0, or -1 and err. */
static int list_numbers(const char *directory, unsigned **numbers,
                        size_t *count, struct error *err)
{
	char *folder = folder_of(directory);
	struct host_list list = {NULL, 0};
	int rc = 0;

	*numbers = NULL;
	*count = 0;
	if (host_kind(folder) == HOST_DIRECTORY)
		rc = host_list(folder, &list, err);
	*numbers = xcalloc(list.count ? list.count : 1, sizeof(**numbers));
	for (size_t i = 0; i < list.count; i++) {
		const unsigned number = number_of(list.entries[i].name);

		if (number)
			(*numbers)[(*count)++] = number;
	}
	if (*count > 0)
		qsort(*numbers, *count, sizeof(**numbers), compare_numbers);
	host_list_release(&list);
	free(folder);
	return rc;
}

int history_drop(const char *directory, unsigned number, struct error *err)
{
	char *path = file_of(directory, number);
	const int rc = host_remove(path, err);

	free(path);
	return rc;
}

int history_add(const char *directory, const struct record *record,
                unsigned *number, struct error *err)
{
	char *folder = folder_of(directory);
	char *path = NULL;
	unsigned *numbers = NULL;
	size_t count = 0;
	struct buf text = BUF_INIT;
	int rc = -1;

	if (host_make_directory(folder, err) < 0 ||
	    list_numbers(directory, &numbers, &count, err) < 0)
		goto out;
	*number = count ? numbers[count - 1] + 1 : 1;
	if (*number > NUMBER_MAX) {
		error_set(err, 0, "'%s' has no numbers left: empty it", folder);
		goto out;
	}
	path = file_of(directory, *number);
	record_write(record, &text);
	if (host_write(path, text.data, text.len, err) < 0)
		goto out;
	for (size_t i = 0; i + LIMIT_UNDO_FILES <= count; i++)
		if (history_drop(directory, numbers[i], err) < 0)
			goto out;
	rc = 0;
out:
	buf_release(&text);
	free(numbers);
	free(path);
	free(folder);
	return rc;
}

/* 0, or -1 and err. */
static int load(const char *directory, unsigned number, struct record *out,
                struct error *err)
{
	char *path = file_of(directory, number);
	struct buf text = BUF_INIT;
	int rc = host_read(path, LIMIT_RECORD_BYTES, &text, err);

	if (rc > 0 || (rc == 0 && record_read(out, text.data, text.len) < 0))
		rc = error_set(err, 0, "'%s' is damaged", path);
	assert(rc < 0 || out->root); /* a record has one */
	buf_release(&text);
	free(path);
	return rc;
}

static bool has_number(const unsigned *numbers, size_t count, unsigned wanted)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == wanted)
			return true;
	return false;
}

/* Newest first: what a rollback that stands took back is skipped, be it a run
 * or an earlier rollback, which then counts for nothing. */
static int find_newest(const char *directory, const char *root,
                       const unsigned *numbers, size_t count, unsigned *number,
                       struct record *out, struct error *err)
{
	unsigned *taken_back = xcalloc(count ? count : 1, sizeof(*taken_back));
	size_t taken_count = 0;
	int rc = 1;

	for (size_t i = count; i > 0 && rc == 1; i--) {
		struct record record = RECORD_INIT;

		if (load(directory, numbers[i - 1], &record, err) < 0) {
			rc = -1;
		} else if (!name_equal(record.root, root) ||
		           has_number(taken_back, taken_count,
		                      numbers[i - 1])) {
			record_release(&record);
		} else if (record.of) {
			taken_back[taken_count++] = record.of;
			record_release(&record);
		} else {
			*number = numbers[i - 1];
			*out = record;
			rc = 0;
		}
	}
	free(taken_back);
	return rc;
}

int history_find(const char *directory, const char *root, unsigned *number,
                 struct record *out, struct error *err)
{
	unsigned *numbers;
	size_t count;
	int rc = list_numbers(directory, &numbers, &count, err);

	if (rc == 0 && *number == 0)
		rc = find_newest(directory, root, numbers, count, number, out,
		                 err);
	else if (rc == 0 && !has_number(numbers, count, *number))
		rc = 1;
	else if (rc == 0)
		rc = load(directory, *number, out, err);
	if (rc == 0 && !name_equal(out->root, root)) {
		record_release(out);
		rc = 1;
	}
	free(numbers);
	return rc;
}
