/*
 * schema.c: the table, and looking things up in it.
 *
 * A summary is one sentence for an administrator who has never seen WinFsp;
 * --help prints it and the man page is compared with it.
 */
#include "schema.h"

#include <assert.h>
#include <string.h>

#include "keystore.h"
#include "name.h"

/* clang-format off */

static const struct schema_choice run_as_choices[] = {
	{ "LocalSystem", 0 }, { "LocalService", 1 }, { "NetworkService", 2 },
	{ ".", 3 }, { NULL, 0 }
};
static const struct schema_choice credentials_choices[] = {
	{ "none", 0 }, { "password", 1 }, { "userpassword", 3 }, { NULL, 0 }
};
static const struct schema_choice restart_choices[] = {
	{ "never", 0 }, { "on-failure", 1 }, { "always", 2 }, { NULL, 0 }
};
static const struct schema_choice ready_choices[] = {
	{ "process", 0 }, { "mount", 1 }, { NULL, 0 }
};
static const struct schema_choice on_change_choices[] = {
	{ "keep", 0 }, { "restart", 1 }, { NULL, 0 }
};
static const struct schema_choice start_choices[] = {
	{ "auto", 0 }, { "demand", 1 }, { "disabled", 2 }, { NULL, 0 }
};

#define CLASS KEY_IN_CLASS
#define INSTANCE KEY_IN_INSTANCE
#define BOTH (KEY_IN_CLASS | KEY_IN_INSTANCE)
#define WINFSP (KEY_IN_CLASS | KEY_WINFSP)
#define INTERNAL (BOTH | KEY_INTERNAL | KEY_UNDIGESTED)

#define SZ(form_) .type = VALUE_SZ, .form = FORM_##form_
#define CHOICE(of) SZ(CHOICE), .choices = (of)
#define BOOL .type = VALUE_DWORD, .form = FORM_BOOL, .max = 1
#define LIST .type = VALUE_MULTI_SZ, .form = FORM_LIST
#define NUMBER(unit_, min_, max_) .type = VALUE_DWORD, .form = FORM_NUMBER, \
	.unit = UNIT_##unit_, .min = (min_), .max = (max_)

#define DEFAULT(text_, number_) .default_text = (text_), \
	.default_number = (number_)

#define HOUR_MS (60 * 60 * 1000)
#define DAY_S (24 * 60 * 60)

#define PATTERN(n) [KEY_PATTERN##n] = { \
	.name = "Pattern" #n, SZ(TEXT), .flags = CLASS, \
	.summary = "What argument " #n " of a caller must match as a whole, " \
		   "with * ? and [set], or the start is refused." }

#define ARGUMENT(n) [KEY_ARGUMENT##n] = { \
	.name = "Argument" #n, SZ(TEXT), .flags = INSTANCE | KEY_LAUNCH, \
	.summary = "The argument that replaces %" #n " in the templates." }

