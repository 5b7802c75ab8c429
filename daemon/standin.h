/*
 * standin.h: `fspd standin`, which runs as WinFsp.Launcher after a take-over:
 * what it does next. Pure; win/standin_win.c asks and obeys.
 *
 * It is honest: running means that fspd's service serves WinFsp's pipe at this
 * moment. It does nothing else; requests never pass through it.
 */
#ifndef FSPD_STANDIN_H
#define FSPD_STANDIN_H

#include <stdbool.h>
#include <stdint.h>

/* fspd's service, as the service control manager tells. */
enum standin_fspd {
	FSPD_ABSENT,
	FSPD_STOPPED,
	FSPD_STOPPING,
	FSPD_STARTING,
	FSPD_RUNNING
};

enum standin_pipe {
	PIPE_NOT_SERVED, /* by nobody, or by another process than fspd's
	                  * service */
	PIPE_SERVED,
	PIPE_NOT_KNOWN /* no instance was free to ask */
};

struct standin_facts {
	bool runs; /* it was reported as running */
	bool stop_asked;
	enum standin_fspd fspd;
	uint32_t fspd_exit; /* stopped: its Win32 exit code */
	enum standin_pipe pipe;
	bool start_asked;     /* fspd's start, by this stand-in */
	uint32_t start_error; /* that was refused, with this code; else 0 */
	uint64_t waited_ms;   /* since the stand-in's start */
	bool seen_up;         /* fspd was starting or running meanwhile */
};

enum standin_action {
	STANDIN_WAIT,  /* look again soon */
	STANDIN_START, /* start fspd's service */
	STANDIN_RUN,   /* report that it runs, or go on running */
	STANDIN_STOP   /* end with code */
};

struct standin_step {
	enum standin_action action;
	uint32_t code; /* of STANDIN_STOP: the service's Win32 exit code */
};

struct standin_step standin_next(const struct standin_facts *facts)
        __attribute__((nonnull, warn_unused_result));

#endif
