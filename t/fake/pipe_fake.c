/*
 * pipe_fake.c: see pipe_fake.h.
 */
#include "pipe_fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf.h"
#include "common/xalloc.h"

struct reply {
	uint64_t peer;
	char *text;
	size_t bytes;
	unsigned count;
};

struct pipe_host {
	struct reply *replies;
	size_t count;
	pipe_fake_hook *hook;
	void *context;
};

struct refresh {
	char *class_name;
	uint64_t ticket;
};

struct reader {
	struct refresh *items;
	size_t count, taken;
};

struct pipe_host *pipe_fake_new(void)
{
	return xcalloc(1, sizeof(struct pipe_host));
}

void pipe_fake_free(struct pipe_host *host)
{
	for (size_t i = 0; i < host->count; i++)
		free(host->replies[i].text);
	free(host->replies);
	free(host);
}

static struct reply *find(const struct pipe_host *host, uint64_t peer)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->replies[i].peer == peer)
			return &host->replies[i];
	return NULL;
}

const char *pipe_fake_reply(const struct pipe_host *host, uint64_t peer)
{
	const struct reply *reply = find(host, peer);

	return reply ? reply->text : NULL;
}

size_t pipe_fake_reply_bytes(const struct pipe_host *host, uint64_t peer)
{
	const struct reply *reply = find(host, peer);

	return reply ? reply->bytes : 0;
}

unsigned pipe_fake_replies(const struct pipe_host *host, uint64_t peer)
{
	const struct reply *reply = find(host, peer);

	return reply ? reply->count : 0;
}

static struct reply *find_or_add(struct pipe_host *host, uint64_t peer)
{
	struct reply *reply = find(host, peer);

	if (reply)
		return reply;
	host->replies = xrealloc(host->replies, host->count + 1,
	                         sizeof(*host->replies));
	reply = &host->replies[host->count++];
	*reply = (struct reply){.peer = peer};
	return reply;
}

void pipe_reply(struct pipe_host *host, uint64_t peer, const void *bytes,
                size_t len)
{
	struct reply *reply;
	struct buf text = BUF_INIT;

	if (host->hook) {
		host->hook(host->context, peer, bytes, len);
		return;
	}
	reply = find_or_add(host, peer);
	int bad = utf16le_to_utf8(&text, bytes, len);

	assert(!bad);
	for (size_t i = 0; i < text.len; i++)
		if (!text.data[i])
			text.data[i] = '|';
	free(reply->text);
	reply->text = buf_steal(&text, NULL);
	reply->bytes = len;
	reply->count++;
}

void pipe_fake_set_hook(struct pipe_host *host, pipe_fake_hook *hook,
                        void *context)
{
	host->hook = hook;
	host->context = context;
}

struct reader *reader_fake_new(void)
{
	return xcalloc(1, sizeof(struct reader));
}

void reader_fake_free(struct reader *reader)
{
	for (size_t i = 0; i < reader->count; i++)
		free(reader->items[i].class_name);
	free(reader->items);
	free(reader);
}

void reader_refresh(struct reader *reader, const char *class_name,
                    uint64_t ticket)
{
	reader->items = xrealloc(reader->items, reader->count + 1,
	                         sizeof(*reader->items));
	reader->items[reader->count++] =
	        (struct refresh){xstrdup(class_name), ticket};
}

bool reader_fake_take(struct reader *reader, const char **class_name,
                      uint64_t *ticket)
{
	if (reader->taken == reader->count)
		return false;
	*class_name = reader->items[reader->taken].class_name;
	*ticket = reader->items[reader->taken].ticket;
	reader->taken++;
	return true;
}
