/*
 * simulated_plan.h: what the simulated world declares.
 */
#ifndef FSPD_T_SIMULATED_PLAN_H
#define FSPD_T_SIMULATED_PLAN_H

#include "simulated.h"

/* What sort of class is one: by its number. */
enum simulated_kind {
	SIMULATED_PLAIN,    /* some with User and %P */
	SIMULATED_MOUNT,    /* Ready=mount */
	SIMULATED_WAIT,     /* some with WaitFor */
	SIMULATED_PASSWORD, /* Credentials, most with Secret=local */
	SIMULATED_SURVIVOR  /* JobControl=0; every other with Ready=mount */
};
enum { SIMULATED_ROUND = 10 }; /* classes, then the kinds come again */

struct class_plan {
	bool gone;
	unsigned version;
	unsigned char starts[SIMULATED_DECLARED]; /* index of start_words */
};

enum simulated_kind simulated_kind(size_t index);
bool simulated_has_mount(size_t index);
/* %P stands in its command line. */
bool simulated_has_profile(size_t index);
/* Its Secret is local; to standard input, or to a variable. */
bool simulated_has_secret(size_t index);
bool simulated_has_variable(size_t index);
/* It is declared with an After that names the one before it. */
bool simulated_has_after(size_t index);
/* Element number e of its WaitFor, or NULL. In a buffer used again. */
const char *simulated_wait_for(size_t index, size_t e);
uint64_t simulated_wait_timeout(size_t index);

/* Plans of all classes, as they are in the beginning. */
void simulated_plan(struct simulation *sim) __attribute__((nonnull));
/* The engine is told what the plan of a class is. */
void simulated_publish(struct simulation *sim, size_t at)
        __attribute__((nonnull));
/* The plan of a class is changed by chance, and published. */
void simulated_change(struct simulation *sim, size_t at)
        __attribute__((nonnull));
/* The same, of a few classes while no daemon looks. */
void simulated_drift(struct simulation *sim) __attribute__((nonnull));

#endif
