/*
 * reg_win.h: one open registry key: its subkeys, its values, its end. The
 * part of keystore_win.c that knows no paths.
 */
#ifndef FSPD_REG_WIN_H
#define FSPD_REG_WIN_H

#include <windows.h>

#include "../keystore.h"

struct reg_facts {
	DWORD subkeys;
	uint64_t last_write; /* FILETIME */
};

/* All return what advapi32 says: ERROR_SUCCESS or its number. */

LSTATUS reg_win_facts(HKEY key, struct reg_facts *facts)
        __attribute__((nonnull(2), warn_unused_result));

/* Add the subkeys of key to *list, which is empty, without leaving one out;
 * ERROR_KEY_DELETED when they came and went so fast that this cannot be told.
 * What *list holds after a failure is to be released. */
LSTATUS reg_win_list(HKEY key, struct reg_list *list)
        __attribute__((nonnull(2), warn_unused_result));

/* Add the values of key to *out, which is empty; ERROR_MORE_DATA when they are
 * beyond limits.h. What *out holds after a failure is to be released. */
LSTATUS reg_win_values(HKEY key, struct reg_key *out)
        __attribute__((nonnull(2), warn_unused_result));

/* Write one value to the byte, whatever its type. */
LSTATUS reg_win_set(HKEY key, const wchar_t *name, uint32_t type,
                    const void *data, size_t len)
        __attribute__((nonnull(2), warn_unused_result));

/* Delete the key name of the 32-bit view below key, and all below it. */
LSTATUS reg_win_delete(HKEY key, const wchar_t *name)
        __attribute__((nonnull(2), warn_unused_result));

#endif
