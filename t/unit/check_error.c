#include "suite.h"

#include <string.h>

#include "error.h"
#include "log.h"
#include "utf.h"

START_TEST(set__code_and_escaped_text)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(error_set(&err, OS_ACCESS_DENIED,
	                           "cannot open key '%s': %s (%u)", "a\nb\x1b",
	                           error_text(OS_ACCESS_DENIED), 5u),
	                 -1);
	ck_assert_uint_eq(err.code, 5);
	ck_assert_str_eq(err.text, "cannot open key 'a\\nb\\x1B': "
	                           "access is denied (5)");
	ck_assert_int_eq(error_set(NULL, 5, "x"), -1);
	ck_assert_int_eq(error_prefix(NULL, "x"), -1);
}
END_TEST

START_TEST(prefix__may_quote_the_text_itself)
{
	struct error err = ERROR_INIT;

	error_set(&err, 2, "inner");
	ck_assert_int_eq(error_prefix(&err, "outer %d %s", 7, err.text), -1);
	ck_assert_str_eq(err.text, "outer 7 inner: inner");
	ck_assert_uint_eq(err.code, 2);
}
END_TEST

/* Every length of the ASCII part, so that the cut falls on each byte. */
START_TEST(long_text__cut_at_a_character)
{
	char text[ERROR_TEXT_MAX * 2];
	const size_t lead = (size_t)_i;
	struct error err = ERROR_INIT;
	size_t len = lead;

	memset(text, 'x', lead);
	while (len + 4 < sizeof(text)) {
		memcpy(text + len, "\xf0\x9f\x98\x80", 4);
		len += 4;
	}
	text[len] = '\0';
	error_set(&err, 1, "%s", text);
	len = strlen(err.text);
	ck_assert_uint_lt(len, ERROR_TEXT_MAX);
	ck_assert_uint_ge(len, ERROR_TEXT_MAX - 4);
	ck_assert_uint_eq(utf8_invalid_at(err.text, len), len);
}
END_TEST

START_TEST(text__for_numbers_we_send)
{
	ck_assert_str_eq(error_text(2),
	                 "the system cannot find the file specified");
	ck_assert_str_eq(error_text(999999), "error");
}
END_TEST

struct seen {
	unsigned count, id;
	enum log_level level;
	char text[100];
};

static void remember(void *context, enum log_level level, unsigned id,
                     const char *text)
{
	struct seen *seen = context;

	seen->count++;
	seen->id = id;
	seen->level = level;
	strncpy(seen->text, text, sizeof(seen->text) - 1);
}

START_TEST(log__one_escaped_line_from_its_level_on)
{
	struct seen seen = {0};

	log_open(LOG_INFO, remember, &seen);
	log_event(LOG_DEBUG, 1, "not told");
	ck_assert_uint_eq(seen.count, 0);
	log_event(LOG_WARNING, 17, "class '%s' is bad", "a\r\nb");
	ck_assert_uint_eq(seen.count, 1);
	ck_assert_uint_eq(seen.id, 17);
	ck_assert_int_eq(seen.level, LOG_WARNING);
	ck_assert_str_eq(seen.text, "class 'a\\r\\nb' is bad");
	log_open(LOG_DEBUG, NULL, NULL);
	log_event(LOG_ERROR, 1, "silenced");
	ck_assert_uint_eq(seen.count, 1);
	ck_assert_str_eq(log_level_name(LOG_ERROR), "error");
	ck_assert_str_eq(log_level_name(LOG_DEBUG), "debug");
}
END_TEST

Suite *check_error(void)
{
	Suite *suite = suite_create("error");
	TCase *tests = tcase_create("error");

	tcase_add_test(tests, set__code_and_escaped_text);
	tcase_add_test(tests, prefix__may_quote_the_text_itself);
	tcase_add_loop_test(tests, long_text__cut_at_a_character, 700, 708);
	tcase_add_test(tests, text__for_numbers_we_send);
	tcase_add_test(tests, log__one_escaped_line_from_its_level_on);
	suite_add_tcase(suite, tests);
	return suite;
}
