/*
 * check_ini_vectors.c: our reader against inih's own expectations
 * (ini/inih.jsonl), built as we build it: no inline comments. Where a line of
 * theirs is none for us, the table says why; nothing else may differ.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "importer/ini_read.h"
#include "vectors.h"

static const char configuration[] = "disallow_inline_comments";

/* What inih makes of a line that we refuse, since a value may hold ':' (ours is
 * NULL), or read otherwise. */
static const struct {
	const char *id, *theirs, *ours;
} deviations[] = {
        {"ini-040", "colon_tests|Content-Type|text/html", NULL},
        {"ini-040", "colon_tests|foo|bar", NULL},
        {"ini-040", "colon_tests|adams|42", NULL},
        {"ini-040", "colon_tests|funny1|with = equals", NULL},
        {"ini-040", "colon_tests|funny4|two : colons", NULL},
        {"ini-044", "section3|single|ghi", NULL},
        {"ini-044", "section3|multi|the quick", NULL},
        {"ini-044", "section3|multi|brown fox", NULL},
        /* A name is as long as the registry allows; inih cuts it. */
        {"ini-049",
         "_123456789_123456789_123456789_123456789_12345678|name|value",
         "_123456789_123456789_123456789_123456789_123456789_123456789|name|"
         "value"},
};

enum { DEVIATIONS = sizeof(deviations) / sizeof(deviations[0]) };

/* Index of the deviation, DEVIATIONS when it is none. */
static size_t find_deviation(const char *id, const char *theirs)
{
	size_t i = 0;

	while (i < DEVIATIONS && (strcmp(deviations[i].id, id) != 0 ||
	                          strcmp(deviations[i].theirs, theirs) != 0))
		i++;
	return i;
}

static void read_file(const char *name, struct buf *out)
{
	const char *folder = getenv("FSPD_VECTORS");
	struct buf path = BUF_INIT;
	char chunk[4096];
	size_t n;

	buf_addf(&path, "%s/%s", folder ? folder : "../shared/vectors", name);
	FILE *f = fopen(path.data, "rb");
	ck_assert_msg(f != NULL, "%s", path.data);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, chunk, n);
	fclose(f);
	buf_release(&path);
}

/* `section|name|value` of each line of a value, as inih tells them. */
static void list_events(const struct ini_file *file, struct buf *out)
{
	const char *section = "";

	for (size_t i = 0; i < file->count; i++) {
		const struct ini_entry *e = &file->entries[i];

		if (e->is_section)
			section = e->name;
		for (size_t p = 0; p < e->part_count; p++) {
			const struct ini_part *part =
			        &file->parts[e->first_part + p];

			buf_addf(out, "%s|%s|", section, e->name);
			buf_add(out, part->text, part->len);
			buf_addc(out, '\n');
		}
	}
}

/* Take line off *text when that is its next line. */
static bool take_line(const char **text, const char *line)
{
	const size_t len = strlen(line);

	if (strncmp(*text, line, len) != 0 || (*text)[len] != '\n')
		return false;
	*text += len + 1;
	return true;
}

static void add_event(const struct json_value *event, struct buf *line)
{
	static const char *const keys[] = {"section", "name", "value"};
	struct json_value member;

	for (size_t i = 0; i < 3; i++) {
		buf_adds(line, i ? "|" : "");
		ck_assert(json_member(event, keys[i], &member) &&
		          json_get_text(&member, line) == 0);
	}
}

/* What one run over all rows has met. */
struct met {
	unsigned agreed, refused;
	unsigned deviations[DEVIATIONS];
};

/* Their event against what is left of ours. */
static void check_event(const char *id, const char *theirs, const char **left,
                        struct met *met)
{
	const size_t i = find_deviation(id, theirs);

	if (i == DEVIATIONS) {
		ck_assert_msg(take_line(left, theirs), "%s: %s, not %s", id,
		              theirs, *left);
		met->agreed++;
		return;
	}
	met->deviations[i]++;
	if (deviations[i].ours)
		ck_assert_msg(take_line(left, deviations[i].ours), "%s: %s", id,
		              *left);
	else
		met->refused++;
}

static void check_row(struct vectors *v, struct met *met)
{
	struct json_value events, event = {NULL, 0};
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf bytes = BUF_INIT, ours = BUF_INIT;
	struct ini_file file;

	read_file(vectors_text(v, "file"), &bytes);
	ini_read(&file, "x.ini", bytes.data, bytes.len, &diags);
	list_events(&file, &ours);
	const char *left = ours.data;
	ck_assert(vectors_member(v, "events", &events));
	while (json_next(&events, &event)) {
		struct buf line = BUF_INIT;

		add_event(&event, &line);
		check_event(v->id, line.data, &left, met);
		buf_release(&line);
	}
	ck_assert_msg(*left == '\0', "%s: ours alone: %s", v->id, left);
	for (size_t i = 0; i < diags.count; i++)
		if (diags.items[i].code == DIAG_COLON_FOR_EQUALS)
			met->refused--;
	ini_file_release(&file);
	diag_release(&diags);
	buf_release(&bytes);
	buf_release(&ours);
}

/* A refused line is one finding, though its continuation is an event more. */
enum { CONTINUATIONS_REFUSED = 1 };

/* Lines that inih refuses too are findings; its files that are not there say
 * nothing of a reader of bytes. */
START_TEST(read__as_inih)
{
	struct vectors v;
	struct met met = {0};

	if (!vectors_open(&v, "ini/inih.jsonl"))
		return;
	while (vectors_next(&v)) {
		struct json_value error;

		ck_assert(vectors_member(&v, "first_error_line", &error));
		if (strcmp(vectors_text(&v, "config"), configuration) == 0 &&
		    json_get_number(&error, 0) >= 0)
			check_row(&v, &met);
	}
	vectors_close(&v);
	ck_assert_uint_gt(met.agreed, 30);
	ck_assert_uint_eq(met.refused, CONTINUATIONS_REFUSED);
	for (size_t i = 0; i < DEVIATIONS; i++)
		ck_assert_msg(met.deviations[i] == 1, "%s: %s no longer is",
		              deviations[i].id, deviations[i].theirs);
}
END_TEST

Suite *check_ini_vectors(void)
{
	Suite *suite = suite_create("ini_vectors");
	TCase *tcase = tcase_create("vectors");

	tcase_add_test(tcase, read__as_inih);
	suite_add_tcase(suite, tcase);
	return suite;
}
