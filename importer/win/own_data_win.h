/*
 * own_data_win.h: what lies below %ProgramData%\fspd is used only while nobody
 * but SYSTEM and administrators can have put it there.
 */
#ifndef FSPD_OWN_DATA_WIN_H
#define FSPD_OWN_DATA_WIN_H

#include <windows.h>
#include <stdbool.h>

struct error;

/* Does path lead there? Only as it is written: who names another way to it has
 * looked at what is in it. */
bool own_data_holds(const char *path) __attribute__((nonnull));

/* Judge the folder path and those that lead to it from %ProgramData%\fspd on;
 * what is elsewhere, or absent, is fine. Under Wine a finding about the first
 * is said on standard error, where that one is asked for, and passed over. 0,
 * or -1 and err, which names what mends it. */
int own_data_judge_folder(const char *path, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* The same for the file path, which file was opened from without following a
 * link, and for the folders that lead to it. */
int own_data_judge_file(HANDLE file, const char *path, struct error *err)
        __attribute__((nonnull(2), warn_unused_result));

#endif
