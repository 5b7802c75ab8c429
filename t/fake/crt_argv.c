/*
 * crt_argv.c: see crt_argv.h.
 */
#include "crt_argv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "xalloc.h"

static void keep(struct crt_argv *out, struct buf *word)
{
	out->argv = xrealloc(out->argv, out->argc + 1, sizeof(*out->argv));
	out->argv[out->argc++] = xmemdup(word->data, word->len);
	buf_clear(word);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *read_program(const char *at, struct buf *word)
{
	bool quoted = false;

	for (; *at != '\0' && (quoted || !is_blank(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			buf_addc(word, *at);
	}
	return at;
}

static const char *read_argument(const char *at, struct buf *word)
{
	bool quoted = false;

	while (*at != '\0' && (quoted || !is_blank(*at))) {
		const size_t run = strspn(at, "\\");
		const bool before_quote = at[run] == '"';

		for (size_t i = 0; i < (before_quote ? run / 2 : run); i++)
			buf_addc(word, '\\');
		at += run;
		if (before_quote && run % 2 == 1) {
			buf_addc(word, *at++);
		} else if (before_quote && quoted && at[1] == '"') {
			buf_addc(word, '"');
			at += 2;
		} else if (before_quote) {
			quoted = !quoted;
			at++;
		} else if (run == 0) {
			buf_addc(word, *at++);
		}
	}
	return at;
}

void crt_argv_parse(const char *line, struct crt_argv *out)
{
	struct buf word = BUF_INIT;

	*out = (struct crt_argv){NULL, 0};
	line = read_program(line, &word);
	keep(out, &word);
	for (;;) {
		while (is_blank(*line))
			line++;
		if (*line == '\0')
			break;
		line = read_argument(line, &word);
		keep(out, &word);
	}
	buf_release(&word);
}

void crt_argv_release(struct crt_argv *args)
{
	for (size_t i = 0; i < args->argc; i++)
		free(args->argv[i]);
	free(args->argv);
	*args = (struct crt_argv){NULL, 0};
}
