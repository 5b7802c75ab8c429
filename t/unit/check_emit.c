/*
 * check_emit.c: files for mass deployment: whatever the target holds, it ends
 * as apply would leave it, and at no point is a mixture valid. What is written
 * as XML: check_emit_xml.c.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "digest.h"
#include "emit_world.h"
#include "error.h"
#include "importer/emit.h"
#include "importer/pol_file.h"
#include "importer/reg_file.h"
#include "name.h"
#include "reg_node.h"

static struct emit_world world;

static void setup(void)
{
	emit_world_make(&world);
}

static void teardown(void)
{
	emit_world_release(&world);
}

/* The node of a plan's key below root, or NULL. */
static struct reg_node *node_of(struct reg_node *root, const char *path)
{
	struct buf full = BUF_INIT;
	struct reg_node *node = root;

	buf_addf(&full, "%s\\%s", EMIT_KEY, path);
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

	for (size_t i = 0; i < world.plan.count; i++) {
		struct buf name = BUF_INIT;

		buf_addf(&name, "%s\\%s", EMIT_KEY, world.plan.keys[i].path);
		reg_edits_put(&edits, name.data, "Restart", REG_TYPE_SZ,
		              "x\0\0\0", 4);
		if (world.plan.keys[i].kind == KIND_CLASS)
			reg_edits_put(&edits, name.data, "Executable",
			              REG_TYPE_SZ, "o\0\0\0", 4);
		buf_release(&name);
	}
	reg_edits_apply(&edits, root);
	reg_edits_release(&edits);
	for (size_t i = 0; with_digest && i < world.plan.count; i++) {
		struct reg_node *node = node_of(root, world.plan.keys[i].path);
		unsigned char digest[DIGEST_BYTES];

		digest_compute(&node->key, world.plan.keys[i].kind, digest);
		reg_key_set(&node->key, "Digest", REG_TYPE_BINARY, digest,
		            sizeof(digest));
	}
	return root;
}

static void expect_result(struct reg_node *root)
{
	for (size_t i = 0; i < world.plan.count; i++) {
		const struct plan_key *key = &world.plan.keys[i];
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

		emit_edits(&world.plan, EMIT_ROOT, &edits);
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
	for (size_t i = 0; i < world.plan.count; i++) {
		const struct plan_key *key = &world.plan.keys[i];
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

	emit_edits(&world.plan, EMIT_ROOT, &edits);
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

	emit_edits(&world.plan, EMIT_ROOT, &edits);
	while (!edits.items[i].value.name || edits.items[i].kind != EDIT_PUT ||
	       strcmp(edits.items[i].value.name, "Executable") != 0)
		i++;
	ck_assert_str_eq(edits.items[i].key, EMIT_KEY "\\sshfs.r");
	ck_assert_str_eq(edits.items[i + 1].key,
	                 EMIT_KEY "\\sshfs.r\\Instances\\host%5Cshare");
	ck_assert_str_eq(edits.items[i + 1].value.name, "Digest");
	ck_assert_str_eq(edits.items[i + 2].key, EMIT_KEY "\\sshfs.r");
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

	emit_edits(&world.plan, EMIT_ROOT, &edits);
	ck_assert_int_eq(reg_write(&edits, &file, &err), 0);
	ck_assert_int_eq(
	        reg_read(file.data, file.len, "t.reg", &again, &world.diags),
	        0);
	ck_assert_uint_eq(world.diags.count, 0);
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

	emit_edits(&world.plan, EMIT_ROOT, &edits);
	ck_assert_int_eq(emit_pol(&edits, &file, &world.diags), 0);
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

		reg_edits_put(&edits, EMIT_KEY "\\a", cases[i].name,
		              cases[i].type, data, cases[i].len);
		ck_assert_int_eq(emit_pol(&edits, &file, &world.diags), -1);
		ck_assert_uint_eq(file.len, 0);
		emit_world_refusal(&world,
		                   cases[i].name[0] ? cases[i].name
		                                    : "the default",
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
	ck_assert_int_eq(emit_pol(&edits, &file, &world.diags), -1);
	emit_world_refusal(&world, "this key", "machine");
	ck_assert_int_eq(emit_gpp(&edits, &file, &world.diags), -1);
	emit_world_refusal(&world, "this key", "machine");
	reg_edits_release(&edits);
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
	suite_add_tcase(suite, tests);
	return suite;
}
