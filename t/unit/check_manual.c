/*
 * check_manual.c: the manual says what the tables say. fspd.ini(5): every key
 * that an INI file may set has its entry, its sentence and its default;
 * fspd-diagnostics(7): every code has its entry, title and severity; neither
 * has another entry. fsp-import(1): every verb and option has its entry. Run
 * from the project's root.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "codes.h"
#include "importer/options_table.h"
#include "schema.h"

static struct buf page;

static void load(const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");

	ck_assert_msg(f != NULL, "%s cannot be read from here", path);
	buf_init(&page);
	while (fgets(line, sizeof(line), f))
		buf_adds(&page, line);
	fclose(f);
}

static void load_page(void)
{
	load("man/fspd.ini.5");
}

static void load_diagnostics(void)
{
	load("man/fspd-diagnostics.7");
}

static void load_importer(void)
{
	load("man/fsp-import.1");
}

static void drop_page(void)
{
	buf_release(&page);
}

/* The entry's text: macros' first words gone, lines joined, \e and \& read. */
static void entry_text(const char *at, struct buf *out)
{
	const char *end = strstr(at, "\n.It Cm ");
	const char *list_end = strstr(at, "\n.El");

	if (!end || list_end < end)
		end = list_end;
	for (; at < end; at++) {
		if (strncmp(at, "\n.Ql ", 5) == 0)
			at += 4;
		if (strncmp(at, "\\e", 2) == 0) {
			buf_addc(out, '\\');
			at++;
		} else if (strncmp(at, "\\&", 2) == 0) {
			at++;
		} else {
			buf_addc(out, *at == '\n' ? ' ' : *at);
		}
	}
}

static void check_entry(const struct schema_key *key)
{
	struct buf heading = BUF_INIT, text = BUF_INIT, words = BUF_INIT;
	const char *at;

	buf_addf(&heading, "\n.It Cm %s\n", key->name);
	at = strstr(page.data, heading.data);
	ck_assert_msg(at != NULL, "fspd.ini(5) has no entry for %s", key->name);
	entry_text(at + heading.len, &text);
	ck_assert_msg(strncmp(text.data, key->summary, strlen(key->summary)) ==
	                      0,
	              "fspd.ini(5) says of %s: %s", key->name, text.data);
	if (key->default_text) {
		buf_addf(&words, "Default: %s .", key->default_text);
		ck_assert_msg(strstr(text.data, words.data) != NULL,
		              "fspd.ini(5) lacks %s's default %s", key->name,
		              key->default_text);
	}
	for (const struct schema_choice *c = key->choices; c && c->name; c++)
		ck_assert_msg(strstr(text.data, c->name) != NULL,
		              "fspd.ini(5) lacks %s = %s", key->name, c->name);
	buf_release(&heading);
	buf_release(&text);
	buf_release(&words);
}

START_TEST(every_key__has_its_entry)
{
	for (int id = 0; id < KEY_COUNT; id++) {
		const struct schema_key *key = schema_key((enum key_id)id);

		if (!(key->flags & KEY_INTERNAL))
			check_entry(key);
	}
}
END_TEST

START_TEST(every_entry__has_its_key)
{
	const char *at = page.data;

	while ((at = strstr(at, "\n.It Cm ")) != NULL) {
		char name[64];
		enum key_id id;

		at += strlen("\n.It Cm ");
		ck_assert_int_eq(sscanf(at, "%63s", name), 1);
		id = schema_find_any(name);
		ck_assert_msg(id != KEY_COUNT &&
		                      !(schema_key(id)->flags & KEY_INTERNAL),
		              "fspd.ini(5) describes '%s', which is no key",
		              name);
	}
}
END_TEST

/* How the entry of a code begins, as far as its text. */
static void code_heading(const struct diag_row *row, struct buf *out)
{
	buf_addf(out, "\n.It Sy FSP%04u \"%s\"\n.Em %s", row->number,
	         row->title, row->severity == DIAG_ERROR ? "error" : "warning");
	if (row->stage == STAGE_LOAD)
		buf_adds(out, ", bad for fspd too");
	if (row->stage == STAGE_START)
		buf_adds(out, ", judged at each start");
	if (row->allowable)
		buf_adds(out, ", can be allowed");
	buf_adds(out, " .\n");
}

START_TEST(every_code__has_its_entry)
{
	const struct diag_row *row = diag_row((enum diag_code)_i);
	struct buf heading = BUF_INIT;
	const char *at;

	code_heading(row, &heading);
	at = strstr(page.data, heading.data);
	ck_assert_msg(at != NULL, "fspd-diagnostics(7) lacks:%s", heading.data);
	at += heading.len;
	ck_assert_msg(strncmp(at, ".It ", 4) != 0 && strncmp(at, ".El", 3) != 0,
	              "fspd-diagnostics(7) says nothing of FSP%04u",
	              row->number);
	buf_release(&heading);
}
END_TEST

START_TEST(every_entry__has_its_code)
{
	const char *at = page.data;
	int entries = 0;

	while ((at = strstr(at, "\n.It ")) != NULL) {
		at++;
		entries++;
	}
	ck_assert_int_eq(entries, DIAG_CODE_COUNT);
}
END_TEST

START_TEST(every_verb__has_its_entry)
{
	for (int verb = 0; verb < VERB_COUNT; verb++) {
		struct buf heading = BUF_INIT;

		buf_addf(&heading, "\n.It Cm %s",
		         verb_row((enum verb)verb)->name);
		ck_assert_msg(strstr(page.data, heading.data) != NULL,
		              "fsp-import(1) lacks:%s", heading.data);
		buf_release(&heading);
	}
}
END_TEST

START_TEST(every_option__has_its_entry)
{
	for (size_t i = 0; option_row(i); i++) {
		const struct option_row *row = option_row(i);
		struct buf heading = BUF_INIT;

		buf_adds(&heading, "\n.It Fl ");
		if (row->letter)
			buf_addf(&heading, "%c , Fl ", row->letter);
		buf_adds(&heading, row->name + 1);
		ck_assert_msg(strstr(page.data, heading.data) != NULL,
		              "fsp-import(1) lacks:%s", heading.data);
		buf_release(&heading);
	}
}
END_TEST

Suite *check_manual(void)
{
	Suite *suite = suite_create("manual");
	TCase *tests = tcase_create("fspd.ini");
	TCase *codes = tcase_create("fspd-diagnostics");
	TCase *importer = tcase_create("fsp-import");

	tcase_add_checked_fixture(tests, load_page, drop_page);
	tcase_add_test(tests, every_key__has_its_entry);
	tcase_add_test(tests, every_entry__has_its_key);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(codes, load_diagnostics, drop_page);
	tcase_add_loop_test(codes, every_code__has_its_entry, 0,
	                    DIAG_CODE_COUNT);
	tcase_add_test(codes, every_entry__has_its_code);
	suite_add_tcase(suite, codes);
	tcase_add_checked_fixture(importer, load_importer, drop_page);
	tcase_add_test(importer, every_verb__has_its_entry);
	tcase_add_test(importer, every_option__has_its_entry);
	suite_add_tcase(suite, importer);
	return suite;
}
