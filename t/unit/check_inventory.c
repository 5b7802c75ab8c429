/*
 * check_inventory.c: what the registry holds is judged as an import of the same
 * would be: the same findings in the same words.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "codec.h"
#include "daemon/inventory.h"
#include "declare.h"
#include "name.h"
#include "xalloc.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"
#define KEY  "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\"

static struct keystore *ks;

static void set_up(void)
{
	keystore_mem_reset();
	ks = keystore_open(ROOT, true, NULL);
}

static void tear_down(void)
{
	keystore_close(ks);
}

static void put(const char *path, const char *name, uint32_t type,
                const void *data, size_t len)
{
	ck_assert_int_eq(keystore_put(ks, path, name, type, data, len, NULL),
	                 0);
}

/* Store every section of d as an apply would, without Owner and Digest. */
static void store(const struct declared *d)
{
	for (size_t i = 0; i < d->sorted_count; i++) {
		const struct definition *def = &d->sorted[i]->def;
		struct reg_key raw = REG_KEY_INIT;
		struct buf path = BUF_INIT;

		buf_adds(&path, def->class_name);
		if (def->instance_name) {
			buf_adds(&path, "\\Instances\\");
			instance_key_encode(&path, def->instance_name);
		}
		codec_encode(def, &raw);
		ck_assert_int_eq(keystore_create(ks, path.data, NULL, NULL), 0);
		for (size_t v = 0; v < raw.count; v++)
			put(path.data, raw.values[v].name, raw.values[v].type,
			    raw.values[v].data, raw.values[v].len);
		reg_key_release(&raw);
		buf_release(&path);
	}
}

/* "FSP0123 text" of each finding, sorted; the caller frees. */
static int compare_lines(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static char *findings(const struct diag_list *diags)
{
	char **lines = xcalloc(diags->count + 1, sizeof(char *));
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < diags->count; i++) {
		struct buf line = BUF_INIT;

		buf_addf(&line, "FSP%04u %s\n",
		         diag_row(diags->items[i].code)->number,
		         diags->items[i].text);
		lines[i] = buf_steal(&line, NULL);
	}
	qsort(lines, diags->count, sizeof(char *), compare_lines);
	for (size_t i = 0; i < diags->count; i++) {
		buf_adds(&all, lines[i]);
		free(lines[i]);
	}
	free(lines);
	return buf_steal(&all, NULL);
}

#define SOUND "Executable = C:\\fs\\toy.exe\nRunAs = LocalService\n"

/* Sections, and whether an import finds something in them. */
static const struct {
	const char *text;
	bool finds;
} rows[] = {
        {"[a]\n" SOUND, false},
        {"[a]\nExecutable = C:\\fs\\toy.exe\n", true},
        {"[a]\n" SOUND "CommandLine = -x %\n", true},
        {"[a]\n" SOUND "CommandLine = -x %10\n", true},
        {"[a]\n" SOUND "CommandLine = -x \"%1\"\n", true},
        {"[a]\n" SOUND "CommandLine = --passphrase=hunter2\n", true},
        {"[a]\n" SOUND "CommandLine = $${HOME}\n", false},
        {"[a]\n" SOUND "Security = D:P(A;;GA;;;BA)\n", true},
        {"[a]\n" SOUND "Security = D:P\n", true},
        {"[a]\nExecutable = C:\\fs\\toy.exe\nRunAs = LocalSystem\n"
         "Security = D:P(A;;RPWPLC;;;WD)\n",
         true},
        {"[a]\n" SOUND "Stderr = C:\\logs\\%1.txt\n", true},
        {"[a]\n" SOUND "WorkDirectory = here\n", true},
        {"[a]\nExecutable = C:\\fs\\toy.cmd\nRunAs = LocalService\n", true},
        {"[a]\nExecutable = \"C:\\fs\\toy.exe\"\nRunAs = LocalService\n", true},
        {"[a]\n" SOUND "RestartDelay = 2m\nRestartDelayMax = 1s\n", true},
        {"[a]\n" SOUND "Restart = never\nRecovery = yes\n", true},
        {"[a]\n" SOUND "Environment =\n  A=1\n  SSH_PASS=hunter2\n", true},
        {"[a]\n" SOUND "CommandLine = %1 %2\n[a\\i]\n", true},
        {"[a]\n" SOUND "Credentials = password\n[a\\i]\n", true},
        {"[a]\n" SOUND "CommandLine = %U\n[a\\i]\n", true},
        {"[a]\n" SOUND "[a\\i]\nAfter = a\\j\n[a\\j]\nAfter = a\\i\n", true},
        {"[a]\n" SOUND "[a\\i]\nArgument1 = \\a\\j\n", true},
};

