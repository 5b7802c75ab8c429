/*
 * host_mem.c: see host_mem.h.
 */
#include "host_mem.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "importer/host.h"
#include "xalloc.h"

struct node {
	char *path;
	bool is_directory;
	struct buf bytes;
};

/* Sorted by path. */
struct host_mem_state {
	struct node *nodes;
	size_t count;
};

static struct host_mem_state disk;
static size_t *life;

/* -- the disk -------------------------------------------------------------- */

static void release_nodes(struct host_mem_state *state)
{
	for (size_t i = 0; i < state->count; i++) {
		free(state->nodes[i].path);
		buf_release(&state->nodes[i].bytes);
	}
	free(state->nodes);
	*state = (struct host_mem_state){0};
}

static void copy_nodes(struct host_mem_state *to,
                       const struct host_mem_state *from)
{
	to->count = from->count;
	to->nodes = xcalloc(from->count ? from->count : 1, sizeof(*to->nodes));
	for (size_t i = 0; i < from->count; i++) {
		const struct node *node = &from->nodes[i];

		to->nodes[i] = (struct node){.path = xstrdup(node->path),
		                             .is_directory = node->is_directory,
		                             .bytes = BUF_INIT};
		buf_add(&to->nodes[i].bytes, node->bytes.data, node->bytes.len);
	}
}

/* Where path stands or belongs. */
static size_t place_of(const char *path, bool *found)
{
	size_t at = 0;

	while (at < disk.count && strcmp(disk.nodes[at].path, path) < 0)
		at++;
	*found = at < disk.count && strcmp(disk.nodes[at].path, path) == 0;
	return at;
}

static struct node *find(const char *path)
{
	bool found;
	const size_t at = place_of(path, &found);

	return found ? &disk.nodes[at] : NULL;
}

static struct node *find_or_add(const char *path)
{
	bool found;
	const size_t at = place_of(path, &found);

	if (!found) {
		disk.nodes = xrealloc(disk.nodes, disk.count + 1,
		                      sizeof(*disk.nodes));
		memmove(disk.nodes + at + 1, disk.nodes + at,
		        (disk.count - at) * sizeof(*disk.nodes));
		disk.nodes[at] =
		        (struct node){.path = xstrdup(path), .bytes = BUF_INIT};
		disk.count++;
	}
	return &disk.nodes[at];
}

static void drop(const char *path)
{
	bool found;
	const size_t at = place_of(path, &found);

	if (!found)
		return;
	free(disk.nodes[at].path);
	buf_release(&disk.nodes[at].bytes);
	disk.count--;
	memmove(disk.nodes + at, disk.nodes + at + 1,
	        (disk.count - at) * sizeof(*disk.nodes));
}

static void put(const char *path, const void *bytes, size_t len)
{
	struct node *node = find_or_add(path);

	buf_clear(&node->bytes);
	buf_add(&node->bytes, bytes, len);
}

/* What follows directory and a separator in path, or NULL. */
static const char *below(const char *directory, const char *path)
{
	const size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 && path[len] == '/'
	               ? path + len + 1
	               : NULL;
}

/* -- the life of the process ----------------------------------------------- */

static int die(const char *path, struct error *err)
{
	return error_set(err, OS_NO_SYSTEM_RESOURCES, "cannot use '%s'", path);
}

static bool is_dead(void)
{
	return life != NULL && *life == 0;
}

/* 0 when one more write may be made. */
static int spend(const char *path, struct error *err)
{
	if (is_dead())
		return die(path, err);
	if (life != NULL)
		--*life;
	return 0;
}

/* -- host.h ---------------------------------------------------------------- */

enum host_kind host_kind(const char *path)
{
	const struct node *node = find(path);

	if (node != NULL)
		return node->is_directory ? HOST_DIRECTORY : HOST_FILE;
	for (size_t i = 0; i < disk.count; i++)
		if (below(path, disk.nodes[i].path) != NULL)
			return HOST_DIRECTORY;
	return HOST_ABSENT;
}