static const struct schema_key keys[] = {
	[KEY_EXECUTABLE] = { .name = "Executable", SZ(PATH),
		.flags = WINFSP | KEY_LAUNCH,
		.summary = "The console program that runs the file system, as "
			   "an absolute path; required." },
	[KEY_COMMAND_LINE] = { .name = "CommandLine", SZ(TEMPLATE),
		.flags = WINFSP | KEY_LAUNCH,
		.summary = "The program's arguments, a template in which %1 to "
			   "%9 are the arguments of the start." },
	[KEY_WORK_DIRECTORY] = { .name = "WorkDirectory", SZ(PATH),
		.flags = WINFSP | KEY_LAUNCH,
		.summary = "The program's working directory, as an absolute "
			   "path, or '.' for the directory of fspd." },
	[KEY_RUN_AS] = { .name = "RunAs", CHOICE(run_as_choices),
		.flags = WINFSP | KEY_LAUNCH | KEY_SAME_TEXT_ANY_CASE,
		.default_text = "LocalSystem",
		.summary = "The account the program runs as, where '.' means "
			   "the user who asked for the start." },
	[KEY_SECURITY] = { .name = "Security", SZ(SDDL), .flags = WINFSP,
		.summary = "Who may start (RP), stop (WP) and query (LC) "
			   "instances, in SDDL; absent, only SYSTEM and "
			   "Administrators." },
	[KEY_AUTH_PACKAGE] = { .name = "AuthPackage", SZ(TEXT),
		.flags = WINFSP,
		.summary = "The Windows authentication package named to the "
			   "credential prompt of WinFsp's network provider." },
	[KEY_AUTH_PACKAGE_ID] = { .name = "AuthPackageId",
		NUMBER(NONE, 0, UINT32_MAX), .flags = WINFSP,
		.summary = "The number of the authentication package, where "
			   "AuthPackage does not name it." },
	[KEY_AGENT] = { .name = "Agent", SZ(TEXT), .flags = WINFSP,
		.summary = "Comma-separated names of the programs that may use "
			   "this class, such as WinFsp.Np for 'net use'; "
			   "absent, all." },
	[KEY_STDERR] = { .name = "Stderr", SZ(TEMPLATE),
		.flags = WINFSP | KEY_LAUNCH,
		.summary = "The file that the program's standard error is "
			   "appended to." },
	[KEY_JOB_CONTROL] = { .name = "JobControl", BOOL,
		.flags = WINFSP | KEY_LAUNCH, DEFAULT("yes", 1),
		.summary = "Whether the program ends when fspd ends." },
	[KEY_CREDENTIALS] = { .name = "Credentials", .type = VALUE_DWORD,
		.form = FORM_CHOICE, .choices = credentials_choices, .max = 3,
		.flags = WINFSP | KEY_LAUNCH, .default_text = "none",
		.summary = "Whether a start must bring a password, or a user "
			   "name and a password." },
	[KEY_RECOVERY] = { .name = "Recovery", BOOL, .flags = WINFSP,
		.default_text = "no",
		.summary = "Whether the program is started again after any "
			   "exit that nobody asked for." },

	[KEY_RESTART] = { .name = "Restart", CHOICE(restart_choices),
		.flags = BOTH,
		.summary = "When the program is started again after an exit "
			   "that nobody asked for; absent, always where "
			   "Start=auto or Recovery=1 and never elsewhere." },
	[KEY_SUCCESS_EXIT_CODES] = { .name = "SuccessExitCodes", LIST,
		.flags = BOTH, .default_text = "0",
		.summary = "The exit codes that Restart=on-failure takes for "
			   "success." },
	[KEY_RESTART_DELAY] = { .name = "RestartDelay",
		NUMBER(MS, 1, HOUR_MS), .flags = BOTH, DEFAULT("500ms", 500),
		.summary = "The pause before the first restart; it doubles "
			   "with each further one." },
	[KEY_RESTART_DELAY_MAX] = { .name = "RestartDelayMax",
		NUMBER(MS, 1, 24 * HOUR_MS), .flags = BOTH,
		DEFAULT("1m", 60000),
		.summary = "The longest pause before a restart; a program that "
			   "stays up longer than this starts afresh with "
			   "RestartDelay." },
	[KEY_RESTART_LIMIT] = { .name = "RestartLimit",
		NUMBER(NONE, 1, 10000), .flags = BOTH, DEFAULT("10", 10),
		.summary = "How many restarts within RestartWindow are made "
			   "before fspd gives an instance up, or reports it "
			   "where Start=auto." },
	[KEY_RESTART_WINDOW] = { .name = "RestartWindow",
		NUMBER(S, 1, 7 * DAY_S), .flags = BOTH, DEFAULT("10m", 600),
		.summary = "The time in which RestartLimit restarts are too "
			   "many." },
	[KEY_START_TIMEOUT] = { .name = "StartTimeout",
		NUMBER(MS, 100, HOUR_MS), .flags = BOTH,
		DEFAULT("15s", 15000),
		.summary = "How long the program may take to accept its "
			   "password and to become ready." },
	[KEY_STOP_TIMEOUT] = { .name = "StopTimeout",
		NUMBER(MS, 0, HOUR_MS), .flags = BOTH, DEFAULT("5s", 5000),
		.summary = "How long the program may take to end when asked "
			   "to, before it is terminated." },
	[KEY_READY] = { .name = "Ready", CHOICE(ready_choices), .flags = BOTH,
		.default_text = "process",
		.summary = "What makes an instance ready: that its process "
			   "runs, or that Mount can be opened." },
	[KEY_MOUNT] = { .name = "Mount", SZ(TEMPLATE), .flags = BOTH,
		.default_text = "%2",
		.summary = "Where the file system appears, a template; when "
			   "that is empty or '*', its UNC name." },
	[KEY_ON_CHANGE] = { .name = "OnChange", CHOICE(on_change_choices),
		.flags = BOTH, .default_text = "keep",
		.summary = "What becomes of running instances when a change "
			   "affects how they are launched: they are kept as "
			   "they are, or restarted." },
	[KEY_REMOVAL_GRACE] = { .name = "RemovalGrace", NUMBER(S, 0, DAY_S),
		.flags = BOTH, DEFAULT("2m", 120),
		.summary = "How long a definition that another program removed "
			   "may come back before its instances are stopped." },
	[KEY_ENVIRONMENT] = { .name = "Environment", LIST,
		.flags = BOTH | KEY_LAUNCH,
		.summary = "Variables added to the program's environment, "
			   "NAME=value on each line." },
	PATTERN(1), PATTERN(2), PATTERN(3), PATTERN(4), PATTERN(5),
	PATTERN(6), PATTERN(7), PATTERN(8), PATTERN(9),
	[KEY_LOG_MAX_SIZE] = { .name = "LogMaxSize",
		NUMBER(KIB, 1, 4 * 1024 * 1024), .flags = BOTH,
		DEFAULT("1MiB", 1024),
		.summary = "The size at which the log of an instance's output "
			   "is rotated; it grows to twice that while somebody "
			   "holds it open and keeps it from being renamed." },
	[KEY_LOG_FILES] = { .name = "LogFiles", NUMBER(NONE, 1, 100),
		.flags = BOTH, DEFAULT("5", 5),
		.summary = "How many logs of an instance's output are kept, "
			   "the current one included." },
	[KEY_MEMORY_MAX] = { .name = "MemoryMax",
		NUMBER(MIB, 1, 4 * 1024 * 1024), .flags = BOTH | KEY_LAUNCH,
		.summary = "The memory that the program and its children may "
			   "use together; absent, no limit." },
	[KEY_PROCESS_MAX] = { .name = "ProcessMax", NUMBER(NONE, 1, 10000),
		.flags = BOTH | KEY_LAUNCH,
		.summary = "How many processes the program and its children "
			   "may be together; absent, no limit." },

	ARGUMENT(1), ARGUMENT(2), ARGUMENT(3), ARGUMENT(4), ARGUMENT(5),
	ARGUMENT(6), ARGUMENT(7), ARGUMENT(8), ARGUMENT(9),
	[KEY_EXTRA_ARGUMENTS] = { .name = "ExtraArguments", SZ(TEMPLATE),
		.flags = INSTANCE | KEY_LAUNCH,
		.summary = "A template appended to the command line of the "
			   "class, for this instance alone." },
	[KEY_START] = { .name = "Start", CHOICE(start_choices),
		.flags = INSTANCE, .default_text = "auto",
		.summary = "Whether fspd keeps the instance running, starts "
			   "it when asked, or not at all." },
	[KEY_AFTER] = { .name = "After", LIST, .flags = INSTANCE,
		.summary = "Instances to be ready before this one starts, "
			   "class\\instance on each line." },
	[KEY_WAIT_FOR] = { .name = "WaitFor", LIST, .flags = INSTANCE,
		.summary = "What must answer before the instance starts, "
			   "tcp:host:port or path:P on each line." },
	[KEY_WAIT_TIMEOUT] = { .name = "WaitTimeout", NUMBER(S, 0, DAY_S),
		.flags = INSTANCE, DEFAULT("1m", 60),
		.summary = "How long WaitFor is waited for before the start is "
			   "tried anyway." },
	[KEY_USER] = { .name = "User", SZ(TEXT),
		.flags = INSTANCE | KEY_LAUNCH,
		.summary = "The account, as DOMAIN\\name, that %U and %P stand "
			   "for; not the one the program runs as." },
	[KEY_INSTANCE_SECURITY] = { .name = "InstanceSecurity", SZ(SDDL),
		.flags = INSTANCE,
		.summary = "Who may start (RP), stop (WP) and query (LC) this "
			   "instance, in SDDL; absent, SYSTEM and "
			   "Administrators start and stop it and everybody may "
			   "query." },
	[KEY_SECRET] = { .name = "Secret", SZ(TEXT),
		.flags = INSTANCE | KEY_LAUNCH | KEY_UNDIGESTED,
		.summary = "Where the password comes from: 'local' is this "
			   "machine's own store, 'sealed:...' a box made for "
			   "this machine." },
	[KEY_SECRET_TO] = { .name = "SecretTo", SZ(TEXT),
		.flags = INSTANCE | KEY_LAUNCH, .default_text = "stdin",
		.summary = "How the program gets the password: 'stdin', or "
			   "'env:NAME' for an environment variable." },

	[KEY_OWNER] = { .name = "Owner", SZ(TEXT),
		.flags = BOTH | KEY_UNDIGESTED,
		.summary = "The set of definitions this one belongs to; only "
			   "an import for the same owner removes it." },
	[KEY_SOURCE] = { .name = "Source", SZ(TEXT), .flags = INTERNAL,
		.summary = "The file and line that this definition was "
			   "imported from." },
	[KEY_REMOVED] = { .name = "Removed", BOOL, .flags = INTERNAL,
		.summary = "That fsp-import is removing this definition." },
	[KEY_DIGEST] = { .name = "Digest", .type = VALUE_BINARY,
		.form = FORM_BINARY, .flags = INTERNAL,
		.summary = "The mark that an import of this definition is "
			   "complete." },
};