START_TEST(as_an_import__the_same_findings)
{
	struct declare import;
	struct inventory inventory = INVENTORY_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	char *expected, *got;

	declare(&import, rows[_i].text, NULL, true);
	expected = findings(&import.diags);
	ck_assert_msg((expected[0] != '\0') == rows[_i].finds, "%s: %s",
	              rows[_i].text, expected);
	store(&import.declared);
	ck_assert_int_eq(inventory_read(&inventory, ks, &diags, NULL), 0);
	declared_sort(&inventory.declared);
	inventory_judge(&inventory, &diags);
	got = findings(&diags);
	ck_assert_str_eq(got, expected);
	free(got);
	free(expected);
	diag_release(&diags);
	inventory_release(&inventory);
	declare_release(&import);
}
END_TEST

/* Read, judge, render. */
static char *judged(struct inventory *inventory)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf text = BUF_INIT;

	*inventory = (struct inventory)INVENTORY_INIT;
	ck_assert_int_eq(inventory_read(inventory, ks, &diags, NULL), 0);
	inventory_judge(inventory, &diags);
	for (size_t i = 0; i < diags.count; i++)
		diag_render(&diags, i, &text);
	diag_release(&diags);
	return buf_steal(&text, NULL);
}

static void check_judged(const char *expected)
{
	struct inventory inventory;
	char *text = judged(&inventory);

	ck_assert_str_eq(text, expected);
	free(text);
	inventory_release(&inventory);
}

static void put_sound(const char *text)
{
	struct declare import;

	declare(&import, text, NULL, false);
	ck_assert_uint_eq(import.diags.count, 0);
	store(&import.declared);
	declare_release(&import);
}

START_TEST(finding__shows_the_value_with_a_caret)
{
	put_sound("[a]\n" SOUND "CommandLine = -x %\n");
	check_judged(KEY "a: error: '%' at the end, write '%%' for a percent "
	                 "sign [FSP0410]\n"
	                 "      | CommandLine = -x %\n"
	                 "      |                  ^\n");
}
END_TEST

START_TEST(list__shows_the_element)
{
	put_sound("[a]\n" SOUND "[a\\i]\nStart = demand\nAfter =\n  a\\i\n");
	struct inventory inventory;
	char *text = judged(&inventory);

	ck_assert_msg(strstr(text, "      | After = a\\i\n") != NULL, "%s",
	              text);
	free(text);
	inventory_release(&inventory);
}
END_TEST

START_TEST(same_mount__names_the_other_key)
{
	put_sound("[a]\n" SOUND
	          "[a\\i]\nArgument2 = M:\n[a\\j]\nArgument2 = M:\n");
	struct inventory inventory;
	char *text = judged(&inventory);

	ck_assert_msg(strstr(text, "where [a\\i] at " KEY
	                           "a\\Instances\\i mounts too") != NULL,
	              "%s", text);
	free(text);
	inventory_release(&inventory);
}
END_TEST

/* Written by hand: what no INI file can say. */
START_TEST(wrong_type__told_once)
{
	put_sound("[a]\n" SOUND);
	put("a", "Executable", REG_TYPE_DWORD, "\1\0\0", 4);
	struct inventory inventory;
	char *text = judged(&inventory);

	ck_assert_ptr_nonnull(strstr(text, "Executable"));
	ck_assert_ptr_null(strstr(strchr(text, '\n') + 1, "Executable"));
	ck_assert_uint_eq(inventory.classes, 1);
	free(text);
	inventory_release(&inventory);
}
END_TEST

