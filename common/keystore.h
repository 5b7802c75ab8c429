/*
 * keystore.h: port. Typed values below one root key (WinFsp's Services).
 *
 * common/win/keystore_win.c implements it over advapi32 in the 32-bit view,
 * t/fake/keystore_mem.c in memory with injected failures; both pass the tests
 * of t/contract/keystore.c. The store is dumb on purpose: what values mean is
 * decided by codec.c, in what order they are written by importer/apply.c.
 *
 * A path names a key below the root with '\' between the components, "" is
 * the root itself. Text is UTF-8. "Absent" is a result, not a failure.
 */
#ifndef FSPD_KEYSTORE_H
#define FSPD_KEYSTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* Registry types, as Windows numbers them. */
enum reg_type {
	REG_TYPE_NONE = 0,
	REG_TYPE_SZ = 1,
	REG_TYPE_EXPAND_SZ = 2,
	REG_TYPE_BINARY = 3,
	REG_TYPE_DWORD = 4,
	REG_TYPE_MULTI_SZ = 7,
	REG_TYPE_QWORD = 11,
};

struct reg_value {
	char *name;          /* of one in a key: in the memory of data */
	uint32_t type;       /* any number: foreign writers */
	unsigned char *data; /* as stored; never NULL, may be len 0 */
	size_t len;
};

/* All values of one key, in the store's order. Room is made in steps, so count
 * tells it. */
struct reg_key {
	struct reg_value *values;
	size_t count;
};

#define REG_KEY_INIT    \
	{               \
		NULL, 0 \
	}

/* Subkey of a key, as enumerated. */
struct reg_entry {
	char *name;
	uint64_t last_write; /* FILETIME */
};

struct reg_list {
	struct reg_entry *entries;
	size_t count;
};

#define REG_LIST_INIT   \
	{               \
		NULL, 0 \
	}

/* How deep keystore_enter nests: the root, a class. */
enum { KEYSTORE_DEPTH = 2 };

enum keystore_result { KEYSTORE_FAILED = -1, KEYSTORE_OK = 0, KEYSTORE_ABSENT };

struct keystore;

/* Open the store whose root is the key root ("HKLM\SOFTWARE\WinFsp\Services"
 * or any "HKLM\..." or "HKCU\..."); always the 32-bit view. The root need not
 * exist; it is looked up again at each call, so it may come and go. write says
 * whether puts and deletes will be made. NULL and err on failure. */
struct keystore *keystore_open(const char *root, bool write, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
void keystore_close(struct keystore *ks);

/* Until keystore_leave, reach path and what lies below it through one open
 * handle instead of by name: cheaper, and all that is read is of one key. When
 * that is deleted, reading fails with OS_KEY_DELETED even if there is another
 * of its name. Calls nest, KEYSTORE_DEPTH deep, each below the one before. A
 * path that cannot be opened is reached by name as ever. What is written goes
 * the same way, and by name when the key has been deleted. */
void keystore_enter(struct keystore *ks, const char *path)
        __attribute__((nonnull));
/* Undo the last keystore_enter. */
void keystore_leave(struct keystore *ks) __attribute__((nonnull));

/* The physical name of a key, for people: WOW6432Node spelled out. Caller
 * frees. */
char *keystore_display(const struct keystore *ks, const char *path)
        __attribute__((nonnull, warn_unused_result));

/* Enumerate the subkeys of path into *out (caller releases). Never a partial
 * list: a failure on the way is KEYSTORE_FAILED with *out empty. */
enum keystore_result keystore_list(struct keystore *ks, const char *path,
                                   struct reg_list *out, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Read every value of path into *out (caller releases). Who needs to know of a
 * write meanwhile has the key's last-write time from before. */
enum keystore_result keystore_read(struct keystore *ks, const char *path,
                                   struct reg_key *out, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Last-write time of path alone. */
enum keystore_result keystore_last_write(struct keystore *ks, const char *path,
                                         uint64_t *when, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Write one value; the key (and keys above it) is made when absent, but not for
 * a name that no value can have. 0 or -1. */
int keystore_put(struct keystore *ks, const char *path, const char *name,
                 uint32_t type, const void *data, size_t len, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Delete one value; deleting what is absent succeeds. 0 or -1. */
int keystore_delete_value(struct keystore *ks, const char *path,
                          const char *name, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Make the key path (and keys above it) when absent; *made (may be NULL) says
 * whether it was. 0 or -1. */
int keystore_create(struct keystore *ks, const char *path, bool *made,
                    struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Delete path and all below it; absent is success; "" is refused. 0 or -1. */
int keystore_delete(struct keystore *ks, const char *path, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* reg_key.c: the values as a container, the same for every store. */
void reg_key_release(struct reg_key *key) __attribute__((nonnull));
void reg_list_release(struct reg_list *list) __attribute__((nonnull));
/* The value called name (ASCII folding), or NULL. Borrowed. */
const struct reg_value *reg_key_find(const struct reg_key *key,
                                     const char *name) __attribute__((nonnull));
/* Add or replace a value; data is copied. */
void reg_key_set(struct reg_key *key, const char *name, uint32_t type,
                 const void *data, size_t len) __attribute__((nonnull(1, 2)));
/* Add a value that is not there yet, which is not looked for. */
void reg_key_add(struct reg_key *key, const char *name, uint32_t type,
                 const void *data, size_t len) __attribute__((nonnull(1, 2)));
/* Move the values of from into to, in place of those of the same name; from is
 * then empty. */
void reg_key_take(struct reg_key *to, struct reg_key *from)
        __attribute__((nonnull));
/* Remove a value; false when it was not there. */
bool reg_key_remove(struct reg_key *key, const char *name)
        __attribute__((nonnull));
/* What *to held before is not freed. */
void reg_key_copy(struct reg_key *to, const struct reg_key *from)
        __attribute__((nonnull));
/* Same names (folded), types and bytes, in any order. */
bool reg_key_equal(const struct reg_key *a, const struct reg_key *b)
        __attribute__((nonnull));
bool reg_value_equal(const struct reg_value *a, const struct reg_value *b)
        __attribute__((nonnull));

#endif
