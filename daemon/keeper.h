/*
 * keeper.h: what fspd keeps on disk (passwords, last good definitions) as the
 * owner of the state asks for it: a job goes out, and comes back done through
 * engine_kept(). Files and DPAPI may take their time, so the work is done
 * elsewhere, one job at a time.
 */
#ifndef FSPD_KEEPER_H
#define FSPD_KEEPER_H

#include <stdint.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/seal.h"
#include "record.h"
#include "secret_store.h"

struct files;
struct keeper;

enum keeper_verb {
	KEEPER_SET,
	KEEPER_REMOVE,
	KEEPER_LIST,
	KEEPER_KEY,
	/* Of last_good.h, asked by archive.h: no client waits. */
	KEEPER_GOOD_WRITE,
	KEEPER_GOOD_REMOVE,
	KEEPER_GOOD_PRUNE
};

struct keeper_job {
	uint64_t ticket;
	enum keeper_verb verb;
	char *class_name, *instance; /* of KEEPER_SET and KEEPER_REMOVE; of
	                              * KEEPER_GOOD_* the class alone */
	struct secret *password;     /* of KEEPER_SET; freed by the work */
	struct buf good;             /* of KEEPER_GOOD_WRITE */
	struct name_list classes;    /* of KEEPER_GOOD_PRUNE: which stay */

	int rc; /* 0, FILES_ABSENT, or -1 and error */
	struct error error;
	struct stored_list stored; /* of KEEPER_LIST */
	struct seal_key key;       /* of KEEPER_KEY */
};

/* Do job's work: fills rc and what belongs to it. */
void keeper_work(struct files *files, struct keeper_job *job)
        __attribute__((nonnull));
void keeper_job_free(struct keeper_job *job);

/* Port. Have job done (taken over); engine_kept() follows. */
void keeper_do(struct keeper *keeper, struct keeper_job *job)
        __attribute__((nonnull));

#endif
