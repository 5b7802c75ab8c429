/*
 * vectors.c: see vectors.h.
 */
#include "vectors.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"

bool vectors_open(struct vectors *v, const char *name)
{
	const char *folder = getenv("FSPD_VECTORS");
	struct buf path = BUF_INIT, data = BUF_INIT;
	char chunk[4096];
	size_t n;
	FILE *f;

	*v = (struct vectors){0};
	buf_addf(&path, "%s/%s", folder ? folder : "../shared/vectors", name);
	f = fopen(path.data, "rb");
	if (f == NULL) {
		fprintf(stderr, "# skipped: no %s\n", path.data);
		buf_release(&path);
		return false;
	}
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&data, chunk, n);
	ck_assert_int_eq(ferror(f), 0);
	fclose(f);
	buf_release(&path);
	v->data = buf_steal(&data, &v->len);
	return true;
}

static void forget_texts(struct vectors *v)
{
	while (v->text_count > 0)
		free(v->texts[--v->text_count]);
}

bool vectors_next(struct vectors *v)
{
	const char *line = v->data + v->at;
	const size_t len = strcspn(line, "\n");

	forget_texts(v);
	if (len == 0)
		return false;
	v->at += len + (line[len] == '\n');
	ck_assert_msg(json_read(line, len, &v->row) == 0, "no JSON: %.*s",
	              (int)len, line);
	v->id = vectors_text(v, "id");
	ck_assert_ptr_nonnull(v->id);
	return true;
}

void vectors_close(struct vectors *v)
{
	forget_texts(v);
	free(v->data);
	v->data = NULL;
}

bool vectors_member(const struct vectors *v, const char *key,
                    struct json_value *out)
{
	return json_member(&v->row, key, out);
}

const char *vectors_value_text(struct vectors *v,
                               const struct json_value *value)
{
	struct buf text = BUF_INIT;

	if (json_get_text(value, &text) < 0)
		return NULL;
	ck_assert_uint_lt(v->text_count, VECTORS_TEXTS);
	return v->texts[v->text_count++] = buf_steal(&text, NULL);
}

const char *vectors_text(struct vectors *v, const char *key)
{
	struct json_value value;

	return vectors_member(v, key, &value) ? vectors_value_text(v, &value)
	                                      : NULL;
}

bool vectors_holds(const struct vectors *v, const char *key, const char *text)
{
	struct json_value array, item = {NULL, 0};
	struct buf got = BUF_INIT;
	bool found = false;

	if (!vectors_member(v, key, &array))
		return false;
	while (!found && json_next(&array, &item)) {
		buf_clear(&got);
		found = json_get_text(&item, &got) == 0 &&
		        strcmp(got.data, text) == 0;
	}
	buf_release(&got);
	return found;
}

bool vectors_is_word(const struct json_value *value, const char *word)
{
	return value->len == strlen(word) &&
	       memcmp(value->at, word, value->len) == 0;
}
