/*
 * folder.c: see folder.h.
 */
#include "folder.h"

#include <stdlib.h>
#include <string.h>

#include "wine.h"
#include "../log_ids.h"
#include "../own_folder.h"
#include "../../common/acl_bytes.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/sd_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define OURS "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

enum { USUAL_BYTES = 1024 }; /* of a descriptor; larger ones are read too */

PSECURITY_DESCRIPTOR folder_descriptor(struct error *err)
{
	PSECURITY_DESCRIPTOR descriptor;

	return sd_from_sddl(OURS, &descriptor, err) == 0 ? descriptor : NULL;
}

wchar_t *folder_wide(const char *path, struct error *err)
{
	struct buf text = BUF_INIT;
	wchar_t *wide;

	if (strlen(path) >= MAX_PATH && path[1] == ':' && path[2] == '\\')
		buf_adds(&text, "\\\\?\\");
	buf_adds(&text, path);
	wide = utf8_to_wide(text.data);
	if (wide == NULL)
		error_set(err, ERROR_INVALID_NAME, "'%s' is not valid UTF-8",
		          path);
	buf_release(&text);
	return wide;
}

/* The owner and the list of an open file. */
static int read_descriptor(HANDLE file, const char *path, struct sddl *out,
                           struct error *err)
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
	if (!got)
		winerr_set(err, GetLastError(),
		           "cannot read who may change '%s'", path);
	else if (acl_from_bytes(bytes, size_bytes, out) < 0)
		error_set(err, OS_ACCESS_DENIED,
		          "cannot read who may change '%s'", path);
	else
		rc = 0;
	free(bytes);
	return rc;
}

static bool is_link(HANDLE file)
{
	FILE_ATTRIBUTE_TAG_INFO info;

	return !GetFileInformationByHandleEx(file, FileAttributeTagInfo, &info,
	                                     sizeof(info)) ||
	       (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

/* Refused, or under Wine logged. */
static int find_fault(struct folder_guard *guard, const char *path,
                      const struct acl_finding *finding, enum acl_place place,
                      struct error *err)
{
	struct buf text = BUF_INIT;

	acl_describe(finding, place, &text);
	if (!guard->wine)
		error_set(err, OS_ACCESS_DENIED,
		          "'%s' is not used: it %s; mend it with: icacls "
		          "\"%s\" /reset && icacls \"%s\" /setowner "
		          "*S-1-5-32-544 && icacls \"%s\" /inheritance:r "
		          "/grant *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F",
		          path, text.data, path, path, path);
	else if (InterlockedExchange(&guard->warned, 1) == 0)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "'%s' %s; Wine keeps no such descriptors, so it is "
		          "used all the same",
		          path, text.data);
	buf_release(&text);
	return guard->wine ? 0 : -1;
}

int folder_judge(struct folder_guard *guard, HANDLE file, const char *path,
                 enum acl_place place, struct error *err)
{
	struct acl_finding finding;
	struct sddl descriptor;

	if (is_link(file))
		return error_set(err, ERROR_CANT_ACCESS_FILE,
		                 "'%s' is not used: it is a link", path);
	if (read_descriptor(file, path, &descriptor, err) < 0)
		return -1;
	finding = acl_judge(&descriptor, place);
	sddl_release(&descriptor);
	if (finding.kind == ACL_FINE)
		return 0;
	return find_fault(guard, path, &finding, place, err);
}

static int make_folder(const wchar_t *wide, const char *path, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, FALSE};
	int rc = 0;

	attributes.lpSecurityDescriptor = folder_descriptor(err);
	if (attributes.lpSecurityDescriptor == NULL)
		return -1;
	if (!CreateDirectoryW(wide, &attributes) &&
	    GetLastError() != ERROR_ALREADY_EXISTS)
		rc = winerr_set(err, GetLastError(), "cannot make '%s'", path);
	LocalFree(attributes.lpSecurityDescriptor);
	return rc;
}

