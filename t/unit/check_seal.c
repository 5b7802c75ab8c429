/*
 * check_seal.c: a box is opened by the machine and for the instance it was
 * made for, and by nothing else; what is wrong is told apart.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "seal.h"
#include "secret.h"

/* A machine: both halves of its key. */
static struct secret *private_key;
static struct seal_key public_key;
static struct buf box;
static struct error err;

static void setup(void)
{
	ck_assert_int_eq(secret_start(&err), 0);
	private_key = seal_key_make(&public_key);
	buf_init(&box);
	err = (struct error)ERROR_INIT;
}

static void teardown(void)
{
	secret_free(private_key);
	buf_release(&box);
}

static void seal_text(const char *class_name, const char *instance,
                      const char *password)
{
	struct secret *s = secret_new(password, strlen(password));

	buf_clear(&box);
	ck_assert_msg(seal(&public_key, class_name, instance, s, &box, &err) ==
	                      0,
	              "%s", err.text);
	secret_free(s);
}

static void assert_opens(const char *class_name, const char *instance,
                         const char *password)
{
	struct secret *s =
	        seal_open(box.data, private_key, class_name, instance, &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_str_eq(secret_bytes(s), password);
	ck_assert_uint_eq(secret_len(s), strlen(password));
	secret_free(s);
}

static void assert_refused(const char *class_name, const char *instance,
                           const char *part)
{
	ck_assert_ptr_null(
	        seal_open(box.data, private_key, class_name, instance, &err));
	ck_assert_msg(strstr(err.text, part) != NULL, "no '%s' in '%s'", part,
	              err.text);
	ck_assert_uint_ne(err.code, 0);
}

START_TEST(box__gives_the_password_back)
{
	seal_text("sshfs", "\\sshfs\\host", "pr1vat-K\xc3\xa4se");
	assert_opens("sshfs", "\\sshfs\\host", "pr1vat-K\xc3\xa4se");
	seal_text("sshfs", "empty", "");
	assert_opens("sshfs", "empty", "");
}
END_TEST

START_TEST(box__names_compare_without_ascii_case)
{
	seal_text("SshFS", "Host", "word");
	assert_opens("sshfs", "HOST", "word");
}
END_TEST

START_TEST(box__is_another_every_time)
{
	struct buf first = BUF_INIT;

	seal_text("c", "i", "word");
	buf_adds(&first, box.data);
	seal_text("c", "i", "word");
	ck_assert_str_ne(first.data, box.data);
	ck_assert_ptr_null(strstr(box.data, "word"));
	buf_release(&first);
}
END_TEST

START_TEST(box__for_another_machine_names_both_keys)
{
	char own[SEAL_ID_ROOM], other[SEAL_ID_ROOM];

	seal_text("c", "i", "word");
	seal_key_id(&public_key, other);
	secret_free(private_key);
	private_key = seal_key_make(&public_key);
	seal_key_id(&public_key, own);
	assert_refused("c", "i", own);
	assert_refused("c", "i", other);
	assert_refused("c", "i", "sealed for the machine");
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
}
END_TEST

START_TEST(box__under_another_name_is_refused)
{
	seal_text("sshfs", "one", "word");
	assert_refused("sshfs", "two", "instance 'one' of class 'sshfs'");
	assert_refused("other", "one", "instance 'one' of class 'sshfs'");
	/* Nor can the border between the names be moved. */
	seal_text("ab", "c", "pr1vat");
	assert_refused("a", "bc", "instance 'c'");
	ck_assert_ptr_null(strstr(err.text, "pr1vat"));
}
END_TEST

START_TEST(box__changed_anywhere_does_not_open)
{
	seal_text("c", "i", "word");
	for (size_t at = strlen("sealed:") + SEAL_ID_ROOM; at < box.len; at++) {
		const char was = box.data[at];
		struct secret *s;

		if (was == '=')
			continue;
		box.data[at] = was == 'A' ? 'B' : 'A';
		s = seal_open(box.data, private_key, "c", "i", &err);
		ck_assert_msg(s == NULL, "opens with byte %zu changed", at);
		box.data[at] = was;
	}
	assert_opens("c", "i", "word");
}
END_TEST

START_TEST(box__longest_names_and_password_fit)
{
	char class_name[LIMIT_CLASS_UNITS * 3 + 1];
	char instance[LIMIT_INSTANCE_UNITS * 3 + 1];
	char password[LIMIT_SECRET_BYTES + 1];

	memset(class_name, 'c', sizeof(class_name) - 1);
	memset(instance, 'i', sizeof(instance) - 1);
	memset(password, 'p', sizeof(password) - 1);
	class_name[sizeof(class_name) - 1] = '\0';
	instance[sizeof(instance) - 1] = '\0';
	password[sizeof(password) - 1] = '\0';
	seal_text(class_name, instance, password);
	assert_opens(class_name, instance, password);
}
END_TEST

START_TEST(box__of_more_than_can_be_is_refused)
{
	static char huge[LIMIT_SEALED_BYTES];
	struct secret *s = secret_new("word", 4);

	memset(huge, 'c', sizeof(huge) - 1);
	ck_assert_int_eq(seal(&public_key, huge, "i", s, &box, &err), -1);
	ck_assert_uint_eq(box.len, 0);
	secret_free(s);
}
END_TEST

START_TEST(text__that_is_no_box)
{
	static const char *const texts[] = {
	        "",
	        "local",
	        "sealed:",
	        "sealed:0123456789abcdef",
	        "sealed:0123456789abcdef:",
	        "sealed:0123456789abcdef:AAAA",
	        "sealed:0123456789abcdeg:AAAA",
	        "sealed:0123456789abcde:AAAAA",
	        "Sealed:0123456789abcdef:AAAA",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sealed sealed;

		err = (struct error)ERROR_INIT;
		ck_assert_msg(seal_parse(texts[i], strlen(texts[i]), &sealed,
		                         &err) == -1,
		              "'%s' is taken", texts[i]);
		ck_assert_str_ne(err.text, "");
	}
}
END_TEST

START_TEST(key__text_is_read_back)
{
	struct buf text = BUF_INIT;
	struct seal_key again;

	buf_adds(&text, " ");
	seal_key_text(&public_key, &text);
	buf_adds(&text, "\r\n");
	ck_assert_int_eq(seal_key_read(text.data, text.len, &again, &err), 0);
	ck_assert_mem_eq(again.bytes, public_key.bytes, SEAL_KEY_BYTES);
	/* the BASE64 alone */
	ck_assert_int_eq(seal_key_read(text.data + 1 + SEAL_ID_ROOM,
	                               text.len - 1 - SEAL_ID_ROOM, &again,
	                               &err),
	                 0);
	ck_assert_mem_eq(again.bytes, public_key.bytes, SEAL_KEY_BYTES);
	buf_release(&text);
}
END_TEST

START_TEST(key__damaged_text_is_told)
{
	struct buf text = BUF_INIT;
	struct seal_key again;

	seal_key_text(&public_key, &text);
	text.data[20] = text.data[20] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(seal_key_read(text.data, text.len, &again, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "damaged"));
	ck_assert_int_eq(seal_key_read("", 0, &again, &err), -1);
	ck_assert_int_eq(seal_key_read("AAAA", 4, &again, &err), -1);
	ck_assert_int_eq(seal_key_read(text.data, text.len - 2, &again, &err),
	                 -1);
	buf_release(&text);
}
END_TEST

START_TEST(key__public_half_follows_from_the_private)
{
	struct secret *short_key = secret_new("x", 1);
	struct seal_key again;

	ck_assert_int_eq(seal_key_of(private_key, &again, &err), 0);
	ck_assert_mem_eq(again.bytes, public_key.bytes, SEAL_KEY_BYTES);
	ck_assert_int_eq(seal_key_of(short_key, &again, &err), -1);
	secret_free(short_key);
}
END_TEST

Suite *check_seal(void)
{
	Suite *suite = suite_create("seal");
	TCase *seal_case = tcase_create("seal");

	tcase_add_checked_fixture(seal_case, setup, teardown);
	tcase_add_test(seal_case, box__gives_the_password_back);
	tcase_add_test(seal_case, box__names_compare_without_ascii_case);
	tcase_add_test(seal_case, box__is_another_every_time);
	tcase_add_test(seal_case, box__for_another_machine_names_both_keys);
	tcase_add_test(seal_case, box__under_another_name_is_refused);
	tcase_add_test(seal_case, box__changed_anywhere_does_not_open);
	tcase_add_test(seal_case, box__longest_names_and_password_fit);
	tcase_add_test(seal_case, box__of_more_than_can_be_is_refused);
	tcase_add_test(seal_case, text__that_is_no_box);
	tcase_add_test(seal_case, key__text_is_read_back);
	tcase_add_test(seal_case, key__damaged_text_is_told);
	tcase_add_test(seal_case, key__public_half_follows_from_the_private);
	suite_add_tcase(suite, seal_case);
	return suite;
}
