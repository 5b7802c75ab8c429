/*
 * json_read.c: the reader of json.h.
 *
 * json_read checks the whole text once; the other functions then walk values
 * that are known to be well-formed, and skip_value cannot leave them. Nothing
 * is built in memory: a value is where it stands.
 */
#include "json.h"

#include <string.h>

#include "ascii.h"
#include "buf.h"
#include "utf.h"

struct reader {
	const char *at, *end;
	unsigned depth;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char peek(const struct reader *r)
{
	if (r->at < r->end)
		return *r->at;
	return '\0';
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' ||
	                          *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c || r->at == r->end)
		return false;
	r->at++;
	return true;
}

static bool take_word(struct reader *r, const char *word)
{
	const size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static bool take_digits(struct reader *r)
{
	const char *start = r->at;

	while (is_digit(peek(r)))
		r->at++;
	return r->at > start;
}

static bool skip_number(struct reader *r)
{
	(void)take(r, '-');
	if (!take(r, '0') && !take_digits(r))
		return false;
	if (take(r, '.') && !take_digits(r))
		return false;
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '+'))
			(void)take(r, '-');
		return take_digits(r);
	}
	return true;
}

/* What follows a backslash. */
static bool skip_escape(struct reader *r)
{
	const char c = peek(r);

	if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
		return false;
	r->at++;
	if (c != 'u')
		return true;
	for (int i = 0; i < 4; i++) {
		if (ascii_digit(peek(r)) == ASCII_NO_DIGIT)
			return false;
		r->at++;
	}
	return true;
}

static bool skip_string(struct reader *r)
{
	if (!take(r, '"'))
		return false;
	while (r->at < r->end && *r->at != '"') {
		if ((unsigned char)*r->at < 0x20)
			return false;
		if (*r->at++ == '\\' && !skip_escape(r))
			return false;
	}
	return take(r, '"');
}

static bool skip_value(struct reader *r);

/* Members or elements up to close, the opening bracket being behind us. */
static bool skip_items(struct reader *r, char close)
{
	if (++r->depth > JSON_DEPTH_READ)
		return false;
	skip_blanks(r);
	if (take(r, close)) {
		r->depth--;
		return true;
	}
	do {
		skip_blanks(r);
		if (close == '}') {
			if (!skip_string(r))
				return false;
			skip_blanks(r);
			if (!take(r, ':'))
				return false;
			skip_blanks(r);
		}
		if (!skip_value(r))
			return false;
		skip_blanks(r);
	} while (take(r, ','));
	r->depth--;
	return take(r, close);
}

static bool skip_value(struct reader *r)
{
	switch (peek(r)) {
	case '{':
		r->at++;
		return skip_items(r, '}');
	case '[':
		r->at++;
		return skip_items(r, ']');
	case '"':
		return skip_string(r);
	case 't':
		return take_word(r, "true");
	case 'f':
		return take_word(r, "false");
	case 'n':
		return take_word(r, "null");
	default:
		return skip_number(r);
	}
}

int json_read(const char *text, size_t len, struct json_value *out)
{
	struct reader r = {.at = text, .end = text + len};
	struct json_value value;

	if (utf8_invalid_at(text, len) != len)
		return -1;
	skip_blanks(&r);
	value.at = r.at;
	if (!skip_value(&r))
		return -1;
	value.len = (size_t)(r.at - value.at);
	skip_blanks(&r);
	if (r.at != r.end)
		return -1;
	*out = value;
	return 0;
}

/* The value at r, which moves behind it. */
static struct json_value read_value(struct reader *r)
{
	struct json_value value = {.at = r->at};

	if (skip_value(r))
		value.len = (size_t)(r->at - value.at);
	return value;
}

/* Stand before the item after *iter; false when there is none. */
static bool find_next(const struct json_value *all, char open,
                      const struct json_value *iter, struct reader *r)
{
	*r = (struct reader){.at = all->at, .end = all->at + all->len};
	if (!take(r, open))
		return false;
	if (iter->at != NULL) {
		r->at = iter->at + iter->len;
		skip_blanks(r);
		if (!take(r, ','))
			return false;
	}
	skip_blanks(r);
	return peek(r) != ']' && peek(r) != '}';
}

