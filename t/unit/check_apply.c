#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "declare.h"
#include "digest.h"
#include "error.h"
#include "importer/apply.h"
#include "importer/plan.h"
#include "name.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

/* What stands before: a class of ours with two instances, a class that an
 * installer wrote, a class to be removed. */
static const char before_text[] =
        "[a]\nExecutable = C:\\a.exe\nRunAs = LocalService\nLogFiles = 3\n"
        "[a\\i]\nArgument2 = M:\n"
        "[a\\j]\nArgument2 = N:\n"
        "[gone]\nExecutable = C:\\g.exe\nRunAs = LocalService\n"
        "[gone\\k]\nArgument2 = O:\n";

/* And after: changed, taken over, made, and two removals beside. */
static const char after_text[] =
        "[a]\nExecutable = C:\\a2.exe\nRunAs = LocalService\n"
        "CommandLine = -x\n"
        "[a\\i]\nArgument2 = P:\n"
        "[a\\l]\nArgument2 = Q:\n"
        "[b]\nExtends = registry\nRunAs = NetworkService\n"
        "[n]\nExecutable = C:\\n.exe\nRunAs = LocalService\n"
        "Private.p = dword:1\n"
        "[n\\m]\nArgument2 = R:\n";
static const char *const removed[] = {"a\\j", "gone"};
static const char *const classes[] = {"a", "b", "gone", "n"};
enum { CLASSES = 4 };

static struct error err;
static const struct plan_options mine = {.owner = "local"};

static struct keystore *open_store(void)
{
	struct keystore *ks = keystore_open(ROOT, true, &err);

	ck_assert_ptr_nonnull(ks);
	return ks;
}

static const struct apply_listener *listener;

/* Apply text through ks; 0 or -1. */
static int apply_text(struct keystore *ks, const char *text, bool removals,
                      size_t *changes)
{
	struct declare d;
	struct plan plan = PLAN_INIT;
	struct apply_result result = {0};
	int rc = -1;

	declare(&d, text, NULL, true);
	if (plan_make(&plan, &d.declared, ks, &mine, &d.diags, &err) < 0)
		goto out;
	ck_assert_str_eq(declare_codes(&d), "");
	for (size_t i = 0; i < 2 && removals; i++)
		if (plan_removal(&plan, removed[i], ks, &mine, &err) < 0) {
			plan_release(&plan);
			goto out;
		}
	plan_sort(&plan);
	rc = apply_telling(&plan, ks, listener, &result, &err);
	*changes = result.keys;
	plan_release(&plan);
out:
	declare_release(&d);
	return rc;
}

static void seed(void)
{
	struct keystore *ks;
	size_t changes;

	keystore_mem_reset();
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, before_text, false, &changes), 0);
	ck_assert_int_eq(keystore_put(ks, "b", "Executable", REG_TYPE_SZ,
	                              "C\0:\0\\\0b\0\0", 10, &err),
	                 0);
	ck_assert_int_eq(keystore_put(ks, "b", "theirs", REG_TYPE_DWORD,
	                              "\1\0\0", 4, &err),
	                 0);
	keystore_close(ks);
}

static int compare_values(const void *left, const void *right)
{
	const struct reg_value *a = left;
	const struct reg_value *b = right;

	return name_compare(a->name, b->name);
}

/* Append path and all below it as text, in order of names. A key that is
 * announced as removed counts as gone; *open tells of an open Digest. */
static void dump(struct keystore *ks, const char *path, struct buf *out,
                 bool *open)
{
	struct reg_key key;
	struct reg_list list;

	if (keystore_read(ks, path, &key, &err) != KEYSTORE_OK)
		return;
	if (reg_key_find(&key, "Removed")) {
		reg_key_release(&key);
		return;
	}
	if (key.count)
		qsort(key.values, key.count, sizeof(*key.values),
		      compare_values);
	buf_addf(out, "[%s]\n", path);
	for (size_t i = 0; i < key.count; i++) {
		const struct reg_value *v = &key.values[i];

		buf_addf(out, "%s %u ", v->name, (unsigned)v->type);
		for (size_t b = 0; b < v->len; b++)
			buf_addf(out, "%02x", v->data[b]);
		buf_addc(out, '\n');
		*open = *open ||
		        (strcmp(v->name, "Digest") == 0 && v->len == 0);
	}
	reg_key_release(&key);
	ck_assert_int_ne(keystore_list(ks, path, &list, &err), KEYSTORE_FAILED);
	for (size_t i = 0; i < list.count; i++) {
		struct buf child = BUF_INIT;

		buf_addf(&child, "%s%s%s", path, *path ? "\\" : "",
		         list.entries[i].name);
		dump(ks, child.data, out, open);
		buf_release(&child);
	}
	reg_list_release(&list);
}

