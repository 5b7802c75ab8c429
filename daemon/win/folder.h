/*
 * folder.h: files and folders that are fspd's own: made for SYSTEM and
 * Administrators, and used only while nobody else can replace or read them.
 */
#ifndef FSPD_FOLDER_H
#define FSPD_FOLDER_H

#include <windows.h>
#include <stdbool.h>

#include "../../common/acl_rule.h"

struct error;
struct own_folder_facts;

/* Under Wine, which keeps no such descriptors, a finding is logged once and
 * passed over. */
struct folder_guard {
	bool wine;
	volatile LONG warned;
};

/* What a new file or folder of ours is made with; NULL and err. Caller frees
 * with LocalFree. Folders hand it down to what is made in them. */
PSECURITY_DESCRIPTOR folder_descriptor(struct error *err)
        __attribute__((warn_unused_result));

/* path, absolute, as Windows takes it whatever its length. NULL and err when
 * it is not UTF-8. Caller frees. */
wchar_t *folder_wide(const char *path, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Whether what file was opened from, with READ_CONTROL and without following a
 * link, is ours. 0, or -1 and err, which names what mends it. */
int folder_judge(struct folder_guard *guard, HANDLE file, const char *path,
                 enum acl_place place, struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));

/* Judge the folder path; make it before, when it is absent and make is true. 0;
 * 1 when it is absent; -1 and err. */
int folder_open(struct folder_guard *guard, const char *path, bool make,
                enum acl_place place, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* As folder_open with make, and 1 never; *held is a handle that keeps the
 * folder from being renamed or deleted, for the caller to close, or NULL when
 * somebody has it open to do just that. */
int folder_hold(struct folder_guard *guard, const char *path,
                enum acl_place place, HANDLE *held, struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));

/* What stands at path, for own_folder.h. */
void folder_look(const char *path, struct own_folder_facts *out)
        __attribute__((nonnull));

#endif
