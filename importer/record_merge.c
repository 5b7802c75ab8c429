/*
 * record_merge.c: what a run that died leaves to the next one, see record.h.
 *
 * The values that the next run finds are half of the dead one's: what was
 * there before stands in the dead run's record alone.
 */
#include "record.h"

#include <stdlib.h>

#include "../common/name.h"
#include "../common/xalloc.h"

static bool is_as(bool a_there, const struct reg_key *a, bool b_there,
                  const struct reg_key *b)
{
	return a_there == b_there && (!a_there || reg_key_equal(a, b));
}

static bool has_change(const struct record_key *key)
{
	return !is_as(key->had, &key->before, key->has, &key->after);
}

bool record_has_changes(const struct record *record)
{
	for (size_t i = 0; i < record->count; i++)
		if (has_change(&record->keys[i]))
			return true;
	return false;
}

int record_is_carried_out(const struct record *record, struct keystore *ks,
                          bool *is, struct error *err)
{
	*is = true;
	for (size_t i = 0; i < record->count && *is; i++) {
		const struct record_key *key = &record->keys[i];
		struct reg_key now = REG_KEY_INIT;
		const enum keystore_result found =
		        keystore_read(ks, key->path, &now, err);

		*is = is_as(found == KEYSTORE_OK, &now, key->has, &key->after);
		reg_key_release(&now);
		if (found == KEYSTORE_FAILED)
			return -1;
	}
	return 0;
}

/* A path of a record, and where its key stands there. */
struct slot {
	const char *path;
	size_t at;
};

static int compare_slots(const void *left, const void *right)
{
	const struct slot *a = left;
	const struct slot *b = right;

	return name_compare(a->path, b->path);
}

/* The keys of record by path; caller frees. */
static struct slot *sort_keys(const struct record *record)
{
	struct slot *slots =
	        xcalloc(record->count ? record->count : 1, sizeof(*slots));

	for (size_t i = 0; i < record->count; i++)
		slots[i] = (struct slot){record->keys[i].path, i};
	if (record->count > 0)
		qsort(slots, record->count, sizeof(*slots), compare_slots);
	return slots;
}

/* A key that the dead run meant to change and this one does not: it stays as
 * it is now. One that the dead run never came to is left out; where it put back
 * what an earlier one had changed, nobody can tell, and it is in. */
static int add_left(struct record *record, const struct record_key *died,
                    struct keystore *ks, struct error *err)
{
	struct reg_key now = REG_KEY_INIT;
	const enum keystore_result found =
	        keystore_read(ks, died->path, &now, err);
	const bool is_there = found == KEYSTORE_OK;

	if (found != KEYSTORE_FAILED &&
	    !(has_change(died) &&
	      is_as(is_there, &now, died->had, &died->before))) {
		struct record_key *key = record_add(record, died->path);

		key->had = died->had;
		reg_key_copy(&key->before, &died->before);
		key->has = is_there;
		key->after = now;
		now = (struct reg_key)REG_KEY_INIT;
	}
	reg_key_release(&now);
	return found == KEYSTORE_FAILED ? -1 : 0;
}

/* The plan's values become copies. */
static void own(struct record_key *key)
{
	struct reg_key before = REG_KEY_INIT, after = REG_KEY_INIT;

	if (!key->borrowed)
		return;
	reg_key_copy(&before, &key->before);
	reg_key_copy(&after, &key->after);
	key->before = before;
	key->after = after;
	key->borrowed = false;
}

int record_merge(struct record *record, const struct record *died,
                 struct keystore *ks, struct error *err)
{
	const size_t own_count = record->count;
	struct slot *slots = sort_keys(record);
	int rc = 0;

	for (size_t i = 0; i < own_count; i++)
		own(&record->keys[i]);

	for (size_t i = 0; i < died->count && rc == 0; i++) {
		const struct record_key *from = &died->keys[i];
		const struct slot wanted = {from->path, 0};
		const struct slot *slot =
		        bsearch(&wanted, slots, own_count, sizeof(*slots),
		                compare_slots);

		if (slot) {
			struct record_key *key = &record->keys[slot->at];

			key->had = from->had;
			reg_key_release(&key->before);
			key->before = (struct reg_key)REG_KEY_INIT;
			reg_key_copy(&key->before, &from->before);
		} else {
			rc = add_left(record, from, ks, err);
		}
	}
	free(slots);
	return rc;
}
