/*
 * lock_fake.h: importer/lock.h with a holder that goes after a while.
 */
#ifndef FSPD_LOCK_FAKE_H
#define FSPD_LOCK_FAKE_H

/* The next busy tries find the lock held by someone who left name in it; then
 * it is taken, or with code fails. */
void lock_fake_set(unsigned busy, const char *name, unsigned code);
/* Pauses made since. */
unsigned lock_fake_pauses(void);

#endif
