/*
 * process_fake.h: process.h without processes: it writes down what was asked,
 * and the test says what happened.
 */
#ifndef FSPD_PROCESS_FAKE_H
#define FSPD_PROCESS_FAKE_H

#include "daemon/process.h"

struct fake_process {
	uint64_t ticket;
	char *class_name, *instance_name, *executable, *command_line;
	char *work_directory, *stderr_path; /* NULL as in the spec */
	char *secret;                       /* in the clear, NULL: none */
	char *secret_source, *secret_env;   /* NULL as in the spec */
	char *environment;                  /* elements joined by '\n' */
	enum run_as run_as;
	bool has_caller, job_control, judged;
	uint32_t memory_max_mib, process_max;
	uint32_t log_max_kib, log_files;
	uint32_t adopted; /* pid; 0: it was started */
	unsigned interrupts, kills;
};

/* Called in place of writing down, by a test that makes its own processes. */
struct process_fake_hook {
	void (*start)(void *context, const struct process_spec *spec,
	              const struct secret *secret);
	void (*adopt)(void *context, uint64_t ticket,
	              const struct process_adoption *adoption);
	bool (*interrupt)(void *context, uint64_t ticket);
	void (*kill)(void *context, uint64_t ticket);
	void *context;
};

struct process_host *process_fake_new(void);
void process_fake_free(struct process_host *host);
/* Number of process_start calls. */
size_t process_fake_count(const struct process_host *host);
/* The process of the call with that index (from 0). Borrowed. */
struct fake_process *process_fake_at(struct process_host *host, size_t index);
/* The last one. */
struct fake_process *process_fake_last(struct process_host *host);
/* Whether process_interrupt can deliver its signal from now on (it can). */
void process_fake_set_signals(struct process_host *host, bool delivered);
/* hook is borrowed. */
void process_fake_set_hook(struct process_host *host,
                           const struct process_fake_hook *hook);

#endif
