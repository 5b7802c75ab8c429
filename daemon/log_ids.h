/*
 * log_ids.h: stable ids of the daemon's events; the Event Log's message ids.
 * Never renumbered.
 */
#ifndef FSPD_LOG_IDS_H
#define FSPD_LOG_IDS_H

enum {
	LOG_ID_STARTED = 100, /* the daemon itself */
	LOG_ID_STOPPED = 101,
	LOG_ID_COMPANION = 102,
	LOG_ID_PIPE = 103,
	LOG_ID_SYSTEM = 104,   /* something of the system failed */
	LOG_ID_TAKEOVER = 105, /* WinFsp.Launcher is taken over (again) */
	LOG_ID_LOST = 106,     /* messages that nothing took */
	LOG_ID_DEFINITION_LIVE = 200,
	LOG_ID_DEFINITION_REMOVED = 201,
	LOG_ID_DEFINITION_BAD = 202,
	LOG_ID_DEFINITION_DRIFT = 203,
	LOG_ID_DEFINITION_INTERRUPTED = 204,
	LOG_ID_REGISTRY = 205,  /* the registry could not be read */
	LOG_ID_LAST_GOOD = 206, /* what is kept on disk for a bad class */
	LOG_ID_FINDING = 207,   /* what fsp-import would say of a class */
	LOG_ID_STATE = 300,     /* an instance changed state */
	LOG_ID_START_FAILED = 301,
	LOG_ID_GIVEN_UP = 302,
	LOG_ID_KILLED = 303,
	LOG_ID_CAPTURE = 304, /* output of processes cannot be kept */
	LOG_ID_ADOPTED = 305, /* a process outlived the daemon before this */
	LOG_ID_DENIED = 400,
	LOG_ID_BAD_REQUEST = 401,
	LOG_ID_CLIENT_LIMIT = 402,
	LOG_ID_REFUSALS = 403, /* more of them than are logged one by one */
	LOG_ID_KEY_MADE = 500, /* this machine's, for sealed passwords */
	LOG_ID_SECRET = 501,   /* a password was stored or removed */
};

#endif
