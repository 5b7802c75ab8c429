/*
 * reg_key.c: the values of a key as a container; see the end of keystore.h.
 *
 * A linear list: a definition has some ten values, and a store's order is
 * kept.
 */
#include "keystore.h"

#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "xalloc.h"

/* Values that there is room for when a key has count: 0, 4, 12, 20 and so on.
 * A class has some ten. */
static size_t room_of(size_t count)
{
	return count <= 4 ? (count + 3) / 4 * 4 : xsum(count, 3) / 8 * 8 + 4;
}

/* A name stands behind the bytes, since they come and go together: very many
 * small pieces of memory cost more than what is in them. */
static struct reg_value value_made(const char *name, uint32_t type,
                                   const void *data, size_t len)
{
	const size_t name_at = xsum(len, 1);
	const size_t name_size = strlen(name) + 1;
	unsigned char *copy = xrealloc(NULL, xsum(name_at, name_size), 1);

	if (len > 0)
		memcpy(copy, data, len);
	copy[len] = '\0';
	memcpy(copy + name_at, name, name_size);
	return (struct reg_value){(char *)copy + name_at, type, copy, len};
}

static void value_release(struct reg_value *value)
{
	free(value->data);
}

void reg_key_release(struct reg_key *key)
{
	for (size_t i = 0; i < key->count; i++)
		value_release(&key->values[i]);
	free(key->values);
	*key = (struct reg_key)REG_KEY_INIT;
}

void reg_list_release(struct reg_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entries[i].name);
	free(list->entries);
	*list = (struct reg_list)REG_LIST_INIT;
}

/* Index of the value called name, or count. */
static size_t find(const struct reg_key *key, const char *name)
{
	size_t i = 0;

	while (i < key->count && !name_equal(key->values[i].name, name))
		i++;
	return i;
}

const struct reg_value *reg_key_find(const struct reg_key *key,
                                     const char *name)
{
	const size_t i = find(key, name);

	return i < key->count ? &key->values[i] : NULL;
}

void reg_key_add(struct reg_key *key, const char *name, uint32_t type,
                 const void *data, size_t len)
{
	if (key->count == room_of(key->count))
		key->values =
		        xrealloc(key->values, room_of(xsum(key->count, 1)),
		                 sizeof(*key->values));
	key->values[key->count++] = value_made(name, type, data, len);
}

void reg_key_set(struct reg_key *key, const char *name, uint32_t type,
                 const void *data, size_t len)
{
	const size_t i = find(key, name);
	struct reg_value old;

	if (i == key->count) {
		reg_key_add(key, name, type, data, len);
		return;
	}
	/* The name stays as it is spelled; both may be the old one's. */
	old = key->values[i];
	key->values[i] = value_made(old.name, type, data, len);
	value_release(&old);
}

void reg_key_take(struct reg_key *to, struct reg_key *from)
{
	if (to->count == 0) {
		free(to->values);
		to->values = from->values;
		to->count = from->count;
		from->values = NULL;
		from->count = 0;
		return;
	}
	for (size_t i = 0; i < from->count; i++) {
		const struct reg_value *v = &from->values[i];

		reg_key_set(to, v->name, v->type, v->data, v->len);
	}
	reg_key_release(from);
}

bool reg_key_remove(struct reg_key *key, const char *name)
{
	const size_t i = find(key, name);

	if (i == key->count)
		return false;
	value_release(&key->values[i]);
	key->count--;
	memmove(&key->values[i], &key->values[i + 1],
	        (key->count - i) * sizeof(*key->values));
	return true;
}

void reg_key_copy(struct reg_key *to, const struct reg_key *from)
{
	struct reg_key copy = REG_KEY_INIT;

	for (size_t i = 0; i < from->count; i++) {
		const struct reg_value *value = &from->values[i];

		reg_key_add(&copy, value->name, value->type, value->data,
		            value->len);
	}
	*to = copy;
}

bool reg_value_equal(const struct reg_value *a, const struct reg_value *b)
{
	return name_equal(a->name, b->name) && a->type == b->type &&
	       a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

bool reg_key_equal(const struct reg_key *a, const struct reg_key *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct reg_value *other =
		        reg_key_find(b, a->values[i].name);

		if (other == NULL || !reg_value_equal(&a->values[i], other))
			return false;
	}
	return true;
}
