/*
 * start.h: the checks of a start, one by one: `S` and `X` are refused by the
 * first that fails, `F explain` tells of each.
 */
#ifndef FSPD_START_H
#define FSPD_START_H

#include <stdint.h>

struct asking;
struct class_entry;
struct definition;
struct engine;
struct instance;

/* A start as it is decided; asking's words are those of an `S`. */
struct start {
	struct engine *engine;
	const struct asking *a;
	const struct class_entry *entry;
	struct instance *inst;        /* NULL: there is none yet */
	const struct definition *def; /* its declaration, or NULL */
	const char *why;              /* it was refused; static text */
};

/* In the order in which they are made; START_FIND finds what the others ask
 * about. */
enum start_check {
	START_FIND,
	START_ACCESS,
	START_PASSWORD,
	START_ARGUMENTS,
	START_STATE,
	START_LIMITS,
	START_CHECK_COUNT
};

/* 0, or the Win32 number to refuse it with, and why. */
uint32_t start_check(struct start *st, enum start_check check)
        __attribute__((nonnull, warn_unused_result));

#endif
