/*
 * keystore_ops.h: what an implementation of keystore.h consists of.
 *
 * The linker chooses the live store, whose keystore_open() it is; a .reg file
 * may stand in for it in the same process (importer/reg_store.h), so a store
 * carries its functions. Only implementations include this.
 */
#ifndef FSPD_KEYSTORE_OPS_H
#define FSPD_KEYSTORE_OPS_H

#include "keystore.h"

/* Each as the function of keystore.h that ends in its name. */
struct keystore_ops {
	void (*close)(struct keystore *ks);
	/* Both NULL: this store has no handles. */
	void (*enter)(struct keystore *ks, const char *path);
	void (*leave)(struct keystore *ks);
	char *(*display)(const struct keystore *ks, const char *path);
	enum keystore_result (*list)(struct keystore *ks, const char *path,
	                             struct reg_list *out, struct error *err);
	enum keystore_result (*read)(struct keystore *ks, const char *path,
	                             struct reg_key *out, struct error *err);
	enum keystore_result (*last_write)(struct keystore *ks,
	                                   const char *path, uint64_t *when,
	                                   struct error *err);
	int (*put)(struct keystore *ks, const char *path,
	           const struct reg_value *value, struct error *err);
	int (*delete_value)(struct keystore *ks, const char *path,
	                    const char *name, struct error *err);
	int (*create)(struct keystore *ks, const char *path, bool *made,
	              struct error *err);
	int (*remove)(struct keystore *ks, const char *path, struct error *err);
};

/* The first member of an implementation's own struct. */
struct keystore {
	const struct keystore_ops *ops;
};

#endif
