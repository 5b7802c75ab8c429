/*
 * check_reg_vectors.c: .reg files as Windows reads and writes them, which the
 * authors of Wine's tests found out (vectors/reg).
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "error.h"
#include "importer/reg_file.h"
#include "reg_node.h"
#include "utf.h"
#include "vectors.h"

/* Append a member's text; nothing when it is absent. */
static void member_text(const struct json_value *object, const char *key,
                        struct buf *out)
{
	struct json_value item;

	if (json_member(object, key, &item))
		ck_assert_int_eq(json_get_text(&item, out), 0);
}

/* Rows whose outcome we do not share, and why. */
static const struct {
	const char *first, *last, *reason;
} deviations[] = {
        {"wimp-0002", "wimp-0003", "a file of Windows 3.1 is refused"},
        {"wimp-0148", "wimp-0149", "a file of Windows 3.1 is refused"},
        {"wimp-0329", "wimp-0345", "a file of Windows 3.1 is refused"},
        {"wimp-0420", "wimp-0428", "a file of Windows 3.1 is refused"},
        {"wimp-0010", "wimp-0014", "a header read as nothing is refused"},
        {"wimp-0018", "wimp-0018", "a header read as nothing is refused"},
        {"wimp-0021", "wimp-0025", "a header read as nothing is refused"},
        {"wimp-0156", "wimp-0156", "a header read as nothing is refused"},
        {"wimp-0159", "wimp-0163", "a header read as nothing is refused"},
};

static bool deviates(const char *id)
{
	for (size_t i = 0; i < sizeof(deviations) / sizeof(deviations[0]); i++)
		if (strcmp(id, deviations[i].first) >= 0 &&
		    strcmp(id, deviations[i].last) <= 0)
			return true;
	return false;
}

/* The node of a key named with doubled or trailing backslashes, or NULL. */
static struct reg_node *find(struct reg_node *root, const char *key, bool make)
{
	struct reg_node *node = root;

	while (node && *key) {
		const size_t len = strcspn(key, "\\");
		char name[300];

		ck_assert_uint_lt(len, sizeof(name));
		memcpy(name, key, len);
		name[len] = '\0';
		key += len + (key[len] == '\\');
		if (len == 0)
			continue;
		struct reg_node *child = reg_node_child(node, name);
		node = child || !make ? child : reg_node_add(node, name, 0);
	}
	return node;
}

static void delete_key(struct reg_node *root, const char *key)
{
	struct reg_edits edits = REG_EDITS_INIT;
	char trimmed[300];
	size_t len = strlen(key);

	while (len > 0 && key[len - 1] == '\\')
		len--;
	memcpy(trimmed, key, len);
	trimmed[len] = '\0';
	reg_edits_delete_key(&edits, trimmed);
	reg_edits_apply(&edits, root);
	reg_edits_release(&edits);
}

/* One step that a row asks for in front of its import; what the tools did in
 * between (export, compare) is the export test's. */
static void set_up(struct reg_node *root, const struct json_value *step)
{
	struct json_value item = {NULL, 0};
	struct buf words[3] = {BUF_INIT, BUF_INIT, BUF_INIT};
	struct reg_node *node;

	for (size_t i = 0; i < 3 && json_next(step, &item); i++)
		if (*item.at == '"')
			ck_assert_int_eq(json_get_text(&item, &words[i]), 0);
	node = find(root, words[1].data, false);
	if (strcmp(words[0].data, "delete_tree") == 0 ||
	    strcmp(words[0].data, "delete_key") == 0)
		delete_key(root, words[1].data);
	else if (strcmp(words[0].data, "delete_value") == 0 && node)
		(void)reg_key_remove(&node->key, words[2].data);
	for (size_t i = 0; i < 3; i++)
		buf_release(&words[i]);
}

