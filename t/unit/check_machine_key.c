/*
 * check_machine_key.c: the key is made once, stays, and is never replaced by
 * one that opens nothing of what was sealed before.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "daemon/machine_key.h"
#include "error.h"
#include "seal.h"
#include "secret.h"
#include "t/fake/files_fake.h"
#include "t/fake/protect_fake.h"

static struct files *files;
static struct error err;

static void setup(void)
{
	ck_assert_int_eq(secret_start(&err), 0);
	protect_fake_machine(0);
	files = files_fake_new();
	err = (struct error)ERROR_INIT;
}

static void teardown(void)
{
	files_fake_free(files);
	protect_fake_machine(0);
}

START_TEST(key__is_made_once)
{
	struct seal_key first, second;

	ck_assert_int_eq(machine_key_ensure(files, &first, &err), 0);
	ck_assert_uint_eq(files_fake_count(files), 1);
	ck_assert_int_eq(machine_key_ensure(files, &second, &err), 0);
	ck_assert_mem_eq(first.bytes, second.bytes, SEAL_KEY_BYTES);
}
END_TEST

START_TEST(key__both_halves_belong_together)
{
	struct seal_key made, again;
	struct secret *private_key;

	ck_assert_int_eq(machine_key_ensure(files, &made, &err), 0);
	private_key = machine_key_open(files, &err);
	ck_assert_ptr_nonnull(private_key);
	ck_assert_int_eq(seal_key_of(private_key, &again, &err), 0);
	ck_assert_mem_eq(made.bytes, again.bytes, SEAL_KEY_BYTES);
	secret_free(private_key);
}
END_TEST

START_TEST(key__stands_in_its_file_protected)
{
	struct seal_key made;
	struct secret *private_key;
	const struct buf *file;

	ck_assert_int_eq(machine_key_ensure(files, &made, &err), 0);
	private_key = machine_key_open(files, &err);
	file = files_fake_at(files, "key");
	for (size_t at = 0; at + SEAL_KEY_BYTES <= file->len; at++)
		ck_assert_mem_ne(file->data + at, secret_bytes(private_key),
		                 SEAL_KEY_BYTES);
	secret_free(private_key);
}
END_TEST

START_TEST(key__absent_says_so)
{
	ck_assert_ptr_null(machine_key_open(files, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "no key yet"));
}
END_TEST

START_TEST(key__of_another_machine_is_refused_and_kept)
{
	struct seal_key made;
	struct buf before = BUF_INIT;

	ck_assert_int_eq(machine_key_ensure(files, &made, &err), 0);
	buf_add(&before, files_fake_at(files, "key")->data,
	        files_fake_at(files, "key")->len);
	protect_fake_machine(1);
	ck_assert_int_eq(machine_key_ensure(files, &made, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "file 'key'"));
	ck_assert_ptr_nonnull(strstr(err.text, "delete the file"));
	ck_assert_ptr_null(machine_key_open(files, &err));
	ck_assert_mem_eq(before.data, files_fake_at(files, "key")->data,
	                 before.len);
	buf_release(&before);
}
END_TEST

START_TEST(key__of_a_folder_that_fails_is_an_error)
{
	struct seal_key made;

	files_fake_break(files, OS_ACCESS_DENIED);
	ck_assert_int_eq(machine_key_ensure(files, &made, &err), -1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_ptr_null(machine_key_open(files, &err));
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
}
END_TEST

START_TEST(key__of_a_wrong_length_is_an_error)
{
	struct seal_key made;

	ck_assert_int_eq(machine_key_ensure(files, &made, &err), 0);
	buf_addc(files_fake_at(files, "key"), 'x');
	ck_assert_int_eq(machine_key_ensure(files, &made, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "33 bytes"));
}
END_TEST

Suite *check_machine_key(void)
{
	Suite *suite = suite_create("machine_key");
	TCase *key = tcase_create("key");

	tcase_add_checked_fixture(key, setup, teardown);
	tcase_add_test(key, key__is_made_once);
	tcase_add_test(key, key__both_halves_belong_together);
	tcase_add_test(key, key__stands_in_its_file_protected);
	tcase_add_test(key, key__absent_says_so);
	tcase_add_test(key, key__of_another_machine_is_refused_and_kept);
	tcase_add_test(key, key__of_a_folder_that_fails_is_an_error);
	tcase_add_test(key, key__of_a_wrong_length_is_an_error);
	suite_add_tcase(suite, key);
	return suite;
}
