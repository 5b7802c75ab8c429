/*
 * check_template_vectors.c: templates against what WinFsp makes of them
 * (expand.jsonl, ptrans.jsonl) and quoting against the C runtime
 * (cmdline.jsonl). Where we differ on purpose the row says by its arguments.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "t/fake/crt_argv.h"
#include "template.h"
#include "vectors.h"

struct row {
	struct template_facts facts;
	const char *arguments[LIMIT_ARGUMENTS];
};

static const char *var_text(struct vectors *v, const char *name)
{
	struct json_value vars, value;

	return vectors_member(v, "vars", &vars) &&
	                       json_member(&vars, name, &value)
	               ? vectors_value_text(v, &value)
	               : NULL;
}

static void read_row(struct vectors *v, struct row *row)
{
	struct json_value args, item = {NULL, 0};

	*row = (struct row){0};
	row->facts = (struct template_facts){
	        .executable = vectors_text(v, "executable"),
	        .arguments = row->arguments,
	        .user = var_text(v, "U"),
	        .profile = var_text(v, "P"),
	        .time = var_text(v, "T"),
	};
	ck_assert(vectors_member(v, "args", &args));
	while (json_next(&args, &item)) {
		ck_assert_uint_lt(row->facts.argument_count, LIMIT_ARGUMENTS);
		row->arguments[row->facts.argument_count++] =
		        vectors_value_text(v, &item);
	}
}

/* The original's quoting: embedded quotes are lost, nothing is doubled. */
static void quote_as_original(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text != '\0'; text++)
		if (*text != '"')
			buf_addc(out, *text);
	buf_addc(out, '"');
}

static bool is_quoted_otherwise(const char *text)
{
	const size_t len = strlen(text);

	return strchr(text, '"') || (len > 0 && text[len - 1] == '\\');
}

static void replace_all(struct buf *text, const char *from, const char *to)
{
	struct buf out = BUF_INIT;
	const char *at = text->data, *found;

	while ((found = strstr(at, from)) != NULL) {
		buf_add(&out, at, (size_t)(found - at));
		buf_adds(&out, to);
		at = found + strlen(from);
	}
	buf_adds(&out, at);
	buf_release(text);
	*text = out;
}

/* What a program must be handed instead of what the original hands it: our
 * quoting of each argument that it damages. The number of them. */
static unsigned correct(struct buf *expected, const struct row *row)
{
	unsigned corrected = 0;

	for (size_t i = 0; i < row->facts.argument_count; i++) {
		struct buf theirs = BUF_INIT, ours = BUF_INIT;

		if (is_quoted_otherwise(row->arguments[i])) {
			quote_as_original(&theirs, row->arguments[i]);
			template_quote(&ours, row->arguments[i]);
			corrected +=
			        strstr(expected->data, theirs.data) != NULL;
			replace_all(expected, theirs.data, ours.data);
		}
		buf_release(&theirs);
		buf_release(&ours);
	}
	return corrected;
}