bool json_next(const struct json_value *array, struct json_value *iter)
{
	struct reader r;

	if (!find_next(array, '[', iter, &r))
		return false;
	*iter = read_value(&r);
	return true;
}

bool json_next_member(const struct json_value *object, struct json_value *key,
                      struct json_value *iter)
{
	struct reader r;

	if (!find_next(object, '{', iter, &r))
		return false;
	*key = read_value(&r);
	skip_blanks(&r);
	(void)take(&r, ':');
	skip_blanks(&r);
	*iter = read_value(&r);
	return true;
}

static bool is_text(const struct json_value *v, const char *text)
{
	struct buf got = BUF_INIT;
	const bool same = json_get_text(v, &got) == 0 &&
	                  got.len == strlen(text) &&
	                  memcmp(got.data, text, got.len) == 0;

	buf_release(&got);
	return same;
}

bool json_member(const struct json_value *object, const char *key,
                 struct json_value *out)
{
	struct json_value name, iter = {NULL, 0};

	while (json_next_member(object, &name, &iter)) {
		if (is_text(&name, key)) {
			*out = iter;
			return true;
		}
	}
	return false;
}

static void add_utf8(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_addc(out, (char)code);
		return;
	}
	if (code < 0x800) {
		buf_addc(out, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			buf_addc(out, (char)(0xe0 | code >> 12));
		} else {
			buf_addc(out, (char)(0xf0 | code >> 18));
			buf_addc(out, (char)(0x80 | (code >> 12 & 0x3f)));
		}
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_addc(out, (char)(0x80 | (code & 0x3f)));
}

static uint32_t read_hex4(const char *at)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 4 | ascii_digit(at[i]);
	return value;
}

/* at is the u of an escape; the pair's second half is taken along. */
static const char *add_unicode(struct buf *out, const char *at)
{
	enum { REPLACEMENT = 0xfffd };
	uint32_t code = read_hex4(at + 1);

	at += 5;
	if (code >= 0xd800 && code < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
		const uint32_t low = read_hex4(at + 2);

		if (low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) +
			       (low - 0xdc00);
			at += 6;
		}
	}
	add_utf8(out, code >= 0xd800 && code < 0xe000 ? REPLACEMENT : code);
	return at;
}

int json_get_text(const struct json_value *v, struct buf *out)
{
	static const char names[] = "bfnrt", means[] = "\b\f\n\r\t";
	const char *at = v->at + 1;

	if (v->len == 0 || *v->at != '"')
		return -1;
	while (*at != '"') {
		if (*at != '\\') {
			buf_addc(out, *at++);
			continue;
		}
		const char c = *++at;

		if (c == 'u') {
			at = add_unicode(out, at);
			continue;
		}
		const char *name = strchr(names, c);

		if (name != NULL)
			buf_addc(out, means[name - names]);
		else
			buf_addc(out, c);
		at++;
	}
	return 0;
}

int64_t json_get_number(const struct json_value *v, int64_t otherwise)
{
	const bool negative = v->len > 0 && *v->at == '-';
	const uint64_t most = (uint64_t)INT64_MAX + negative;
	uint64_t number = 0;

	if (v->len == negative || (!negative && v->len == 0))
		return otherwise;
	for (size_t i = negative; i < v->len; i++) {
		if (!is_digit(v->at[i]))
			return otherwise;
		const uint64_t digit = (uint64_t)(v->at[i] - '0');

		if (number > (most - digit) / 10)
			return otherwise;
		number = number * 10 + digit;
	}
	if (!negative)
		return (int64_t)number;
	return number == 0 ? 0 : -(int64_t)(number - 1) - 1;
}

bool json_get_bool(const struct json_value *v)
{
	return v->len == 4 && memcmp(v->at, "true", 4) == 0;
}
