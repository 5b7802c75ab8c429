/*
 * fsm.h: the life of one instance as a table: state x event -> next state and
 * what is to be done. Pure; supervisor.c does it.
 */
#ifndef FSPD_FSM_H
#define FSPD_FSM_H

/* X(symbol, name in status) */
#define FSM_STATES(X)                 \
	X(STATE_STOPPED, "stopped")   \
	X(STATE_WAITING, "waiting")   \
	X(STATE_STARTING, "starting") \
	X(STATE_READY, "ready")       \
	X(STATE_STOPPING, "stopping") \
	X(STATE_BACKOFF, "backoff")   \
	X(STATE_FAILED, "failed")     \
	X(STATE_DISABLED, "disabled")

/* X(symbol, name in logs) */
#define FSM_EVENTS(X)                                                          \
	/* a permitted start, or our own wish to have it running */            \
	X(EVENT_START, "start")                                                \
	/* the same, but something it needs is not there yet */                \
	X(EVENT_HOLD, "hold")                                                  \
	/* the process runs, and has accepted its password */                  \
	X(EVENT_READY, "ready")                                                \
	/* the process answered anything but OK */                             \
	X(EVENT_REFUSED, "refused")                                            \
	/* StartTimeout is over */                                             \
	X(EVENT_LATE, "late")                                                  \
	/* the process ended or could not be started: that is the end of it */ \
	X(EVENT_ENDED, "ended")                                                \
	/* the same; it is to be started again after a pause */                \
	X(EVENT_ENDED_RETRY, "ended, retry")                                   \
	/* the same; too often: given up */                                    \
	X(EVENT_ENDED_FAILED, "ended, given up")                               \
	/* the same; a start came while it was stopping */                     \
	X(EVENT_ENDED_AGAIN, "ended, again")                                   \
	/* the pause before a restart is over */                               \
	X(EVENT_DELAY_OVER, "delay over")                                      \
	/* a permitted stop, a removal, the daemon's end */                    \
	X(EVENT_STOP, "stop")                                                  \
	/* StopTimeout is over */                                              \
	X(EVENT_STOP_LATE, "stop late")                                        \
	/* OnChange=restart */                                                 \
	X(EVENT_RESTART, "restart")                                            \
	X(EVENT_DISABLE, "disable")                                            \
	X(EVENT_ENABLE, "enable")                                              \
	/* back-off and failures are forgotten */                              \
	X(EVENT_RESET, "reset")

enum fsm_state {
#define X(symbol, name) symbol,
	FSM_STATES(X)
#undef X
	        STATE_COUNT
};

enum fsm_event {
#define X(symbol, name) symbol,
	FSM_EVENTS(X)
#undef X
	        EVENT_COUNT
};

/* What a cell asks for, in the order in which it is done. */
enum {
	DO_FORGIVE = 1,   /* forget back-off and failures */
	DO_SPAWN = 2,     /* start the process */
	DO_INTERRUPT = 4, /* ask it to end, arm StopTimeout */
	DO_KILL = 8,      /* end it by force */
	DO_DELAY = 16,    /* arm the pause before a restart */
	DO_QUEUE = 32,    /* start again once it has ended */
	DO_UNQUEUE = 64,  /* no longer */
	DO_ANSWER = 128,  /* tell who started it: done */
	DO_REFUSE = 256   /* tell who started it: the number at hand */
};

struct fsm_cell {
	enum fsm_state next;
	unsigned actions;
};

struct fsm_cell fsm_step(enum fsm_state state, enum fsm_event event);
const char *fsm_state_name(enum fsm_state state)
        __attribute__((returns_nonnull));
const char *fsm_event_name(enum fsm_event event)
        __attribute__((returns_nonnull));

#endif
