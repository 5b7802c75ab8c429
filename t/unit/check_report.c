#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "declare.h"
#include "error.h"
#include "importer/ignored.h"
#include "importer/live_reply.h"
#include "importer/plan.h"
#include "importer/report.h"
#include "utf.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct error err;

START_TEST(diags__text_and_colors)
{
	struct declare d;
	struct buf out = BUF_INIT;

	declare(&d, "[a]\n\tx\nNope = \xc3\xa4\n", NULL, false);
	declare_codes(&d);
	report_diags(&d.diags, false, &out);
	ck_assert_str_eq(
	        out.data,
	        "x.ini:2:2: error: an indented line continues the value "
	        "above, but there is none: begin it in column 1 [FSP0114]\n"
	        "    2 | \tx\n"
	        "      | \t^\n"
	        "x.ini:3:1: error: no key is called 'Nope': a value of another "
	        "program is written 'Private.Nope = sz:...' [FSP0205]\n"
	        "    3 | Nope = \xc3\xa4\n"
	        "      | ^~~~\n");
	buf_clear(&out);
	report_diags(&d.diags, true, &out);
	ck_assert_ptr_nonnull(
	        strstr(out.data, "x.ini:2:2: \033[1;31merror:\033[0m an"));
	buf_release(&out);
	declare_release(&d);
}
END_TEST

START_TEST(diags__json_lines)
{
	struct declare d;
	struct buf out = BUF_INIT;

	declare(&d, "[a]\nNope = 1\nNada = 2\n", NULL, false);
	declare_codes(&d);
	report_diags_json(&d.diags, &out);
	size_t lines = 0;
	for (const char *c = out.data; *c; c++)
		lines += *c == '\n';
	ck_assert_uint_eq(lines, 2);
	ck_assert_ptr_nonnull(strstr(out.data, "\"FSP0205\""));
	buf_release(&out);
	declare_release(&d);
}
END_TEST

/* The plan for text over a store with one class of ours. */
static void report(const char *text, const char *removal, bool json,
                   struct buf *out)
{
	static const struct plan_options force = {.owner = "local",
	                                          .force = true};
	struct keystore *ks;
	struct declare d;
	struct plan plan = PLAN_INIT;

	keystore_mem_reset();
	ks = keystore_open(ROOT, true, &err);
	ck_assert_int_eq(keystore_put(ks, "a", "Executable", REG_TYPE_SZ,
	                              "C\0:\0\\\0x\0\0", 10, &err),
	                 0);
	ck_assert_int_eq(keystore_put(ks, "a", "LogFiles", REG_TYPE_DWORD,
	                              "\7\0\0", 4, &err),
	                 0);
	ck_assert_int_eq(keystore_put(ks, "a", "RunAs", REG_TYPE_EXPAND_SZ,
	                              "x\0\0", 4, &err),
	                 0);
	ck_assert_int_eq(keystore_put(ks, "a", "Digest", REG_TYPE_BINARY,
	                              "0123456789abcdef0123456789abcdef", 32,
	                              &err),
	                 0);
	declare(&d, text, NULL, true);
	ck_assert_int_eq(
	        plan_make(&plan, &d.declared, ks, &force, &d.diags, &err), 0);
	if (removal)
		ck_assert_int_eq(plan_removal(&plan, removal, ks, &force, &err),
		                 0);
	plan_sort(&plan);
	if (json)
		report_plan_json(&plan, out);
	else
		report_plan(&plan, out);
	plan_release(&plan);
	declare_release(&d);
	keystore_close(ks);
}

static const char text[] =
        "[a]\nExecutable = C:\\y\nRunAs = .\n"
        "[b]\nExecutable = C:\\z\nRunAs = .\nStopTimeout = 2s\n"
        "Private.p = dword:5\nPrivate.q = sz:x\nEnvironment = A=1\n  B=2\n"
        "Private.r = multi:\n  1\n  2\n";

