/*
 * storm - fspd against a model: random edits of the registry, kills of its
 * children and calls of its pipe, for so many seconds; then everything is
 * taken away again, and it must hold no more than before.
 *
 *	storm --seed N --seconds S --pid PID --bin DIR --dir DIR
 *
 * Prints a trace, so that a divergence can be read, and last its figures. The
 * same seed makes the same choices; how they fall in time it cannot promise.
 * Exit: 0 as predicted, 1 diverged or leaked.
 */
#include "storm.h"

#include "../helper/held.h"
#include "../helper/options.h"

struct options {
	unsigned long seed, seconds, pid;
	const wchar_t *bin, *dir;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--seed", OPTION_NUMBER, AT(seed), "of the choices"},
        {"--seconds", OPTION_NUMBER, AT(seconds), "to go on for"},
        {"--pid", OPTION_NUMBER, AT(pid), "of fspd"},
        {"--bin", OPTION_TEXT, AT(bin), "where fsp-import and t are"},
        {"--dir", OPTION_TEXT, AT(dir), "for INI files"},
        {NULL, OPTION_FLAG, 0, NULL},
};

static wchar_t reply[REPLY_ROOM];

unsigned roll(struct storm *w, unsigned sides)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(w->random >> 33) % sides;
}

void note(struct storm *w, const char *format, ...)
{
	va_list ap;

	printf("round %u: ", w->round);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
}

void diverged(struct storm *w, const char *format, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "diverged in round %u: ", w->round);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

/* -- requests -------------------------------------------------------------- */

static void request(struct storm *w, struct subject *c, struct member *m,
                    const char *verb, const char *rest, unsigned expected)
{
	char text[100];
	long number;

	snprintf(text, sizeof(text), "%s%s|%s|%s", verb, c->name, m->name,
	         rest);
	note(w, "%s", text);
	number = ask(text, reply);
	w->calls++;
	if (number == (long)expected)
		return;
	/* fspd may have started it by now, or not yet. */
	if (m->racing && *verb == 'S' &&
	    (number == 0 || number == ERROR_ALREADY_EXISTS))
		return;
	if (m->racing && *verb == 'I' && (number == 0 || number == 2))
		return;
	/* It may have ended by now, or not yet. */
	if (m->touched && *verb == 'I' && (number == 0 || number == 2))
		return;
	diverged(w, "%s is answered with %ld, not %u", text, number, expected);
}

static void start(struct storm *w, struct subject *c, struct member *m)
{
	char arguments[40] = "";

	if (!m->guest && !c->now.slots[m - c->members].there)
		return; /* it would be a guest under that name */
	if (m->guest && m->state != IS_READY && c->now.there) {
		m->guest_arg = ++w->arg;
		snprintf(arguments, sizeof(arguments), "x|a%u|", m->guest_arg);
	} else if (m->guest) {
		snprintf(arguments, sizeof(arguments), "x|a%u|", w->arg + 1);
	}
	request(w, c, m, "S", arguments, model_start(c, m));
}

static void stop(struct storm *w, struct subject *c, struct member *m)
{
	if (m->touched && m->state != IS_READY)
		return; /* it may be stopping still */
	if ((m->touched || m->racing) && is_waited_for(c, m))
		return; /* it may be ready before it ends, or not */
	request(w, c, m, "T", "", model_stop(c, m));
	m->touched = true;
}

static void restart(struct storm *w, struct subject *c, struct member *m)
{
	if (m->touched)
		return;
	request(w, c, m, "Frestart|", "", model_restart(c, m));
	m->touched = true;
}

static void reset(struct storm *w, struct subject *c, struct member *m)
{
	if (!m->touched && !m->racing)
		request(w, c, m, "Freset|", "", model_reset(c, m));
}

static void info(struct storm *w, struct subject *c, struct member *m)
{
	request(w, c, m, "I", "",
	        m->state == IS_READY ? 0 : ERROR_FILE_NOT_FOUND);
}

static void password(struct storm *w, struct subject *c, struct member *m)
{
	if (m->guest || c->now.slots[m - c->members].there)
		request(w, c, m, "X", "word|", model_password(c, m));
}

/* Only what is known to run as that process; nothing else happens to it. */
static bool can_be_killed(const struct subject *c, const struct member *m)
{
	if (m->state != IS_READY || m->touched || !m->pid || m->pid_is_new)
		return false;
	return !m->blurred || c->limit > 1; /* else it may be its last */
}

/* m, or the next that can be: most are down at any time. */
static void kill_child(struct storm *w, struct subject *c, struct member *m)
{
	HANDLE process;

	for (int n = 0; n < MEMBERS && !can_be_killed(c, m); n++)
		m = m + 1 < c->members + MEMBERS ? m + 1 : c->members;
	if (!can_be_killed(c, m))
		return;
	note(w, "%s %s: kill %lu", c->name, m->name, m->pid);
	process = OpenProcess(PROCESS_TERMINATE, FALSE, m->pid);
	if (!process || !TerminateProcess(process, 1))
		diverged(w, "process %lu of %s %s is not there", m->pid,
		         c->name, m->name);
	CloseHandle(process);
	model_killed(c, m);
	m->killed = true;
	w->kills++;
}

