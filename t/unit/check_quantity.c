#include "suite.h"

#include <string.h>

#include "buf.h"
#include "value.h"

START_TEST(parse__number)
{
	static const struct {
		enum key_id id;
		const char *text;
		uint32_t expected;
	} cases[] = {
	        {KEY_RESTART_DELAY, "500", 500},
	        {KEY_RESTART_DELAY, "500ms", 500},
	        {KEY_RESTART_DELAY, "2s", 2000},
	        {KEY_RESTART_DELAY, "2 S", 2000},
	        {KEY_RESTART_DELAY, "1h", 3600000},
	        {KEY_RESTART_DELAY_MAX, "1d", 86400000},
	        {KEY_RESTART_WINDOW, "600", 600},
	        {KEY_RESTART_WINDOW, "10m", 600},
	        {KEY_RESTART_WINDOW, "2000ms", 2},
	        {KEY_RESTART_WINDOW, "7d", 604800},
	        {KEY_LOG_MAX_SIZE, "64", 64},
	        {KEY_LOG_MAX_SIZE, "64KiB", 64},
	        {KEY_LOG_MAX_SIZE, "64mib", 65536},
	        {KEY_MEMORY_MAX, "1GiB", 1024},
	        {KEY_MEMORY_MAX, "2048KiB", 2},
	        {KEY_MEMORY_MAX, "4TiB", 4194304},
	        {KEY_RESTART_LIMIT, "0010", 10},
	        {KEY_AUTH_PACKAGE_ID, "4294967295", 4294967295u},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value_fault fault = {.text = ""};
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, cases[i].text,
		                          strlen(cases[i].text), &v,
		                          &fault) == 0,
		              "%s: %s", cases[i].text, fault.text);
		ck_assert_msg(v.present && v.text == NULL &&
		                      v.number == cases[i].expected,
		              "%s", cases[i].text);
	}
}
END_TEST

/* at and len are the characters that are wrong; said is part of the text. */
START_TEST(parse__refused)
{
	static const struct {
		enum key_id id;
		const char *text;
		enum diag_code code;
		size_t at, len;
		const char *said;
	} cases[] = {
	        {KEY_RESTART_DELAY, "soon", DIAG_BAD_NUMBER, 0, 4,
	         "such as 10s"},
	        {KEY_RESTART_DELAY, "", DIAG_BAD_NUMBER, 0, 0, "not a number"},
	        {KEY_RESTART_DELAY, "-1", DIAG_BAD_NUMBER, 0, 2, "digits"},
	        {KEY_RESTART_DELAY, "1.5s", DIAG_BAD_NUMBER, 1, 3, "unit"},
	        {KEY_RESTART_DELAY, "10 min", DIAG_BAD_NUMBER, 3, 3, "unit"},
	        {KEY_RESTART_DELAY, "10KiB", DIAG_BAD_NUMBER, 2, 3, "ms, s"},
	        {KEY_RESTART_DELAY, "0", DIAG_OUT_OF_BOUNDS, 0, 1,
	         "write 1ms to 1h"},
	        {KEY_RESTART_DELAY, "120 m", DIAG_OUT_OF_BOUNDS, 0, 5,
	         "cannot be 2h"},
	        {KEY_RESTART_DELAY, "99999999999999999999999d",
	         DIAG_OUT_OF_BOUNDS, 0, 24, "write 1ms to 1h"},
	        {KEY_AUTH_PACKAGE_ID, "4294967296", DIAG_OUT_OF_BOUNDS, 0, 10,
	         " to "},
	        {KEY_RESTART_WINDOW, "1500ms", DIAG_BAD_NUMBER, 0, 6,
	         "write 1s or 2s"},
	        {KEY_RESTART_WINDOW, "1ms", DIAG_BAD_NUMBER, 0, 3, "write 1s"},
	        {KEY_MEMORY_MAX, "64MB", DIAG_BAD_NUMBER, 2, 2, "64MiB"},
	        {KEY_MEMORY_MAX, "64M", DIAG_BAD_NUMBER, 2, 1, "64MiB"},
	        {KEY_MEMORY_MAX, "100KiB", DIAG_BAD_NUMBER, 0, 6,
	         "less than 1MiB"},
	        {KEY_RESTART_LIMIT, "10x", DIAG_BAD_NUMBER, 2, 1,
	         "decimal digits"},
	        {KEY_RESTART_LIMIT, "10 ", DIAG_BAD_NUMBER, 3, 0, "digits"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct value_fault fault;
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, text, strlen(text), &v,
		                          &fault) == -1,
		              "%s", text);
		ck_assert_msg(!v.present && v.text == NULL, "%s", text);
		ck_assert_msg(fault.code == cases[i].code &&
		                      fault.at == cases[i].at &&
		                      fault.len == cases[i].len,
		              "%s: code %d, %zu+%zu: %s", text, fault.code,
		              fault.at, fault.len, fault.text);
		ck_assert_msg(strstr(fault.text, cases[i].said) != NULL,
		              "%s: %s", text, fault.text);
	}
}
END_TEST

