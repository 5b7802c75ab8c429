/*
 * tool.h - text and files for the single-file test tools in this directory.
 *
 * The tools are short-lived: memory is taken and never given back, and every
 * failure ends the program with a line on standard error.  Standard output is
 * binary, so that golden files have the same line ends on every system.
 */
#ifndef FSPD_T_HELPER_TOOL_H
#define FSPD_T_HELPER_TOOL_H

#include <windows.h>

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Exit codes that all tools share; 0 to 2 have a meaning of their own. */
enum { EXIT_SYSTEM = 3, EXIT_USAGE = 64 };

/* The program; the headers of mingw-w64 do not declare it. */
int wmain(int argc, wchar_t **argv);

struct bytes {
	unsigned char *data;
	size_t len;
};

/* Makes the three standard streams binary.  Call first. */
static inline void tool_setup(void)
{
	_setmode(0, _O_BINARY);
	_setmode(1, _O_BINARY);
	_setmode(2, _O_BINARY);
}

/* Prints one line on standard error and ends the program with `code`. */
__attribute__((noreturn, format(printf, 2, 3))) static inline void die(
        int code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(code);
}

/* calloc() that ends the program instead of failing. */
static inline void *take(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);

	if (p == NULL)
		die(EXIT_SYSTEM, "out of memory");
	return p;
}

/* `n` units of `w` as UTF-8 with a NUL behind; lone surrogates become U+FFFD.
 */
static inline struct bytes utf8_of(const wchar_t *w, size_t n)
{
	struct bytes out = {take(n * 3 + 1, 1), 0};

	if (n > 0)
		out.len = (size_t)WideCharToMultiByte(CP_UTF8, 0, w, (int)n,
		                                      (char *)out.data,
		                                      (int)(n * 3), NULL, NULL);
	return out;
}

/* utf8_of() for a terminated string, to be printed. */
static inline const char *utf8(const wchar_t *w)
{
	return (const char *)utf8_of(w, wcslen(w)).data;
}

/* `b` as UTF-16 with a NUL behind; `*units` gets the length unless NULL. */
static inline wchar_t *wide_of(struct bytes b, size_t *units)
{
	wchar_t *w = take(b.len + 1, sizeof(*w));
	int n = 0;

	if (b.len > 0)
		n = MultiByteToWideChar(CP_UTF8, 0, (const char *)b.data,
		                        (int)b.len, w, (int)b.len);
	if (units != NULL)
		*units = (size_t)n;
	return w;
}

/* The whole of `text` as an unsigned number (C syntax), or usage error. */
static inline unsigned long number(const wchar_t *text, const char *what)
{
	wchar_t *end = NULL;
	unsigned long n;

	errno = 0;
	n = wcstoul(text, &end, 0);
	if (end == text || *end != L'\0' || *text == L'-' || errno != 0)
		die(EXIT_USAGE, "%s: not a number: '%s'", what, utf8(text));
	return n;
}

/* Bytes of pairs of hex digits; blanks between pairs are skipped. */
static inline struct bytes hex_bytes(const wchar_t *hex)
{
	struct bytes out = {take(wcslen(hex) / 2 + 1, 1), 0};
	wchar_t pair[3] = {0};

	for (; *hex != L'\0'; hex++) {
		if (*hex == L' ')
			continue;
		if (!iswxdigit(hex[0]) || !iswxdigit(hex[1]))
			die(EXIT_USAGE, "bad hex digits at '%s'", utf8(hex));
		pair[0] = hex[0];
		pair[1] = hex[1];
		out.data[out.len++] = (unsigned char)wcstoul(pair, NULL, 16);
		hex++;
	}
	return out;
}

/* Everything `handle` gives until its end, with a NUL behind. */
static inline struct bytes read_all(HANDLE handle)
{
	struct bytes out = {NULL, 0};
	DWORD got = 0;

	do {
		out.len += got;
		out.data = realloc(out.data, out.len + 4097);
		if (out.data == NULL)
			die(EXIT_SYSTEM, "out of memory");
	} while (ReadFile(handle, out.data + out.len, 4096, &got, NULL) &&
	         got > 0);
	out.data[out.len] = '\0';
	return out;
}

/* The content of a file; a file that cannot be opened ends the program. */
static inline struct bytes read_file(const wchar_t *path)
{
	struct bytes out;
	HANDLE file = CreateFileW(path, GENERIC_READ,
	                          FILE_SHARE_READ | FILE_SHARE_WRITE |
	                                  FILE_SHARE_DELETE,
	                          NULL, OPEN_EXISTING, 0, NULL);

	if (file == INVALID_HANDLE_VALUE)
		die(EXIT_SYSTEM, "cannot open '%s' (%lu)", utf8(path),
		    GetLastError());
	out = read_all(file);
	CloseHandle(file);
	return out;
}

/* Creates the directories above `path` that are missing. */
static inline void make_parents(const wchar_t *path)
{
	wchar_t *copy = take(wcslen(path) + 1, sizeof(*copy));
	size_t i;

	for (i = 0; path[i] != L'\0'; i++) {
		if (i > 0 && (path[i] == L'\\' || path[i] == L'/'))
			CreateDirectoryW(copy, NULL);
		copy[i] = path[i];
	}
}

/*
 * Writes `path` so that a reader sees either nothing or all of it: into a
 * neighbour first, then renamed over.  This is the handshake tests wait for.
 */
static inline void write_file(const wchar_t *path, const void *data, size_t len)
{
	size_t room = wcslen(path) + 16;
	wchar_t *part = take(room, sizeof(*part));
	DWORD put = 0;
	HANDLE file;

	make_parents(path);
	swprintf(part, room, L"%ls.%lu", path, GetCurrentProcessId());
	file = CreateFileW(part, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
	                   NULL);
	if (file == INVALID_HANDLE_VALUE ||
	    !WriteFile(file, data, (DWORD)len, &put, NULL) || put != len ||
	    !CloseHandle(file) ||
	    !MoveFileExW(part, path, MOVEFILE_REPLACE_EXISTING))
		die(EXIT_SYSTEM, "cannot write '%s' (%lu)", utf8(path),
		    GetLastError());
}

#endif
