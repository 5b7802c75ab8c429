/*
 * log_book.c: see log_book.h.
 */
#include "log_book.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/limits.h"
#include "../common/log.h"
#include "../common/xalloc.h"
#include "log_chain.h"
#include "log_ids.h"
#include "log_keep.h"
#include "log_store.h"

enum {
	/* Who started what is remembered for so many logs; beyond, the oldest
	 * is forgotten and must be an administrator to read on. */
	FLOORS_MAX = 4096
};

static const char too_slow[] = "the disk is too slow";

/* Whose output a log holds since when. */
struct floor {
	char *path, *sid;
	uint64_t part, offset;
};

struct log_book {
	struct log_store *store;
	struct log_stream *first;
	struct floor *floors;
	size_t floor_count;
};

struct log_stream {
	struct log_book *book;
	struct log_stream *previous, *next;
	char *path;
	struct log_chain chain;
	uint32_t pid;
	bool direct;
	uint64_t lost; /* bytes not kept since the last line about it */
	bool failing;
	uint64_t retry_at; /* FILETIME */
	char why[ERROR_TEXT_MAX];
};

struct log_book *log_book_new(struct log_store *store)
{
	struct log_book *book = xcalloc(1, sizeof(*book));

	book->store = store;
	return book;
}

static void floor_release(struct floor *floor)
{
	free(floor->path);
	free(floor->sid);
}

void log_book_free(struct log_book *book)
{
	if (!book)
		return;
	for (size_t i = 0; i < book->floor_count; i++)
		floor_release(&book->floors[i]);
	free(book->floors);
	free(book);
}

struct log_store *log_book_store(const struct log_book *book)
{
	return book->store;
}

void log_book_path(struct buf *out, const char *class_name,
                   const char *instance)
{
	file_name_encode(out, class_name);
	buf_addc(out, '\\');
	file_name_encode(out, instance);
	buf_adds(out, ".log");
}

/* -- whose it is ----------------------------------------------------------- */

static struct floor *find_floor(const struct log_book *book, const char *path)
{
	for (size_t i = 0; i < book->floor_count; i++)
		if (strcmp(book->floors[i].path, path) == 0)
			return &book->floors[i];
	return NULL;
}

bool log_book_floor(const struct log_book *book, const char *path,
                    const char *sid, uint64_t *part, uint64_t *offset)
{
	const struct floor *floor = find_floor(book, path);

	if (!floor || strcmp(floor->sid, sid) != 0 || floor->part == UINT64_MAX)
		return false;
	*part = floor->part;
	*offset = floor->offset;
	return true;
}

static struct floor *add_floor(struct log_book *book, const char *path)
{
	if (book->floor_count == FLOORS_MAX) {
		floor_release(&book->floors[0]);
		memmove(&book->floors[0], &book->floors[1],
		        --book->floor_count * sizeof(struct floor));
	}
	book->floors = xrealloc(book->floors, book->floor_count + 1,
	                        sizeof(struct floor));
	struct floor *floor = &book->floors[book->floor_count++];
	*floor = (struct floor){.path = xstrdup(path)};
	return floor;
}

/* What comes now was started by sid, or by the daemon itself (""). */
static void set_floor(const struct log_stream *stream, const char *sid)
{
	struct floor *floor = find_floor(stream->book, stream->path);

	if (floor ? strcmp(floor->sid, sid) == 0 : *sid == '\0')
		return;
	if (!floor)
		floor = add_floor(stream->book, stream->path);
	free(floor->sid);
	floor->sid = xstrdup(sid);
	log_chain_position(&stream->chain, &floor->part, &floor->offset);
}

/* -- writing --------------------------------------------------------------- */

static void failed(struct log_stream *stream, const struct error *err,
                   uint64_t lost, uint64_t filetime)
{
	stream->lost += lost;
	memcpy(stream->why, err->text, sizeof(stream->why));
	stream->retry_at = filetime + LOG_RETRY_TICKS;
	if (!stream->failing)
		log_event(LOG_WARNING, LOG_ID_CAPTURE,
		          "output is lost, the log '%s' cannot be written: %s",
		          stream->path, err->text);
	stream->failing = true;
}

static void put(struct log_stream *stream, const char *bytes, size_t len,
                uint64_t filetime)
{
	struct error err = ERROR_INIT;
	size_t left =
	        log_chain_write(&stream->chain, bytes, len, filetime, &err);

	if (left > 0) {
		failed(stream, &err, left, filetime);
		return;
	}
	if (stream->failing)
		log_event(LOG_INFO, LOG_ID_CAPTURE,
		          "the log '%s' can be written again", stream->path);
	stream->failing = false;
	if (stream->direct)
		log_chain_close(&stream->chain);
}

/* One line of ours; begins a line of its own. Not counted when lost. */
static void put_line(struct log_stream *stream, const struct buf *line,
                     uint64_t filetime)
{
	struct buf whole = BUF_INIT;
	struct error err = ERROR_INIT;
	const uint64_t lost = stream->lost;

	/* knows then whether the file's last line is a whole one */
	if (log_chain_open(&stream->chain, filetime, &err)) {
		failed(stream, &err, 0, filetime);
		return;
	}
	if (stream->chain.mid_line)
		buf_addc(&whole, '\n');
	buf_add(&whole, line->data, line->len);
	put(stream, whole.data, whole.len, filetime);
	stream->lost = lost;
	buf_release(&whole);
}

