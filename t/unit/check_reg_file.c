/*
 * check_reg_file.c: .reg files: faults and their places, and writing edits.
 * What Windows reads and writes: check_reg_vectors.c.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "diag.h"
#include "error.h"
#include "importer/reg_file.h"
#include "utf.h"

#define V5 "Windows Registry Editor Version 5.00\r\n\r\n"

static const struct {
	const char *text;
	unsigned line;     /* of the one problem; 0: of the file */
	const char *words; /* in its text */
} faults[] = {
        {"Windows Registry Editor Version 6.00\n", 0, "no .reg file"},
        {"", 0, "no .reg file"},
        {V5 "\"a\"=\"b\"\n", 3, "no key"},
        {V5 "[HKEY_LOCAL_MACHINE\\a]\n\"a\"=-dword:1\n", 4, "none of"},
        {V5 "[HKEY_LOCAL_MACHINE\\a]\n\"a\"=\"C:\\b\"\n", 4, "'\\\\'"},
        {V5 "[HKEY_LOCAL_MACHINE\\a]\n\"a\"=hex:1,\\\n  2,xx\n", 4, "digits"},
        {V5 "[HKEY_LOCAL_MACHINE\\a]\n\"a\" \"b\"\n", 4, "'='"},
        {V5 "[-HKEY_LOCAL_MACHINE]\n", 3, "hive"},
        {V5 "[HKLM\\a]\n", 3, "names no key"},
        {V5 "what\n", 3, "no key, value or comment"},
        {"REGEDIT4\n[HKEY_LOCAL_MACHINE\\a]\n\"a\"=hex(7):e9,00\n", 3,
         "version 5"},
        {V5 "\xff\n", 0, "neither UTF-16"},
};

START_TEST(read__fault__told_with_its_line)
{
	const char *text = faults[_i].text;
	struct reg_edits edits = REG_EDITS_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	const int rc = reg_read(text, strlen(text), "t.reg", &edits, &diags);

	ck_assert_int_eq(rc, faults[_i].line ? 0 : -1);
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_uint_eq(diags.items[0].place.line, faults[_i].line);
	ck_assert_msg(strstr(diags.items[0].text, faults[_i].words) != NULL,
	              "%s", diags.items[0].text);
	for (size_t i = 0; i < edits.count; i++)
		ck_assert_int_eq(edits.items[i].kind, EDIT_MAKE_KEY);
	reg_edits_release(&edits);
	diag_release(&diags);
}
END_TEST

START_TEST(read__many_faults__are_bounded)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf text = BUF_INIT;

	buf_adds(&text, V5);
	for (int i = 0; i < 5000; i++)
		buf_adds(&text, "what\n");
	ck_assert_int_eq(reg_read(text.data, text.len, "t.reg", &edits, &diags),
	                 0);
	ck_assert_uint_eq(diags.count, 101);
	reg_edits_release(&edits);
	diag_release(&diags);
	buf_release(&text);
}
END_TEST

START_TEST(write__edits__in_their_order)
{
	static const char expect[] =
	        V5 "[HKEY_LOCAL_MACHINE\\a]\r\n"
	           "\"x\"=-\r\n"
	           "@=hex:\r\n"
	           "\r\n[-HKEY_LOCAL_MACHINE\\a]\r\n"
	           "\r\n[HKEY_LOCAL_MACHINE\\a]\r\n"
	           "\"n\"=hex(1):61,00,00,00,62,00,00,00\r\n\r\n";
	struct reg_edits edits = REG_EDITS_INIT;
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	struct error err = ERROR_INIT;

	reg_edits_erase(&edits, "HKEY_LOCAL_MACHINE\\a", "x");
	reg_edits_put(&edits, "HKEY_LOCAL_MACHINE\\a", "", 3, "", 0);
	reg_edits_delete_key(&edits, "HKEY_LOCAL_MACHINE\\a");
	reg_edits_put(&edits, "HKEY_LOCAL_MACHINE\\a", "n", 1, "a\0\0\0b\0", 6);
	ck_assert_int_eq(reg_write(&edits, &bytes, &err), 0);
	ck_assert_mem_eq(bytes.data, "\xff\xfe", 2);
	ck_assert_int_eq(utf16le_to_utf8(&text, bytes.data + 2, bytes.len - 2),
	                 0);
	ck_assert_str_eq(text.data, expect);
	reg_edits_release(&edits);
	buf_release(&bytes);
	buf_release(&text);
}
END_TEST

START_TEST(write__line_break_in_a_name__refused)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct error err = ERROR_INIT;
	struct buf bytes = BUF_INIT;

	reg_edits_put(&edits, "HKEY_LOCAL_MACHINE\\a", "x\n[-b]", 3, "", 0);
	ck_assert_int_eq(reg_write(&edits, &bytes, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "x\\n[-b]"));
	ck_assert_uint_eq(bytes.len, 0);
	reg_edits_release(&edits);
	buf_release(&bytes);
}
END_TEST

Suite *check_reg_file(void)
{
	Suite *suite = suite_create("reg_file");
	TCase *own = tcase_create("own");

	tcase_add_loop_test(own, read__fault__told_with_its_line, 0,
	                    sizeof(faults) / sizeof(faults[0]));
	tcase_add_test(own, read__many_faults__are_bounded);
	tcase_add_test(own, write__edits__in_their_order);
	tcase_add_test(own, write__line_break_in_a_name__refused);
	suite_add_tcase(suite, own);
	return suite;
}
