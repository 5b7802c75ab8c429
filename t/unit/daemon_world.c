/*
 * daemon_world.c: see daemon_world.h.
 */
#include "daemon_world.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/log.h"
#include "common/secret.h"
#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/last_good.h"
#include "daemon/scan.h"
#include "t/fake/clock_fake.h"
#include "t/fake/files_fake.h"
#include "t/fake/keeper_fake.h"
#include "t/fake/logs_fake.h"
#include "t/fake/keystore_mem.h"
#include "t/fake/probe_fake.h"
#include "t/fake/protect_fake.h"
#include "t/fake/survey_fake.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct buf logged = BUF_INIT;

static void keep_line(void *context, enum log_level level, unsigned id,
                      const char *text)
{
	(void)context;
	(void)level;
	(void)id;
	buf_addf(&logged, "%s\n", text);
}

unsigned world_logged(const char *text)
{
	unsigned count = 0;

	for (const char *at = logged.data; (at = strstr(at, text)) != NULL;
	     at += strlen(text))
		count++;
	return count;
}

static void take_change(void *context, struct class_change *change)
{
	struct world *w = context;
	const struct engine_time time = clock_fake_engine();

	if (wants_last_good(change))
		change->last_good =
		        last_good_read(w->files, change->class_name);
	engine_change(w->engine, change, &time);
}

/* What ends with a daemon. */
static void begin(struct world *w)
{
	struct error err = ERROR_INIT;

	w->processes = process_fake_new();
	w->pipes = pipe_fake_new();
	w->prober = probe_fake_new();
	w->reader = reader_fake_new();
	w->keeper = keeper_fake_new(w->files);
	w->archive = keeper_fake_new(w->files);
	w->logs = logs_fake_new();
	w->surveyor = survey_fake_new(w->ks);
	w->inspector = survey_fake_new(w->ks);
	w->scan = scan_new(w->ks, take_change, w);
	const struct engine_options options = {
	        .processes = w->processes,
	        .pipes = w->pipes,
	        .prober = w->prober,
	        .reader = w->reader,
	        .keeper = w->keeper,
	        .archive = w->archive,
	        .logs = w->logs,
	        .surveyor = w->surveyor,
	        .inspector = w->inspector,
	        .daemon_directory = "C:\\fspd",
	        .version = "1.0",
	        .counter_frequency = 1000000,
	        .random_seed = 7,
	};
	w->engine = engine_new(&options, &err);
	ck_assert_msg(w->engine != NULL, "%s", err.text);
}

static void end(struct world *w)
{
	engine_free(w->engine);
	scan_free(w->scan);
	survey_fake_free(w->surveyor);
	survey_fake_free(w->inspector);
	process_fake_free(w->processes);
	pipe_fake_free(w->pipes);
	probe_fake_free(w->prober);
	reader_fake_free(w->reader);
	keeper_fake_free(w->keeper);
	keeper_fake_free(w->archive);
	logs_fake_free(w->logs);
}

void world_init(struct world *w)
{
	struct error err = ERROR_INIT;

	*w = (struct world){0};
	keystore_mem_reset();
	clock_fake_reset();
	log_open(LOG_DEBUG, keep_line, NULL);
	w->ks = keystore_open(ROOT, true, &err);
	ck_assert_ptr_nonnull(w->ks);
	protect_fake_machine(0);
	w->files = files_fake_new();
	begin(w);
	w->admin = caller_fake_new(CALLER_ADMIN, "admin", 500);
	w->alice = caller_fake_new(CALLER_USER, "alice", 1001);
	w->bob = caller_fake_new(CALLER_USER, "bob", 1002);
	w->system = caller_fake_new(CALLER_SYSTEM, "SYSTEM", 0);
}

void world_restart(struct world *w)
{
	end(w);
	begin(w);
}

