/*
 * check_emit.c: files for mass deployment: whatever the target holds, it ends
 * as apply would leave it, and at no point is a mixture valid.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "codec.h"
#include "diag.h"
#include "digest.h"
#include "error.h"
#include "importer/emit.h"
#include "importer/pol_file.h"
#include "importer/reg_file.h"
#include "name.h"
#include "reg_node.h"
#include "utf.h"
#include "well_formed.h"
#include "xalloc.h"

#define ROOT     "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services"
#define ROOT_KEY "HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services"

static struct plan plan;
static struct diag_list diags;

/* A key of the plan; its values are set in after, its Digest by close(). */
static struct plan_key *add(const char *class_name, const char *instance)
{
	plan.keys = xrealloc(plan.keys, plan.count + 1, sizeof(*plan.keys));
	struct plan_key *key = &plan.keys[plan.count++];

	*key = (struct plan_key){
	        .action = PLAN_NEW,
	        .kind = instance ? KIND_INSTANCE : KIND_CLASS,
	        .class_name = xstrdup(class_name),
	        .instance_name = xstrdup(instance),
	        .path = plan_path(class_name, instance),
	};
	return key;
}

static void set_text(struct plan_key *key, const char *name, const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text)), 0);
	buf_add_u16le(&wide, 0);
	reg_key_set(&key->after, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void seal(struct plan_key *key)
{
	unsigned char digest[DIGEST_BYTES];

	digest_compute(&key->after, key->kind, digest);
	reg_key_set(&key->after, "Digest", REG_TYPE_BINARY, digest,
	            sizeof(digest));
}

/* A class with a private value and an instance of it, and another class. */
static void setup(void)
{
	struct plan_key *key = add("sshfs.r", NULL);

	set_text(key, "Executable", "C:\\a & b\\sshfs-win.exe");
	set_text(key, "CommandLine", "svc %1 \"%2\" <%U>");
	set_text(key, "Owner", "local");
	set_text(key, "Source", "sshfs.ini:3");
	reg_key_set(&key->after, "Credentials", REG_TYPE_DWORD, "\1\0\0\0", 4);
	reg_key_set(&key->after, "sshfs.rootdir", REG_TYPE_DWORD, "\1\0\0\x80",
	            4);
	seal(key);
	key = add("sshfs.r", "host\\share");
	set_text(key, "Argument2", "X:");
	seal(key);
	key = add("toyfs", NULL);
	set_text(key, "Executable", "C:\\toyfs.exe");
	seal(key);
}

static void teardown(void)
{
	plan_release(&plan);
	diag_release(&diags);
}

/* The node of a plan's key below root, or NULL. */
static struct reg_node *node_of(struct reg_node *root, const char *path)
{
	struct buf full = BUF_INIT;
	struct reg_node *node = root;

	buf_addf(&full, "%s\\%s", ROOT_KEY, path);
	for (char *part = full.data, *end; node && part; part = end) {
		end = strchr(part, '\\');
		if (end)
			*end++ = '\0';
		node = reg_node_child(node, part);
	}
	buf_release(&full);
	return node;
}

/* A machine that holds an older definition of every key. */
static struct reg_node *older(bool with_digest)
{
	struct reg_node *root = reg_node_new("", 0);
	struct reg_edits edits = REG_EDITS_INIT;

	for (size_t i = 0; i < plan.count; i++) {
		struct buf name = BUF_INIT;

		buf_addf(&name, "%s\\%s", ROOT_KEY, plan.keys[i].path);
		reg_edits_put(&edits, name.data, "Restart", REG_TYPE_SZ,
		              "x\0\0\0", 4);
		if (plan.keys[i].kind == KIND_CLASS)
			reg_edits_put(&edits, name.data, "Executable",
			              REG_TYPE_SZ, "o\0\0\0", 4);
		buf_release(&name);
	}
	reg_edits_apply(&edits, root);
	reg_edits_release(&edits);
	for (size_t i = 0; with_digest && i < plan.count; i++) {
		struct reg_node *node = node_of(root, plan.keys[i].path);
		unsigned char digest[DIGEST_BYTES];

		digest_compute(&node->key, plan.keys[i].kind, digest);
		reg_key_set(&node->key, "Digest", REG_TYPE_BINARY, digest,
		            sizeof(digest));
	}
	return root;
}

static void expect_result(struct reg_node *root)
{
	for (size_t i = 0; i < plan.count; i++) {
		const struct plan_key *key = &plan.keys[i];
		const struct reg_node *node = node_of(root, key->path);

		ck_assert_ptr_nonnull(node);
		ck_assert_msg(reg_key_equal(&node->key, &key->after), "%s",
		              key->path);
		ck_assert_int_eq(digest_judge(&node->key, key->kind),
		                 DIGEST_MATCH);
	}
}

START_TEST(edits__any_machine__ends_as_declared)
{
	struct reg_node *machines[] = {reg_node_new("", 0), older(false),
	                               older(true)};

	for (size_t i = 0; i < 3; i++) {
		struct reg_edits edits = REG_EDITS_INIT;

		emit_edits(&plan, ROOT, &edits);
		reg_edits_apply(&edits, machines[i]);
		expect_result(machines[i]);
		/* Once more changes nothing. */
		reg_edits_apply(&edits, machines[i]);
		expect_result(machines[i]);
		reg_edits_release(&edits);
		reg_node_free(machines[i]);
	}
}
END_TEST

/* How the keys of one class look to a reader that honours Digest. */
static void judge_class(struct reg_node *root, const char *class_name,
                        size_t *open, size_t *done)
{
	*open = *done = 0;
	for (size_t i = 0; i < plan.count; i++) {
		const struct plan_key *key = &plan.keys[i];
		const struct reg_node *node = node_of(root, key->path);

		if (!name_equal(key->class_name, class_name))
			continue;
		ck_assert_ptr_nonnull(node);
		*open += digest_judge(&node->key, key->kind) == DIGEST_OPEN;
		*done += reg_key_equal(&node->key, &key->after);
	}
}

START_TEST(edits__cut_anywhere__never_a_mixture)
{
	struct reg_edits edits = REG_EDITS_INIT;
	size_t seen_open = 0;

	emit_edits(&plan, ROOT, &edits);
	for (size_t cut = 0; cut <= edits.count; cut++) {
		const struct reg_edits part = {edits.items, cut};
		struct reg_node *root = older(true);
		size_t open, done;

		reg_edits_apply(&part, root);
		judge_class(root, "sshfs.r", &open, &done);
		/* Untouched, open, or as declared: a class and its instance
		 * are one. */
		if (open == 0)
			ck_assert_msg(done == 0 || done == 2, "cut at %zu",
			              cut);
		seen_open += open > 0;
		reg_node_free(root);
	}
	ck_assert_uint_gt(seen_open, 20);
	reg_edits_release(&edits);
}
END_TEST

START_TEST(edits__new_class__executable_is_last_but_digests)
{
	struct reg_edits edits = REG_EDITS_INIT;
	size_t i = 0;

	emit_edits(&plan, ROOT, &edits);
	while (!edits.items[i].value.name || edits.items[i].kind != EDIT_PUT ||
	       strcmp(edits.items[i].value.name, "Executable") != 0)
		i++;
	ck_assert_str_eq(edits.items[i].key, ROOT_KEY "\\sshfs.r");
	ck_assert_str_eq(edits.items[i + 1].key,
	                 ROOT_KEY "\\sshfs.r\\Instances\\host%5Cshare");
	ck_assert_str_eq(edits.items[i + 1].value.name, "Digest");
	ck_assert_str_eq(edits.items[i + 2].key, ROOT_KEY "\\sshfs.r");
	ck_assert_str_eq(edits.items[i + 2].value.name, "Digest");
	reg_edits_release(&edits);
}
END_TEST

START_TEST(reg__read_again__ends_as_declared)
{
	struct reg_edits edits = REG_EDITS_INIT, again = REG_EDITS_INIT;
	struct reg_node *root = older(false);
	struct error err = ERROR_INIT;
	struct buf file = BUF_INIT;

	emit_edits(&plan, ROOT, &edits);
	ck_assert_int_eq(reg_write(&edits, &file, &err), 0);
	ck_assert_int_eq(reg_read(file.data, file.len, "t.reg", &again, &diags),
	                 0);
	ck_assert_uint_eq(diags.count, 0);
	reg_edits_apply(&again, root);
	expect_result(root);
	reg_edits_release(&edits);
	reg_edits_release(&again);
	reg_node_free(root);
	buf_release(&file);
}
END_TEST

/* What Group Policy does with the entries of a file. */
static void carry_out(const struct reg_edits *entries, struct reg_node *root)
{
	struct reg_edits edits = REG_EDITS_INIT;

	for (size_t i = 0; i < entries->count; i++) {
		const struct reg_value *v = &entries->items[i].value;
		struct buf key = BUF_INIT;

		buf_addf(&key, "HKEY_LOCAL_MACHINE\\%s", entries->items[i].key);
		if (strncmp(v->name, "**del.", 6) == 0)
			reg_edits_erase(&edits, key.data, v->name + 6);
		else
			reg_edits_put(&edits, key.data, v->name, v->type,
			              v->data, v->len);
		buf_release(&key);
	}
	reg_edits_apply(&edits, root);
	reg_edits_release(&edits);
}

START_TEST(pol__carried_out__ends_as_declared)
{
	struct reg_edits edits = REG_EDITS_INIT, entries = REG_EDITS_INIT;
	struct reg_node *root = older(true);
	struct error err = ERROR_INIT;
	struct buf file = BUF_INIT;

	emit_edits(&plan, ROOT, &edits);
	ck_assert_int_eq(emit_pol(&edits, &file, &diags), 0);
	ck_assert_msg(pol_read(file.data, file.len, &entries, &err) == 0, "%s",
	              err.text);
	for (size_t i = 0; i < entries.count; i++)
		ck_assert_uint_gt(entries.items[i].value.len, 0);
	carry_out(&entries, root);
	expect_result(root);
	reg_edits_release(&edits);
	reg_edits_release(&entries);
	reg_node_free(root);
	buf_release(&file);
}
END_TEST

/* The one refusal so far says words about value. */
static void expect_refusal(const char *value, const char *words)
{
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_int_eq(diags.items[0].code, DIAG_EMIT);
	ck_assert_msg(strstr(diags.items[0].text, value) ==
	                              diags.items[0].text &&
	                      strstr(diags.items[0].text, words) != NULL,
	              "%s", diags.items[0].text);
	diag_release(&diags);
}

START_TEST(pol__what_it_cannot_carry__refused_by_name)
{
	static const struct {
		const char *name;
		uint32_t type;
		size_t len;
		const char *words;
	} cases[] = {
	        {"", 1, 2, "no name"},      {"**del.x", 1, 2, "an order"},
	        {"x", 3, 0x10000, "65535"}, {"x", 3, 0, "no bytes"},
	        {"x", 0, 4, "type"},        {"x", 12, 4, "type"},
	};
	static const unsigned char data[0x10000];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reg_edits edits = REG_EDITS_INIT;
		struct buf file = BUF_INIT;

		reg_edits_put(&edits, ROOT_KEY "\\a", cases[i].name,
		              cases[i].type, data, cases[i].len);
		ck_assert_int_eq(emit_pol(&edits, &file, &diags), -1);
		ck_assert_uint_eq(file.len, 0);
		expect_refusal(cases[i].name[0] ? cases[i].name : "the default",
		               cases[i].words);
		reg_edits_release(&edits);
	}
}
END_TEST

