/*
 * codes.h: every diagnostic's stable code, severity and stage, in one table.
 *
 * A code is never reused or renumbered. The stage says who acts on it: an
 * `import` problem stops fsp-import, a `load` problem makes a class bad for
 * the daemon as well, a `start` problem is judged again at each start.
 */
#ifndef FSPD_CODES_H
#define FSPD_CODES_H

#include <stdbool.h>

enum diag_severity { DIAG_WARNING, DIAG_ERROR };
enum diag_stage { STAGE_IMPORT, STAGE_LOAD, STAGE_START };

/* X(symbol, number, severity, stage, may be allowed, title) */
#define DIAG_CODES(X)                                                          \
	/* 01xx: the file as bytes and lines */                                \
	X(DIAG_FILE_UNREADABLE, 101, ERROR, IMPORT, false,                     \
	  "file cannot be read")                                               \
	X(DIAG_FILE_TOO_LARGE, 102, ERROR, IMPORT, false,                      \
	  "file or line too long")                                             \
	X(DIAG_NUL_BYTE, 103, ERROR, IMPORT, false, "NUL byte in the file")    \
	X(DIAG_BAD_ENCODING, 104, ERROR, IMPORT, false,                        \
	  "not valid UTF-8 or UTF-16")                                         \
	X(DIAG_SYNTAX, 110, ERROR, IMPORT, false,                              \
	  "line is no section, key or comment")                                \
	X(DIAG_COLON_FOR_EQUALS, 111, ERROR, IMPORT, false,                    \
	  "':' where '=' is meant")                                            \
	X(DIAG_SECTION_HEADER, 112, ERROR, IMPORT, false,                      \
	  "section header is malformed")                                       \
	X(DIAG_KEY_OUTSIDE_SECTION, 113, ERROR, IMPORT, false,                 \
	  "key before any section")                                            \
	X(DIAG_STRAY_CONTINUATION, 114, ERROR, IMPORT, false,                  \
	  "indented line continues nothing")                                   \
	X(DIAG_INDENTED_KEY, 115, ERROR, IMPORT, false,                        \
	  "indented line looks like a key")                                    \
	X(DIAG_INLINE_COMMENT, 116, WARNING, IMPORT, true,                     \
	  "' ;' in a value is kept")                                           \
	X(DIAG_VARIABLE_SYNTAX, 120, ERROR, IMPORT, false,                     \
	  "'${' without a name or '}'")                                        \
	X(DIAG_VARIABLE_UNSET, 121, ERROR, IMPORT, false,                      \
	  "${NAME} is not set")                                                \
	X(DIAG_VARIABLE_CONTROL, 122, ERROR, IMPORT, false,                    \
	  "${NAME} holds a control character")                                 \
	/* 02xx: names */                                                      \
	X(DIAG_CLASS_NAME, 201, ERROR, IMPORT, false,                          \
	  "class name is not usable")                                          \
	X(DIAG_INSTANCE_NAME, 202, ERROR, IMPORT, false,                       \
	  "instance name is not usable")                                       \
	X(DIAG_DUPLICATE_SECTION, 203, ERROR, IMPORT, false,                   \
	  "section declared twice")                                            \
	X(DIAG_DUPLICATE_KEY, 204, ERROR, IMPORT, false, "key set twice")      \
	X(DIAG_UNKNOWN_KEY, 205, ERROR, IMPORT, false, "unknown key")          \
	X(DIAG_KEY_NOT_HERE, 206, ERROR, IMPORT, false,                        \
	  "key cannot stand here")                                             \
	X(DIAG_NAME_CASE, 207, ERROR, IMPORT, false,                           \
	  "names differ only in case")                                         \
	X(DIAG_CLASS_MISSING, 208, WARNING, IMPORT, true,                      \
	  "instance waits for its class")                                      \
	X(DIAG_EXTENDS_MISSING, 210, ERROR, IMPORT, false,                     \
	  "Extends names no class")                                            \
	X(DIAG_EXTENDS_CYCLE, 211, ERROR, IMPORT, false,                       \
	  "Extends leads back to itself")                                      \
	X(DIAG_EXTENDS_DEEP, 212, ERROR, IMPORT, false,                        \
	  "Extends chain is too long")                                         \
	X(DIAG_PRIVATE_SYNTAX, 213, ERROR, IMPORT, false,                      \
	  "Private value is malformed")                                        \
	X(DIAG_PRIVATE_KNOWN, 214, ERROR, IMPORT, false,                       \
	  "Private value the schema knows")                                    \
	X(DIAG_ALLOW_SYNTAX, 215, ERROR, IMPORT, false, "Allow names no code") \
	X(DIAG_ALLOW_REFUSED, 216, ERROR, IMPORT, false,                       \
	  "code cannot be allowed")                                            \
	/* 03xx: types and bounds */                                           \
	X(DIAG_BAD_NUMBER, 301, ERROR, LOAD, false,                            \
	  "not a number of the right unit")                                    \
	X(DIAG_OUT_OF_BOUNDS, 302, ERROR, LOAD, false, "number out of bounds") \
	X(DIAG_BAD_BOOL, 303, ERROR, IMPORT, false, "not a boolean")           \
	X(DIAG_BAD_CHOICE, 304, ERROR, LOAD, false, "not one of the words")    \
	X(DIAG_TOO_LONG, 305, ERROR, IMPORT, false, "value too long")          \
	X(DIAG_REG_TYPE, 306, ERROR, LOAD, false,                              \
	  "wrong registry type or shape")                                      \
	X(DIAG_BAD_ELEMENT, 307, ERROR, LOAD, false,                           \
	  "list element is malformed")                                         \
	/* 04xx: what a class needs */                                         \
	X(DIAG_EXECUTABLE_MISSING, 401, ERROR, IMPORT, false,                  \
	  "Executable is missing")                                             \
	X(DIAG_EXECUTABLE_RELATIVE, 402, ERROR, LOAD, false,                   \
	  "Executable is not absolute")                                        \
	X(DIAG_QUOTED_PATH, 403, ERROR, IMPORT, false, "path in quotes")       \
	X(DIAG_PERCENT_VARIABLE, 404, ERROR, IMPORT, false,                    \
	  "%NAME% in a path")                                                  \
	X(DIAG_EXECUTABLE_BATCH, 405, ERROR, IMPORT, true,                     \
	  "Executable is a batch file")                                        \
	X(DIAG_EXECUTABLE_ABSENT, 406, WARNING, IMPORT, true,                  \
	  "Executable is not there")                                           \
	X(DIAG_EXECUTABLE_IMAGE, 407, ERROR, IMPORT, true,                     \
	  "Executable cannot be run")                                          \
	X(DIAG_EXECUTABLE_REPLACEABLE, 408, ERROR, START, true,                \
	  "others can replace a SYSTEM program")                               \
	X(DIAG_TEMPLATE, 410, ERROR, IMPORT, true,                             \
	  "'%' sequence without meaning")                                      \
	X(DIAG_TEMPLATE_TEN, 411, WARNING, IMPORT, true,                       \
	  "'%10' is '%1' and a zero")                                          \
	X(DIAG_TEMPLATE_QUOTED, 412, WARNING, IMPORT, true,                    \
	  "substitution inside quotes")                                        \
	X(DIAG_TEMPLATE_ODD_QUOTES, 413, WARNING, IMPORT, true,                \
	  "quote that is never closed")                                        \
	X(DIAG_COMMAND_LINE_LONG, 414, WARNING, IMPORT, true,                  \
	  "WinFsp.Launcher would cut CommandLine")                             \
	X(DIAG_RECORD_LONG, 415, WARNING, IMPORT, true,                        \
	  "WinFsp.Launcher would refuse the class")                            \
	X(DIAG_LAUNCHER_IGNORES, 416, WARNING, IMPORT, true,                   \
	  "WinFsp.Launcher ignores this")                                      \
	X(DIAG_SECURITY_SYNTAX, 420, ERROR, LOAD, false,                       \
	  "Security is not valid SDDL")                                        \
	X(DIAG_SECURITY_NO_DACL, 421, ERROR, LOAD, false,                      \
	  "Security has no D:")                                                \
	X(DIAG_SECURITY_RIGHTS, 422, WARNING, IMPORT, true,                    \
	  "right that means nothing here")                                     \
	X(DIAG_SECURITY_GENERIC, 423, ERROR, IMPORT, true,                     \
	  "generic right in Security")                                         \
	X(DIAG_SECURITY_EMPTY, 424, WARNING, IMPORT, true,                     \
	  "Security lets nobody in")                                           \
	X(DIAG_SECURITY_WIDE, 425, WARNING, IMPORT, true,                      \
	  "everybody may start a SYSTEM process")                              \
	X(DIAG_SECURITY_LONG, 426, WARNING, IMPORT, true,                      \
	  "WinFsp.Launcher would cut Security")                                \
	X(DIAG_RUN_AS, 430, ERROR, LOAD, false,                                \
	  "RunAs is none of the four accounts")                                \
	X(DIAG_RUN_AS_DEFAULT, 431, WARNING, IMPORT, true,                     \
	  "RunAs is not named")                                                \
	X(DIAG_STDERR_TEMPLATE, 440, ERROR, START, true,                       \
	  "Stderr lets a caller choose the file")                              \
	X(DIAG_WORK_DIRECTORY_RELATIVE, 441, ERROR, IMPORT, true,              \
	  "WorkDirectory is not absolute")                                     \
	X(DIAG_WORK_DIRECTORY_ABSENT, 442, WARNING, IMPORT, true,              \
	  "WorkDirectory is not there")                                        \
	X(DIAG_PATH_DEVICE, 443, WARNING, IMPORT, true,                        \
	  "path ends in the name of a device")                                 \
	X(DIAG_PASSWORD, 450, ERROR, IMPORT, true, "password in the clear")    \
	X(DIAG_SECRET_ENVIRONMENT, 451, WARNING, IMPORT, true,                 \
	  "password goes to the environment")                                  \
	X(DIAG_RESTART_NUMBERS, 460, WARNING, IMPORT, true,                    \
	  "restart numbers contradict each other")                             \
	X(DIAG_RESTART_RECOVERY, 461, WARNING, IMPORT, true,                   \
	  "Restart and Recovery contradict")                                   \
	X(DIAG_AUTO_AS_CALLER, 470, ERROR, IMPORT, true,                       \
	  "auto instance that runs as its caller")                             \
	X(DIAG_AUTO_NEEDS_USER, 471, ERROR, IMPORT, true,                      \
	  "auto instance without a user")                                      \
	X(DIAG_AUTO_NEEDS_SECRET, 472, ERROR, IMPORT, true,                    \
	  "auto instance without a password")                                  \
	X(DIAG_ARGUMENT_MISSING, 473, ERROR, IMPORT, true,                     \
	  "argument the template needs")                                       \
	X(DIAG_SAME_MOUNT, 474, ERROR, IMPORT, true,                           \
	  "two instances on one mount")                                        \
	X(DIAG_AFTER_CYCLE, 475, ERROR, IMPORT, true,                          \
	  "instances wait for each other")                                     \
	X(DIAG_ARGUMENT1_NAME, 476, WARNING, IMPORT, true,                     \
	  "Argument1 names another instance")                                  \
	X(DIAG_READY_AS_CALLER, 477, ERROR, IMPORT, true,                      \
	  "Ready=mount with RunAs of the caller")                              \
	/* 05xx: what the registry holds */                                    \
	X(DIAG_FOREIGN_OWNER, 501, ERROR, IMPORT, false,                       \
	  "belongs to another owner")                                          \
	X(DIAG_OVERLAY_ABSENT, 502, ERROR, IMPORT, false,                      \
	  "nothing in the registry to extend")                                 \
	X(DIAG_REGISTRY_CASE, 503, ERROR, IMPORT, false,                       \
	  "registry spells the name otherwise")                                \
	X(DIAG_PRUNE_SHARED, 504, ERROR, IMPORT, false,                        \
	  "class to be pruned is needed")                                      \
	X(DIAG_PRUNE_ALL, 505, ERROR, IMPORT, false,                           \
	  "pruning would leave nothing")                                       \
	/* 06xx: what a file for deployment cannot carry */                    \
	X(DIAG_EMIT, 601, ERROR, IMPORT, false, "format cannot carry this")

enum diag_code {
#define X(symbol, number, severity, stage, allow, title) symbol,
	DIAG_CODES(X)
#undef X
	        DIAG_CODE_COUNT
};

struct diag_row {
	unsigned number; /* printed FSP%04u */
	enum diag_severity severity;
	enum diag_stage stage;
	bool allowable;
	const char *title;
};

const struct diag_row *diag_row(enum diag_code code)
        __attribute__((returns_nonnull));

#endif
