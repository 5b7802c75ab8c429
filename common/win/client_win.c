/*
 * client_win.c: client.h over a message pipe, with a time limit on everything.
 *
 * Overlapped, so that a server that hangs cannot hang its client. The owner is
 * checked before a byte is sent: a server can only act as its client after it
 * has read something (ImpersonateNamedPipeClient).
 */
#include "../client.h"

#include <windows.h>

#include <aclapi.h>
#include <stdlib.h>
#include <string.h>

#include "../buf.h"
#include "../clock.h"
#include "../error.h"
#include "../limits.h"
#include "wide.h"
#include "winerr.h"

static uint32_t left(uint64_t deadline)
{
	uint64_t now = clock_monotonic_ms();

	return now < deadline ? (uint32_t)(deadline - now) : 0;
}

static wchar_t *pipe_path(const char *name)
{
	struct buf path = BUF_INIT;
	wchar_t *wide;

	if (strncmp(name, "\\\\", 2) != 0)
		buf_adds(&path, "\\\\.\\pipe\\");
	buf_adds(&path, name);
	wide = utf8_to_wide(path.data);
	buf_release(&path);
	return wide;
}

/* Open, waiting while every instance is busy. WaitNamedPipe's success reserves
 * nothing, hence the loop. */
static HANDLE open_pipe(const wchar_t *path, bool impersonate,
                        uint64_t deadline)
{
	DWORD level =
	        impersonate ? SECURITY_IMPERSONATION : SECURITY_IDENTIFICATION;

	for (;;) {
		HANDLE h = CreateFileW(
		        path,
		        GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
		        0, NULL, OPEN_EXISTING,
		        FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | level,
		        NULL);

		if (h != INVALID_HANDLE_VALUE ||
		    GetLastError() != ERROR_PIPE_BUSY)
			return h;
		if (left(deadline) == 0) {
			SetLastError(ERROR_TIMEOUT);
			return INVALID_HANDLE_VALUE;
		}
		WaitNamedPipeW(path, left(deadline));
	}
}

static bool is_trusted(PSID owner)
{
	return IsWellKnownSid(owner, WinLocalSystemSid) ||
	       IsWellKnownSid(owner, WinBuiltinAdministratorsSid);
}

static int check_owner(HANDLE h, const char *name, struct error *err)
{
	PSECURITY_DESCRIPTOR sd = NULL;
	PSID owner = NULL;
	DWORD code =
	        GetSecurityInfo(h, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION,
	                        &owner, NULL, NULL, NULL, &sd);
	int rc = -1;

	if (code != ERROR_SUCCESS)
		winerr_set(err, code, "cannot tell who owns the pipe '%s'",
		           name);
	else if (!owner || !is_trusted(owner))
		error_set(err, OS_ACCESS_DENIED,
		          "the pipe '%s' is owned by neither SYSTEM nor "
		          "Administrators: nothing was sent; find out which "
		          "program serves it",
		          name);
	else
		rc = 0;
	if (sd)
		LocalFree(sd);
	return rc;
}

/* Wait for io; the bytes transferred go to *done. Returns the Win32 number,
 * 0 on success; ERROR_MORE_DATA counts bytes too. */
static DWORD finish(HANDLE h, OVERLAPPED *io, BOOL started, uint64_t deadline,
                    DWORD *done)
{
	DWORD code = started ? ERROR_SUCCESS : GetLastError();

	if (!started && code != ERROR_IO_PENDING && code != ERROR_MORE_DATA)
		return code;
	if (WaitForSingleObject(io->hEvent, left(deadline)) != WAIT_OBJECT_0) {
		CancelIoEx(h, io);
		GetOverlappedResult(h, io, done, TRUE);
		return ERROR_TIMEOUT;
	}
	if (GetOverlappedResult(h, io, done, FALSE))
		return ERROR_SUCCESS;
	return GetLastError();
}

static DWORD send_all(HANDLE h, HANDLE event, const struct buf *request,
                      uint64_t deadline)
{
	OVERLAPPED io = {.hEvent = event};
	DWORD done = 0;

	return finish(
	        h, &io,
	        WriteFile(h, request->data, (DWORD)request->len, NULL, &io),
	        deadline, &done);
}

static DWORD receive_all(HANDLE h, HANDLE event, uint64_t deadline,
                         struct buf *reply)
{
	DWORD code = ERROR_MORE_DATA;

	while (code == ERROR_MORE_DATA &&
	       reply->len <= LIMIT_PIPE_REPLY_BYTES) {
		OVERLAPPED io = {.hEvent = event};
		DWORD done = 0;

		buf_reserve(reply, LIMIT_PIPE_BYTES);
		code = finish(h, &io,
		              ReadFile(h, reply->data + reply->len,
		                       LIMIT_PIPE_BYTES, NULL, &io),
		              deadline, &done);
		reply->len += done;
		reply->data[reply->len] = '\0';
	}
	return code;
}

static int converse(HANDLE h, const char *name, const struct buf *request,
                    uint64_t deadline, struct buf *reply, struct error *err)
{
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
	DWORD mode = PIPE_READMODE_MESSAGE;
	DWORD code;
	int rc = -1;

	if (!event || !SetNamedPipeHandleState(h, &mode, NULL, NULL)) {
		winerr_set(err, GetLastError(), "cannot use the pipe '%s'",
		           name);
		goto out;
	}
	code = send_all(h, event, request, deadline);
	if (code == ERROR_SUCCESS)
		code = receive_all(h, event, deadline, reply);
	if (code != ERROR_SUCCESS) {
		winerr_set(err, code, "no answer from the pipe '%s'", name);
		goto out;
	}
	rc = 0;
out:
	if (event)
		CloseHandle(event);
	return rc;
}

int client_call(const char *name, const struct buf *request, bool impersonate,
                uint32_t timeout_ms, struct buf *reply, struct error *err)
{
	uint64_t deadline = clock_monotonic_ms() + timeout_ms;
	HANDLE h = INVALID_HANDLE_VALUE;
	wchar_t *path = pipe_path(name);
	int rc = -1;

	if (!path) {
		error_set(err, OS_INVALID_PARAMETER,
		          "the pipe's name '%s' is not valid text", name);
		goto out;
	}
	h = open_pipe(path, impersonate, deadline);
	if (h == INVALID_HANDLE_VALUE) {
		winerr_set(err, GetLastError(), "cannot open the pipe '%s'",
		           name);
		goto out;
	}
	if (check_owner(h, name, err) ||
	    converse(h, name, request, deadline, reply, err))
		goto out;
	rc = 0;
out:
	if (h != INVALID_HANDLE_VALUE)
		CloseHandle(h);
	free(path);
	return rc;
}
