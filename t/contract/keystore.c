/*
 * keystore.c: what keystore.h promises, asked of whatever store is linked:
 * natively t/fake/keystore_mem.c, under Wine and Windows the registry.
 */
#include "../unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "keystore.h"
#include "limits.h"
#include "xalloc.h"

#define ROOT "HKLM\\SOFTWARE\\fspd-contract\\Services"

static struct keystore *ks;
static struct error err;

/* Also leaves the registry as a bare machine has it. */
static void remove_root(void)
{
	struct keystore *above = keystore_open("HKLM\\SOFTWARE", true, &err);

	ck_assert_ptr_nonnull(above);
	ck_assert_msg(keystore_delete(above, "fspd-contract", &err) == 0, "%s",
	              err.text);
	keystore_close(above);
}

static void setup(void)
{
	err = (struct error)ERROR_INIT;
	remove_root();
	ks = keystore_open(ROOT, true, &err);
	ck_assert_msg(ks != NULL, "%s", err.text);
}

static void teardown(void)
{
	keystore_close(ks);
	remove_root();
}

static void put(const char *path, const char *name, uint32_t type,
                const void *data, size_t len)
{
	ck_assert_msg(keystore_put(ks, path, name, type, data, len, &err) == 0,
	              "%s", err.text);
}

/* The value must be there with exactly this type and these bytes. */
static void expect(const char *path, const char *name, uint32_t type,
                   const void *data, size_t len)
{
	struct reg_key key;
	const struct reg_value *value;

	ck_assert_msg(keystore_read(ks, path, &key, &err) == KEYSTORE_OK, "%s",
	              err.text);
	value = reg_key_find(&key, name);
	ck_assert_ptr_nonnull(value);
	ck_assert_uint_eq(value->type, type);
	ck_assert_uint_eq(value->len, len);
	if (len > 0)
		ck_assert_mem_eq(value->data, data, len);
	reg_key_release(&key);
}

static size_t value_count(const char *path)
{
	struct reg_key key;
	size_t count;

	ck_assert_int_eq(keystore_read(ks, path, &key, &err), KEYSTORE_OK);
	count = key.count;
	reg_key_release(&key);
	return count;
}

static uint64_t last_write(const char *path)
{
	uint64_t when = 0;

	ck_assert_int_eq(keystore_last_write(ks, path, &when, &err),
	                 KEYSTORE_OK);
	return when;
}

START_TEST(absent__is_a_result)
{
	struct reg_list list;
	struct reg_key key;
	uint64_t when;

	ck_assert_int_eq(keystore_list(ks, "none", &list, &err),
	                 KEYSTORE_ABSENT);
	ck_assert_uint_eq(list.count, 0);
	ck_assert_int_eq(keystore_read(ks, "none\\deeper", &key, &err),
	                 KEYSTORE_ABSENT);
	ck_assert_uint_eq(key.count, 0);
	ck_assert_int_eq(keystore_last_write(ks, "none", &when, &err),
	                 KEYSTORE_ABSENT);
	ck_assert_int_eq(keystore_delete(ks, "none", &err), 0);
	ck_assert_int_eq(keystore_delete_value(ks, "none", "x", &err), 0);
}
END_TEST

