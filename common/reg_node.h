/*
 * reg_node.h: a registry key in memory, with its subkeys sorted by name as
 * Windows keeps them.
 */
#ifndef FSPD_REG_NODE_H
#define FSPD_REG_NODE_H

#include "keystore.h"

struct reg_node {
	char *name;
	struct reg_key key;
	uint64_t last_write; /* FILETIME */
	struct reg_node **children;
	size_t count;
};

/* A key without values, last written at now. */
struct reg_node *reg_node_new(const char *name, uint64_t now)
        __attribute__((nonnull, warn_unused_result));
/* The key and all below it; NULL is nothing. */
void reg_node_free(struct reg_node *node);
/* The subkey called name (ASCII folding), or NULL. Borrowed. */
struct reg_node *reg_node_child(const struct reg_node *node, const char *name)
        __attribute__((nonnull));
/* A new subkey; there must be none of that name. Borrowed. */
struct reg_node *reg_node_add(struct reg_node *node, const char *name,
                              uint64_t now) __attribute__((nonnull));
/* Remove child, which is a subkey of node, and all below it. */
void reg_node_remove(struct reg_node *node, struct reg_node *child)
        __attribute__((nonnull));

#endif
