/*
 * client.c: the client's half of the pipe protocol as bytes; see client.h and
 * the server's half in daemon/proto.c.
 */
#include "client.h"

#include <string.h>

#include "buf.h"
#include "error.h"
#include "limits.h"
#include "utf.h"

int message_build(struct buf *out, char command, const char *const *words,
                  size_t count, struct error *err)
{
	buf_add_u16le(out, (unsigned char)command);
	for (size_t i = 0; i < count; i++) {
		if (utf8_to_utf16le(out, words[i], strlen(words[i])))
			return error_set(err, OS_INVALID_PARAMETER,
			                 "'%s' is not valid text", words[i]);
		buf_add_u16le(out, 0);
	}
	if (out->len > LIMIT_PIPE_BYTES)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the request is longer than the protocol's %d "
		                 "bytes; shorten the arguments",
		                 (int)LIMIT_PIPE_BYTES);
	return 0;
}

/* The decimal number after '!'. */
static int64_t read_refusal(const struct buf *text, struct error *err)
{
	int64_t number = 0;
	size_t i = 1;

	for (; i < text->len && text->data[i] >= '0' && text->data[i] <= '9' &&
	       i < 11;
	     i++)
		number = number * 10 + (text->data[i] - '0');
	if (i == 1 || (i < text->len && text->data[i] != '\0'))
		return error_set(err, 0, "the reply is not of the protocol");
	/* A refusal without a cause is still a refusal. */
	return number ? number : OS_INVALID_PARAMETER;
}

int64_t message_read(const void *bytes, size_t len, struct buf *data,
                     struct error *err)
{
	struct buf text = BUF_INIT;
	int64_t rc = -1;

	if (len < 2 || utf16le_to_utf8(&text, bytes, len)) {
		error_set(err, 0, "the reply is %s",
		          len < 2 ? "empty" : "not valid text");
	} else if (text.data[0] == '$') {
		buf_add(data, text.data + 1, text.len - 1);
		rc = 0;
	} else if (text.data[0] == '!') {
		rc = read_refusal(&text, err);
	} else {
		error_set(err, 0, "the reply is not of the protocol");
	}
	buf_release(&text);
	return rc;
}
