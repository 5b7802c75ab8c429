/*
 * proto.c: see proto.h.
 */
#include "proto.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/secret.h"
#include "../common/utf.h"

/* The words of a command: how many there must be and may be. */
static const struct command {
	char letter;
	enum request_kind kind;
	unsigned least, most;
} commands[] = {
        {'S', REQUEST_START, 2, REQUEST_WORDS},
        {'X', REQUEST_START, 3, REQUEST_WORDS},
        {'T', REQUEST_STOP, 2, 2},
        {'I', REQUEST_INFO, 2, 2},
        {'L', REQUEST_LIST, 0, 0},
        {'D', REQUEST_DRIVE, 2, 2},
        {'F', REQUEST_OWN, 1, REQUEST_WORDS},
};

/* What of a message has not been read yet. */
struct cursor {
	const unsigned char *at;
	size_t units;
};

static unsigned unit_at(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

/* A string of the message, without its NUL. */
struct span {
	const unsigned char *at;
	size_t len;
};

/* The next string that has its NUL; false when there is none. */
static bool next_string(struct cursor *c, struct span *out)
{
	for (size_t i = 0; i < c->units; i++) {
		if (unit_at(c->at + 2 * i) != 0)
			continue;
		*out = (struct span){c->at, 2 * i};
		c->at += 2 * (i + 1);
		c->units -= i + 1;
		return true;
	}
	return false;
}

static const struct command *find_command(unsigned letter)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if ((unsigned)commands[i].letter == letter)
			return &commands[i];
	return NULL;
}

/* The password: UTF-8 in guarded memory, nowhere else. */
static uint32_t take_secret(const struct span *given, struct secret **out)
{
	struct buf text = BUF_INIT;
	uint32_t rc = OS_INVALID_PARAMETER;

	if (given->len == 0)
		return rc;
	/* Three bytes of UTF-8 for two of UTF-16 at most: no growing, which
	 * would leave the old memory behind. */
	buf_reserve(&text, given->len * 3 / 2 + 1);
	if (utf16le_to_utf8(&text, given->at, given->len))
		goto out;
	rc = OS_INSUFFICIENT_BUFFER;
	if (text.len > LIMIT_SECRET_BYTES)
		goto out;
	*out = secret_new(text.data, text.len);
	rc = OS_SUCCESS;
out:
	buf_wipe(&text);
	return rc;
}

static uint32_t take_word(const struct span *given, struct request *out)
{
	struct buf text = BUF_INIT;

	if (utf16le_to_utf8(&text, given->at, given->len)) {
		buf_release(&text);
		return OS_INVALID_PARAMETER;
	}
	out->words[out->count++] = buf_steal(&text, NULL);
	return OS_SUCCESS;
}

/* Whether the string is word, which is ASCII. */
static bool is_word(const struct span *string, const char *word)
{
	size_t i = 0;

	while (2 * i < string->len && word[i] &&
	       unit_at(string->at + 2 * i) == (unsigned char)word[i])
		i++;
	return 2 * i == string->len && !word[i];
}

/* `F secret set`: its last word is a password too, and must never be an
 * ordinary one. */
static bool is_secret_set(const struct command *command,
                          const struct span *strings, size_t count)
{
	return command->kind == REQUEST_OWN && count > 2 &&
	       is_word(&strings[0], "secret") && is_word(&strings[1], "set");
}

static uint32_t take_words(struct cursor *c, const struct command *command,
                           struct request *out)
{
	enum { SECRET_SET_WORDS = 5 };
	struct span strings[REQUEST_WORDS] = {{(const unsigned char *)"", 0}};
	uint32_t rc = OS_SUCCESS;
	size_t count = 0;

	while (count < command->most && next_string(c, &strings[count]))
		count++;
	if (count < command->least)
		return OS_INVALID_PARAMETER;
	const bool secret_set = is_secret_set(command, strings, count);
	if (secret_set && count > SECRET_SET_WORDS)
		return OS_INVALID_PARAMETER;
	if (command->letter == 'X' || secret_set)
		rc = take_secret(&strings[--count], &out->secret);
	for (size_t i = 0; rc == OS_SUCCESS && i < count; i++)
		rc = take_word(&strings[i], out);
	return rc;
}

bool request_needs_caller(const void *bytes, size_t len)
{
	return len < 2 || unit_at(bytes) != 'L';
}

uint32_t request_decode(const void *bytes, size_t len, struct request *out)
{
	struct cursor c = {bytes, len / 2};
	uint32_t rc = OS_INVALID_PARAMETER;

	*out = (struct request){0};
	if (c.units == 0 || len > LIMIT_PIPE_BYTES)
		return rc;
	const struct command *command = find_command(unit_at(c.at));
	if (!command)
		return rc;
	c.at += 2;
	c.units--;
	out->kind = command->kind;
	rc = take_words(&c, command, out);
	if (rc != OS_SUCCESS)
		request_release(out);
	return rc;
}

void request_release(struct request *request)
{
	/* A password sent by mistake with S stands among the words. */
	for (size_t i = 0; i < request->count; i++) {
		secret_wipe(request->words[i], strlen(request->words[i]));
		free(request->words[i]);
	}
	secret_free(request->secret);
	*request = (struct request){0};
}

void reply_refuse(struct buf *out, uint32_t number)
{
	char digits[16];
	int len = snprintf(digits, sizeof(digits), "!%u", (unsigned)number);

	for (int i = 0; i <= len; i++)
		buf_add_u16le(out, (unsigned char)digits[i]);
}

void reply_done(struct buf *out)
{
	buf_add_u16le(out, '$');
}

/* Text of our own or decoded from a request is valid; what a foreign writer
 * put into the registry was checked by codec.c. */
static void add_text(struct buf *out, const char *text, size_t len)
{
	if (utf8_to_utf16le(out, text, len))
		buf_add_u16le(out, '?');
}

static void add_string(struct buf *out, const char *text)
{
	add_text(out, text, strlen(text));
	buf_add_u16le(out, 0);
}

/* Length of the start of text that needs at most units in UTF-16. */
static size_t cut_at(const char *text, size_t units)
{
	size_t len = strlen(text), at = 0;

	while (at < len) {
		uint32_t code;
		size_t step = utf8_decode(text + at, len - at, &code);
		size_t needs = step == 4 ? 2 : 1;
		if (step == 0 || needs > units)
			break;
		units -= needs;
		at += step;
	}
	return at;
}

void reply_info(struct buf *out, const char *class_name, const char *instance,
                const char *command_line)
{
	reply_done(out);
	add_string(out, class_name);
	add_string(out, instance);
	size_t room = (LIMIT_PIPE_BYTES - out->len) / 2 - 1;
	add_text(out, command_line, cut_at(command_line, room));
	buf_add_u16le(out, 0);
}

int reply_pair(struct buf *out, const char *class_name, const char *instance)
{
	size_t units = utf16_units(class_name, strlen(class_name)) + 1 +
	               utf16_units(instance, strlen(instance)) + 1;

	if (out->len + 2 * units > LIMIT_PIPE_BYTES)
		return 0;
	add_string(out, class_name);
	add_string(out, instance);
	return 1;
}

void reply_json(struct buf *out, const char *json, size_t len)
{
	reply_done(out);
	add_text(out, json, len);
}
