#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "declare.h"
#include "digest.h"
#include "error.h"
#include "../fake/keystore_mem.h"
#include "importer/apply.h"
#include "importer/merge.h"
#include "common/rules.h"
#include "importer/plan.h"
#include "importer/underlay.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *ks;
static struct error err;
static struct plan plan;
static const struct plan_options mine = {.owner = "local"};

static void setup(void)
{
	keystore_mem_reset();
	err = (struct error)ERROR_INIT;
	ks = keystore_open(ROOT, true, &err);
	ck_assert_ptr_nonnull(ks);
}

static void teardown(void)
{
	keystore_close(ks);
}

/* Store text as an SZ value. */
static void put(const char *path, const char *name, const char *text)
{
	unsigned char data[256];
	const size_t len = strlen(text) + 1;

	ck_assert_uint_le(2 * len, sizeof(data));
	for (size_t i = 0; i < len; i++) {
		data[2 * i] = (unsigned char)text[i];
		data[2 * i + 1] = 0;
	}
	ck_assert_int_eq(
	        keystore_put(ks, path, name, REG_TYPE_SZ, data, 2 * len, &err),
	        0);
}

/* Compare text with the store; the findings as declare_codes() writes them. */
static const char *make(struct declare *d, const char *text,
                        const struct plan_options *options)
{
	declare(d, text, NULL, false);
	ck_assert_int_eq(underlay(&d->declared, ks, false, &d->diags, &err), 0);
	rules_check(&d->declared, &d->diags);
	ck_assert_msg(plan_make(&plan, &d->declared, ks, options, &d->diags,
	                        &err) == 0,
	              "%s", err.text);
	return declare_codes(d);
}

static void write_all(void)
{
	struct apply_result result;

	ck_assert_msg(apply(&plan, ks, &result, &err) == 0, "%s", err.text);
}

static void apply_text(const char *text, const struct plan_options *options)
{
	struct declare d;

	make(&d, text, options);
	write_all();
	plan_release(&plan);
	declare_release(&d);
}

static const char minimal[] =
        "[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n";

START_TEST(plan__new_same_change)
{
	static const struct {
		const char *text;
		enum plan_action class_action, instance_action;
		bool has_instance;
	} steps[] = {
	        {"[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n",
	         PLAN_NEW, PLAN_SAME, false},
	        {"; moved\n\n[a]\nExecutable = C:\\x.exe\n"
	         "RunAs = LocalService\n",
	         PLAN_SAME, PLAN_SAME, false},
	        {"[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n"
	         "[a\\i]\nArgument2 = M:\n",
	         PLAN_SAME, PLAN_NEW, true},
	        {"[a]\nExecutable = C:\\y.exe\nRunAs = LocalService\n"
	         "[a\\i]\nArgument2 = M:\n",
	         PLAN_CHANGE, PLAN_SAME, true},
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct declare d;

		ck_assert_str_eq(make(&d, steps[i].text, &mine), "");
		ck_assert_uint_eq(plan.count, steps[i].has_instance ? 2 : 1);
		ck_assert_int_eq(plan.keys[0].action, steps[i].class_action);
		if (steps[i].has_instance)
			ck_assert_int_eq(plan.keys[1].action,
			                 steps[i].instance_action);
		write_all();
		plan_release(&plan);
		declare_release(&d);
	}
}
END_TEST

/* What the section does not name goes; what the schema does not know stays. */
START_TEST(plan__section_is_the_whole_definition)
{
	struct declare d;

	apply_text("[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n"
	           "LogFiles = 3\n",
	           &mine);
	put("a", "sshfs.rootdir", "x");
	ck_assert_str_eq(make(&d, minimal, &mine), "");
	ck_assert_ptr_null(reg_key_find(&plan.keys[0].after, "LogFiles"));
	ck_assert_ptr_nonnull(
	        reg_key_find(&plan.keys[0].after, "sshfs.rootdir"));
	write_all();
	plan_release(&plan);
	declare_release(&d);

	struct reg_key raw;
	ck_assert_int_eq(keystore_read(ks, "a", &raw, &err), KEYSTORE_OK);
	ck_assert_ptr_null(reg_key_find(&raw, "LogFiles"));
	ck_assert_ptr_nonnull(reg_key_find(&raw, "sshfs.rootdir"));
	ck_assert_int_eq(digest_judge(&raw, KIND_CLASS), DIGEST_MATCH);
	reg_key_release(&raw);
}
END_TEST

