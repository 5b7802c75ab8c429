/*
 * protect_win.c: protect.h over DPAPI. The purpose is the entropy, so that one
 * kind of file is not taken for another.
 */
#include <windows.h>
#include <dpapi.h>
#include <string.h>

#include "../protect.h"
#include "../../common/buf.h"
#include "../../common/secret.h"
#include "../../common/win/winerr.h"

enum { FLAGS = CRYPTPROTECT_UI_FORBIDDEN | CRYPTPROTECT_LOCAL_MACHINE };

/* DPAPI reads its input by pointers that are not const. */
static DATA_BLOB blob_of(const void *bytes, size_t len)
{
	union {
		const void *given;
		BYTE *taken;
	} pointer = {bytes};
	DATA_BLOB blob = {(DWORD)len, pointer.taken};

	return blob;
}

int protect(const void *bytes, size_t len, const char *purpose, struct buf *out,
            struct error *err)
{
	DATA_BLOB in = blob_of(bytes, len);
	DATA_BLOB entropy = blob_of(purpose, strlen(purpose));
	DATA_BLOB made = {0, NULL};

	if (!CryptProtectData(&in, L"fspd", &entropy, NULL, NULL, FLAGS, &made))
		return winerr_set(err, GetLastError(),
		                  "cannot protect what is to be kept");
	buf_add(out, made.pbData, made.cbData);
	LocalFree(made.pbData);
	return 0;
}

struct secret *unprotect(const void *bytes, size_t len, const char *purpose,
                         struct error *err)
{
	DATA_BLOB in = blob_of(bytes, len);
	DATA_BLOB entropy = blob_of(purpose, strlen(purpose));
	DATA_BLOB clear = {0, NULL};
	struct secret *secret;

	if (!CryptUnprotectData(&in, NULL, &entropy, NULL, NULL, FLAGS,
	                        &clear)) {
		winerr_set(err, GetLastError(),
		           "it cannot be read on this machine: it is damaged, "
		           "or another's");
		return NULL;
	}
	secret = secret_new(clear.pbData, clear.cbData);
	secret_wipe(clear.pbData, clear.cbData);
	LocalFree(clear.pbData);
	return secret;
}
