/*
 * keeper_fake.h: keeper.h's port: jobs wait until the test has them done.
 */
#ifndef FSPD_KEEPER_FAKE_H
#define FSPD_KEEPER_FAKE_H

#include "daemon/keeper.h"

/* files is borrowed. */
struct keeper *keeper_fake_new(struct files *files);
void keeper_fake_free(struct keeper *keeper);
/* The oldest job that waits, done now; NULL when none does. Caller frees. */
struct keeper_job *keeper_fake_take(struct keeper *keeper);

#endif