/* A stored value as the ANSI functions of Windows give it. */
static void narrow(const struct reg_value *v, struct buf *out)
{
	const bool text = v->type == 1 || v->type == 2 || v->type == 7;

	for (size_t i = 0; i < v->len; i += text ? 2 : 1)
		buf_addf(out, "%02x", v->data[i]);
}

static void compare_value(struct vectors *v, const struct json_value *check,
                          const struct reg_node *node, const char *name)
{
	const struct reg_value *stored =
	        node ? reg_key_find(&node->key, name) : NULL;
	struct json_value type;
	struct buf expect = BUF_INIT, got = BUF_INIT;

	if (stored == NULL) {
		ck_abort_msg("%s: no value '%s'", v->id, name);
		return;
	}
	ck_assert(json_member(check, "type", &type));
	ck_assert_msg(stored->type == json_get_number(&type, -1),
	              "%s: type of '%s'", v->id, name);
	member_text(check, "data_ansi_hex", &expect);
	narrow(stored, &got);
	ck_assert_msg(strcmp(expect.data, got.data) == 0, "%s: '%s' is %s",
	              v->id, name, got.data);
	buf_release(&expect);
	buf_release(&got);
}

static void compare_row(struct vectors *v, struct reg_node *root)
{
	struct json_value checks, check = {NULL, 0};

	ck_assert(vectors_member(v, "checks", &checks));
	while (json_next(&checks, &check)) {
		struct buf op = BUF_INIT, key = BUF_INIT, name = BUF_INIT;
		const struct reg_node *node;

		member_text(&check, "op", &op);
		member_text(&check, "key", &key);
		member_text(&check, "name", &name);
		node = find(root, key.data, false);
		if (strcmp(op.data, "value") == 0)
			compare_value(v, &check, node, name.data);
		else if (strcmp(op.data, "value_absent") == 0)
			ck_assert_msg(
			        !node || !reg_key_find(&node->key, name.data),
			        "%s: '%s' is there", v->id, name.data);
		else
			ck_assert_msg((strcmp(op.data, "key_exists") == 0) ==
			                      (node != NULL),
			              "%s: %s %s", v->id, op.data, key.data);
		buf_release(&op);
		buf_release(&key);
		buf_release(&name);
	}
}

/* Import the row's text; whether it was taken for a .reg file. */
static bool import(struct vectors *v, struct reg_node *root)
{
	const char *text = vectors_text(v, "text");
	struct reg_edits edits = REG_EDITS_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf bytes = BUF_INIT;
	bool ok;

	if (strcmp(vectors_text(v, "encoding"), "ansi") == 0)
		buf_adds(&bytes, text);
	else
		ck_assert_int_eq(utf8_to_utf16le(&bytes, text, strlen(text)),
		                 0);
	ok = reg_read(bytes.data, bytes.len, "t.reg", &edits, &diags) == 0;
	ck_assert_msg(ok || diag_count(&diags, DIAG_ERROR) == 1, "%s", v->id);
	reg_edits_apply(&edits, root);
	reg_edits_release(&edits);
	diag_release(&diags);
	buf_release(&bytes);
	return ok;
}

START_TEST(import__as_windows)
{
	struct reg_node *root = reg_node_new("", 0);
	struct vectors v;
	size_t rows = 0;

	if (!vectors_open(&v, "reg/wine-import.jsonl"))
		goto out;
	while (vectors_next(&v)) {
		struct json_value setup, step = {NULL, 0}, exit;
		const bool known = vectors_member(&v, "exit", &exit);
		bool taken;

		if (vectors_member(&v, "setup", &setup))
			while (json_next(&setup, &step))
				set_up(root, &step);
		taken = import(&v, root);
		if (deviates(v.id)) {
			ck_assert_msg(!taken, "%s deviates no more", v.id);
			continue;
		}
		if (known)
			ck_assert_msg((json_get_number(&exit, -1) == 0) ==
			                      taken,
			              "%s: exit", v.id);
		compare_row(&v, root);
		rows++;
	}
	ck_assert_uint_gt(rows, 400);
	vectors_close(&v);
out:
	reg_node_free(root);
}
END_TEST

