/*
 * json.h: a writer of JSON text, commas and escapes being its concern, and a
 * reader of values inside a text.
 *
 * Text is UTF-8; bytes that are not are written as U+FFFD, a byte each. What
 * is written fits on one line and shows no control character.
 */
#ifndef FSPD_JSON_H
#define FSPD_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	JSON_DEPTH = 16,     /* nesting we write */
	JSON_DEPTH_READ = 64 /* nesting we read: of a foreign text */
};

struct json {
	struct buf *out;
	unsigned depth;
	bool comma[JSON_DEPTH];
};

/* Write to out, which j borrows. */
void json_init(struct json *j, struct buf *out) __attribute__((nonnull));
/* Below, key is NULL inside an array and at the top. */
void json_object(struct json *j, const char *key) __attribute__((nonnull(1)));
void json_end_object(struct json *j) __attribute__((nonnull));
void json_array(struct json *j, const char *key) __attribute__((nonnull(1)));
void json_end_array(struct json *j) __attribute__((nonnull));
void json_text(struct json *j, const char *key, const char *text)
        __attribute__((nonnull(1))); /* NULL text: null */
void json_text_n(struct json *j, const char *key, const char *text, size_t len)
        __attribute__((nonnull(1, 3)));
void json_number(struct json *j, const char *key, int64_t number)
        __attribute__((nonnull(1)));
void json_bool(struct json *j, const char *key, bool value)
        __attribute__((nonnull(1)));
void json_null(struct json *j, const char *key) __attribute__((nonnull(1)));

/* A value inside a JSON text that was read whole; it borrows the text. */
struct json_value {
	const char *at; /* first byte of the value */
	size_t len;
};

/* The value that text is, checked from end to end: strict RFC 8259, UTF-8, no
 * byte order mark. -1 when it is not one JSON value, or nests deeper than
 * JSON_DEPTH_READ; then *out is unchanged. */
int json_read(const char *text, size_t len, struct json_value *out)
        __attribute__((nonnull, warn_unused_result));
/* The first member key of an object; false when absent or not an object. Keys
 * are compared with their escapes resolved. */
bool json_member(const struct json_value *object, const char *key,
                 struct json_value *out) __attribute__((nonnull));
/* Element after *iter of an array, from iter->at NULL on; false at the end and
 * when it is no array. */
bool json_next(const struct json_value *array, struct json_value *iter)
        __attribute__((nonnull));
/* The same for an object, with the member's name in *key (a string value). */
bool json_next_member(const struct json_value *object, struct json_value *key,
                      struct json_value *iter) __attribute__((nonnull));
/* Append the text of a string value, escapes resolved (an unpaired surrogate
 * as U+FFFD); -1 when it is not a string. */
int json_get_text(const struct json_value *v, struct buf *out)
        __attribute__((nonnull, warn_unused_result));
/* The value of a whole number; otherwise when it is none or does not fit. */
int64_t json_get_number(const struct json_value *v, int64_t otherwise)
        __attribute__((nonnull));
/* Whether v is true. */
bool json_get_bool(const struct json_value *v) __attribute__((nonnull));

#endif
