/*
 * sd_win.c: see sd_win.h.
 */
#include "sd_win.h"

#include <sddl.h>

#include <stdlib.h>
#include <string.h>

#include "../sddl.h"
#include "buf.h"
#include "error.h"
#include "wide.h"
#include "winerr.h"

/* A copy of bytes that LocalFree frees. */
static PSECURITY_DESCRIPTOR local_copy(const struct buf *bytes)
{
	PSECURITY_DESCRIPTOR copy = LocalAlloc(LMEM_FIXED, bytes->len);

	if (copy != NULL)
		memcpy(copy, bytes->data, bytes->len);
	return copy;
}

/* The system's reading of text, which our own reader accepted. */
static int ask_system(const char *text, const struct sddl *parsed,
                      PSECURITY_DESCRIPTOR *out, struct error *err)
{
	struct buf whole = BUF_INIT;
	wchar_t *wide;
	int rc = -1;

	if (!parsed->has_owner)
		buf_adds(&whole, "O:SY");
	if (!parsed->has_group)
		buf_adds(&whole, "G:SY");
	buf_adds(&whole, text);
	wide = utf8_to_wide(whole.data);
	if (wide == NULL)
		error_set(err, OS_INVALID_PARAMETER,
		          "security descriptor '%s' is not valid UTF-8", text);
	else if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
	                 wide, SDDL_REVISION_1, out, NULL))
		winerr_set(err, GetLastError(),
		           "cannot resolve security descriptor '%s'", text);
	else
		rc = 0;
	free(wide);
	buf_release(&whole);
	return rc;
}

int sd_from_sddl(const char *sddl, PSECURITY_DESCRIPTOR *out, struct error *err)
{
	struct sddl parsed;
	struct sddl_fault fault;
	struct buf bytes = BUF_INIT;
	int rc = -1;

	*out = NULL;
	if (sddl_parse(sddl, strlen(sddl), &parsed, &fault) < 0)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "security descriptor '%s' is not valid at "
		                 "character %zu: %s",
		                 sddl, fault.at + 1, fault.text);
	if (sddl_to_bytes(&parsed, &bytes) < 0) {
		if (ask_system(sddl, &parsed, out, err) < 0)
			goto out;
	} else {
		*out = local_copy(&bytes);
		if (*out == NULL) {
			winerr_set(err, GetLastError(),
			           "cannot keep a security descriptor");
			goto out;
		}
	}
	rc = 0;
out:
	buf_release(&bytes);
	sddl_release(&parsed);
	return rc;
}
