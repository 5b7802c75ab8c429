/*
 * check_reg_store.c: a .reg file as a registry: what keystore.h promises as
 * far as a file can keep it, and that nothing of the file is lost.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "error.h"
#include "importer/reg_store.h"
#include "utf.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *ks;
static struct diag_list diags;
static struct error err;

static void setup(void)
{
	err = (struct error)ERROR_INIT;
	ks = reg_store_new(ROOT, &err);
	ck_assert_msg(ks != NULL, "%s", err.text);
}

static void teardown(void)
{
	keystore_close(ks);
	diag_release(&diags);
}

/* The file, as text. */
static void saved(struct buf *text)
{
	struct buf bytes = BUF_INIT;

	ck_assert_msg(reg_store_save(ks, &bytes, &err) == 0, "%s", err.text);
	ck_assert_int_eq(utf16le_to_utf8(text, bytes.data, bytes.len), 0);
	buf_release(&bytes);
}

START_TEST(root__that_is_none__refused)
{
	ck_assert_ptr_null(reg_store_new("HKXX\\a", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "HKXX"));
}
END_TEST

START_TEST(empty__is_absent)
{
	struct reg_list list;
	struct reg_key key;
	uint64_t when;
	char *display = keystore_display(ks, "a");

	ck_assert_str_eq(display,
	                 "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\a");
	free(display);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_ABSENT);
	ck_assert_int_eq(keystore_read(ks, "a", &key, &err), KEYSTORE_ABSENT);
	ck_assert_int_eq(keystore_last_write(ks, "a", &when, &err),
	                 KEYSTORE_ABSENT);
	ck_assert(!reg_store_is_changed(ks));
}
END_TEST

START_TEST(write__read_back)
{
	struct reg_list list;
	struct reg_key key;

	ck_assert_int_eq(keystore_put(ks, "B\\Instances\\x", "v",
	                              REG_TYPE_BINARY, "\1\2", 2, &err),
	                 0);
	ck_assert_int_eq(keystore_create(ks, "a", NULL, &err), 0);
	ck_assert(reg_store_is_changed(ks));
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.entries[0].name, "a");
	ck_assert_str_eq(list.entries[1].name, "B");
	reg_list_release(&list);
	ck_assert_int_eq(keystore_read(ks, "b\\instances\\X", &key, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_eq(key.count, 1);
	ck_assert_mem_eq(key.values[0].data, "\1\2", 2);
	reg_key_release(&key);

	ck_assert_int_eq(
	        keystore_delete_value(ks, "B\\Instances\\x", "V", &err), 0);
	ck_assert_int_eq(keystore_delete_value(ks, "none", "V", &err), 0);
	ck_assert_int_eq(keystore_read(ks, "B\\Instances\\x", &key, &err),
	                 KEYSTORE_OK);
	ck_assert_uint_eq(key.count, 0);
	reg_key_release(&key);
	ck_assert_int_eq(keystore_delete(ks, "B", &err), 0);
	ck_assert_int_eq(keystore_delete(ks, "B", &err), 0);
	ck_assert_int_eq(keystore_read(ks, "B\\Instances", &key, &err),
	                 KEYSTORE_ABSENT);
	ck_assert_int_eq(keystore_delete(ks, "", &err), -1);
}
END_TEST

START_TEST(impossible_names__refused)
{
	struct reg_list list;
	struct reg_key key;
	uint64_t when;

	ck_assert_int_eq(keystore_list(ks, "a\\\\b", &list, &err),
	                 KEYSTORE_FAILED);
	ck_assert_int_eq(keystore_read(ks, "\\a", &key, &err), KEYSTORE_FAILED);
	ck_assert_int_eq(keystore_last_write(ks, "a\\", &when, &err),
	                 KEYSTORE_FAILED);
	ck_assert_int_eq(keystore_create(ks, "a\\\\b", NULL, &err), -1);
	ck_assert_int_eq(keystore_put(ks, "\\", "v", 3, "", 0, &err), -1);
	ck_assert_int_eq(keystore_delete_value(ks, "\\", "v", &err), -1);
	ck_assert_int_eq(keystore_delete(ks, "a\\", &err), -1);
	ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
	ck_assert(!reg_store_is_changed(ks));
}
END_TEST

START_TEST(file__foreign_keys_survive)
{
	static const char file[] =
	        "Windows Registry Editor Version 5.00\r\n\r\n"
	        "[HKEY_CURRENT_USER]\r\n\r\n"
	        "[HKEY_CURRENT_USER\\other]\r\n@=\"x\"\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE]\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node]\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp]\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services]"
	        "\r\n\r\n"
	        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\"
	        "a]\r\n\"v\"=dword:00000001\r\n\r\n";
	struct buf text = BUF_INIT;
	struct reg_key key;

	ck_assert_int_eq(
	        reg_store_load(ks, file, strlen(file), "t.reg", &diags), 0);
	ck_assert_uint_eq(diags.count, 0);
	ck_assert(!reg_store_is_changed(ks));
	ck_assert_int_eq(keystore_read(ks, "A", &key, &err), KEYSTORE_OK);
	ck_assert_uint_eq(key.count, 1);
	reg_key_release(&key);
	saved(&text);
	ck_assert_str_eq(text.data + 3, file);
	buf_release(&text);
}
END_TEST

START_TEST(file__that_is_none__told)
{
	ck_assert_int_eq(reg_store_load(ks, "hello", 5, "t.reg", &diags), -1);
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_str_eq(diags.items[0].place.file, "t.reg");
}
END_TEST

Suite *check_reg_store(void)
{
	Suite *suite = suite_create("reg_store");
	TCase *tests = tcase_create("reg_store");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, root__that_is_none__refused);
	tcase_add_test(tests, empty__is_absent);
	tcase_add_test(tests, write__read_back);
	tcase_add_test(tests, impossible_names__refused);
	tcase_add_test(tests, file__foreign_keys_survive);
	tcase_add_test(tests, file__that_is_none__told);
	suite_add_tcase(suite, tests);
	return suite;
}
