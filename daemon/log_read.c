/*
 * log_read.c: see log_read.h.
 */
#include "log_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/json.h"
#include "../common/limits.h"
#include "log_book.h"
#include "log_chain.h"
#include "log_store.h"

enum {
	/* Each byte may become six UTF-16 units of JSON, and the reply is
	 * LIMIT_PIPE_REPLY_BYTES at most. */
	PAGE_BYTES = LIMIT_PIPE_REPLY_BYTES / 16,
	TAIL_BYTES = 4096,
};

struct place {
	uint64_t part, offset;
};

struct reading {
	struct log_store *store;
	struct buf path; /* of the newest */
	uint64_t newest;
	struct place at;
	struct place floor; /* nothing before it is shown */
	bool lost;
};

/* Digits up to end; false when there are none or too many. */
static bool read_number(const char **at, char end, uint64_t *number)
{
	enum { DIGITS_MAX = 18 };
	int digits = 0;

	*number = 0;
	for (; **at >= '0' && **at <= '9' && digits < DIGITS_MAX; (*at)++) {
		*number = *number * 10 + (uint64_t)(**at - '0');
		digits++;
	}
	return digits > 0 && *(*at)++ == end;
}

/* The file of part, or its being gone. */
static bool has_part(const struct reading *r, uint64_t part, struct buf *path)
{
	buf_clear(path);
	if (part == 0 || part > r->newest ||
	    r->newest - part >= LIMIT_LOG_FILES)
		return false;
	log_chain_path(path, r->path.data, (unsigned)(r->newest - part));
	return log_chain_part(r->store, path->data) == part;
}

static struct place oldest(const struct reading *r)
{
	struct place at = {r->newest, 0};
	struct buf path = BUF_INIT;

	while (has_part(r, at.part - 1, &path))
		at.part--;
	buf_release(&path);
	return at;
}

/* Where the last lines of the newest file begin. */
static struct place tail(const struct reading *r)
{
	struct place at = {r->newest, 0};
	struct error err = ERROR_INIT;
	char bytes[TAIL_BYTES];
	int64_t size = log_store_size(r->store, r->path.data);

	if (size <= TAIL_BYTES)
		return at;
	at.offset = (uint64_t)size - TAIL_BYTES;
	int64_t len = log_store_read(r->store, r->path.data, at.offset, bytes,
	                             sizeof(bytes), &err);
	const char *eol = len > 0 ? memchr(bytes, '\n', (size_t)len) : NULL;
	if (eol)
		at.offset += (uint64_t)(eol + 1 - bytes);
	return at;
}

static int find_place(struct reading *r, const char *position)
{
	if (!position) {
		r->at = oldest(r);
		return 0;
	}
	if (strcmp(position, "tail") == 0) {
		r->at = tail(r);
		return 0;
	}
	return read_number(&position, ':', &r->at.part) &&
	                       read_number(&position, '\0', &r->at.offset)
	               ? 0
	               : -1;
}

static void keep_above_floor(struct reading *r)
{
	const struct place *floor = &r->floor;

	/* A log that was begun anew since holds nothing from before. */
	if (floor->part <= r->newest &&
	    (r->at.part < floor->part ||
	     (r->at.part == floor->part && r->at.offset < floor->offset)))
		r->at = *floor;
}

/* What was asked for is gone: the oldest that is there. */
static void go_to_oldest(struct reading *r, struct buf *path)
{
	r->lost = true;
	r->at = oldest(r);
	keep_above_floor(r);
	buf_clear(path);
	log_chain_path(path, r->path.data, (unsigned)(r->newest - r->at.part));
}

/* Up to a page; goes on in the next part where one is at its end. */
static size_t read_page(struct reading *r, char *bytes, bool *end)
{
	struct buf path = BUF_INIT;
	struct error err = ERROR_INIT;
	int64_t len = 0;

	while (len <= 0) {
		if (!has_part(r, r->at.part, &path))
			go_to_oldest(r, &path);
		len = log_store_read(r->store, path.data, r->at.offset, bytes,
		                     PAGE_BYTES, &err);
		if (len > 0 || r->at.part == r->newest)
			break;
		r->at = (struct place){r->at.part + 1, 0};
	}
	size_t whole = len > 0 ? log_text_whole(bytes, (size_t)len) : 0;
	if (whole == 0 && len > 0 && r->at.part < r->newest)
		whole = (size_t)len;
	*end = r->at.part == r->newest && len < PAGE_BYTES;
	buf_release(&path);
	return whole;
}

static void answer(struct reading *r, struct buf *json)
{
	struct buf next = BUF_INIT;
	struct json j;
	char bytes[PAGE_BYTES];
	bool end;
	const size_t len = read_page(r, bytes, &end);
	const uint64_t offset = r->at.offset + len;

	buf_addf(&next, "%llu:%llu", (unsigned long long)r->at.part,
	         (unsigned long long)offset);
	json_init(&j, json);
	json_object(&j, NULL);
	json_text_n(&j, "text", bytes, len);
	json_text(&j, "next", next.data);
	json_bool(&j, "end", end);
	json_bool(&j, "lost", r->lost);
	json_end_object(&j);
	buf_release(&next);
}

uint32_t log_read(const struct log_book *book, const struct log_question *q,
                  struct buf *json)
{
	struct reading r = {.store = log_book_store(book), .path = BUF_INIT};
	uint32_t number;

	log_book_path(&r.path, q->class_name, q->instance);
	/* First: others are not told either whether there is one. */
	number = OS_ACCESS_DENIED;
	if (q->starter && !log_book_floor(book, r.path.data, q->starter,
	                                  &r.floor.part, &r.floor.offset))
		goto out;
	number = OS_FILE_NOT_FOUND;
	r.newest = log_chain_part(r.store, r.path.data);
	if (r.newest == 0)
		goto out;
	number = OS_INVALID_PARAMETER;
	if (find_place(&r, q->position))
		goto out;
	keep_above_floor(&r);
	answer(&r, json);
	number = OS_SUCCESS;
out:
	buf_release(&r.path);
	return number;
}

void log_question_release(struct log_question *q)
{
	free(q->class_name);
	free(q->instance);
	free(q->starter);
	free(q->position);
	*q = (struct log_question){0};
}
