/*
 * record_text.c: a record as text, a line each for a key and a value:
 *
 *	fspd-record 1
 *	root HKLM\SOFTWARE\WOW6432Node\WinFsp\Services
 *	verb apply
 *	key ba sshfs		b: was there before, a: is there after
 *	- 1 2e000000 RunAs	type, bytes and name of a value before
 *	+ 1 2e000000 RunAs	and after
 *	end
 *
 * Names have control characters and '%' as %XX; "." stands for no bytes. The
 * last line tells a whole file from a cut one.
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/xalloc.h"

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && c != 0x7f && c != '%';
}

static void add_name(struct buf *out, const char *name)
{
	while (*name) {
		size_t n = 0;

		while (is_plain(name[n]))
			n++;
		buf_add(out, name, n);
		name += n;
		if (*name)
			buf_addf(out, "%%%02X",
			         (unsigned)(unsigned char)*name++);
	}
}

static void add_hex(struct buf *out, const unsigned char *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *to;

	if (len == 0) {
		buf_addc(out, '.');
		return;
	}
	buf_reserve(out, xsum(len, len));
	to = out->data + out->len;
	for (size_t i = 0; i < len; i++) {
		*to++ = digits[data[i] >> 4];
		*to++ = digits[data[i] & 15];
	}
	*to = '\0';
	out->len += 2 * len;
}

static void add_values(struct buf *out, char sign, const struct reg_key *key)
{
	for (size_t i = 0; i < key->count; i++) {
		const struct reg_value *v = &key->values[i];

		buf_addf(out, "%c %u ", sign, (unsigned)v->type);
		add_hex(out, v->data, v->len);
		buf_addc(out, ' ');
		add_name(out, v->name);
		buf_addc(out, '\n');
	}
}

/* What the lines of key's values take, as long as their names are plain. */
static size_t lines_size(const struct reg_key *key)
{
	const size_t around = strlen("- 4294967295 . \n");
	size_t size = 0;

	for (size_t i = 0; i < key->count; i++) {
		const struct reg_value *v = &key->values[i];

		size = xsum(size, xsum(xsum(v->len, v->len),
		                       strlen(v->name) + around));
	}
	return size;
}

/* A text that grows in steps would be copied as often, and there may be many
 * megabytes of it. */
static void reserve(const struct record *record, struct buf *out)
{
	size_t size = 0;

	for (size_t i = 0; i < record->count; i++) {
		const struct record_key *key = &record->keys[i];

		size = xsum(size, strlen("key ba \n") + strlen(key->path));
		size = xsum(size, lines_size(&key->before));
		size = xsum(size, lines_size(&key->after));
	}
	buf_reserve(out, size);
}

void record_write(const struct record *record, struct buf *out)
{
	reserve(record, out);
	buf_adds(out, "fspd-record 1\nroot ");
	add_name(out, record->root);
	buf_addf(out, "\nverb %s\n", record->verb);
	if (record->of)
		buf_addf(out, "of %u\n", record->of);
	for (size_t i = 0; i < record->count; i++) {
		const struct record_key *key = &record->keys[i];

		buf_addf(out, "key %c%c ", key->had ? 'b' : '-',
		         key->has ? 'a' : '-');
		add_name(out, key->path);
		buf_addc(out, '\n');
		add_values(out, '-', &key->before);
		add_values(out, '+', &key->after);
	}
	buf_adds(out, "end\n");
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

	return c != '\0' && at ? (int)(at - digits) : -1;
}

/* In place. NULL when a '%' is not followed by what add_name() writes. */
static char *read_name(char *text)
{
	char *to = text;

	for (char *c = text; *c; c++) {
		if (*c != '%') {
			*to++ = *c;
			continue;
		}
		const int high = hex_digit(c[1]);
		const int low = high < 0 ? -1 : hex_digit(c[2]);
		if (low < 0 || high * 16 + low == 0)
			return NULL;
		*to++ = (char)(high * 16 + low);
		c += 2;
	}
	*to = '\0';
	return text;
}