START_TEST(plan__overlay_keeps_the_rest)
{
	struct declare d;
	struct reg_key raw;

	put("a", "Executable", "C:\\x.exe");
	put("a", "CommandLine", "-old");
	put("a", "RunAs", "LocalService");
	put("a", "private", "x");
	ck_assert_str_eq(make(&d,
	                      "[a]\nExtends = registry\n"
	                      "CommandLine = -new\nRunAs =\n"
	                      "LogFiles = 3\n",
	                      &mine),
	                 "1:2+1 w0431");
	write_all();
	plan_release(&plan);
	declare_release(&d);
	ck_assert_int_eq(keystore_read(ks, "a", &raw, &err), KEYSTORE_OK);
	ck_assert_ptr_null(reg_key_find(&raw, "RunAs"));
	char *command = merge_text(&raw, KEY_COMMAND_LINE);
	ck_assert_str_eq(command, "-new");
	free(command);
	char *executable = merge_text(&raw, KEY_EXECUTABLE);
	ck_assert_str_eq(executable, "C:\\x.exe");
	free(executable);
	ck_assert_ptr_nonnull(reg_key_find(&raw, "private"));
	ck_assert_int_eq(digest_judge(&raw, KIND_CLASS), DIGEST_MATCH);
	reg_key_release(&raw);
}
END_TEST

START_TEST(plan__findings)
{
	static const struct {
		const char *name, *text, *expected;
	} cases[] = {
	        {"overlay_of_nothing__told", "[new]\nExtends = registry\n",
	         "2:11+8 FSP0502"},
	        {"overlay_without_executable__told",
	         "[empty]\nExtends = registry\nRunAs = .\n", "1:2+5 FSP0401"},
	        {"overlay_of_a_bad_class__told",
	         "[bad]\nExtends = registry\nRunAs = .\n", "1:2+3 FSP0402"},
	        {"another_owner__told",
	         "[theirs]\nExecutable = C:\\x.exe\nRunAs = .\n",
	         "1:2+6 FSP0501"},
	        {"own_owner_key__ok",
	         "[theirs]\nExecutable = C:\\x.exe\nRunAs = .\n"
	         "Owner = them\n",
	         ""},
	        {"other_spelling__told",
	         "[THEIRS]\nExecutable = C:\\x.exe\nRunAs = .\n"
	         "Owner = them\n",
	         "1:2+6 FSP0503"},
	        {"class_nowhere__warned", "[new\\i]\nStart = demand\n",
	         "1:2+5 w0208"},
	        {"class_in_registry__ok", "[theirs\\i]\nStart = demand\n", ""},
	        {"non_ascii_case__told",
	         "[\xc3\x84]\nExecutable = C:\\x.exe\nRunAs = .\n",
	         "1:2+1 FSP0207"},
	        {"non_ascii_case_of_an_instance__told",
	         "[theirs\\100%\xc3\x84]\nStart = demand\n", "1:2+12 FSP0207"},
	        {"non_ascii_case_of_its_class__told",
	         "[\xc3\x84\\i]\nStart = demand\n",
	         "1:2+3 w0208 1:2+3 FSP0207"},
	        {"non_ascii_case_of_class_and_instances__told_once",
	         "[\xc3\x84]\nExecutable = C:\\x.exe\nRunAs = .\n"
	         "[\xc3\x84\\i]\nStart = demand\n"
	         "[\xc3\x84\\j]\nStart = demand\n",
	         "1:2+1 FSP0207"},
	        {"non_ascii_case_of_its_class__told_by_the_first",
	         "[\xc3\x84\\i]\nStart = demand\n"
	         "[\xc3\x84\\j]\nStart = demand\n",
	         "1:2+3 w0208 1:2+3 FSP0207 3:2+3 w0208"},
	        {"the_instance_itself__ok",
	         "[theirs\\100%\xc3\xa4]\nStart = demand\n", ""},
	};

	put("empty", "CommandLine", "-x");
	put("bad", "Executable", "x.exe");
	put("theirs", "Executable", "C:\\x.exe");
	put("theirs", "Owner", "them");
	put("\xc3\xa4", "Executable", "C:\\x.exe");
	put("theirs\\Instances\\100%25\xc3\xa4", "Start", "demand");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct declare d;
		const char *codes = make(&d, cases[i].text, &mine);

		ck_assert_msg(strcmp(codes, cases[i].expected) == 0,
		              "%s: got '%s', expected '%s'", cases[i].name,
		              codes, cases[i].expected);
		plan_release(&plan);
		declare_release(&d);
	}
}
END_TEST

/* An apply died behind the values that differed: that they were is gone. */
START_TEST(plan__interrupted_key_gets_its_source)
{
	static const char text[] = "[a]\nExecutable = C:\\x.exe\nRunAs = .\n";
	struct declare d;

	apply_text(text, &mine);
	put("a", "Source", "old.ini:9");
	make(&d, text, &mine);
	ck_assert_int_eq(plan.keys[0].action, PLAN_SAME);
	plan_release(&plan);
	declare_release(&d);
	ck_assert_int_eq(
	        keystore_put(ks, "a", "Digest", REG_TYPE_BINARY, "", 0, &err),
	        0);
	make(&d, text, &mine);
	ck_assert_int_eq(plan.keys[0].action, PLAN_CHANGE);
	char *source = merge_text(&plan.keys[0].after, KEY_SOURCE);
	ck_assert_str_eq(source, "x.ini:1");
	free(source);
	plan_release(&plan);
	declare_release(&d);
}
END_TEST

