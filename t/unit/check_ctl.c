/*
 * check_ctl.c: fspctl's portable half: its command line, the client's bytes,
 * and what it prints.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "client.h"
#include "daemon/ctl/options.h"
#include "daemon/ctl/output.h"
#include "error.h"
#include "limits.h"

static int read_words(struct ctl_options *o, struct buf *fault,
                      const char *const *words)
{
	static char *argv[32];
	int argc = 1;

	argv[0] = (char *)"fspctl";
	for (; *words; words++)
		argv[argc++] = (char *)*words;
	buf_init(fault);
	return ctl_options_read(argc, argv, o, fault);
}

#define READ(o, fault, ...) \
	read_words(o, fault, (const char *const[]){__VA_ARGS__, NULL})

static const struct {
	const char *words[8];
	const char *fault;
} refused[] = {
        {{"strat", "a", "b"},
         "unknown verb 'strat'; 'fspctl --help' lists them"},
        {{"start", "a"}, "usage: fspctl start CLASS INSTANCE [ARG...]"},
        {{"list", "a"}, "usage: fspctl list "},
        {{"--pipe"}, "--pipe needs NAME"},
        {{"--json=yes", "status"}, "--json takes no value"},
        {{"--nosuch", "list"}, "unknown option '--nosuch'"},
        {{"--timeout", "0", "list"},
         "--timeout takes 1 to 3600 seconds, not '0'"},
        {{"--launchctl", "status"},
         "--launchctl does not go with status, which launchctl does not "
         "have"},
        {{"--secret", "stop", "a", "b"}, "--secret goes with start only"},
        {{"secret"}, "usage: fspctl secret set|remove CLASS INSTANCE | list"},
        {{"secret", "get", "c", "i"},
         "usage: fspctl secret set|remove CLASS INSTANCE | list"},
        {{"secret", "set", "c"},
         "usage: fspctl secret set|remove CLASS INSTANCE | list"},
        {{"secret", "list", "c"},
         "usage: fspctl secret set|remove CLASS INSTANCE | list"},
        {{"list", "--wait"}, "--wait goes with stop and restart only"},
        {{"wait", "c", "i", "runing"},
         "no state 'runing': stopped, waiting, starting, ready, stopping, "
         "backoff, failed or disabled"},
        {{"--json"}, "no verb given; 'fspctl --help' lists them"},
};

START_TEST(options__refused_with_the_way_out)
{
	struct ctl_options o;
	struct buf fault;

	ck_assert_int_eq(read_words(&o, &fault, refused[_i].words), -1);
	ck_assert_str_eq(fault.data, refused[_i].fault);
	buf_release(&fault);
}
END_TEST

START_TEST(options__anywhere_before_a_starts_arguments)
{
	struct ctl_options o;
	struct buf fault;

	ck_assert_int_eq(READ(&o, &fault, "start", "--secret", "c", "i",
	                      "--json", "-o", "x", "--"),
	                 0);
	ck_assert(o.verb == CTL_START && o.secret && !o.json);
	ck_assert_uint_eq(o.argument_count, 6);
	ck_assert_str_eq(o.arguments[2], "--json");
	ck_assert_str_eq(o.arguments[5], "--");
	ck_assert_int_eq(READ(&o, &fault, "status", "c", "--json", "--pipe=p"),
	                 0);
	ck_assert(o.json && strcmp(o.pipe, "p") == 0);
	ck_assert_uint_eq(o.argument_count, 1);
	ck_assert_int_eq(READ(&o, &fault, "wait", "c", "i", "Ready"), 0);
	ck_assert_int_eq(READ(&o, &fault, "help", "start"), 0);
	ck_assert(o.help);
}
END_TEST

START_TEST(message__words_end_in_nul)
{
	static const char *const words[] = {"ab", ""};
	static const char expect[] = "S\0a\0b\0\0\0\0\0";
	struct buf out = BUF_INIT;

	ck_assert_int_eq(message_build(&out, 'S', words, 2, NULL), 0);
	ck_assert_uint_eq(out.len, sizeof(expect) - 1);
	ck_assert_mem_eq(out.data, expect, out.len);
	buf_release(&out);
}
END_TEST

START_TEST(message__too_long_is_refused)
{
	char word[LIMIT_PIPE_BYTES / 2];
	const char *const words[] = {word};
	struct buf out = BUF_INIT;
	struct error err = ERROR_INIT;

	memset(word, 'x', sizeof(word) - 2);
	word[sizeof(word) - 2] = '\0';
	ck_assert_int_eq(message_build(&out, 'F', words, 1, &err), 0);
	buf_clear(&out);
	word[sizeof(word) - 2] = 'x';
	word[sizeof(word) - 1] = '\0';
	ck_assert_int_eq(message_build(&out, 'F', words, 1, &err), -1);
	ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
	buf_release(&out);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len;
	int64_t result;
	const char *data;
} replies[] = {
        {"$\0", 2, 0, ""},
        {"$\0o\0k\0", 6, 0, "ok"},
        {"!\0001\0008\0003\0\0\0", 10, 183, ""},
        {"!\0002\0", 4, 2, ""},
        {"!\0000\0", 4, OS_INVALID_PARAMETER, ""},
        {"!\0\0\0", 4, -1, ""},
        {"!\0002\0x\0", 6, -1, ""},
        {"?\0", 2, -1, ""},
        {"$", 1, -1, ""},
        {"$\0\0\xd8", 4, -1, ""},
        {"", 0, -1, ""},
};

START_TEST(message__reply_is_read)
{
	struct buf data = BUF_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	        message_read(replies[_i].bytes, replies[_i].len, &data, &err),
	        replies[_i].result);
	ck_assert_str_eq(data.data, replies[_i].data);
	buf_release(&data);
}
END_TEST

START_TEST(output__foreign_names_are_escaped_and_aligned)
{
	static const char names[] = "c\0a\033[2J\0longer\0i\0";
	struct buf data = BUF_INIT, out = BUF_INIT;

	buf_add(&data, names, sizeof(names) - 1);
	output_names(&data, &out);
	ck_assert_str_eq(out.data, "CLASS   INSTANCE\n"
	                           "c       a\\x1B[2J\n"
	                           "longer  i\n");
	buf_release(&data);
	buf_release(&out);
}
END_TEST

START_TEST(output__status_of_several_pages)
{
	struct buf pages = BUF_INIT, out = BUF_INIT;
	struct error err = ERROR_INIT;

	buf_adds(&pages,
	         "{\"instances\":[{\"class\":\"c\",\"instance\":\"a\","
	         "\"state\":\"ready\",\"stale\":true,\"since\":\"s\","
	         "\"pid\":12,\"restarts\":0,\"reason\":null}],"
	         "\"next\":\"x\"}\n"
	         "{\"instances\":[{\"class\":\"c\",\"instance\":\"b\","
	         "\"state\":\"backoff\",\"stale\":false,\"since\":\"t\","
	         "\"next_try\":\"u\","
	         "\"pid\":null,\"restarts\":11,"
	         "\"reason\":\"exit code 3\"}]}\n");
	ck_assert_int_eq(output_status(&pages, &out, &err), 0);
	ck_assert_str_eq(out.data,
	                 "CLASS  INSTANCE  STATE          SINCE  PID  "
	                 "RESTARTS  NEXT TRY  REASON\n"
	                 "c      a         ready (stale)  s      12   "
	                 "0         -         -\n"
	                 "c      b         backoff        t      -    "
	                 "11        u         exit code 3\n");
	buf_clear(&pages);
	buf_adds(&pages, "{}\n");
	ck_assert_int_eq(output_status(&pages, &out, &err), -1);
	buf_release(&pages);
	buf_release(&out);
}
END_TEST

START_TEST(output__what_is_hidden_is_told)
{
	static const char none[] = "{\"instances\":[]}\n";
	static const char some[] = "{\"instances\":[{}]}\n";
	static const struct {
		enum account account;
		const char *pages, *text;
	} rows[] = {
	        {ACCOUNT_ADMIN, none, ""},
	        {ACCOUNT_ADMIN, some, ""},
	        {ACCOUNT_USER, some, ""},
	        {ACCOUNT_USER, none,
	         "what you may not query (LC) is not shown\n"},
	        {ACCOUNT_LIMITED, some,
	         "what you may not query (LC) is not shown; you are an "
	         "administrator: run it elevated to see all\n"},
	        {ACCOUNT_LIMITED, none,
	         "what you may not query (LC) is not shown; you are an "
	         "administrator: run it elevated to see all\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf pages = BUF_INIT, out = BUF_INIT;

		buf_adds(&pages, rows[i].pages);
		output_hidden(&pages, "instances", rows[i].account, &out);
		ck_assert_str_eq(out.data, rows[i].text);
		buf_release(&pages);
		buf_release(&out);
	}
}
END_TEST

START_TEST(output__secrets_and_key)
{
	struct buf pages = BUF_INIT, out = BUF_INIT;
	struct error err = ERROR_INIT;

	buf_adds(&pages, "{\"secrets\":[{\"class\":\"fs\",\"instance\":\"a\"}],"
	                 "\"next\":\"fs\\\\a\"}\n"
	                 "{\"secrets\":[{\"class\":\"fs\",\"instance\":"
	                 "\"b\\u001b\"}]}\n");
	ck_assert_int_eq(output_secrets(&pages, &out, &err), 0);
	ck_assert_str_eq(out.data, "CLASS  INSTANCE\n"
	                           "fs     a\n"
	                           "fs     b\\x1B\n");
	buf_clear(&pages);
	buf_clear(&out);
	buf_adds(&pages, "{\"id\":\"12\",\"public_key\":\"12:AAAA\"}\n");
	ck_assert_int_eq(output_key(&pages, &out, &err), 0);
	ck_assert_str_eq(out.data, "12:AAAA\n");
	buf_clear(&pages);
	buf_adds(&pages, "{}\n");
	ck_assert_int_eq(output_key(&pages, &out, &err), -1);
	ck_assert_int_eq(output_secrets(&pages, &out, &err), -1);
	buf_release(&pages);
	buf_release(&out);
}
END_TEST

Suite *check_ctl(void)
{
	Suite *suite = suite_create("ctl");
	TCase *tests = tcase_create("ctl");

	tcase_add_loop_test(tests, options__refused_with_the_way_out, 0,
	                    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(tests, options__anywhere_before_a_starts_arguments);
	tcase_add_test(tests, message__words_end_in_nul);
	tcase_add_test(tests, message__too_long_is_refused);
	tcase_add_loop_test(tests, message__reply_is_read, 0,
	                    sizeof(replies) / sizeof(replies[0]));
	tcase_add_test(tests, output__foreign_names_are_escaped_and_aligned);
	tcase_add_test(tests, output__status_of_several_pages);
	tcase_add_test(tests, output__what_is_hidden_is_told);
	tcase_add_test(tests, output__secrets_and_key);
	suite_add_tcase(suite, tests);
	return suite;
}
