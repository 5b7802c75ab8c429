/*
 * spawn_win.h: makes one process; runs on a worker. The only CreateProcess.
 */
#ifndef FSPD_SPAWN_WIN_H
#define FSPD_SPAWN_WIN_H

#include <windows.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../process.h"

struct capture;
struct files;
struct logs;

/* A copy of a process_spec. */
struct spawn_request {
	uint64_t ticket;
	char *class_name, *instance_name;
	char *executable, *command_line, *work_directory, *stderr_path;
	char *environment;
	size_t environment_len;
	enum run_as run_as;
	bool judged;
	struct caller *caller;
	char *starter; /* SID, or NULL */
	char *account; /* for the log's header */
	struct logs *logs;
	uint32_t log_max_kib, log_files;
	bool job_control;
	uint32_t memory_max_mib, process_max;
	char *secret_source, *secret_env; /* as in process_spec */
	struct files *files;              /* where secret_source is kept */
	struct secret *secret; /* freed as soon as it was handed over */
	HANDLE daemon_job;     /* kills what is in it with the daemon */
};

struct spawned {
	HANDLE process, job;
	HANDLE output, errors;   /* our ends of its outputs, for overlapped
	                          * reads; errors NULL: both come by output */
	bool asks;               /* it was asked for its password's OK */
	struct capture *capture; /* of its log */
	DWORD pid;
	uint64_t created; /* FILETIME */
};

/* 0 and *out (caller closes its handles and ends capture), or -1 and err with
 * nothing left behind. A Stderr that cannot be opened is logged and no failure.
 */
int spawn(struct spawn_request *request, struct spawned *out, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* Copy spec; account is the daemon's own, for the log's header. */
void spawn_request_fill(struct spawn_request *request,
                        const struct process_spec *spec, const char *account)
        __attribute__((nonnull));
void spawn_request_release(struct spawn_request *request)
        __attribute__((nonnull));

#endif