/* Every type, with shapes that only foreign writers make. */
START_TEST(put__read_back_to_the_byte)
{
	static const struct {
		const char *name;
		uint32_t type;
		const char *data;
		size_t len;
	} cases[] = {
	        {"sz", REG_TYPE_SZ, "a\0b\0\0\0", 6},
	        {"sz_empty", REG_TYPE_SZ, "\0\0", 2},
	        {"sz_no_bytes", REG_TYPE_SZ, "", 0},
	        {"sz_no_nul", REG_TYPE_SZ, "a\0b\0", 4},
	        {"sz_odd", REG_TYPE_SZ, "a\0b\0c", 5},
	        {"sz_nul_inside", REG_TYPE_SZ, "a\0\0\0b\0\0\0", 8},
	        {"sz_lone_surrogate", REG_TYPE_SZ, "\x00\xd8\0\0", 4},
	        {"expand", REG_TYPE_EXPAND_SZ, "%\0\0\0", 4},
	        {"multi", REG_TYPE_MULTI_SZ, "a\0\0\0b\0\0\0\0\0", 10},
	        {"multi_empty", REG_TYPE_MULTI_SZ, "\0\0", 2},
	        {"dword", REG_TYPE_DWORD, "\x01\x02\x03\x04", 4},
	        {"dword_short", REG_TYPE_DWORD, "\x01\x02", 2},
	        {"qword", REG_TYPE_QWORD, "\1\2\3\4\5\6\7\10", 8},
	        {"binary_empty", REG_TYPE_BINARY, "", 0},
	        {"binary", REG_TYPE_BINARY, "\0\1\2", 3},
	        {"none", REG_TYPE_NONE, "\7", 1},
	        {"strange_type", 0x12345, "\7\7", 2},
	        {"", REG_TYPE_SZ, "d\0\0\0", 4},
	        {"Gr\xc3\xb6\xc3\x9f"
	         "e",
	         REG_TYPE_DWORD, "\1\0\0\0", 4},
	};
	const size_t count = sizeof(cases) / sizeof(cases[0]);

	for (size_t i = 0; i < count; i++)
		put("types", cases[i].name, cases[i].type, cases[i].data,
		    cases[i].len);
	ck_assert_uint_eq(value_count("types"), count);
	for (size_t i = 0; i < count; i++)
		expect("types", cases[i].name, cases[i].type, cases[i].data,
		       cases[i].len);
}
END_TEST

START_TEST(put__replaces_type_and_bytes_whatever_the_case)
{
	put("class", "Executable", REG_TYPE_SZ, "a\0\0\0", 4);
	put("CLASS", "EXECUTABLE", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_uint_eq(value_count("class"), 1);
	expect("class", "executable", REG_TYPE_DWORD, "\1\0\0\0", 4);
}
END_TEST

START_TEST(put__makes_the_keys_above)
{
	struct reg_list list;

	put("class\\Instances\\a%5Cb", "Start", REG_TYPE_SZ, "\0\0", 2);
	ck_assert_int_eq(keystore_list(ks, "class", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.entries[0].name, "Instances");
	reg_list_release(&list);
	ck_assert_uint_eq(value_count("class"), 0);
}
END_TEST

START_TEST(value__as_large_as_the_limit_and_larger)
{
	const size_t len = LIMIT_VALUE_BYTES;
	unsigned char *data = xcalloc(len + 1, 1);
	struct reg_key key;

	memset(data, 0x5a, len + 1);
	put("big", "b", REG_TYPE_BINARY, data, len);
	expect("big", "b", REG_TYPE_BINARY, data, len);
	put("big", "b", REG_TYPE_BINARY, data, len + 1);
	ck_assert_int_eq(keystore_read(ks, "big", &key, &err), KEYSTORE_FAILED);
	ck_assert_uint_eq(err.code, OS_MORE_DATA);
	ck_assert_uint_eq(key.count, 0);
	free(data);
}
END_TEST

START_TEST(values__more_than_the_limit__failed)
{
	char name[16];
	struct reg_key key;

	for (unsigned i = 0; i < LIMIT_VALUES; i++) {
		(void)snprintf(name, sizeof(name), "v%u", i);
		put("many", name, REG_TYPE_DWORD, "\0\0\0\0", 4);
	}
	ck_assert_uint_eq(value_count("many"), LIMIT_VALUES);
	put("many", "one more", REG_TYPE_DWORD, "\0\0\0\0", 4);
	ck_assert_int_eq(keystore_read(ks, "many", &key, &err),
	                 KEYSTORE_FAILED);
	ck_assert_uint_eq(key.count, 0);
}
END_TEST

START_TEST(delete_value__only_that_one)
{
	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put("class", "b", REG_TYPE_DWORD, "\2\0\0\0", 4);
	ck_assert_int_eq(keystore_delete_value(ks, "class", "A", &err), 0);
	ck_assert_int_eq(keystore_delete_value(ks, "class", "A", &err), 0);
	ck_assert_uint_eq(value_count("class"), 1);
	expect("class", "b", REG_TYPE_DWORD, "\2\0\0\0", 4);
}
END_TEST

START_TEST(delete__takes_all_below_and_nothing_beside)
{
	struct reg_list list;

	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put("class\\Instances\\x", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put("class\\Instances\\y", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put("class2", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_int_eq(keystore_delete(ks, "CLASS", &err), 0);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.entries[0].name, "class2");
	reg_list_release(&list);
	ck_assert_int_eq(keystore_delete(ks, "", &err), -1);
	ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
}
END_TEST

/* A handle that a store kept must not outlive the key it was opened on. */
START_TEST(delete_and_recreate__by_another_handle)
{
	struct keystore *other = keystore_open(ROOT, true, &err);

	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_int_eq(keystore_delete(other, "class", &err), 0);
	ck_assert_int_eq(keystore_delete_value(ks, "class", "a", &err), 0);
	put("class", "b", REG_TYPE_DWORD, "\2\0\0\0", 4);
	ck_assert_int_eq(keystore_delete(other, "class", &err), 0);
	ck_assert_int_eq(keystore_create(other, "class", NULL, &err), 0);
	put("class", "c", REG_TYPE_DWORD, "\3\0\0\0", 4);
	keystore_close(other);
	ck_assert_uint_eq(value_count("class"), 1);
	expect("class", "c", REG_TYPE_DWORD, "\3\0\0\0", 4);
}
END_TEST

START_TEST(root__comes_and_goes)
{
	struct reg_list list;

	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	remove_root();
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_ABSENT);
	put("class", "b", REG_TYPE_DWORD, "\1\0\0\0", 4);
	expect("class", "b", REG_TYPE_DWORD, "\1\0\0\0", 4);
}
END_TEST

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct reg_entry *)a)->name,
	              ((const struct reg_entry *)b)->name);
}

