/*
 * fuzz_ctl.c: a daemon's reply as fspctl reads and prints it: the first byte
 * chooses how.
 */
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "client.h"
#include "daemon/ctl/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT, out = BUF_INIT;
	int ignored = 0;

	if (size == 0)
		return 0;
	if (data[0] % 2 == 0) {
		/* The bytes of a message. */
		ignored = (int)message_read(data + 1, size - 1, &text, NULL);
	} else {
		/* The JSON inside one, without the way there. */
		buf_add(&text, data + 1, size - 1);
		buf_addc(&text, '\n');
	}
	output_info(&text, &out);
	output_names(&text, &out);
	ignored += output_status(&text, &out, NULL);
	ignored += output_definitions(&text, &out, NULL);
	ignored += output_definition(&text, &out, NULL);
	(void)ignored;
	buf_release(&text);
	buf_release(&out);
	return 0;
}
