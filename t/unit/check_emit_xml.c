/*
 * check_emit_xml.c: preferences and ADMX files: well-formed, complete, and
 * refused where the format cannot carry what is declared.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "emit_world.h"
#include "importer/emit.h"
#include "well_formed.h"

static struct emit_world world;

static void setup(void)
{
	emit_world_make(&world);
}

static void teardown(void)
{
	emit_world_release(&world);
}

static size_t count_of(const char *text, const char *word)
{
	size_t count = 0;

	while ((text = strstr(text, word)) != NULL) {
		count++;
		text += strlen(word);
	}
	return count;
}

START_TEST(gpp__is_well_formed_and_whole)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct buf file = BUF_INIT;
	size_t values = 0;

	reg_key_set(&world.plan.keys[1].after, "After", REG_TYPE_MULTI_SZ,
	            "a\0\0\0b\0 \0c\0\0\0\0\0", 14);
	emit_edits(&world.plan, EMIT_ROOT, &edits);
	for (size_t i = 0; i < edits.count; i++)
		values += edits.items[i].kind != EDIT_MAKE_KEY;
	ck_assert_int_eq(emit_gpp(&edits, &file, &world.diags), 0);
	ck_assert_str_eq(well_formed(file.data, file.len), "");
	ck_assert_uint_eq(count_of(file.data, "<Registry "), values);
	ck_assert_ptr_nonnull(strstr(
	        file.data,
	        "hive=\"HKEY_LOCAL_MACHINE\" key=\"SOFTWARE\\WOW6432Node\\"
	        "WinFsp\\Services\\sshfs.r\" name=\"CommandLine\" "
	        "type=\"REG_SZ\" value=\"svc %1 &quot;%2&quot; "
	        "&lt;%U&gt;\"/>"));
	ck_assert_ptr_nonnull(
	        strstr(file.data, "type=\"REG_DWORD\" value=\"80000001\""));
	ck_assert_ptr_nonnull(strstr(
	        file.data, "type=\"REG_MULTI_SZ\" value=\"a b c\"><Values>"
	                   "<Value>a</Value><Value>b c</Value></Values>"
	                   "</Properties>"));
	reg_edits_release(&edits);
	buf_release(&file);
}
END_TEST

/* Every uid is a GUID and stands there once. */
START_TEST(gpp__uids_are_unique)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct buf file = BUF_INIT;

	emit_edits(&world.plan, EMIT_ROOT, &edits);
	ck_assert_int_eq(emit_gpp(&edits, &file, &world.diags), 0);
	for (const char *at = file.data; (at = strstr(at, " uid=\"{")) != NULL;
	     at++) {
		char uid[39] = "";

		memcpy(uid, at + 6, 38);
		ck_assert_uint_eq(strspn(uid, "{}-0123456789ABCDEF"), 38);
		ck_assert_int_eq(uid[37], '}');
		ck_assert_msg(count_of(file.data, uid) == 1, "%s", uid);
	}
	reg_edits_release(&edits);
	buf_release(&file);
}
END_TEST