START_TEST(list__every_name_with_its_time)
{
	char longest[LIMIT_KEY_UNITS + 1];
	const char *names[] = {
	        "Instances",        "a b",           "c.d", longest,
	        "\xd1\x84\xd1\x81", "%5Csrv%5Cshare"};
	struct reg_list list;

	memset(longest, 'x', LIMIT_KEY_UNITS);
	longest[LIMIT_KEY_UNITS] = '\0';
	for (size_t i = 0; i < 6; i++)
		ck_assert_msg(keystore_create(ks, names[i], NULL, &err) == 0,
		              "%s", err.text);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 6);
	for (size_t i = 0; i < list.count; i++)
		ck_assert_uint_eq(list.entries[i].last_write,
		                  last_write(list.entries[i].name));
	qsort(list.entries, list.count, sizeof(*list.entries), by_name);
	ck_assert_str_eq(list.entries[0].name, "%5Csrv%5Cshare");
	ck_assert_str_eq(list.entries[4].name, longest);
	ck_assert_str_eq(list.entries[5].name, "\xd1\x84\xd1\x81");
	reg_list_release(&list);
}
END_TEST

/* The clock of a store is coarse: put until the time has moved. */
static void put_until_later(const char *path, uint64_t than)
{
	for (uint32_t i = 1; last_write(path) <= than; i++) {
		ck_assert_uint_lt(i, 1000000);
		put(path, "tick", REG_TYPE_DWORD, &i, sizeof(i));
	}
}

START_TEST(last_write__moves_with_values_and_subkeys)
{
	uint64_t before;

	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put_until_later("class", last_write("class"));
	/* The same bytes again are no change. */
	before = last_write("class");
	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_uint_eq(last_write("class"), before);
	/* A change in a subkey's values is none of the key's. */
	put("class\\Instances", "x", REG_TYPE_DWORD, "\1\0\0\0", 4);
	before = last_write("class");
	put_until_later("class\\Instances", before);
	ck_assert_uint_eq(last_write("class"), before);
	/* A subkey that goes is a change of the key. */
	ck_assert_int_eq(keystore_delete(ks, "class\\Instances", &err), 0);
	ck_assert_uint_gt(last_write("class"), before);
	/* So is one that comes. */
	before = last_write("class");
	put("other", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	put_until_later("other", before);
	ck_assert_int_eq(keystore_create(ks, "class\\Instances", NULL, &err),
	                 0);
	ck_assert_uint_gt(last_write("class"), before);
}
END_TEST

START_TEST(paths__that_name_no_key__refused)
{
	char too_long[LIMIT_KEY_UNITS + 2];
	const char *bad[] = {"\\a", "a\\", "a\\\\b", "a\xff", too_long};

	memset(too_long, 'x', sizeof(too_long) - 1);
	too_long[sizeof(too_long) - 1] = '\0';
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct reg_key key;

		ck_assert_int_eq(keystore_create(ks, bad[i], NULL, &err), -1);
		ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
		ck_assert_int_eq(keystore_read(ks, bad[i], &key, &err),
		                 KEYSTORE_FAILED);
	}
}
END_TEST

