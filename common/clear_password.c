/*
 * clear_password.c: see clear_password.h.
 */
#include "clear_password.h"

#include <string.h>

#include "buf.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_blank_or_end(char c)
{
	return c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '"';
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Does the word of len bytes at name end in suffix, in any case? */
static bool ends_in(const char *name, size_t len, const char *suffix)
{
	const size_t suffix_len = strlen(suffix);

	if (len < suffix_len)
		return false;
	for (size_t i = 0; i < suffix_len; i++)
		if (lower(name[len - suffix_len + i]) != suffix[i])
			return false;
	return true;
}

bool clear_password_is_name(const char *name, size_t len)
{
	static const char *const endings[] = {
	        "password", "passphrase", "passwd",     "_pass",      "-pass",
	        "secret",   "_token",     "secret_key", "secret-key",
	};

	/* What all of them end in, so that few words are looked at closely. */
	if (len == 0 || !strchr("desnty", lower(name[len - 1])))
		return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends_in(name, len, endings[i]))
			return true;
	return ends_in(name, len, "pass") && (len == 4 || name[len - 5] == '.');
}

bool clear_password_is_awaited(const char *text)
{
	size_t end = strlen(text), at;

	while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t'))
		end--;
	for (at = end; at > 0 && is_word(text[at - 1]);)
		at--;
	return strncmp(text + at, "--", 2) == 0 &&
	       clear_password_is_name(text + at, end - at);
}

/* Is what a password option is set to something that is not a password: an
 * argument of the start, or nothing? */
static bool is_harmless(const char *value)
{
	if (*value == '"')
		value++;
	return is_blank_or_end(*value) || (value[0] == '%' && value[1] != '%');
}

/* The bytes of the quoted value at text: to the quote that closes it, which no
 * backslash escapes, or to the end. */
static size_t quoted_length(const char *text)
{
	const char *quote = strchr(text + 1, '"');

	while (quote != NULL && quote[-1] == '\\')
		quote = strchr(quote + 1, '"');
	return quote != NULL ? (size_t)(quote + 1 - text) : strlen(text);
}

/* The bytes of the value at text: to its closing quote; to the end of the line
 * when it is that of a variable, whose whole element it is. An apostrophe at
 * the end is a message's that quotes the value. */
static size_t value_length(const char *text, bool is_variable)
{
	if (*text == '"')
		return quoted_length(text);

	const size_t len = strcspn(text, is_variable ? "\n" : " \t\n");
	return len > 1 && text[len - 1] == '\'' ? len - 1 : len;
}

/* `name=value` or `--name value` at text, the name to end: the bytes of the
 * value. */
static size_t option_value(const char *text, size_t at, size_t end,
                           size_t *value_at)
{
	const bool is_variable =
	        text[at] != '-' && (at == 0 || text[at - 1] == '\n');

	if (!clear_password_is_name(text + at, end - at))
		return 0;

	const bool dashed = text[at] == '-';
	if (text[end] == '=' || (dashed && text[end] == ':'))
		end++;
	else if (dashed && text[at + 1] == '-' && text[end] == ' ')
		end += strspn(text + end, " ");
	else
		return 0;
	if (is_harmless(text + end) || text[end] == '-')
		return 0;
	*value_at = end;
	return value_length(text + end, is_variable);
}

/* `://user:word@` at text, which begins with "://": the bytes of the word. */
static size_t url_password(const char *text, size_t *at)
{
	const size_t host = 3;
	const size_t colon = host + strcspn(text + host, ":@/ \t\n");

	if (text[colon] != ':')
		return 0;

	const size_t len = strcspn(text + colon + 1, "@/ \t\n");
	if (len == 0 || text[colon + 1 + len] != '@' ||
	    is_harmless(text + colon + 1))
		return 0;
	*at = colon + 1;
	return len;
}

size_t clear_password_find(const char *text, size_t *from)
{
	size_t end;

	for (size_t i = *from; text[i] != '\0'; i = end) {
		size_t at = 0, len = 0;

		for (end = i; is_word(text[end]);)
			end++;
		if (end == i) {
			end = i + 1;
			if (text[i] == ':' && strncmp(text + i, "://", 3) == 0)
				len = url_password(text + i, &at);
			at += i;
		} else if (i == 0 || !is_word(text[i - 1])) {
			len = option_value(text, i, end, &at);
		}
		if (len > 0) {
			*from = at;
			return len;
		}
	}
	return 0;
}

static void add_stars(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			buf_addc(out, '*'); /* one a character */
}

void clear_password_mask(const char *text, struct buf *out)
{
	size_t done = 0, at = 0, len;

	while ((len = clear_password_find(text, &at)) > 0) {
		buf_add(out, text + done, at - done);
		add_stars(out, text + at, len);
		at += len;
		done = at;
	}
	buf_adds(out, text + done);
}

/* Where that begins which stands behind text's first name of a password: and a
 * `=` or `:`, or a blank where the name is all that comes before. 0: nowhere.
 */
static size_t behind_name(const char *text)
{
	static const char blanks[] = " \t";

	for (size_t at = 0; text[at] != '\0';) {
		size_t end = at;

		while (is_word(text[end]))
			end++;
		if (end > at && clear_password_is_name(text + at, end - at)) {
			const size_t to = end + strspn(text + end, blanks);

			if (text[to] == '=' || text[to] == ':')
				return to + 1 + strspn(text + to + 1, blanks);
			if (at == 0 && to > end)
				return to;
		}
		at = end > at ? end : at + 1;
	}
	return 0;
}

void clear_password_mask_piece(const char *text, struct buf *out)
{
	struct buf masked = BUF_INIT;

	clear_password_mask(text, &masked);

	const size_t value = behind_name(masked.data);
	const size_t shown = value > 0 ? value : masked.len;
	buf_add(out, masked.data, shown);
	add_stars(out, masked.data + shown, masked.len - shown);
	buf_release(&masked);
}

/* Where the value of `Key = value` begins, and its key; 0: line is none. */
static size_t value_of_line(const char *line, size_t *name, size_t *name_len)
{
	static const char blanks[] = " \t";
	size_t end = *name = strspn(line, blanks);

	while (is_word(line[end]) || line[end] == '.')
		end++;
	*name_len = end - *name;
	end += strspn(line + end, blanks);
	return *name_len > 0 && line[end] == '='
	               ? end + 1 + strspn(line + end + 1, blanks)
	               : 0;
}

void clear_password_mask_line(const char *line, struct buf *out)
{
	size_t name, len;
	const size_t value = value_of_line(line, &name, &len);

	buf_add(out, line, value > 0 ? value : name);
	if (value == 0)
		clear_password_mask_piece(line + name, out);
	else if (clear_password_is_name(line + name, len) &&
	         strncmp(line + value, "sealed:", 7) != 0 &&
	         strcmp(line + value, "local") != 0)
		add_stars(out, line + value, strlen(line + value));
	else
		clear_password_mask(line + value, out);
}
