/*
 * keeper_fake.c: see keeper_fake.h.
 */
#include "keeper_fake.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct keeper {
	struct files *files;
	struct keeper_job **jobs;
	size_t count;
};

struct keeper *keeper_fake_new(struct files *files)
{
	struct keeper *keeper = xcalloc(1, sizeof(*keeper));

	keeper->files = files;
	return keeper;
}

void keeper_fake_free(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->count; i++)
		keeper_job_free(keeper->jobs[i]);
	free(keeper->jobs);
	free(keeper);
}

void keeper_do(struct keeper *keeper, struct keeper_job *job)
{
	keeper->jobs = xrealloc(keeper->jobs, keeper->count + 1,
	                        sizeof(struct keeper_job *));
	keeper->jobs[keeper->count++] = job;
}

struct keeper_job *keeper_fake_take(struct keeper *keeper)
{
	struct keeper_job *job;

	if (keeper->count == 0)
		return NULL;
	job = keeper->jobs[0];
	keeper->count--;
	memmove(keeper->jobs, keeper->jobs + 1,
	        keeper->count * sizeof(struct keeper_job *));
	keeper_work(keeper->files, job);
	return job;
}
