/*
 * check_record.c: a record's text reads back as it was and never in part; run
 * backwards, and killed at any point, it ends where it shall.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "declare.h"
#include "error.h"
#include "importer/apply.h"
#include "importer/record.h"
#include "xalloc.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct error err;

static struct keystore *open_store(void)
{
	struct keystore *ks = keystore_open(ROOT, true, &err);

	ck_assert_ptr_nonnull(ks);
	return ks;
}

static void sample(struct record *record)
{
	struct record_key *key;

	*record = (struct record)RECORD_INIT;
	record->root = xstrdup("HKLM\\odd % root");
	record->verb = xstrdup("apply");
	record->of = 17;
	key = record_add(record, "cl%ass\\Instances\\x y");
	key->had = key->has = true;
	reg_key_set(&key->before, "", REG_TYPE_SZ, "", 0);
	reg_key_set(&key->before, "line\nfeed %41", 0xffffffff, "\0\xff", 2);
	reg_key_set(&key->after, "gr\xc3\xbcn = 1", REG_TYPE_DWORD, "\1\0\0",
	            4);
	key = record_add(record, "gone");
	key->had = true;
	key = record_add(record, "new");
	key->has = true;
}

START_TEST(text__reads_back)
{
	struct record record, again = RECORD_INIT;
	struct buf text = BUF_INIT, second = BUF_INIT;

	sample(&record);
	record_write(&record, &text);
	ck_assert_int_eq(record_read(&again, text.data, text.len), 0);
	ck_assert_str_eq(again.root, record.root);
	ck_assert_uint_eq(again.of, 17);
	ck_assert_uint_eq(again.count, record.count);
	for (size_t i = 0; i < record.count; i++) {
		const struct record_key *a = &record.keys[i];
		const struct record_key *b = &again.keys[i];

		ck_assert_str_eq(a->path, b->path);
		ck_assert(a->had == b->had && a->has == b->has);
		ck_assert(reg_key_equal(&a->before, &b->before));
		ck_assert(reg_key_equal(&a->after, &b->after));
	}
	record_write(&again, &second);
	ck_assert_str_eq(text.data, second.data);
	buf_release(&text);
	buf_release(&second);
	record_release(&record);
	record_release(&again);
}
END_TEST

START_TEST(text__a_part_of_it_is_refused)
{
	struct record record, again = RECORD_INIT;
	struct buf text = BUF_INIT;

	sample(&record);
	record_write(&record, &text);
	for (size_t len = 0; len < text.len; len++)
		ck_assert_int_eq(record_read(&again, text.data, len), -1);
	buf_addc(&text, '\n');
	ck_assert_int_eq(record_read(&again, text.data, text.len), -1);
	ck_assert_ptr_null(again.root);
	buf_release(&text);
	record_release(&record);
}
END_TEST

#define HEAD "fspd-record 1\nroot r\nverb v\n"

static const char *const refused[] = {
        "fspd-record 2\nroot r\nverb v\nend\n",
        "fspd-record 1\nroot r\nend\n",
        "fspd-record 1\nverb v\nend\n",
        HEAD "root r\nend\n",
        HEAD "of x\nend\n",
        HEAD "of 4294967296\nend\n",
        HEAD "key ba \nend\n",
        HEAD "key ab x\nend\n",
        HEAD "key ba x%\nend\n",
        HEAD "key ba x%00\nend\n",
        HEAD "- 1 . x\nend\n",
        HEAD "key -a x\n- 1 . x\nend\n",
        HEAD "key b- x\n+ 1 . x\nend\n",
        HEAD "key ba x\n- 1 0 x\nend\n",
        HEAD "key ba x\n- 1 0g x\nend\n",
        HEAD "key ba x\n- 1 00\nend\n",
        HEAD "key ba x\n- -1 00 x\nend\n",
        HEAD "else\nend\n",
        HEAD "end\nend\n",
};

START_TEST(text__refused)
{
	struct record record = RECORD_INIT;

	ck_assert_int_eq(record_read(&record, refused[_i], strlen(refused[_i])),
	                 -1);
	ck_assert_ptr_null(record.keys);
}
END_TEST

static const char first_text[] =
        "[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n"
        "[a\\i]\nArgument2 = M:\n"
        "[gone]\nExecutable = C:\\x.exe\nRunAs = LocalService\n";
static const char second_text[] =
        "[a]\nExecutable = C:\\x.exe\nRunAs = NetworkService\n"
        "StopTimeout = 3s\n"
        "[a\\i]\nArgument2 = N:\n[a\\j]\nArgument2 = O:\n"
        "[adopted]\nExtends = registry\nStopTimeout = 4s\n"
        "[new]\nExecutable = C:\\y.exe\nRunAs = LocalService\n"
        "[new\\i]\nArgument2 = P:\n";

/* Plan text, and the removal of class name unless it is NULL. */
static void make_plan(struct plan *plan, struct keystore *ks, const char *text,
                      const char *name)
{
	const struct plan_options mine = {.owner = "local"};
	struct declare d;

	declare(&d, text, NULL, true);
	ck_assert_int_eq(
	        plan_make(plan, &d.declared, ks, &mine, &d.diags, &err), 0);
	ck_assert_str_eq(declare_codes(&d), "");
	if (name)
		ck_assert_int_eq(plan_removal(plan, name, ks, &mine, &err), 0);
	plan_sort(plan);
	declare_release(&d);
}