START_TEST(gpp__what_it_cannot_carry__refused_by_name)
{
	static const struct {
		const char *name;
		uint32_t type;
		const char *data;
		size_t len;
		const char *words;
	} cases[] = {
	        {"x", 1, "\1\0\0\0", 4, "XML"},
	        {"x", 1, "a", 1, "XML"},
	        {"x", 7, "a\0", 2, "list"},
	        {"x", 4, "abc", 3, "4 bytes"},
	        {"x", 3, "", 0, "no bytes"},
	        {"x", 11, "abcdefgh", 8, "type"},
	        {"x", 1, "\xff\xff\0\0", 4, "XML"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reg_edits edits = REG_EDITS_INIT;
		struct buf file = BUF_INIT;

		reg_edits_put(&edits, EMIT_KEY "\\a", cases[i].name,
		              cases[i].type, cases[i].data, cases[i].len);
		ck_assert_msg(emit_gpp(&edits, &file, &world.diags) == -1,
		              "%zu", i);
		ck_assert_uint_eq(file.len, 0);
		emit_world_refusal(&world, cases[i].name, cases[i].words);
		reg_edits_release(&edits);
	}
}
END_TEST

/* Every reference of the ADMX file has its string in the ADML file. */
static void expect_strings(const char *admx, const char *adml)
{
	for (const char *at = admx; (at = strstr(at, "$(string.")) != NULL;) {
		struct buf id = BUF_INIT;

		at += strlen("$(string.");
		buf_adds(&id, "<string id=\"");
		buf_add(&id, at, strcspn(at, ")"));
		buf_addc(&id, '"');
		ck_assert_msg(count_of(adml, id.data) == 1, "%s", id.data);
		buf_release(&id);
	}
}

START_TEST(admx__pair_is_well_formed_and_complete)
{
	struct buf admx = BUF_INIT, adml = BUF_INIT;

	ck_assert_int_eq(emit_admx(&world.plan, EMIT_ROOT, "my files", &admx,
	                           &adml, &world.diags),
	                 0);
	ck_assert_str_eq(well_formed(admx.data, admx.len), "");
	ck_assert_str_eq(well_formed(adml.data, adml.len), "");
	expect_strings(admx.data, adml.data);
	ck_assert_ptr_nonnull(
	        strstr(admx.data, "namespace=\"Fspd.my_20files\""));
	ck_assert_uint_eq(count_of(admx.data, "<policy name="), 2);
	ck_assert_ptr_nonnull(
	        strstr(admx.data, "<policy name=\"class_sshfs_2Er\""));
	ck_assert_ptr_nonnull(
	        strstr(admx.data,
	               "\\sshfs.r\" valueName=\"Digest\"><value><delete />"));
	ck_assert_ptr_nonnull(strstr(admx.data,
	                             "\\sshfs.r\\Instances\\host%5Cshare\" "
	                             "valueName=\"Argument2\"><value><string>X:"
	                             "</string></value>"));
	ck_assert_ptr_nonnull(
	        strstr(admx.data, "valueName=\"sshfs.rootdir\"><value>"
	                          "<decimal value=\"2147483649\" /></value>"));
	buf_release(&admx);
	buf_release(&adml);
}
END_TEST

/* Disabled deletes, and only what the schema or the policy names. */
START_TEST(admx__disabled__deletes_our_values_only)
{
	struct buf admx = BUF_INIT, adml = BUF_INIT;

	ck_assert_int_eq(emit_admx(&world.plan, EMIT_ROOT, "x", &admx, &adml,
	                           &world.diags),
	                 0);
	const char *list = strstr(admx.data, "<disabledList>");
	char *end = strstr(list, "</disabledList>");
	*end = '\0';
	ck_assert_uint_eq(count_of(list, "<delete />"),
	                  count_of(list, "<item "));
	ck_assert_uint_eq(count_of(list, "valueName=\"Executable\""), 1);
	ck_assert_uint_eq(count_of(list, "valueName=\"sshfs.rootdir\""), 1);
	ck_assert_uint_eq(count_of(list, "valueName=\"Digest\""), 2);
	buf_release(&admx);
	buf_release(&adml);
}
END_TEST

START_TEST(admx__255_units__and_no_more)
{
	struct buf admx = BUF_INIT, adml = BUF_INIT, text = BUF_INIT;

	for (int i = 0; i < 255; i++)
		buf_addc(&text, 'x');
	emit_world_set(&world.plan.keys[0], "CommandLine", text.data);
	ck_assert_int_eq(emit_admx(&world.plan, EMIT_ROOT, "x", &admx, &adml,
	                           &world.diags),
	                 0);
	buf_addc(&text, 'x');
	emit_world_set(&world.plan.keys[0], "CommandLine", text.data);
	buf_release(&admx);
	buf_release(&adml);
	ck_assert_int_eq(emit_admx(&world.plan, EMIT_ROOT, "x", &admx, &adml,
	                           &world.diags),
	                 -1);
	ck_assert_uint_eq(admx.len + adml.len, 0);
	ck_assert_str_eq(world.diags.items[0].place.file, "sshfs.r");
	emit_world_refusal(&world, "CommandLine", "'emit pol' or 'emit gpp'");
	buf_release(&text);
}
END_TEST

START_TEST(admx__lists_and_bytes__refused_all_at_once)
{
	struct buf admx = BUF_INIT, adml = BUF_INIT;

	reg_key_set(&world.plan.keys[1].after, "After", REG_TYPE_MULTI_SZ,
	            "a\0\0\0\0\0", 6);
	reg_key_set(&world.plan.keys[2].after, "own", REG_TYPE_BINARY, "a", 1);
	ck_assert_int_eq(emit_admx(&world.plan, EMIT_ROOT, "x", &admx, &adml,
	                           &world.diags),
	                 -1);
	ck_assert_uint_eq(world.diags.count, 2);
	ck_assert_ptr_nonnull(
	        strstr(world.diags.items[0].text, "After is a list"));
	ck_assert_ptr_nonnull(
	        strstr(world.diags.items[1].text, "own is of a type"));
}
END_TEST

Suite *check_emit_xml(void)
{
	Suite *suite = suite_create("emit_xml");
	TCase *tests = tcase_create("emit_xml");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, gpp__is_well_formed_and_whole);
	tcase_add_test(tests, gpp__uids_are_unique);
	tcase_add_test(tests, gpp__what_it_cannot_carry__refused_by_name);
	tcase_add_test(tests, admx__pair_is_well_formed_and_complete);
	tcase_add_test(tests, admx__disabled__deletes_our_values_only);
	tcase_add_test(tests, admx__255_units__and_no_more);
	tcase_add_test(tests, admx__lists_and_bytes__refused_all_at_once);
	suite_add_tcase(suite, tests);
	return suite;
}
