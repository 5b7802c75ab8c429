/*
 * reload.h: what a new definition means for one instance. Pure.
 */
#ifndef FSPD_RELOAD_H
#define FSPD_RELOAD_H

#include <stdbool.h>

struct class_model;

/* How two definitions differ for one instance, the worst of its values. */
enum reload_difference {
	RELOAD_SAME,
	RELOAD_LIVE,  /* Security, Restart, ...: in force at once */
	RELOAD_LAUNCH /* the process was launched otherwise */
};

/* Compare what instance (declared or not) would get from a and from b:
 * defaults filled in, Owner, Source, Digest and Removed ignored. */
enum reload_difference reload_compare(const struct class_model *a,
                                      const struct class_model *b,
                                      const char *instance)
        __attribute__((nonnull));

enum reload_start { RELOAD_AUTO, RELOAD_DEMAND, RELOAD_DISABLED };

/* Whether the instance's own key says something else in b than in a; what its
 * class says is left aside. */
bool reload_is_redeclared(const struct class_model *a,
                          const struct class_model *b, const char *instance)
        __attribute__((nonnull));

struct reload_facts {
	bool class_after; /* the class is still in force */
	bool declared_before, declared_after;
	bool withdrawn;          /* the removal was announced: no grace */
	bool running;            /* its process exists or is being made */
	bool disabled;           /* it is in state disabled */
	bool waiting;            /* it is in state waiting, */
	bool was_auto;           /* and was declared Start=auto */
	bool sticky;             /* somebody stopped it */
	bool redeclared;         /* see reload_is_redeclared */
	enum reload_start start; /* of the new declaration */
	bool restarts;           /* OnChange=restart */
	/* launched: between what runs and the new one. changed: between the
	 * definition before and the new one. */
	enum reload_difference launched, changed;
};

enum reload_effect {
	RELOAD_NOTHING,
	RELOAD_STALE, /* goes on as it was launched; marked */
	RELOAD_RESTART,
	RELOAD_START,
	RELOAD_STOP,
	RELOAD_REST,  /* waits no longer: nobody wants it started */
	RELOAD_GRACE, /* stop, unless it comes back in time */
	RELOAD_DISABLE,
	RELOAD_ENABLE
};

enum reload_effect reload_decide(const struct reload_facts *facts)
        __attribute__((nonnull));

#endif
