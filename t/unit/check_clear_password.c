#include "suite.h"

#include <string.h>

#include "buf.h"
#include "clear_password.h"

static const struct {
	const char *name, *line, *shown;
} lines[] = {
        {"option__masked", "CommandLine = -x --pass=hunter2 %1",
         "CommandLine = -x --pass=******* %1"},
        {"option_and_word__masked", "CommandLine = --password hunter2",
         "CommandLine = --password *******"},
        {"url__masked", "Argument1 = https://joe:hunter2@host/",
         "Argument1 = https://joe:*******@host/"},
        {"two__both_masked", "Argument1 = x a_PASS=one b_pass=two",
         "Argument1 = x a_PASS=*** b_pass=***"},
        {"letters__a_star_each", "X_PASS=p\xc3\xa4\xe2\x82\xac%1!",
         "X_PASS=******"},
        {"argument_of_the_start__shown", "CommandLine = --password=%3",
         "CommandLine = --password=%3"},
        {"key_of_a_password__masked", "  Password = hunter2 and more",
         "  Password = ****************"},
        {"secret_in_the_clear__masked", "Secret=hunter2", "Secret=*******"},
        {"secret_local__shown", "Secret = local", "Secret = local"},
        {"secret_sealed__shown", "Secret = sealed:00:AA",
         "Secret = sealed:00:AA"},
        {"secret_to__shown", "SecretTo = env:PASS", "SecretTo = env:PASS"},
        {"credentials__shown", "Credentials = password",
         "Credentials = password"},
        {"in_quotes__all_of_it", "CommandLine = --password=\"a b c\" -x",
         "CommandLine = --password=******* -x"},
        {"variable__all_of_the_element", "Environment = A_PASS=two words",
         "Environment = A_PASS=*********"},
        {"equals_in_a_url__all_of_the_word", "  x http://u:a=b@h/",
         "  x http://u:***@h/"},
        {"no_value__shown", "Password", "Password"},
        {"empty_value__shown", "Password =", "Password ="},
        {"colon_for_equals__masked", "  RCLONE_PASS: hunter2 x",
         "  RCLONE_PASS: *********"},
        {"blank_for_equals__masked", "Password hunter2", "Password *******"},
        {"private_pass__masked", "Private.url.pass = sz:hunter2",
         "Private.url.pass = **********"},
        {"compass__shown", "Private.url.compass = sz:x",
         "Private.url.compass = sz:x"},
        {"quote_in_quotes__all_of_it", "CommandLine = --pass=\"a\\\"b c\" -x",
         "CommandLine = --pass=******** -x"},
        {"quote_not_closed__all_of_it", "CommandLine = --pass=\"a b",
         "CommandLine = --pass=****"},
};

START_TEST(lines__as_shown)
{
	struct buf out = BUF_INIT;

	clear_password_mask_line(lines[_i].line, &out);
	ck_assert_msg(strcmp(out.data, lines[_i].shown) == 0, "%s: '%s'",
	              lines[_i].name, out.data);
	buf_release(&out);
}
END_TEST

START_TEST(find__goes_on_after_the_first)
{
	static const char text[] = "--pass=ab --token_pass=c x";
	size_t at = 0;

	ck_assert_uint_eq(clear_password_find(text, &at), 2);
	ck_assert_uint_eq(at, 7);
	at += 2;
	ck_assert_uint_eq(clear_password_find(text, &at), 1);
	ck_assert_uint_eq(at, 23);
	at += 1;
	ck_assert_uint_eq(clear_password_find(text, &at), 0);
}
END_TEST

START_TEST(awaited__the_last_word_is_an_option)
{
	ck_assert(clear_password_is_awaited("CommandLine = --password"));
	ck_assert(clear_password_is_awaited("\t-v --api_token \t"));
	ck_assert(!clear_password_is_awaited("CommandLine = --password x"));
	ck_assert(!clear_password_is_awaited("CommandLine = --password="));
	ck_assert(!clear_password_is_awaited("Name = password"));
	ck_assert(!clear_password_is_awaited("--volume"));
	ck_assert(!clear_password_is_awaited("--"));
	ck_assert(!clear_password_is_awaited(" "));
	ck_assert(!clear_password_is_awaited(""));
}
END_TEST

Suite *check_clear_password(void)
{
	Suite *suite = suite_create("clear_password");
	TCase *tests = tcase_create("clear_password");

	tcase_add_loop_test(tests, lines__as_shown, 0,
	                    sizeof(lines) / sizeof(lines[0]));
	tcase_add_test(tests, find__goes_on_after_the_first);
	tcase_add_test(tests, awaited__the_last_word_is_an_option);
	suite_add_tcase(suite, tests);
	return suite;
}
