#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "codec.h"
#include "diag.h"
#include "utf.h"

/* Registry bytes written as C text: each character is a unit of UTF-16. */
#define U(literal) (const unsigned char *)(u"" literal), sizeof(u"" literal) - 2

START_TEST(decode__text)
{
	static const struct {
		const char *name;
		const unsigned char *data;
		size_t len;
		const char *expected;
	} cases[] = {
	        {"plain", U("C:\\a.exe\0"), "C:\\a.exe"},
	        {"empty", U("\0"), ""},
	        {"two_terminators", U("ab\0\0"), "ab"},
	        {"not_ascii", U("\xe4\u65e5\0"), "\xc3\xa4\xe6\x97\xa5"},
	        {"pair", U("\xd83d\xde00\0"), "\xf0\x9f\x98\x80"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reg_key raw = REG_KEY_INIT;
		struct definition def;

		definition_init(&def, "c", NULL);
		reg_key_set(&raw, "EXECUTABLE", REG_TYPE_SZ, cases[i].data,
		            cases[i].len);
		ck_assert_msg(codec_decode(&raw, &def, "key", NULL) == 0, "%s",
		              cases[i].name);
		ck_assert_str_eq(definition_text(&def, KEY_EXECUTABLE),
		                 cases[i].expected);
		definition_release(&def);
		reg_key_release(&raw);
	}
}
END_TEST

START_TEST(decode__list)
{
	static const struct {
		const char *name;
		const unsigned char *data;
		size_t len;
		const char *expected;
		size_t expected_len;
	} cases[] = {
	        {"two", U("A=1\0B=2\0\0"), "A=1\0B=2", 8},
	        {"no_bytes", U(""), "", 0},
	        {"one_nul", U("\0"), "", 0},
	        {"two_nuls", U("\0\0"), "", 0},
	        {"three_nuls_at_the_end", U("A=1\0\0\0"), "A=1", 4},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reg_key raw = REG_KEY_INIT;
		struct definition def;
		const struct value *v;

		definition_init(&def, "c", NULL);
		reg_key_set(&raw, "Environment", REG_TYPE_MULTI_SZ,
		            cases[i].data, cases[i].len);
		ck_assert_msg(codec_decode(&raw, &def, "key", NULL) == 0, "%s",
		              cases[i].name);
		v = definition_value(&def, KEY_ENVIRONMENT);
		ck_assert_msg(
		        v->present && v->len == cases[i].expected_len &&
		                memcmp(v->text, cases[i].expected, v->len) == 0,
		        "%s", cases[i].name);
		definition_release(&def);
		reg_key_release(&raw);
	}
}
END_TEST

START_TEST(decode__wrong_type_or_shape_is_told_and_left_out)
{
	static const struct {
		const char *name;
		uint32_t type;
		const unsigned char *data;
		size_t len;
		const char *said;
	} cases[] = {
	        {"Executable", REG_TYPE_EXPAND_SZ, U("a\0"), "REG_EXPAND_SZ"},
	        {"Executable", REG_TYPE_BINARY, U("a\0"), "REG_SZ"},
	        {"Executable", REG_TYPE_SZ, U(""), "no terminating NUL"},
	        {"Executable", REG_TYPE_SZ, U("a"), "no terminating NUL"},
	        {"Executable", REG_TYPE_SZ, U("a\0b\0"), "after a NUL"},
	        {"Executable", REG_TYPE_SZ, U("\0b\0"), "after a NUL"},
	        {"Executable", REG_TYPE_SZ, U("\xd83d\0"), "UTF-16"},
	        {"Executable", REG_TYPE_SZ, U("\xde00\xd83d\0"), "UTF-16"},
	        {"Executable", REG_TYPE_SZ, (const unsigned char *)"a\0\0", 3,
	         "odd number"},
	        {"JobControl", REG_TYPE_SZ, U("1\0"), "REG_DWORD"},
	        {"JobControl", REG_TYPE_QWORD, U("1\0\0\0"), "REG_DWORD"},
	        {"JobControl", REG_TYPE_DWORD, U("1"), "4 bytes"},
	        {"JobControl", REG_TYPE_DWORD, U(""), "4 bytes"},
	        {"JobControl", REG_TYPE_DWORD, U("1\0\0"), "4 bytes"},
	        {"Environment", REG_TYPE_SZ, U("A=1\0"), "REG_MULTI_SZ"},
	        {"Environment", REG_TYPE_MULTI_SZ, U("A=1"), "NUL"},
	        {"Environment", REG_TYPE_MULTI_SZ, U("A=1\0"), "last"},
	        {"Environment", REG_TYPE_MULTI_SZ, U("A=1\0\0B=1\0\0"),
	         "empty element"},
	        {"Environment", REG_TYPE_MULTI_SZ, U("\0B=1\0\0"),
	         "empty element"},
	        {"Environment", REG_TYPE_MULTI_SZ, U("\xd83d\0\0"), "UTF-16"},
	        {"Digest", REG_TYPE_SZ, U("a\0"), "REG_BINARY"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag_list diags = DIAG_LIST_INIT;
		struct reg_key raw = REG_KEY_INIT;
		struct definition def;

		definition_init(&def, "c", NULL);
		reg_key_set(&raw, cases[i].name, cases[i].type, cases[i].data,
		            cases[i].len);
		ck_assert_msg(codec_decode(&raw, &def, "KEY", &diags) == 1,
		              "%zu", i);
		ck_assert(
		        !definition_has(&def, schema_find_any(cases[i].name)));
		ck_assert_uint_eq(def.privates.count, 0);
		ck_assert_uint_eq(diags.count, 1);
		ck_assert_int_eq(diags.items[0].code, DIAG_REG_TYPE);
		ck_assert_str_eq(diags.items[0].place.file, "KEY");
		ck_assert_msg(strstr(diags.items[0].text, cases[i].said) &&
		                      strncmp(diags.items[0].text,
		                              cases[i].name,
		                              strlen(cases[i].name)) == 0,
		              "%zu: %s", i, diags.items[0].text);
		diag_release(&diags);
		definition_release(&def);
		reg_key_release(&raw);
	}
}
END_TEST

START_TEST(decode__oversize_value_is_told)
{
	struct reg_key raw = REG_KEY_INIT;
	struct definition def;
	unsigned char *big = calloc(1, 64 * 1024 + 2);

	definition_init(&def, "c", NULL);
	reg_key_set(&raw, "User", REG_TYPE_SZ, big, 64 * 1024 + 2);
	reg_key_set(&raw, "Stderr", REG_TYPE_SZ, big, 64 * 1024 + 2);
	reg_key_set(&raw, "WorkDirectory", REG_TYPE_SZ, big, 64 * 1024);
	ck_assert_uint_eq(codec_decode(&raw, &def, "key", NULL), 1);
	ck_assert_uint_eq(def.privates.count, 1);
	ck_assert(definition_has(&def, KEY_WORK_DIRECTORY));
	free(big);
	definition_release(&def);
	reg_key_release(&raw);
}
END_TEST

START_TEST(decode__any_number_of_winfsps)
{
	struct reg_key raw = REG_KEY_INIT;
	struct definition def;

	definition_init(&def, "c", NULL);
	reg_key_set(&raw, "Credentials", REG_TYPE_DWORD, "\x2a\0\0\x80", 4);
	ck_assert_uint_eq(codec_decode(&raw, &def, "key", NULL), 0);
	ck_assert_uint_eq(definition_number(&def, KEY_CREDENTIALS), 0x8000002a);
	definition_release(&def);
	reg_key_release(&raw);
}
END_TEST

START_TEST(decode__unknown_values_are_kept_as_stored)
{
	struct reg_key raw = REG_KEY_INIT, again = REG_KEY_INIT;
	struct definition def;

	definition_init(&def, "c", NULL);
	reg_key_set(&raw, "Argument1", REG_TYPE_DWORD, "\1\0\0\0", 4);
	reg_key_set(&raw, "sshfs.rootdir", REG_TYPE_DWORD, "\1\0\0\0", 4);
	reg_key_set(&raw, "odd", 0x20000, "abc", 3);
	reg_key_set(&raw, "", REG_TYPE_SZ, "", 0);
	ck_assert_uint_eq(codec_decode(&raw, &def, "key", NULL), 0);
	ck_assert_uint_eq(def.privates.count, 4);
	ck_assert(!definition_has(&def, KEY_ARGUMENT1));
	codec_encode(&def, &again);
	ck_assert(reg_key_equal(&raw, &again));
	definition_release(&def);
	reg_key_release(&raw);
	reg_key_release(&again);
}
END_TEST

START_TEST(encode__bytes)
{
	const struct value text = {
	        .text = (char[]){"a\xc3\xa4"}, .len = 3, .present = true};
	const struct value list = {
	        .text = (char[]){"a\0b"}, .len = 4, .present = true};
	const struct value empty = {.text = (char[]){""}, .present = true};
	const struct value number = {.number = 0x01020304, .present = true};
	const struct {
		const struct value *v;
		enum value_type type;
		const char *bytes;
		size_t len;
	} cases[] = {
	        {&text, VALUE_SZ, "a\0\xe4\0\0\0", 6},
	        {&empty, VALUE_SZ, "\0\0", 2},
	        {&list, VALUE_MULTI_SZ, "a\0\0\0b\0\0\0\0\0", 10},
	        {&empty, VALUE_MULTI_SZ, "\0\0", 2},
	        {&number, VALUE_DWORD, "\4\3\2\1", 4},
	        {&text, VALUE_BINARY, "a\xc3\xa4", 3},
	        {&empty, VALUE_BINARY, "", 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char *data;
		size_t len;

		codec_value(cases[i].v, cases[i].type, &data, &len);
		ck_assert_msg(len == cases[i].len &&
		                      memcmp(data, cases[i].bytes, len) == 0,
		              "%zu", i);
		free(data);
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

/* Valid UTF-8 without NUL, characters of every length. */
static void add_random_text(struct buf *out, size_t chars, uint32_t *state)
{
	static const char *const characters[] = {"a",
	                                         "\\",
	                                         "%",
	                                         "\"",
	                                         ";",
	                                         " ",
	                                         "\n",
	                                         "\x01",
	                                         "\x7f",
	                                         "\xc3\xa4",
	                                         "\xe6\x97\xa5",
	                                         "\xef\xbf\xbf",
	                                         "\xf0\x9f\x98\x80"};
	const size_t count = sizeof(characters) / sizeof(characters[0]);

	while (chars-- > 0)
		buf_adds(out, characters[next_random(state) % count]);
}

static void set_random(struct definition *def, enum key_id id, uint32_t *state)
{
	const enum value_type type = schema_key(id)->type;
	struct buf text = BUF_INIT;
	unsigned elements = next_random(state) % 4;

	switch (type) {
	case VALUE_DWORD:
		definition_set_number(def, id, next_random(state));
		return;
	case VALUE_SZ:
		add_random_text(&text, next_random(state) % 40, state);
		break;
	case VALUE_MULTI_SZ:
		while (elements-- > 0) {
			add_random_text(&text, 1 + next_random(state) % 9,
			                state);
			buf_addc(&text, '\0');
		}
		break;
	case VALUE_BINARY:
		for (unsigned n = next_random(state) % 40; n > 0; n--)
			buf_addc(&text, (char)next_random(state));
		break;
	}
	definition_set_text(def, id, text.data, text.len);
	buf_release(&text);
}

static void make_random(struct definition *def, uint32_t *state)
{
	char name[24];

	definition_init(def, "class",
	                next_random(state) % 2 ? "instance" : NULL);
	for (unsigned id = 0; id < KEY_COUNT; id++)
		if (schema_find(schema_key((enum key_id)id)->name, def->kind) ==
		            id &&
		    next_random(state) % 3 == 0)
			set_random(def, (enum key_id)id, state);
	for (unsigned n = next_random(state) % 4; n > 0; n--) {
		(void)snprintf(name, sizeof(name), "own.%u",
		               next_random(state) % 1000);
		reg_key_set(&def->privates, name, next_random(state) % 12, name,
		            next_random(state) % sizeof(name));
	}
}

START_TEST(decode_of_encode__is_the_definition)
{
	uint32_t state = 20261121;

	for (int round = 0; round < 2000; round++) {
		struct reg_key raw = REG_KEY_INIT;
		struct definition def, again;

		make_random(&def, &state);
		codec_encode(&def, &raw);
		definition_init(&again, def.class_name, def.instance_name);
		ck_assert_msg(codec_decode(&raw, &again, "key", NULL) == 0,
		              "round %d", round);
		ck_assert_msg(definition_equal(&def, &again), "round %d",
		              round);
		definition_release(&def);
		definition_release(&again);
		reg_key_release(&raw);
	}
}
END_TEST

Suite *check_codec(void)
{
	Suite *suite = suite_create("codec");
	TCase *decode = tcase_create("decode");
	TCase *encode = tcase_create("encode");

	tcase_add_test(decode, decode__text);
	tcase_add_test(decode, decode__list);
	tcase_add_test(decode,
	               decode__wrong_type_or_shape_is_told_and_left_out);
	tcase_add_test(decode, decode__oversize_value_is_told);
	tcase_add_test(decode, decode__any_number_of_winfsps);
	tcase_add_test(decode, decode__unknown_values_are_kept_as_stored);
	suite_add_tcase(suite, decode);
	tcase_add_test(encode, encode__bytes);
	tcase_add_test(encode, decode_of_encode__is_the_definition);
	suite_add_tcase(suite, encode);
	return suite;
}