START_TEST(passwords__nowhere_in_reports)
{
	static const char *const faulty[] = {
	        "[a]\nExecutable = C:\\y\nRunAs = .\nPassword = marker\n"
	        "[a\\i]\nSecret = marker\n",
	        "[a]\nExecutable = C:\\y\nRunAs = .\n"
	        "CommandLine = --pass=marker %\n[a\\i]\nStart = demand\n"
	        "ExtraArguments = --password\n  marker\n",
	        "[a]\nExecutable = C:\\y\nRunAs = .\nStopTimeout = "
	        "--pass=marker\nEnvironment =\n  RCLONE_PASS: marker\n"
	        "[a\\i]\nSecretTo = env:RCLONE_PASS=marker\n"
	        "WaitFor = --secret marker\n",
	};
	struct declare d;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		declare(&d, faulty[i], NULL, true);
		declare_codes(&d);
		ck_assert_uint_gt(d.diags.count, 1);
		report_diags(&d.diags, false, &out);
		report_diags_json(&d.diags, &out);
		declare_release(&d);
	}
	for (int json = 0; json < 2; json++)
		report("[b]\nExecutable = C:\\z\nRunAs = .\n"
		       "Private.p = sz:x --pass=marker\n"
		       "Private.my.password = sz:marker\n"
		       "Private.\xc3\xa4\xc3\xa4_pass = sz:marker\n"
		       "Allow = FSP0450\nCommandLine = --pass=marker\n",
		       NULL, json == 1, &out);
	ck_assert_msg(strstr(out.data, "marker") == NULL, "%s", out.data);
	ck_assert_ptr_nonnull(strstr(out.data, "my.password = sz:***"));
	ck_assert_ptr_nonnull(strstr(out.data, "CommandLine = --pass=******"));
	buf_release(&out);
}
END_TEST

/* What another program wrote, or somebody with regedit. */
START_TEST(passwords_of_the_registry__nowhere_in_reports)
{
	static const struct {
		const char *name, *text, *shown;
		enum reg_type type;
	} rows[] = {
	        {"Secret", "marker", "***", REG_TYPE_SZ},
	        {"Secret", "sealed:marker", "***", REG_TYPE_SZ},
	        {"Secret", "marker", "sz:***", REG_TYPE_EXPAND_SZ},
	        {"Secret", "local", "local", REG_TYPE_SZ},
	        {"Secret", "sealed:0123456789abcdef:AA==",
	         "sealed:0123456789abcdef:AA==", REG_TYPE_SZ},
	        {"ExtraArguments", "--pass=marker", "--pass=******",
	         REG_TYPE_SZ},
	        {"Argument2", "https://joe:marker@h", "https://joe:******@h",
	         REG_TYPE_SZ},
	        {"url.pass", "marker", "sz:***", REG_TYPE_SZ},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reg_value v = {.name = (char *)(uintptr_t)rows[i].name,
		                      .type = rows[i].type};
		struct buf data = BUF_INIT, out = BUF_INIT;

		ck_assert_int_eq(utf8_to_utf16le(&data, rows[i].text,
		                                 strlen(rows[i].text) + 1),
		                 0);
		v.data = (unsigned char *)data.data;
		v.len = data.len;
		report_value(&v, KIND_INSTANCE, &out);
		if (rows[i].type == REG_TYPE_EXPAND_SZ)
			ck_assert_ptr_null(strstr(out.data, "marker"));
		else
			ck_assert_str_eq(out.data, rows[i].shown);
		buf_release(&out);
		buf_release(&data);
	}
}
END_TEST

START_TEST(plan__text)
{
	struct buf out = BUF_INIT;

	report(text, NULL, false, &out);
	ck_assert_str_eq(
	        out.data,
	        "! a  (changed by another program since the last apply)\n"
	        "    ~ Executable = C:\\x -> C:\\y\n"
	        "    ~ RunAs = 4 bytes of type 2 -> .\n"
	        "    + Owner = local\n"
	        "    - LogFiles = 7\n"
	        "+ b\n"
	        "    + Executable = C:\\z\n"
	        "    + RunAs = .\n"
	        "    + StopTimeout = 2s\n"
	        "    + Environment = A=1\\nB=2\n"
	        "    + Owner = local\n"
	        "    + p = dword:5\n"
	        "    + q = sz:x\n"
	        "    + r = multi:1\\n2\n");
	buf_clear(&out);
	report("", "a", false, &out);
	ck_assert_str_eq(out.data, "- a\n");
	buf_release(&out);
}
END_TEST

START_TEST(plan__json)
{
	struct buf out = BUF_INIT;

	report("", "a", true, &out);
	ck_assert_str_eq(out.data, "{\"action\":\"remove\",\"drift\":false,"
	                           "\"interrupted\":false,\"class\":\"a\","
	                           "\"instance\":null,\"value\":null}\n");
	buf_clear(&out);
	report(text, NULL, true, &out);
	ck_assert_ptr_nonnull(strstr(
	        out.data, "\"class\":\"a\",\"instance\":null,"
	                  "\"value\":\"Executable\",\"before\":\"C:\\\\x\","
	                  "\"after\":\"C:\\\\y\"}\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "\"after\":\"A=1\\nB=2\"}\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "\"after\":\"multi:1\\n2\"}\n"));
	buf_release(&out);
}
END_TEST

