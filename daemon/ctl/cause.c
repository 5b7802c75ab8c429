/*
 * cause.c: see cause.h. One number has many causes (2 alone has six), so the
 * daemon is asked what it knows before the number is explained in general.
 */
#include "cause.h"

#include <stdbool.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/json.h"
#include "../../common/limits.h"
#include "ask.h"
#include "../../common/client.h"
#include "options.h"
#include "output.h"

/* Ask a verb of ours on fspd's own pipe about the request's first words. */
static bool ask(const struct ctl_options *o, const char *verb, size_t names,
                struct buf *answer)
{
	const char *words[1 + 2 + LIMIT_ARGUMENTS] = {verb};
	struct ctl_options mine = *o;
	size_t count = 1;

	mine.launchctl = false;
	for (; count <= names && count <= o->argument_count; count++)
		words[count] = o->arguments[count - 1];
	return ask_command(&mine, 'F', words, count, answer, NULL) == 0;
}

/* A text member of the first element of list. */
static void first_text(const struct buf *answer, const char *list,
                       const char *name, struct buf *out)
{
	struct json_value root, rows, item = {NULL, 0}, member;

	if (json_read(answer->data, answer->len, &root) == 0 &&
	    json_member(&root, list, &rows) && json_next(&rows, &item) &&
	    json_member(&item, name, &member) && json_get_text(&member, out))
		buf_clear(out);
}

/* Put the finding of explain's check of that name into out; whether it is a
 * failure. */
static bool finding(const struct buf *answer, const char *name, struct buf *out)
{
	struct json_value root, checks, check = {NULL, 0}, ok;
	bool fails = false, found = false;

	if (json_read(answer->data, answer->len, &root) ||
	    !json_member(&root, "checks", &checks))
		return false;
	while (!found && json_next(&checks, &check)) {
		output_member(&check, "name", out);
		found = strcmp(out->data, name) == 0;
		fails = json_member(&check, "ok", &ok) && !json_get_bool(&ok);
	}
	buf_clear(out);
	if (found)
		output_member(&check, "text", out);
	return found && fails;
}

/* Nothing of the kind runs: because the class is none, or by itself. */
static void explain_instance(const struct buf *answer, struct buf *out)
{
	static const char *const of_class[] = {"services", "key", "executable",
	                                       "definition"};

	for (size_t i = 0; i < sizeof(of_class) / sizeof(of_class[0]); i++)
		if (finding(answer, of_class[i], out))
			return;
	finding(answer, "instance", out);
	if (out->len == 0)
		finding(answer, "state", out);
}

static bool is_start(const struct ctl_options *o)
{
	return o->verb == CTL_START || o->verb == CTL_START_WITH_SECRET;
}

static void not_found(const struct ctl_options *o, const char *reason,
                      bool defined, struct buf *out)
{
	if (!is_start(o) && o->verb != CTL_DEFINITION)
		buf_adds(out, "no such instance is running that you may see "
		              "(fspctl status)");
	else if (!defined)
		buf_addf(out,
		         "no class '%s' is defined that you may see "
		         "(fspctl definitions)",
		         o->arguments[0]);
	else if (*reason)
		buf_adds(out, reason);
	else
		buf_adds(out, "the program or a file that the definition "
		              "names does not exist (fspctl definition)");
}

static void denied(const struct ctl_options *o, struct buf *out)
{
	if (!is_start(o))
		buf_addf(out,
		         "you did not start this instance, and the "
		         "class's Security does not let you %s it",
		         o->verb == CTL_STOP ? "stop (WP)" : "query (LC)");
	else if (o->secret || o->verb == CTL_START_WITH_SECRET)
		buf_adds(out, "the password was not accepted, or the class's "
		              "Security does not let you start it (RP)");
	else
		buf_adds(out, "the class's Security does not let you start "
		              "it (RP)");
}

static void mismatch(const struct ctl_options *o, struct buf *out)
{
	if (!is_start(o))
		return;
	if (o->secret || o->verb == CTL_START_WITH_SECRET)
		buf_adds(out, "the class takes no password (Credentials is "
		              "none), or the password is empty");
	else
		buf_adds(out, "the class wants a password: fspctl start "
		              "--secret");
}

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
		buf_adds(out, "a log is for administrators and for the user "
		              "who started the instance");
	return true;
}

/* What explain says of it, where that tells more than the number. */
static bool explained(const struct ctl_options *o, uint32_t number,
                      struct buf *out)
{
	struct buf answer = BUF_INIT, text = BUF_INIT;
	struct json_value root;
	size_t names = o->argument_count;

	/* Explain asks for no password, so it cannot tell about one. */
	if (is_start(o) &&
	    (number == OS_TIMEOUT || number == OS_INSUFFICIENT_BUFFER))
		return false;
	if (o->verb == CTL_START_WITH_SECRET)
		names--; /* the last is the password */
	else if (!is_start(o))
		names = names < 2 ? names : 2;
	if (!ask(o, "explain", names, &answer))
		goto out;
	if (!is_start(o))
		explain_instance(&answer, &text);
	else if (json_read(answer.data, answer.len, &root) == 0)
		output_member(&root, "cause", &text);
out:
	buf_add(out, text.data, text.len);
	buf_release(&answer);
	buf_release(&text);
	return out->len > 0;
}

void cause_find(const struct ctl_options *o, uint32_t number, struct buf *out)
{
	struct buf answer = BUF_INIT, reason = BUF_INIT;
	bool defined;

	if (of_keeper(o, number, out) || of_logs(o, number, out))
		return;
	if (o->argument_count == 0) {
		if (number == OS_ACCESS_DENIED)
			buf_adds(out, "this is for administrators");
		return;
	}
	if ((is_start(o) || number == OS_FILE_NOT_FOUND ||
	     number == OS_TIMEOUT) &&
	    explained(o, number, out))
		return;
	if (is_start(o) && o->argument_count > 1 &&
	    ask(o, "status", 2, &answer))
		first_text(&answer, "instances", "reason", &reason);
	buf_clear(&answer);
	defined = ask(o, "definition", 1, &answer);
	switch (number) {
	case OS_FILE_NOT_FOUND:
		not_found(o, reason.data, defined, out);
		break;
	case OS_ACCESS_DENIED:
		denied(o, out);
		break;
	case OS_INVALID_PARAMETER:
		mismatch(o, out);
		break;
	case OS_ALREADY_EXISTS:
		buf_adds(out, "an instance of that name runs already (fspctl "
		              "status)");
		break;
	case OS_TIMEOUT:
		buf_adds(out, "the program did not answer the password in "
		              "time (StartTimeout) and was ended");
		break;
	case OS_INSUFFICIENT_BUFFER:
		buf_addf(out, "a password is at most %d bytes",
		         (int)LIMIT_SECRET_BYTES);
		break;
	default:
		buf_adds(out, reason.data);
		break;
	}
	buf_release(&answer);
	buf_release(&reason);
}