START_TEST(print__largest_exact_unit)
{
	static const struct {
		enum key_id id;
		uint32_t number;
		const char *expected;
	} cases[] = {
	        {KEY_STOP_TIMEOUT, 0, "0ms"},
	        {KEY_STOP_TIMEOUT, 999, "999ms"},
	        {KEY_STOP_TIMEOUT, 5000, "5s"},
	        {KEY_STOP_TIMEOUT, 60000, "1m"},
	        {KEY_STOP_TIMEOUT, 90000, "90s"},
	        {KEY_RESTART_DELAY_MAX, 86400000, "1d"},
	        {KEY_RESTART_WINDOW, 3600, "1h"},
	        {KEY_RESTART_WINDOW, 4294967295u, "4294967295s"},
	        {KEY_LOG_MAX_SIZE, 1024, "1MiB"},
	        {KEY_LOG_MAX_SIZE, 1025, "1025KiB"},
	        {KEY_MEMORY_MAX, 4194304, "4TiB"},
	        {KEY_LOG_FILES, 5, "5"},
	        {KEY_JOB_CONTROL, 1, "yes"},
	        {KEY_JOB_CONTROL, 0, "no"},
	        {KEY_JOB_CONTROL, 42, "42"},
	        {KEY_CREDENTIALS, 3, "userpassword"},
	        {KEY_CREDENTIALS, 42, "42"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct value v = {.number = cases[i].number,
		                        .present = true};
		struct buf out = BUF_INIT;

		value_print(cases[i].id, &v, &out);
		ck_assert_str_eq(out.data, cases[i].expected);
		buf_release(&out);
	}
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A number in the bounds, often round: those print with another unit. */
static uint32_t random_number(const struct schema_key *key, uint32_t *state)
{
	static const uint32_t steps[] = {1, 1000, 1024, 60000, 3600};
	const uint64_t range = (uint64_t)key->max - key->min + 1;
	const uint32_t step = steps[next_random(state) % 5];
	const uint32_t n =
	        (uint32_t)(key->min + next_random(state) % range) / step * step;

	return n < key->min ? key->min : n;
}

START_TEST(print__parses_as_the_same_number)
{
	uint32_t state = 20261121;

	for (unsigned round = 0; round < 200 * KEY_COUNT; round++) {
		const enum key_id id = (enum key_id)(round % KEY_COUNT);
		const struct schema_key *key = schema_key(id);
		struct value v = {.present = true}, again;
		struct value_fault fault;
		struct buf text = BUF_INIT;

		if (key->type != VALUE_DWORD)
			continue;
		v.number = random_number(key, &state);
		if (value_judge(id, &v, &fault) != 0)
			continue; /* Credentials has gaps */
		value_print(id, &v, &text);
		ck_assert_msg(value_parse(id, text.data, text.len, &again,
		                          &fault) == 0,
		              "%s = %s", key->name, text.data);
		ck_assert_msg(value_equal(&v, &again), "%s = %s", key->name,
		              text.data);
		buf_release(&text);
	}
}
END_TEST

Suite *check_quantity(void)
{
	Suite *suite = suite_create("quantity");
	TCase *quantity = tcase_create("quantity");

	tcase_add_test(quantity, parse__number);
	tcase_add_test(quantity, parse__refused);
	tcase_add_test(quantity, print__largest_exact_unit);
	tcase_add_test(quantity, print__parses_as_the_same_number);
	suite_add_tcase(suite, quantity);
	return suite;
}
