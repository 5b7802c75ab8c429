/*
 * check_reg_key.c: the values of a key as a container.
 */
#include "suite.h"

#include <stdio.h>

#include "keystore.h"

static struct reg_key key;

static void setup(void)
{
	key = (struct reg_key)REG_KEY_INIT;
}

static void teardown(void)
{
	reg_key_release(&key);
}

static void fill(unsigned count)
{
	char name[16];

	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(name, sizeof(name), "v%u", i);
		reg_key_add(&key, name, REG_TYPE_DWORD, &i, sizeof(i));
	}
}

static void expect(const struct reg_value *v, const char *name,
                   const char *data, size_t len)
{
	ck_assert_ptr_nonnull(v);
	ck_assert_str_eq(v->name, name);
	ck_assert_uint_eq(v->len, len);
	ck_assert_mem_eq(v->data, data, len);
}

START_TEST(set__again__replaced_as_it_was_spelled)
{
	reg_key_set(&key, "Name", REG_TYPE_SZ, "a\0\0\0", 4);
	reg_key_set(&key, "other", REG_TYPE_SZ, "", 0);
	reg_key_set(&key, "NAME", REG_TYPE_BINARY, "a longer one", 12);
	ck_assert_uint_eq(key.count, 2);
	expect(reg_key_find(&key, "name"), "Name", "a longer one", 12);
	expect(reg_key_find(&key, "OTHER"), "other", "", 0);
}
END_TEST

/* What is set may be what is replaced. */
START_TEST(set__with_its_own_name_and_bytes__copied_first)
{
	const struct reg_value *v;

	reg_key_set(&key, "Name", REG_TYPE_BINARY, "bytes", 5);
	v = reg_key_find(&key, "Name");
	reg_key_set(&key, v->name, REG_TYPE_BINARY, v->data + 1, v->len - 1);
	expect(reg_key_find(&key, "Name"), "Name", "ytes", 4);
}
END_TEST

START_TEST(remove__any__the_rest_in_its_order)
{
	fill(9);
	ck_assert(reg_key_remove(&key, "V0"));
	ck_assert(reg_key_remove(&key, "v8"));
	ck_assert(reg_key_remove(&key, "v4"));
	ck_assert(!reg_key_remove(&key, "v4"));
	ck_assert_uint_eq(key.count, 6);
	ck_assert_str_eq(key.values[0].name, "v1");
	ck_assert_str_eq(key.values[3].name, "v5");
	ck_assert_str_eq(key.values[5].name, "v7");
	/* There is room again, and for more. */
	fill(20);
	ck_assert_uint_eq(key.count, 26);
	expect(&key.values[25], "v19", "\x13\0\0\0", 4);
}
END_TEST

START_TEST(copy__equal_and_apart)
{
	struct reg_key copy;

	fill(5);
	reg_key_copy(&copy, &key);
	ck_assert(reg_key_equal(&copy, &key));
	reg_key_set(&copy, "v3", REG_TYPE_DWORD, "\4\0\0\0", 4);
	ck_assert(!reg_key_equal(&copy, &key));
	expect(reg_key_find(&key, "v3"), "v3", "\3\0\0\0", 4);
	reg_key_release(&copy);
}
END_TEST

START_TEST(take__into_an_empty_key_or_among_others)
{
	struct reg_key from = REG_KEY_INIT;

	fill(3);
	reg_key_take(&from, &key);
	ck_assert_uint_eq(key.count, 0);
	ck_assert_uint_eq(from.count, 3);
	reg_key_set(&key, "own", REG_TYPE_SZ, "", 0);
	reg_key_set(&key, "V1", REG_TYPE_SZ, "", 0);
	reg_key_take(&key, &from);
	ck_assert_uint_eq(from.count, 0);
	ck_assert_uint_eq(key.count, 4);
	expect(&key.values[0], "own", "", 0);
	expect(&key.values[1], "V1", "\1\0\0\0", 4);
	expect(&key.values[3], "v2", "\2\0\0\0", 4);
	reg_key_take(&key, &from);
	ck_assert_uint_eq(key.count, 4);
}
END_TEST

Suite *check_reg_key(void)
{
	Suite *suite = suite_create("reg_key");
	TCase *tests = tcase_create("reg_key");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, set__again__replaced_as_it_was_spelled);
	tcase_add_test(tests, set__with_its_own_name_and_bytes__copied_first);
	tcase_add_test(tests, remove__any__the_rest_in_its_order);
	tcase_add_test(tests, copy__equal_and_apart);
	tcase_add_test(tests, take__into_an_empty_key_or_among_others);
	suite_add_tcase(suite, tests);
	return suite;
}
