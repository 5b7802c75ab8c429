/*
 * check_console_win.c: passwords from redirected standard input. Typing at a
 * console needs a person.
 */
#include "../suite.h"

#include <windows.h>

#include <string.h>

#include "error.h"
#include "secret.h"
#include "console.h"

static const struct {
	const char *name, *input;
	size_t len;
	const char *secret; /* NULL: refused, for */
	const char *reason;
} cases[] = {
        {"bare__as_it_is", "word", 4, "word", NULL},
        {"line__without_its_end", "a word\n", 7, "a word", NULL},
        {"windows_line__without_its_end", "word\r\n", 6, "word", NULL},
        {"blanks__kept", " w ", 3, " w ", NULL},
        {"utf8__kept", "p\xc3\xa4ss", 5, "p\xc3\xa4ss", NULL},
        {"nothing", "", 0, NULL, "no password"},
        {"empty_line", "\r\n", 2, NULL, "no password"},
        {"two_lines", "a\nb\n", 4, NULL, "one line"},
        {"nul", "a\0b", 3, NULL, "one line"},
        {"not_utf8", "a\xff", 2, NULL, "UTF-8"},
};

/* The secret that input gives when it comes through a pipe in two parts. */
static struct secret *read_from_pipe(const char *input, size_t len,
                                     struct error *err)
{
	const HANDLE before = GetStdHandle(STD_INPUT_HANDLE);
	struct secret *secret;
	HANDLE in, out;
	DWORD written;

	ck_assert(CreatePipe(&in, &out, NULL, 4096));
	ck_assert(WriteFile(out, input, (DWORD)(len / 2), &written, NULL));
	ck_assert(WriteFile(out, input + len / 2, (DWORD)(len - len / 2),
	                    &written, NULL));
	CloseHandle(out);
	SetStdHandle(STD_INPUT_HANDLE, in);
	secret = console_read_secret("Password: ", err);
	SetStdHandle(STD_INPUT_HANDLE, before);
	CloseHandle(in);
	return secret;
}

START_TEST(redirected__one_line)
{
	struct error err = ERROR_INIT;
	struct secret *secret =
	        read_from_pipe(cases[_i].input, cases[_i].len, &err);

	if (cases[_i].secret == NULL) {
		ck_assert_msg(secret == NULL, "%s", cases[_i].name);
		ck_assert_msg(strstr(err.text, cases[_i].reason) != NULL,
		              "%s: %s", cases[_i].name, err.text);
		return;
	}
	ck_assert_msg(secret != NULL, "%s: %s", cases[_i].name, err.text);
	ck_assert_uint_eq(secret_len(secret), strlen(cases[_i].secret));
	ck_assert_mem_eq(secret_bytes(secret), cases[_i].secret,
	                 secret_len(secret));
	secret_free(secret);
}
END_TEST

START_TEST(redirected__as_long_as_the_limit_and_longer)
{
	char input[1000];
	struct error err = ERROR_INIT;
	struct secret *secret;

	memset(input, 'x', sizeof(input));
	memcpy(input + 256, "\r\n", 2);
	secret = read_from_pipe(input, 258, &err);
	ck_assert_msg(secret != NULL, "%s", err.text);
	ck_assert_uint_eq(secret_len(secret), 256);
	secret_free(secret);
	input[256] = 'x';
	ck_assert_ptr_null(read_from_pipe(input, 257, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "longer"));
	ck_assert_ptr_null(read_from_pipe(input, sizeof(input), &err));
	ck_assert_ptr_nonnull(strstr(err.text, "longer"));
}
END_TEST

static void start_sodium(void)
{
	struct error err = ERROR_INIT;

	ck_assert_msg(secret_start(&err) == 0, "%s", err.text);
}

Suite *check_console_win(void)
{
	Suite *suite = suite_create("console_win");
	TCase *tests = tcase_create("redirected");

	tcase_add_checked_fixture(tests, start_sodium, NULL);
	tcase_add_loop_test(tests, redirected__one_line, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, redirected__as_long_as_the_limit_and_longer);
	suite_add_tcase(suite, tests);
	return suite;
}
