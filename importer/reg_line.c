/*
 * reg_line.c: see reg_line.h.
 */
#include "reg_line.h"

#include <string.h>

#include "../common/buf.h"

bool reg_lines_next(struct reg_lines *lines, struct reg_line *line)
{
	const char *at = lines->at;

	if (at == lines->end)
		return false;
	line->at = at;
	while (at < lines->end && *at != '\n' && *at != '\r')
		at++;
	line->end = at;
	if (at < lines->end && *at == '\r')
		at++;
	if (at < lines->end && *at == '\n' &&
	    (at == line->end || at[-1] == '\r'))
		at++;
	lines->at = at;
	lines->number++;
	return true;
}

void reg_line_blanks(struct reg_line *line)
{
	while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
		line->at++;
}

bool reg_line_skip(struct reg_line *line, const char *word)
{
	const size_t len = strlen(word);

	if ((size_t)(line->end - line->at) < len ||
	    memcmp(line->at, word, len) != 0)
		return false;
	line->at += len;
	return true;
}

bool reg_line_is_done(struct reg_line line)
{
	reg_line_blanks(&line);
	return line.at == line.end || *line.at == ';';
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

long long reg_line_hex(struct reg_line *line, size_t digits)
{
	long long number = 0;
	size_t count = 0;

	while (line->at < line->end && digit(*line->at) >= 0) {
		if (++count > digits)
			return -1;
		number = number * 16 + digit(*line->at++);
	}
	return count > 0 ? number : -1;
}

int reg_line_quoted(struct reg_line *line, struct buf *out)
{
	while (line->at < line->end) {
		char c = *line->at++;

		if (c == '"')
			return 0;
		if (c == '\\') {
			if (line->at == line->end ||
			    (*line->at != '\\' && *line->at != '"'))
				return -1;
			c = *line->at++;
		}
		buf_addc(out, c);
	}
	return -1;
}
