/*
 * instance.h: one file system process, running or to be run, and all that a
 * restart of it needs.
 */
#ifndef FSPD_INSTANCE_H
#define FSPD_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/limits.h"
#include "backoff.h"
#include "fsm.h"

struct caller;
struct definition;
struct engine_time;
struct published;
struct secret_box;
struct survivor;

/* How far the end of the process has been asked for. Nothing waits for one that
 * is given up: it was terminated and is there yet, or it may never exist, its
 * program being on a server that does not answer; then it is terminated if it
 * does. */
enum ending { ENDING_NOT, ENDING_ASKED, ENDING_FORCED, ENDING_GIVEN_UP };

/* What a reload has in store for it, once what is After it has ended. */
enum order { ORDER_NOTHING, ORDER_STOP, ORDER_DISABLE, ORDER_RESTART };

/* What is asked about for an instance. */
enum awaiting { AWAITING_NOTHING, AWAITING_WAIT_FOR, AWAITING_MOUNT };

struct instance {
	char *class_name, *name;
	enum fsm_state state; /* instance_set_state() alone writes these */
	uint64_t since;       /* FILETIME */
	char *reason;

	/* What it is launched by. */
	struct published *follows;  /* the definition in force for it */
	struct published *launched; /* the one its process came from */
	bool declared;
	bool stale;           /* launched otherwise than now declared */
	bool sticky;          /* stopped by somebody: stays so */
	uint64_t grace_until; /* its declaration is gone; 0: it is not */
	bool orphan;          /* a caller's, and its class is gone */
	unsigned mark;        /* of the last walk along After */
	bool restless;        /* supervisor_touch()ed, not settled yet */
	bool held;            /* by After, as of held_epoch */
	uint64_t held_epoch;
	const struct instance *held_by;   /* NULL: by one that is not there */
	char *arguments[LIMIT_ARGUMENTS]; /* a caller's */
	size_t argument_count;
	struct caller *starter; /* who started it last, or NULL */
	bool counted;           /* against the limits of callers */
	struct secret_box *box; /* its password, when restarts may need it */

	/* The process. */
	uint64_t ticket; /* 0: none exists or is being made */
	bool making;     /* process_start() was called, and no answer came */
	bool exists;     /* PROCESS_STARTED came */
	bool has_secret; /* on standard input, and must answer OK */
	uint32_t pid;
	uint64_t created;
	uint64_t started_at; /* monotonic ms */
	char *command_line;
	enum ending ending;
	bool failed_start;         /* being ended since it did not come up */
	bool has_been_ready;       /* since it was last asked for */
	bool again;                /* start it again once it has ended */
	bool due;                  /* the same, as it is declared then */
	bool in_order;             /* again, once its After is ready */
	enum order turn;           /* is yet to come */
	struct survivor *survivor; /* to be adopted in place of a start */
	bool adopted;              /* an earlier daemon launched it */
	bool estranged;            /* and otherwise than it would be now */

	/* What it waits for outside the daemon: await.c's. */
	enum awaiting awaiting;
	uint64_t probe;      /* ticket of the question under way, 0: none */
	char *asked;         /* what it is about, NULL: none */
	bool probe_is_stale; /* it was asked for what is over */
	bool ask_anew;       /* or before the network changed: a no is old */
	uint64_t probe_at; /* monotonic ms of the next one, UINT64_MAX: none */
	size_t wait_at;    /* number of the WaitFor that is asked about */
	bool wait_is_over; /* all answered, or WaitTimeout is over */
	bool waits_turn;   /* nothing holds it but declared_is_crowd() */
	char *fault;       /* what the last answer said, or NULL */
	char *mount;       /* opens when it is ready; NULL: Ready=process */

	/* %P of its User: profile.c's. */
	uint64_t profile_probe; /* ticket of the question, 0: none */
	char *profile_of;       /* whom it was asked for */
	char *profile;          /* the answer */

	/* Restarts. */
	struct backoff backoff;
	unsigned restarts;
	bool told_given_up; /* the limit was passed and logged */
	uint64_t pause;     /* ms of the next back-off */
	uint64_t deadline;  /* of the state it is in; UINT64_MAX: none */
	uint64_t timer_at;  /* timers.c's */
	size_t timer_place; /* 0: none */

	/* Who waits for the reply to a start. */
	bool has_waiter;
	uint64_t waiter; /* peer */
	struct caller *waiter_caller;
	uint32_t refusal; /* Win32 number for it, 0: not known yet */
};

struct instance *instance_new(const char *class_name, const char *name)
        __attribute__((nonnull, warn_unused_result));
/* Every reference is dropped, every secret wiped; NULL is accepted. */
void instance_free(struct instance *inst);

/* The one setter of state: logs the transition with its reason. */
void instance_set_state(struct instance *inst, enum fsm_state state,
                        const char *reason, const struct engine_time *time)
        __attribute__((nonnull));

/* The state stays and has another reason: what is waited for. */
void instance_set_reason(struct instance *inst, const char *reason)
        __attribute__((nonnull));

/* The declaration in what it follows, or NULL. Borrowed. */
const struct definition *instance_definition(const struct instance *inst)
        __attribute__((nonnull));
/* starting, ready or stopping. */
bool is_running(const struct instance *inst) __attribute__((nonnull));
/* This user started it, and it is not a declared one. */
bool is_starter(const struct instance *inst, const struct caller *caller)
        __attribute__((nonnull));
/* Replace the arguments by copies of words. */
void instance_set_arguments(struct instance *inst, char *const *words,
                            size_t count) __attribute__((nonnull(1)));
void instance_set_starter(struct instance *inst, struct caller *starter)
        __attribute__((nonnull));
void instance_set_follows(struct instance *inst, struct published *published)
        __attribute__((nonnull));

/* Append `exit code 3221225477 (0xC0000005, access violation)`. */
struct buf;
void exit_code_text(struct buf *out, uint32_t code) __attribute__((nonnull));

#endif
