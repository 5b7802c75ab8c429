/*
 * sd_win.h: security descriptors in text as Windows' own structures.
 */
#ifndef FSPD_SD_WIN_H
#define FSPD_SD_WIN_H

#include <windows.h>

struct error;

/* Read sddl (UTF-8) into a self-relative descriptor, with SYSTEM as owner and
 * group where it names none. Our own strict reader decides what is valid, so
 * that Wine and every Windows agree; the system is asked only for what depends
 * on the machine or its domain (LA, DA, ...). 0 and *out (LocalFree), or -1
 * and err with *out NULL. */
int sd_from_sddl(const char *sddl, PSECURITY_DESCRIPTOR *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
