/*
 * privilege.h: privileges of this process's token.
 */
#ifndef FSPD_PRIVILEGE_H
#define FSPD_PRIVILEGE_H

#include <stdbool.h>
#include <wchar.h>

/* Enable one that the token holds; false when it does not hold it. */
bool privilege_enable(const wchar_t *name) __attribute__((nonnull));

#endif
