/*
 * engine_state.h: what the files of the engine share: engine.c owns it,
 * request.c and request_fspd.c answer from it.
 */
#ifndef FSPD_ENGINE_STATE_H
#define FSPD_ENGINE_STATE_H

#include "archive.h"
#include "counters.h"
#include "definitions.h"
#include "fsm.h"
#include "inspect.h"
#include "proto.h"
#include "refusals.h"
#include "supervisor.h"

struct caller;

/* A request that waits for the reader (a start, `F reload`), the keeper, the
 * logs or a survey. */
struct pending {
	struct pending *next;
	uint64_t ticket, peer;
	struct caller *caller;
	struct request request;
};

/* `F wait`: owed an answer once the instance is in state. */
struct wait {
	struct wait *next;
	uint64_t peer;
	struct caller *caller;
	char *class_name, *instance;
	enum fsm_state state;
	uint64_t deadline; /* monotonic ms */
};

struct engine {
	struct definitions definitions;
	struct archive archive;
	struct inspector inspector;
	struct supervisor supervisor;
	struct counters counters;
	struct refusals refusals;
	uint64_t now; /* monotonic ms of the call that is being done */
	struct pipe_host *pipes;
	struct reader *reader;
	struct keeper *keeper;
	struct logs *logs;
	struct surveyor *surveyor;
	struct pending *pending;
	struct wait *waits;
	uint64_t last_ticket; /* of whom requests wait for */
	char *version;
	char *companion; /* who serves WinFsp's pipe, NULL: we do */
	uint64_t counter_frequency;
};

#endif
