/*
 * limits.h: every cap of the project, each with its reason.
 */
#ifndef FSPD_LIMITS_H
#define FSPD_LIMITS_H

enum {
	/* WinFsp builds SOFTWARE\WinFsp\Services\<class> in 260 units. */
	LIMIT_CLASS_UNITS = 233,
	/* WinFsp's network provider takes remote names of at most 192. */
	LIMIT_INSTANCE_UNITS = 192,
	/* A registry key's name. */
	LIMIT_KEY_UNITS = 255,
	/* Keys below each other, as Windows allows. */
	LIMIT_KEY_DEPTH = 512,
	/* Lines of a .reg file told as not understood: whoever has more has
	 * another problem. */
	LIMIT_REG_FAULTS = 100,
	/* A registry value's name. */
	LIMIT_VALUE_NAME_UNITS = 16383,
	/* One registry value we read: far above any definition, far below
	 * what would hurt. */
	LIMIT_VALUE_BYTES = 64 * 1024,
	/* Values in one key, private ones included. */
	LIMIT_VALUES = 1024,
	/* WinFsp.Launcher copies "%0 " and CommandLine into 512 units. */
	LIMIT_WINFSP_COMMAND_LINE = 508,
	/* The same buffer with "O:SYG:SY" before a Security of "D:...". */
	LIMIT_WINFSP_SECURITY = 503,
	/* One that begins otherwise is taken as it stands. */
	LIMIT_WINFSP_SECURITY_WHOLE = 511,
	/* All strings of a class, NULs included, in WinFsp's record. */
	LIMIT_WINFSP_RECORD_BYTES = 2048,
	/* CreateProcessW's command line, terminator included. */
	LIMIT_COMMAND_LINE_UNITS = 32767,
	/* Arguments %1 to %9. */
	LIMIT_ARGUMENTS = 9,
	/* A password in UTF-8, as WinFsp's network provider sends it. */
	LIMIT_SECRET_BYTES = 256,
	/* A sealed password: the longest names in UTF-8, that and a box's own
	 * bytes are 1587. */
	LIMIT_SEALED_BYTES = 2048,
	/* A pipe request and a stock reply: WinFsp's clients pass 4096. */
	LIMIT_PIPE_BYTES = 4096,
	/* A reply to our own verbs. */
	LIMIT_PIPE_REPLY_BYTES = 256 * 1024,
	/* Pipe instances kept listening, and connections in all. */
	LIMIT_PIPE_LISTENING = 16,
	LIMIT_PIPE_CONNECTIONS = 2048,
	/* Connections without a complete request beyond which the oldest of
	 * them is disconnected. */
	LIMIT_PIPE_SILENT = 256,
	/* Milliseconds a client has to send a request and to read a reply. */
	LIMIT_PIPE_CLIENT_MS = 5000,
	/* Starts and waits in flight for one user; one more gets 1816. */
	LIMIT_USER_IN_FLIGHT = 32,
	/* Instances of one starting user, and of all callers; then 1450. */
	LIMIT_USER_INSTANCES = 64,
	LIMIT_CALLER_INSTANCES = 1024,
	/* Undeclared instances that are no more and whose end can still be
	 * asked for: as many as one user may have. */
	LIMIT_PAST_INSTANCES = 64,
	/* A foreign edit settles when still this long, at most that long. */
	LIMIT_SETTLE_MS = 250,
	LIMIT_SETTLE_MAX_MS = 5000,
	/* An apply that has been still this long is told as interrupted:
	 * closing a class takes milliseconds, and status needs no haste. */
	LIMIT_INTERRUPTED_MS = 2000,
	/* What was terminated and is there after that is given up on. */
	LIMIT_KILL_MS = 10 * 1000,
	/* What an instance waits for is asked about so often, at a whole
	 * multiple, so that many are asked about in one go. */
	LIMIT_PROBE_RETRY_MS = 1000,
	/* A connection that takes longer is none until asked again. */
	LIMIT_PROBE_CONNECT_MS = 2000,
	/* Connections tried at once; what is beyond waits that long at most
	 * for each so many before it. */
	LIMIT_PROBE_CONNECTIONS = 256,
	/* Addresses come and go in bursts: acted on once, that much later. */
	LIMIT_NETWORK_MS = 250,
	/* What the end of the daemon waits for a thread that hangs in a call
	 * that cannot be broken off: such as an account's name of a domain
	 * controller that does not answer. */
	LIMIT_END_MS = 5000,
	/* How long work waits for the usual threads before it gets another:
	 * they hang in calls of the system. */
	LIMIT_PATIENCE_MS = 1000,
	/* How long a thread without work is kept for the next. */
	LIMIT_IDLE_MS = 3000,
	/* The pass over the registry that needs no notification. */
	LIMIT_RESYNC_MS = 60 * 1000,
	/* A companion tries WinFsp's pipe again after this. */
	LIMIT_COMPANION_RETRY_MS = 10 * 1000,
	/* A stand-in waits for fspd to serve: some companion's tries. */
	LIMIT_STANDIN_WAIT_MS = 60 * 1000,
	/* An INI file, and one line of it. */
	LIMIT_INI_BYTES = 64 * 1024 * 1024,
	LIMIT_INI_LINE_BYTES = 1024 * 1024,
	/* Files of one log of captured output: LogFiles goes to 100. */
	LIMIT_LOG_FILES = 100,
	/* Output of one process that waits to be written: a second of a busy
	 * one; more is dropped, so that no process ever waits for a disk. */
	LIMIT_LOG_WAITING_BYTES = 1024 * 1024,
	/* The daemon's own messages that wait for a console or an Event Log
	 * that hangs: some thousands. */
	LIMIT_LOG_QUEUE_BYTES = 256 * 1024,
	/* Logs of instances that nobody declares: seven days, and 256 MiB. */
	LIMIT_LOG_KEEP_S = 7 * 24 * 60 * 60,
	LIMIT_LOG_KEEP_BYTES = 256 * 1024 * 1024,
	/* They are looked through so often. */
	LIMIT_LOG_SWEEP_MS = 60 * 60 * 1000,
	/* Folders of logs that are held open, so that they need not be judged
	 * at every start: those of a busy machine's classes. What they may
	 * have become by an administrator's hand is found after so long. */
	LIMIT_FOLDERS_HELD = 16,
	LIMIT_FOLDER_JUDGED_MS = 60 * 1000,
	/* A last good definition on disk: 100,000 instances of one class. */
	LIMIT_LAST_GOOD_BYTES = 64 * 1024 * 1024,
	/* After the start of a daemon one is compared with the disk so often:
	 * a thousand of them are no burden to a machine that boots. */
	LIMIT_LAST_GOOD_PACE_MS = 25,
	/* A disk that refused one is tried again after this. */
	LIMIT_LAST_GOOD_RETRY_MS = 60 * 1000,
	/* Refusals of one user with one number that are logged in so many
	 * milliseconds, and pairs of both that are told apart: somebody who
	 * floods the pipe does not flood the log. */
	LIMIT_REFUSALS_LOGGED = 10,
	LIMIT_REFUSALS_MS = 60 * 1000,
	LIMIT_REFUSALS_KINDS = 64,
	/* Extends chains. */
	LIMIT_EXTENDS = 8,
	/* Runs of fsp-import that can be taken back. */
	LIMIT_UNDO_FILES = 20,
	/* What one of them replaced: 100,000 classes are a tenth of it. */
	LIMIT_RECORD_BYTES = 512 * 1024 * 1024,
};

#endif
