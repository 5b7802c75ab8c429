/*
 * keystore_mem.c: see keystore_mem.h. What all handles share is mem_hives.c's.
 * An enumeration goes by index over the live tree, so foreign changes on the
 * way show as they do in a registry.
 */
#include "keystore_mem.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "keystore_ops.h"
#include "limits.h"
#include "mem_entered.h"
#include "mem_hives.h"
#include "name.h"
#include "reg_node.h"
#include "reg_path.h"
#include "xalloc.h"

struct mem_store {
	struct keystore base;
	struct reg_path root;
	bool write;
	keystore_mem_hook *hook;
	void *hook_context;
	bool in_hook;
	size_t steps, writes;
	size_t fail_at; /* value of steps; 0: never */
	uint32_t fail_code;
	char *denied; /* path, or NULL */
	uint32_t denied_code;
	size_t own_life, *life; /* writes until death */
	struct mem_entered entered;
};

static size_t *shared_life; /* NULL: each handle has its own */

/* -- paths ----------------------------------------------------------------- */

/* Takes the first component off *path: caller frees it. */
static char *next_component(const char **path)
{
	const size_t len = strcspn(*path, "\\");
	char *component = xmemdup(*path, len);
	*path += len + ((*path)[len] == '\\');
	return component;
}

static char *full_path(const struct mem_store *ks, const char *path)
{
	struct buf full = BUF_INIT;

	buf_adds(&full, ks->root.key);
	if (*path != '\0')
		buf_addf(&full, "\\%s", path);
	return buf_steal(&full, NULL);
}

/* The node of path, or NULL; *parent (may be NULL) gets the node above. */
static struct reg_node *find(const struct mem_store *ks, const char *path,
                             struct reg_node **parent)
{
	struct reg_node *node =
	        mem_walk(mem_hive(ks->root.hive), ks->root.key, parent);

	return node != NULL ? mem_walk(node, path, parent) : NULL;
}

/* -- steps and faults ----------------------------------------------------- */

static bool is_write(enum keystore_mem_step step)
{
	return step >= STEP_PUT;
}

static int fail(const struct mem_store *ks, const char *path, uint32_t code,
                struct error *err)
{
	char *display = reg_path_display(&ks->root, path);

	error_set(err, code, "cannot use key '%s': %s (%u)", display,
	          error_text(code), (unsigned)code);
	free(display);
	return -1;
}

/* The handle that leads to path is of a key that is no more. */
static bool is_behind_deleted(const struct mem_store *ks, const char *path)
{
	if (!mem_entered_has_deleted(&ks->entered))
		return false;

	char *full = full_path(ks, path);
	const bool deleted = mem_entered_is_deleted(&ks->entered, full);

	free(full);
	return deleted;
}

/* Called before each step: 0 when it may be made. */
static int begin(struct mem_store *ks, enum keystore_mem_step step,
                 const char *path, struct error *err)
{
	if (ks->hook != NULL && !ks->in_hook) {
		ks->in_hook = true;
		ks->hook(ks->hook_context, step, path);
		ks->in_hook = false;
	}
	ks->steps++;
	if (!reg_path_is_valid(path))
		return fail(ks, path, OS_INVALID_PARAMETER, err);
	if (is_write(step) && !ks->write)
		return fail(ks, path, OS_ACCESS_DENIED, err);
	if (*ks->life == 0)
		return fail(ks, path, OS_NO_SYSTEM_RESOURCES, err);
	if (ks->steps == ks->fail_at)
		return fail(ks, path, ks->fail_code, err);
	if (ks->denied != NULL && mem_is_within(path, ks->denied))
		return fail(ks, path, ks->denied_code, err);
	if (!is_write(step) && is_behind_deleted(ks, path))
		return fail(ks, path, OS_KEY_DELETED, err);
	if (is_write(step)) {
		ks->writes++;
		--*ks->life;
	}
	return 0;
}

/* -- keystore.h ----------------------------------------------------------- */

static void mem_enter(struct keystore *base, const char *path)
{
	struct mem_store *ks = (struct mem_store *)base;
	char *full = full_path(ks, path);

	mem_entered_push(&ks->entered, full, find(ks, path, NULL) != NULL);
	free(full);
}

static void mem_leave(struct keystore *base)
{
	struct mem_store *ks = (struct mem_store *)base;

	mem_entered_pop(&ks->entered);
}

