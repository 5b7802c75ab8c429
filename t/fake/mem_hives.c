/*
 * mem_hives.c: see mem_hives.h and keystore_mem.h.
 */
#include "mem_hives.h"

#include <stdlib.h>
#include <string.h>

#include "keystore_mem.h"
#include "xalloc.h"

enum { FIRST_TIME = 1000 };

struct keystore_mem_state {
	struct reg_node *hives[2]; /* by enum reg_hive; NULL: empty */
	uint64_t now, tick;
};

static struct keystore_mem_state world = {{NULL, NULL}, FIRST_TIME, 1};

struct reg_node *mem_hive(enum reg_hive hive)
{
	if (world.hives[hive] == NULL)
		world.hives[hive] = reg_node_new("", world.now);
	return world.hives[hive];
}

struct reg_node *mem_walk(struct reg_node *node, const char *path,
                          struct reg_node **parent)
{
	char name[1024]; /* as long as any in UTF-8 */

	while (node != NULL && *path != '\0') {
		const size_t len = strcspn(path, "\\");

		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		path += len + (path[len] == '\\');
		if (parent != NULL)
			*parent = node;
		node = reg_node_child(node, name);
	}
	return node;
}

uint64_t mem_now(void)
{
	return world.now;
}

void mem_touch(struct reg_node *node)
{
	node->last_write = world.now;
	world.now += world.tick;
}

/* -- for tests ------------------------------------------------------------- */

void keystore_mem_reset(void)
{
	for (size_t i = 0; i < 2; i++) {
		reg_node_free(world.hives[i]);
		world.hives[i] = NULL;
	}
	world.now = FIRST_TIME;
	world.tick = 1;
}

static struct reg_node *copy_node(const struct reg_node *from)
{
	struct reg_node *to = reg_node_new(from->name, from->last_write);

	reg_key_copy(&to->key, &from->key);
	to->children = xcalloc(from->count ? from->count : 1,
	                       sizeof(struct reg_node *));
	to->count = from->count;
	for (size_t i = 0; i < from->count; i++)
		to->children[i] = copy_node(from->children[i]);
	return to;
}

static void copy_state(struct keystore_mem_state *to,
                       const struct keystore_mem_state *from)
{
	*to = *from;
	for (size_t i = 0; i < 2; i++)
		to->hives[i] =
		        from->hives[i] ? copy_node(from->hives[i]) : NULL;
}

struct keystore_mem_state *keystore_mem_save(void)
{
	struct keystore_mem_state *state = xcalloc(1, sizeof(*state));

	copy_state(state, &world);
	return state;
}

void keystore_mem_restore(const struct keystore_mem_state *state)
{
	keystore_mem_reset();
	copy_state(&world, state);
}

void keystore_mem_state_free(struct keystore_mem_state *state)
{
	for (size_t i = 0; state != NULL && i < 2; i++)
		reg_node_free(state->hives[i]);
	free(state);
}

void keystore_mem_set_time(uint64_t now, uint64_t tick)
{
	world.now = now;
	world.tick = tick;
}
