/*
 * reg_path.h: the names of registry keys as text: which hive, which key, and
 * how a key is called when people read it.
 *
 * WinFsp's keys live in the 32-bit view. Programs open SOFTWARE\WinFsp with a
 * flag; people (and .reg files) need the physical name, with WOW6432Node.
 */
#ifndef FSPD_REG_PATH_H
#define FSPD_REG_PATH_H

#include <stdbool.h>

struct error;

enum reg_hive { HIVE_MACHINE, HIVE_USER };

struct reg_path {
	enum reg_hive hive;
	char *key; /* below the hive, WOW6432Node left out; never NULL */
};

/* Read "HKLM\...", "HKEY_LOCAL_MACHINE\...", "HKCU\..." or
 * "HKEY_CURRENT_USER\..." (any case); a WOW6432Node that follows HKLM\SOFTWARE
 * and trailing backslashes are dropped. 0 and *out (caller releases), or -1
 * and err when text names no key below one of the two hives. */
int reg_path_parse(struct reg_path *out, const char *text, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void reg_path_release(struct reg_path *path) __attribute__((nonnull));

/* The physical name of the key below ("" for path itself): the node spelled
 * out under HKLM\SOFTWARE. Caller frees. */
char *reg_path_display(const struct reg_path *path, const char *below)
        __attribute__((nonnull, warn_unused_result));

/* Whether text may be a path below a store's root: "" or names of 1 to 255
 * UTF-16 units with one '\' between them, valid UTF-8. */
bool reg_path_is_valid(const char *text) __attribute__((nonnull));

#endif
