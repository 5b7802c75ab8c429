/*
 * journal.c: see journal.h.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/schema.h"
#include "../common/xalloc.h"

enum entry_kind {
	ENTRY_KEY_MADE,   /* undo: delete it */
	ENTRY_VALUE_NEW,  /* undo: delete the value */
	ENTRY_VALUE_OLD,  /* undo: put it back */
	ENTRY_KEY_DROPPED /* undo: put all its values back */
};

/* A key that was made, with no values, or dropped. */
struct kept_key {
	char *path;
	struct reg_key values;
};

struct journal_entry {
	enum entry_kind kind;
	const char *path;              /* of a value */
	const struct reg_value *value; /* the new one, or the old */
	struct kept_key *key;          /* ours, NULL for a value */
};

/* There may be very many, and a list that grows is copied each time. */
enum { BLOCK_ENTRIES = 1000 };

struct journal_block {
	struct journal_block *before;
	size_t count;
	struct journal_entry entries[BLOCK_ENTRIES];
};

void journal_init(struct journal *j, struct keystore *ks)
{
	*j = (struct journal){.ks = ks};
}

static void forget(struct journal_entry *e)
{
	struct kept_key *key = e->key;

	e->key = NULL;
	if (!key)
		return;
	free(key->path);
	reg_key_release(&key->values);
	free(key);
}

/* The last entry, or NULL. */
static struct journal_entry *last(const struct journal *j)
{
	return j->last ? &j->last->entries[j->last->count - 1] : NULL;
}

static void drop_last(struct journal *j)
{
	struct journal_block *block = j->last;

	forget(&block->entries[--block->count]);
	if (block->count > 0)
		return;
	j->last = block->before;
	free(block);
}

void journal_release(struct journal *j)
{
	while (j->last)
		drop_last(j);
	journal_init(j, j->ks);
}

static struct journal_entry *add(struct journal *j, enum entry_kind kind)
{
	if (!j->last || j->last->count == BLOCK_ENTRIES) {
		struct journal_block *block = xrealloc(NULL, 1, sizeof(*block));

		block->before = j->last;
		block->count = 0;
		j->last = block;
	}

	struct journal_entry *e = &j->last->entries[j->last->count++];
	*e = (struct journal_entry){.kind = kind};
	return e;
}

static struct kept_key *add_key(struct journal *j, enum entry_kind kind,
                                const char *path)
{
	struct kept_key *key = xcalloc(1, sizeof(*key));

	key->path = xstrdup(path);
	add(j, kind)->key = key;
	return key;
}

static void remember_value(struct journal *j, const char *path,
                           const struct reg_value *value,
                           const struct reg_value *before)
{
	struct journal_entry *e =
	        add(j, before ? ENTRY_VALUE_OLD : ENTRY_VALUE_NEW);

	e->path = path;
	e->value = before ? before : value;
}

int journal_begin_key(struct journal *j, const char *path, struct error *err)
{
	for (const char *end = path; *end;) {
		end += strcspn(end, "\\");

		char *key = xmemdup(path, (size_t)(end - path));
		bool made = false;
		const int rc = keystore_create(j->ks, key, &made, err);

		if (made)
			add_key(j, ENTRY_KEY_MADE, key);
		free(key);
		if (rc < 0)
			return -1;
		end += *end == '\\';
	}
	return 0;
}

int journal_put(struct journal *j, const char *path,
                const struct reg_value *value, const struct reg_value *before,
                struct error *err)
{
	remember_value(j, path, value, before);
	j->writes++;
	return keystore_put(j->ks, path, value->name, value->type, value->data,
	                    value->len, err);
}

int journal_erase(struct journal *j, const char *path,
                  const struct reg_value *before, struct error *err)
{
	remember_value(j, path, NULL, before);
	j->writes++;
	return keystore_delete_value(j->ks, path, before->name, err);
}

/* Remember the whole of path, a key above in front of those below it. */
static int remember_tree(struct journal *j, const char *path, struct error *err)
{
	struct reg_list below = REG_LIST_INIT;
	struct kept_key *key = add_key(j, ENTRY_KEY_DROPPED, path);
	int rc = -1;

	if (keystore_read(j->ks, path, &key->values, err) == KEYSTORE_FAILED ||
	    keystore_list(j->ks, path, &below, err) == KEYSTORE_FAILED)
		goto out;
	for (size_t i = 0; i < below.count; i++) {
		struct buf child = BUF_INIT;

		buf_addf(&child, "%s\\%s", path, below.entries[i].name);
		const int failed = remember_tree(j, child.data, err);
		buf_release(&child);
		if (failed)
			goto out;
	}
	rc = 0;
out:
	reg_list_release(&below);
	return rc;
}

int journal_drop(struct journal *j, const char *path, struct error *err)
{
	if (remember_tree(j, path, err) < 0)
		return -1;
	j->writes++;
	return keystore_delete(j->ks, path, err);
}

static int put_value(struct journal *j, const char *path,
                     const struct reg_value *v, struct error *err)
{
	return keystore_put(j->ks, path, v->name, v->type, v->data, v->len,
	                    err);
}

/* A key comes back under an open Digest, which its own value closes. */
static int restore_key(struct journal *j, const struct kept_key *key,
                       struct error *err)
{
	const char *digest_name = schema_key(KEY_DIGEST)->name;
	const struct reg_key *values = &key->values;
	const struct reg_value *digest = reg_key_find(values, digest_name);

	if (keystore_create(j->ks, key->path, NULL, err) < 0)
		return -1;
	if (digest && keystore_put(j->ks, key->path, digest_name,
	                           REG_TYPE_BINARY, "", 0, err) < 0)
		return -1;
	for (size_t i = 0; i < values->count; i++)
		if (&values->values[i] != digest &&
		    put_value(j, key->path, &values->values[i], err) < 0)
			return -1;
	return digest ? put_value(j, key->path, digest, err) : 0;
}

static int undo_one(struct journal *j, const struct journal_entry *e,
                    struct error *err)
{
	switch (e->kind) {
	case ENTRY_KEY_MADE:
		return keystore_delete(j->ks, e->key->path, err);
	case ENTRY_VALUE_NEW:
		return keystore_delete_value(j->ks, e->path, e->value->name,
		                             err);
	case ENTRY_VALUE_OLD:
		return put_value(j, e->path, e->value, err);
	case ENTRY_KEY_DROPPED:
		break;
	}
	return restore_key(j, e->key, err);
}

int journal_undo(struct journal *j, struct error *err)
{
	int rc = 0;

	for (struct journal_entry *e; (e = last(j)) != NULL; drop_last(j)) {
		struct error later = ERROR_INIT;

		if (undo_one(j, e, &later) < 0 && rc == 0) {
			rc = error_set(err, later.code, "%s", later.text);
		}
	}
	return rc;
}
