/*
 * check_console.c: what was read at a console as a password, wherever it was
 * read.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "console.h"
#include "error.h"
#include "secret.h"

static const struct {
	const char *input;
	size_t len;
	const char *secret; /* NULL: refused, for */
	const char *reason;
} cases[] = {
        {"word", 4, "word", NULL},
        {"a word\n", 7, "a word", NULL},
        {"word\r\n", 6, "word", NULL},
        {" w\r", 3, " w", NULL},
        {"p\xc3\xa4ss", 5, "p\xc3\xa4ss", NULL},
        {"", 0, NULL, "no password"},
        {"\r\n", 2, NULL, "no password"},
        {"\n\n", 2, NULL, "one line"},
        {"a\nb\n", 4, NULL, "one line"},
        {"a\0b", 3, NULL, "one line"},
        {"a\xff", 2, NULL, "UTF-8"},
};

START_TEST(secret__one_line_of_text)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT;
	struct secret *s;

	ck_assert_int_eq(secret_start(&err), 0);
	buf_add(&text, cases[_i].input, cases[_i].len);
	s = console_secret(&text, &err);
	if (cases[_i].secret == NULL) {
		ck_assert_ptr_null(s);
		ck_assert_ptr_nonnull(strstr(err.text, cases[_i].reason));
	} else {
		ck_assert_ptr_nonnull(s);
		ck_assert_str_eq(secret_bytes(s), cases[_i].secret);
	}
	secret_free(s);
	buf_release(&text);
}
END_TEST

START_TEST(secret__of_257_bytes_is_refused)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT;
	struct secret *s;

	ck_assert_int_eq(secret_start(&err), 0);
	for (int i = 0; i < 256; i++)
		buf_addc(&text, 'x');
	s = console_secret(&text, &err);
	ck_assert_ptr_nonnull(s);
	secret_free(s);
	buf_addc(&text, 'x');
	ck_assert_ptr_null(console_secret(&text, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "256"));
	buf_release(&text);
}
END_TEST

Suite *check_console(void)
{
	Suite *suite = suite_create("console");
	TCase *secret = tcase_create("secret");

	tcase_add_loop_test(secret, secret__one_line_of_text, 0,
	                    (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(secret, secret__of_257_bytes_is_refused);
	suite_add_tcase(suite, secret);
	return suite;
}
