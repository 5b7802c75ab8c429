/*
 * check_pol_file.c: Registry.pol files: those that Windows and Samba made are
 * read and written to the same bytes (vectors/pol); damaged ones are refused.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "importer/pol_file.h"
#include "utf.h"
#include "vectors.h"

/* The whole of a file of the vectors. */
static void read_file(const char *name, struct buf *out)
{
	const char *folder = getenv("FSPD_VECTORS");
	struct buf path = BUF_INIT;
	char chunk[4096];
	size_t n;
	FILE *f;

	buf_addf(&path, "%s/%s", folder ? folder : "../shared/vectors", name);
	f = fopen(path.data, "rb");
	ck_assert_msg(f != NULL, "no %s", path.data);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, chunk, n);
	fclose(f);
	buf_release(&path);
}

static void read_entries(const char *name, struct reg_edits *entries)
{
	struct buf bytes = BUF_INIT, again = BUF_INIT;
	struct error err = ERROR_INIT;

	read_file(name, &bytes);
	ck_assert_msg(pol_read(bytes.data, bytes.len, entries, &err) == 0,
	              "%s: %s", name, err.text);
	ck_assert_msg(pol_write(entries, &again, &err) == 0, "%s: %s", name,
	              err.text);
	ck_assert_msg(again.len == bytes.len &&
	                      memcmp(again.data, bytes.data, again.len) == 0,
	              "%s is written otherwise", name);
	buf_release(&bytes);
	buf_release(&again);
}

static void add_hex(const struct reg_value *v, struct buf *out)
{
	for (size_t i = 0; i < v->len; i++)
		buf_addf(out, "%02x", v->data[i]);
}

/* The entries of a file, in the order of the rows, are what the rows say. */
START_TEST(read__files_of_windows)
{
	struct reg_edits entries = REG_EDITS_INIT;
	struct buf file = BUF_INIT;
	struct vectors v;
	size_t i = 0, rows = 0;

	if (!vectors_open(&v, "pol/entries.jsonl"))
		return;
	for (; vectors_next(&v); rows++) {
		const char *name = vectors_text(&v, "file");
		struct buf hex = BUF_INIT;
		struct json_value type;

		if (strcmp(name, file.data) != 0) {
			ck_assert_msg(i == entries.count, "%s: more entries",
			              file.data);
			reg_edits_release(&entries);
			buf_clear(&file);
			buf_adds(&file, name);
			read_entries(name, &entries);
			i = 0;
		}
		ck_assert_msg(i < entries.count, "%s: fewer", v.id);
		const struct reg_edit *entry = &entries.items[i++];
		ck_assert_str_eq(entry->key, vectors_text(&v, "key"));
		ck_assert_str_eq(entry->value.name, vectors_text(&v, "value"));
		ck_assert(vectors_member(&v, "type", &type));
		ck_assert_uint_eq(entry->value.type,
		                  (uint32_t)json_get_number(&type, -1));
		add_hex(&entry->value, &hex);
		ck_assert_msg(strcmp(hex.data, vectors_text(&v, "data_hex")) ==
		                      0,
		              "%s: %s", v.id, hex.data);
		buf_release(&hex);
	}
	ck_assert_uint_gt(rows, 200);
	reg_edits_release(&entries);
	buf_release(&file);
	vectors_close(&v);
}
END_TEST

/* The entries of Samba's own tests, as bytes for their type. */
static void add_sample(struct vectors *v, struct reg_edits *entries)
{
	const char *text = vectors_text(v, "text");
	struct json_value type;
	struct buf data = BUF_INIT;

	ck_assert(vectors_member(v, "type", &type));
	const uint32_t number = (uint32_t)json_get_number(&type, 0);
	if (!text) {
		/* an empty list, or a string of no bytes */
		ck_assert_uint_ne(number, REG_TYPE_DWORD);
	} else if (number == REG_TYPE_DWORD) {
		buf_add_u32le(&data, strtoul(text, NULL, 10));
	} else {
		ck_assert_int_eq(utf8_to_utf16le(&data, text, strlen(text)), 0);
		buf_add_u16le(&data, 0);
	}
	reg_edits_put(entries, vectors_text(v, "key"), vectors_text(v, "value"),
	              number, data.data, data.len);
	buf_release(&data);
}

START_TEST(write__entries_of_samba__read_again)
{
	struct reg_edits entries = REG_EDITS_INIT, again = REG_EDITS_INIT;
	struct buf file = BUF_INIT;
	struct error err = ERROR_INIT;
	struct vectors v;

	if (!vectors_open(&v, "pol/samba-test-entries.jsonl"))
		return;
	while (vectors_next(&v))
		add_sample(&v, &entries);
	vectors_close(&v);
	ck_assert_uint_gt(entries.count, 700);
	ck_assert_msg(pol_write(&entries, &file, &err) == 0, "%s", err.text);
	ck_assert_msg(pol_read(file.data, file.len, &again, &err) == 0, "%s",
	              err.text);
	ck_assert_uint_eq(again.count, entries.count);
	for (size_t i = 0; i < entries.count; i++) {
		ck_assert_str_eq(again.items[i].key, entries.items[i].key);
		ck_assert_str_eq(again.items[i].value.name,
		                 entries.items[i].value.name);
		ck_assert(reg_value_equal(&again.items[i].value,
		                          &entries.items[i].value));
	}
	reg_edits_release(&entries);
	reg_edits_release(&again);
	buf_release(&file);
}
END_TEST

