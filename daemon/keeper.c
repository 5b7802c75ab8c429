/*
 * keeper.c: see keeper.h.
 */
#include "keeper.h"

#include <stdlib.h>

#include "../common/secret.h"
#include "machine_key.h"

void keeper_work(struct files *files, struct keeper_job *job)
{
	switch (job->verb) {
	case KEEPER_SET:
		job->rc =
		        secret_store_set(files, job->class_name, job->instance,
		                         job->password, &job->error);
		break;
	case KEEPER_REMOVE:
		job->rc = secret_store_remove(files, job->class_name,
		                              job->instance, &job->error);
		break;
	case KEEPER_LIST:
		job->rc = secret_store_list(files, &job->stored, &job->error);
		break;
	case KEEPER_KEY:
		job->rc = machine_key_ensure(files, &job->key, &job->error);
		break;
	}
	secret_free(job->password);
	job->password = NULL;
}

void keeper_job_free(struct keeper_job *job)
{
	if (!job)
		return;
	free(job->class_name);
	free(job->instance);
	secret_free(job->password);
	stored_list_release(&job->stored);
	free(job);
}
