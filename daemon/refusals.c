/*
 * refusals.c: see refusals.h.
 */
#include "refusals.h"

#include <stdlib.h>
#include <string.h>

#include "../common/log.h"
#include "../common/xalloc.h"
#include "log_ids.h"

static void release_row(struct refusals_row *row)
{
	free(row->sid);
	free(row->user);
}

void refusals_release(struct refusals *refusals)
{
	for (size_t i = 0; i < refusals->count; i++)
		release_row(&refusals->rows[i]);
	*refusals = (struct refusals){0};
}

static struct refusals_row *find(struct refusals *refusals, const char *sid,
                                 uint32_t number)
{
	for (size_t i = 0; i < refusals->count; i++) {
		struct refusals_row *row = &refusals->rows[i];
		if (row->number == number && strcmp(row->sid, sid) == 0)
			return row;
	}
	return NULL;
}

static struct refusals_row *add(struct refusals *refusals, const char *sid,
                                uint32_t number, uint64_t now)
{
	struct refusals_row *row = &refusals->rows[refusals->count++];

	*row = (struct refusals_row){
	        .sid = xstrdup(sid),
	        .number = number,
	        .until = now + LIMIT_REFUSALS_MS,
	};
	return row;
}

/* Of a crowd, the last row is shared. */
static struct refusals_row *find_or_add(struct refusals *refusals,
                                        const char *sid, uint32_t number,
                                        uint64_t now)
{
	struct refusals_row *row = find(refusals, sid, number);

	if (row)
		return row;
	if (refusals->count < LIMIT_REFUSALS_KINDS - 1)
		return add(refusals, sid, number, now);
	row = find(refusals, "", 0);
	if (!row) {
		row = add(refusals, "", 0, now);
		row->user = xstrdup("other users");
	}
	return row;
}

struct refusals_row *refusals_note(struct refusals *refusals, const char *sid,
                                   uint32_t number, uint64_t now)
{
	struct refusals_row *row;

	refusals_log_rest(refusals, now);
	row = find_or_add(refusals, sid, number, now);
	if (row->logged < LIMIT_REFUSALS_LOGGED) {
		row->logged++;
		return row;
	}
	row->more++;
	return NULL;
}

uint64_t refusals_deadline(const struct refusals *refusals)
{
	uint64_t deadline = UINT64_MAX;

	for (size_t i = 0; i < refusals->count; i++) {
		const struct refusals_row *row = &refusals->rows[i];
		if (row->more && row->until < deadline)
			deadline = row->until;
	}
	return deadline;
}

void refusals_log_rest(struct refusals *refusals, uint64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < refusals->count; i++) {
		struct refusals_row *row = &refusals->rows[i];
		if (now < row->until) {
			refusals->rows[kept++] = *row;
			continue;
		}
		if (row->more)
			log_event(LOG_WARNING, LOG_ID_REFUSALS,
			          "%u more refusals to '%s' with %u in the "
			          "last minute are not logged one by one",
			          row->more, row->user ? row->user : row->sid,
			          (unsigned)row->number);
		release_row(row);
	}
	refusals->count = kept;
}