/* A deletion is written under the name and with the data that others use. */
START_TEST(deletion__as_others_write_it)
{
	struct vectors v;
	size_t rows = 0;

	if (!vectors_open(&v, "pol/semantics.jsonl"))
		return;
	while (vectors_next(&v)) {
		struct reg_edits entries = REG_EDITS_INIT;
		struct json_value after, item;
		struct buf name = BUF_INIT, text = BUF_INIT;

		if (vectors_member(&v, "file_entry", &after) ||
		    vectors_member(&v, "after", &after)) {
			ck_assert(json_member(&after, "value", &item));
			ck_assert_int_eq(json_get_text(&item, &name), 0);
		}
		if (strncmp(name.data, "**del.", 6) == 0) {
			pol_add_deletion(&entries, "k", name.data + 6);
			const struct reg_value *got = &entries.items[0].value;
			ck_assert_str_eq(got->name, name.data);
			ck_assert(json_member(&after, "type", &item));
			ck_assert_int_eq(got->type, json_get_number(&item, 0));
			ck_assert_int_eq(
			        utf16le_to_utf8(&text, got->data, got->len - 2),
			        0);
			ck_assert_str_eq(text.data, " ");
			rows++;
		}
		reg_edits_release(&entries);
		buf_release(&name);
		buf_release(&text);
	}
	ck_assert_uint_eq(rows, 2);
	vectors_close(&v);
}
END_TEST

/* -- damage ---------------------------------------------------------------- */

#define HEAD        "PReg\1\0\0\0"
#define ENTRY       "[\0k\0\0\0;\0v\0\0\0;\0\4\0\0\0;\0\4\0\0\0;\0[;];]\0"
#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t len;
	const char *words; /* of the refusal; NULL: none */
	size_t entries;
} files[] = {
        {BYTES(HEAD), NULL, 0},
        {BYTES(HEAD ENTRY), NULL, 1},
        {BYTES(HEAD ENTRY ENTRY), NULL, 2},
        {BYTES(""), "no 'PReg'", 0},
        {BYTES("PReg\2\0\0\0"), "no 'PReg'", 0},
        {BYTES("PReg\1\0\0"), "no 'PReg'", 0},
        {BYTES(HEAD "x"), "no '[' at byte 8", 0},
        {BYTES(HEAD ENTRY "["), "no '['", 0},
        {BYTES(HEAD "[\0k\0"), "without an end", 0},
        {BYTES(HEAD "[\0\0\xd8\0\0;\0"), "not UTF-16", 0},
        {BYTES(HEAD "[\0k\0\0\0]\0"), "no ';' at byte 14", 0},
        {BYTES(HEAD "[\0k\0\0\0;\0v\0\0\0;\0\4\0"), "no number", 0},
        {BYTES(HEAD "[\0k\0\0\0;\0v\0\0\0;\0\4\0\0\0;\0\4\0\0\0;\0ab"),
         "too long", 0},
        {BYTES(HEAD "[\0k\0\0\0;\0v\0\0\0;\0\4\0\0\0;\0\xff\xff\xff\xff;\0ab"),
         "too long", 0},
        {BYTES(HEAD "[\0k\0\0\0;\0v\0\0\0;\0\4\0\0\0;\0\1\0\0\0;\0aa\0"),
         "no ']'", 0},
};

START_TEST(read__damaged__refused_whole)
{
	struct reg_edits entries = REG_EDITS_INIT;
	struct error err = ERROR_INIT;
	const int rc = pol_read(files[_i].bytes, files[_i].len, &entries, &err);

	ck_assert_int_eq(rc, files[_i].words ? -1 : 0);
	ck_assert_uint_eq(entries.count, files[_i].entries);
	if (files[_i].words)
		ck_assert_msg(strstr(err.text, files[_i].words) != NULL, "%s",
		              err.text);
	reg_edits_release(&entries);
}
END_TEST

START_TEST(write__too_long__refused)
{
	static const char data[POL_DATA_MAX + 1];
	struct reg_edits entries = REG_EDITS_INIT;
	struct error err = ERROR_INIT;
	struct buf out = BUF_INIT;

	reg_edits_put(&entries, "k", "v", REG_TYPE_BINARY, data, POL_DATA_MAX);
	ck_assert_int_eq(pol_write(&entries, &out, &err), 0);
	buf_clear(&out);
	reg_edits_put(&entries, "k", "w", REG_TYPE_BINARY, data, sizeof(data));
	ck_assert_int_eq(pol_write(&entries, &out, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "'w'"));
	ck_assert_uint_eq(out.len, 0);
	reg_edits_release(&entries);
	buf_release(&out);
}
END_TEST

Suite *check_pol_file(void)
{
	Suite *suite = suite_create("pol_file");
	TCase *tests = tcase_create("pol_file");

	tcase_add_test(tests, read__files_of_windows);
	tcase_add_test(tests, write__entries_of_samba__read_again);
	tcase_add_test(tests, deletion__as_others_write_it);
	tcase_add_loop_test(tests, read__damaged__refused_whole, 0,
	                    sizeof(files) / sizeof(files[0]));
	tcase_add_test(tests, write__too_long__refused);
	suite_add_tcase(suite, tests);
	return suite;
}
