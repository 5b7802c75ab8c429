/*
 * file_name.c: see file_name.h.
 */
#include "file_name.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "digest.h"
#include "name.h"
#include "xalloc.h"

enum {
	WHOLE_BYTES = 100, /* two of them and a folder fit into 260 units */
	CUT_BYTES = 80
};

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

void file_name_encode(struct buf *out, const char *name)
{
	const size_t begin = out->len;
	char *lowered = xstrdup(name);
	char digest[17];

	name_fold(lowered);
	buf_adds(out, "i-");
	for (const char *c = lowered; *c; c++)
		if (is_plain(*c))
			buf_addc(out, *c);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*c);
	if (out->len - begin > WHOLE_BYTES) {
		out->len = begin + CUT_BYTES;
		digest_short(lowered, strlen(lowered), digest);
		buf_addf(out, "-%s", digest);
	}
	free(lowered);
}
