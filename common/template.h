/*
 * template.h: WinFsp's command-line templates, and quoting that the C runtime
 * reads back exactly.
 *
 * Byte for byte the original's result, but for two inputs: a trailing run of
 * backslashes in an argument is doubled before the closing quote, and an
 * embedded double quote is kept, escaped by the C runtime's rules; so that the
 * started program's argv[i] is exactly the argument.
 */
#ifndef FSPD_TEMPLATE_H
#define FSPD_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { TEMPLATE_TIME_SIZE = 24 }; /* %T and its NUL, in any year */

struct template_facts {
	const char *executable;       /* %0 */
	const char *const *arguments; /* %1.. ; a NULL entry is absent */
	size_t argument_count;        /* at most LIMIT_ARGUMENTS */
	const char *user;             /* %U: DOMAIN\user, NULL: empty */
	const char *profile;          /* %P, NULL: empty */
	const char *time;             /* %T: 20261121T064445.332Z */
};

/* Append template expanded; with quote every substitution is wrapped in double
 * quotes (CommandLine), without it is inserted bare and its double quotes are
 * dropped, as the original does (Stderr). What is absent is empty. */
void template_expand(struct buf *out, const char *template,
                     const struct template_facts *facts, bool quote)
        __attribute__((nonnull));

/* The whole command line: "executable" quoted, a space, the template expanded,
 * and when extra is not NULL or empty a space and extra expanded. */
void template_command_line(struct buf *out, const char *template,
                           const char *extra,
                           const struct template_facts *facts)
        __attribute__((nonnull(1, 2, 4)));

/* Append argument wrapped in double quotes by the C runtime's rules. */
void template_quote(struct buf *out, const char *argument)
        __attribute__((nonnull));

/* Append argument rewritten by pattern, what stands between `%\` and the
 * argument's letter: the first character replaces every backslash of the
 * rest; then a small letter is that component of the path (a the first), `_`
 * the rest after the greatest component named so far, anything else itself.
 * Reading stops at a digit or a capital, as the original's does. */
void template_path(struct buf *out, const char *pattern, size_t pattern_len,
                   const char *argument) __attribute__((nonnull));

/* %T of a FILETIME. */
void template_time(unsigned long long filetime, char out[TEMPLATE_TIME_SIZE])
        __attribute__((nonnull));

/* What a template asks for. Ranges are byte offsets into the template. */
struct template_use {
	unsigned arguments; /* bit i set: %i is used, i = 1..9; bit 0: %0 */
	bool user, profile, time;
	bool other;        /* a capital that is always empty */
	const char *fault; /* NULL, or what is wrong, at fault_at */
	size_t fault_at, fault_len;
};

/* Read template without expanding it. A % that is dangling or before something
 * unknown is a fault, and a path transformation that gives nothing; the first
 * is told. */
void template_scan(const char *template, struct template_use *use)
        __attribute__((nonnull));

#endif
