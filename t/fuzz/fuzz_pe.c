/*
 * fuzz_pe.c: bytes as a program's header and as a security descriptor: both
 * come from files that anybody may have made.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "acl_bytes.h"
#include "acl_rule.h"
#include "buf.h"
#include "common/pe_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_descriptor(const uint8_t *data, size_t size)
{
	struct sddl sd;

	if (acl_from_bytes(data, size, &sd) < 0)
		return;
	for (int place = ACL_PROGRAM; place <= ACL_OWN_FOR_READERS; place++) {
		const struct acl_finding finding =
		        acl_judge(&sd, (enum acl_place)place);
		struct buf words = BUF_INIT;

		acl_describe(&finding, (enum acl_place)place, &words);
		assert((words.len == 0) == (finding.kind == ACL_FINE));
		buf_release(&words);
	}
	sddl_release(&sd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t head = size < PE_HEAD_BYTES ? size : PE_HEAD_BYTES;
	const enum pe_verdict any = pe_judge(data, head, 0);

	/* What one Windows runs, some Windows runs. */
	if (pe_judge(data, head, PE_MACHINE_X64) == PE_FINE)
		assert(any == PE_FINE);
	as_descriptor(data, size);
	return 0;
}
