/*
 * crt_argv.h: what the C runtime of a Windows program makes of its command
 * line, for tests that our quoting is read back.
 *
 * The rules of Microsoft's UCRT: the program's name ends at its closing quote
 * and knows no escapes; in an argument, backslashes before a double quote
 * count by pairs, a quote opens and closes, and two quotes inside quotes are
 * one that stays.
 */
#ifndef FSPD_T_CRT_ARGV_H
#define FSPD_T_CRT_ARGV_H

#include <stddef.h>

struct crt_argv {
	char **argv;
	size_t argc;
};

/* Split line; caller releases. */
void crt_argv_parse(const char *line, struct crt_argv *out)
        __attribute__((nonnull));
void crt_argv_release(struct crt_argv *args) __attribute__((nonnull));

#endif
