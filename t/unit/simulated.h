/*
 * simulated.h: processes that live, fail, hang and die by chance, behind
 * process.h, and what must hold of them whatever the daemon does.
 */
#ifndef FSPD_T_SIMULATED_H
#define FSPD_T_SIMULATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chance.h"
#include "daemon_world.h"
#include "timeline.h"

struct instance;

/* What happens on the timeline: to a process (who is its ticket), and what
 * check_simulation.c has happen. */
enum simulated_moment {
	MOMENT_BEGUN,
	MOMENT_STARTED,
	MOMENT_FAILED,
	MOMENT_EXITED,
	MOMENT_CALL,   /* a client calls */
	MOMENT_CHANGE, /* a class changes */
	MOMENT_NETWORK
};

/* By ticket. */
struct simulated_process {
	size_t owner; /* index of its instance */
	bool over;    /* it ended, or could not be made */
	bool begun;   /* to be made */
	bool exists;
	unsigned edition; /* of its end: moments of others are void */
	uint64_t ends_at;
};

/* By index; the name says which: "c<class>" and "i<number>". */
struct simulated_instance {
	uint64_t ticket;   /* of its process, 0: none */
	uint64_t ended_at; /* the last one, monotonic ms */
	uint64_t began_at;
	uint64_t restarts[16]; /* times of the last in a row, a ring */
	size_t restart_count;
};

struct simulation {
	struct world world;
	struct chance chance;
	struct timeline line;
	struct simulated_process *processes;
	size_t process_count, process_cap;
	struct simulated_instance *instances;
	size_t instance_count;
	uint64_t restarts_seen; /* the engine's counter as of the last start */
	uint64_t starts, failures, owed, replies;
	uint64_t quiet_until; /* a network change ends pauses: no lower bound */
	bool calm; /* nothing happens any more but what was asked for */
};

/* The simulation whose processes the world's are from now on. */
void simulated_begin(struct simulation *sim) __attribute__((nonnull));
void simulated_release(struct simulation *sim) __attribute__((nonnull));
/* Index of the instance of that name. */
size_t simulated_index(const char *class_name, const char *name)
        __attribute__((nonnull));
/* A moment of a process has come: the engine is told. */
void simulated_happen(struct simulation *sim, const struct moment *moment)
        __attribute__((nonnull));
/* The instance is not restarted in a row any more: a caller or a changed
 * definition began afresh. */
void simulated_forgive(struct simulation *sim, size_t index)
        __attribute__((nonnull));

enum {
	SIMULATED_PER_CLASS = 100,
	/* What every class declares. */
	SIMULATED_DELAY = 500,
	SIMULATED_DELAY_MAX = 60000,
	SIMULATED_LIMIT = 10,
	SIMULATED_WINDOW_MS = 600000
};

#define SIMULATED_CHECK(sim, holds, ...)                            \
	do {                                                        \
		if (!(holds))                                       \
			simulated_fail(sim, __LINE__, __VA_ARGS__); \
	} while (0)
/* Fails the test, naming the seed. */
__attribute__((format(printf, 3, 4))) void simulated_fail(
        const struct simulation *sim, int line, const char *format, ...);

#endif
