/*
 * check_keystore_mem.c: the faults that t/fake/keystore_mem.h arranges; what
 * a store must do at all is in t/contract/keystore.c.
 */
#include "suite.h"

#include <string.h>

#include "error.h"
#include "t/fake/keystore_mem.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *ks, *foreign;
static struct error err;

static void setup(void)
{
	keystore_mem_reset();
	ks = keystore_open(ROOT, true, &err);
	foreign = keystore_open(ROOT, true, &err);
	ck_assert_ptr_nonnull(ks);
	ck_assert_ptr_nonnull(foreign);
}

static void teardown(void)
{
	keystore_close(ks);
	keystore_close(foreign);
	keystore_mem_reset();
}

static int put(struct keystore *store, const char *path, const char *name)
{
	return keystore_put(store, path, name, REG_TYPE_DWORD, "\1\0\0\0", 4,
	                    &err);
}

static size_t value_count(const char *path)
{
	struct reg_key key;
	size_t count;

	ck_assert_int_eq(keystore_read(foreign, path, &key, &err), KEYSTORE_OK);
	count = key.count;
	reg_key_release(&key);
	return count;
}

START_TEST(fail__the_nth_step_once)
{
	keystore_mem_fail(ks, 2, OS_ACCESS_DENIED);
	ck_assert_int_eq(keystore_create(ks, "a", NULL, &err), 0);
	ck_assert_int_eq(put(ks, "a", "x"), -1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_str_eq(err.text, "cannot use key 'HKLM\\SOFTWARE\\WOW6432Node"
	                           "\\WinFsp\\Services\\a': access is denied "
	                           "(5)");
	ck_assert_int_eq(put(ks, "a", "x"), 0);
}
END_TEST

START_TEST(kill__after_n_writes_nothing_more)
{
	keystore_mem_kill_after(ks, 3);
	ck_assert_int_eq(put(ks, "a", "x"), 0); /* the key and the value */
	ck_assert_int_eq(put(ks, "a", "y"), 0);
	ck_assert_int_eq(put(ks, "a", "z"), -1);
	ck_assert_int_eq(put(ks, "a", "z"), -1);
	ck_assert_uint_eq(keystore_mem_writes(ks), 3);
	ck_assert_uint_eq(value_count("a"), 2);
}
END_TEST

START_TEST(kill__in_the_middle_of_a_delete)
{
	struct reg_list list;

	ck_assert_int_eq(put(foreign, "a\\Instances\\1", "x"), 0);
	ck_assert_int_eq(put(foreign, "a\\Instances\\2", "x"), 0);
	keystore_mem_kill_after(ks, 1);
	ck_assert_int_eq(keystore_delete(ks, "a", &err), -1);
	ck_assert_int_eq(keystore_list(foreign, "a\\Instances", &list, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 1);
	reg_list_release(&list);
}
END_TEST

START_TEST(deny__the_key_and_below)
{
	struct reg_key key;

	ck_assert_int_eq(put(ks, "ab\\c", "x"), 0);
	ck_assert_int_eq(put(ks, "abc", "x"), 0);
	keystore_mem_deny(ks, "AB", OS_ACCESS_DENIED);
	ck_assert_int_eq(keystore_read(ks, "ab\\c", &key, &err),
	                 KEYSTORE_FAILED);
	ck_assert_int_eq(put(ks, "abc", "y"), 0);
	keystore_mem_deny(ks, "", 0);
	ck_assert_int_eq(put(ks, "ab", "y"), 0);
}
END_TEST

/* Deletes the first value while the second is about to be read. */
static void tear(void *context, enum keystore_mem_step step, const char *path)
{
	unsigned *reads = context;

	if (step == STEP_READ_VALUE && ++*reads == 2)
		ck_assert_int_eq(
		        keystore_delete_value(foreign, path, "a", &err), 0);
}

START_TEST(hook__makes_a_torn_read)
{
	unsigned reads = 0;
	struct reg_key key;
	uint64_t before, after;

	ck_assert_int_eq(put(ks, "k", "a"), 0);
	ck_assert_int_eq(put(ks, "k", "b"), 0);
	ck_assert_int_eq(put(ks, "k", "c"), 0);
	ck_assert_int_eq(keystore_last_write(ks, "k", &before, &err),
	                 KEYSTORE_OK);
	keystore_mem_set_hook(ks, tear, &reads);
	ck_assert_int_eq(keystore_read(ks, "k", &key, &err), KEYSTORE_OK);
	ck_assert_ptr_nonnull(reg_key_find(&key, "a"));
	ck_assert_ptr_null(reg_key_find(&key, "b"));
	ck_assert_int_eq(keystore_last_write(ks, "k", &after, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_lt(before, after);
	reg_key_release(&key);
}
END_TEST

static void remove_key(void *context, enum keystore_mem_step step,
                       const char *path)
{
	unsigned *entries = context;

	(void)path;
	if (step == STEP_LIST_ENTRY && ++*entries == 2)
		keystore_mem_delete_root(foreign);
}

START_TEST(list__key_deleted_on_the_way__failed_and_empty)
{
	unsigned entries = 0;
	struct reg_list list;

	ck_assert_int_eq(put(ks, "a", "x"), 0);
	ck_assert_int_eq(put(ks, "b", "x"), 0);
	keystore_mem_set_hook(ks, remove_key, &entries);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_FAILED);
	ck_assert_uint_eq(err.code, OS_KEY_DELETED);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(time__is_what_the_test_says)
{
	uint64_t when;

	keystore_mem_set_time(5000, 0);
	ck_assert_int_eq(put(ks, "a", "x"), 0);
	ck_assert_int_eq(put(ks, "a", "y"), 0);
	ck_assert_int_eq(keystore_last_write(ks, "a", &when, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_eq(when, 5000);
	ck_assert_uint_gt(keystore_mem_steps(ks), 2);
}
END_TEST

Suite *check_keystore_mem(void)
{
	Suite *suite = suite_create("keystore_mem");
	TCase *tests = tcase_create("faults");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, fail__the_nth_step_once);
	tcase_add_test(tests, kill__after_n_writes_nothing_more);
	tcase_add_test(tests, kill__in_the_middle_of_a_delete);
	tcase_add_test(tests, deny__the_key_and_below);
	tcase_add_test(tests, hook__makes_a_torn_read);
	tcase_add_test(tests, list__key_deleted_on_the_way__failed_and_empty);
	tcase_add_test(tests, time__is_what_the_test_says);
	suite_add_tcase(suite, tests);
	return suite;
}
