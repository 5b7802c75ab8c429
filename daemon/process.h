/*
 * process.h: port. Processes by ticket: ask, and be told through
 * engine_process(). Nothing here blocks the owner of the state.
 */
#ifndef FSPD_PROCESS_H
#define FSPD_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/error.h"

struct caller;
struct process_host;
struct secret;

enum run_as {
	RUN_AS_SYSTEM,
	RUN_AS_LOCAL_SERVICE,
	RUN_AS_NETWORK_SERVICE,
	RUN_AS_CALLER
};

/* All borrowed for the call; the host copies what it keeps. */
struct process_spec {
	uint64_t ticket; /* the caller's number for it, never reused */
	const char *class_name, *instance_name; /* for messages */
	const char *executable;
	const char *command_line;
	const char *work_directory; /* NULL: the daemon's own */
	const char *stderr_path;    /* NULL: the log */
	const char *environment;    /* MULTI_SZ text to add, or NULL */
	size_t environment_len;
	/* Secret of a declared instance: the host opens it for this start
	 * alone (secret_store_open); NULL: none, or a secret is given. */
	const char *secret_source;
	const char *secret_env; /* the variable a password goes to; NULL:
	                         * standard input, and OK is the answer */
	enum run_as run_as;
	bool judged; /* not started when others can replace executable */
	struct caller *caller; /* who started it, or NULL; for RUN_AS_CALLER,
	                        * and it may read the log */
	bool job_control;      /* dies with the daemon */
	uint32_t memory_max_mib, process_max; /* 0: no limit */
	uint32_t log_max_kib, log_files;      /* of its captured output */
};

enum process_event_kind {
	PROCESS_BEGUN,    /* it waited for a worker, which makes it now;
	                   * before the next two */
	PROCESS_STARTED,  /* exists and runs; pid, created are set */
	PROCESS_FAILED,   /* could not be started; error is set; the
	                   * ticket is over */
	PROCESS_ANSWERED, /* a process given a secret answered; answer_ok:
	                   * its first two bytes were OK */
	PROCESS_EXITED    /* ended; exit_code is set; the ticket is over */
};

struct process_event {
	uint64_t ticket;
	enum process_event_kind kind;
	uint32_t pid;
	uint64_t created; /* FILETIME */
	bool answer_ok;
	uint32_t exit_code;
	struct error error;
};

/* Start a process on a worker, as soon as one is free. secret (taken over, may
 * be NULL), or what secret_source stands for, is written to its standard input,
 * which is then closed, or stands in its environment alone; the host wipes and
 * frees it. */
void process_start(struct process_host *host, const struct process_spec *spec,
                   struct secret *secret) __attribute__((nonnull(1, 2)));
/* A process that an earlier daemon started and left. Borrowed for the call. */
struct process_adoption {
	const char *class_name, *instance_name;
	uint32_t pid;
	uint64_t created;                /* FILETIME */
	uint32_t log_max_kib, log_files; /* of its captured output */
};

/* Take it on under ticket: PROCESS_STARTED follows, or PROCESS_FAILED when it
 * has ended. It cannot be interrupted, and its children do not end with it. */
void process_adopt(struct process_host *host, uint64_t ticket,
                   const struct process_adoption *adoption)
        __attribute__((nonnull));
/* Ask it to end: CTRL-BREAK to its group. false when no signal could be
 * delivered (the caller then ends it at once, as WinFsp). */
bool process_interrupt(struct process_host *host, uint64_t ticket)
        __attribute__((nonnull));
/* End its job, children included, or the process alone without a job. The
 * PROCESS_EXITED event follows. */
void process_kill(struct process_host *host, uint64_t ticket)
        __attribute__((nonnull));

#endif
