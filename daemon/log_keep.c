/*
 * log_keep.c: see log_keep.h.
 */
#include "log_keep.h"

#include <stdlib.h>
#include <string.h>

#include "../common/limits.h"
#include "../common/xalloc.h"
#include "log_store.h"

static const uint64_t keep_ticks = LIMIT_LOG_KEEP_S * 10000000ull;

size_t log_keep_stem(const char *path)
{
	static const char suffix[] = ".log";
	const char *end = path + strlen(path);
	const size_t len = sizeof(suffix) - 1;

	const char *at = end;
	while (at > path && at[-1] >= '0' && at[-1] <= '9')
		at--;
	if (at < end && at > path && at[-1] == '.')
		end = at - 1;
	else if (at < end)
		return 0;
	if ((size_t)(end - path) <= len || memcmp(end - len, suffix, len) != 0)
		return 0;
	return (size_t)(end - path) - len;
}

static bool is_kept(const char *path, char *const *kept, size_t count)
{
	const size_t len = log_keep_stem(path);
	size_t low = 0, high = count;

	if (len == 0)
		return true; /* not one of ours */
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		int order = strncmp(kept[middle], path, len);
		if (order == 0)
			order = kept[middle][len] != '\0';
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

struct candidate {
	uint64_t written, size;
	size_t index;
};

static int newest_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return (x->written < y->written) - (x->written > y->written);
}

void log_keep_judge(const struct log_entries *entries, char *const *kept,
                    size_t count, uint64_t filetime, bool *doomed)
{
	struct candidate *loose =
	        xcalloc(entries->count, sizeof(struct candidate));
	uint64_t total = 0;
	size_t n = 0;

	for (size_t i = 0; i < entries->count; i++) {
		const struct log_entry *entry = &entries->items[i];
		doomed[i] = false;
		if (is_kept(entry->path, kept, count))
			continue;
		if (entry->written + keep_ticks < filetime)
			doomed[i] = true;
		else
			loose[n++] = (struct candidate){entry->written,
			                                entry->size, i};
	}
	qsort(loose, n, sizeof(loose[0]), newest_first);
	for (size_t i = 0; i < n; i++) {
		total += loose[i].size;
		if (total > LIMIT_LOG_KEEP_BYTES)
			doomed[loose[i].index] = true;
	}
	free(loose);
}
