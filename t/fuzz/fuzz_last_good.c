/*
 * fuzz_last_good.c: bytes as the file of a last good definition: as they are,
 * and as what a sound mark and digest stand before. What is read writes back
 * and reads the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "daemon/last_good.h"
#include "daemon/record.h"
#include "digest.h"

#define CLASS "fs" /* what the corpus is of */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check(const void *bytes, size_t len)
{
	struct class_record *record =
	        last_good_decode(bytes, len, CLASS, "fuzz");
	struct class_record *again;
	struct buf written = BUF_INIT;

	if (!record)
		return;
	last_good_encode(&written, &record->model);
	again = last_good_decode(written.data, written.len, CLASS, "fuzz");
	require(again != NULL);
	require(class_model_equal(&again->model, &record->model));
	class_record_free(again);
	class_record_free(record);
	buf_release(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char mark[] = "fspd last good 1";
	unsigned char digest[DIGEST_BYTES];
	struct buf whole = BUF_INIT;

	check(data, size);
	digest_bytes(data, size, digest);
	buf_add(&whole, mark, sizeof(mark));
	buf_add(&whole, digest, sizeof(digest));
	buf_add(&whole, data, size);
	check(whole.data, whole.len);
	buf_release(&whole);
	return 0;
}
