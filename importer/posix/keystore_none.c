/*
 * keystore_none.c: keystore.h where there is no registry: opening it says so,
 * and without an open store nothing else can be asked.
 */
#include "../../common/keystore.h"

#include <assert.h>

#include "../../common/error.h"

struct keystore *keystore_open(const char *root, bool write, struct error *err)
{
	(void)write;
	error_set(err, OS_NOT_SUPPORTED,
	          "cannot open '%s': only Windows has a registry; 'check' "
	          "works on this system",
	          root);
	return NULL;
}

void keystore_close(struct keystore *ks)
{
	assert(!ks);
}

static int none(const struct keystore *ks, struct error *err)
{
	assert(!ks);
	return error_set(err, OS_NOT_SUPPORTED, "no registry");
}

char *keystore_display(const struct keystore *ks, const char *path)
{
	(void)path;
	none(ks, NULL);
	return NULL;
}

enum keystore_result keystore_list(struct keystore *ks, const char *path,
                                   struct reg_list *out, struct error *err)
{
	(void)path;
	*out = (struct reg_list)REG_LIST_INIT;
	none(ks, err);
	return KEYSTORE_FAILED;
}

enum keystore_result keystore_read(struct keystore *ks, const char *path,
                                   struct reg_key *out, struct error *err)
{
	(void)path;
	*out = (struct reg_key)REG_KEY_INIT;
	none(ks, err);
	return KEYSTORE_FAILED;
}

enum keystore_result keystore_last_write(struct keystore *ks, const char *path,
                                         uint64_t *when, struct error *err)
{
	(void)path;
	(void)when;
	none(ks, err);
	return KEYSTORE_FAILED;
}

int keystore_put(struct keystore *ks, const char *path, const char *name,
                 uint32_t type, const void *data, size_t len, struct error *err)
{
	(void)path;
	(void)name;
	(void)type;
	(void)data;
	(void)len;
	return none(ks, err);
}

int keystore_delete_value(struct keystore *ks, const char *path,
                          const char *name, struct error *err)
{
	(void)path;
	(void)name;
	return none(ks, err);
}

int keystore_create(struct keystore *ks, const char *path, struct error *err)
{
	(void)path;
	return none(ks, err);
}

int keystore_delete(struct keystore *ks, const char *path, struct error *err)
{
	(void)path;
	return none(ks, err);
}
