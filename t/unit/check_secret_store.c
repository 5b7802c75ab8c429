/*
 * check_secret_store.c: the machine's own store: what is put in comes out for
 * that instance alone; what cannot come out says why and what to do.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "daemon/machine_key.h"
#include "daemon/secret_store.h"
#include "error.h"
#include "seal.h"
#include "secret.h"
#include "t/fake/files_fake.h"
#include "t/fake/protect_fake.h"

#define FILE_OF_ONE "secrets\\i-fs+i-one"

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

static void store(const char *class_name, const char *instance,
                  const char *password)
{
	struct secret *s = secret_new(password, strlen(password));

	ck_assert_msg(secret_store_set(files, class_name, instance, s, &err) ==
	                      0,
	              "%s", err.text);
	secret_free(s);
}

static void assert_opens(const char *source, const char *instance,
                         const char *password)
{
	struct secret *s =
	        secret_store_open(files, source, "fs", instance, &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_str_eq(secret_bytes(s), password);
	secret_free(s);
}

static void assert_refused(const char *source, const char *instance,
                           const char *part)
{
	ck_assert_ptr_null(
	        secret_store_open(files, source, "fs", instance, &err));
	ck_assert_msg(strstr(err.text, part) != NULL, "no '%s' in '%s'", part,
	              err.text);
	ck_assert_uint_ne(err.code, 0);
}

START_TEST(local__gives_back_what_was_stored)
{
	store("fs", "one", "word");
	store("fs", "two", "other");
	assert_opens("local", "one", "word");
	assert_opens("local", "ONE", "word");
	assert_opens("local", "two", "other");
}
END_TEST

START_TEST(local__is_replaced_by_a_second)
{
	store("fs", "one", "word");
	store("FS", "One", "new");
	assert_opens("local", "one", "new");
	ck_assert_uint_eq(files_fake_count(files), 2); /* and the key */
}
END_TEST

START_TEST(local__that_is_not_stored_names_the_command)
{
	store("fs", "two", "word");
	assert_refused("local", "one", "fspctl secret set 'fs' 'one'");
	ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
}
END_TEST

START_TEST(local__removed_is_gone)
{
	store("fs", "one", "word");
	ck_assert_int_eq(secret_store_remove(files, "FS", "one", &err), 0);
	ck_assert_int_eq(secret_store_remove(files, "fs", "one", &err),
	                 FILES_ABSENT);
	assert_refused("local", "one", "no password is stored");
}
END_TEST

START_TEST(local__file_of_another_instance_is_refused)
{
	struct buf *one;

	store("fs", "one", "word");
	store("fs", "two", "other");
	one = files_fake_at(files, FILE_OF_ONE);
	buf_clear(one);
	buf_add(one, files_fake_at(files, "secrets\\i-fs+i-two")->data,
	        files_fake_at(files, "secrets\\i-fs+i-two")->len);
	assert_refused("local", "one", "sealed for instance 'two'");
}
END_TEST

START_TEST(local__damaged_file_is_told)
{
	store("fs", "one", "word");
	files_fake_at(files, FILE_OF_ONE)->data[0] = 'x';
	assert_refused("local", "one", "damaged");
}
END_TEST

START_TEST(local__cut_anywhere_is_refused)
{
	struct buf *file;

	store("fs", "one", "word");
	file = files_fake_at(files, FILE_OF_ONE);
	while (file->len > 0) {
		file->data[--file->len] = '\0';
		assert_refused("local", "one", "");
	}
}
END_TEST

START_TEST(local__on_a_copy_of_the_machine_is_refused)
{
	store("fs", "one", "word");
	protect_fake_machine(1);
	assert_refused("local", "one", "be read on this machine");
}
END_TEST

START_TEST(local__file_shows_no_password)
{
	const struct buf *file;

	store("fs", "one", "pr1vat-word");
	file = files_fake_at(files, FILE_OF_ONE);
	for (size_t at = 0; at + 6 <= file->len; at++)
		ck_assert_mem_ne(file->data + at, "pr1vat", 6);
}
END_TEST

START_TEST(sealed__opens_with_the_machines_key)
{
	struct secret *s = secret_new("word", 4);
	struct buf box = BUF_INIT;
	struct seal_key key;

	ck_assert_int_eq(machine_key_ensure(files, &key, &err), 0);
	ck_assert_int_eq(seal(&key, "fs", "one", s, &box, &err), 0);
	assert_opens(box.data, "one", "word");
	assert_refused(box.data, "two", "sealed for instance 'one'");
	secret_free(s);
	buf_release(&box);
}
END_TEST

START_TEST(sealed__without_a_key_says_so)
{
	assert_refused("sealed:0123456789abcdef:AAAA", "one", "no key yet");
}
END_TEST

START_TEST(list__is_sorted_and_keeps_names_as_given)
{
	struct stored_list list;

	store("b", "\\b\\X", "word");
	store("A", "two", "word");
	store("a", "One", "word");
	ck_assert_int_eq(files_write(files, "secrets\\stray", "?", 1, &err), 0);
	ck_assert_int_eq(secret_store_list(files, &list, &err), 0);
	ck_assert_uint_eq(list.count, 3);
	ck_assert_str_eq(list.items[0].instance, "One");
	ck_assert_str_eq(list.items[1].class_name, "A");
	ck_assert_str_eq(list.items[2].instance, "\\b\\X");
	stored_list_release(&list);
}
END_TEST

START_TEST(list__of_nothing_is_empty)
{
	struct stored_list list;

	ck_assert_int_eq(secret_store_list(files, &list, &err), 0);
	ck_assert_uint_eq(list.count, 0);
	stored_list_release(&list);
}
END_TEST

START_TEST(folder__that_fails_is_an_error_everywhere)
{
	struct secret *s = secret_new("word", 4);
	struct stored_list list;

	files_fake_break(files, OS_ACCESS_DENIED);
	ck_assert_int_eq(secret_store_set(files, "fs", "one", s, &err), -1);
	ck_assert_int_eq(secret_store_remove(files, "fs", "one", &err), -1);
	ck_assert_int_eq(secret_store_list(files, &list, &err), -1);
	assert_refused("local", "one", "(5)");
	secret_free(s);
}
END_TEST

Suite *check_secret_store(void)
{
	Suite *suite = suite_create("secret_store");
	TCase *store_case = tcase_create("store");

	tcase_add_checked_fixture(store_case, setup, teardown);
	tcase_add_test(store_case, local__gives_back_what_was_stored);
	tcase_add_test(store_case, local__is_replaced_by_a_second);
	tcase_add_test(store_case, local__that_is_not_stored_names_the_command);
	tcase_add_test(store_case, local__removed_is_gone);
	tcase_add_test(store_case, local__file_of_another_instance_is_refused);
	tcase_add_test(store_case, local__damaged_file_is_told);
	tcase_add_test(store_case, local__cut_anywhere_is_refused);
	tcase_add_test(store_case, local__on_a_copy_of_the_machine_is_refused);
	tcase_add_test(store_case, local__file_shows_no_password);
	tcase_add_test(store_case, sealed__opens_with_the_machines_key);
	tcase_add_test(store_case, sealed__without_a_key_says_so);
	tcase_add_test(store_case, list__is_sorted_and_keeps_names_as_given);
	tcase_add_test(store_case, list__of_nothing_is_empty);
	tcase_add_test(store_case, folder__that_fails_is_an_error_everywhere);
	suite_add_tcase(suite, store_case);
	return suite;
}
