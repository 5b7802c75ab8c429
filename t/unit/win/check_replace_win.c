/*
 * check_replace_win.c: a file takes the place of another as soon as nobody
 * holds that one, and nothing is changed when somebody goes on to.
 */
#include "../suite.h"

#include <windows.h>

#include "error.h"
#include "win/replace_win.h"

static wchar_t folder[MAX_PATH], from[MAX_PATH], to[MAX_PATH];

static void put(const wchar_t *path, const char *text)
{
	DWORD written;
	HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
	                          0, NULL);

	ck_assert_ptr_ne(file, INVALID_HANDLE_VALUE);
	ck_assert(WriteFile(file, text, 1, &written, NULL));
	CloseHandle(file);
}

static char first_of(const wchar_t *path)
{
	char c = '\0';
	DWORD got;
	HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL,
	                          OPEN_EXISTING, 0, NULL);

	if (file == INVALID_HANDLE_VALUE)
		return '\0';
	ck_assert(ReadFile(file, &c, 1, &got, NULL));
	CloseHandle(file);
	return c;
}

/* As a backup does. */
static HANDLE hold(void)
{
	HANDLE file = CreateFileW(to, GENERIC_READ, FILE_SHARE_READ, NULL,
	                          OPEN_EXISTING, 0, NULL);

	ck_assert_ptr_ne(file, INVALID_HANDLE_VALUE);
	return file;
}

static void setup(void)
{
	wchar_t temporary[MAX_PATH];

	ck_assert_uint_ne(GetTempPathW(MAX_PATH, temporary), 0);
	ck_assert_uint_ne(GetTempFileNameW(temporary, L"rep", 0, folder), 0);
	DeleteFileW(folder);
	ck_assert(CreateDirectoryW(folder, NULL));
	_snwprintf(from, MAX_PATH, L"%ls\\from", folder);
	_snwprintf(to, MAX_PATH, L"%ls\\to", folder);
	put(from, "n");
	put(to, "o");
}

static void teardown(void)
{
	DeleteFileW(from);
	DeleteFileW(to);
	RemoveDirectoryW(folder);
}

START_TEST(free__replaced)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(replace_file(from, to, "to", &err), 0);
	ck_assert_int_eq(first_of(to), 'n');
	ck_assert_int_eq(first_of(from), '\0');
}
END_TEST

static DWORD WINAPI replace(void *error)
{
	return (DWORD)replace_file(from, to, "to", error);
}

START_TEST(held_for_a_moment__replaced_then)
{
	struct error err = ERROR_INIT;
	HANDLE held = hold();
	HANDLE thread = CreateThread(NULL, 0, replace, &err, 0, NULL);
	DWORD rc;

	/* it tries again, instead of failing at once */
	ck_assert_uint_eq(WaitForSingleObject(thread, 100), WAIT_TIMEOUT);
	CloseHandle(held);
	ck_assert_uint_eq(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
	ck_assert(GetExitCodeThread(thread, &rc));
	CloseHandle(thread);
	ck_assert_uint_eq(rc, 0);
	ck_assert_int_eq(first_of(to), 'n');
}
END_TEST

START_TEST(held_for_good__told_and_nothing_changed)
{
	struct error err = ERROR_INIT;
	HANDLE held = hold();

	ck_assert_int_eq(replace_file(from, to, "to", &err), -1);
	CloseHandle(held);
	ck_assert(err.code == ERROR_ACCESS_DENIED ||
	          err.code == ERROR_SHARING_VIOLATION);
	ck_assert_int_eq(first_of(to), 'o');
	ck_assert_int_eq(first_of(from), 'n');
}
END_TEST

START_TEST(absent__told_at_once)
{
	struct error err = ERROR_INIT;

	DeleteFileW(from);
	ck_assert_int_eq(replace_file(from, to, "to", &err), -1);
	ck_assert_uint_eq(err.code, ERROR_FILE_NOT_FOUND);
	ck_assert_int_eq(first_of(to), 'o');
}
END_TEST

Suite *check_replace_win(void)
{
	Suite *s = suite_create("replace_win");
	TCase *tc = tcase_create("replace_win");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, free__replaced);
	tcase_add_test(tc, held_for_a_moment__replaced_then);
	tcase_add_test(tc, held_for_good__told_and_nothing_changed);
	tcase_add_test(tc, absent__told_at_once);
	suite_add_tcase(s, tc);
	return s;
}