/* Each class as text, or "" when nobody sees it: no key, or no Executable. */
static void look(struct buf views[CLASSES], bool open[CLASSES])
{
	struct keystore *ks = open_store();

	for (size_t i = 0; i < CLASSES; i++) {
		open[i] = false;
		buf_init(&views[i]);
		dump(ks, classes[i], &views[i], &open[i]);
		if (!open[i] && !strstr(views[i].data, "\nExecutable "))
			buf_clear(&views[i]);
	}
	keystore_close(ks);
}

static void forget(struct buf views[CLASSES])
{
	for (size_t i = 0; i < CLASSES; i++)
		buf_release(&views[i]);
}

static struct buf whole_store(void)
{
	struct keystore *ks = open_store();
	struct buf out = BUF_INIT;
	bool open = false;

	dump(ks, "", &out, &open);
	keystore_close(ks);
	return out;
}

static struct buf old_views[CLASSES], new_views[CLASSES];

/* Fill both, and return how many writes lie between. */
static size_t both_ends(void)
{
	bool open[CLASSES];
	struct keystore *ks;
	size_t changes, writes;

	seed();
	look(old_views, open);
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, after_text, true, &changes), 0);
	writes = keystore_mem_writes(ks);
	keystore_close(ks);
	look(new_views, open);
	for (size_t i = 0; i < CLASSES; i++) {
		ck_assert(!open[i]);
		ck_assert_str_ne(old_views[i].data, new_views[i].data);
	}
	ck_assert_str_eq(new_views[2].data, "");
	return writes;
}

/* After death at any write a reader sees old, new, or an open Digest; the
 * next apply completes and the one after it has nothing to do. */
START_TEST(apply__killed_at_every_write)
{
	const size_t writes = both_ends();
	struct buf views[CLASSES];
	bool open[CLASSES];
	size_t seen_open = 0, changes;

	ck_assert_uint_gt(writes, 30);
	for (size_t n = 0; n < writes; n++) {
		struct keystore *ks;

		seed();
		ks = open_store();
		keystore_mem_kill_after(ks, n);
		ck_assert_int_eq(apply_text(ks, after_text, true, &changes),
		                 -1);
		keystore_close(ks);
		look(views, open);
		for (size_t i = 0; i < CLASSES; i++) {
			seen_open += open[i];
			ck_assert_msg(
			        open[i] ||
			                strcmp(views[i].data,
			                       old_views[i].data) == 0 ||
			                strcmp(views[i].data,
			                       new_views[i].data) == 0,
			        "killed after %zu writes: %s is mixed:\n%s", n,
			        classes[i], views[i].data);
		}
		forget(views);

		ks = open_store();
		ck_assert_msg(apply_text(ks, after_text, true, &changes) == 0,
		              "%s", err.text);
		keystore_close(ks);
		look(views, open);
		for (size_t i = 0; i < CLASSES; i++)
			ck_assert_str_eq(views[i].data, new_views[i].data);
		forget(views);
	}
	ck_assert_uint_gt(seen_open, 10);
	forget(old_views);
	forget(new_views);
}
END_TEST

/* Whatever step fails, everything is as it was, to the byte. */
START_TEST(apply__failure_is_undone)
{
	size_t steps, changes, failures = 0;
	struct keystore *ks;

	seed();
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, after_text, true, &changes), 0);
	steps = keystore_mem_steps(ks);
	keystore_close(ks);
	for (size_t n = 1; n <= steps; n++) {
		struct buf before, after;

		seed();
		before = whole_store();
		ks = open_store();
		keystore_mem_fail(ks, n, OS_ACCESS_DENIED);
		if (apply_text(ks, after_text, true, &changes) < 0) {
			failures++;
			ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
			after = whole_store();
			ck_assert_msg(strcmp(before.data, after.data) == 0,
			              "step %zu left\n%s\ninstead of\n%s", n,
			              after.data, before.data);
			buf_release(&after);
		}
		keystore_close(ks);
		buf_release(&before);
	}
	ck_assert_uint_eq(failures, steps);
}
END_TEST

/* The journal is kept in pieces of a thousand writes. */
START_TEST(apply__failure_after_thousands_of_writes_is_undone)
{
	struct buf text = BUF_INIT, before, after;
	struct keystore *ks;
	size_t changes, steps, writes;

	for (int i = 0; i < 300; i++)
		buf_addf(&text, "[x%03d]\nExecutable = C:\\a.exe\nRunAs = .\n",
		         i);
	seed();
	before = whole_store();
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, text.data, false, &changes), 0);
	writes = keystore_mem_writes(ks);
	steps = keystore_mem_steps(ks);
	keystore_close(ks);
	ck_assert_uint_gt(writes, 2000);
	seed();
	ks = open_store();
	keystore_mem_fail(ks, steps, OS_ACCESS_DENIED);
	ck_assert_int_eq(apply_text(ks, text.data, false, &changes), -1);
	keystore_close(ks);
	after = whole_store();
	ck_assert_str_eq(after.data, before.data);
	buf_release(&text);
	buf_release(&before);
	buf_release(&after);
}
END_TEST

