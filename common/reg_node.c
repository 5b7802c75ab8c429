/*
 * reg_node.c: see reg_node.h.
 */
#include "reg_node.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "xalloc.h"

struct reg_node *reg_node_new(const char *name, uint64_t now)
{
	struct reg_node *node = xcalloc(1, sizeof(*node));

	node->name = xstrdup(name);
	node->last_write = now;
	return node;
}

void reg_node_free(struct reg_node *node)
{
	if (node == NULL)
		return;
	for (size_t i = 0; i < node->count; i++)
		reg_node_free(node->children[i]);
	free(node->children);
	reg_key_release(&node->key);
	free(node->name);
	free(node);
}

/* Index of the child called name, or where it would stand. */
static size_t reg_node_index(const struct reg_node *node, const char *name,
                             bool *found)
{
	size_t low = 0, high = node->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order =
		        name_compare(node->children[middle]->name, name);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = false;
	return low;
}

struct reg_node *reg_node_add(struct reg_node *node, const char *name,
                              uint64_t now)
{
	bool found;
	const size_t at = reg_node_index(node, name, &found);

	node->children = xrealloc(node->children, node->count + 1,
	                          sizeof(struct reg_node *));
	memmove(node->children + at + 1, node->children + at,
	        (node->count - at) * sizeof(struct reg_node *));
	node->children[at] = reg_node_new(name, now);
	node->count++;
	return node->children[at];
}

struct reg_node *reg_node_child(const struct reg_node *node, const char *name)
{
	bool found;
	const size_t at = reg_node_index(node, name, &found);

	return found ? node->children[at] : NULL;
}

void reg_node_remove(struct reg_node *node, struct reg_node *child)
{
	bool found;
	const size_t at = reg_node_index(node, child->name, &found);

	node->count--;
	memmove(node->children + at, node->children + at + 1,
	        (node->count - at) * sizeof(struct reg_node *));
	reg_node_free(child);
}
