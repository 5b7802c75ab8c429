/*
 * ini_line.c: see ini_line.h.
 */
#include "ini_line.h"

#include <stdint.h>
#include <string.h>

#include "../common/clear_password.h"
#include "../common/schema.h"
#include "../common/utf.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t ini_blanks(const char *text)
{
	size_t n = 0;

	while (is_blank(text[n]))
		n++;
	return n;
}

size_t ini_trimmed(const char *text, size_t len)
{
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	return len;
}

struct place ini_line_place(const struct ini_line *line, size_t at, size_t len)
{
	const size_t length = utf8_chars(line->text + at, len);

	return (struct place){
	        .file = line->path,
	        .line = line->number,
	        .column = (unsigned)utf8_chars(line->text, at) + 1,
	        .length = length ? (unsigned)length : 1,
	};
}

/* The option of a password may stand in the line above: then the line, which
 * will be part of no value, is not shown. */
static void hide_password(struct ini_line *line)
{
	const size_t at = ini_blanks(line->text);
	const struct place place = ini_line_place(line, at, line->len - at);

	if (at > 0 && line->above && clear_password_is_awaited(line->above))
		diag_hide(line->diags, &place, line->text);
}

static enum line_kind refuse(struct ini_line *line, enum diag_code code,
                             size_t at, size_t len, const char *text)
{
	const struct place place = ini_line_place(line, at, len);

	hide_password(line);
	diag_add(line->diags, code, &place, line->text, "%s", text);
	return LINE_NOTHING;
}

/* What is wrong with the bytes of the line, whatever it means. */
static bool refuse_bytes(struct ini_line *line)
{
	const char *nul = memchr(line->text, '\0', line->len);

	if (line->len > INI_LINE_BYTES) {
		const struct place place = {.file = line->path,
		                            .line = line->number};

		diag_add(line->diags, DIAG_FILE_TOO_LARGE, &place, NULL,
		         "the line has %zu bytes, more than the %d allowed: is "
		         "this an INI file?",
		         line->len, (int)INI_LINE_BYTES);
		return true;
	}
	if (nul) {
		refuse(line, DIAG_NUL_BYTE, (size_t)(nul - line->text), 1,
		       "NUL byte: if this is UTF-16, save it with a byte order "
		       "mark, or as UTF-8");
		return true;
	}

	const size_t bad = utf8_invalid_at(line->text, line->len);
	if (bad < line->len) {
		refuse(line, DIAG_BAD_ENCODING, bad, 1,
		       "byte that is not valid UTF-8: save the file as UTF-8");
		return true;
	}
	return false;
}

static uint64_t each_byte(unsigned char c)
{
	return c * (uint64_t)0x0101010101010101u;
}

/* Has any of the eight bytes a value below 0x20, or 0x7f? A byte below n makes
 * its high bit borrow; those that have it set already are above. */
static bool has_control(uint64_t word)
{
	const uint64_t high_bits = each_byte(0x80);
	const uint64_t del = word ^ each_byte(0x7f);

	return (((word - each_byte(0x20)) & ~word & high_bits) |
	        ((del - each_byte(1)) & ~del & high_bits)) != 0;
}

/* Is it for sure that text is printable ASCII? Nearly every line is, and eight
 * bytes are looked at together; the last eight overlap those before. */
static bool is_printable(const char *text, size_t len)
{
	const uint64_t high_bits = each_byte(0x80);
	uint64_t word;

	if (len < sizeof(word))
		return false;
	for (size_t n = 0; n < len - sizeof(word); n += sizeof(word)) {
		memcpy(&word, text + n, sizeof(word));
		if ((word & high_bits) != 0 || has_control(word))
			return false;
	}
	memcpy(&word, text + len - sizeof(word), sizeof(word));
	return (word & high_bits) == 0 && !has_control(word);
}

/* A control character other than a tab would not survive printing. */
static bool refuse_control(struct ini_line *line)
{
	for (size_t i = 0; i < line->len; i++) {
		const unsigned char c = (unsigned char)line->text[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			refuse(line, DIAG_SYNTAX, i, 1,
			       "control character: take it out");
			return true;
		}
	}
	return false;
}

