/*
 * keeper.c: see keeper.h.
 */
#include "keeper.h"

#include <stdlib.h>

#include "../common/secret.h"
#include "last_good.h"
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
	case KEEPER_GOOD_WRITE:
		job->rc = last_good_write(files, job->class_name, &job->good,
		                          &job->error);
		break;
	case KEEPER_GOOD_REMOVE:
		job->rc = last_good_remove(files, job->class_name, &job->error);
		break;
	case KEEPER_GOOD_PRUNE:
		job->rc = last_good_prune(files, job->classes.items,
		                          job->classes.count, &job->error);
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
	buf_release(&job->good);
	name_list_release(&job->classes);
	free(job);
}
