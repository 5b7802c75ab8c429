/*
 * service_key.c: see service_key.h.
 */
#include "service_key.h"

#include <windows.h>
#include <stdlib.h>
#include <string.h>

#include "../record.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

static wchar_t *path_of(const char *key)
{
	struct buf path = BUF_INIT;
	wchar_t *wide;

	buf_addf(&path, SERVICES "%s", key);
	wide = utf8_to_wide(path.data);
	buf_release(&path);
	return wide;
}

/* The bytes of a value of one of the types in flags (RRF_...); NULL when there
 * is none. Caller frees. */
static void *read_value(const char *key, const wchar_t *value, DWORD flags,
                        DWORD *size_bytes)
{
	wchar_t *path = path_of(key);
	void *bytes = NULL;
	LSTATUS status = ERROR_MORE_DATA;

	*size_bytes = 0;
	/* it may grow between two calls */
	while (path != NULL && status == ERROR_MORE_DATA) {
		bytes = xrealloc(bytes, 1, *size_bytes + sizeof(wchar_t));
		status = RegGetValueW(HKEY_LOCAL_MACHINE, path, value,
		                      flags | RRF_NOEXPAND, NULL, bytes,
		                      size_bytes);
	}
	free(path);
	if (status == ERROR_SUCCESS)
		return bytes;
	free(bytes);
	return NULL;
}

char *service_key_text(const char *key, const wchar_t *value)
{
	DWORD size_bytes;
	wchar_t *wide = read_value(
	        key, value, RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ, &size_bytes);
	char *text = wide != NULL ? wide_to_utf8(wide) : NULL;

	free(wide);
	return text;
}

uint32_t service_key_number(const char *key, const wchar_t *value,
                            uint32_t otherwise)
{
	DWORD size_bytes;
	DWORD *number = read_value(key, value, RRF_RT_REG_DWORD, &size_bytes);
	const uint32_t result = number != NULL ? *number : otherwise;

	free(number);
	return result;
}

void service_key_list(const char *key, const wchar_t *value,
                      struct name_list *out)
{
	DWORD size_bytes;
	wchar_t *list =
	        read_value(key, value, RRF_RT_REG_MULTI_SZ, &size_bytes);

	for (wchar_t *at = list; at != NULL && *at != L'\0';
	     at += wcslen(at) + 1)
		name_list_add(out, wide_to_utf8_lossy(at, wcslen(at)));
	free(list);
}

/* The key of a service, which must be there, and in it what else key names. */
static LSTATUS open_to_write(const char *key, HKEY *out)
{
	const char *rest = strchr(key, '\\');
	char *service = rest == NULL ? xstrdup(key)
	                             : xmemdup(key, (size_t)(rest - key));
	wchar_t *path = path_of(service);
	wchar_t *below = utf8_to_wide(rest == NULL ? "" : rest + 1);
	HKEY opened = NULL;
	LSTATUS status = ERROR_INVALID_NAME;

	if (path != NULL && below != NULL)
		status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0,
		                       KEY_SET_VALUE | KEY_CREATE_SUB_KEY,
		                       &opened);
	*out = opened;
	if (status == ERROR_SUCCESS && rest != NULL) {
		status = RegCreateKeyExW(opened, below, 0, NULL, 0,
		                         KEY_SET_VALUE, NULL, out, NULL);
		RegCloseKey(opened);
		*out = status == ERROR_SUCCESS ? *out : NULL;
	}
	free(service);
	free(path);
	free(below);
	return status;
}

static int write_value(const char *key, const wchar_t *value, DWORD type,
                       const void *bytes, size_t len, struct error *err)
{
	HKEY opened = NULL;
	LSTATUS status = open_to_write(key, &opened);

	if (status == ERROR_SUCCESS)
		status = RegSetValueExW(opened, value, 0, type, bytes,
		                        (DWORD)len);
	if (status == ERROR_SUCCESS)
		status = RegFlushKey(opened);
	if (opened != NULL)
		RegCloseKey(opened);
	if (status == ERROR_SUCCESS)
		return 0;
	return winerr_set(err, (uint32_t)status,
	                  "cannot write to the key 'HKLM\\" SERVICES "%s'",
	                  key);
}

int service_key_set_text(const char *key, const wchar_t *value,
                         const char *text, struct error *err)
{
	wchar_t *wide = utf8_to_wide(text);
	int rc;

	if (wide == NULL)
		return error_set(err, ERROR_INVALID_PARAMETER,
		                 "'%s' is not valid UTF-8", text);
	rc = write_value(key, value, REG_SZ, wide,
	                 (wcslen(wide) + 1) * sizeof(wchar_t), err);
	free(wide);
	return rc;
}

int service_key_set_number(const char *key, const wchar_t *value,
                           uint32_t number, struct error *err)
{
	return write_value(key, value, REG_DWORD, &number, sizeof(number), err);
}

int service_key_set_list(const char *key, const wchar_t *value,
                         const struct name_list *list, struct error *err)
{
	struct buf bytes = BUF_INIT;
	int rc;

	for (size_t i = 0; i < list->count; i++) {
		wchar_t *wide = utf8_to_wide(list->items[i]);

		if (wide != NULL)
			buf_add(&bytes, (const char *)wide,
			        (wcslen(wide) + 1) * sizeof(wchar_t));
		free(wide);
	}
	buf_add(&bytes, (const char *)L"", sizeof(wchar_t));
	rc = write_value(key, value, REG_MULTI_SZ, bytes.data, bytes.len, err);
	buf_release(&bytes);
	return rc;
}

int service_key_remove(const char *key, const wchar_t *value, struct error *err)
{
	wchar_t *path = path_of(key);
	LSTATUS status = ERROR_INVALID_NAME;

	if (path != NULL)
		status = RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, path, value);
	free(path);
	if (status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND ||
	    status == ERROR_PATH_NOT_FOUND)
		return 0;
	return winerr_set(err, (uint32_t)status,
	                  "cannot change the key 'HKLM\\" SERVICES "%s'", key);
}
