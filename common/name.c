/*
 * name.c: see name.h.
 */
#include "name.h"

#include <string.h>

#include "buf.h"
#include "limits.h"
#include "utf.h"

static unsigned char folded(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The same letter is looked for first: two spellings of a name are rare. */
static bool is_same_letter(char a, char b)
{
	return a == b || folded(a) == folded(b);
}

int name_compare(const char *a, const char *b)
{
	while (*a != '\0' && is_same_letter(*a, *b)) {
		a++;
		b++;
	}
	return (int)folded(*a) - (int)folded(*b);
}

bool name_equal(const char *a, const char *b)
{
	while (*a != '\0' && is_same_letter(*a, *b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool name_equal_bytes(const char *a, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && a[n] != '\0' && folded(a[n]) == folded(text[n]))
		n++;
	return n == len && a[n] == '\0';
}

uint32_t name_hash(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++)
		hash = (hash ^ folded(*name)) * 16777619u;
	return hash;
}

void name_fold(char *name)
{
	for (; *name != '\0'; name++)
		*name = (char)folded(*name);
}

/* Lower-case letters first..last become upper case by adding shift; with
 * every 2 only each second letter does (upper and lower alternate). */
static const struct case_range {
	uint32_t first, last;
	int shift;
	unsigned every;
} case_ranges[] = {
        /* ASCII, Latin-1 */
        {0x0061, 0x007a, -32, 1},
        {0x00e0, 0x00f6, -32, 1},
        {0x00f8, 0x00fe, -32, 1},
        {0x00ff, 0x00ff, 121, 1},
        /* Latin Extended-A */
        {0x0101, 0x012f, -1, 2},
        {0x0133, 0x0137, -1, 2},
        {0x013a, 0x0148, -1, 2},
        {0x014b, 0x0177, -1, 2},
        {0x017a, 0x017e, -1, 2},
        /* Greek, final sigma by itself */
        {0x03ac, 0x03ac, -38, 1},
        {0x03ad, 0x03af, -37, 1},
        {0x03b1, 0x03c1, -32, 1},
        {0x03c2, 0x03c2, -31, 1},
        {0x03c3, 0x03cb, -32, 1},
        {0x03cc, 0x03cc, -64, 1},
        {0x03cd, 0x03ce, -63, 1},
        {0x03d9, 0x03ef, -1, 2},
        /* Cyrillic */
        {0x0430, 0x044f, -32, 1},
        {0x0450, 0x045f, -80, 1},
        {0x0461, 0x0481, -1, 2},
        {0x048b, 0x04bf, -1, 2},
        {0x04c2, 0x04ce, -1, 2},
        {0x04cf, 0x04cf, -15, 1},
        {0x04d1, 0x052f, -1, 2},
        /* Armenian */
        {0x0561, 0x0586, -48, 1},
        /* Latin Extended Additional */
        {0x1e01, 0x1e95, -1, 2},
        {0x1ea1, 0x1eff, -1, 2},
        /* full width */
        {0xff41, 0xff5a, -32, 1},
};

static uint32_t upper(uint32_t code)
{
	const size_t count = sizeof(case_ranges) / sizeof(case_ranges[0]);

	for (size_t i = 0; i < count; i++) {
		const struct case_range *range = &case_ranges[i];

		if (code < range->first || code > range->last)
			continue;
		if ((code - range->first) % range->every != 0)
			return code;
		return (uint32_t)((int32_t)code + range->shift);
	}
	return code;
}

/* Takes the next character off *text, upper-cased; an invalid byte counts as
 * a character of its own that equals no other. */
static uint32_t next_upper(const char **text, size_t *len)
{
	const uint32_t invalid = 0x80000000u;
	uint32_t code = 0;
	size_t n = utf8_decode(*text, *len, &code);

	if (n == 0) {
		code = invalid | (unsigned char)**text;
		n = 1;
	}
	*text += n;
	*len -= n;
	return upper(code);
}

bool name_differs_only_in_case(const char *a, const char *b)
{
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);

	if (name_equal(a, b))
		return false;
	while (a_len > 0 && b_len > 0)
		if (next_upper(&a, &a_len) != next_upper(&b, &b_len))
			return false;
	return a_len == 0 && b_len == 0;
}

static bool has_control(const char *name, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;

		at += utf8_decode(name + at, len - at, &code);
		if (code < 0x20 || (code >= 0x7f && code < 0xa0))
			return true;
	}
	return false;
}

static bool is_blank_or_dot(char c)
{
	return c == ' ' || c == '.';
}

const char *class_name_fault(const char *name)
{
	const size_t len = strlen(name);

	if (len == 0)
		return "a class name must not be empty";
	if (utf8_invalid_at(name, len) != len)
		return "a class name must be valid UTF-8";
	if (has_control(name, len))
		return "a class name must not hold control characters";
	if (strpbrk(name, "\\/:\"*?<>|") != NULL)
		return "a class name must not hold any of "
		       "\\ / : \" * ? < > |";
	if (is_blank_or_dot(name[0]) || is_blank_or_dot(name[len - 1]))
		return "a class name must not begin or end with a space "
		       "or a dot";
	if (utf16_units(name, len) > LIMIT_CLASS_UNITS)
		return "a class name must not be longer than 233 characters "
		       "(UTF-16 units)";
	return NULL;
}

/* UTF-16 units of the key name of an instance. */
static size_t encoded_units(const char *instance)
{
	struct buf key = BUF_INIT;
	size_t units;

	instance_key_encode(&key, instance);
	units = utf16_units(key.data, key.len);
	buf_release(&key);
	return units;
}

const char *instance_name_fault(const char *name)
{
	const size_t len = strlen(name);

	if (len == 0)
		return "an instance name must not be empty";
	if (utf8_invalid_at(name, len) != len)
		return "an instance name must be valid UTF-8";
	if (has_control(name, len))
		return "an instance name must not hold control characters";
	if (utf16_units(name, len) > LIMIT_INSTANCE_UNITS)
		return "an instance name must not be longer than 192 "
		       "characters (UTF-16 units)";
	if (encoded_units(name) > LIMIT_KEY_UNITS)
		return "an instance name must not be longer than 255 "
		       "characters when each \\ is written %5C and each % "
		       "%25";
	return NULL;
}

void instance_key_encode(struct buf *out, const char *instance)
{
	for (; *instance != '\0'; instance++) {
		if (*instance == '\\')
			buf_adds(out, "%5C");
		else if (*instance == '%')
			buf_adds(out, "%25");
		else
			buf_addc(out, *instance);
	}
}

int instance_key_decode(struct buf *out, const char *key)
{
	const size_t before = out->len;

	while (*key != '\0') {
		if (*key != '%') {
			buf_addc(out, *key++);
		} else if (key[1] == '5' && folded(key[2]) == 'c') {
			buf_addc(out, '\\');
			key += 3;
		} else if (key[1] == '2' && key[2] == '5') {
			buf_addc(out, '%');
			key += 3;
		} else {
			goto bad;
		}
	}
	return 0;
bad:
	if (out->len != before) {
		out->len = before;
		out->data[before] = '\0';
	}
	return -1;
}
