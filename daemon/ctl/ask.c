/*
 * ask.c: see ask.h.
 */
#include "ask.h"

#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/json.h"
#include "../../common/limits.h"
#include "../../common/client.h"
#include "options.h"

/* The pipe asked: WinFsp's own where launchctl would ask it. */
static const char *pipe_of(const struct ctl_options *o)
{
	if (o->pipe)
		return o->pipe;
	return o->launchctl ? CLIENT_PIPE_WINFSP : CLIENT_PIPE_FSPD;
}

static void explain_absence(const struct ctl_options *o, struct error *err)
{
	if (err->code == OS_FILE_NOT_FOUND)
		error_set(err, OS_FILE_NOT_FOUND,
		          "nobody serves the pipe '%s' (%d): is the service "
		          "fspd running? (sc query fspd; sc start fspd)",
		          pipe_of(o), (int)OS_FILE_NOT_FOUND);
}

int64_t ask_command(const struct ctl_options *o, char command,
                    const char *const *words, size_t count, struct buf *data,
                    struct error *err)
{
	/* Only a start may act in the caller's name (RunAs `.`). */
	bool impersonate = command == 'S' || command == 'X' || command == 'D';
	struct buf request = BUF_INIT, reply = BUF_INIT;
	int64_t rc = -1;

	/* One allocation: growing would leave copies of a password behind. */
	buf_reserve(&request, 2 * LIMIT_PIPE_BYTES);
	if (message_build(&request, command, words, count, err))
		goto out;
	if (client_call(pipe_of(o), &request, impersonate, o->timeout_s * 1000u,
	                &reply, err)) {
		explain_absence(o, err);
		goto out;
	}
	rc = message_read(reply.data, reply.len, data, err);
out:
	buf_wipe(&request);
	buf_release(&reply);
	return rc;
}

/* The "next" member of a page, into *next; false on the last page. */
static bool has_next(const struct buf *page, struct buf *next)
{
	struct json_value root, member;

	buf_clear(next);
	return json_read(page->data, page->len, &root) == 0 &&
	       json_member(&root, "next", &member) &&
	       json_get_text(&member, next) == 0 && next->len > 0;
}

int64_t ask_pages(const struct ctl_options *o, const char *verb,
                  struct buf *pages, struct error *err)
{
	const char *words[6] = {verb};
	struct buf page = BUF_INIT, next = BUF_INIT;
	size_t count = 1;
	int64_t rc;

	for (size_t i = 0; i < o->argument_count && count < 3; i++)
		words[count++] = o->arguments[i];
	do {
		size_t n = count;

		if (next.len) {
			words[n++] = "after";
			words[n++] = next.data;
		}
		buf_clear(&page);
		rc = ask_command(o, 'F', words, n, &page, err);
		if (rc)
			break;
		buf_add(pages, page.data, page.len);
		buf_addc(pages, '\n');
	} while (has_next(&page, &next));
	buf_release(&page);
	buf_release(&next);
	return rc;
}
