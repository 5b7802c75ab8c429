/*
 * reg_line.h: a .reg file as lines, and the words of one line.
 */
#ifndef FSPD_REG_LINE_H
#define FSPD_REG_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* A line, or what is left of it. */
struct reg_line {
	const char *at, *end;
};

/* Where in the text the next line begins. */
struct reg_lines {
	const char *at, *end;
	unsigned number; /* of the line read last, from 1 */
};

/* The next line, its end (CR LF, LF or CR) left out; false at the end. */
bool reg_lines_next(struct reg_lines *lines, struct reg_line *line)
        __attribute__((nonnull));

/* Skip spaces and tabs. */
void reg_line_blanks(struct reg_line *line) __attribute__((nonnull));
/* Skip word when the line goes on with it. */
bool reg_line_skip(struct reg_line *line, const char *word)
        __attribute__((nonnull));
/* Does nothing follow but blanks and a comment? */
bool reg_line_is_done(struct reg_line line);
/* The hexadecimal number of 1 to digits digits that follows, skipped; -1 when
 * there is none or it is longer. digits is at most 8. */
long long reg_line_hex(struct reg_line *line, size_t digits)
        __attribute__((nonnull));
/* Append the text up to the closing quote, which is skipped; \\ and \" stand
 * for \ and ". 0, or -1 when the quote is missing or another \ stands there. */
int reg_line_quoted(struct reg_line *line, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

#endif
