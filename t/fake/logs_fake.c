/*
 * logs_fake.c: see logs_fake.h.
 */
#include "logs_fake.h"

#include <stdlib.h>

#include "common/xalloc.h"

struct logs *logs_fake_new(void)
{
	return xcalloc(1, sizeof(struct logs));
}

static void free_kept(struct logs *logs)
{
	for (size_t i = 0; i < logs->count; i++)
		free(logs->kept[i]);
	free(logs->kept);
}

void logs_fake_free(struct logs *logs)
{
	free_kept(logs);
	log_question_release(&logs->q);
	free(logs);
}

void logs_read(struct logs *logs, uint64_t ticket, struct log_question *q)
{
	log_question_release(&logs->q);
	logs->q = *q;
	*q = (struct log_question){0};
	logs->ticket = ticket;
	logs->questions++;
}

void logs_sweep(struct logs *logs, char **kept, size_t count)
{
	free_kept(logs);
	logs->kept = kept;
	logs->count = count;
	logs->sweeps++;
}
