/*
 * check_pe_image.c: programs by their header: each field wrong once.
 */
#include "suite.h"

#include <string.h>

#include "common/pe_image.h"

enum { AT = 0x80, WHOLE = AT + 24 + 70 };

/* A console program for x64 that has nothing but what is looked at. */
static size_t make(unsigned char *b, unsigned machine, unsigned kind,
                   unsigned magic, unsigned subsystem)
{
	memset(b, 0, PE_HEAD_BYTES);
	memcpy(b, "MZ", 2);
	b[0x3c] = AT;
	memcpy(b + AT, "PE\0\0", 4);
	b[AT + 4] = (unsigned char)machine;
	b[AT + 5] = (unsigned char)(machine >> 8);
	b[AT + 20] = 0xf0;
	b[AT + 22] = (unsigned char)kind;
	b[AT + 23] = (unsigned char)(kind >> 8);
	b[AT + 24] = (unsigned char)magic;
	b[AT + 25] = (unsigned char)(magic >> 8);
	b[AT + 24 + 68] = (unsigned char)subsystem;
	return WHOLE;
}

enum { X86 = 0x14c, X64 = 0x8664, ARM = 0x1c4, ARM64 = 0xaa64 };

static const struct {
	unsigned machine, kind, magic, subsystem, host;
	enum pe_verdict verdict;
} rows[] = {
        {X64, 0x22, 0x20b, 3, X64, PE_FINE},
        {X86, 0x102, 0x10b, 3, X86, PE_FINE},
        {X86, 0x102, 0x10b, 3, X64, PE_FINE},
        {X86, 0x102, 0x10b, 3, ARM64, PE_FINE},
        {X64, 0x22, 0x20b, 3, ARM64, PE_FINE},
        {ARM64, 0x22, 0x20b, 3, ARM64, PE_FINE},
        {ARM, 0x22, 0x10b, 3, ARM64, PE_FINE},
        {X64, 0x22, 0x20b, 3, X86, PE_MACHINE},
        {ARM64, 0x22, 0x20b, 3, X64, PE_MACHINE},
        {ARM, 0x22, 0x10b, 3, X64, PE_MACHINE},
        {0x200, 0x22, 0x20b, 3, X64, PE_MACHINE},
        {0x200, 0x22, 0x20b, 3, 0, PE_MACHINE},
        {ARM64, 0x22, 0x20b, 3, 0, PE_FINE},
        {X64, 0x2022, 0x20b, 3, X64, PE_LIBRARY},
        {X64, 0x20, 0x20b, 3, X64, PE_LIBRARY},
        {X64, 0x22, 0x20b, 2, X64, PE_WINDOWED},
        {X64, 0x22, 0x20b, 1, X64, PE_SUBSYSTEM},
        {X64, 0x22, 0x20b, 10, X64, PE_SUBSYSTEM},
        {X64, 0x22, 0x107, 3, X64, PE_NO_IMAGE},
        {X64, 0x22, 0, 3, X64, PE_NO_IMAGE},
};

START_TEST(judge__row)
{
	unsigned char b[PE_HEAD_BYTES];
	const size_t len = make(b, rows[_i].machine, rows[_i].kind,
	                        rows[_i].magic, rows[_i].subsystem);
	const enum pe_verdict got = pe_judge(b, len, (uint16_t)rows[_i].host);

	ck_assert_int_eq(got, rows[_i].verdict);
	ck_assert_int_eq(pe_words(got)[0] == '\0', got == PE_FINE);
}
END_TEST

START_TEST(judge__cut__at_every_length)
{
	unsigned char b[PE_HEAD_BYTES];
	const size_t whole = make(b, X64, 0x22, 0x20b, 3);

	for (size_t len = 0; len < whole; len++)
		ck_assert_msg(pe_judge(b, len, X64) ==
		                      (len < 2 ? PE_NO_IMAGE : PE_CUT),
		              "%zu bytes", len);
	ck_assert_int_eq(pe_judge(b, whole, X64), PE_FINE);
}
END_TEST

START_TEST(judge__no_program__said)
{
	unsigned char b[PE_HEAD_BYTES];

	ck_assert_int_eq(pe_judge("#!/bin/sh\n", 10, X64), PE_NO_IMAGE);
	ck_assert_int_eq(pe_judge("\x7f"
	                          "ELF",
	                          4, X64),
	                 PE_NO_IMAGE);
	make(b, X64, 0x22, 0x20b, 3);
	memcpy(b + AT, "NE", 2);
	ck_assert_int_eq(pe_judge(b, PE_HEAD_BYTES, X64), PE_NO_IMAGE);
	/* A header that lies behind what is read, or nowhere. */
	make(b, X64, 0x22, 0x20b, 3);
	memset(b + 0x3c, 0xff, 4);
	ck_assert_int_eq(pe_judge(b, PE_HEAD_BYTES, X64), PE_NO_IMAGE);
	ck_assert_int_eq(pe_judge(b, 200, X64), PE_NO_IMAGE);
	/* An optional header too short to have a subsystem. */
	make(b, X64, 0x22, 0x20b, 3);
	b[AT + 20] = 69;
	ck_assert_int_eq(pe_judge(b, PE_HEAD_BYTES, X64), PE_NO_IMAGE);
	b[AT + 20] = 70;
	ck_assert_int_eq(pe_judge(b, PE_HEAD_BYTES, X64), PE_FINE);
}
END_TEST

Suite *check_pe_image(void)
{
	Suite *suite = suite_create("pe_image");
	TCase *tests = tcase_create("pe_image");

	tcase_add_loop_test(tests, judge__row, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tests, judge__cut__at_every_length);
	tcase_add_test(tests, judge__no_program__said);
	suite_add_tcase(suite, tests);
	return suite;
}
