/*
 * reg_win.h: one open registry key: its subkeys, its values, its end. The
 * part of keystore_win.c that knows no paths.
 */
#ifndef FSPD_REG_WIN_H
#define FSPD_REG_WIN_H

#include <windows.h>

#include "../buf.h"
#include "../keystore.h"

struct reg_facts {
	DWORD subkeys;
	uint64_t last_write; /* FILETIME */
};

/* Memory for one value on its way, kept from one call to the next. */
struct reg_room {
	struct buf wide; /* its name as Windows has it */
	struct buf name; /* and as UTF-8 */
	struct buf data;
};

#define REG_ROOM_INIT                        \
	{                                    \
		BUF_INIT, BUF_INIT, BUF_INIT \
	}

void reg_room_release(struct reg_room *room) __attribute__((nonnull));

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
LSTATUS reg_win_values(HKEY key, struct reg_room *room, struct reg_key *out)
        __attribute__((nonnull(2, 3), warn_unused_result));

/* Write value to the byte, whatever its type. ERROR_INVALID_PARAMETER when it
 * can be none. */
LSTATUS reg_win_put(HKEY key, struct reg_room *room,
                    const struct reg_value *value)
        __attribute__((nonnull(2, 3), warn_unused_result));

/* Delete the value name. */
LSTATUS reg_win_erase(HKEY key, struct reg_room *room, const char *name)
        __attribute__((nonnull(2, 3), warn_unused_result));

/* Delete the key name of the 32-bit view below key, and all below it. */
LSTATUS reg_win_delete(HKEY key, const wchar_t *name)
        __attribute__((nonnull(2), warn_unused_result));

#endif
