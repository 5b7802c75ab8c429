/*
 * client_fake.c: see client_fake.h.
 */
#include "client_fake.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "clock_fake.h"
#include "common/buf.h"
#include "common/client.h"
#include "common/error.h"
#include "common/utf.h"

enum { ANSWERS_MAX = 32 };

static struct answer {
	const char *request, *reply;
	size_t asked;
} answers[ANSWERS_MAX];
static size_t count;
static unsigned each_ms;

void client_fake_reset(void)
{
	memset(answers, 0, sizeof(answers));
	count = 0;
	each_ms = 0;
}

void client_fake_answer(const char *request, const char *reply)
{
	assert(count < ANSWERS_MAX);
	answers[count++] = (struct answer){request, reply, 0};
}

void client_fake_takes(unsigned ms)
{
	each_ms = ms;
}

size_t client_fake_asked(const char *request)
{
	size_t asked = 0;

	for (size_t i = 0; i < count; i++)
		if (strcmp(answers[i].request, request) == 0)
			asked += answers[i].asked;
	return asked;
}

/* The first that was not given yet, or the last; NULL when there is none. */
static struct answer *find(const char *request)
{
	struct answer *found = NULL;

	for (size_t i = 0; i < count; i++)
		if (strcmp(answers[i].request, request) == 0) {
			found = &answers[i];
			if (!found->asked)
				break;
		}
	return found;
}

int client_call(const char *name, const struct buf *request, bool impersonate,
                uint32_t timeout_ms, struct buf *reply, struct error *err)
{
	struct buf text = BUF_INIT;
	struct answer *answer;
	int bad = utf16le_to_utf8(&text, request->data, request->len);

	(void)impersonate;
	(void)timeout_ms;
	assert(!bad);
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == '\0')
			text.data[i] = '|';
	answer = find(text.data);
	buf_release(&text);
	clock_fake_advance(each_ms);
	if (answer)
		answer->asked++;
	if (answer && answer->reply[0] == '-')
		return error_set(err, (uint32_t)atoi(answer->reply + 1),
		                 "no answer from '%s'", name);
	const char *bytes = answer ? answer->reply : "!5";
	bad = utf8_to_utf16le(reply, bytes, strlen(bytes));
	assert(!bad);
	return 0;
}