static unsigned from_hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void unhex(const char *hex, struct buf *out)
{
	for (; hex[0] && hex[1]; hex += 2)
		buf_addc(out, (char)(from_hex(hex[0]) * 16 + from_hex(hex[1])));
}

/* Strings that regedit writes as text and so reads back as something else: of
 * no bytes, or with a NUL inside. We keep the bytes. */
static const char *const lossy[] = {"wexp-05", "wexp-06", "wexp-08"};

static bool is_lossy(const char *id)
{
	for (size_t i = 0; i < sizeof(lossy) / sizeof(lossy[0]); i++)
		if (strcmp(id, lossy[i]) == 0)
			return true;
	return false;
}

/* The tree of a row, made below root. */
static void plant(const struct json_value *tree, struct reg_node *root)
{
	struct json_value key = {NULL, 0}, item, values;

	while (json_next(tree, &key)) {
		struct buf path = BUF_INIT;
		struct json_value value = {NULL, 0};
		struct reg_node *node;

		member_text(&key, "key", &path);
		node = find(root, path.data, true);
		ck_assert(json_member(&key, "values", &values));
		while (json_next(&values, &value)) {
			struct buf name = BUF_INIT, hex = BUF_INIT;
			struct buf data = BUF_INIT;

			member_text(&value, "name", &name);
			member_text(&value, "data_hex", &hex);
			ck_assert(json_member(&value, "type", &item));
			unhex(hex.data, &data);
			reg_key_set(&node->key, name.data,
			            (uint32_t)json_get_number(&item, 0),
			            data.data, data.len);
			buf_release(&name);
			buf_release(&hex);
			buf_release(&data);
		}
		buf_release(&path);
	}
}

/* What an export of node gives, as bytes. */
static void export(const struct reg_node *node, const char *key,
                   struct buf *out)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct error err = ERROR_INIT;

	reg_export(node, key, &edits);
	ck_assert_msg(reg_write(&edits, out, &err) == 0, "%s", err.text);
	reg_edits_release(&edits);
}

/* The export of node, read again, is node. */
static void compare_round_trip(const struct reg_node *node, const char *key,
                               const char *id)
{
	struct reg_node *root = reg_node_new("", 0);
	struct reg_edits edits = REG_EDITS_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf bytes = BUF_INIT, again = BUF_INIT;

	export(node, key, &bytes);
	ck_assert_int_eq(
	        reg_read(bytes.data, bytes.len, "t.reg", &edits, &diags), 0);
	ck_assert_uint_eq(diags.count, 0);
	reg_edits_apply(&edits, root);
	export(find(root, key, false), key, &again);
	ck_assert_msg(again.len == bytes.len &&
	                      memcmp(again.data, bytes.data, again.len) == 0,
	              "%s: read again it is another", id);
	reg_edits_release(&edits);
	diag_release(&diags);
	reg_node_free(root);
	buf_release(&bytes);
	buf_release(&again);
}

START_TEST(export__as_windows)
{
	struct vectors v;
	size_t rows = 0;

	if (!vectors_open(&v, "reg/wine-export.jsonl"))
		return;
	while (vectors_next(&v)) {
		struct reg_node *root = reg_node_new("", 0);
		const char *key = vectors_text(&v, "root");
		const char *expected = vectors_text(&v, "expected");
		struct buf expect = BUF_INIT, got = BUF_INIT;
		struct json_value tree;
		bool same;

		ck_assert(vectors_member(&v, "tree", &tree));
		plant(&tree, root);
		export(find(root, key, false), key, &got);
		ck_assert_int_eq(
		        utf8_to_utf16le(&expect, expected, strlen(expected)),
		        0);
		same = got.len == expect.len &&
		       memcmp(got.data, expect.data, got.len) == 0;
		ck_assert_msg(same != is_lossy(v.id), "%s", v.id);
		compare_round_trip(find(root, key, false), key, v.id);
		buf_release(&expect);
		buf_release(&got);
		reg_node_free(root);
		rows++;
	}
	ck_assert_uint_gt(rows, 10);
	vectors_close(&v);
}
END_TEST

