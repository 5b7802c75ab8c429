/*
 * cause.c: see cause.h. One number has many causes (2 alone has six), so the
 * daemon is asked what it knows before the number is explained in general. No
 * value is named that it did not find wanting.
 */
#include "cause.h"

#include <stdbool.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "account.h"
#include "known.h"
#include "options.h"

static bool is_start(const struct ctl_options *o)
{
	return o->verb == CTL_START || o->verb == CTL_START_WITH_SECRET;
}

static bool gives_password(const struct ctl_options *o)
{
	return o->secret || o->verb == CTL_START_WITH_SECRET;
}

static void add_name(const char *name, struct buf *out)
{
	buf_addf(out, strpbrk(name, " \t&^") || !*name ? " \"%s\"" : " %s",
	         name);
}

/* Where the program's own words stand. */
static void add_logs(const struct ctl_options *o, struct buf *out)
{
	buf_adds(out, "fspctl logs");
	add_name(o->arguments[0], out);
	add_name(o->arguments[1], out);
}

/* -- verbs of no instance that runs ---------------------------------------- */

/* `secret` and `key` name no instance that runs. */
static bool of_keeper(const struct ctl_options *o, uint32_t number,
                      struct buf *out)
{
	if (o->verb != CTL_SECRET && o->verb != CTL_KEY)
		return false;
	if (number == OS_FILE_NOT_FOUND)
		buf_adds(out, "no password is stored for it (fspctl secret "
		              "list)");
	else if (number == OS_INVALID_PARAMETER)
		buf_adds(out, "CLASS or INSTANCE is no name of one");
	else if (number == OS_ACCESS_DENIED)
		buf_adds(out, "this is for administrators, or fspd's folder "
		              "is not its own: its log says more");
	else
		buf_adds(out, "fspd's log says more");
	return true;
}

static bool of_logs(const struct ctl_options *o, uint32_t number,
                    struct buf *out)
{
	if (o->verb != CTL_LOGS)
		return false;
	if (number == OS_FILE_NOT_FOUND)
		buf_adds(out, "nothing was captured of an instance of that "
		              "name (fspctl status)");
	else if (number == OS_ACCESS_DENIED)
		buf_adds(out, "a log is for administrators, and what was "
		              "printed since fspd started for the user who "
		              "started that instance");
	return true;
}

/* What a process printed tells why it ended. */
static void point_to_logs(const struct known *k, struct buf *out)
{
	if (!strstr(out->data, "exit code"))
		return;
	buf_adds(out, "; what it printed: ");
	add_logs(k->options, out);
}

/* -- a start --------------------------------------------------------------- */

/* What became of the process: the reason of the last start, which explain tells
 * of one that is at rest, and status of one that is ending yet. */
static void what_became(const struct known *k, struct buf *text)
{
	struct buf state = BUF_INIT;

	if (!known_check(k, "instance", text)) {
		buf_clear(text);
		known_status(k, "state", &state);
		if (state.len && strcmp(state.data, "ready") != 0)
			known_status(k, "reason", text);
	}
	buf_release(&state);
}

/* Explain is given no password, so it cannot tell about one. */
static bool is_mismatch(const struct known *k, struct buf *out)
{
	const enum known_answer wants = known_wants_password(k);
	const bool gives = gives_password(k->options);

	if (wants == KNOWN_YES && !gives)
		buf_adds(out, "the class wants a password: fspctl start "
		              "--secret");
	else if (wants == KNOWN_NO && gives)
		buf_adds(out, "the class takes no password (Credentials is "
		              "none), or Secret says where it comes from");
	return out->len > 0;
}

/* The daemon told nothing that fails. */
static void start_in_general(const struct known *k, uint32_t number,
                             struct buf *out)
{
	const struct ctl_options *o = k->options;

	if (number == OS_FILE_NOT_FOUND && !k->definition.len) {
		buf_addf(out,
		         "no class '%s' is defined that you may see "
		         "(fspctl definitions)",
		         o->arguments[0]);
	} else if (number == OS_ALREADY_EXISTS) {
		buf_adds(out, "an instance of that name runs already (fspctl "
		              "status)");
	} else if (number == OS_ACCESS_DENIED && !k->explain.len) {
		buf_adds(out, "it is not yours to start (RP), it is disabled, "
		              "or it failed; which of these is told to those "
		              "who may query the class (LC)");
	} else if (number == OS_INVALID_PARAMETER && gives_password(o)) {
		buf_adds(out, "the class takes no password, or it is empty");
	} else {
		if (number == OS_ACCESS_DENIED && gives_password(o))
			buf_adds(out, "the password was not accepted; ");
		buf_adds(out,
		         "what it printed, and fspd's log, may say more: ");
		add_logs(o, out);
	}
}

static void of_start(const struct known *k, uint32_t number, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (number == OS_INVALID_PARAMETER && is_mismatch(k, out))
		return;
	if (number == OS_TIMEOUT) {
		buf_adds(out, gives_password(k->options)
		                      ? "the program did not answer the "
		                        "password in time, or did not come up "
		                        "(StartTimeout), and was ended"
		                      : "the program did not come up in time "
		                        "(StartTimeout) and was ended");
		what_became(k, &text);
		buf_addf(out, text.len ? ": %s" : "%s", text.data);
	} else {
		/* What is wrong with a template does not end a start. */
		if (!known_failure(k, "template", &text))
			what_became(k, &text);
		buf_adds(out, text.data);
	}
	if (out->len == 0)
		start_in_general(k, number, out);
	else
		point_to_logs(k, out);
	buf_release(&text);
}