/* What stands there itself, not where it leads. */
static HANDLE open_itself(const wchar_t *wide, DWORD more_access,
                          DWORD more_sharing)
{
	return CreateFileW(
	        wide, READ_CONTROL | FILE_READ_ATTRIBUTES | more_access,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | more_sharing, NULL,
	        OPEN_EXISTING,
	        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT,
	        NULL);
}

static HANDLE open_to_judge(const wchar_t *wide)
{
	return open_itself(wide, 0, FILE_SHARE_DELETE);
}

int folder_open(struct folder_guard *guard, const char *path, bool make,
                enum acl_place place, struct error *err)
{
	wchar_t *wide = folder_wide(path, err);
	HANDLE folder = INVALID_HANDLE_VALUE;
	int rc = -1;

	if (wide == NULL || (make && make_folder(wide, path, err) < 0))
		goto out;
	folder = open_to_judge(wide);
	if (folder != INVALID_HANDLE_VALUE)
		rc = folder_judge(guard, folder, path, place, err);
	else if (GetLastError() == ERROR_FILE_NOT_FOUND ||
	         GetLastError() == ERROR_PATH_NOT_FOUND)
		rc = 1;
	else
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
out:
	if (folder != INVALID_HANDLE_VALUE)
		CloseHandle(folder);
	free(wide);
	return rc;
}

/* Sharing is looked at only for handles that may read, write or delete, so the
 * one that holds may list the folder. */
static HANDLE open_to_hold(const wchar_t *wide, bool *holds)
{
	HANDLE folder = open_itself(wide, FILE_LIST_DIRECTORY, 0);

	*holds = folder != INVALID_HANDLE_VALUE;
	if (!*holds && GetLastError() == ERROR_SHARING_VIOLATION)
		return open_to_judge(wide);
	return folder;
}

int folder_hold(struct folder_guard *guard, const char *path,
                enum acl_place place, HANDLE *held, struct error *err)
{
	wchar_t *wide = folder_wide(path, err);
	HANDLE folder = INVALID_HANDLE_VALUE;
	bool holds = false;
	int rc = -1;

	*held = NULL;
	if (wide == NULL || make_folder(wide, path, err) < 0)
		goto out;
	folder = open_to_hold(wide, &holds);
	if (folder == INVALID_HANDLE_VALUE)
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
	else
		rc = folder_judge(guard, folder, path, place, err);
	if (rc == 0 && holds) {
		*held = folder;
		folder = INVALID_HANDLE_VALUE;
	}
out:
	if (folder != INVALID_HANDLE_VALUE)
		CloseHandle(folder);
	free(wide);
	return rc;
}

static enum own_folder_kind kind_of(HANDLE file)
{
	FILE_STANDARD_INFO info;

	if (is_link(file))
		return OWN_FOLDER_LINK;
	return GetFileInformationByHandleEx(file, FileStandardInfo, &info,
	                                    sizeof(info)) &&
	                       !info.Directory
	               ? OWN_FOLDER_FILE
	               : OWN_FOLDER_IS;
}

void folder_look(const char *path, struct own_folder_facts *out)
{
	wchar_t *wide = folder_wide(path, NULL);
	HANDLE file = INVALID_HANDLE_VALUE;
	DWORD error = ERROR_INVALID_NAME;
	struct sddl descriptor;

	*out = (struct own_folder_facts){.wine = wine_is_here()};
	if (wide != NULL) {
		file = open_to_judge(wide);
		error = GetLastError();
	}
	free(wide);
	if (file == INVALID_HANDLE_VALUE) {
		out->is_unreadable = true;
		out->kind = error == ERROR_FILE_NOT_FOUND ||
		                            error == ERROR_PATH_NOT_FOUND
		                    ? OWN_FOLDER_ABSENT
		                    : OWN_FOLDER_IS;
		return;
	}
	out->kind = kind_of(file);
	out->is_unreadable = read_descriptor(file, path, &descriptor, NULL) < 0;
	if (!out->is_unreadable) {
		out->finding = acl_judge(&descriptor, ACL_OWN_FOR_READERS);
		sddl_release(&descriptor);
	}
	CloseHandle(file);
}
