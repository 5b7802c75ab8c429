/*
 * fsm.c: see fsm.h.
 *
 * Events that cannot happen in a state (an exit of a process that does not
 * exist) stay there and do nothing, as do those that change nothing.
 */
#include "fsm.h"

#include <assert.h>

/* Cells by name, so that the table reads as sentences. */
#define STAY(state)              \
	{                        \
		STATE_##state, 0 \
	}
#define TO(state)                \
	{                        \
		STATE_##state, 0 \
	}
#define START                                         \
	{                                             \
		STATE_STARTING, DO_FORGIVE | DO_SPAWN \
	}
#define START_AGAIN                      \
	{                                \
		STATE_STARTING, DO_SPAWN \
	}
#define IS_READY                       \
	{                              \
		STATE_READY, DO_ANSWER \
	}
#define STOP                                 \
	{                                    \
		STATE_STOPPING, DO_INTERRUPT \
	}
#define STOP_STARTING                                    \
	{                                                \
		STATE_STOPPING, DO_INTERRUPT | DO_REFUSE \
	}
#define RESTART                                         \
	{                                               \
		STATE_STOPPING, DO_INTERRUPT | DO_QUEUE \
	}
/* Wrong password: the answer is known; silence: ended before the reply. */
#define END_AND_REFUSE                              \
	{                                           \
		STATE_STOPPING, DO_KILL | DO_REFUSE \
	}
#define END_FIRST                       \
	{                               \
		STATE_STOPPING, DO_KILL \
	}
#define PAUSE                           \
	{                               \
		STATE_BACKOFF, DO_DELAY \
	}
#define PAUSE_AND_REFUSE                            \
	{                                           \
		STATE_BACKOFF, DO_DELAY | DO_REFUSE \
	}
#define END_REFUSED(state)               \
	{                                \
		STATE_##state, DO_REFUSE \
	}

