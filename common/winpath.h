/*
 * winpath.h: Windows path rules as text, on any system.
 *
 * Both slashes separate, as in Windows, but after \\?\ where only the
 * backslash does.
 */
#ifndef FSPD_WINPATH_H
#define FSPD_WINPATH_H

#include <stdbool.h>
#include <stddef.h>

enum path_kind {
	PATH_EMPTY,
	PATH_RELATIVE,       /* a\b */
	PATH_DRIVE_RELATIVE, /* C:a */
	PATH_ROOTED,         /* \a: relative to the current drive */
	PATH_DRIVE_ABSOLUTE, /* C:\a */
	PATH_UNC,            /* \\server\share\a */
	PATH_DEVICE          /* \\.\x, \\?\x */
};

enum path_kind path_kind(const char *path) __attribute__((nonnull));
/* C:\a, \\server\share\a, and \\?\ before C:\a, UNC\server\share\a or a
 * volume's name: what CreateProcess runs wherever the current directory is. */
bool path_is_absolute(const char *path) __attribute__((nonnull));
/* The last component with trailing dots and spaces stripped ends in .bat or
 * .cmd: CreateProcess would run cmd.exe. */
bool path_is_batch(const char *path) __attribute__((nonnull));
/* NUL, CON, COM1, ... also with an extension, as last component: Windows opens
 * a device (some versions only without the extension). */
bool path_is_reserved(const char *path) __attribute__((nonnull));

#endif
