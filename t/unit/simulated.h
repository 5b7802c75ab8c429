/*
 * simulated.h: a world that lives, fails, hangs and dies by chance around an
 * engine, and what must hold of it whatever the daemon does.
 *
 * simulated.c has the processes, behind process.h; simulated_outside.c what is
 * asked about, behind probe.h; simulated_plan.c what is declared;
 * simulated_look.c what must hold.
 */
#ifndef FSPD_T_SIMULATED_H
#define FSPD_T_SIMULATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chance.h"
#include "common/buf.h"
#include "daemon/probe.h"
#include "daemon_world.h"
#include "timeline.h"

struct class_plan;

/* What happens on the timeline: to a process (who is its pid), to a question
 * (its number), and what check_simulation.c has happen. */
enum simulated_moment {
	MOMENT_BEGUN,
	MOMENT_STARTED,
	MOMENT_FAILED,
	MOMENT_ANSWERED, /* its password */
	MOMENT_EXITED,
	MOMENT_PROBED,
	MOMENT_SERVER, /* one comes or goes */
	MOMENT_REPAIR, /* somebody finds a bad password (of instance who) */
	MOMENT_CALL,   /* a client calls */
	MOMENT_CHANGE, /* a class changes */
	MOMENT_NETWORK,
	MOMENT_NETWORK_OVER, /* it must have been acted on */
	MOMENT_SERVICE       /* the daemon ends and another one starts */
};

/* By pid. */
struct simulated_process {
	size_t owner;    /* index of its instance */
	uint64_t ticket; /* 0: this daemon has not taken it on */
	bool over;       /* it ended, or could not be made */
	bool exists, asked_to_end, ends_with_daemon;
	bool begun;           /* to be made */
	bool is_not_wanted;   /* killed before that */
	bool has_no_password; /* that could be had */
	bool wants_password, answers, accepts, opened;
	uint32_t error;     /* of MOMENT_FAILED */
	unsigned edition;   /* of its end: moments of others are void */
	uint64_t mounts_at; /* monotonic ms, UINT64_MAX: never */
};

/* By index; the name says which: "c<class>" and "i<number>". */
struct simulated_instance {
	uint32_t pid;      /* of its process, 0: none */
	bool begun;        /* its start was counted, and it is not made yet */
	bool down;         /* somebody stopped it: until it is wanted again */
	uint64_t barred;   /* from then on it must not be started */
	uint64_t ended_at; /* the last one, monotonic ms */
	uint64_t began_at;
	uint64_t taken_at;     /* from an earlier daemon, 0: never */
	uint64_t hurried;      /* until then pauses may be shorter */
	uint64_t restarts[16]; /* times of the last in a row, a ring */
	size_t restart_count;

	/* Questions about it. */
	uint64_t asked;         /* number of the last one, 0: none */
	uint64_t waiting_since; /* FILETIME of the wait it belongs to */
	uint64_t first_asked, last_asked;
	size_t answered; /* elements of WaitFor that were there */
};

/* By number. */
struct simulated_question {
	uint64_t ticket;
	size_t owner;
	enum probe_kind kind;
	unsigned server; /* of PROBE_WAIT */
	bool over;       /* answered, or nobody is left to be told */
};

enum {
	SIMULATED_PER_CLASS = 100,
	SIMULATED_DECLARED = 98, /* of these; the others are callers' */
	SIMULATED_SERVERS = 40,
	/* What every class declares. */
	SIMULATED_DELAY = 500,
	SIMULATED_DELAY_MAX = 60000,
	SIMULATED_LIMIT = 10,
	SIMULATED_WINDOW_MS = 600000,
	SIMULATED_GRACE_MS = 120000
};

struct simulation {
	struct world world;
	struct chance chance;
	struct timeline line;
	struct class_plan *plans;
	size_t class_count;
	struct simulated_process *processes; /* from 1 */
	size_t process_count, process_cap;
	uint32_t *pids; /* by ticket */
	size_t ticket_cap;
	struct simulated_instance *instances;
	size_t instance_count;
	struct simulated_question *questions; /* from 1 */
	size_t question_count, question_cap;
	size_t open_questions; /* of this daemon */
	bool servers[SIMULATED_SERVERS];
	size_t called; /* instance a client calls now, SIZE_MAX: none */

	/* Of this daemon. */
	uint64_t restarts_seen; /* the engine's counter as of the last start */
	uint64_t starts, failures, calls, replies, refusals;
	uint64_t last_replied; /* peer */
	struct buf reply;      /* to it, UTF-8 */

	uint64_t network_at;  /* the last change, monotonic ms */
	uint64_t quiet_until; /* it ends pauses: no lower bound */
	bool calm;            /* nothing happens now but what was asked for */

	struct { /* that there was something to judge */
		uint64_t starts, restarts, calls, yes, no, opened, hung,
		        accepted, refused, unopened, adopted, lost, services,
		        given_up_waits, profiles;
	} seen;
};

/* The simulation whose processes and questions the world's are from now on:
 * those of a daemon that starts. */
void simulated_begin(struct simulation *sim) __attribute__((nonnull));
/* Its daemon has ended: what it had under way is void. */
void simulated_end(struct simulation *sim) __attribute__((nonnull));
void simulated_release(struct simulation *sim) __attribute__((nonnull));
/* Index of the instance of that name. */
size_t simulated_index(const char *class_name, const char *name)
        __attribute__((nonnull));
/* The engine's instance of that index, or NULL. */
struct instance *simulated_find(const struct simulation *sim, size_t index)
        __attribute__((nonnull));
/* Its process as far as this daemon has it, or NULL. */
const struct simulated_process *simulated_process(const struct simulation *sim,
                                                  size_t index)
        __attribute__((nonnull));
/* The daemon has ended: what was still being made for it never is. */
void simulated_forget_unmade(struct simulation *sim, size_t index);
/* A moment of a process has come: the engine is told. */
void simulated_happen(struct simulation *sim, const struct moment *moment)
        __attribute__((nonnull));
/* A start of it begins, by chance a restart. */
void simulated_begun(struct simulation *sim, size_t index)
        __attribute__((nonnull));
/* The instance is not restarted in a row any more: a caller or a changed
 * definition began afresh. */
void simulated_forgive(struct simulation *sim, size_t index)
        __attribute__((nonnull));
/* Have what happen so many ms from now. */
void simulated_later(struct simulation *sim, unsigned what, uint64_t who,
                     unsigned edition, uint64_t after) __attribute__((nonnull));

#define SIMULATED_CHECK(sim, holds, ...)                            \
	do {                                                        \
		if (!(holds))                                       \
			simulated_fail(sim, __LINE__, __VA_ARGS__); \
	} while (0)
/* Fails the test, naming the seed. */
__attribute__((format(printf, 3, 4))) void simulated_fail(
        const struct simulation *sim, int line, const char *format, ...);

#endif
