/*
 * deviation.c: see deviation.h.
 */
#include "suite.h"

#include "deviation.h"

#include <string.h>

void deviation_meet(struct deviation *list, const char *id, const char *said)
{
	for (struct deviation *d = list; d->first; d++) {
		if (strcmp(id, d->first) < 0 || strcmp(id, d->last) > 0)
			continue;
		if (!strstr(said, d->words))
			continue;
		d->met++;
		return;
	}
	ck_abort_msg("%s: refused: %s", id, said);
}

void deviation_check(const struct deviation *list)
{
	for (const struct deviation *d = list; d->first; d++)
		ck_assert_msg(d->met == d->rows,
		              "%s to %s: %u rows differ instead of %u",
		              d->first, d->last, d->met, d->rows);
}
