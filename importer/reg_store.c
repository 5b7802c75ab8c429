/*
 * reg_store.c: see reg_store.h.
 */
#include "reg_store.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/keystore_ops.h"
#include "../common/reg_node.h"
#include "../common/reg_path.h"
#include "../common/xalloc.h"
#include "reg_file.h"

struct reg_store {
	struct keystore base;
	struct reg_path root;
	struct reg_node *tree; /* its children are the hives */
	bool changed;
};

static char *store_display(const struct keystore *base, const char *path)
{
	return reg_path_display(&((const struct reg_store *)base)->root, path);
}

/* The key of path as .reg files name it. Caller frees. */
static char *full_name(const struct keystore *base, const char *path)
{
	char *display = store_display(base, path);
	char *name = reg_key_long_name(display);

	free(display);
	return name;
}

/* The node of path, or NULL. */
static struct reg_node *find(const struct keystore *base, const char *path)
{
	struct reg_node *node = ((const struct reg_store *)base)->tree;
	char *name = full_name(base, path);

	for (char *part = name, *end; node && part; part = end) {
		end = strchr(part, '\\');
		if (end)
			*end++ = '\0';
		node = reg_node_child(node, part);
	}
	free(name);
	return node;
}

static int check(const char *path, struct error *err)
{
	if (reg_path_is_valid(path))
		return 0;
	return error_set(err, OS_INVALID_PARAMETER,
	                 "'%s' can be no registry key", path);
}

static void store_close(struct keystore *base)
{
	struct reg_store *s = (struct reg_store *)base;

	reg_path_release(&s->root);
	reg_node_free(s->tree);
	free(s);
}

static enum keystore_result store_list(struct keystore *base, const char *path,
                                       struct reg_list *out, struct error *err)
{
	const struct reg_node *node;

	if (check(path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(base, path);
	if (!node)
		return KEYSTORE_ABSENT;
	out->entries = xcalloc(node->count, sizeof(*out->entries));
	for (size_t i = 0; i < node->count; i++)
		out->entries[out->count++] = (struct reg_entry){
		        .name = xstrdup(node->children[i]->name),
		        .last_write = node->children[i]->last_write,
		};
	return KEYSTORE_OK;
}

static enum keystore_result store_read(struct keystore *base, const char *path,
                                       struct reg_key *out, struct error *err)
{
	const struct reg_node *node;

	if (check(path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(base, path);
	if (!node)
		return KEYSTORE_ABSENT;
	reg_key_copy(out, &node->key);
	return KEYSTORE_OK;
}

/* A .reg file knows no times. */
static enum keystore_result store_last_write(struct keystore *base,
                                             const char *path, uint64_t *when,
                                             struct error *err)
{
	const struct reg_node *node;

	if (check(path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(base, path);
	if (!node)
		return KEYSTORE_ABSENT;
	*when = node->last_write;
	return KEYSTORE_OK;
}

/* Apply the one edit to the tree and drop it. */
static int edit(struct keystore *base, struct reg_edits *edits)
{
	struct reg_store *s = (struct reg_store *)base;

	reg_edits_apply(edits, s->tree);
	reg_edits_release(edits);
	s->changed = true;
	return 0;
}

static int store_put(struct keystore *base, const char *path,
                     const struct reg_value *value, struct error *err)
{
	struct reg_edits edits = REG_EDITS_INIT;
	char *key;

	if (check(path, err) < 0)
		return -1;
	key = full_name(base, path);
	reg_edits_put(&edits, key, value->name, value->type, value->data,
	              value->len);
	free(key);
	return edit(base, &edits);
}

static int store_delete_value(struct keystore *base, const char *path,
                              const char *name, struct error *err)
{
	struct reg_edits edits = REG_EDITS_INIT;
	char *key;

	if (check(path, err) < 0)
		return -1;
	key = full_name(base, path);
	reg_edits_erase(&edits, key, name);
	free(key);
	return edit(base, &edits);
}

static int store_create(struct keystore *base, const char *path, bool *made,
                        struct error *err)
{
	struct reg_edits edits = REG_EDITS_INIT;
	char *key;

	if (check(path, err) < 0)
		return -1;
	*made = !find(base, path);
	if (!*made)
		return 0;
	key = full_name(base, path);
	reg_edits_make_key(&edits, key);
	free(key);
	return edit(base, &edits);
}

static int store_remove(struct keystore *base, const char *path,
                        struct error *err)
{
	struct reg_edits edits = REG_EDITS_INIT;
	char *key;

	if (*path == '\0')
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the root cannot be deleted");
	if (check(path, err) < 0)
		return -1;
	key = full_name(base, path);
	reg_edits_delete_key(&edits, key);
	free(key);
	return edit(base, &edits);
}

static const struct keystore_ops ops = {
        .close = store_close,
        .display = store_display,
        .list = store_list,
        .read = store_read,
        .last_write = store_last_write,
        .put = store_put,
        .delete_value = store_delete_value,
        .create = store_create,
        .remove = store_remove,
};

struct keystore *reg_store_new(const char *root, struct error *err)
{
	struct reg_store *s = xcalloc(1, sizeof(*s));

	if (reg_path_parse(&s->root, root, err) < 0) {
		free(s);
		return NULL;
	}
	s->base.ops = &ops;
	s->tree = reg_node_new("", 0);
	return &s->base;
}

int reg_store_load(struct keystore *ks, const void *bytes, size_t len,
                   const char *path, struct diag_list *diags)
{
	struct reg_edits edits = REG_EDITS_INIT;
	const int rc = reg_read(bytes, len, path, &edits, diags);

	reg_edits_apply(&edits, ((struct reg_store *)ks)->tree);
	reg_edits_release(&edits);
	return rc;
}

bool reg_store_is_changed(const struct keystore *ks)
{
	return ((const struct reg_store *)ks)->changed;
}

int reg_store_save(const struct keystore *ks, struct buf *out,
                   struct error *err)
{
	const struct reg_node *tree = ((const struct reg_store *)ks)->tree;
	struct reg_edits edits = REG_EDITS_INIT;
	int rc;

	for (size_t i = 0; i < tree->count; i++)
		reg_export(tree->children[i], tree->children[i]->name, &edits);
	rc = reg_write(&edits, out, err);
	reg_edits_release(&edits);
	return rc;
}
