/*
 * reg_edit.c: see reg_edit.h.
 */
#include "reg_edit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/reg_node.h"
#include "../common/xalloc.h"

static struct reg_edit *add(struct reg_edits *edits, enum reg_edit_kind kind,
                            const char *key)
{
	const size_t count = edits->count;

	if ((count & (count - 1)) == 0)
		edits->items = xrealloc(edits->items, count ? count * 2 : 1,
		                        sizeof(*edits->items));

	struct reg_edit *edit = &edits->items[edits->count++];
	*edit = (struct reg_edit){.kind = kind, .key = xstrdup(key)};
	return edit;
}

void reg_edits_make_key(struct reg_edits *edits, const char *key)
{
	add(edits, EDIT_MAKE_KEY, key);
}

void reg_edits_delete_key(struct reg_edits *edits, const char *key)
{
	add(edits, EDIT_DELETE_KEY, key);
}

void reg_edits_put(struct reg_edits *edits, const char *key, const char *name,
                   uint32_t type, const void *data, size_t len)
{
	add(edits, EDIT_PUT, key)->value = (struct reg_value){
	        .name = xstrdup(name),
	        .type = type,
	        .data = (unsigned char *)xmemdup(data, len),
	        .len = len,
	};
}

void reg_edits_erase(struct reg_edits *edits, const char *key, const char *name)
{
	add(edits, EDIT_ERASE, key)->value.name = xstrdup(name);
}

void reg_edits_release(struct reg_edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		free(edits->items[i].key);
		free(edits->items[i].value.name);
		free(edits->items[i].value.data);
	}
	free(edits->items);
	*edits = (struct reg_edits)REG_EDITS_INIT;
}

char *reg_key_long_name(const char *key)
{
	static const char *const names[][2] = {
	        {"HKLM\\", "HKEY_LOCAL_MACHINE\\"},
	        {"HKCU\\", "HKEY_CURRENT_USER\\"},
	};
	struct buf name = BUF_INIT;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(key, names[i][0], strlen(names[i][0])) == 0) {
			buf_adds(&name, names[i][1]);
			key += strlen(names[i][0]);
		}
	buf_adds(&name, key);
	return buf_steal(&name, NULL);
}

/* The node of key, or NULL when it is absent and make is false. */
static struct reg_node *find(struct reg_node *root, const char *key, bool make)
{
	struct reg_node *node = root;

	while (node && *key) {
		const size_t len = strcspn(key, "\\");
		char *name = xmemdup(key, len);
		struct reg_node *child = reg_node_child(node, name);

		if (!child && make)
			child = reg_node_add(node, name, 0);
		free(name);
		node = child;
		key += len + (key[len] == '\\');
	}
	return node;
}

static void delete_key(struct reg_node *root, const char *key)
{
	const char *last = strrchr(key, '\\');
	char *above = last ? xmemdup(key, (size_t)(last - key)) : xstrdup("");
	struct reg_node *parent = find(root, above, false);
	struct reg_node *node =
	        parent ? reg_node_child(parent, last ? last + 1 : key) : NULL;

	if (node)
		reg_node_remove(parent, node);
	free(above);
}

static void apply(const struct reg_edit *edit, struct reg_node *root)
{
	const struct reg_value *v = &edit->value;
	struct reg_node *node;

	switch (edit->kind) {
	case EDIT_MAKE_KEY:
		(void)find(root, edit->key, true);
		break;
	case EDIT_DELETE_KEY:
		delete_key(root, edit->key);
		break;
	case EDIT_PUT:
		node = find(root, edit->key, true);
		reg_key_set(&node->key, v->name, v->type, v->data, v->len);
		break;
	case EDIT_ERASE:
		node = find(root, edit->key, false);
		if (node)
			(void)reg_key_remove(&node->key, v->name);
		break;
	}
}

void reg_edits_apply(const struct reg_edits *edits, struct reg_node *root)
{
	for (size_t i = 0; i < edits->count; i++)
		apply(&edits->items[i], root);
}