void world_release(struct world *w)
{
	end(w);
	keystore_close(w->ks);
	files_fake_free(w->files);
	/* Whoever still held a caller would leak it. */
	ck_assert_uint_eq(caller_fake_refs(w->admin), 1);
	ck_assert_uint_eq(caller_fake_refs(w->alice), 1);
	ck_assert_uint_eq(caller_fake_refs(w->bob), 1);
	caller_unref(w->admin);
	caller_unref(w->alice);
	caller_unref(w->bob);
	caller_unref(w->system);
	caller_fake_reset_drives();
	log_open(LOG_ERROR, NULL, NULL);
	buf_release(&logged);
}

/* -- registry -------------------------------------------------------------- */

/* Writes are stamped with the daemon's own clock. */
static void stamp(void)
{
	keystore_mem_set_time(clock_fake_scan().filetime, 0);
}

static void put(struct world *w, const char *path, const char *name,
                uint32_t type, const void *data, size_t len)
{
	stamp();
	ck_assert_int_eq(keystore_put(w->ks, path, name, type, data, len, NULL),
	                 0);
}

void world_sz(struct world *w, const char *path, const char *name,
              const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	put(w, path, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

void world_dword(struct world *w, const char *path, const char *name,
                 uint32_t number)
{
	struct buf bytes = BUF_INIT;

	buf_add_u32le(&bytes, number);
	put(w, path, name, REG_TYPE_DWORD, bytes.data, bytes.len);
	buf_release(&bytes);
}

void world_multi(struct world *w, const char *path, const char *name,
                 const char *elements)
{
	struct buf wide = BUF_INIT;
	char *text = xstrdup(elements);
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			text[i] = '\0';
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, len + 1), 0);
	buf_add_u16le(&wide, 0);
	put(w, path, name, REG_TYPE_MULTI_SZ, wide.data, wide.len);
	buf_release(&wide);
	free(text);
}

void world_unset(struct world *w, const char *path, const char *name)
{
	stamp();
	ck_assert_int_eq(keystore_delete_value(w->ks, path, name, NULL), 0);
}

void world_close(struct world *w, const char *path)
{
	struct reg_key raw;
	unsigned char digest[DIGEST_BYTES];
	enum key_kind kind = strchr(path, '\\') ? KIND_INSTANCE : KIND_CLASS;

	ck_assert_int_eq(keystore_read(w->ks, path, &raw, NULL), KEYSTORE_OK);
	digest_compute(&raw, kind, digest);
	reg_key_release(&raw);
	put(w, path, "Digest", REG_TYPE_BINARY, digest, sizeof(digest));
}

void world_open(struct world *w, const char *path)
{
	put(w, path, "Digest", REG_TYPE_BINARY, "", 0);
}

void world_class(struct world *w, const char *name)
{
	world_open(w, name);
	world_sz(w, name, "CommandLine", "-u %1 -m %2");
	world_sz(w, name, "Security", "D:P(A;;RPWPLC;;;WD)");
	world_sz(w, name, "Executable", "C:\\fs\\fs.exe");
	world_close(w, name);
}

void world_settle(struct world *w)
{
	world_pass(w);
	world_advance(w, 250);
	world_pass(w);
}

/* -- the shell ------------------------------------------------------------- */

void world_advance(struct world *w, uint64_t ms)
{
	clock_fake_advance(ms);
	const struct engine_time time = clock_fake_engine();
	if (engine_deadline(w->engine) <= time.now)
		engine_tick(w->engine, &time);
}

void world_pass(struct world *w)
{
	const struct scan_time time = clock_fake_scan();
	struct error err = ERROR_INIT;

	ck_assert_msg(scan_pass(w->scan, &time, &err) == 0, "%s", err.text);
}

void world_keep(struct world *w)
{
	struct keeper_job *job;

	while ((job = keeper_fake_take(w->keeper)) != NULL) {
		const struct engine_time now = clock_fake_engine();
		engine_kept(w->engine, job, &now);
	}
}

unsigned world_archive(struct world *w)
{
	struct keeper_job *job;
	unsigned count = 0;

	while ((job = keeper_fake_take(w->archive)) != NULL) {
		const struct engine_time now = clock_fake_engine();
		engine_kept(w->engine, job, &now);
		count++;
	}
	return count;
}

