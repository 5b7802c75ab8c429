/*
 * json.h: a writer of JSON text: commas and escapes are its concern.
 *
 * Text is UTF-8; bytes that are not are written as U+FFFD.
 */
#ifndef FSPD_JSON_H
#define FSPD_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { JSON_DEPTH = 16 };	/* nesting we write */

struct json {
	struct buf *out;
	unsigned depth;
	bool comma[JSON_DEPTH];
};

void json_init(struct json *j, struct buf *out) __attribute__((nonnull));
/* key is NULL inside an array and at the top. */
void json_object(struct json *j, const char *key) __attribute__((nonnull(1)));
void json_end_object(struct json *j) __attribute__((nonnull));
void json_array(struct json *j, const char *key) __attribute__((nonnull(1)));
void json_end_array(struct json *j) __attribute__((nonnull));
void json_text(struct json *j, const char *key, const char *text)
	__attribute__((nonnull(1)));		/* NULL text: null */
void json_text_n(struct json *j, const char *key, const char *text, size_t len)
	__attribute__((nonnull(1, 3)));
void json_number(struct json *j, const char *key, int64_t number)
	__attribute__((nonnull(1)));
void json_bool(struct json *j, const char *key, bool value)
	__attribute__((nonnull(1)));
void json_null(struct json *j, const char *key) __attribute__((nonnull(1)));

/* Reading, for fspctl: a value inside a JSON text. All borrow the text. */
struct json_value {
	const char *at;		/* first byte of the value */
	size_t len;
};

/* The value of text as a whole; -1 when it is not one JSON value. */
int json_read(const char *text, size_t len, struct json_value *out)
	__attribute__((nonnull, warn_unused_result));
/* Member key of an object; false when absent or not an object. */
bool json_member(const struct json_value *object, const char *key,
		 struct json_value *out) __attribute__((nonnull));
/* Element after *iter of an array: start with iter->at NULL; false at the end. */
bool json_next(const struct json_value *array, struct json_value *iter)
	__attribute__((nonnull));
/* Append the text of a string value, escapes resolved; -1 when not a string. */
int json_get_text(const struct json_value *v, struct buf *out)
	__attribute__((nonnull, warn_unused_result));
int64_t json_get_number(const struct json_value *v, int64_t otherwise)
	__attribute__((nonnull));
bool json_get_bool(const struct json_value *v) __attribute__((nonnull));

#endif
