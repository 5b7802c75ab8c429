/*
 * check_folder_held.c: a folder that is held stays where it is, as long as it
 * is, and whoever is about to delete one is not waited for.
 */
#include "../suite.h"

#include <windows.h>

#include "buf.h"
#include "daemon/win/folder_held.h"
#include "error.h"
#include "limits.h"
#include "win/wide.h"

static struct held_folders *held;
static struct folder_guard guard;
static struct buf root;

static void path_of(struct buf *out, const char *name)
{
	buf_addf(out, "%s\\%s", root.data, name);
}

static int hold(const char *name)
{
	struct error err = ERROR_INIT;
	struct buf path = BUF_INIT;
	int rc;

	path_of(&path, name);
	rc = held_folder_open(held, &guard, path.data, ACL_OWN, &err);
	buf_release(&path);
	return rc;
}

static wchar_t *wide_of(const char *name)
{
	struct buf path = BUF_INIT;
	wchar_t *wide;

	path_of(&path, name);
	wide = utf8_to_wide(path.data);
	buf_release(&path);
	return wide;
}

/* Somebody renames it, and names it back. */
static bool can_be_renamed(const char *name)
{
	wchar_t *from = wide_of(name), *to = wide_of("renamed");
	const bool done = MoveFileExW(from, to, 0);

	if (done)
		ck_assert(MoveFileExW(to, from, 0));
	else
		ck_assert_uint_eq(GetLastError(), ERROR_SHARING_VIOLATION);
	free(from);
	free(to);
	return done;
}

static bool can_be_deleted(const char *name)
{
	wchar_t *wide = wide_of(name);
	const bool done = RemoveDirectoryW(wide);

	free(wide);
	return done;
}

static void setup(void)
{
	wchar_t temporary[MAX_PATH];
	char *text;

	ck_assert_uint_gt(GetTempPathW(MAX_PATH, temporary), 0);
	text = wide_to_utf8(temporary);
	buf_init(&root);
	buf_addf(&root, "%sheld-%lu", text, GetCurrentProcessId());
	free(text);
	held = held_folders_new();
	/* as if under Wine: whose they are is none of this test's concern */
	guard = (struct folder_guard){.wine = true, .warned = 1};
	ck_assert_int_eq(
	        held_folder_open(held, &guard, root.data, ACL_OWN, NULL), 0);
	ck_assert_int_eq(hold("a"), 0);
}

static void teardown(void)
{
	held_folders_free(held);
	can_be_deleted("a");
	can_be_deleted("");
	buf_release(&root);
}

START_TEST(held__neither_renamed_nor_deleted)
{
	ck_assert(!can_be_renamed("a"));
	ck_assert(!can_be_deleted("a"));
	ck_assert_int_eq(hold("a"), 0);
}
END_TEST

START_TEST(let_go__both_and_made_again)
{
	held_folders_let_go(held);
	ck_assert(can_be_renamed("a"));
	ck_assert(can_be_deleted("a"));
	ck_assert_int_eq(hold("a"), 0);
	ck_assert(!can_be_deleted("a"));
}
END_TEST

START_TEST(many__those_used_last_are_held)
{
	char name[] = "many-A";

	for (int i = 0; i < LIMIT_FOLDERS_HELD; i++, name[5]++) {
		ck_assert_int_eq(hold(name), 0);
		ck_assert_int_eq(hold("a"), 0);
	}
	ck_assert(!can_be_renamed("a"));
	ck_assert(can_be_renamed("many-A"));
	held_folders_let_go(held);
	while (--name[5] >= 'A')
		ck_assert(can_be_deleted(name));
}
END_TEST

START_TEST(about_to_be_deleted__used_and_not_held)
{
	wchar_t *wide = wide_of("a");
	HANDLE other;

	held_folders_let_go(held);
	other = CreateFileW(
	        wide, DELETE,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	free(wide);
	ck_assert_ptr_ne(other, INVALID_HANDLE_VALUE);
	ck_assert_int_eq(hold("a"), 0);
	CloseHandle(other);
	ck_assert(can_be_renamed("a"));
}
END_TEST

Suite *check_folder_held(void)
{
	Suite *s = suite_create("folder_held");
	TCase *tc = tcase_create("folder_held");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, held__neither_renamed_nor_deleted);
	tcase_add_test(tc, let_go__both_and_made_again);
	tcase_add_test(tc, many__those_used_last_are_held);
	tcase_add_test(tc, about_to_be_deleted__used_and_not_held);
	suite_add_tcase(s, tc);
	return s;
}
