/*
 * keystore.c: keystore.h for whatever store it is; see keystore_ops.h.
 */
#include "keystore_ops.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "limits.h"
#include "utf.h"

void keystore_close(struct keystore *ks)
{
	if (ks)
		ks->ops->close(ks);
}

void keystore_enter(struct keystore *ks, const char *path)
{
	if (ks->ops->enter)
		ks->ops->enter(ks, path);
}

void keystore_leave(struct keystore *ks)
{
	if (ks->ops->leave)
		ks->ops->leave(ks);
}

char *keystore_display(const struct keystore *ks, const char *path)
{
	return ks->ops->display(ks, path);
}

enum keystore_result keystore_list(struct keystore *ks, const char *path,
                                   struct reg_list *out, struct error *err)
{
	*out = (struct reg_list)REG_LIST_INIT;
	return ks->ops->list(ks, path, out, err);
}

enum keystore_result keystore_read(struct keystore *ks, const char *path,
                                   struct reg_key *out, struct error *err)
{
	*out = (struct reg_key)REG_KEY_INIT;
	return ks->ops->read(ks, path, out, err);
}

enum keystore_result keystore_last_write(struct keystore *ks, const char *path,
                                         uint64_t *when, struct error *err)
{
	return ks->ops->last_write(ks, path, when, err);
}

/* Before anything is written: a store makes the key first. */
static int check_name(const struct keystore *ks, const char *path,
                      const char *name, struct error *err)
{
	const size_t len = strlen(name);

	if (utf8_invalid_at(name, len) == len &&
	    utf16_units(name, len) <= LIMIT_VALUE_NAME_UNITS)
		return 0;

	char *display = keystore_display(ks, path);
	error_set(err, OS_INVALID_PARAMETER,
	          "cannot change a value of key '%s': %s (%u)", display,
	          error_text(OS_INVALID_PARAMETER), OS_INVALID_PARAMETER);
	free(display);
	return -1;
}

int keystore_put(struct keystore *ks, const char *path, const char *name,
                 uint32_t type, const void *data, size_t len, struct error *err)
{
	/* The store only reads through these. */
	const struct reg_value value = {
	        .name = (char *)(uintptr_t)name,
	        .type = type,
	        .data = (unsigned char *)(uintptr_t)data,
	        .len = len,
	};

	if (check_name(ks, path, name, err) < 0)
		return -1;
	return ks->ops->put(ks, path, &value, err);
}

int keystore_delete_value(struct keystore *ks, const char *path,
                          const char *name, struct error *err)
{
	if (check_name(ks, path, name, err) < 0)
		return -1;
	return ks->ops->delete_value(ks, path, name, err);
}

int keystore_create(struct keystore *ks, const char *path, bool *made,
                    struct error *err)
{
	bool unasked;

	return ks->ops->create(ks, path, made ? made : &unasked, err);
}

int keystore_delete(struct keystore *ks, const char *path, struct error *err)
{
	return ks->ops->remove(ks, path, err);
}