START_TEST(no_class__not_judged)
{
	struct inventory inventory;
	char *text;

	put("left.over", "sshfs.rootdir", REG_TYPE_DWORD, "\1\0\0", 4);
	put_sound("[a]\n" SOUND);
	put("a", "Digest", REG_TYPE_BINARY, "", 0);
	text = judged(&inventory);
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(inventory.classes, 0);
	ck_assert_uint_eq(inventory.interrupted, 1);
	free(text);
	inventory_release(&inventory);
}
END_TEST

START_TEST(no_name__told)
{
	struct inventory inventory;
	char *text;

	put_sound("[a]\n" SOUND);
	put("a\\Instances\\x%41", "Start", REG_TYPE_SZ, "d\0\0", 4);
	text = judged(&inventory);
	ck_assert_ptr_nonnull(strstr(text, "x%41: error: this key names no "
	                                   "instance: '\\' is written %5C"));
	free(text);
	inventory_release(&inventory);
}
END_TEST

/* xorshift: the same values every time. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* A value of any type, often text of what parsers stumble over. */
static void put_random(const char *path, enum key_id id, uint32_t *state)
{
	static const char letters[] = "%\"\n${}:D()AP;\\. 1aU=\0";
	static const uint32_t types[] = {REG_TYPE_SZ, REG_TYPE_SZ,
	                                 REG_TYPE_MULTI_SZ, REG_TYPE_DWORD,
	                                 REG_TYPE_BINARY};
	unsigned char data[48] = {0};
	size_t len = next_random(state) % 20 * 2;

	for (size_t i = 0; i + 1 < len; i += 2)
		data[i] = (unsigned char)
		        letters[next_random(state) % (sizeof(letters) - 1)];
	put(path, schema_key(id)->name, types[next_random(state) % 5], data,
	    len + next_random(state) % 5);
}

START_TEST(any_values__judged)
{
	uint32_t state = 20261129u + (uint32_t)_i;

	for (int round = 0; round < 300; round++) {
		struct inventory inventory;

		put("a", "Executable", REG_TYPE_SZ, "C\0:\0\\\0f\0\0", 10);
		for (int i = 0; i < KEY_COUNT; i++)
			if (next_random(&state) % 3 == 0)
				put_random(next_random(&state) % 2
				                   ? "a"
				                   : "a\\Instances\\i",
				           (enum key_id)i, &state);
		free(judged(&inventory));
		inventory_release(&inventory);
		ck_assert_int_eq(keystore_delete(ks, "a", NULL), 0);
	}
}
END_TEST

START_TEST(nothing_but_line_ends__no_line_too_few)
{
	struct inventory inventory;
	char *text;

	put_sound("[a]\n" SOUND);
	put("a", "Security", REG_TYPE_SZ, "\n\0\n\0\0", 6);
	put("a", "CommandLine", REG_TYPE_SZ, "\n\0%\0\0", 6);
	text = judged(&inventory);
	ck_assert_ptr_nonnull(strstr(text, "Security = \n"));
	ck_assert_ptr_nonnull(strstr(text, "CommandLine = %\n"));
	free(text);
	inventory_release(&inventory);
}
END_TEST

Suite *check_inventory(void)
{
	Suite *suite = suite_create("inventory");
	TCase *tcase = tcase_create("inventory");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, as_an_import__the_same_findings, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, finding__shows_the_value_with_a_caret);
	tcase_add_test(tcase, list__shows_the_element);
	tcase_add_test(tcase, same_mount__names_the_other_key);
	tcase_add_test(tcase, wrong_type__told_once);
	tcase_add_test(tcase, no_class__not_judged);
	tcase_add_test(tcase, no_name__told);
	tcase_add_loop_test(tcase, any_values__judged, 0, 4);
	tcase_add_test(tcase, nothing_but_line_ends__no_line_too_few);
	suite_add_tcase(suite, tcase);
	return suite;
}
