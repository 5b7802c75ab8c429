/*
 * fuzz_value.c: the first byte chooses the key, the rest is its text: what is
 * accepted prints as a text that means the same; what is refused is refused at
 * a place inside the text.
 */
#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct value_fault fault;
	struct value v, again;
	struct buf text = BUF_INIT;
	enum key_id id;

	if (size == 0)
		return 0;
	id = (enum key_id)(data[0] % KEY_COUNT);
	if (value_parse(id, (const char *)data + 1, size - 1, &v, &fault) !=
	    0) {
		require(fault.at <= size - 1 &&
		        fault.len <= size - 1 - fault.at);
		require(fault.text[0] != '\0');
		return 0;
	}
	value_print(id, &v, &text);
	require(value_parse(id, text.data, text.len, &again, &fault) == 0);
	require(value_equal(&v, &again));
	free(v.text);
	free(again.text);
	buf_release(&text);
	return 0;
}