/* Why a value of perl-value-export.jsonl is written otherwise by us; NULL:
 * the same. */
static const char *perl_deviation(const struct reg_value *v, bool named)
{
	if (!named)
		return "a name that holds a NUL cannot be asked for";
	if (v->type == REG_TYPE_DWORD && v->len != 4)
		return "a damaged number keeps its bytes, as hex(4)";
	if (v->type == REG_TYPE_SZ && v->len == 0)
		return "a string of no bytes stays one, as hex(1)";
	return NULL;
}

/* Text without its line ends: that writer breaks lines at another column. */
static void unwrap(const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\' && i + 1 < len &&
		    (text[i + 1] == '\r' || text[i + 1] == '\n')) {
			while (text[i] != ' ')
				i++;
			i++;
		} else if (text[i] != '\r' && text[i] != '\n') {
			buf_addc(out, text[i]);
		}
	}
}

/* The line of a file that holds one value. */
static void value_line(const struct reg_value *v, struct buf *out)
{
	struct reg_edits edits = REG_EDITS_INIT;
	struct buf bytes = BUF_INIT, text = BUF_INIT;
	struct error err = ERROR_INIT;

	reg_edits_put(&edits, "HKEY_USERS", v->name, v->type, v->data, v->len);
	ck_assert_int_eq(reg_write(&edits, &bytes, &err), 0);
	ck_assert_int_eq(utf16le_to_utf8(&text, bytes.data, bytes.len), 0);
	const char *line = strstr(text.data, "[HKEY_USERS]\r\n") + 14;
	unwrap(line, strlen(line), out);
	reg_edits_release(&edits);
	buf_release(&bytes);
	buf_release(&text);
}

START_TEST(export__of_one_value)
{
	struct vectors v;
	size_t same = 0;

	if (!vectors_open(&v, "reg/perl-value-export.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *hex = vectors_text(&v, "raw_hex");
		const char *format = vectors_text(&v, "format");
		const char *name = vectors_text(&v, "name");
		const char *expected = vectors_text(&v, "expected_export");
		struct buf raw = BUF_INIT, wide = BUF_INIT, got = BUF_INIT;
		struct buf expect = BUF_INIT;
		struct json_value item;
		struct reg_value value = {.name = (char *)name};
		const char *deviation;

		ck_assert(vectors_member(&v, "type", &item));
		value.type = (uint32_t)json_get_number(&item, 0);
		unhex(hex ? hex : "", &raw);
		/* Windows 95 stored text in bytes. */
		for (size_t i = 0; i < raw.len; i++) {
			buf_addc(&wide, raw.data[i]);
			if (strcmp(format, "win95") == 0 &&
			    (value.type == 1 || value.type == 7))
				buf_addc(&wide, '\0');
		}
		value.data = (unsigned char *)wide.data;
		value.len = wide.len;
		value_line(&value, &got);
		unwrap(expected, strlen(expected), &expect);
		deviation = perl_deviation(&value, *name || expected[0] == '@');
		ck_assert_msg((strcmp(got.data, expect.data) == 0) ==
		                      (deviation == NULL),
		              "%s: %s", v.id, got.data);
		same += deviation == NULL;
		buf_release(&raw);
		buf_release(&wide);
		buf_release(&got);
		buf_release(&expect);
	}
	ck_assert_uint_gt(same, 25);
	vectors_close(&v);
}
END_TEST

Suite *check_reg_vectors(void)
{
	Suite *suite = suite_create("reg_vectors");
	TCase *tests = tcase_create("reg_vectors");

	tcase_add_test(tests, import__as_windows);
	tcase_add_test(tests, export__as_windows);
	tcase_add_test(tests, export__of_one_value);
	suite_add_tcase(suite, tests);
	return suite;
}