/* Append what the store holds, as a record of removing all of it. */
static void dump(struct keystore *ks, struct buf *out)
{
	struct plan plan = PLAN_INIT;
	struct record record = RECORD_INIT;
	struct reg_list classes;

	ck_assert_int_ne(keystore_list(ks, "", &classes, &err),
	                 KEYSTORE_FAILED);
	for (size_t i = 0; i < classes.count; i++)
		plan_add(&plan, classes.entries[i].name)->action = PLAN_REMOVE;
	plan_sort(&plan);
	ck_assert_int_eq(record_make(&record, &plan, "x", false, ks, &err), 0);
	for (size_t i = 0; i < record.count; i++) {
		/* Values in the order of their names. */
		struct reg_key *key = &record.keys[i].before;

		for (size_t a = 0; a < key->count; a++)
			for (size_t b = a + 1; b < key->count; b++)
				if (strcmp(key->values[a].name,
				           key->values[b].name) > 0) {
					struct reg_value v = key->values[a];

					key->values[a] = key->values[b];
					key->values[b] = v;
				}
	}
	record_write(&record, out);
	record_release(&record);
	reg_list_release(&classes);
	plan_release(&plan);
}

/* The record of what plan does, read back from its text. */
static void make_record(struct record *out, const struct plan *plan,
                        struct keystore *ks)
{
	struct record made = RECORD_INIT;
	struct buf text = BUF_INIT;

	*out = (struct record)RECORD_INIT;
	ck_assert_int_eq(record_make(&made, plan, "apply", false, ks, &err), 0);
	record_write(&made, &text);
	ck_assert_int_eq(record_read(out, text.data, text.len), 0);
	buf_release(&text);
	record_release(&made);
}

/* The first state, then the second; *record is the way between them. */
static void two_states(struct record *record, struct buf *first,
                       struct buf *second)
{
	struct keystore *ks;
	struct plan plan;
	struct apply_result result;

	keystore_mem_reset();
	ks = open_store();
	ck_assert_int_eq(keystore_put(ks, "adopted", "Executable", REG_TYPE_SZ,
	                              "C\0:\0\\\0b\0\0", 10, &err),
	                 0);
	ck_assert_int_eq(keystore_put(ks, "adopted", "RunAs", REG_TYPE_SZ,
	                              ".\0\0", 4, &err),
	                 0);
	make_plan(&plan, ks, first_text, NULL);
	ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
	plan_release(&plan);
	dump(ks, first);

