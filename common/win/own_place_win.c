/*
 * own_place_win.c: see own_place_win.h.
 *
 * Wine shows owners and lists that it makes up from those of Unix: what is read
 * here can be proven on Windows alone.
 */
#include "own_place_win.h"

#include <stdlib.h>

#include "wine.h"
#include "../acl_bytes.h"
#include "../xalloc.h"

enum { USUAL_BYTES = 1024 }; /* of a descriptor; larger ones are read too */

HANDLE own_place_open(const wchar_t *wide)
{
	return CreateFileW(
	        wide, READ_CONTROL | FILE_READ_ATTRIBUTES,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	        OPEN_EXISTING,
	        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT,
	        NULL);
}

/* The owner and the list of an open file. 0, or -1: they cannot be read. */
static int read_descriptor(HANDLE file, struct sddl *out)
{
	const SECURITY_INFORMATION wanted =
	        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
	DWORD size_bytes = USUAL_BYTES;
	void *bytes = xcalloc(1, size_bytes);
	BOOL got = GetKernelObjectSecurity(file, wanted, bytes, size_bytes,
	                                   &size_bytes);
	int rc = -1;

	if (!got && GetLastError() == ERROR_INSUFFICIENT_BUFFER) {
		free(bytes);
		bytes = xcalloc(1, size_bytes);
		got = GetKernelObjectSecurity(file, wanted, bytes, size_bytes,
		                              &size_bytes);
	}
	if (got)
		rc = acl_from_bytes(bytes, size_bytes, out);
	free(bytes);
	return rc;
}

void own_place_look(HANDLE file, enum acl_place place, struct own_place *out)
{
	FILE_ATTRIBUTE_TAG_INFO info;
	struct sddl descriptor;

	*out = (struct own_place){.wine = wine_is_here()};
	if (!GetFileInformationByHandleEx(file, FileAttributeTagInfo, &info,
	                                  sizeof(info)))
		info.FileAttributes = FILE_ATTRIBUTE_REPARSE_POINT;
	out->is_link =
	        (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
	out->is_folder = (info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
	out->is_unreadable = read_descriptor(file, &descriptor) < 0;
	if (!out->is_unreadable) {
		out->finding = acl_judge(&descriptor, place);
		sddl_release(&descriptor);
	}
}
