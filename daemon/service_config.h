/*
 * service_config.h: what fspd's service is to look like, and where one that is
 * there differs. Pure; win/install.c reads and mends.
 */
#ifndef FSPD_SERVICE_CONFIG_H
#define FSPD_SERVICE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum service_item {
	ITEM_IMAGE,   /* quoted: a path with blanks names one program */
	ITEM_START,   /* with the system */
	ITEM_ACCOUNT, /* LocalSystem, in a process of its own */
	ITEM_DEPENDS, /* on nothing that may be absent: on nothing */
	ITEM_DISPLAY,
	ITEM_DESCRIPTION,
	ITEM_DELAYED,       /* not: boot-time mounts are waited for */
	ITEM_RESTARTS,      /* after a failure */
	ITEM_FAILS_ON_EXIT, /* an end with an error code is a failure too */
	ITEM_SID,           /* NT SERVICE\fspd, to name it in access lists */
	ITEM_PRIVILEGES,    /* those of service_privileges[] */
	ITEM_PRESHUTDOWN,   /* time for file systems to end */
	ITEM_COUNT
};

enum {
	/* Restarted after a crash, later each time; a day without one forgets
	 * them. */
	SERVICE_RESTART_1_MS = 1000,
	SERVICE_RESTART_2_MS = 10 * 1000,
	SERVICE_RESTART_3_MS = 60 * 1000,
	SERVICE_FORGET_S = 24 * 60 * 60,
	/* Stops go on in reverse After, a StopTimeout for each rank. */
	SERVICE_PRESHUTDOWN_MS = 3 * 60 * 1000,
};

#define SERVICE_DISPLAY "fspd file system supervisor"
#define SERVICE_DESCRIPTION                                            \
	"Starts, stops and supervises file systems that are declared " \
	"in the registry."

/*
 * The privileges the service keeps; the manager takes all others from its
 * token. Ended by NULL.
 *
 * Its own needs:
 *   SeAssignPrimaryTokenPrivilege, SeIncreaseQuotaPrivilege
 *       CreateProcessAsUserW for RunAs other than LocalSystem
 *   SeTcbPrivilege
 *       the session of a caller's token (RunAs = .)
 *   SeImpersonatePrivilege
 *       who is calling on the pipe; never less than identification
 *   SeRestorePrivilege
 *       SYSTEM as the pipe's owner; the owner of fspd's own files
 *   SeIncreaseWorkingSetPrivilege
 *       room for locked pages with passwords
 *   SeCreateGlobalPrivilege
 *       names that all sessions see, for file systems started from here
 *   SeChangeNotifyPrivilege
 *       folders above a file are not looked at; the manager never takes it
 *
 * A file system that runs as LocalSystem has no more than its daemon, and
 * those that show another file system use these, under WinFsp.Launcher as
 * here:
 *   SeBackupPrivilege, SeSecurityPrivilege, SeTakeOwnershipPrivilege
 *       read and write everybody's files, their audit lists and owners
 *   SeCreateSymbolicLinkPrivilege
 *       hand symbolic links on
 *   SeManageVolumePrivilege
 *       the size of files without their contents
 *
 * So a flaw gives away neither SeDebugPrivilege nor SeLoadDriverPrivilege nor
 * SeCreateTokenPrivilege.
 */
extern const char *const service_privileges[];

struct service_config {
	const char *image, *account, *display, *description;
	const char *depends; /* "" or names; NULL: not known */
	uint32_t start, type;
	bool delayed, fails_on_exit, has_sid;
	/* Failure actions: restarts only, each after so long. */
	uint32_t restart_ms[3], restart_count, forget_s;
	uint32_t preshutdown_ms;
	const char *const *privileges; /* ended by NULL, in any order */
	/* Whether item could be read; what could not differs. */
	bool known[ITEM_COUNT];
};

/* What is wanted; image is borrowed. */
void service_config_wanted(const char *image, struct service_config *out)
        __attribute__((nonnull));

/* Whether item is not as wanted in what is there. */
bool service_config_differs(const struct service_config *have,
                            const struct service_config *want,
                            enum service_item item) __attribute__((nonnull));

/* The item in words, for "set: ..." and "not supported here: ...". */
const char *service_item_name(enum service_item item)
        __attribute__((returns_nonnull));

#endif
