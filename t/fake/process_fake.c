/*
 * process_fake.c: see process_fake.h.
 */
#include "process_fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "common/xalloc.h"

struct process_host {
	struct fake_process **items;
	size_t count;
	bool mute;
	const struct process_fake_hook *hook;
};

struct process_host *process_fake_new(void)
{
	return xcalloc(1, sizeof(struct process_host));
}

static void free_process(struct fake_process *p)
{
	free(p->class_name);
	free(p->instance_name);
	free(p->executable);
	free(p->command_line);
	free(p->work_directory);
	free(p->stderr_path);
	free(p->secret);
	free(p->secret_source);
	free(p->secret_env);
	free(p->environment);
	free(p);
}

void process_fake_free(struct process_host *host)
{
	for (size_t i = 0; i < host->count; i++)
		free_process(host->items[i]);
	free(host->items);
	free(host);
}

size_t process_fake_count(const struct process_host *host)
{
	return host->count;
}

struct fake_process *process_fake_at(struct process_host *host, size_t index)
{
	assert(index < host->count);
	return host->items[index];
}

struct fake_process *process_fake_last(struct process_host *host)
{
	return process_fake_at(host, host->count - 1);
}

void process_fake_set_signals(struct process_host *host, bool delivered)
{
	host->mute = !delivered;
}

void process_fake_set_hook(struct process_host *host,
                           const struct process_fake_hook *hook)
{
	host->hook = hook;
}

static char *join_environment(const struct process_spec *spec)
{
	char *text;

	if (!spec->environment)
		return NULL;
	text = xmemdup(spec->environment, spec->environment_len);
	for (size_t i = 0; i < spec->environment_len; i++)
		if (!text[i])
			text[i] = '\n';
	return text;
}

void process_start(struct process_host *host, const struct process_spec *spec,
                   struct secret *secret)
{
	struct fake_process *p;

	if (host->hook) {
		host->hook->start(host->hook->context, spec, secret);
		secret_free(secret);
		return;
	}
	p = xcalloc(1, sizeof(*p));
	p->ticket = spec->ticket;
	p->class_name = xstrdup(spec->class_name);
	p->instance_name = xstrdup(spec->instance_name);
	p->executable = xstrdup(spec->executable);
	p->command_line = xstrdup(spec->command_line);
	p->work_directory = xstrdup(spec->work_directory);
	p->stderr_path = xstrdup(spec->stderr_path);
	p->secret_source = xstrdup(spec->secret_source);
	p->secret_env = xstrdup(spec->secret_env);
	p->environment = join_environment(spec);
	p->run_as = spec->run_as;
	p->has_caller = spec->caller != NULL;
	p->job_control = spec->job_control;
	p->judged = spec->judged;
	p->memory_max_mib = spec->memory_max_mib;
	p->process_max = spec->process_max;
	p->log_max_kib = spec->log_max_kib;
	p->log_files = spec->log_files;
	if (secret)
		p->secret = xmemdup(secret_bytes(secret), secret_len(secret));
	secret_free(secret);
	host->items = xrealloc(host->items, host->count + 1,
	                       sizeof(struct fake_process *));
	host->items[host->count++] = p;
}

void process_adopt(struct process_host *host, uint64_t ticket,
                   const struct process_adoption *adoption)
{
	const struct process_spec spec = {
	        .ticket = ticket,
	        .class_name = adoption->class_name,
	        .instance_name = adoption->instance_name,
	        .executable = "",
	        .command_line = "",
	        .log_max_kib = adoption->log_max_kib,
	        .log_files = adoption->log_files,
	};

	if (host->hook) {
		host->hook->adopt(host->hook->context, ticket, adoption);
		return;
	}
	process_start(host, &spec, NULL);
	process_fake_last(host)->adopted = adoption->pid;
}

static struct fake_process *find(struct process_host *host, uint64_t ticket)
{
	for (size_t i = 0; i < host->count; i++)
		if (host->items[i]->ticket == ticket)
			return host->items[i];
	/* A ticket that was never started. */
	abort();
}

bool process_interrupt(struct process_host *host, uint64_t ticket)
{
	if (host->hook)
		return host->hook->interrupt(host->hook->context, ticket);
	find(host, ticket)->interrupts++;
	return !host->mute;
}

void process_kill(struct process_host *host, uint64_t ticket)
{
	if (host->hook)
		host->hook->kill(host->hook->context, ticket);
	else
		find(host, ticket)->kills++;
}
