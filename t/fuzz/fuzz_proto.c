/*
 * fuzz_proto.c: a pipe message of any bytes. Whatever decodes is a request of
 * the shape the daemon relies on, and its words fit into replies.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/secret.h"
#include "daemon/proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void reply_with(const struct request *r)
{
	struct buf reply = BUF_INIT;

	reply_info(&reply, r->words[0], r->words[1],
	           r->count > 2 ? r->words[2] : "");
	assert(reply.len <= LIMIT_PIPE_BYTES);
	buf_clear(&reply);
	reply_done(&reply);
	while (reply_pair(&reply, r->words[0], r->words[1]))
		assert(reply.len <= LIMIT_PIPE_BYTES);
	buf_release(&reply);
}

static int is_secret_set(const struct request *r)
{
	return r->kind == REQUEST_OWN && r->count > 1 &&
	       strcmp(r->words[0], "secret") == 0 &&
	       strcmp(r->words[1], "set") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int started;
	struct request r;

	if (!started) {
		started = secret_start(NULL) == 0;
		assert(started);
	}
	const uint32_t number = request_decode(data, size, &r);
	assert(number == OS_SUCCESS || number == OS_INVALID_PARAMETER ||
	       number == OS_INSUFFICIENT_BUFFER);
	if (number != OS_SUCCESS) {
		assert(r.count == 0 && !r.secret);
		return 0;
	}
	assert(r.count <= REQUEST_WORDS);
	assert(!r.secret || secret_len(r.secret) <= LIMIT_SECRET_BYTES);
	assert(!r.secret || r.kind == REQUEST_START || is_secret_set(&r));
	for (size_t i = 0; i < r.count; i++)
		assert(r.words[i]);
	if (r.kind != REQUEST_LIST && r.kind != REQUEST_OWN)
		assert(r.count >= 2);
	if (r.kind == REQUEST_INFO)
		reply_with(&r);
	request_release(&r);
	return 0;
}