static void mem_close(struct keystore *base)
{
	struct mem_store *ks = (struct mem_store *)base;

	mem_entered_end(&ks->entered);
	reg_path_release(&ks->root);
	free(ks->denied);
	free(ks);
}

static char *mem_display(const struct keystore *base, const char *path)
{
	const struct mem_store *ks = (const struct mem_store *)base;

	return reg_path_display(&ks->root, path);
}

static void list_add(struct reg_list *list, const struct reg_node *node)
{
	list->entries = xrealloc(list->entries, list->count + 1,
	                         sizeof(*list->entries));
	list->entries[list->count].name = xstrdup(node->name);
	list->entries[list->count].last_write = node->last_write;
	list->count++;
}

/* The key was there and may be gone since. */
static struct reg_node *find_still(struct mem_store *ks, const char *path,
                                   struct error *err)
{
	struct reg_node *node = find(ks, path, NULL);

	if (node == NULL)
		fail(ks, path, OS_KEY_DELETED, err);
	return node;
}

static enum keystore_result mem_list(struct keystore *base, const char *path,
                                     struct reg_list *out, struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	struct reg_node *node;

	if (begin(ks, STEP_LIST, path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(ks, path, NULL);
	if (node == NULL)
		return KEYSTORE_ABSENT;
	for (size_t i = 0;; i++) {
		if (begin(ks, STEP_LIST_ENTRY, path, err) < 0)
			goto failed;
		if (ks->hook != NULL)
			node = find_still(ks, path, err);
		if (node == NULL)
			goto failed;
		if (i >= node->count)
			return KEYSTORE_OK;
		list_add(out, node->children[i]);
	}
failed:
	reg_list_release(out);
	return KEYSTORE_FAILED;
}

static int check_size(const struct mem_store *ks, const char *path,
                      const struct reg_key *key, size_t len, struct error *err)
{
	if (key->count < LIMIT_VALUES && len <= LIMIT_VALUE_BYTES)
		return 0;
	return fail(ks, path, OS_MORE_DATA, err);
}

static enum keystore_result mem_read(struct keystore *base, const char *path,
                                     struct reg_key *out, struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	struct reg_node *node;

	if (begin(ks, STEP_READ, path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(ks, path, NULL);
	if (node == NULL)
		return KEYSTORE_ABSENT;
	for (size_t i = 0;; i++) {
		const struct reg_value *value;

		if (begin(ks, STEP_READ_VALUE, path, err) < 0)
			goto failed;
		if (ks->hook != NULL)
			node = find_still(ks, path, err);
		if (node == NULL)
			goto failed;
		if (i >= node->key.count)
			return KEYSTORE_OK;
		value = &node->key.values[i];
		if (check_size(ks, path, out, value->len, err) < 0)
			goto failed;
		reg_key_set(out, value->name, value->type, value->data,
		            value->len);
	}
failed:
	reg_key_release(out);
	return KEYSTORE_FAILED;
}

static enum keystore_result mem_last_write(struct keystore *base,
                                           const char *path, uint64_t *when,
                                           struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	const struct reg_node *node;

	if (begin(ks, STEP_LAST_WRITE, path, err) < 0)
		return KEYSTORE_FAILED;
	node = find(ks, path, NULL);
	if (node == NULL)
		return KEYSTORE_ABSENT;
	*when = node->last_write;
	return KEYSTORE_OK;
}

static int mem_create(struct keystore *base, const char *path, bool *made,
                      struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	struct reg_node *node;
	char *full;

	*made = false;
	if (ks->write && reg_path_is_valid(path) &&
	    find(ks, path, NULL) != NULL)
		return 0;
	if (begin(ks, STEP_CREATE, path, err) < 0)
		return -1;
	*made = true;
	full = full_path(ks, path);
	node = mem_hive(ks->root.hive);
	for (const char *rest = full; *rest != '\0';) {
		char *name = next_component(&rest);
		struct reg_node *child = reg_node_child(node, name);

		if (child == NULL) {
			child = reg_node_add(node, name, mem_now());
			mem_touch(node);
		}
		free(name);
		node = child;
	}
	free(full);
	return 0;
}

/* Writing what is already there leaves the time alone, as Windows does. */
static void set_value(struct reg_node *node, const struct reg_value *wanted)
{
	const struct reg_value *old = reg_key_find(&node->key, wanted->name);

	if (old != NULL && reg_value_equal(old, wanted))
		return;
	reg_key_set(&node->key, wanted->name, wanted->type, wanted->data,
	            wanted->len);
	mem_touch(node);
}

static int mem_put(struct keystore *base, const char *path,
                   const struct reg_value *value, struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	struct reg_node *node;
	bool made;

	if (mem_create(base, path, &made, err) < 0 ||
	    begin(ks, STEP_PUT, path, err) < 0)
		return -1;
	node = find_still(ks, path, err);
	if (node == NULL)
		return -1;
	set_value(node, value);
	return 0;
}

static int mem_delete_value(struct keystore *base, const char *path,
                            const char *name, struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	struct reg_node *node;

	if (begin(ks, STEP_DELETE_VALUE, path, err) < 0)
		return -1;
	node = find(ks, path, NULL);
	if (node != NULL && reg_key_remove(&node->key, name))
		mem_touch(node);
	return 0;
}

/* Takes the empty key path away. */
static void unlink_node(struct mem_store *ks, const char *path)
{
	struct reg_node *parent = NULL;
	struct reg_node *node = find(ks, path, &parent);
	char *full;

	if (node == NULL || parent == NULL)
		return;
	full = full_path(ks, path);
	mem_entered_tell(ks->root.hive, full);
	free(full);
	reg_node_remove(parent, node);
	mem_touch(parent);
}

static int mem_remove(struct keystore *base, const char *path,
                      struct error *err)
{
	struct mem_store *ks = (struct mem_store *)base;
	const struct reg_node *node;

	if (*path == '\0')
		return fail(ks, path, OS_INVALID_PARAMETER, err);
	/* One key is one step: a process can die between two. */
	while ((node = find(ks, path, NULL)) != NULL && node->count > 0) {
		struct buf child = BUF_INIT;
		int rc;

		buf_addf(&child, "%s\\%s", path, node->children[0]->name);
		rc = mem_remove(base, child.data, err);
		buf_release(&child);
		if (rc < 0)
			return -1;
	}
	if (begin(ks, STEP_DELETE_KEY, path, err) < 0)
		return -1;
	unlink_node(ks, path);
	return 0;
}

static const struct keystore_ops ops = {
        .close = mem_close,
        .enter = mem_enter,
        .leave = mem_leave,
        .display = mem_display,
        .list = mem_list,
        .read = mem_read,
        .last_write = mem_last_write,
        .put = mem_put,
        .delete_value = mem_delete_value,
        .create = mem_create,
        .remove = mem_remove,
};

struct keystore *keystore_open(const char *root, bool write, struct error *err)
{
	struct reg_path path;
	struct mem_store *ks;

	if (reg_path_parse(&path, root, err) < 0)
		return NULL;
	ks = xcalloc(1, sizeof(*ks));
	ks->base.ops = &ops;
	ks->root = path;
	ks->write = write;
	ks->own_life = SIZE_MAX;
	ks->life = shared_life != NULL ? shared_life : &ks->own_life;
	mem_entered_begin(&ks->entered, path.hive);
	return &ks->base;
}

/* -- for tests ------------------------------------------------------------ */

static struct mem_store *mem(struct keystore *ks)
{
	return (struct mem_store *)ks;
}

void keystore_mem_set_hook(struct keystore *ks, keystore_mem_hook *hook,
                           void *context)
{
	mem(ks)->hook = hook;
	mem(ks)->hook_context = context;
}

void keystore_mem_fail(struct keystore *ks, size_t nth, uint32_t code)
{
	mem(ks)->fail_at = mem(ks)->steps + nth;
	mem(ks)->fail_code = code;
}

void keystore_mem_deny(struct keystore *ks, const char *path, uint32_t code)
{
	free(mem(ks)->denied);
	mem(ks)->denied = code != 0 ? xstrdup(path) : NULL;
	mem(ks)->denied_code = code;
}

void keystore_mem_kill_after(struct keystore *ks, size_t writes)
{
	mem(ks)->own_life = writes;
	mem(ks)->life = &mem(ks)->own_life;
}

void keystore_mem_share_life(size_t *life)
{
	shared_life = life;
}

size_t keystore_mem_writes(const struct keystore *ks)
{
	return ((const struct mem_store *)ks)->writes;
}

size_t keystore_mem_steps(const struct keystore *ks)
{
	return ((const struct mem_store *)ks)->steps;
}

void keystore_mem_delete_root(struct keystore *ks)
{
	unlink_node(mem(ks), "");
}
