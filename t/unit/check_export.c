#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "codec.h"
#include "declare.h"
#include "error.h"
#include "importer/apply.h"
#include "importer/export.h"
#include "importer/plan.h"
#include "vectors.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct error err;

static void export_all(struct keystore *ks, struct buf *out,
                       struct buf *problems, int expected)
{
	static const struct export_request all = {NULL, 0, "local"};

	ck_assert_int_eq(export_store(ks, &all, out, problems, &err), expected);
}

/* Apply text to an empty store and export it. */
static void there_and_back(const char *text, struct buf *out)
{
	static const struct plan_options mine = {.owner = "local"};
	struct buf problems = BUF_INIT;
	struct apply_result result;
	struct keystore *ks;
	struct declare d;
	struct plan plan = PLAN_INIT;

	keystore_mem_reset();
	ks = keystore_open(ROOT, true, &err);
	declare(&d, text, NULL, true);
	ck_assert_str_eq(declare_codes(&d), "");
	ck_assert_int_eq(
	        plan_make(&plan, &d.declared, ks, &mine, &d.diags, &err), 0);
	ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
	plan_release(&plan);
	declare_release(&d);
	export_all(ks, out, &problems, 0);
	ck_assert_str_eq(problems.data, "");
	keystore_close(ks);
}

START_TEST(export__canonical_text_comes_back)
{
	static const char text[] =
	        "[a]\n"
	        "Executable = C:\\x.exe\n"
	        "CommandLine = -u %1 $${HOME} -o \"a;b\" # no comment\n"
	        "RunAs = LocalService\n"
	        "Security = D:P(A;;RPWPLC;;;AU)\n"
	        "Credentials = none\n"
	        "SuccessExitCodes =\n  0\n  3\n"
	        "StopTimeout = 1500ms\n"
	        "Environment =\n  A=1\n  B=x y\n"
	        "LogMaxSize = 2MiB\n"
	        "Private.list = multi:\n  one\n  two\n"
	        "Private.sshfs.rootdir = dword:1\n"
	        "Private.text = sz:x = y\n"
	        "\n"
	        "[a\\host\\dir 100%]\n"
	        "Argument2 = M:\n"
	        "Start = demand\n"
	        "Owner = msi\n"
	        "\n";
	struct buf out = BUF_INIT;

	there_and_back(text, &out);
	ck_assert_str_eq(out.data, text);
	buf_release(&out);
}
END_TEST

/* What the schema refuses is there all the same: an import tells. */
START_TEST(export__refused_values_are_written)
{
	static const char text[] = "[a]\nRunAs = Bob\nJobControl = 5\n"
	                           "Credentials = 42\nLogFiles = 0\n\n";
	struct buf out = BUF_INIT, problems = BUF_INIT;
	struct reg_key key = REG_KEY_INIT;
	struct declare d;

	reg_key_set(&key, "RunAs", REG_TYPE_SZ, "B\0o\0b\0\0", 8);
	reg_key_set(&key, "JobControl", REG_TYPE_DWORD, "\5\0\0", 4);
	reg_key_set(&key, "Credentials", REG_TYPE_DWORD, "\x2a\0\0", 4);
	reg_key_set(&key, "LogFiles", REG_TYPE_DWORD, "\0\0\0", 4);
	ck_assert_int_eq(export_key(&key, "a", NULL, "local", &out, &problems),
	                 0);
	ck_assert_str_eq(out.data, text);
	declare(&d, out.data, NULL, false);
	ck_assert_str_eq(declare_codes(&d),
	                 "2:9+3 FSP0430 3:14+1 FSP0303 4:15+2 FSP0304 "
	                 "5:12+1 FSP0302");
	declare_release(&d);
	reg_key_release(&key);
	buf_release(&out);
	buf_release(&problems);
}
END_TEST

/* A word of ours in other letters stays as it is. */
START_TEST(export__words_keep_their_case)
{
	struct buf out = BUF_INIT, problems = BUF_INIT;
	struct reg_key key = REG_KEY_INIT;

	reg_key_set(&key, "Restart", REG_TYPE_SZ, "N\0e\0V\0e\0r\0\0", 12);
	ck_assert_int_eq(export_key(&key, "a", NULL, "local", &out, &problems),
	                 0);
	ck_assert_str_eq(out.data, "[a]\nRestart = NeVer\n\n");
	reg_key_release(&key);
	buf_release(&out);
	buf_release(&problems);
}
END_TEST

/* What an INI file cannot say is named and stands there as a comment. */
START_TEST(export__what_cannot_be_said)
{
	static const struct {
		const char *name, *value_name, *data;
		uint32_t type;
		size_t len;
	} cases[] = {
	        {"control_character", "CommandLine", "a\0\n\0b\0\0",
	         REG_TYPE_SZ, 8},
	        {"blank_at_the_end", "CommandLine", "a\0 \0\0", REG_TYPE_SZ, 6},
	        {"blank_in_front", "CommandLine", " \0a\0\0", REG_TYPE_SZ, 6},
	        {"empty", "CommandLine", "\0", REG_TYPE_SZ, 2},
	        {"wrong_type", "CommandLine", "a\0\0", REG_TYPE_EXPAND_SZ, 4},
	        {"no_nul", "CommandLine", "a", REG_TYPE_SZ, 2},
	        {"private_binary", "p", "\1\2\3", REG_TYPE_BINARY, 4},
	        {"private_name_with_equals", "p=q", "a\0\0", REG_TYPE_SZ, 4},
	        {"private_name_with_a_line", "a = dword:5\n; x", "\5\0\0",
	         REG_TYPE_DWORD, 4},
	        {"private_list_element_like_a_comment", "p", ";\0\0\0\0",
	         REG_TYPE_MULTI_SZ, 6},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT, problems = BUF_INIT;
		struct reg_key key = REG_KEY_INIT;

		reg_key_set(&key, cases[i].value_name, cases[i].type,
		            cases[i].data, cases[i].len);
		ck_assert_msg(export_key(&key, "a", NULL, "local", &out,
		                         &problems) == 1,
		              "%s: %s", cases[i].name, out.data);
		ck_assert_msg(strncmp(out.data, "[a]\n; ", 6) == 0, "%s",
		              cases[i].name);
		ck_assert_uint_gt(problems.len, 0);
		reg_key_release(&key);
		buf_release(&out);
		buf_release(&problems);
	}
}
END_TEST

