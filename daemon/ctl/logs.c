/*
 * logs.c: see logs.h. The daemon gives pages and the position to go on from;
 * a position stays good when the log is rotated meanwhile.
 */
#include "logs.h"

#include <stdio.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/json.h"
#include "../../common/win/console_win.h"
#include "../../common/win/pause_win.h"
#include "ask.h"
#include "options.h"

enum {
	/* How late a followed line may be, at the cost of a request. */
	FOLLOW_MS = 300
};

/* A process may print what a terminal would obey: there, lines are escaped. */
static void print_escaped(const char *text, size_t len)
{
	struct buf out = BUF_INIT;

	while (len > 0) {
		const char *eol = memchr(text, '\n', len);
		size_t line = eol ? (size_t)(eol - text) : len;
		const size_t whole = eol ? line + 1 : line;

		if (eol && line > 0 && text[line - 1] == '\r')
			line--;
		buf_add_escaped(&out, text, line);
		if (eol)
			buf_addc(&out, '\n');
		text += whole;
		len -= whole;
	}
	fwrite(out.data, 1, out.len, stdout);
	buf_release(&out);
}

static void print_text(const struct buf *text)
{
	if (console_is_terminal(stdout))
		print_escaped(text->data, text->len);
	else
		fwrite(text->data, 1, text->len, stdout);
	fflush(stdout);
}

/* Print one page, and where the next begins into next. -1 and err when it is
 * none. */
static int print_page(const struct buf *page, struct buf *next, bool *end,
                      struct error *err)
{
	struct json_value root, member;
	struct buf text = BUF_INIT;
	int rc = -1;

	buf_clear(next);
	if (json_read(page->data, page->len, &root) ||
	    !json_member(&root, "text", &member) ||
	    json_get_text(&member, &text) ||
	    !json_member(&root, "next", &member) ||
	    json_get_text(&member, next) ||
	    !json_member(&root, "end", &member)) {
		error_set(err, 0,
		          "the daemon's answer is not of this protocol: are "
		          "fspctl and fspd of one version?");
		goto out;
	}
	*end = json_get_bool(&member);
	if (json_member(&root, "lost", &member) && json_get_bool(&member))
		fputs("fspctl: lines are missing: the log was rotated faster "
		      "than it was read\n",
		      stderr);
	print_text(&text);
	rc = 0;
out:
	buf_release(&text);
	return rc;
}

int64_t logs_print(const struct ctl_options *o, struct error *err)
{
	struct buf page = BUF_INIT, next = BUF_INIT;
	bool end = false;
	int64_t rc = 0;

	if (o->follow)
		buf_adds(&next, "tail");
	while (rc == 0 && (o->follow || !end)) {
		const char *words[] = {"logs", o->arguments[0], o->arguments[1],
		                       next.data};

		if (end)
			pause_ms(FOLLOW_MS);
		buf_clear(&page);
		rc = ask_command(o, 'F', words, next.len ? 4 : 3, &page, err);
		if (rc == 0 && print_page(&page, &next, &end, err))
			rc = -1;
	}
	buf_release(&page);
	buf_release(&next);
	return rc;
}