	make_plan(&plan, ks, second_text, "gone");
	make_record(record, &plan, ks);
	ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
	plan_release(&plan);
	dump(ks, second);
	keystore_close(ks);
}

/* Run record through ks, which dies after that many writes (0: it does not).
 * -1 when a write failed. */
static int run(const struct record *record, enum record_direction direction,
               struct keystore *ks, size_t writes)
{
	struct plan plan;
	struct buf conflicts = BUF_INIT;
	struct apply_result result;
	int rc;

	ck_assert_int_eq(
	        record_plan(record, direction, ks, &plan, &conflicts, &err), 0);
	ck_assert_str_eq(conflicts.data, "");
	if (writes > 0)
		keystore_mem_kill_after(ks, writes);
	rc = apply(&plan, ks, &result, &err);
	plan_release(&plan);
	buf_release(&conflicts);
	return rc;
}

static void check_state(const struct buf *wanted)
{
	struct keystore *ks = open_store();
	struct buf now = BUF_INIT;

	dump(ks, &now);
	ck_assert_str_eq(now.data, wanted->data);
	buf_release(&now);
	keystore_close(ks);
}

START_TEST(run__back_and_forth)
{
	struct record record;
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct keystore *ks;

	two_states(&record, &first, &second);
	ks = open_store();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(run(&record, RECORD_BACKWARDS, ks, 0), 0);
		check_state(&first);
		ck_assert_int_eq(run(&record, RECORD_FORWARDS, ks, 0), 0);
		check_state(&second);
	}
	keystore_close(ks);
	record_release(&record);
	buf_release(&first);
	buf_release(&second);
}
END_TEST

START_TEST(rollback__killed_at_any_write_is_completed_by_the_next)
{
	struct buf first = BUF_INIT, second = BUF_INIT;
	int rc = -1;

	for (size_t writes = 1; rc != 0; writes++) {
		struct record record;
		struct keystore *ks;

		buf_clear(&first);
		buf_clear(&second);
		two_states(&record, &first, &second);
		ks = open_store();
		rc = run(&record, RECORD_BACKWARDS, ks, writes);
		keystore_close(ks);
		ks = open_store();
		ck_assert_int_eq(run(&record, RECORD_BACKWARDS, ks, 0), 0);
		keystore_close(ks);
		check_state(&first);
		record_release(&record);
		ck_assert_uint_lt(writes, 200); /* all of them are fewer */
	}
	buf_release(&first);
	buf_release(&second);
}
END_TEST

/* The first state, a run to the second that dies after that many writes (it
 * may not, and 0 is returned), and another that completes it. *merged takes
 * both back. */
static int die_and_complete(size_t writes, struct record *merged,
                            struct buf *first, struct buf *second)
{
	struct record died;
	struct reg_key gone = REG_KEY_INIT;
	struct apply_result result;
	struct plan plan;

	two_states(&died, first, second);
	struct keystore *ks = open_store();
	ck_assert_int_eq(run(&died, RECORD_BACKWARDS, ks, 0), 0);
	const int rc = run(&died, RECORD_FORWARDS, ks, writes);
	keystore_close(ks);

	ks = open_store();
	const bool is_there =
	        keystore_read(ks, "gone", &gone, &err) == KEYSTORE_OK;
	reg_key_release(&gone);
	bool is_whole;
	ck_assert_int_eq(record_is_carried_out(&died, ks, &is_whole, &err), 0);
	ck_assert(rc < 0 || is_whole);
	make_plan(&plan, ks, second_text, is_there ? "gone" : NULL);
	*merged = (struct record)RECORD_INIT;
	ck_assert_int_eq(record_make(merged, &plan, "apply", false, ks, &err),
	                 0);
	ck_assert_int_eq(record_merge(merged, &died, ks, &err), 0);
	ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
	plan_release(&plan);
	keystore_close(ks);
	record_release(&died);
	return rc;
}

/* A key that only the dead run has: left out where it was never come to, and
 * in where the dead run's own work was to leave it as it had been. */