START_TEST(pol__of_a_user__refused)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct buf file = BUF_INIT;

	reg_edits_put(&edits, "HKEY_CURRENT_USER\\a", "x", 3, "a", 1);
	ck_assert_int_eq(emit_pol(&edits, &file, &diags), -1);
	expect_refusal("this key", "machine");
	ck_assert_int_eq(emit_gpp(&edits, &file, &diags), -1);
	expect_refusal("this key", "machine");
	reg_edits_release(&edits);
}
END_TEST

/* -- XML ------------------------------------------------------------------- */

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

	reg_key_set(&plan.keys[1].after, "After", REG_TYPE_MULTI_SZ,
	            "a\0\0\0b\0 \0c\0\0\0\0\0", 14);
	emit_edits(&plan, ROOT, &edits);
	for (size_t i = 0; i < edits.count; i++)
		values += edits.items[i].kind != EDIT_MAKE_KEY;
	ck_assert_int_eq(emit_gpp(&edits, &file, &diags), 0);
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

	emit_edits(&plan, ROOT, &edits);
	ck_assert_int_eq(emit_gpp(&edits, &file, &diags), 0);
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

		reg_edits_put(&edits, ROOT_KEY "\\a", cases[i].name,
		              cases[i].type, cases[i].data, cases[i].len);
		ck_assert_msg(emit_gpp(&edits, &file, &diags) == -1, "%zu", i);
		ck_assert_uint_eq(file.len, 0);
		expect_refusal(cases[i].name, cases[i].words);
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

	ck_assert_int_eq(
	        emit_admx(&plan, ROOT, "my files", &admx, &adml, &diags), 0);
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

	ck_assert_int_eq(emit_admx(&plan, ROOT, "x", &admx, &adml, &diags), 0);
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
	set_text(&plan.keys[0], "CommandLine", text.data);
	ck_assert_int_eq(emit_admx(&plan, ROOT, "x", &admx, &adml, &diags), 0);
	buf_addc(&text, 'x');
	set_text(&plan.keys[0], "CommandLine", text.data);
	buf_release(&admx);
	buf_release(&adml);
	ck_assert_int_eq(emit_admx(&plan, ROOT, "x", &admx, &adml, &diags), -1);
	ck_assert_uint_eq(admx.len + adml.len, 0);
	ck_assert_str_eq(diags.items[0].place.file, "sshfs.r");
	expect_refusal("CommandLine", "'emit pol' or 'emit gpp'");
	buf_release(&text);
}
END_TEST

