/*
 * takeover.h: what becomes of WinFsp.Launcher while fspd serves its pipe.
 *
 * A take-over points the launcher's ImagePath at `fspd standin`, so that the
 * services that depend on it and `sc start WinFsp.Launcher` go on working. What
 * the launcher was is kept in its own key: it lives as long as the launcher
 * does, whoever removes fspd, and goes with it when WinFsp is removed. That
 * fspd is to repeat the take-over stands in fspd's own key.
 *
 * Pure: win/takeover_win.h tells the facts and obeys the plan. Every step can
 * be the last one before a crash; planning again from what is there then ends
 * the work.
 */
#ifndef FSPD_TAKEOVER_H
#define FSPD_TAKEOVER_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct name_list;

#define LAUNCHER_NAME "WinFsp.Launcher"

/* The service control manager's own numbers (SERVICE_AUTO_START, ...). */
enum service_start {
	START_AUTO = 2,
	START_DEMAND = 3,
	START_DISABLED = 4,
	START_UNKNOWN = UINT16_MAX
};

enum launcher_state {
	LAUNCHER_ABSENT,
	LAUNCHER_STOPPED,
	LAUNCHER_PENDING, /* starting or stopping */
	LAUNCHER_RUNNING
};

struct takeover_facts {
	enum launcher_state state;
	bool runs_standin; /* its process is `fspd standin`, as named below */
	const char *image; /* ImagePath as stored; NULL: none or no text */
	uint32_t start;    /* enum service_start, or another number */
	/* What was kept; NULL and START_UNKNOWN when it was not. */
	const char *kept_image;
	uint32_t kept_start;
	bool has_stopped;    /* services that a take-over stopped and has not
	                      * started again are recorded */
	const char *standin; /* the ImagePath of this program's stand-in */
};

/* Who asks. */
enum takeover_purpose {
	TAKEOVER_INSTALL, /* fspd install --take-over */
	TAKEOVER_BEGIN,   /* the service has begun to serve */
	TAKEOVER_AGAIN,   /* the service looks whether it is still so: what is
	                   * stopped is an installer's business */
	TAKEOVER_RESTORE  /* fspd uninstall */
};

/* What was found; the words are takeover_describe()'s. */
enum takeover_finding {
	TAKEOVER_NO_LAUNCHER,
	TAKEOVER_WAIT,   /* it is starting or stopping: ask again */
	TAKEOVER_STANDS, /* taken over, and nothing to do */
	TAKEOVER_TAKES,  /* the plan takes it over */
	TAKEOVER_MOVES,  /* the stand-in of another fspd.exe: made this one's */
	TAKEOVER_RESTORES, /* the plan gives it back */
	TAKEOVER_NOT_OURS, /* nothing to give back */
	TAKEOVER_LOST      /* to be given back, but what it was is not known */
};

/* In the order of the work. Texts are borrowed from the facts. */
struct takeover_plan {
	enum takeover_finding finding;
	const char *keep_image; /* keep this and keep_start; NULL: as it is */
	uint32_t keep_start;    /* START_UNKNOWN: it is left as it is */
	const char *set_image;  /* NULL: as it is */
	uint32_t set_start;     /* START_UNKNOWN: as it is */
	bool stop;              /* with the services that stand on it */
	bool start;             /* and what was stopped */
	bool forget;            /* what was kept, at the end */
};

/* Whether ImagePath image runs `fspd standin`, of whatever fspd.exe. */
bool takeover_is_standin(const char *image) __attribute__((nonnull));

struct takeover_plan takeover_plan(const struct takeover_facts *facts,
                                   enum takeover_purpose purpose)
        __attribute__((nonnull));

/* Whether carrying the plan out changes anything. */
bool takeover_acts(const struct takeover_plan *plan) __attribute__((nonnull));

/* Append what is done, or why nothing is, for a person. */
void takeover_describe(const struct takeover_plan *plan,
                       const struct takeover_facts *facts, struct buf *out)
        __attribute__((nonnull));

/* What is to run again afterwards, in the order to start it: kept, from a
 * take-over that was not brought to its end, then the launcher when it runs,
 * then what stands on it; each once. Appended to out. */
void takeover_running(const struct name_list *kept, bool launcher_runs,
                      const struct name_list *dependents, struct name_list *out)
        __attribute__((nonnull));

/* Whether a service that did not start, with this Win32 number, is to be
 * started another time: not one that was removed or disabled since. */
bool takeover_may_start_yet(uint32_t code);

/* Milliseconds to the next look after so many failures in a row: each bounces
 * every service that stands on the launcher. */
uint32_t takeover_pause_ms(unsigned failures);

#endif
