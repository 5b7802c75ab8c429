/*
 * check_keystore_win.c: what only the real registry can show: where the keys
 * are, and lists made while other threads make and delete keys.
 */
#include "../suite.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "keystore.h"

#define BELOW    "fspd-check"
#define ROOT     "HKLM\\SOFTWARE\\" BELOW
#define PHYSICAL L"SOFTWARE\\WOW6432Node\\fspd-check"

static struct keystore *ks;
static struct error err;

static void remove_root(void)
{
	struct keystore *above = keystore_open("HKLM\\SOFTWARE", true, &err);

	ck_assert_ptr_nonnull(above);
	ck_assert_int_eq(keystore_delete(above, BELOW, &err), 0);
	keystore_close(above);
}

static void setup(void)
{
	remove_root();
	ks = keystore_open(ROOT, true, &err);
	ck_assert_ptr_nonnull(ks);
}

static void teardown(void)
{
	keystore_close(ks);
	remove_root();
}

START_TEST(keys__are_below_wow6432node)
{
	DWORD number = 0, size_bytes = sizeof(number);
	HKEY key;

	ck_assert_int_eq(keystore_put(ks, "class", "n", REG_TYPE_DWORD,
	                              "\x05\0\0\0", 4, &err),
	                 0);
	ck_assert_int_eq(RegGetValueW(HKEY_LOCAL_MACHINE, PHYSICAL L"\\class",
	                              L"n", RRF_RT_REG_DWORD, NULL, &number,
	                              &size_bytes),
	                 ERROR_SUCCESS);
	ck_assert_uint_eq(number, 5);
	ck_assert_int_eq(RegOpenKeyExW(HKEY_LOCAL_MACHINE,
	                               L"SOFTWARE\\fspd-check", 0,
	                               KEY_READ | KEY_WOW64_64KEY, &key),
	                 ERROR_FILE_NOT_FOUND);
}
END_TEST

/* Names that have no UTF-8 form are listed as something, never left out. */
START_TEST(names__without_utf8_form)
{
	struct reg_list list;
	struct reg_key values;
	HKEY key;

	ck_assert_int_eq(keystore_create(ks, "class", NULL, &err), 0);
	ck_assert_int_eq(RegCreateKeyExW(HKEY_LOCAL_MACHINE,
	                                 PHYSICAL L"\\a\xd800z", 0, NULL, 0,
	                                 KEY_WRITE, NULL, &key, NULL),
	                 ERROR_SUCCESS);
	RegSetValueExW(key, L"v\xdc00", 0, REG_BINARY, (const BYTE *)"x", 1);
	RegCloseKey(key);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.entries[0].name, "a\xef\xbf\xbdz");
	/* That name is no key's. */
	ck_assert_int_eq(keystore_read(ks, list.entries[0].name, &values, &err),
	                 KEYSTORE_ABSENT);
	reg_list_release(&list);
	RegDeleteTreeW(HKEY_LOCAL_MACHINE, PHYSICAL L"\\a\xd800z");
}
END_TEST

enum { STEADY = 40, ROUNDS = 300, BURST = 8 };

/* Makes and deletes keys that sort between the steady ones, in bursts, until
 * *stop. */
static DWORD WINAPI churn(void *context)
{
	volatile LONG *stop = context;
	struct keystore *mine = keystore_open(ROOT, true, NULL);
	char name[32];

	for (unsigned i = 0; !*stop; i++) {
		snprintf(name, sizeof(name), "k%02u-%u", i % STEADY, i);
		if (keystore_create(mine, name, NULL, NULL) < 0 ||
		    keystore_delete(mine, name, NULL) < 0)
			break;
		if (i % BURST == 0)
			Sleep(1);
	}
	keystore_close(mine);
	return 0;
}

static unsigned steady_seen(const struct reg_list *list)
{
	unsigned seen = 0;

	for (size_t i = 0; i < list->count; i++)
		seen += strlen(list->entries[i].name) == 3;
	return seen;
}

START_TEST(list__while_keys_come_and_go__never_partial)
{
	volatile LONG stop = 0;
	unsigned whole = 0;
	struct reg_list list;
	char name[8];
	HANDLE thread;

	for (unsigned i = 0; i < STEADY; i++) {
		snprintf(name, sizeof(name), "k%02u", i);
		ck_assert_int_eq(keystore_create(ks, name, NULL, &err), 0);
	}
	thread = CreateThread(NULL, 0, churn, (void *)&stop, 0, NULL);
	for (unsigned round = 0; round < ROUNDS; round++) {
		if (keystore_list(ks, "", &list, &err) == KEYSTORE_OK) {
			whole++;
			ck_assert_uint_eq(steady_seen(&list), STEADY);
		} else {
			ck_assert_uint_eq(list.count, 0);
			ck_assert_uint_eq(err.code, OS_KEY_DELETED);
		}
		reg_list_release(&list);
	}
	InterlockedExchange(&stop, 1);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	ck_assert_uint_gt(whole, 0);
	ck_assert_int_eq(keystore_list(ks, "", &list, &err), KEYSTORE_OK);
	ck_assert_uint_eq(list.count, STEADY);
	reg_list_release(&list);
}
END_TEST

Suite *check_keystore_win(void)
{
	Suite *suite = suite_create("keystore_win");
	TCase *tests = tcase_create("registry");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, keys__are_below_wow6432node);
	tcase_add_test(tests, names__without_utf8_form);
	tcase_add_test(tests, list__while_keys_come_and_go__never_partial);
	suite_add_tcase(suite, tests);
	return suite;
}
