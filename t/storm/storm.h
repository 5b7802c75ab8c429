/*
 * storm.h - what the parts of storm share: the world that is thrown at fspd
 * and the model that says what must come of it.
 *
 * Five classes with three declared instances each and two that callers start.
 * A round lets every class suffer one kind of thing, then waits until the
 * daemon shows what the model predicts, and compares everything.
 *
 * An instance may be After one that stands before it, or wait for the gate of
 * its class, a file (WaitFor). The last class is given up, or pauses for an
 * hour, at the second death, and has JobControl=0. What is not predicted: when
 * something comes to be ready that waits for another's start, so a call that
 * meets it may find it waiting or started already; what half a change leads
 * to when its halves lie too far apart; and the end of the daemon itself.
 */
#ifndef FSPD_T_STORM_H
#define FSPD_T_STORM_H

#include "../helper/tool.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	CLASSES = 5,
	SLOTS = 3,  /* declared instances d0 to d2 */
	GUESTS = 2, /* c0 and c1, which callers start */
	MEMBERS = SLOTS + GUESTS,
	PATH_ROOM = 300,
	WAIT_S = 86400, /* WaitTimeout, RestartWindow: longer than any storm */
	SETTLE_S = 60   /* to show what is predicted, on a loaded machine */
};

enum start { START_AUTO, START_DEMAND, START_DISABLED };
/* What the Digest of a key is. */
enum mark { MARK_CLOSED, MARK_DRIFT, MARK_BARE, MARK_OPEN };

struct slot {
	bool there;
	enum start start;
	unsigned arg; /* Argument2 is "a" and this */
	int after;    /* number of the slot in After, -1: none */
	bool gated;   /* WaitFor names the gate; has no After then */
	enum mark mark;
};

struct definition {
	bool there;
	unsigned version; /* in CommandLine */
	struct slot slots[SLOTS];
	enum mark mark; /* of the class key alone */
};

enum state {
	IS_GONE,
	IS_STOPPED,
	IS_READY,
	IS_DISABLED,
	IS_WAITING,
	IS_BACKOFF, /* for an hour */
	IS_FAILED,
	STATES
};

struct member {
	char name[4];
	bool guest;
	enum state state;
	bool sticky, stale, orphan;
	unsigned version, arg; /* launched by */
	unsigned guest_arg;
	DWORD pid;        /* as last seen */
	bool pid_is_new;  /* another must be seen */
	bool pid_is_open; /* the model does not know */
	bool touched;     /* stopped or restarted in this round */
	bool killed;
	bool racing;     /* it is being started by fspd, or is already */
	unsigned deaths; /* since it was last started afresh */
	bool blurred;    /* deaths is not known */
};

/* One of the classes; what never changes first. */
struct subject {
	char name[4];
	bool restarts;       /* OnChange */
	const char *restart; /* Restart, or NULL */
	unsigned grace;      /* RemovalGrace, s */
	unsigned limit;      /* RestartLimit */
	unsigned delay_max;  /* RestartDelayMax, ms */
	bool survives;       /* JobControl=0 */
	bool gate_is_open;
	struct definition now; /* in force, by the model */
	bool interrupted;
	struct member members[MEMBERS];
	uint64_t generation; /* as last seen */
	bool moved, unmoved; /* it must have grown; must be the same */
	bool blurred; /* a write took so long that half of it may have gone
	               * live: what follows from that is not predicted */
};

struct storm {
	struct subject subjects[CLASSES];
	uint64_t random;
	unsigned version, arg; /* last ones used */
	unsigned round;
	const wchar_t *bin, *toyfs, *dir; /* programs, directory of INI files */
	unsigned long seen[STATES];       /* members compared, by state */
	unsigned long ops, compared, kills, calls, blurs;
};

/* -- storm.c */
unsigned roll(struct storm *w, unsigned sides);
/* One line in the trace. */
__attribute__((format(printf, 2, 3))) void note(struct storm *w,
                                                const char *format, ...);
/* The model and the daemon disagree: says so and ends the program with 1. */
__attribute__((noreturn, format(printf, 2, 3))) void diverged(
        struct storm *w, const char *format, ...);

/* -- model.c: what must come of it. */
void model_init(struct storm *w);
/* def goes live; withdrawn: what it lacks was announced as removed. */
void model_live(struct subject *c, const struct definition *def);
/* A process was ended from outside. */
void model_killed(struct subject *c, struct member *m);
/* The number of the reply to a request, 0 for `$`; the model moves on. */
unsigned model_start(struct subject *c, struct member *m);
unsigned model_stop(struct subject *c, struct member *m);
unsigned model_restart(struct subject *c, struct member *m);
unsigned model_reset(struct subject *c, struct member *m);
/* The gate of the class opens or closes. */
void model_gate(struct subject *c, bool opens);
/* What waits for m to be ready would not be started if m ended now. */
bool is_waited_for(const struct subject *c, const struct member *m);
/* It has to wait for its After, or for its gate. */
bool is_held(const struct subject *c, const struct member *m);
bool is_held_by_after(const struct subject *c, const struct member *m);
unsigned model_password(const struct subject *c, const struct member *m);
bool is_same_definition(const struct definition *a, const struct definition *b);
const char *start_name(enum start start);

/* -- import.c: have fsp-import write the class, or remove it. */
void import_apply(const struct storm *w, const struct subject *c,
                  struct definition *def);
void import_remove(const struct storm *w, const struct subject *c);

/* -- edits.c: the registry, by hand and by fsp-import. Each does one of its
 * kind to c and tells the model. */
void edit_random(struct storm *w, struct subject *c);
/* The file that WaitFor of the class names; out has PATH_ROOM units. */
void gate_path(const struct storm *w, const struct subject *c, wchar_t *out);
/* It is made, or deleted. */
void edit_gate(struct storm *w, struct subject *c);
/* The same, of all in the beginning: open. */
void edit_open_gates(struct storm *w);
/* fsp-import removes the class. */
void edit_withdraw(struct storm *w, struct subject *c);

/* -- ask.c: calls. reply has REPLY_ROOM units and is terminated. */
enum { REPLY_ROOM = 512 * 1024 };
/* words: joined by '|', the first is the command letter. Returns 0 for `$`,
 * the number of a refusal, or -1 when there was no reply. */
long ask(const char *words, wchar_t *reply);
HANDLE ask_open(void);
/* The text of "key":"TEXT" behind at, or "key":WORD; "" when it is not there.
 * In a buffer that the next call but three uses again. */
const char *field(const wchar_t *at, const char *key);
/* Ends the program when a call of any thread takes longer than 90 s. */
void ask_watch(void);

/* -- noise.c: other clients, honest and hostile, while it goes on. */
void noise_begin(uint64_t seed);
/* All of them hold their breath, and their connections are closed. */
void noise_pause(void);
void noise_resume(void);
/* Ends them, prints what they saw; false: an honest call failed. */
bool noise_end(void);

/* -- compare.c */
/* Wait until the daemon shows what is predicted, and compare. */
void compare_all(struct storm *w);
/* The processes called toyfs.exe, sorted; returns how many. */
size_t toyfs_pids(DWORD *pids, size_t room);

#endif
