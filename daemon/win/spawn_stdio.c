/*
 * spawn_stdio.c: see spawn_stdio.h. Every handle is opened for its own place:
 * Windows refuses a handle list that names one twice.
 */
#include <windows.h>
#include <bcrypt.h>
#include <stdlib.h>

#include "logs_win.h"
#include "spawn_stdio.h"
#include "spawn_win.h"
#include "../log_ids.h"
#include "../start_trust.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"

/* What a child may write while its pipe is not looked at. */
enum { PIPE_ROOM_BYTES = 64 * 1024 };

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

struct log_run spawn_log_run(const struct spawn_request *request)
{
	const struct log_run run = {
	        .class_name = request->class_name,
	        .instance = request->instance_name,
	        .starter = request->starter,
	        .max_bytes = (uint64_t)request->log_max_kib * 1024,
	        .files = request->log_files,
	        .direct = !request->job_control,
	};

	return run;
}

/* The log itself; without it output is discarded. */
static HANDLE open_log(const struct spawn_request *request, struct error *err)
{
	const struct log_run run = spawn_log_run(request);
	struct error why = ERROR_INIT;
	HANDLE file = logs_open_direct(request->logs, &run, &why);

	if (file != NULL)
		return file;
	log_event(LOG_WARNING, LOG_ID_CAPTURE,
	          "%s\\%s: output is discarded: %s", request->class_name,
	          request->instance_name, why.text);
	return open_null(GENERIC_WRITE, err);
}

/* The file of Stderr; NULL when none is set or it cannot be had. */
static HANDLE open_stderr(const struct spawn_request *request)
{
	struct error why = ERROR_INIT;
	HANDLE file;

	if (request->stderr_path == NULL)
		return NULL;
	file = start_trusts_folder_of(request->stderr_path, &why) == 0
	               ? open_append(request->stderr_path, &why)
	               : NULL;
	if (file == NULL)
		log_event(LOG_WARNING, LOG_ID_CAPTURE,
		          "%s\\%s: Stderr goes to the log: '%s': %s",
		          request->class_name, request->instance_name,
		          request->stderr_path, why.text);
	return file;
}

/* A name that nobody can guess and take before us. */
static wchar_t *pipe_name(uint64_t ticket)
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
static int open_pipe(uint64_t ticket, HANDLE *ours, HANDLE *childs,
                     struct error *err)
{
	SECURITY_ATTRIBUTES attributes = inheritable();
	wchar_t *name = pipe_name(ticket);
	int rc = -1;

	*ours = CreateNamedPipeW(name,
	                         PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED |
	                                 FILE_FLAG_FIRST_PIPE_INSTANCE,
	                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1,
	                         0, PIPE_ROOM_BYTES, 0, NULL);
	if (*ours == INVALID_HANDLE_VALUE) {
		*ours = NULL;
		winerr_set(err, GetLastError(), "cannot make a pipe");
		goto out;
	}
	*childs =
	        CreateFileW(name, GENERIC_WRITE, 0, &attributes, OPEN_EXISTING,
	                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
	if (*childs == INVALID_HANDLE_VALUE) {
		*childs = NULL;
		winerr_set(err, GetLastError(), "cannot open a pipe");
		goto out;
	}
	rc = 0;
out:
	free(name);
	return rc;
}

/* The same output under another handle. */
static int open_again(HANDLE output, HANDLE *again, struct error *err)
{
	const HANDLE self = GetCurrentProcess();

	if (DuplicateHandle(self, output, self, again, 0, TRUE,
	                    DUPLICATE_SAME_ACCESS))
		return 0;
	*again = NULL;
	return winerr_set(err, GetLastError(), "cannot duplicate a handle");
}

static int open_secret_in(struct spawn_stdio *out, struct error *err)
{
	if (CreatePipe(&out->child[STDIO_IN], &out->secret_in, NULL, 0) &&
	    SetHandleInformation(out->child[STDIO_IN], HANDLE_FLAG_INHERIT,
	                         HANDLE_FLAG_INHERIT))
		return 0;
	return winerr_set(err, GetLastError(), "cannot make a pipe");
}

static int open_output(const struct spawn_request *request,
                       struct spawn_stdio *out, struct error *err)
{
	if (request->job_control || out->asks)
		return open_pipe(request->ticket, &out->output,
		                 &out->child[STDIO_OUT], err);
	out->child[STDIO_OUT] = open_log(request, err);
	return out->child[STDIO_OUT] == NULL ? -1 : 0;
}

static int open_errors(const struct spawn_request *request,
                       struct spawn_stdio *out, struct error *err)
{
	HANDLE *child = &out->child[STDIO_ERR];

	*child = open_stderr(request);
	if (*child != NULL)
		return 0;
	if (!out->asks)
		return open_again(out->child[STDIO_OUT], child, err);
	if (request->job_control)
		return open_pipe(request->ticket, &out->errors, child, err);
	*child = open_log(request, err);
	return *child == NULL ? -1 : 0;
}

int spawn_stdio_open(const struct spawn_request *request,
                     struct spawn_stdio *out, struct error *err)
{
	*out = (struct spawn_stdio){0};
	out->asks = request->secret != NULL && request->secret_env == NULL;
	if (out->asks && open_secret_in(out, err) < 0)
		goto fail;
	if (!out->asks)
		out->child[STDIO_IN] = open_null(GENERIC_READ, err);
	if (out->child[STDIO_IN] != NULL &&
	    open_output(request, out, err) == 0 &&
	    open_errors(request, out, err) == 0)
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
	close_one(&stdio->output);
	close_one(&stdio->errors);
}