START_TEST(expand__as_the_original)
{
	struct vectors v;
	unsigned same = 0, corrected = 0;

	if (!vectors_open(&v, "expand.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *template = vectors_text(&v, "template");
		struct json_value quote;
		struct buf expected = BUF_INIT, got = BUF_INIT;
		struct row row;

		read_row(&v, &row);
		buf_adds(&expected, vectors_text(&v, "expected"));
		ck_assert(vectors_member(&v, "quote", &quote));
		if (json_get_bool(&quote)) {
			if (correct(&expected, &row) > 0)
				corrected++;
			else
				same++;
			template_command_line(&got, template, NULL, &row.facts);
		} else {
			template_expand(&got, template, &row.facts, false);
			same++;
		}
		ck_assert_msg(strcmp(got.data, expected.data) == 0,
		              "%s: got %s, expected %s", v.id, got.data,
		              expected.data);
		buf_release(&expected);
		buf_release(&got);
	}
	vectors_close(&v);
	ck_assert_uint_gt(same, 0);
	ck_assert_uint_gt(corrected, 0);
}
END_TEST

/* Where the argument holds a double quote we keep it; everything else is the
 * same to the byte. */
START_TEST(path__as_the_original)
{
	struct vectors v;
	unsigned rows = 0;

	if (!vectors_open(&v, "ptrans.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *pattern = vectors_text(&v, "pattern");
		const char *argument = vectors_text(&v, "arg");
		const char *expected = vectors_text(&v, "expected");
		struct template_facts facts = {.executable = argument,
		                               .arguments = &argument,
		                               .argument_count = 1};
		struct buf got = BUF_INIT;

		if (pattern != NULL)
			template_path(&got, pattern, strlen(pattern), argument);
		else
			template_expand(&got, "%1", &facts, false);
		if (strchr(argument, '"'))
			replace_all(&got, "\"", "");
		ck_assert_msg(strcmp(got.data, expected) == 0,
		              "%s: got %s, expected %s", v.id, got.data,
		              expected);
		buf_release(&got);
		rows++;
	}
	vectors_close(&v);
	ck_assert_uint_gt(rows, 0);
}
END_TEST

/* The parser of these tests reads the lines as the C runtime does. */
static void check_argv(struct vectors *v, const char *line)
{
	struct json_value array, item = {NULL, 0};
	struct crt_argv args;
	size_t i = 0;

	ck_assert(vectors_member(v, "argv", &array));
	crt_argv_parse(line, &args);
	for (; json_next(&array, &item); i++) {
		ck_assert_msg(i < args.argc, "%s: %zu arguments", v->id, i);
		ck_assert_msg(
		        strcmp(args.argv[i], vectors_value_text(v, &item)) == 0,
		        "%s: argument %zu is %s", v->id, i, args.argv[i]);
	}
	ck_assert_msg(i == args.argc, "%s: %zu arguments", v->id, args.argc);
	crt_argv_release(&args);
}

static void check_quoting(struct vectors *v)
{
	struct json_value array, item = {NULL, 0};
	struct buf line = BUF_INIT;
	struct crt_argv args;
	size_t i = 1;

	buf_adds(&line, "program");
	ck_assert(vectors_member(v, "argv", &array));
	while (json_next(&array, &item)) {
		buf_addc(&line, ' ');
		template_quote(&line, vectors_value_text(v, &item));
	}
	crt_argv_parse(line.data, &args);
	for (item.at = NULL; json_next(&array, &item); i++) {
		ck_assert_uint_lt(i, args.argc);
		ck_assert_str_eq(args.argv[i], vectors_value_text(v, &item));
	}
	ck_assert_uint_eq(i, args.argc);
	crt_argv_release(&args);
	buf_release(&line);
}

START_TEST(quote__read_back_by_the_c_runtime)
{
	struct vectors v;
	unsigned parsed = 0, quoted = 0;

	if (!vectors_open(&v, "cmdline.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *kind = vectors_text(&v, "kind");

		if (strcmp(kind, "quote") == 0) {
			check_quoting(&v);
			quoted++;
		} else if (strcmp(kind, "parse") == 0 &&
		           vectors_holds(&v, "holds_under", "ucrt")) {
			check_argv(&v, vectors_text(&v, "cmdline"));
			parsed++;
		}
	}
	vectors_close(&v);
	ck_assert_uint_gt(parsed, 0);
	ck_assert_uint_gt(quoted, 0);
}
END_TEST

/* Templates that are in use out there have no fault. */
START_TEST(scan__templates_in_the_wild)
{
	struct vectors v;
	unsigned rows = 0;

	if (!vectors_open(&v, "services.jsonl"))
		return;
	while (vectors_next(&v)) {
		struct json_value values, line;
		struct template_use use;

		if (!vectors_member(&v, "values", &values) ||
		    !json_member(&values, "CommandLine", &line))
			continue;
		template_scan(vectors_value_text(&v, &line), &use);
		ck_assert_msg(use.fault == NULL, "%s: %s", v.id, use.fault);
		rows++;
	}
	vectors_close(&v);
	ck_assert_uint_gt(rows, 0);
}
END_TEST

Suite *check_template_vectors(void)
{
	Suite *suite = suite_create("template_vectors");
	TCase *tcase = tcase_create("vectors");

	tcase_add_test(tcase, expand__as_the_original);
	tcase_add_test(tcase, path__as_the_original);
	tcase_add_test(tcase, quote__read_back_by_the_c_runtime);
	tcase_add_test(tcase, scan__templates_in_the_wild);
	suite_add_tcase(suite, tcase);
	return suite;
}
