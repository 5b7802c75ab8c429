/*
 * fuzz_pol.c: bytes as a Registry.pol file: what is accepted is written to the
 * same bytes.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "importer/pol_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reg_edits entries = REG_EDITS_INIT;
	struct buf again = BUF_INIT;
	struct error err = ERROR_INIT;

	if (pol_read(data, size, &entries, &err) < 0) {
		assert(entries.count == 0 && err.text[0] != '\0');
	} else if (pol_write(&entries, &again, &err) == 0) {
		assert(again.len == size);
		assert(memcmp(again.data, data, size) == 0);
	} else {
		assert(strstr(err.text, "too long") != NULL);
	}
	reg_edits_release(&entries);
	buf_release(&again);
	return 0;
}