START_TEST(admx__lists_and_bytes__refused_all_at_once)
{
	struct buf admx = BUF_INIT, adml = BUF_INIT;

	reg_key_set(&plan.keys[1].after, "After", REG_TYPE_MULTI_SZ,
	            "a\0\0\0\0\0", 6);
	reg_key_set(&plan.keys[2].after, "own", REG_TYPE_BINARY, "a", 1);
	ck_assert_int_eq(emit_admx(&plan, ROOT, "x", &admx, &adml, &diags), -1);
	ck_assert_uint_eq(diags.count, 2);
	ck_assert_ptr_nonnull(strstr(diags.items[0].text, "After is a list"));
	ck_assert_ptr_nonnull(strstr(diags.items[1].text, "own is of a type"));
}
END_TEST

Suite *check_emit(void)
{
	Suite *suite = suite_create("emit");
	TCase *tests = tcase_create("emit");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, edits__any_machine__ends_as_declared);
	tcase_add_test(tests, edits__cut_anywhere__never_a_mixture);
	tcase_add_test(tests, edits__new_class__executable_is_last_but_digests);
	tcase_add_test(tests, reg__read_again__ends_as_declared);
	tcase_add_test(tests, pol__carried_out__ends_as_declared);
	tcase_add_test(tests, pol__what_it_cannot_carry__refused_by_name);
	tcase_add_test(tests, pol__of_a_user__refused);
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