START_TEST(export__names_no_section_can_have)
{
	struct buf out = BUF_INIT, problems = BUF_INIT;
	struct reg_key key = REG_KEY_INIT;

	ck_assert_int_eq(
	        export_key(&key, "a\nb", NULL, "local", &out, &problems), 1);
	ck_assert_str_eq(out.data, "; [a\\nb] cannot be written here\n\n");
	buf_release(&out);
	buf_release(&problems);
}
END_TEST

START_TEST(export__by_name)
{
	static const char *const one[] = {"b", "a\\i"};
	static const char *const missing[] = {"a\\j"};
	static const struct export_request some = {one, 2, "local"};
	static const struct export_request none = {missing, 1, "local"};
	struct buf out = BUF_INIT, problems = BUF_INIT, all = BUF_INIT;
	struct keystore *ks;

	there_and_back("[a]\nExecutable = C:\\x.exe\nRunAs = .\n"
	               "[a\\i]\nStart = demand\n"
	               "[b]\nExecutable = C:\\x.exe\nRunAs = .\n",
	               &all);
	ks = keystore_open(ROOT, false, &err);
	ck_assert_int_eq(export_store(ks, &some, &out, &problems, &err), 0);
	ck_assert_str_eq(out.data, "[b]\nExecutable = C:\\x.exe\nRunAs = .\n\n"
	                           "[a\\i]\nStart = demand\n\n");
	ck_assert_int_eq(export_store(ks, &none, &out, &problems, &err), -1);
	ck_assert_uint_eq(err.code, OS_FILE_NOT_FOUND);
	keystore_close(ks);
	buf_release(&out);
	buf_release(&problems);
	buf_release(&all);
}
END_TEST

/* One shipped definition as registry values. */
static void take_row(const struct json_value *values, struct reg_key *key)
{
	for (int i = 0; i < KEY_COUNT; i++) {
		const struct schema_key *row = schema_key((enum key_id)i);
		struct json_value v;
		struct buf text = BUF_INIT;
		struct value value = {.present = true};
		unsigned char *data;
		size_t len;

		if (!json_member(values, row->name, &v))
			continue;
		if (json_get_text(&v, &text) == 0) {
			value.text = text.data;
			value.len = text.len;
		} else {
			value.number = (uint32_t)json_get_number(&v, 0);
		}
		codec_value(&value, row->type, &data, &len);
		reg_key_set(key, row->name, schema_reg_type(row->type), data,
		            len);
		free(data);
		buf_release(&text);
	}
}

/* Definitions as they are shipped come back from INI with every byte. */
START_TEST(export__shipped_definitions)
{
	struct vectors rows;
	size_t count = 0;

	if (!vectors_open(&rows, "services.jsonl"))
		return;
	while (vectors_next(&rows)) {
		struct buf out = BUF_INIT, problems = BUF_INIT;
		struct reg_key key = REG_KEY_INIT, again = REG_KEY_INIT;
		struct json_value values;
		struct declare d;

		ck_assert(vectors_member(&rows, "values", &values));
		take_row(&values, &key);
		ck_assert_msg(export_key(&key, "a", NULL, "local", &out,
		                         &problems) == 0,
		              "%s: %s", rows.id, problems.data);
		declare(&d, out.data, NULL, false);
		/* A test of the launcher's own has a RunAs that is none. */
		if (diag_count(&d.diags, DIAG_ERROR) > 0) {
			ck_assert_str_eq(declare_codes(&d), "5:9+5 FSP0430");
			reg_key_remove(&key, "RunAs");
		}
		codec_encode(&declare_section(&d, "a")->def, &again);
		ck_assert_msg(reg_key_equal(&key, &again), "%s:\n%s", rows.id,
		              out.data);
		count++;
		declare_release(&d);
		reg_key_release(&key);
		reg_key_release(&again);
		buf_release(&out);
		buf_release(&problems);
	}
	vectors_close(&rows);
	ck_assert_uint_gt(count, 30);
}
END_TEST

Suite *check_export(void)
{
	Suite *suite = suite_create("export");
	TCase *tests = tcase_create("export");

	tcase_add_test(tests, export__canonical_text_comes_back);
	tcase_add_test(tests, export__refused_values_are_written);
	tcase_add_test(tests, export__words_keep_their_case);
	tcase_add_test(tests, export__what_cannot_be_said);
	tcase_add_test(tests, export__names_no_section_can_have);
	tcase_add_test(tests, export__by_name);
	tcase_add_test(tests, export__shipped_definitions);
	suite_add_tcase(suite, tests);
	return suite;
}