START_TEST(apply__again_writes_nothing)
{
	struct keystore *ks;
	size_t changes;

	seed();
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, after_text, false, &changes), 0);
	ck_assert_uint_eq(changes, 6);
	keystore_close(ks);
	ks = open_store();
	ck_assert_int_eq(apply_text(ks, after_text, false, &changes), 0);
	ck_assert_uint_eq(changes, 0);
	ck_assert_uint_eq(keystore_mem_writes(ks), 0);
	keystore_close(ks);
}
END_TEST

/* What the hook sees being written. */
struct watch {
	struct buf order;
	struct keystore *reader;
};

static void note_step(void *context, enum keystore_mem_step step,
                      const char *path)
{
	struct watch *w = context;
	struct reg_key key;

	if (step != STEP_PUT)
		return;
	(void)path;
	if (keystore_read(w->reader, "n", &key, &err) != KEYSTORE_OK)
		return;
	buf_addf(&w->order, "%s%zu ",
	         reg_key_find(&key, "Executable") ? "E" : "", key.count);
	reg_key_release(&key);
}

/* Of a new class Executable comes after all else, then the Digests. */
START_TEST(apply__new_class_appears_last)
{
	static const char text[] =
	        "[n]\nExecutable = C:\\n.exe\nRunAs = LocalService\n"
	        "CommandLine = -x\n[n\\m]\nArgument2 = R:\n";
	struct watch watch = {.order = BUF_INIT};
	struct keystore *ks;
	size_t changes;

	keystore_mem_reset();
	watch.reader = open_store();
	ks = open_store();
	keystore_mem_set_hook(ks, note_step, &watch);
	ck_assert_int_eq(apply_text(ks, text, false, &changes), 0);
	/* The key n, Digest of n, of m, 4 values of n, 3 of m, Executable; the
	 * Digests of m and n are closed, which changes no count. */
	ck_assert_str_eq(watch.order.data, "0 1 1 2 3 4 5 5 5 5 E6 E6 ");
	keystore_close(ks);
	keystore_close(watch.reader);
	buf_release(&watch.order);
}
END_TEST

static void look_at_marks(void *context)
{
	static const char *const marked[] = {"a\\Instances\\j", "gone"};
	struct keystore *reader = open_store();
	unsigned *calls = context;
	struct reg_key key;

	++*calls;
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(keystore_read(reader, marked[i], &key, &err),
		                 KEYSTORE_OK);
		ck_assert_ptr_nonnull(reg_key_find(&key, "Removed"));
		reg_key_release(&key);
	}
	/* What is left of the class is complete. */
	ck_assert_int_eq(keystore_read(reader, "a", &key, &err), KEYSTORE_OK);
	ck_assert_uint_eq(reg_key_find(&key, "Digest")->len, 32);
	reg_key_release(&key);
	keystore_close(reader);
}

START_TEST(apply__announces_removals_before_any_is_deleted)
{
	unsigned calls = 0;
	const struct apply_listener looks = {look_at_marks, &calls, NULL};
	struct keystore *ks;
	struct reg_key key;
	size_t changes;

	seed();
	ks = open_store();
	listener = &looks;
	ck_assert_int_eq(apply_text(ks, after_text, true, &changes), 0);
	ck_assert_uint_eq(calls, 1);
	ck_assert_int_eq(keystore_read(ks, "gone", &key, &err),
	                 KEYSTORE_ABSENT);
	/* Nothing to remove: nothing to be told. */
	ck_assert_int_eq(apply_text(ks, after_text, false, &changes), 0);
	listener = NULL;
	ck_assert_uint_eq(calls, 1);
	keystore_close(ks);
}
END_TEST

Suite *check_apply(void)
{
	Suite *suite = suite_create("apply");
	TCase *tests = tcase_create("apply");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, apply__killed_at_every_write);
	tcase_add_test(tests, apply__failure_is_undone);
	tcase_add_test(tests,
	               apply__failure_after_thousands_of_writes_is_undone);
	tcase_add_test(tests, apply__again_writes_nothing);
	tcase_add_test(tests, apply__new_class_appears_last);
	tcase_add_test(tests, apply__announces_removals_before_any_is_deleted);
	suite_add_tcase(suite, tests);
	return suite;
}
