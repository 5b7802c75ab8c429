/*
 * console_posix.c: console.h where a console is a terminal.
 */
#include "console.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "buf.h"
#include "error.h"
#include "limits.h"
#include "secret.h"

enum { ROOM = LIMIT_SECRET_BYTES + 3 }; /* a line end, and one too many */

/* Append until the end (of the line, where it is typed) or until there is more
 * than can be a password. */
static int read_input(bool typed, struct buf *text, struct error *err)
{
	while (text->len < ROOM) {
		char c;
		const ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, 0,
			                 "cannot read the password from "
			                 "standard input: %s",
			                 strerror(errno));
		if (got == 0)
			break;
		buf_addc(text, c);
		if (typed && c == '\n')
			break;
	}
	return 0;
}

static int read_typed(const struct termios *mode, const char *prompt,
                      struct buf *text, struct error *err)
{
	struct termios silent = *mode;
	int rc;

	(void)fputs(prompt, stderr);
	(void)fflush(stderr);
	silent.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
		return error_set(err, 0,
		                 "cannot turn off the terminal's echo: %s",
		                 strerror(errno));
	rc = read_input(true, text, err);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, mode);
	(void)fputs("\n", stderr);
	return rc;
}

struct secret *console_read_secret(const char *prompt, struct error *err)
{
	struct secret *secret = NULL;
	struct buf text = BUF_INIT;
	struct termios mode;
	int rc;

	/* Growing would leave copies behind. */
	buf_reserve(&text, ROOM);
	if (tcgetattr(STDIN_FILENO, &mode) == 0)
		rc = read_typed(&mode, prompt, &text, err);
	else
		rc = read_input(false, &text, err);
	if (rc == 0)
		secret = console_secret(&text, err);
	buf_wipe(&text);
	return secret;
}