START_TEST(names__that_no_value_has__refused_before_the_key_is_made)
{
	static char names[2][LIMIT_VALUE_NAME_UNITS + 2] = {"gr\xfcn"};
	struct reg_key key;

	memset(names[1], 'x', LIMIT_VALUE_NAME_UNITS + 1);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(keystore_put(ks, "new", names[i], REG_TYPE_SZ,
		                              "a\0\0", 4, &err),
		                 -1);
		ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
		ck_assert_int_eq(keystore_read(ks, "new", &key, &err),
		                 KEYSTORE_ABSENT);
		ck_assert_int_eq(
		        keystore_delete_value(ks, "new", names[i], &err), -1);
		ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
	}
}
END_TEST

START_TEST(opened_for_reading__writes_nothing)
{
	struct keystore *reader = keystore_open(ROOT, false, &err);

	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_int_eq(keystore_put(reader, "class", "b", REG_TYPE_DWORD,
	                              "\1\0\0\0", 4, &err),
	                 -1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_int_eq(keystore_delete_value(reader, "class", "a", &err), -1);
	ck_assert_int_eq(keystore_delete(reader, "class", &err), -1);
	ck_assert_int_eq(keystore_create(reader, "other", NULL, &err), -1);
	keystore_close(reader);
	ck_assert_uint_eq(value_count("class"), 1);
}
END_TEST

START_TEST(display__is_the_physical_name)
{
	char *text = keystore_display(ks, "class\\Instances");

	ck_assert_str_eq(text, "HKLM\\SOFTWARE\\WOW6432Node\\fspd-contract\\"
	                       "Services\\class\\Instances");
	free(text);
}
END_TEST

/* Both spellings of the root, in any case, are one store. */
START_TEST(open__with_the_node_spelled_out)
{
	struct keystore *other = keystore_open(
	        "hkey_local_machine\\Software\\wow6432node\\fspd-contract\\"
	        "Services\\",
	        false, &err);
	struct reg_key key;

	ck_assert_msg(other != NULL, "%s", err.text);
	put("class", "a", REG_TYPE_DWORD, "\1\0\0\0", 4);
	ck_assert_int_eq(keystore_read(other, "class", &key, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_eq(key.count, 1);
	reg_key_release(&key);
	keystore_close(other);
	ck_assert_ptr_null(keystore_open("HKXX\\SOFTWARE", false, &err));
	ck_assert_ptr_null(keystore_open("HKLM", false, &err));
	ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
}
END_TEST

Suite *check_keystore(void)
{
	Suite *suite = suite_create("keystore");
	TCase *tests = tcase_create("contract");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, absent__is_a_result);
	tcase_add_test(tests, put__read_back_to_the_byte);
	tcase_add_test(tests, put__replaces_type_and_bytes_whatever_the_case);
	tcase_add_test(tests, put__makes_the_keys_above);
	tcase_add_test(tests, value__as_large_as_the_limit_and_larger);
	tcase_add_test(tests, values__more_than_the_limit__failed);
	tcase_add_test(tests, delete_value__only_that_one);
	tcase_add_test(tests, delete__takes_all_below_and_nothing_beside);
	tcase_add_test(tests, delete_and_recreate__by_another_handle);
	tcase_add_test(tests, root__comes_and_goes);
	tcase_add_test(tests, list__every_name_with_its_time);
	tcase_add_test(tests, last_write__moves_with_values_and_subkeys);
	tcase_add_test(tests, paths__that_name_no_key__refused);
	tcase_add_test(
	        tests,
	        names__that_no_value_has__refused_before_the_key_is_made);
	tcase_add_test(tests, opened_for_reading__writes_nothing);
	tcase_add_test(tests, display__is_the_physical_name);
	tcase_add_test(tests, open__with_the_node_spelled_out);
	suite_add_tcase(suite, tests);
	return suite;
}
