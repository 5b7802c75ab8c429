/*
 * spawn_stdio.c: see spawn_stdio.h. Every handle is opened for its own place:
 * Windows refuses a handle list that names one twice.
 */
#include <windows.h>
#include <bcrypt.h>
#include <stdlib.h>

#include "spawn_stdio.h"
#include "spawn_win.h"
#include "../log_ids.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"

/* Room for the answer and some more; what follows is read all the time. */
enum { ANSWER_ROOM_BYTES = 4096 };

static SECURITY_ATTRIBUTES inheritable(void)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, TRUE};

	return attributes;
}

static HANDLE open_null(DWORD access, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = inheritable();
	HANDLE null =
	        CreateFileW(L"NUL", access, FILE_SHARE_READ | FILE_SHARE_WRITE,
	                    &attributes, OPEN_EXISTING, 0, NULL);

	if (null != INVALID_HANDLE_VALUE)
		return null;
	winerr_set(err, GetLastError(), "cannot open 'NUL'");
	return NULL;
}

/* The file, for appending, made when absent. A link in its place is refused:
 * whoever may make one would choose the file that the daemon writes to. */
static HANDLE open_append(const char *path, struct error *err)
{
	wchar_t *wide = utf8_to_wide(path);
	SECURITY_ATTRIBUTES attributes = inheritable();
	FILE_ATTRIBUTE_TAG_INFO info;
	HANDLE file;

	if (wide == NULL) {
		error_set(err, ERROR_INVALID_NAME, "cannot open '%s'", path);
		return NULL;
	}
	file = CreateFileW(
	        wide, FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
	        &attributes, OPEN_ALWAYS, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	free(wide);
	if (file == INVALID_HANDLE_VALUE) {
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
		return NULL;
	}
	if (GetFileInformationByHandleEx(file, FileAttributeTagInfo, &info,
	                                 sizeof(info)) &&
	    !(info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT))
		return file;
	CloseHandle(file);
	error_set(err, ERROR_CANT_ACCESS_FILE, "cannot open '%s': it is a link",
	          path);
	return NULL;
}

static HANDLE open_stderr(const struct spawn_request *request,
                          struct error *err)
{
	struct error why = ERROR_INIT;
	HANDLE file;

	if (request->stderr_path == NULL)
		return open_null(GENERIC_WRITE, err);
	file = open_append(request->stderr_path, &why);
	if (file != NULL)
		return file;
	log_event(LOG_WARNING, LOG_ID_SYSTEM, "%s\\%s: Stderr is discarded: %s",
	          request->class_name, request->instance_name, why.text);
	return open_null(GENERIC_WRITE, err);
}

/* A name that nobody can guess and take before us. */
static wchar_t *answer_name(uint64_t ticket)
{
	struct buf name = BUF_INIT;
	unsigned char noise[16];
	wchar_t *wide;
	size_t i;

	if (BCryptGenRandom(NULL, noise, sizeof(noise),
	                    BCRYPT_USE_SYSTEM_PREFERRED_RNG) < 0)
		ZeroMemory(noise, sizeof(noise));
	buf_addf(&name, "\\\\.\\pipe\\fspd-%lu-%llu-", GetCurrentProcessId(),
	         (unsigned long long)ticket);
	for (i = 0; i < sizeof(noise); i++)
		buf_addf(&name, "%02x", noise[i]);
	wide = utf8_to_wide(name.data);
	buf_release(&name);
	return wide;
}

/* A pipe whose reading end can be overlapped, as CreatePipe's cannot. */
static int open_answers(uint64_t ticket, struct spawn_stdio *out,
                        struct error *err)
{
	SECURITY_ATTRIBUTES attributes = inheritable();
	wchar_t *name = answer_name(ticket);
	int rc = -1;

	out->answers =
	        CreateNamedPipeW(name,
	                         PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED |
	                                 FILE_FLAG_FIRST_PIPE_INSTANCE,
	                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1,
	                         0, ANSWER_ROOM_BYTES, 0, NULL);
	if (out->answers == INVALID_HANDLE_VALUE) {
		out->answers = NULL;
		winerr_set(err, GetLastError(), "cannot make a pipe");
		goto out;
	}
	out->child[STDIO_OUT] =
	        CreateFileW(name, GENERIC_WRITE, 0, &attributes, OPEN_EXISTING,
	                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
	if (out->child[STDIO_OUT] == INVALID_HANDLE_VALUE) {
		out->child[STDIO_OUT] = NULL;
		winerr_set(err, GetLastError(), "cannot open a pipe");
		goto out;
	}
	rc = 0;
out:
	free(name);
	return rc;
}

static int open_secret_in(struct spawn_stdio *out, struct error *err)
{
	if (CreatePipe(&out->child[STDIO_IN], &out->secret_in, NULL, 0) &&
	    SetHandleInformation(out->child[STDIO_IN], HANDLE_FLAG_INHERIT,
	                         HANDLE_FLAG_INHERIT))
		return 0;
	return winerr_set(err, GetLastError(), "cannot make a pipe");
}

int spawn_stdio_open(const struct spawn_request *request,
                     struct spawn_stdio *out, struct error *err)
{
	*out = (struct spawn_stdio){0};
	if (request->secret != NULL && request->secret_env == NULL) {
		if (open_secret_in(out, err) < 0 ||
		    open_answers(request->ticket, out, err) < 0)
			goto fail;
	} else {
		out->child[STDIO_IN] = open_null(GENERIC_READ, err);
		out->child[STDIO_OUT] = open_null(GENERIC_WRITE, err);
	}
	out->child[STDIO_ERR] = open_stderr(request, err);
	if (out->child[STDIO_IN] != NULL && out->child[STDIO_OUT] != NULL &&
	    out->child[STDIO_ERR] != NULL)
		return 0;
fail:
	spawn_stdio_close(out);
	return -1;
}

static void close_one(HANDLE *handle)
{
	if (*handle != NULL)
		CloseHandle(*handle);
	*handle = NULL;
}

void spawn_stdio_close(struct spawn_stdio *stdio)
{
	size_t i;

	for (i = 0; i < STDIO_COUNT; i++)
		close_one(&stdio->child[i]);
	close_one(&stdio->secret_in);
	close_one(&stdio->answers);
}
