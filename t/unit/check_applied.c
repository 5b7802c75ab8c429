/*
 * check_applied.c: what need not be read again is not, and nothing else is
 * left out.
 */
#include "suite.h"

#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "declare.h"
#include "error.h"
#include "importer/apply.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *ks;
static struct error err;
static struct applied seen;

static void setup(void)
{
	keystore_mem_reset();
	keystore_mem_set_time(1000 * 1000 * 1000, 1);
	ks = keystore_open(ROOT, true, &err);
	ck_assert_ptr_nonnull(ks);
	seen = (struct applied)APPLIED_INIT;
}

static void teardown(void)
{
	applied_release(&seen);
	keystore_close(ks);
}

static size_t reads;
/* Another's handle, which changes the first value of b when that has been read;
 * or NULL. */
static struct keystore *meanwhile;

static void on_step(void *context, enum keystore_mem_step step,
                    const char *path)
{
	static size_t values;

	(void)context;
	reads += step == STEP_READ;
	values = step == STEP_READ_VALUE ? values + 1 : 0;
	if (meanwhile && values == 2 && strcmp(path, "b") == 0)
		ck_assert_int_eq(keystore_put(meanwhile, path, "Digest",
		                              REG_TYPE_BINARY, "", 0, &err),
		                 0);
}

/* Apply text for owner, knowing what was seen, a long time after all that was
 * written (or at once). Returns how many keys were touched; reads is how many
 * were read. */
static size_t run(const char *text, const char *owner, bool at_once)
{
	const struct plan_options options = {
	        .owner = owner, .force = true, .applied = &seen};
	struct applied next = APPLIED_INIT;
	struct declare d;
	struct plan plan;
	struct apply_result result;

	declare(&d, text, NULL, false);
	reads = 0;
	keystore_mem_set_hook(ks, on_step, NULL);
	ck_assert_int_eq(
	        plan_make(&plan, &d.declared, ks, &options, &d.diags, &err), 0);
	keystore_mem_set_hook(ks, NULL, NULL);
	ck_assert_int_eq(apply(&plan, ks, &result, &err), 0);
	applied_update(&next, &seen, &plan,
	               at_once ? 0 : (uint64_t)100 * 1000 * 1000 * 1000);
	applied_release(&seen);
	seen = next;
	plan_release(&plan);
	declare_release(&d);
	return result.keys;
}

#define CLASS(name) "[" name "]\nExecutable = C:\\x.exe\nRunAs = .\n"
static const char two[] = CLASS("a") "[a\\i]\nArgument2 = M:\n" CLASS("b");

START_TEST(second_run__reads_nothing)
{
	/* What no class is there for need not be read either. */
	ck_assert_uint_eq(run(two, "local", false), 3);
	ck_assert_uint_eq(reads, 0);
	ck_assert_uint_eq(run(two, "local", false), 0);
	ck_assert_uint_eq(reads, 0);
}
END_TEST

START_TEST(what_was_read__is_trusted_when_it_was_old)
{
	run(two, "local", false);
	applied_release(&seen);
	run(two, "local", true);
	ck_assert_uint_eq(reads, 3);
	run(two, "local", false);
	ck_assert_uint_eq(reads, 3);
	run(two, "local", false);
	ck_assert_uint_eq(reads, 0);
}
END_TEST

/* What was read is as it shall be; the time of before tells that it was not to
 * stay so. */
START_TEST(what_was_written_while_it_was_read__is_read_again)
{
	run(two, "local", false);
	applied_release(&seen);
	meanwhile = keystore_open(ROOT, true, &err);
	ck_assert_uint_eq(run(two, "local", false), 0);
	ck_assert_uint_eq(reads, 3);
	keystore_close(meanwhile);
	meanwhile = NULL;
	ck_assert_uint_eq(run(two, "local", false), 1);
	ck_assert_uint_eq(reads, 1);
}
END_TEST

/* Whatever happens to one key, that key is read, and mended. */
static const struct {
	const char *path, *text, *owner;
	size_t reads, keys;
} cases[] = {
        {"a", two, "local", 1, 1},
        {"a\\Instances\\i", two, "local", 1, 1},
        {NULL, two, "other", 3, 3},
        {NULL, CLASS("a") "StopTimeout = 1s\n", "local", 1, 1},
        {NULL, CLASS("a") CLASS("c"), "local", 0, 1},
        {NULL, CLASS("a") "Mount =\n", "local", 1, 0},
        {NULL, CLASS("a") "Extends = registry\n", "local", 1, 0},
        {NULL, CLASS("a"), "local", 0, 0},
};

START_TEST(what_moved__is_read)
{
	run(two, "local", false);
	if (cases[_i].path)
		ck_assert_int_eq(keystore_put(ks, cases[_i].path, "StopTimeout",
		                              REG_TYPE_DWORD, "\1\0\0", 4,
		                              &err),
		                 0);
	ck_assert_uint_eq(run(cases[_i].text, cases[_i].owner, false),
	                  cases[_i].keys);
	ck_assert_uint_eq(reads, cases[_i].reads);
}
END_TEST

START_TEST(what_is_gone__is_made_again)
{
	run(two, "local", false);
	ck_assert_int_eq(keystore_delete(ks, "a\\Instances\\i", &err), 0);
	ck_assert_uint_eq(run(two, "local", false), 1);
	ck_assert_int_eq(keystore_delete(ks, "a", &err), 0);
	ck_assert_uint_eq(run(two, "local", false), 2);
}
END_TEST

START_TEST(text__reads_back_or_is_dropped)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct applied read = APPLIED_INIT;

	run(two, "local", false);
	applied_write(&seen, &text);
	ck_assert_int_eq(applied_read(&read, text.data, text.len), 0);
	applied_write(&read, &again);
	ck_assert_str_eq(again.data, text.data);
	ck_assert_uint_eq(read.count, 3);
	applied_release(&read);
	for (size_t len = 0; len < text.len; len++) {
		ck_assert_int_eq(applied_read(&read, text.data, len), -1);
		ck_assert_uint_eq(read.count, 0);
	}
	buf_release(&text);
	buf_release(&again);
}
END_TEST

Suite *check_applied(void)
{
	Suite *suite = suite_create("applied");
	TCase *tests = tcase_create("core");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, second_run__reads_nothing);
	tcase_add_test(tests, what_was_read__is_trusted_when_it_was_old);
	tcase_add_test(tests,
	               what_was_written_while_it_was_read__is_read_again);
	tcase_add_loop_test(tests, what_moved__is_read, 0,
	                    sizeof(cases) / sizeof(*cases));
	tcase_add_test(tests, what_is_gone__is_made_again);
	tcase_add_test(tests, text__reads_back_or_is_dropped);
	suite_add_tcase(suite, tests);
	return suite;
}
