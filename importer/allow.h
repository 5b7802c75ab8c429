/*
 * allow.h: which findings stop a run: `Allow = CODE ...`, --allow, --strict.
 */
#ifndef FSPD_ALLOW_H
#define FSPD_ALLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/section.h"

/* The code written FSP0123 (any case), or DIAG_CODE_COUNT. */
enum diag_code allow_code(const char *text, size_t len)
        __attribute__((nonnull));

/* Read the value of `Allow` into s. Codes that do not exist or that must not
 * be allowed are told. */
void allow_read(struct section *s, const struct flat *text,
                struct diag_list *diags) __attribute__((nonnull));

/* What --allow and --strict ask for. */
struct allowance {
	bool strict;                 /* warnings become errors */
	const enum diag_code *codes; /* allowed everywhere */
	size_t count;
};

/* Make diags fit to be shown: sorted by place, repeats dropped (a value that
 * several classes inherit is told once), each with its final severity: an error
 * that its section or the allowance names is a warning shown as allowed; then,
 * if strict, every other warning an error. */
void allow_settle(const struct declared *d, const struct allowance *allowance,
                  struct diag_list *diags) __attribute__((nonnull));

#endif