/* The line about what was lost, once it can be written. */
static void tell_lost(struct log_stream *stream, uint64_t filetime)
{
	struct buf line = BUF_INIT;

	if (stream->lost == 0)
		return;
	log_text_lost(&line, stream->lost, stream->why, filetime);
	put_line(stream, &line, filetime);
	if (!stream->failing)
		stream->lost = 0;
	buf_release(&line);
}

void log_book_write(struct log_stream *stream, uint64_t lost, const char *bytes,
                    size_t len, uint64_t filetime)
{
	if (lost > 0 && stream->lost == 0)
		memcpy(stream->why, too_slow, sizeof(too_slow));
	stream->lost += lost;
	if (stream->failing && filetime < stream->retry_at) {
		stream->lost += len;
		return;
	}
	tell_lost(stream, filetime);
	if (stream->failing)
		stream->lost += len;
	else
		put(stream, bytes, len, filetime);
}

/* -- a process ------------------------------------------------------------- */

static struct log_stream *stream_new(struct log_book *book,
                                     const struct log_run *run, uint32_t pid)
{
	struct log_stream *stream = xcalloc(1, sizeof(*stream));
	struct buf path = BUF_INIT;

	log_book_path(&path, run->class_name, run->instance);
	stream->path = buf_steal(&path, NULL);
	stream->book = book;
	stream->pid = pid;
	stream->direct = run->direct;
	log_chain_init(&stream->chain, book->store, stream->path,
	               run->direct ? 0 : run->max_bytes, run->files);
	stream->next = book->first;
	if (book->first)
		book->first->previous = stream;
	book->first = stream;
	return stream;
}

static void stream_free(struct log_stream *stream)
{
	if (stream->previous)
		stream->previous->next = stream->next;
	else
		stream->book->first = stream->next;
	if (stream->next)
		stream->next->previous = stream->previous;
	log_chain_close(&stream->chain);
	free(stream->path);
	free(stream);
}

int log_book_prepare(struct log_book *book, const struct log_run *run,
                     uint64_t filetime, struct error *err)
{
	struct buf path = BUF_INIT;
	struct log_chain chain;

	log_book_path(&path, run->class_name, run->instance);
	log_chain_init(&chain, book->store, path.data, run->max_bytes,
	               run->files);
	int rc = log_chain_make_room(&chain, filetime, err);
	log_chain_close(&chain);
	buf_release(&path);
	return rc;
}

struct log_stream *log_book_begin(struct log_book *book,
                                  const struct log_run *run,
                                  const struct log_start *start,
                                  uint64_t filetime)
{
	struct log_stream *stream = stream_new(book, run, start->pid);
	struct buf line = BUF_INIT;
	struct error err = ERROR_INIT;

	if (log_chain_open(&stream->chain, filetime, &err))
		failed(stream, &err, 0, filetime);
	set_floor(stream, run->starter ? run->starter : "");
	if (!stream->failing) {
		log_text_start(&line, start, filetime);
		put_line(stream, &line, filetime);
	}
	buf_release(&line);
	return stream;
}

struct log_stream *log_book_resume(struct log_book *book,
                                   const struct log_run *run, uint32_t pid)
{
	return stream_new(book, run, pid);
}

void log_book_end(struct log_stream *stream, uint32_t exit_code, uint64_t ms,
                  uint64_t filetime)
{
	struct buf line = BUF_INIT;

	tell_lost(stream, filetime);
	log_text_end(&line, stream->pid, exit_code, ms, filetime);
	put_line(stream, &line, filetime);
	buf_release(&line);
	stream_free(stream);
}

void log_book_leave(struct log_stream *stream, uint64_t filetime)
{
	tell_lost(stream, filetime);
	stream_free(stream);
}

/* -- what is kept ---------------------------------------------------------- */

static bool is_being_written(const struct log_book *book, const char *path)
{
	const size_t len = log_keep_stem(path);

	for (const struct log_stream *s = book->first; s; s = s->next)
		if (log_keep_stem(s->path) == len &&
		    memcmp(s->path, path, len) == 0)
			return true;
	return false;
}

void log_book_sweep(struct log_book *book, char *const *kept, size_t count,
                    uint64_t filetime)
{
	struct log_entries entries;
	struct error err = ERROR_INIT;

	if (log_store_list(book->store, &entries, &err)) {
		log_event(LOG_WARNING, LOG_ID_CAPTURE,
		          "old logs cannot be looked for: %s", err.text);
		return;
	}
	bool *doomed = xcalloc(entries.count, sizeof(bool));
	log_keep_judge(&entries, kept, count, filetime, doomed);
	for (size_t i = 0; i < entries.count; i++) {
		const char *path = entries.items[i].path;
		if (!doomed[i] || is_being_written(book, path))
			continue;
		if (log_store_remove(book->store, path, &err) &&
		    err.code != OS_FILE_NOT_FOUND)
			log_event(LOG_WARNING, LOG_ID_CAPTURE,
			          "an old log cannot be removed: %s", err.text);
	}
	free(doomed);
	log_entries_release(&entries);
}