START_TEST(plan__force_takes_over)
{
	static const struct plan_options force = {.owner = "local",
	                                          .force = true};
	struct declare d;

	put("theirs", "Executable", "C:\\x.exe");
	put("theirs", "Owner", "them");
	ck_assert_str_eq(make(&d,
	                      "[theirs]\nExecutable = C:\\x.exe\n"
	                      "RunAs = .\n",
	                      &force),
	                 "");
	char *owner = merge_text(&plan.keys[0].after, KEY_OWNER);
	ck_assert_str_eq(owner, "local");
	free(owner);
	plan_release(&plan);
	declare_release(&d);
}
END_TEST

/* Values that are right already still need a Digest that says so. */
START_TEST(plan__digest_states)
{
	static const struct {
		const char *name, *digest;
		size_t len;
		bool drift, interrupted;
	} cases[] = {
	        {"open__interrupted", "", 0, false, true},
	        {"mismatch__drift", "0123456789abcdef0123456789abcdef", 32,
	         true, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct apply_result result;
		struct declare d;

		apply_text(minimal, &mine);
		ck_assert_int_eq(keystore_put(ks, "a", "Digest",
		                              REG_TYPE_BINARY, cases[i].digest,
		                              cases[i].len, &err),
		                 0);
		make(&d, minimal, &mine);
		ck_assert_int_eq(plan.keys[0].action, PLAN_CHANGE);
		ck_assert_msg(plan.keys[0].drift == cases[i].drift, "%s",
		              cases[i].name);
		ck_assert_msg(plan.keys[0].interrupted == cases[i].interrupted,
		              "%s", cases[i].name);
		ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
		ck_assert_uint_eq(result.values, 1);
		plan_release(&plan);
		declare_release(&d);
		make(&d, minimal, &mine);
		ck_assert_int_eq(plan.keys[0].action, PLAN_SAME);
		plan_release(&plan);
		declare_release(&d);
	}
}
END_TEST

START_TEST(removal__whose_it_is)
{
	static const struct plan_options other = {.owner = "other",
	                                          .force = false};
	static const struct plan_options force = {.owner = "other",
	                                          .force = true};

	apply_text(minimal, &mine);
	ck_assert_int_eq(plan_removal(&plan, "nope", ks, &mine, &err), 1);
	ck_assert_uint_eq(err.code, OS_FILE_NOT_FOUND);
	ck_assert_int_eq(plan_removal(&plan, "a\\i", ks, &mine, &err), 1);
	ck_assert_int_eq(plan_removal(&plan, "a", ks, &other, &err), 1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_uint_eq(plan.count, 0);
	ck_assert_int_eq(plan_removal(&plan, "A", ks, &mine, &err), 0);
	ck_assert_uint_eq(plan.count, 1);
	plan_release(&plan);
	ck_assert_int_eq(plan_removal(&plan, "a", ks, &force, &err), 0);
	plan_release(&plan);
	put("installed", "Executable", "C:\\x.exe");
	ck_assert_int_eq(plan_removal(&plan, "installed", ks, &mine, &err), 1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	plan_release(&plan);
}
END_TEST

/* What goes with its class is not removed a second time. */
START_TEST(removal__sorted)
{
	static const char *const names[] = {"a\\i", "b", "a", "a\\i", "B"};

	apply_text("[a]\nExecutable = C:\\x.exe\nRunAs = .\n"
	           "[a\\i]\nStart = demand\n"
	           "[b]\nExecutable = C:\\x.exe\nRunAs = .\n",
	           &mine);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_int_eq(plan_removal(&plan, names[i], ks, &mine, &err),
		                 0);
	plan_sort(&plan);
	ck_assert_uint_eq(plan.count, 2);
	ck_assert_str_eq(plan.keys[0].path, "a");
	write_all();
	plan_release(&plan);

	struct reg_list left;
	ck_assert_int_eq(keystore_list(ks, "", &left, &err), KEYSTORE_OK);
	ck_assert_uint_eq(left.count, 0);
	reg_list_release(&left);
}
END_TEST

START_TEST(plan__unreadable_registry_fails)
{
	struct declare d;

	apply_text(minimal, &mine);
	keystore_mem_deny(ks, "a", OS_ACCESS_DENIED);
	declare(&d, minimal, NULL, true);
	ck_assert_int_eq(
	        plan_make(&plan, &d.declared, ks, &mine, &d.diags, &err), -1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_uint_eq(plan.count, 0);
	declare_release(&d);
}
END_TEST

Suite *check_plan(void)
{
	Suite *suite = suite_create("plan");
	TCase *tests = tcase_create("plan");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, plan__new_same_change);
	tcase_add_test(tests, plan__section_is_the_whole_definition);
	tcase_add_test(tests, plan__overlay_keeps_the_rest);
	tcase_add_test(tests, plan__findings);
	tcase_add_test(tests, plan__interrupted_key_gets_its_source);
	tcase_add_test(tests, plan__force_takes_over);
	tcase_add_test(tests, plan__digest_states);
	tcase_add_test(tests, removal__whose_it_is);
	tcase_add_test(tests, removal__sorted);
	tcase_add_test(tests, plan__unreadable_registry_fails);
	suite_add_tcase(suite, tests);
	return suite;
}
