/*
 * file_facts_win.c: file_facts.h over the file system of this machine.
 */
#include "../file_facts.h"

#include <windows.h>

#include <aclapi.h>
#include <stdlib.h>

#include "../buf.h"
#include "wide.h"
#include "../xalloc.h"
#include "../pe_image.h"

/* Wine maps descriptors to the mode bits of Unix: what it shows is not what an
 * administrator set. */
enum facts_known facts_known(void)
{
	const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");

	return ntdll && GetProcAddress(ntdll, "wine_get_version") ? FACTS_FILES
	                                                          : FACTS_ALL;
}

uint16_t facts_machine(void)
{
	SYSTEM_INFO info;

	GetNativeSystemInfo(&info);
	switch (info.wProcessorArchitecture) {
	case PROCESSOR_ARCHITECTURE_INTEL:
		return PE_MACHINE_X86;
	case PROCESSOR_ARCHITECTURE_AMD64:
		return PE_MACHINE_X64;
	case PROCESSOR_ARCHITECTURE_ARM64:
		return PE_MACHINE_ARM64;
	default:
		return 0;
	}
}

enum fact_kind facts_kind(const char *path)
{
	wchar_t *wide = utf8_to_wide(path);
	DWORD attributes = INVALID_FILE_ATTRIBUTES;
	DWORD status = ERROR_INVALID_NAME;

	if (wide) {
		attributes = GetFileAttributesW(wide);
		status = GetLastError();
	}
	free(wide);
	if (attributes != INVALID_FILE_ATTRIBUTES)
		return attributes & FILE_ATTRIBUTE_DIRECTORY ? FACT_DIRECTORY
		                                             : FACT_FILE;
	switch (status) {
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND:
	case ERROR_INVALID_NAME:
	case ERROR_INVALID_DRIVE:
		return FACT_ABSENT;
	default:
		return FACT_UNKNOWN;
	}
}

static HANDLE open_to_read(const char *path)
{
	wchar_t *wide = utf8_to_wide(path);
	HANDLE file = INVALID_HANDLE_VALUE;

	if (wide)
		file = CreateFileW(wide, GENERIC_READ,
		                   FILE_SHARE_READ | FILE_SHARE_WRITE |
		                           FILE_SHARE_DELETE,
		                   NULL, OPEN_EXISTING, 0, NULL);
	free(wide);
	return file;
}

int facts_head(const char *path, size_t limit, struct buf *out)
{
	HANDLE file = open_to_read(path);
	char *bytes = xcalloc(limit, 1);
	DWORD got = 0;
	int rc = -1;

	if (file == INVALID_HANDLE_VALUE ||
	    !ReadFile(file, bytes, (DWORD)limit, &got, NULL))
		goto out;
	buf_add(out, bytes, got);
	rc = 0;
out:
	if (file != INVALID_HANDLE_VALUE)
		CloseHandle(file);
	free(bytes);
	return rc;
}

int facts_descriptor(const char *path, struct buf *out)
{
	wchar_t *wide = utf8_to_wide(path);
	PSECURITY_DESCRIPTOR sd = NULL;
	DWORD status = ERROR_INVALID_NAME;

	if (wide)
		status = GetNamedSecurityInfoW(
		        wide, SE_FILE_OBJECT,
		        OWNER_SECURITY_INFORMATION |
		                GROUP_SECURITY_INFORMATION |
		                DACL_SECURITY_INFORMATION,
		        NULL, NULL, NULL, NULL, &sd);
	free(wide);
	if (status != ERROR_SUCCESS)
		return -1;
	buf_add(out, sd, GetSecurityDescriptorLength(sd));
	LocalFree(sd);
	return 0;
}