/* Digits at *text, which moves behind them and the blank. -1: none. */
static int read_number(char **text, uint32_t *out)
{
	uint64_t number = 0;
	char *c = *text;

	for (; *c >= '0' && *c <= '9'; c++) {
		number = number * 10 + (uint64_t)(*c - '0');
		if (number > UINT32_MAX)
			return -1;
	}
	if (c == *text || (*c != ' ' && *c != '\0'))
		return -1;
	*text = c + (*c == ' ');
	*out = (uint32_t)number;
	return 0;
}

/* Hexadecimal bytes at *text, in place; as read_number(). */
static int read_hex(char **text, unsigned char **data, size_t *len)
{
	char *c = *text;

	*data = (unsigned char *)*text;
	*len = 0;
	if (*c == '.') {
		c++;
	} else {
		while (*c && *c != ' ') {
			const int high = hex_digit(c[0]);
			const int low = high < 0 ? -1 : hex_digit(c[1]);

			if (low < 0)
				return -1;
			(*data)[(*len)++] = (unsigned char)(high * 16 + low);
			c += 2;
		}
	}
	if (*c != ' ')
		return -1;
	*text = c + 1;
	return 0;
}

static int read_value(struct reg_key *key, char *text)
{
	uint32_t type;
	unsigned char *data;
	size_t len;
	char *name;

	if (read_number(&text, &type) < 0 || read_hex(&text, &data, &len) < 0)
		return -1;
	name = read_name(text);
	if (!name || len > LIMIT_VALUE_BYTES)
		return -1;
	reg_key_set(key, name, type, data, len);
	return 0;
}

static int read_key(struct record *out, const char *flags, char *text)
{
	const bool had = flags[0] == 'b';
	const bool has = flags[1] == 'a';
	struct record_key *key;

	if ((!had && flags[0] != '-') || (!has && flags[1] != '-') ||
	    flags[2] != ' ' || !read_name(text) || *text == '\0')
		return -1;
	key = record_add(out, text);
	key->had = had;
	key->has = has;
	return 0;
}

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* 1 at the end of the record. */
static int read_line(struct record *out, char *line)
{
	struct record_key *last =
	        out->count > 0 ? &out->keys[out->count - 1] : NULL;
	char *rest;

	if (begins(line, "key ") && strlen(line) > strlen("key ba "))
		return read_key(out, line + 4, line + strlen("key ba "));
	if (begins(line, "- ") && last && last->had)
		return read_value(&last->before, line + 2);
	if (begins(line, "+ ") && last && last->has)
		return read_value(&last->after, line + 2);
	if (begins(line, "root ") && !out->root && read_name(line + 5)) {
		out->root = xstrdup(line + 5);
		return 0;
	}
	if (begins(line, "verb ") && !out->verb) {
		out->verb = xstrdup(line + 5);
		return 0;
	}
	if (begins(line, "of ")) {
		rest = line + 3;
		return read_number(&rest, &out->of) < 0 || *rest ? -1 : 0;
	}
	return strcmp(line, "end") == 0 && out->root && out->verb ? 1 : -1;
}

int record_read(struct record *out, const char *text, size_t len)
{
	char *copy = xmemdup(text, len);
	char *next = copy;
	int rc = strlen(copy) == len ? 0 : -1;

	for (bool first = true; rc == 0; first = false) {
		char *line = next;
		char *end = strchr(line, '\n');

		if (!end) {
			rc = -1;
			break;
		}
		*end = '\0';
		next = end + 1;
		if (first)
			rc = strcmp(line, "fspd-record 1") == 0 ? 0 : -1;
		else
			rc = read_line(out, line);
	}
	rc = rc > 0 && *next == '\0' ? 0 : -1;
	if (rc < 0)
		record_release(out);
	free(copy);
	return rc;
}