/* -- an instance that is there, or should be ------------------------------- */

/* Nothing of the kind runs: because the class is none, or by itself. */
static void is_not_there(const struct known *k, struct buf *out)
{
	static const char *const of_class[] = {"services", "key", "executable",
	                                       "definition"};

	for (size_t i = 0; i < sizeof(of_class) / sizeof(of_class[0]); i++)
		if (known_check(k, of_class[i], out))
			return;
	known_check(k, "instance", out);
	if (out->len == 0)
		known_check(k, "state", out);
	if (out->len == 0)
		buf_adds(out, "no such instance is running that you may see "
		              "(fspctl status)");
}

/* Whose descriptor decides about the instance, as the beginning of a sentence:
 * to have started it helps where it is not declared. */
static const char *security_of(const struct known *k)
{
	switch (known_declared(k)) {
	case KNOWN_YES:
		return "its InstanceSecurity";
	case KNOWN_NO:
		return "you did not start this instance, and the class's "
		       "Security";
	case KNOWN_NOT:
		break;
	}
	return "you did not start this instance, and the class's Security (of "
	       "a declared one, its InstanceSecurity)";
}

/* Of `restart` and `reset`, which take two rights. */
static void denied_both(const struct known *k, struct buf *out)
{
	const char *verb = ctl_verb_name(k->options->verb);

	/* Without a text, explain may not be asked. */
	if (known_check(k, "access", out))
		return;
	const bool may_start = out->len > 0;
	buf_clear(out);
	buf_addf(out,
	         may_start ? "%s does not let you stop (WP) it, which %s takes"
	                   : "%s does not let you both start (RP) and stop "
	                     "(WP) it, which %s takes",
	         security_of(k), verb);
}

static void denied(const struct known *k, struct buf *out)
{
	switch (k->options->verb) {
	case CTL_DEFINITION:
	case CTL_EXPLAIN:
		buf_adds(out, "the class's Security does not let you query "
		              "(LC) it");
		break;
	case CTL_RESTART:
	case CTL_RESET:
		denied_both(k, out);
		break;
	case CTL_STOP:
		buf_addf(out, "%s does not let you stop (WP) it",
		         security_of(k));
		break;
	default:
		buf_addf(out, "%s does not let you query (LC) it",
		         security_of(k));
		break;
	}
}

static void of_instance(const struct known *k, uint32_t number, struct buf *out)
{
	switch (number) {
	case OS_FILE_NOT_FOUND:
	case OS_TIMEOUT:
		is_not_there(k, out);
		break;
	case OS_PROCESS_ABORTED:
		what_became(k, out);
		if (out->len == 0)
			is_not_there(k, out);
		point_to_logs(k, out);
		break;
	case OS_ACCESS_DENIED:
		denied(k, out);
		break;
	case OS_INVALID_PARAMETER:
		if (k->options->verb == CTL_RESTART)
			buf_adds(out, "its password is not kept: stop it, and "
			              "start it with one (fspctl start "
			              "--secret)");
		break;
	default:
		break;
	}
}

/* -- whatever was asked ---------------------------------------------------- */

/* Numbers that mean the same for every verb. */
static bool of_number(uint32_t number, struct buf *out)
{
	if (number == OS_NOT_ENOUGH_QUOTA)
		buf_addf(out,
		         "%d starts and waits of yours are under way already",
		         (int)LIMIT_USER_IN_FLIGHT);
	else if (number == OS_SHUTDOWN_IN_PROGRESS)
		buf_adds(out, "fspd is ending");
	else if (number == OS_INSUFFICIENT_BUFFER)
		buf_addf(out, "a password is at most %d bytes",
		         (int)LIMIT_SECRET_BYTES);
	return out->len > 0;
}

/* Whether the caller's account is what was refused. */
static bool is_of_account(const struct known *k)
{
	struct buf text = BUF_INIT;
	bool is = true;

	/* What a start came to has nothing to do with who asked for it. */
	if (is_start(k->options))
		is = k->explain.len == 0 || known_check(k, "access", &text);
	buf_release(&text);
	return is;
}

static void add_elevation(uint32_t number, struct buf *out)
{
	if (number == OS_ACCESS_DENIED && account_kind() == ACCOUNT_LIMITED)
		buf_adds(out, "; you are an administrator: run it elevated");
}

/* Without an instance that the daemon could tell about; whether it is that. */
static bool of_verb(const struct ctl_options *o, uint32_t number,
                    struct buf *out)
{
	if (of_keeper(o, number, out) || of_logs(o, number, out))
		return true;
	if (o->argument_count == 0 && number == OS_ACCESS_DENIED)
		buf_adds(out, "this is for administrators");
	return o->argument_count == 0;
}

void cause_find(const struct ctl_options *o, uint32_t number, struct buf *out)
{
	struct known known;

	if (of_number(number, out))
		return;
	if (of_verb(o, number, out)) {
		add_elevation(number, out);
		return;
	}
	known_ask(&known, o);
	if (is_start(o))
		of_start(&known, number, out);
	else
		of_instance(&known, number, out);
	if (is_of_account(&known))
		add_elevation(number, out);
	known_release(&known);
}