/* Does an indented line read `Key = ...` with a key of ours? */
static bool looks_like_key(const char *text, size_t *name_len)
{
	char name[32];
	const size_t end = strcspn(text, "=");

	*name_len = ini_trimmed(text, end);
	if (text[end] != '=' || *name_len >= sizeof(name))
		return false;
	memcpy(name, text, *name_len);
	name[*name_len] = '\0';
	return schema_find_any(name) != KEY_COUNT;
}

static enum line_kind judge_indented(struct ini_line *line, size_t at)
{
	const size_t len = ini_trimmed(line->text + at, line->len - at);
	size_t name_len;

	if (looks_like_key(line->text + at, &name_len))
		return refuse(line, DIAG_INDENTED_KEY, at, name_len,
		              "an indented line continues the value above, but "
		              "this looks like a key: begin it in column 1, or "
		              "put this text on the first line of the value");
	if (line->text[at] == '[' && line->text[at + len - 1] == ']')
		return refuse(line, DIAG_SECTION_HEADER, at, len,
		              "a section header begins in column 1");
	if (!line->key_open)
		return refuse(line, DIAG_STRAY_CONTINUATION, at, len,
		              "an indented line continues the value above, but "
		              "there is none: begin it in column 1");
	return line->skip ? LINE_NOTHING : LINE_CONTINUATION;
}

static enum line_kind judge_section(struct ini_line *line)
{
	const char *close = strrchr(line->text, ']');
	const size_t len = ini_trimmed(line->text, line->len);

	line->in_section = true;
	line->key_open = false;
	if (!close) {
		refuse(line, DIAG_SECTION_HEADER, 0, len,
		       "section header without its closing ']': write [class] "
		       "or [class\\instance]");
		return LINE_SECTION;
	}

	const size_t after = (size_t)(close - line->text) + 1;
	if (after < len)
		refuse(line, DIAG_SECTION_HEADER, after + ini_blanks(close + 1),
		       len - after - ini_blanks(close + 1),
		       "text after a section header: a comment stands on a "
		       "line of its own");
	else if (after == 2)
		refuse(line, DIAG_SECTION_HEADER, 0, len,
		       "section header without a name: write [class] or "
		       "[class\\instance]");
	return LINE_SECTION;
}

static enum line_kind judge_key(struct ini_line *line)
{
	const char *equals = memchr(line->text, '=', line->len);
	const size_t at = equals ? (size_t)(equals - line->text) : line->len;
	const char *colon = memchr(line->text, ':', at);

	line->key_open = true;
	line->skip = true;
	line->equals = at;
	if (colon)
		return refuse(line, DIAG_COLON_FOR_EQUALS,
		              (size_t)(colon - line->text), 1,
		              "':' where '=' is meant: write 'Name = value'");
	if (!equals)
		return refuse(line, DIAG_SYNTAX, 0,
		              ini_trimmed(line->text, line->len),
		              "neither a section, a key nor a comment: write "
		              "'Name = value', or begin the line with ';'");
	if (at == 0)
		return refuse(line, DIAG_SYNTAX, 0, 1,
		              "'=' without a name before it: write "
		              "'Name = value'");
	if (!line->in_section)
		return refuse(line, DIAG_KEY_OUTSIDE_SECTION, 0,
		              ini_trimmed(line->text, at),
		              "key before any section: begin with [class]");
	line->skip = false;
	return LINE_KEY;
}

static enum line_kind judge_sound(struct ini_line *line, size_t at)
{
	if (at > 0)
		return judge_indented(line, at);
	return line->text[0] == '[' ? judge_section(line) : judge_key(line);
}

enum line_kind ini_line_judge(struct ini_line *line)
{
	const bool is_fine = line->len <= INI_LINE_BYTES &&
	                     is_printable(line->text, line->len);
	const size_t at =
	        line->len > INI_LINE_BYTES ? 0 : ini_blanks(line->text);
	const bool has_bad_bytes = !is_fine && refuse_bytes(line);
	enum line_kind kind = LINE_NOTHING;

	if (!has_bad_bytes &&
	    (at == line->len || line->text[at] == ';' || line->text[at] == '#'))
		return LINE_NOTHING;
	if (has_bad_bytes || (!is_fine && refuse_control(line)))
		line->key_open = line->skip = true;
	else
		kind = judge_sound(line, at);
	line->above = line->key_open ? line->text : NULL;
	return kind;
}