static_assert(sizeof(keys) / sizeof(keys[0]) == KEY_COUNT,
	      "one row for each key");

/* clang-format on */

const struct schema_key *schema_key(enum key_id id)
{
	assert((unsigned)id < KEY_COUNT);
	return &keys[id];
}

static bool stands_in(const struct schema_key *key, enum key_kind kind)
{
	return (key->flags &
	        (kind == KIND_CLASS ? KEY_IN_CLASS : KEY_IN_INSTANCE)) != 0;
}

static unsigned char folded(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

enum key_id schema_find(const char *name, enum key_kind kind)
{
	const enum key_id id = schema_find_any(name);

	return id < KEY_COUNT && stands_in(&keys[id], kind) ? id : KEY_COUNT;
}

bool schema_is(enum key_id id, const char *name, enum key_kind kind)
{
	return id < KEY_COUNT && strcmp(keys[id].name, name) == 0 &&
	       stands_in(&keys[id], kind);
}

enum key_id schema_find_any(const char *name)
{
	const unsigned char first = folded(name[0]);
	unsigned id = 0;

	/* The first letter tells most of them apart. */
	while (id < KEY_COUNT && (folded(keys[id].name[0]) != first ||
	                          !name_equal(keys[id].name, name)))
		id++;
	return (enum key_id)id;
}

/* The longest name we compare with: far above any of ours. */
enum { NEAREST_MAX = 32 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that make a of
 * b; neither is longer than NEAREST_MAX. */
static unsigned distance(const char *a, const char *b)
{
	unsigned rows[3][NEAREST_MAX + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];
	const size_t width = strlen(b);

	for (unsigned j = 0; j <= width; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned *const oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (unsigned j = 1; j <= width; j++) {
			const unsigned char p = folded(a[i - 1]);
			const unsigned char q = folded(b[j - 1]);

			row[j] = least(above[j - 1] + (p != q),
			               least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && p == folded(b[j - 2]) &&
			    q == folded(a[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[width];
}

/* Whether name is the key's beginning: "WorkDir". */
static bool begins(const char *name, const char *key)
{
	const size_t enough = 4;
	size_t n = 0;

	while (name[n] != '\0' && folded(name[n]) == folded(key[n]))
		n++;
	return n >= enough && name[n] == '\0';
}

enum key_id schema_nearest(const char *name, enum key_kind kind)
{
	const size_t len = strlen(name);
	/* A third of the letters wrong is no longer a slip. */
	unsigned best = (unsigned)(len / 3) + 1;
	enum key_id nearest = KEY_COUNT;

	if (len > NEAREST_MAX)
		return KEY_COUNT;
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		unsigned far;

		if (!stands_in(&keys[id], kind) ||
		    (keys[id].flags & KEY_INTERNAL) != 0)
			continue;
		far = distance(name, keys[id].name);
		if (far >= 1 && begins(name, keys[id].name))
			far = 1;
		if (far < best) {
			best = far;
			nearest = (enum key_id)id;
		}
	}
	return nearest;
}

const char *schema_unit_name(enum value_unit unit)
{
	static const char *const names[] = {
	        [UNIT_NONE] = "",   [UNIT_MS] = "ms",   [UNIT_S] = "s",
	        [UNIT_KIB] = "KiB", [UNIT_MIB] = "MiB",
	};

	assert((unsigned)unit < sizeof(names) / sizeof(names[0]));
	return names[unit];
}

uint32_t schema_reg_type(enum value_type type)
{
	static const uint32_t types[] = {
	        [VALUE_SZ] = REG_TYPE_SZ,
	        [VALUE_DWORD] = REG_TYPE_DWORD,
	        [VALUE_MULTI_SZ] = REG_TYPE_MULTI_SZ,
	        [VALUE_BINARY] = REG_TYPE_BINARY,
	};

	assert((unsigned)type < sizeof(types) / sizeof(types[0]));
	return types[type];
}
