/*
 * own_metrics.c: `F metrics`: Prometheus' text form. Definitions and instances
 * are those the caller may query; the counters, which tell about everybody's,
 * are for administrators.
 */
#include "own.h"

#include <string.h>

#include "../common/buf.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "request.h"

/* 1970 in units of FILETIME, 100 ns since 1601. */
#define UNIX_EPOCH UINT64_C(116444736000000000)

static void head(struct buf *out, const char *name, const char *type,
                 const char *help)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_definitions(const struct own_call *call, struct buf *out)
{
	static const char *const states[] = {"live", "bad", "drift",
	                                     "interrupted"};
	enum { COUNT = sizeof(states) / sizeof(states[0]) };
	const struct definitions *defs = &call->engine->definitions;
	unsigned counts[COUNT] = {0};

	for (size_t i = 0; i < defs->count; i++) {
		const struct class_entry *entry = defs->entries[i];
		const char *state = definition_state(entry);

		if (!own_may_see_class(call, entry))
			continue;
		for (size_t s = 0; s < COUNT; s++)
			counts[s] += strcmp(states[s], state) == 0;
	}
	head(out, "fspd_definitions", "gauge", "Classes by state.");
	for (size_t s = 0; s < COUNT; s++)
		buf_addf(out, "fspd_definitions{state=\"%s\"} %u\n", states[s],
		         counts[s]);
}

static void add_instances(const struct own_call *call, struct buf *out)
{
	const struct supervisor *s = &call->engine->supervisor;
	unsigned counts[STATE_COUNT] = {0};

	for (size_t i = 0; i < s->count; i++)
		if (own_may_see(call, s->instances[i]))
			counts[s->instances[i]->state]++;
	head(out, "fspd_instances", "gauge", "Instances by state.");
	for (int state = 0; state < STATE_COUNT; state++)
		buf_addf(out, "fspd_instances{state=\"%s\"} %u\n",
		         fsm_state_name((enum fsm_state)state), counts[state]);
}

static void add_counter(struct buf *out, const char *name, const char *help,
                        uint64_t value)
{
	head(out, name, "counter", help);
	buf_addf(out, "%s %llu\n", name, (unsigned long long)value);
}

static void add_reloads(const struct own_call *call, struct buf *out)
{
	const struct counters *c = &call->engine->counters;

	head(out, "fspd_reloads_total", "counter",
	     "Changes of classes, by whether they went into force.");
	buf_addf(out,
	         "fspd_reloads_total{result=\"good\"} %llu\n"
	         "fspd_reloads_total{result=\"bad\"} %llu\n",
	         (unsigned long long)c->reloads_good,
	         (unsigned long long)c->reloads_bad);
	if (!c->last_reload)
		return;
	head(out, "fspd_last_reload_timestamp_seconds", "gauge",
	     "When the last change was taken in.");
	buf_addf(out, "fspd_last_reload_timestamp_seconds %.3f\n",
	         (double)(c->last_reload - UNIX_EPOCH) / 1e7);
	head(out, "fspd_last_reload_latency_seconds", "gauge",
	     "From the last change being seen complete to its being taken in.");
	buf_addf(out, "fspd_last_reload_latency_seconds %.6f\n",
	         (double)c->last_reload_latency /
	                 (double)call->engine->counter_frequency);
}

static void add_counters(const struct own_call *call, struct buf *out)
{
	const struct counters *c = &call->engine->counters;

	add_counter(out, "fspd_starts_total", "Processes that were to be made.",
	            c->starts);
	add_counter(out, "fspd_restarts_total",
	            "Of these, those after a back-off.", c->restarts);
	add_counter(out, "fspd_failures_total",
	            "Processes that could not be made, did not come up or "
	            "ended unasked.",
	            c->failures);
	add_reloads(call, out);
	add_counter(out, "fspd_pipe_calls_total", "Requests of clients.",
	            c->calls);
	add_counter(out, "fspd_pipe_refusals_total",
	            "Requests that were refused.", c->refusals);
}

void own_metrics(const struct own_call *call)
{
	struct buf out = BUF_INIT;

	head(&out, "fspd_info", "gauge", "The daemon.");
	buf_addf(&out, "fspd_info{version=\"%s\"} 1\n", call->engine->version);
	add_definitions(call, &out);
	add_instances(call, &out);
	if (caller_is_admin(call->a->caller))
		add_counters(call, &out);
	own_send(call, &out);
}
