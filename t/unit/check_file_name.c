/*
 * check_file_name.c: names as file names: what is plain stays readable, what
 * is not is written out, and nothing is too long for a path.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file_name.h"

/* Borrowed until the next call. */
static const char *encode(const char *name)
{
	static struct buf out = BUF_INIT;

	buf_release(&out);
	file_name_encode(&out, name);
	return out.data;
}

START_TEST(name__plain_letters_are_lowered)
{
	ck_assert_str_eq(encode("memfs64"), "i-memfs64");
	ck_assert_str_eq(encode("SSHFS_k-1"), "i-sshfs_k-1");
}
END_TEST

START_TEST(name__other_bytes_are_written_out)
{
	ck_assert_str_eq(encode("\\sshfs\\a.b"), "i-%5Csshfs%5Ca%2Eb");
	ck_assert_str_eq(encode("K\xc3\xa4se %+"), "i-k%C3%A4se%20%25%2B");
	ck_assert_str_eq(encode(".."), "i-%2E%2E");
	ck_assert_str_eq(encode("nul"), "i-nul");
}
END_TEST

START_TEST(name__of_98_bytes_is_whole_and_of_99_is_cut)
{
	char name[100];

	memset(name, 'x', sizeof(name));
	name[98] = '\0';
	ck_assert_uint_eq(strlen(encode(name)), 100);
	name[98] = 'x';
	name[99] = '\0';
	ck_assert_uint_eq(strlen(encode(name)), 97);
	ck_assert_int_eq(encode(name)[80], '-');
}
END_TEST

START_TEST(name__cut_names_differ_by_what_was_cut)
{
	char a[200], b[200];
	char *first;

	memset(a, 'x', sizeof(a));
	a[199] = '\0';
	memcpy(b, a, sizeof(a));
	b[198] = 'y';
	first = strdup(encode(a));
	ck_assert_str_ne(first, encode(b));
	a[198] = 'X';
	ck_assert_str_eq(first, encode(a));
	free(first);
	encode("");
}
END_TEST

Suite *check_file_name(void)
{
	Suite *suite = suite_create("file_name");
	TCase *name = tcase_create("name");

	tcase_add_test(name, name__plain_letters_are_lowered);
	tcase_add_test(name, name__other_bytes_are_written_out);
	tcase_add_test(name, name__of_98_bytes_is_whole_and_of_99_is_cut);
	tcase_add_test(name, name__cut_names_differ_by_what_was_cut);
	suite_add_tcase(suite, name);
	return suite;
}