static const struct fsm_cell table[STATE_COUNT][EVENT_COUNT] =
        {
                [STATE_STOPPED] =
                        {
                                [EVENT_START] = START,
                                [EVENT_HOLD] = TO(WAITING),
                                [EVENT_READY] = STAY(STOPPED),
                                [EVENT_REFUSED] = STAY(STOPPED),
                                [EVENT_LATE] = STAY(STOPPED),
                                [EVENT_ENDED] = STAY(STOPPED),
                                [EVENT_ENDED_RETRY] = STAY(STOPPED),
                                [EVENT_ENDED_FAILED] = STAY(STOPPED),
                                [EVENT_ENDED_AGAIN] = STAY(STOPPED),
                                [EVENT_DELAY_OVER] = STAY(STOPPED),
                                [EVENT_STOP] = STAY(STOPPED),
                                [EVENT_STOP_LATE] = STAY(STOPPED),
                                [EVENT_RESTART] = STAY(STOPPED),
                                [EVENT_DISABLE] = TO(DISABLED),
                                [EVENT_ENABLE] = STAY(STOPPED),
                                [EVENT_RESET] = STAY(STOPPED),
                        },
                [STATE_WAITING] =
                        {
                                [EVENT_START] = START,
                                [EVENT_HOLD] = STAY(WAITING),
                                [EVENT_READY] = STAY(WAITING),
                                [EVENT_REFUSED] = STAY(WAITING),
                                [EVENT_LATE] = STAY(WAITING),
                                [EVENT_ENDED] = STAY(WAITING),
                                [EVENT_ENDED_RETRY] = STAY(WAITING),
                                [EVENT_ENDED_FAILED] = STAY(WAITING),
                                [EVENT_ENDED_AGAIN] = STAY(WAITING),
                                [EVENT_DELAY_OVER] = STAY(WAITING),
                                [EVENT_STOP] = TO(STOPPED),
                                [EVENT_STOP_LATE] = STAY(WAITING),
                                [EVENT_RESTART] = STAY(WAITING),
                                [EVENT_DISABLE] = TO(DISABLED),
                                [EVENT_ENABLE] = STAY(WAITING),
                                [EVENT_RESET] = STAY(WAITING),
                        },
                [STATE_STARTING] =
                        {
                                [EVENT_START] = STAY(STARTING),
                                [EVENT_HOLD] = STAY(STARTING),
                                [EVENT_READY] = IS_READY,
                                [EVENT_REFUSED] = END_AND_REFUSE,
                                [EVENT_LATE] = END_FIRST,
                                [EVENT_ENDED] = END_REFUSED(STOPPED),
                                [EVENT_ENDED_RETRY] = PAUSE_AND_REFUSE,
                                [EVENT_ENDED_FAILED] = END_REFUSED(FAILED),
                                [EVENT_ENDED_AGAIN] = STAY(STARTING),
                                [EVENT_DELAY_OVER] = STAY(STARTING),
                                [EVENT_STOP] = STOP_STARTING,
                                [EVENT_STOP_LATE] = STAY(STARTING),
                                [EVENT_RESTART] = RESTART,
                                [EVENT_DISABLE] = STOP_STARTING,
                                [EVENT_ENABLE] = STAY(STARTING),
                                [EVENT_RESET] = STAY(STARTING),
                        },
                [STATE_READY] =
                        {
                                [EVENT_START] = STAY(READY),
                                [EVENT_HOLD] = STAY(READY),
                                [EVENT_READY] = STAY(READY),
                                [EVENT_REFUSED] = STAY(READY),
                                [EVENT_LATE] = STAY(READY),
                                [EVENT_ENDED] = TO(STOPPED),
                                [EVENT_ENDED_RETRY] = PAUSE,
                                [EVENT_ENDED_FAILED] = TO(FAILED),
                                [EVENT_ENDED_AGAIN] = STAY(READY),
                                [EVENT_DELAY_OVER] = STAY(READY),
                                [EVENT_STOP] = STOP,
                                [EVENT_STOP_LATE] = STAY(READY),
                                [EVENT_RESTART] = RESTART,
                                [EVENT_DISABLE] = STOP,
                                [EVENT_ENABLE] = STAY(READY),
                                [EVENT_RESET] = STAY(READY),
                        },
                [STATE_STOPPING] =
                        {
                                [EVENT_START] = {STATE_STOPPING, DO_QUEUE},
                                [EVENT_HOLD] = STAY(STOPPING),
                                [EVENT_READY] = STAY(STOPPING),
                                [EVENT_REFUSED] = STAY(STOPPING),
                                [EVENT_LATE] = STAY(STOPPING),
                                [EVENT_ENDED] = END_REFUSED(STOPPED),
                                [EVENT_ENDED_RETRY] = PAUSE_AND_REFUSE,
                                [EVENT_ENDED_FAILED] = END_REFUSED(FAILED),
                                [EVENT_ENDED_AGAIN] = START,
                                [EVENT_DELAY_OVER] = STAY(STOPPING),
                                [EVENT_STOP] =
                                        {STATE_STOPPING,
                                         DO_UNQUEUE | DO_REFUSE},
                                [EVENT_STOP_LATE] = {STATE_STOPPING, DO_KILL},
                                [EVENT_RESTART] = {STATE_STOPPING, DO_QUEUE},
                                [EVENT_DISABLE] = {STATE_STOPPING,
                                                   DO_UNQUEUE |
                                                           DO_REFUSE},
                                [EVENT_ENABLE] = STAY(STOPPING),
                                [EVENT_RESET] = STAY(STOPPING),
                        },
                [STATE_BACKOFF] =
                        {
                                [EVENT_START] = START,
                                [EVENT_HOLD] = {STATE_WAITING, DO_FORGIVE},
                                [EVENT_READY] = STAY(BACKOFF),
                                [EVENT_REFUSED] = STAY(BACKOFF),
                                [EVENT_LATE] = STAY(BACKOFF),
                                [EVENT_ENDED] = STAY(BACKOFF),
                                [EVENT_ENDED_RETRY] = STAY(BACKOFF),
                                [EVENT_ENDED_FAILED] = STAY(BACKOFF),
                                [EVENT_ENDED_AGAIN] = STAY(BACKOFF),
                                [EVENT_DELAY_OVER] = START_AGAIN,
                                [EVENT_STOP] = TO(STOPPED),
                                [EVENT_STOP_LATE] = STAY(BACKOFF),
                                [EVENT_RESTART] = START,
                                [EVENT_DISABLE] = TO(DISABLED),
                                [EVENT_ENABLE] = STAY(BACKOFF),
                                [EVENT_RESET] = START_AGAIN,
                        },
                [STATE_FAILED] =
                        {
                                [EVENT_START] = START,
                                [EVENT_HOLD] = {STATE_WAITING, DO_FORGIVE},
                                [EVENT_READY] = STAY(FAILED),
                                [EVENT_REFUSED] = STAY(FAILED),
                                [EVENT_LATE] = STAY(FAILED),
                                [EVENT_ENDED] = STAY(FAILED),
                                [EVENT_ENDED_RETRY] = STAY(FAILED),
                                [EVENT_ENDED_FAILED] = STAY(FAILED),
                                [EVENT_ENDED_AGAIN] = STAY(FAILED),
                                [EVENT_DELAY_OVER] = STAY(FAILED),
                                [EVENT_STOP] = STAY(FAILED),
                                [EVENT_STOP_LATE] = STAY(FAILED),
                                [EVENT_RESTART] = STAY(FAILED),
                                [EVENT_DISABLE] = TO(DISABLED),
                                [EVENT_ENABLE] = STAY(FAILED),
                                [EVENT_RESET] = TO(STOPPED),
                        },
                [STATE_DISABLED] =
                        {
                                [EVENT_START] = STAY(DISABLED),
                                [EVENT_HOLD] = STAY(DISABLED),
                                [EVENT_READY] = STAY(DISABLED),
                                [EVENT_REFUSED] = STAY(DISABLED),
                                [EVENT_LATE] = STAY(DISABLED),
                                [EVENT_ENDED] = STAY(DISABLED),
                                [EVENT_ENDED_RETRY] = STAY(DISABLED),
                                [EVENT_ENDED_FAILED] = STAY(DISABLED),
                                [EVENT_ENDED_AGAIN] = STAY(DISABLED),
                                [EVENT_DELAY_OVER] = STAY(DISABLED),
                                [EVENT_STOP] = STAY(DISABLED),
                                [EVENT_STOP_LATE] = STAY(DISABLED),
                                [EVENT_RESTART] = STAY(DISABLED),
                                [EVENT_DISABLE] = STAY(DISABLED),
                                [EVENT_ENABLE] = TO(STOPPED),
                                [EVENT_RESET] = STAY(DISABLED),
                        },
};

static const char *const state_names[] = {
#define X(symbol, name) [symbol] = name,
        FSM_STATES(X)
#undef X
};

static const char *const event_names[] = {
#define X(symbol, name) [symbol] = name,
        FSM_EVENTS(X)
#undef X
};

static_assert(sizeof(table) / sizeof(table[0]) == STATE_COUNT,
              "a row for each state");
static_assert(sizeof(table[0]) / sizeof(table[0][0]) == EVENT_COUNT,
              "a cell for each event");
static_assert(sizeof(state_names) / sizeof(state_names[0]) == STATE_COUNT,
              "a name for each state");
static_assert(sizeof(event_names) / sizeof(event_names[0]) == EVENT_COUNT,
              "a name for each event");

struct fsm_cell fsm_step(enum fsm_state state, enum fsm_event event)
{
	assert((unsigned)state < STATE_COUNT && (unsigned)event < EVENT_COUNT);
	return table[state][event];
}

const char *fsm_state_name(enum fsm_state state)
{
	assert((unsigned)state < STATE_COUNT);
	return state_names[state];
}

const char *fsm_event_name(enum fsm_event event)
{
	assert((unsigned)event < EVENT_COUNT);
	return event_names[event];
}