static void take(struct live_reply *r, const char *version,
                 const char *definition, const char *status)
{
	struct buf json = BUF_INIT, next = BUF_INIT;

	live_reply_init(r);
	if (version) {
		buf_adds(&json, version);
		live_reply_version(r, &json);
		buf_clear(&json);
	}
	if (definition) {
		buf_adds(&json, definition);
		live_reply_definition(r, "a", &json);
		buf_clear(&json);
	}
	if (status) {
		buf_adds(&json, status);
		live_reply_status(r, &json, &next);
	}
	buf_release(&next);
	buf_release(&json);
}

/* A reply to `definition`, of counter value 5000. */
#define DEFINITION(rest) "{\"definitions\":[{\"live_at\":5000," rest "}]}"
#define VERSION          "{\"version\":\"1.0\",\"counter_frequency\":1000}"

START_TEST(live__closing_line)
{
	static const struct {
		const char *version, *definition, *status, *line;
		enum live_result result;
	} cases[] = {
	        {NULL, NULL, NULL,
	         "no fspd here: WinFsp.Launcher reads this at the next start",
	         LIVE_NOBODY},
	        {VERSION, DEFINITION("\"state\":\"live\""),
	         "{\"instances\":[]}",
	         "live in fspd 1.0, 2000.0 ms after the last write", LIVE_YES},
	        {"{\"version\":\"1.0\"}", DEFINITION("\"state\":\"live\""),
	         "{\"instances\":[{\"class\":\"a\",\"instance\":\"i\","
	         "\"stale\":true},{\"class\":\"a\",\"instance\":\"j\","
	         "\"stale\":false}]}",
	         "live in fspd 1.0 (1 stale: a\\i)", LIVE_YES},
	        {VERSION,
	         DEFINITION("\"state\":\"bad\","
	                    "\"diags\":[{\"text\":\"no good\"}]"),
	         NULL, "rejected: a: no good", LIVE_REJECTED},
	        {VERSION,
	         DEFINITION("\"state\":\"interrupted\","
	                    "\"remedy\":\"again\",\"diags\":[]"),
	         NULL, "rejected: a: again", LIVE_REJECTED},
	        {VERSION, "nonsense", NULL,
	         "fspd 1.0 has not confirmed this yet; see fspctl "
	         "definitions",
	         LIVE_UNCONFIRMED},
	        {VERSION, "{\"definitions\":[]}", NULL,
	         "fspd 1.0 has not confirmed this yet; see fspctl "
	         "definitions",
	         LIVE_UNCONFIRMED},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct live_reply r;
		struct buf line = BUF_INIT;

		take(&r, cases[i].version, cases[i].definition,
		     cases[i].status);
		const enum live_result result =
		        live_reply_line(&r, 3000, &line);
		ck_assert_str_eq(line.data, cases[i].line);
		ck_assert_int_eq(result, cases[i].result);
		buf_release(&line);
		live_reply_release(&r);
	}
}
END_TEST

/* Two pages, some classes of which are asked about. */
START_TEST(live__of_many)
{
	static const char *const wanted[] = {"A", "c", "d"};
	struct buf page = BUF_INIT, next = BUF_INIT, line = BUF_INIT;
	struct live_reply r;

	take(&r, VERSION, NULL, NULL);
	buf_adds(&page, "{\"definitions\":[{\"class\":\"a\",\"live_at\":7000,"
	                "\"state\":\"live\"},{\"class\":\"b\",\"state\":"
	                "\"bad\",\"live_at\":9000}],\"next\":\"b\"}");
	live_reply_page(&r, wanted, 3, &page, &next);
	ck_assert_str_eq(next.data, "b");
	ck_assert_uint_eq(r.seen, 1);
	buf_clear(&page);
	buf_adds(&page, "{\"definitions\":[{\"class\":\"C\",\"live_at\":4000,"
	                "\"state\":\"live\"},{\"class\":\"d\",\"state\":"
	                "\"live\"},{\"class\":\"e\",\"state\":\"bad\"}]}");
	live_reply_page(&r, wanted, 3, &page, &next);
	ck_assert_uint_eq(next.len, 0);
	ck_assert_uint_eq(r.seen, 3);
	ck_assert_int_eq(live_reply_line(&r, 3000, &line), LIVE_YES);
	ck_assert_str_eq(line.data,
	                 "live in fspd 1.0, 4000.0 ms after the last write");
	live_reply_restart(&r);
	buf_clear(&page);
	buf_clear(&line);
	buf_adds(&page, "{\"definitions\":[{\"class\":\"d\",\"state\":\"bad\","
	                "\"remedy\":\"mend it\"}]}");
	live_reply_page(&r, wanted, 3, &page, &next);
	ck_assert_uint_eq(r.seen, 1);
	ck_assert_int_eq(live_reply_line(&r, 0, &line), LIVE_REJECTED);
	ck_assert_str_eq(line.data, "rejected: d: mend it");
	live_reply_release(&r);
	buf_release(&page);
	buf_release(&next);
	buf_release(&line);
}
END_TEST

