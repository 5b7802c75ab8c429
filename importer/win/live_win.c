/*
 * live_win.c: live.h over fspd's own pipe.
 *
 * `reload` makes fspd read the registry now and answers when that is done, so
 * what it says afterwards is about what was just written.
 */
#include "../live.h"

#include <stdbool.h>
#include <stdint.h>

#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/client.h"
#include "../../common/win/pause_win.h"
#include "../live_reply.h"

enum {
	LIVE_MS = 2000,  /* all questions together */
	SETTLE_MS = 100, /* between two about the same class */
	/* Of more the list of all is read: a page tells hundreds. */
	ONE_BY_ONE = 8,
	WORDS = 3
};

struct asking {
	const char *pipe;
	uint64_t deadline;
};

/* Ask with count words. 0 and the reply in json; the Win32 number of a refusal;
 * -1 when nobody answers in time. */
static int64_t ask_words(const struct asking *a, const char *const *words,
                         size_t count, struct buf *json)
{
	const uint64_t now = clock_monotonic_ms();
	struct buf request = BUF_INIT, reply = BUF_INIT;
	struct error err = ERROR_INIT;
	int64_t rc = -1;

	buf_clear(json);
	if (now >= a->deadline ||
	    message_build(&request, 'F', words, count, &err) < 0 ||
	    client_call(a->pipe, &request, false, (uint32_t)(a->deadline - now),
	                &reply, &err) < 0)
		goto out;
	rc = message_read(reply.data, reply.len, json, &err);
out:
	buf_release(&request);
	buf_release(&reply);
	return rc;
}

/* Ask verb, with argument unless NULL. */
static int64_t ask(const struct asking *a, const char *verb,
                   const char *argument, struct buf *json)
{
	const char *words[] = {verb, argument};

	return ask_words(a, words, argument ? 2 : 1, json);
}

/* The page of verb's list behind next; the first when it is empty. */
static int64_t ask_page(const struct asking *a, const char *verb,
                        const struct buf *next, struct buf *json)
{
	const char *words[WORDS] = {verb, "after", next->data};

	return ask_words(a, words, next->len > 0 ? WORDS : 1, json);
}

/* Ask for a class that is to be live, which takes a moment where others wrote
 * to it just before: it settles then. */
static int64_t ask_definition(const struct asking *a, const char *class_name,
                              struct buf *json)
{
	int64_t rc;

	while ((rc = ask(a, "definition", class_name, json)) ==
	               OS_FILE_NOT_FOUND &&
	       clock_monotonic_ms() + SETTLE_MS < a->deadline)
		pause_ms(SETTLE_MS);
	return rc;
}

static void ask_class(const struct asking *a, const char *class_name,
                      struct live_reply *r, struct buf *json)
{
	struct buf next = BUF_INIT;

	if (ask_definition(a, class_name, json) == 0)
		live_reply_definition(r, class_name, json);
	else
		r->incomplete = true;
	if (ask(a, "status", class_name, json) == 0)
		live_reply_status(r, json, &next);
	buf_release(&next);
}

/* All definitions once. False when that took too long. */
static bool read_pages(const struct asking *a, const char *const *classes,
                       size_t count, struct live_reply *r, struct buf *json)
{
	struct buf next = BUF_INIT;
	bool is_read;

	live_reply_restart(r);
	do {
		is_read = ask_page(a, "definitions", &next, json) == 0;
		if (is_read)
			live_reply_page(r, classes, count, json, &next);
	} while (is_read && next.len > 0);
	buf_release(&next);
	return is_read;
}

/* The same of many; what settles yet is not there at first. */
static void ask_classes(const struct asking *a, const char *const *classes,
                        size_t count, struct live_reply *r, struct buf *json)
{
	struct buf next = BUF_INIT;
	bool is_read = read_pages(a, classes, count, r, json);

	while (is_read && r->seen < count &&
	       clock_monotonic_ms() + SETTLE_MS < a->deadline) {
		pause_ms(SETTLE_MS);
		is_read = read_pages(a, classes, count, r, json);
	}
	if (!is_read || r->seen < count)
		r->incomplete = true;
	while (!r->incomplete && ask_page(a, "status", &next, json) == 0) {
		live_reply_status(r, json, &next);
		if (next.len == 0)
			break;
	}
	buf_release(&next);
}

void live_reload(const char *pipe)
{
	const struct asking a = {pipe ? pipe : CLIENT_PIPE_FSPD,
	                         clock_monotonic_ms() + LIVE_MS};
	struct buf json = BUF_INIT;

	/* Whoever answers otherwise, or not, finds the keys gone. */
	(void)ask(&a, "reload", NULL, &json);
	buf_release(&json);
}

enum live_result live_ask(const char *pipe, const char *const *classes,
                          size_t count, uint64_t written_at, struct buf *line)
{
	const struct asking a = {pipe ? pipe : CLIENT_PIPE_FSPD,
	                         clock_monotonic_ms() + LIVE_MS};
	struct live_reply r;
	struct buf json = BUF_INIT;
	enum live_result result;

	live_reply_init(&r);
	if (ask(&a, "version", NULL, &json) == 0) {
		live_reply_version(&r, &json);
		r.incomplete = ask(&a, "reload", NULL, &json) != 0;
		if (count > ONE_BY_ONE && !r.incomplete)
			ask_classes(&a, classes, count, &r, &json);
		for (size_t i = 0;
		     count <= ONE_BY_ONE && i < count && !r.incomplete; i++)
			ask_class(&a, classes[i], &r, &json);
	}
	result = live_reply_line(&r, written_at, line);
	live_reply_release(&r);
	buf_release(&json);
	return result;
}
