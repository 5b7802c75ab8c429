/*
 * schema.h: THE table: every value of a class or instance key.
 *
 * The INI reader, the registry codec, defaulting, --help, the exporters and
 * the test of the man page all walk this table; nothing lists the keys twice.
 * The order of the enum is the order of the canonical form (digest.h) and must
 * not change.
 */
#ifndef FSPD_SCHEMA_H
#define FSPD_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */

enum key_id {
	/* What WinFsp knows. */
	KEY_EXECUTABLE, KEY_COMMAND_LINE, KEY_WORK_DIRECTORY, KEY_RUN_AS,
	KEY_SECURITY, KEY_AUTH_PACKAGE, KEY_AUTH_PACKAGE_ID, KEY_AGENT,
	KEY_STDERR, KEY_JOB_CONTROL, KEY_CREDENTIALS, KEY_RECOVERY,
	/* What fspd adds. */
	KEY_RESTART, KEY_SUCCESS_EXIT_CODES, KEY_RESTART_DELAY,
	KEY_RESTART_DELAY_MAX, KEY_RESTART_LIMIT, KEY_RESTART_WINDOW,
	KEY_START_TIMEOUT, KEY_STOP_TIMEOUT, KEY_READY, KEY_MOUNT,
	KEY_ON_CHANGE, KEY_REMOVAL_GRACE, KEY_ENVIRONMENT,
	KEY_PATTERN1, KEY_PATTERN2, KEY_PATTERN3, KEY_PATTERN4, KEY_PATTERN5,
	KEY_PATTERN6, KEY_PATTERN7, KEY_PATTERN8, KEY_PATTERN9,
	KEY_LOG_MAX_SIZE, KEY_LOG_FILES, KEY_MEMORY_MAX, KEY_PROCESS_MAX,
	/* Declared instances only. */
	KEY_ARGUMENT1, KEY_ARGUMENT2, KEY_ARGUMENT3, KEY_ARGUMENT4,
	KEY_ARGUMENT5, KEY_ARGUMENT6, KEY_ARGUMENT7, KEY_ARGUMENT8,
	KEY_ARGUMENT9,
	KEY_EXTRA_ARGUMENTS, KEY_START, KEY_AFTER, KEY_WAIT_FOR,
	KEY_WAIT_TIMEOUT, KEY_USER, KEY_INSTANCE_SECURITY, KEY_SECRET,
	KEY_SECRET_TO,
	/* Bookkeeping. */
	KEY_OWNER, KEY_SOURCE, KEY_REMOVED, KEY_DIGEST,
	KEY_COUNT
};

/* clang-format on */

enum value_type { VALUE_SZ, VALUE_DWORD, VALUE_MULTI_SZ, VALUE_BINARY };

/* How a value is written in an INI file and judged beyond its type. */
enum value_form {
	FORM_TEXT,
	FORM_PATH,
	FORM_TEMPLATE,
	FORM_SDDL,
	FORM_BOOL,
	FORM_NUMBER,
	FORM_CHOICE,
	FORM_LIST,
	FORM_BINARY
};

enum value_unit { UNIT_NONE, UNIT_MS, UNIT_S, UNIT_KIB, UNIT_MIB };

/* Flags of a key. */
enum {
	KEY_IN_CLASS = 1,    /* may stand in a class */
	KEY_IN_INSTANCE = 2, /* may stand in an instance */
	KEY_WINFSP = 4,      /* WinFsp reads it too */
	KEY_INTERNAL = 8,    /* never set from an INI file */
	KEY_LAUNCH = 16,     /* a change affects how a process is launched */
	KEY_UNDIGESTED = 32, /* left out of the canonical form */
	KEY_SAME_TEXT_ANY_CASE = 64 /* FORM_CHOICE compares folded */
};

enum key_kind { KIND_CLASS, KIND_INSTANCE };

/* One name of a FORM_CHOICE (or of a DWORD with words, as Credentials). */
struct schema_choice {
	const char *name;
	uint32_t number;
};

struct schema_key {
	const char *name;
	enum value_type type;
	enum value_form form;
	enum value_unit unit;
	unsigned flags;
	uint32_t min, max;                   /* of a DWORD */
	const char *default_text;            /* as in an INI file; NULL: none */
	uint32_t default_number;             /* what that is, of a DWORD */
	const struct schema_choice *choices; /* ends with name NULL */
	const char *summary;                 /* one sentence */
};

/* The row of id; id must be below KEY_COUNT. */
const struct schema_key *schema_key(enum key_id id)
        __attribute__((returns_nonnull));
/* The key called name (ASCII folding) that may stand in kind, or KEY_COUNT. */
enum key_id schema_find(const char *name, enum key_kind kind)
        __attribute__((nonnull));
/* Is id (or KEY_COUNT: no) the key that schema_find() finds for name in this
 * very spelling? Cheap, for whoever can guess. */
bool schema_is(enum key_id id, const char *name, enum key_kind kind)
        __attribute__((nonnull));
/* The key called name in either kind, or KEY_COUNT. */
enum key_id schema_find_any(const char *name) __attribute__((nonnull));
/* The key of kind that may be set in an INI file whose name is nearest to
 * name, or KEY_COUNT when none is near enough to be meant. */
enum key_id schema_nearest(const char *name, enum key_kind kind)
        __attribute__((nonnull));
/* "ms", "s", "KiB", "MiB" or "". */
const char *schema_unit_name(enum value_unit unit)
        __attribute__((returns_nonnull));
/* The registry type of a value type. */
uint32_t schema_reg_type(enum value_type type);

#endif