void world_survey(struct world *w)
{
	struct survey *survey;

	while ((survey = survey_fake_take(w->surveyor)) != NULL) {
		const struct engine_time now = clock_fake_engine();
		engine_surveyed(w->engine, survey, &now);
	}
}

unsigned world_inspect(struct world *w)
{
	struct survey *survey;
	unsigned count = 0;

	while ((survey = survey_fake_take(w->inspector)) != NULL) {
		const struct engine_time now = clock_fake_engine();
		engine_surveyed(w->engine, survey, &now);
		count++;
	}
	return count;
}

void world_refresh(struct world *w)
{
	const char *class_name;
	uint64_t ticket;

	while (reader_fake_take(w->reader, &class_name, &ticket)) {
		const struct scan_time time = clock_fake_scan();
		const struct engine_time now = clock_fake_engine();
		if (*class_name)
			ck_assert_int_eq(
			        scan_class(w->scan, class_name, &time, NULL),
			        1);
		else
			world_pass(w);
		engine_refreshed(w->engine, ticket, &now);
	}
}

const char *world_reply(struct world *w, uint64_t peer)
{
	ck_assert_uint_le(pipe_fake_replies(w->pipes, peer), 1);
	return pipe_fake_reply(w->pipes, peer);
}

const char *world_ask(struct world *w, struct caller *caller,
                      const char *request)
{
	struct buf wide = BUF_INIT;
	char *text = xstrdup(request);
	size_t len = strlen(text);
	const struct engine_time time = clock_fake_engine();

	for (size_t i = 0; i < len; i++)
		if (text[i] == '|')
			text[i] = '\0';
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, len), 0);
	engine_request(w->engine, ++w->last_peer, caller, wide.data, wide.len,
	               &time);
	buf_release(&wide);
	free(text);
	world_refresh(w);
	world_keep(w);
	world_survey(w);
	return world_reply(w, w->last_peer);
}

static void happen(struct world *w, int index, struct process_event *event)
{
	const struct fake_process *p =
	        index < 0 ? process_fake_last(w->processes)
	                  : process_fake_at(w->processes, (size_t)index);
	const struct engine_time time = clock_fake_engine();

	event->ticket = p->ticket;
	engine_process(w->engine, event, &time);
}

void world_begun(struct world *w, int index)
{
	happen(w, index, &(struct process_event){.kind = PROCESS_BEGUN});
}

void world_started(struct world *w, int index)
{
	happen(w, index,
	       &(struct process_event){.kind = PROCESS_STARTED, .pid = 4242});
}

void world_answered(struct world *w, int index, bool ok)
{
	happen(w, index,
	       &(struct process_event){.kind = PROCESS_ANSWERED,
	                               .answer_ok = ok});
}

void world_failed(struct world *w, int index, uint32_t code)
{
	struct process_event event = {.kind = PROCESS_FAILED};

	error_set(&event.error, code, "cannot start it (%u)", (unsigned)code);
	happen(w, index, &event);
}

void world_exited(struct world *w, int index, uint32_t code)
{
	happen(w, index,
	       &(struct process_event){.kind = PROCESS_EXITED,
	                               .exit_code = code});
}

static void answer_probe(struct world *w, const char *why, char *text)
{
	struct probe_answer answer = {probe_fake_take(w->prober), !why,
	                              ERROR_INIT, text};
	const struct engine_time time = clock_fake_engine();

	ck_assert_uint_ne(answer.ticket, 0);
	if (why)
		error_set(&answer.error, OS_GEN_FAILURE, "%s", why);
	engine_probed(w->engine, &answer, &time);
}

void world_probed(struct world *w, const char *why)
{
	answer_probe(w, why, NULL);
}

void world_profile(struct world *w, char *directory)
{
	answer_probe(w, directory ? NULL : "it has never logged on here",
	             directory);
}

void world_run(struct world *w, const char *instance)
{
	struct buf request = BUF_INIT;

	buf_addf(&request, "Sfs|%s|", instance);
	ck_assert_ptr_null(world_ask(w, w->alice, request.data));
	world_started(w, -1);
	ck_assert_str_eq(world_reply(w, w->last_peer), "$");
	buf_release(&request);
}
