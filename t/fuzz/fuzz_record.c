/*
 * fuzz_record.c: bytes as an undo file: what is read writes back and reads the
 * same.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "importer/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record record = RECORD_INIT, again = RECORD_INIT;
	struct buf first = BUF_INIT, second = BUF_INIT;

	if (record_read(&record, (const char *)data, size) == 0) {
		record_write(&record, &first);
		const int rc = record_read(&again, first.data, first.len);
		assert(rc == 0);
		record_write(&again, &second);
		assert(first.len == second.len);
		assert(memcmp(first.data, second.data, first.len) == 0);
	}
	record_release(&record);
	record_release(&again);
	buf_release(&first);
	buf_release(&second);
	return 0;
}
