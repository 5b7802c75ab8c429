/*
 * fuzz_json.c: any text as JSON: every value of what is accepted is reached,
 * and its texts are the same when they are written and read again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_text(const struct json_value *v)
{
	struct buf text = BUF_INIT, out = BUF_INIT, again = BUF_INIT;
	struct json_value back;
	struct json j;

	if (json_get_text(v, &text) == 0) {
		json_init(&j, &out);
		json_text_n(&j, NULL, text.data, text.len);
		require(json_read(out.data, out.len, &back) == 0);
		require(json_get_text(&back, &again) == 0);
		require(again.len == text.len &&
		        memcmp(again.data, text.data, text.len) == 0);
	}
	buf_release(&text);
	buf_release(&out);
	buf_release(&again);
}

static void walk(const struct json_value *v)
{
	struct json_value key, iter = {NULL, 0};

	require(v->len > 0);
	check_text(v);
	(void)json_get_number(v, 0);
	while (json_next(v, &iter))
		walk(&iter);
	iter.at = NULL;
	while (json_next_member(v, &key, &iter)) {
		check_text(&key);
		walk(&iter);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_value root, member;

	if (json_read((const char *)data, size, &root) < 0)
		return 0;
	require(root.at >= (const char *)data &&
	        root.at + root.len <= (const char *)data + size);
	walk(&root);
	(void)json_member(&root, "next", &member);
	return 0;
}
