/*
 * model.h: definitions as typed values: what both programs think in.
 *
 * A definition is one key: a class, or a declared instance of a class. A value
 * is present or not; defaults are asked for, never stored, so that codec can
 * give back exactly what was declared. Private values of other programs are
 * kept as they are stored.
 */
#ifndef FSPD_MODEL_H
#define FSPD_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keystore.h"
#include "schema.h"

struct value {
	char *text; /* SZ: UTF-8, len without NUL. MULTI_SZ: elements each
	             * followed by a NUL that len counts. BINARY: bytes.
	             * NULL for DWORD or when absent. */
	size_t len;
	uint32_t number; /* DWORD */
	bool present;
	bool lent; /* text is somebody else's, who keeps it as long */
};

struct definition {
	enum key_kind kind;
	unsigned room; /* values that held has room for */
	char *class_name;
	char *instance_name;     /* NULL for a class */
	uint64_t present;        /* bit of each key_id that has a value */
	struct value *held;      /* those alone, in the schema's order: few of
	                          * all keys are ever set */
	struct reg_key privates; /* values the schema does not know */
};

/* A class and its declared instances, sorted by name. */
struct class_model {
	struct definition class_def;
	struct definition *instances;
	size_t instance_count;
};

/* Classes sorted by name. Room is made in powers of two, so count tells it. */
struct model {
	struct class_model *classes;
	size_t count;
};

#define MODEL_INIT      \
	{               \
		NULL, 0 \
	}

/* Names are copied; instance_name NULL makes a class. */
void definition_init(struct definition *def, const char *class_name,
                     const char *instance_name) __attribute__((nonnull(1, 2)));
void definition_release(struct definition *def) __attribute__((nonnull));
void definition_copy(struct definition *to, const struct definition *from)
        __attribute__((nonnull));
/* Same kind, names (folded) and values, private ones included. */
bool definition_equal(const struct definition *a, const struct definition *b)
        __attribute__((nonnull));

/* Make room for count values in all. */
void definition_reserve(struct definition *def, unsigned count)
        __attribute__((nonnull));
void definition_set_text(struct definition *def, enum key_id id,
                         const char *text, size_t len) __attribute__((nonnull));
void definition_set_number(struct definition *def, enum key_id id,
                           uint32_t number) __attribute__((nonnull));
void definition_unset(struct definition *def, enum key_id id)
        __attribute__((nonnull));
/* *value becomes that of id; its text is taken over unless it is lent. */
void definition_put(struct definition *def, enum key_id id, struct value *value)
        __attribute__((nonnull));
/* to's value of id becomes a copy of from's, or absent as that. */
void definition_take(struct definition *to, const struct definition *from,
                     enum key_id id) __attribute__((nonnull));
bool definition_has(const struct definition *def, enum key_id id)
        __attribute__((nonnull));
/* The first key from id on that has a value, or KEY_COUNT. */
enum key_id definition_next(const struct definition *def, enum key_id id)
        __attribute__((nonnull));
/* The value as it is declared. Borrowed until def changes, never NULL, maybe
 * absent. */
const struct value *definition_value(const struct definition *def,
                                     enum key_id id)
        __attribute__((nonnull, returns_nonnull));

/* The text of an SZ value: declared, else the schema's default, else NULL. */
const char *definition_text(const struct definition *def, enum key_id id)
        __attribute__((nonnull));
/* The number of a DWORD: declared, else the schema's default, else 0. */
uint32_t definition_number(const struct definition *def, enum key_id id)
        __attribute__((nonnull));
/* The same for an instance: its own value, else its class's, else the
 * default. inst may be NULL: the class alone. */
const char *effective_text(const struct definition *class_def,
                           const struct definition *inst, enum key_id id)
        __attribute__((nonnull(1)));
uint32_t effective_number(const struct definition *class_def,
                          const struct definition *inst, enum key_id id)
        __attribute__((nonnull(1)));
/* The value itself (MULTI_SZ and others): the instance's when present, else
 * the class's. Borrowed, never NULL, maybe absent. */
const struct value *effective_value(const struct definition *class_def,
                                    const struct definition *inst,
                                    enum key_id id) __attribute__((nonnull(1)));
/* Walk a MULTI_SZ: first with prev NULL; NULL at the end. */
const char *value_next(const struct value *list, const char *prev)
        __attribute__((nonnull(1)));
bool value_equal(const struct value *a, const struct value *b)
        __attribute__((nonnull));

void class_model_release(struct class_model *cm) __attribute__((nonnull));
void class_model_copy(struct class_model *to, const struct class_model *from)
        __attribute__((nonnull));
bool class_model_equal(const struct class_model *a, const struct class_model *b)
        __attribute__((nonnull));
/* The declared instance of that name (folded), or NULL. Borrowed. */
struct definition *class_model_instance(const struct class_model *cm,
                                        const char *instance)
        __attribute__((nonnull));
/* Add an instance (taken over: *def is emptied) at its sorted place, or in the
 * place of the one with its name. Borrowed until the next is added. */
struct definition *class_model_add(struct class_model *cm,
                                   struct definition *def)
        __attribute__((nonnull));

void model_release(struct model *m) __attribute__((nonnull));
struct class_model *model_find(const struct model *m, const char *class_name)
        __attribute__((nonnull));
/* The class of that name, made when absent. Borrowed until the next is made. */
struct class_model *model_add(struct model *m, const char *class_name)
        __attribute__((nonnull));

#endif
