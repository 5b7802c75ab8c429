/*
 * check_digest.c: the commit mark against answers that another implementation
 * gave (t/data/digest.txt). Run from the project's root.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "digest.h"

static void add_hex(struct buf *out, const char *hex)
{
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		const char pair[] = {hex[0], hex[1], '\0'};

		buf_addc(out, (char)strtoul(pair, NULL, 16));
	}
}

static void compare(const struct reg_key *key, enum key_kind kind,
                    const char *name, const char *expected)
{
	unsigned char digest[DIGEST_BYTES];
	struct buf bytes = BUF_INIT;

	add_hex(&bytes, expected);
	digest_compute(key, kind, digest);
	ck_assert_uint_eq(bytes.len, DIGEST_BYTES);
	ck_assert_msg(memcmp(bytes.data, digest, DIGEST_BYTES) == 0, "%s",
	              name);
	buf_release(&bytes);
}

START_TEST(compute__known_answers)
{
	FILE *f = fopen("t/data/digest.txt", "r");
	struct reg_key key = REG_KEY_INIT;
	enum key_kind kind = KIND_CLASS;
	char line[2048], name[256], text[2048];
	unsigned type, cases = 0;

	ck_assert_msg(f != NULL, "t/data/digest.txt cannot be read from here");
	while (fgets(line, sizeof(line), f)) {
		text[0] = '\0';
		if (sscanf(line, "case %255s %2047s", name, text) == 2)
			kind = strcmp(text, "class") == 0 ? KIND_CLASS
			                                  : KIND_INSTANCE;
		if (sscanf(line, "value %255s %u %2047s", text, &type, line) ==
		    3) {
			struct buf bytes = BUF_INIT;

			add_hex(&bytes, line);
			reg_key_set(&key, text, type, bytes.data, bytes.len);
			buf_release(&bytes);
		} else if (sscanf(line, "digest %2047s", text) == 1) {
			compare(&key, kind, name, text);
			reg_key_release(&key);
			cases++;
		}
	}
	fclose(f);
	ck_assert_uint_ge(cases, 8);
}
END_TEST

START_TEST(canonical__bytes)
{
	static const char expected[] =
	        "fspd1\0"
	        "\x0a\0\0\0Executable\1\0\0\0\4\0\0\0a\0\0\0"
	        "\1\0\0\0z\3\0\0\0\0\0\0"; /* the last NUL is C's */
	struct reg_key key = REG_KEY_INIT;
	struct buf form = BUF_INIT;

	reg_key_set(&key, "Z", REG_TYPE_BINARY, "", 0);
	reg_key_set(&key, "digest", REG_TYPE_BINARY, "x", 1);
	reg_key_set(&key, "EXECUTABLE", REG_TYPE_SZ, "a\0\0\0", 4);
	digest_canonical(&key, KIND_CLASS, &form);
	ck_assert_uint_eq(form.len, sizeof(expected));
	ck_assert_mem_eq(form.data, expected, form.len);
	buf_release(&form);
	reg_key_release(&key);
}
END_TEST

START_TEST(judge__states)
{
	struct reg_key key = REG_KEY_INIT;
	unsigned char digest[DIGEST_BYTES];

	reg_key_set(&key, "Executable", REG_TYPE_SZ, "a\0\0\0", 4);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_ABSENT);
	reg_key_set(&key, "Digest", REG_TYPE_BINARY, "", 0);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_OPEN);
	digest_compute(&key, KIND_CLASS, digest);
	reg_key_set(&key, "Digest", REG_TYPE_BINARY, digest, sizeof(digest));
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MATCH);
	reg_key_set(&key, "Owner", REG_TYPE_SZ, "\0\0", 2);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MATCH);
	reg_key_set(&key, "own", REG_TYPE_SZ, "\0\0", 2);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MISMATCH);
	(void)reg_key_remove(&key, "own");
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MATCH);
	reg_key_set(&key, "Executable", REG_TYPE_SZ, "b\0\0\0", 4);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MISMATCH);
	reg_key_set(&key, "Executable", REG_TYPE_SZ, "a\0\0\0", 4);
	reg_key_set(&key, "Digest", REG_TYPE_SZ, digest, sizeof(digest));
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MISMATCH);
	reg_key_set(&key, "Digest", REG_TYPE_BINARY, digest, 31);
	ck_assert_int_eq(digest_judge(&key, KIND_CLASS), DIGEST_MISMATCH);
	reg_key_release(&key);
}
END_TEST

START_TEST(short_form__first_bytes_in_hex)
{
	char text[17];

	/* hashlib.blake2b(b"abc", digest_size=32) */
	digest_short("abc", 3, text);
	ck_assert_str_eq(text, "bddd813c63423972");
	digest_short("", 0, text);
	ck_assert_str_eq(text, "0e5751c026e543b2");
}
END_TEST

Suite *check_digest(void)
{
	Suite *suite = suite_create("digest");
	TCase *digest = tcase_create("digest");

	tcase_add_test(digest, compute__known_answers);
	tcase_add_test(digest, canonical__bytes);
	tcase_add_test(digest, judge__states);
	tcase_add_test(digest, short_form__first_bytes_in_hex);
	suite_add_tcase(suite, digest);
	return suite;
}