START_TEST(merge__what_the_next_run_does_not_touch)
{
	struct keystore *ks;
	struct record died = RECORD_INIT, record = RECORD_INIT;

	keystore_mem_reset();
	ks = open_store();
	for (int i = 0; i < 2; i++) {
		const char *path = i ? "back" : "unread";
		struct record_key *key = record_add(&died, path);

		ck_assert_int_eq(keystore_put(ks, path, "v", REG_TYPE_DWORD,
		                              "\1\0\0", 4, &err),
		                 0);
		key->had = key->has = true;
		reg_key_set(&key->before, "v", REG_TYPE_DWORD, "\1\0\0", 4);
		reg_key_set(&key->after, "v", REG_TYPE_DWORD,
		            i ? "\1\0\0" : "\2\0\0", 4);
	}
	ck_assert_int_eq(record_merge(&record, &died, ks, &err), 0);
	ck_assert_uint_eq(record.count, 1);
	ck_assert_str_eq(record.keys[0].path, "back");
	ck_assert(!record_has_changes(&record));
	record_release(&record);
	record_release(&died);
	keystore_close(ks);
}
END_TEST

START_TEST(killed_and_completed__rollback_restores_what_was_there)
{
	int rc = -1;

	for (size_t writes = 1; rc != 0; writes++) {
		struct buf first = BUF_INIT, second = BUF_INIT;
		struct record merged;

		rc = die_and_complete(writes, &merged, &first, &second);
		check_state(&second);
		struct keystore *ks = open_store();
		ck_assert_int_eq(run(&merged, RECORD_BACKWARDS, ks, 0), 0);
		keystore_close(ks);
		check_state(&first);
		record_release(&merged);
		buf_release(&first);
		buf_release(&second);
		ck_assert_uint_lt(writes, 200);
	}
}
END_TEST

START_TEST(rollback__what_others_did_is_a_conflict)
{
	static const struct {
		const char *path, *expected;
	} cases[] = {
	        {"a", "a: changed since\n"},
	        {"a\\Instances\\j", "a\\Instances\\j: changed since\n"},
	        {"new\\Instances\\late", "new\\Instances\\late: made since\n"},
	        {"new\\foreign", "new\\foreign: made since\n"},
	        {"gone", "gone: changed since\n"},
	        {"adopted\\foreign", ""},
	        {"else", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct record record;
		struct plan plan;
		struct buf first = BUF_INIT, second = BUF_INIT, conflicts;
		struct keystore *ks;

		buf_init(&conflicts);
		two_states(&record, &first, &second);
		ks = open_store();
		ck_assert_int_eq(keystore_put(ks, cases[i].path, "theirs",
		                              REG_TYPE_DWORD, "\1\0\0", 4,
		                              &err),
		                 0);
		ck_assert_int_eq(record_plan(&record, RECORD_BACKWARDS, ks,
		                             &plan, &conflicts, &err),
		                 0);
		ck_assert_str_eq(conflicts.data, cases[i].expected);
		plan_release(&plan);
		keystore_close(ks);
		record_release(&record);
		buf_release(&first);
		buf_release(&second);
		buf_release(&conflicts);
	}
}
END_TEST

Suite *check_record(void)
{
	Suite *suite = suite_create("record");
	TCase *text = tcase_create("text");
	TCase *runs = tcase_create("run");

	tcase_add_test(text, text__reads_back);
	tcase_add_test(text, text__a_part_of_it_is_refused);
	tcase_add_loop_test(text, text__refused, 0,
	                    sizeof(refused) / sizeof(*refused));
	suite_add_tcase(suite, text);
	tcase_add_test(runs, run__back_and_forth);
	tcase_add_test(runs,
	               rollback__killed_at_any_write_is_completed_by_the_next);
	tcase_add_test(runs, merge__what_the_next_run_does_not_touch);
	tcase_add_test(runs,
	               killed_and_completed__rollback_restores_what_was_there);
	tcase_add_test(runs, rollback__what_others_did_is_a_conflict);
	suite_add_tcase(suite, runs);
	return suite;
}
