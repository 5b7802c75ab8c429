/*
 * history.c: see history.h.
 */
#include "history.h"

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

static char *path_of(const char *directory, unsigned number, const char *ending)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%cundo%c%0*u%s", directory, host_separator(),
	         host_separator(), (int)NUMBER_DIGITS, number, ending);
	return buf_steal(&path, NULL);
}

static char *file_of(const char *directory, unsigned number)
{
	return path_of(directory, number, ".undo");
}

/* There until the run is finished. */
static char *mark_of(const char *directory, unsigned number)
{
	return path_of(directory, number, ".open");
}

static bool is_open(const char *directory, unsigned number)
{
	char *mark = mark_of(directory, number);
	const bool is = host_kind(mark) == HOST_FILE;

	free(mark);
	return is;
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

int history_close(const char *directory, unsigned number, struct error *err)
{
	char *mark = mark_of(directory, number);
	const int rc = host_remove(mark, err);

	free(mark);
	return rc;
}

int history_drop(const char *directory, unsigned number, struct error *err)
{
	char *path = file_of(directory, number);
	int rc = host_remove(path, err);

	if (rc == 0)
		rc = history_close(directory, number, err);
	free(path);
	return rc;
}

int history_add(const char *directory, const struct record *record,
                unsigned *number, struct error *err)
{
	char *folder = folder_of(directory);
	char *path = NULL, *mark = NULL;
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
	mark = mark_of(directory, *number);
	record_write(record, &text);
	if (host_write(mark, "", 0, err) < 0 ||
	    host_write(path, text.data, text.len, err) < 0)
		goto out;
	for (size_t i = 0; i + LIMIT_UNDO_FILES <= count; i++)
		if (history_drop(directory, numbers[i], err) < 0)
			goto out;
	rc = 0;
out:
	buf_release(&text);
	free(numbers);
	free(mark);
	free(path);
	free(folder);
	return rc;
}

static bool is_of(const struct record *record, const char *root)
{
	return record->root && name_equal(record->root, root);
}

/* 0; 1 when it is damaged; -1 and err. */
static int load(const char *directory, unsigned number, struct record *out,
                struct error *err)
{
	char *path = file_of(directory, number);
	struct buf text = BUF_INIT;
	int rc = host_read(path, LIMIT_RECORD_BYTES, &text, err);

	if (rc == 0 && record_read(out, text.data, text.len) < 0)
		rc = 1;
	buf_release(&text);
	free(path);
	return rc;
}

/* The newest run of root before numbers[count] that can be read; 0: none. */
static unsigned find_earlier(const char *directory, const char *root,
                             const unsigned *numbers, size_t count)
{
	for (size_t i = count; i > 0; i--) {
		struct record record = RECORD_INIT;
		const bool is_run =
		        load(directory, numbers[i - 1], &record, NULL) == 0 &&
		        is_of(&record, root) && !record.of;

		record_release(&record);
		if (is_run)
			return numbers[i - 1];
	}
	return 0;
}

/* What the file at numbers[at] took back, or replaced, nobody knows: which run
 * counts now is the caller's to say. */
static int say_damaged(const char *directory, const char *root,
                       const unsigned *numbers, size_t at, struct error *err)
{
	char *path = file_of(directory, numbers[at]);
	const unsigned earlier = find_earlier(directory, root, numbers, at);

	if (earlier)
		error_set(err, 0,
		          "'%s' is damaged: name an earlier run, as in "
		          "'fsp-import rollback %u', or delete the file to go "
		          "on without it",
		          path, earlier);
	else
		error_set(err, 0,
		          "'%s' is damaged, and no earlier run is kept: delete "
		          "the file to go on without it",
		          path);
	free(path);
	return -1;
}

int history_unfinished(const char *directory, const char *root,
                       unsigned **numbers, size_t *count, struct record *last,
                       struct error *err)
{
	size_t kept = 0;
	int rc = list_numbers(directory, numbers, count, err);

	for (size_t i = 0; i < *count && rc == 0; i++) {
		struct record record = RECORD_INIT;

		if (!is_open(directory, (*numbers)[i]))
			continue;
		rc = load(directory, (*numbers)[i], &record, err);
		if (rc == 0 && is_of(&record, root)) {
			(*numbers)[kept++] = (*numbers)[i];
			record_release(last);
			*last = record;
			continue;
		}
		record_release(&record);
		rc = rc < 0 ? -1 : 0;
	}
	*count = kept;
	return rc;
}

/* Where wanted stands among numbers; count: nowhere. */
static size_t place_of(const unsigned *numbers, size_t count, unsigned wanted)
{
	size_t i = 0;

	while (i < count && numbers[i] != wanted)
		i++;
	return i;
}

static bool has_number(const unsigned *numbers, size_t count, unsigned wanted)
{
	return place_of(numbers, count, wanted) < count;
}

/* Newest first: what a rollback that stands took back is skipped, be it a run
 * or an earlier rollback, which then counts for nothing. So does one that died:
 * it is to be done again. */
static int find_newest(const char *directory, const char *root,
                       const unsigned *numbers, size_t count, unsigned *number,
                       struct record *out, struct error *err)
{
	unsigned *taken_back = xcalloc(count ? count : 1, sizeof(*taken_back));
	size_t taken_count = 0;
	int rc = 1;

	for (size_t i = count; i > 0 && rc == 1; i--) {
		struct record record = RECORD_INIT;

		const unsigned it = numbers[i - 1];

		rc = load(directory, it, &record, err);
		if (rc > 0)
			rc = say_damaged(directory, root, numbers, i - 1, err);
		if (rc < 0)
			break;
		rc = 1;
		if (!is_of(&record, root) ||
		    has_number(taken_back, taken_count, it)) {
			record_release(&record);
		} else if (record.of) {
			if (!is_open(directory, it))
				taken_back[taken_count++] = record.of;
			record_release(&record);
		} else {
			*number = it;
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
	else if (rc == 0 && (rc = load(directory, *number, out, err)) > 0)
		rc = say_damaged(directory, root, numbers,
		                 place_of(numbers, count, *number), err);
	if (rc == 0 && !is_of(out, root)) {
		record_release(out);
		rc = 1;
	}
	free(numbers);
	return rc;
}
