/*
 * daemon_world.h: a whole daemon on fakes: a registry in memory, the scan that
 * reads it, the engine, clients and processes. What the shell does on Windows
 * with threads is done here by calls, in an order the test chooses.
 */
#ifndef FSPD_T_DAEMON_WORLD_H
#define FSPD_T_DAEMON_WORLD_H

#include <stdint.h>

#include "daemon/engine.h"
#include "t/fake/caller_fake.h"
#include "t/fake/pipe_fake.h"
#include "t/fake/process_fake.h"

struct world {
	struct keystore *ks; /* foreign writers and fsp-import use it */
	struct scan *scan;
	struct engine *engine;
	struct process_host *processes;
	struct pipe_host *pipes;
	struct prober *prober;
	struct reader *reader;
	struct files *files;
	struct keeper *keeper, *archive;
	struct logs *logs;
	struct surveyor *surveyor, *inspector;
	struct caller *admin, *alice, *bob, *system;
	uint64_t last_peer;
};

void world_init(struct world *w);
void world_release(struct world *w);

/* The daemon ends, its processes with it, and another one starts: registry and
 * files are as they were. */
void world_restart(struct world *w);

/* Registry: values of a class or instance key. */
void world_sz(struct world *w, const char *path, const char *name,
              const char *text);
void world_dword(struct world *w, const char *path, const char *name,
                 uint32_t number);
/* Elements separated by '\n'. */
void world_multi(struct world *w, const char *path, const char *name,
                 const char *elements);
void world_unset(struct world *w, const char *path, const char *name);
/* Write Digest over what the key holds: the definition is complete. */
void world_close(struct world *w, const char *path);
/* Write Digest with length 0. */
void world_open(struct world *w, const char *path);
/* A class with an Executable that users may start, closed. */
void world_class(struct world *w, const char *name);
/* A class as a foreign writer leaves it: without Digest, and settled. */
void world_settle(struct world *w);

/* Time, refreshes and a pass, as the shell would do. */
void world_advance(struct world *w, uint64_t ms);
void world_pass(struct world *w);
void world_refresh(struct world *w);
/* Have the keeper do its jobs. */
void world_keep(struct world *w);

/* Have last good definitions written. Returns how many jobs that was. */
unsigned world_archive(struct world *w);

/* Have the inspections made that wait. Returns how many there were. */
unsigned world_inspect(struct world *w);

/* Have the surveys made that wait. */
void world_survey(struct world *w);

/* Send one request: request is UTF-8 with '|' for NUL. The reply, or NULL when
 * it is still owed; the peer is w->last_peer. */
const char *world_ask(struct world *w, struct caller *caller,
                      const char *request);
const char *world_reply(struct world *w, uint64_t peer);

/* What happens to the process of the last start (index -1) or of that index. */
/* A worker makes it now. */
void world_begun(struct world *w, int index);
void world_started(struct world *w, int index);
void world_answered(struct world *w, int index, bool ok);
void world_failed(struct world *w, int index, uint32_t code);
void world_exited(struct world *w, int index, uint32_t code);

/* Answer the question that has waited longest: NULL is yes, else why not. */
void world_probed(struct world *w, const char *why);

/* The same for a question about a profile: its directory, NULL: none. */
void world_profile(struct world *w, char *directory);

/* Lines logged since world_init that hold all of text: their number. */
unsigned world_logged(const char *text);

/* For tests whose world is called w. */
#define ASK(who, request)  world_ask(&w, w.who, request)
#define OWED(who, request) ck_assert_ptr_null(ASK(who, request))
#define REPLY(text)        ck_assert_str_eq(world_reply(&w, w.last_peer), text)
#define ASSERT_ASK(who, request, expected) \
	ck_assert_str_eq(ASK(who, request), expected)
#define HAS(text, part) \
	ck_assert_msg(strstr(text, part) != NULL, "no %s in %s", part, text)

/* Start instance of class fs as alice; its process runs. */
void world_run(struct world *w, const char *instance);

#endif
