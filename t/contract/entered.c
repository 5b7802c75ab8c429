/*
 * entered.c: keystore_enter() of keystore.h, asked of whatever store is linked.
 */
#include "../unit/suite.h"

#include "error.h"
#include "keystore.h"

#define ABOVE "HKLM\\SOFTWARE"
#define NAME  "fspd-entered"

static struct keystore *above, *ks;
static struct error err;

static void setup(void)
{
	above = keystore_open(ABOVE, true, &err);
	ck_assert_ptr_nonnull(above);
	ck_assert_int_eq(keystore_delete(above, NAME, &err), 0);
	ks = keystore_open(ABOVE "\\" NAME, true, &err);
	ck_assert_ptr_nonnull(ks);
}

static void teardown(void)
{
	ck_assert_int_eq(keystore_delete(above, NAME, &err), 0);
	keystore_close(above);
	keystore_close(ks);
}

static void put(struct keystore *store, const char *path, const char *name)
{
	ck_assert_int_eq(keystore_put(store, path, name, REG_TYPE_DWORD,
	                              "\1\0\0\0", 4, &err),
	                 0);
}

/* The key has one value, called name. */
static void expect(const char *path, const char *name)
{
	struct reg_key key;

	ck_assert_int_eq(keystore_read(ks, path, &key, &err), KEYSTORE_OK);
	ck_assert_uint_eq(key.count, 1);
	ck_assert_str_eq(key.values[0].name, name);
	reg_key_release(&key);
}

START_TEST(key__and_those_below)
{
	struct reg_list list;
	uint64_t when;

	put(ks, "class", "a");
	put(ks, "class\\Instances\\x", "b");
	put(ks, "classroom", "c");
	keystore_enter(ks, "");
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 2);
	reg_list_release(&list);
	keystore_enter(ks, "class");
	expect("class", "a");
	expect("class\\Instances\\x", "b");
	expect("classroom", "c");
	ck_assert_int_eq(keystore_last_write(ks, "class", &when, &err),
	                 KEYSTORE_OK);
	ck_assert_int_eq(keystore_list(ks, "class\\none", &list, &err),
	                 KEYSTORE_ABSENT);
	keystore_leave(ks);
	keystore_leave(ks);
	expect("class", "a");
}
END_TEST

START_TEST(deleted_and_recreated_by_another__not_mistaken)
{
	static const char *const paths[] = {"class", "class\\Instances\\x"};
	struct reg_key key;

	put(ks, paths[1], "a");
	keystore_enter(ks, "class");
	ck_assert_int_eq(keystore_delete(above, NAME "\\class", &err), 0);
	put(above, NAME "\\class\\Instances\\x", "b");
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(keystore_read(ks, paths[i], &key, &err),
		                 KEYSTORE_FAILED);
		ck_assert_uint_eq(err.code, OS_KEY_DELETED);
	}
	keystore_leave(ks);
	expect(paths[1], "b");
}
END_TEST

START_TEST(absent__by_name_as_ever)
{
	keystore_enter(ks, "");
	keystore_enter(ks, "class");
	put(ks, "class", "a");
	expect("class", "a");
	keystore_leave(ks);
	keystore_leave(ks);
}
END_TEST

Suite *check_entered(void)
{
	Suite *suite = suite_create("entered");
	TCase *tests = tcase_create("contract");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, key__and_those_below);
	tcase_add_test(tests, deleted_and_recreated_by_another__not_mistaken);
	tcase_add_test(tests, absent__by_name_as_ever);
	suite_add_tcase(suite, tests);
	return suite;
}