/* -- rounds ---------------------------------------------------------------- */

static void live_on(struct storm *w, struct subject *c)
{
	static void (*const things[])(struct storm *, struct subject *,
	                              struct member *) = {
	        start, start,    start,      stop,       stop,  restart,
	        info,  password, kill_child, kill_child, reset,
	};

	if (roll(w, 5) == 0)
		edit_gate(w, c);

	for (unsigned n = 1 + roll(w, 6); n > 0; n--) {
		struct member *m = &c->members[roll(w, MEMBERS)];
		const unsigned which =
		        roll(w, sizeof(things) / sizeof(things[0]));
		if (m->killed)
			continue;
		things[which](w, c, m);
		w->ops++;
	}
}

/* A start behind a change sees it. */
static void change(struct storm *w, struct subject *c)
{
	edit_random(w, c);
	for (unsigned n = roll(w, 3); n > 0 && !c->blurred; n--)
		start(w, c, &c->members[roll(w, MEMBERS)]);
}

static void play_round(struct storm *w)
{
	w->round++;
	for (int i = 0; i < CLASSES; i++) {
		/* So that there is something to begin with. */
		switch (w->round == 1 ? 0 : roll(w, 4)) {
		case 0:
			change(w, &w->subjects[i]);
			break;
		case 1:
		case 2:
			live_on(w, &w->subjects[i]);
			break;
		default:
			break;
		}
	}
	compare_all(w);
	fflush(stdout);
}

/* -- what it holds --------------------------------------------------------- */

static void take_all_away(struct storm *w)
{
	w->round++;
	for (int i = 0; i < CLASSES; i++) {
		struct subject *c = &w->subjects[i];
		for (int k = SLOTS; k < MEMBERS; k++)
			if (c->members[k].state == IS_READY)
				stop(w, c, &c->members[k]);
		if (c->now.there)
			edit_withdraw(w, c);
	}
	compare_all(w);
}

/* fspd keeps what once listened, up to a number; have it keep that many, and
 * be done with everybody who went. */
static void fill_pool(struct storm *w, DWORD pid)
{
	enum { MANY = 100, STEADY = 20 };
	HANDLE pipes[MANY];
	DWORD last = 0;

	for (int i = 0; i < MANY; i++)
		pipes[i] = ask_open();
	for (int i = 0; i < MANY; i++)
		CloseHandle(pipes[i]);
	for (int same = 0; same < STEADY; same++) {
		const DWORD now = held_handles(pid);
		if (ask("Fping|", reply))
			diverged(w, "no answer to ping");
		same = now == last ? same : 0;
		last = now;
	}
}

/* With nothing defined, nothing running and nobody else connected. */
static struct held measure_empty(struct storm *w, DWORD fspd)
{
	struct held held;

	take_all_away(w);
	noise_pause();
	fill_pool(w, fspd);
	held = held_by(fspd);
	noise_resume();
	return held;
}

static int judge(const struct storm *w, struct held before, struct held after)
{
	enum { HANDLES = 12, BYTES = 4 * 1024 * 1024 };
	int rc = 0;

	printf("rounds %u ops %lu kills %lu calls %lu compared %lu blurred "
	       "%lu\n",
	       w->round, w->ops, w->kills, w->calls, w->compared, w->blurs);
	printf("rounds had ready %lu waiting %lu backoff %lu failed %lu\n",
	       w->seen[IS_READY], w->seen[IS_WAITING], w->seen[IS_BACKOFF],
	       w->seen[IS_FAILED]);
	if (!noise_end())
		rc = 1;
	if (after.handles > before.handles + HANDLES ||
	    after.bytes > before.bytes + BYTES) {
		fprintf(stderr, "fspd holds more than it did\n");
		rc = 1;
	}
	return rc;
}

int wmain(int argc, wchar_t **argv)
{
	enum { WARM_UP = 5 };
	static struct storm w;
	struct options o = {.seed = 1, .seconds = 20};
	wchar_t toyfs[MAX_PATH];
	ULONGLONG end;

	tool_setup();
	if (parse_options(option_table, &o, argc, argv) || !o.bin || !o.dir) {
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	swprintf(toyfs, MAX_PATH, L"%ls\\t\\toyfs.exe", o.bin);
	w.bin = o.bin;
	w.dir = o.dir;
	w.toyfs = toyfs;
	w.random = o.seed;
	model_init(&w);
	edit_open_gates(&w);
	printf("seed %lu\n", o.seed);
	ask_watch();
	noise_begin(o.seed);
	for (int i = 0; i < WARM_UP; i++)
		play_round(&w);
	const struct held before = measure_empty(&w, o.pid);
	end = GetTickCount64() + o.seconds * 1000;
	do
		play_round(&w);
	while (GetTickCount64() < end);
	return judge(&w, before, measure_empty(&w, o.pid));
}