/* Nothing was written: there is nothing to count from. */
START_TEST(live__nothing_to_do)
{
	struct buf line = BUF_INIT;
	struct live_reply r;

	take(&r, VERSION, DEFINITION("\"state\":\"live\""), NULL);
	ck_assert_int_eq(live_reply_line(&r, 0, &line), LIVE_YES);
	ck_assert_str_eq(line.data, "live in fspd 1.0");
	live_reply_release(&r);
	buf_release(&line);
}
END_TEST

static const struct {
	const char *name, *text, *expected;
} ignored[] = {
        {"all_known__nothing",
         "[a]\nExecutable = C:\\x\nRunAs = .\nRecovery = yes\nOwner = me\n",
         ""},
        {"keys__each_once_in_schema_order",
         "[a]\nExecutable = C:\\x\nRunAs = .\nOnChange = restart\n"
         "[b]\nExecutable = C:\\x\nRunAs = .\nOnChange = keep\n"
         "Restart = never\n",
         "; ignored there: Restart, OnChange"},
        {"instances__counted",
         "[a]\nExecutable = C:\\x\nRunAs = .\nLogFiles = 3\n"
         "[a\\i]\nRestart = never\n[a\\j]\n",
         "; ignored there: LogFiles, 2 instances"},
        {"instance_alone__counted", "[a\\i]\n", "; ignored there: 1 instance"},
};

START_TEST(ignored__row)
{
	const struct plan_options options = {.owner = "local"};
	struct plan plan;
	struct declare d;
	struct buf out = BUF_INIT;

	keystore_mem_reset();
	struct keystore *ks = keystore_open(ROOT, true, &err);
	declare(&d, ignored[_i].text, NULL, false);
	ck_assert_int_eq(
	        plan_make(&plan, &d.declared, ks, &options, &d.diags, &err), 0);
	ignored_add(&plan, &d.declared, &out);
	ck_assert_str_eq(out.data, ignored[_i].expected);
	buf_clear(&out);
	/* As when nobody wrote to the keys since, and none was read. */
	for (size_t i = 0; i < plan.count; i++) {
		reg_key_release(&plan.keys[i].after);
		plan.keys[i].after = (struct reg_key)REG_KEY_INIT;
	}
	ignored_add(&plan, &d.declared, &out);
	ck_assert_str_eq(out.data, ignored[_i].expected);
	for (size_t i = 0; i < plan.count; i++)
		plan.keys[i].action = PLAN_REMOVE;
	buf_clear(&out);
	ignored_add(&plan, &d.declared, &out);
	ck_assert_str_eq(out.data, "");
	buf_release(&out);
	plan_release(&plan);
	declare_release(&d);
	keystore_close(ks);
}
END_TEST

Suite *check_report(void)
{
	Suite *suite = suite_create("report");
	TCase *tests = tcase_create("report");

	tcase_add_test(tests, diags__text_and_colors);
	tcase_add_test(tests, diags__json_lines);
	tcase_add_test(tests, passwords__nowhere_in_reports);
	tcase_add_test(tests, passwords_of_the_registry__nowhere_in_reports);
	tcase_add_test(tests, plan__text);
	tcase_add_test(tests, plan__json);
	tcase_add_test(tests, live__closing_line);
	tcase_add_test(tests, live__of_many);
	tcase_add_test(tests, live__nothing_to_do);
	tcase_add_loop_test(tests, ignored__row, 0,
	                    sizeof(ignored) / sizeof(ignored[0]));
	suite_add_tcase(suite, tests);
	return suite;
}