int host_read(const char *path, size_t limit, struct buf *out,
              struct error *err)
{
	const struct node *node = find(path);

	if (is_dead() || node == NULL || node->is_directory)
		return die(path, err);
	if (node->bytes.len > limit)
		return 1;
	buf_add(out, node->bytes.data, node->bytes.len);
	return 0;
}

int host_write(const char *path, const void *bytes, size_t len,
               struct error *err)
{
	struct buf beside = BUF_INIT;
	int rc = -1;

	buf_addf(&beside, "%s.tmp", path);
	if (spend(path, err) < 0)
		goto out;
	put(beside.data, bytes, len / 2);
	if (spend(path, err) < 0)
		goto out;
	drop(beside.data);
	put(path, bytes, len);
	rc = 0;
out:
	buf_release(&beside);
	return rc;
}

int host_make_directory(const char *path, struct error *err)
{
	if (host_kind(path) == HOST_DIRECTORY)
		return is_dead() ? die(path, err) : 0;
	if (spend(path, err) < 0)
		return -1;
	find_or_add(path)->is_directory = true;
	return 0;
}

int host_remove(const char *path, struct error *err)
{
	if (spend(path, err) < 0)
		return -1;
	drop(path);
	return 0;
}

static void list_add(struct host_list *list, const char *name, size_t len,
                     bool is_directory)
{
	struct host_entry *last =
	        list->count ? &list->entries[list->count - 1] : NULL;

	/* Of a directory and what is below it one is listed. */
	if (last != NULL && strlen(last->name) == len &&
	    memcmp(last->name, name, len) == 0)
		return;
	list->entries = xrealloc(list->entries, list->count + 1,
	                         sizeof(*list->entries));
	list->entries[list->count++] =
	        (struct host_entry){xmemdup(name, len), is_directory};
}

int host_list(const char *path, struct host_list *out, struct error *err)
{
	*out = (struct host_list){NULL, 0};
	if (is_dead() || host_kind(path) != HOST_DIRECTORY)
		return die(path, err);
	for (size_t i = 0; i < disk.count; i++) {
		const struct node *node = &disk.nodes[i];
		const char *name = below(path, node->path);

		if (name != NULL)
			list_add(out, name, strcspn(name, "/"),
			         node->is_directory ||
			                 strchr(name, '/') != NULL);
	}
	return 0;
}

char host_separator(void)
{
	return '/';
}

char **host_environment(void)
{
	return xcalloc(1, sizeof(char *));
}

void host_environment_free(char **environment)
{
	free(environment);
}

char *host_data_directory(struct error *err)
{
	(void)err;
	return xstrdup("/data");
}

bool host_is_terminal(void)
{
	return false;
}

bool host_has_colors(void)
{
	return false;
}

/* -- for tests ------------------------------------------------------------- */

void host_mem_reset(void)
{
	release_nodes(&disk);
}

void host_mem_set_life(size_t *writes)
{
	life = writes;
}

void host_mem_put(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

void host_mem_dump(const char *prefix, bool contents, struct buf *out)
{
	for (size_t i = 0; i < disk.count; i++) {
		const struct node *node = &disk.nodes[i];

		if (strncmp(node->path, prefix, strlen(prefix)) != 0 ||
		    node->is_directory)
			continue;
		buf_addf(out, "%s\n", node->path);
		if (contents)
			buf_add(out, node->bytes.data, node->bytes.len);
	}
}

struct host_mem_state *host_mem_save(void)
{
	struct host_mem_state *state = xcalloc(1, sizeof(*state));

	copy_nodes(state, &disk);
	return state;
}

void host_mem_restore(const struct host_mem_state *state)
{
	release_nodes(&disk);
	copy_nodes(&disk, state);
}

void host_mem_state_free(struct host_mem_state *state)
{
	if (state != NULL)
		release_nodes(state);
	free(state);
}
