/*
 * fuzz_reg.c: bytes as a .reg file: what is understood of it, written and read
 * again, makes the same registry.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "error.h"
#include "importer/reg_file.h"
#include "reg_node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The registry that bytes make, as the file of its export. */
static int made_of(const void *bytes, size_t size, struct buf *out)
{
	struct reg_node *root = reg_node_new("", 0);
	struct reg_edits edits = REG_EDITS_INIT, all = REG_EDITS_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	struct error err = ERROR_INIT;
	int rc = reg_read(bytes, size, "fuzz.reg", &edits, &diags);

	assert(rc == 0 || (edits.count == 0 && diags.count == 1));
	reg_edits_apply(&edits, root);
	for (size_t i = 0; i < root->count; i++)
		reg_export(root->children[i], root->children[i]->name, &all);
	/* Names with control characters cannot be written. */
	if (rc == 0)
		rc = reg_write(&all, out, &err);
	reg_edits_release(&edits);
	reg_edits_release(&all);
	diag_release(&diags);
	reg_node_free(root);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf first = BUF_INIT, second = BUF_INIT;

	if (made_of(data, size, &first) == 0) {
		int rc = made_of(first.data, first.len, &second);

		assert(rc == 0);
		assert(first.len == second.len);
		assert(memcmp(first.data, second.data, first.len) == 0);
	}
	buf_release(&first);
	buf_release(&second);
	return 0;
}
