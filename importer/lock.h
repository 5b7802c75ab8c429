/*
 * lock.h: one run at a time writes to a registry. Two that did so at once would
 * leave each class whole, but a set that is of both.
 *
 * The lock is a file that its holder keeps open; it ends with the process,
 * however that ends. In it the holder says who it is.
 */
#ifndef FSPD_LOCK_H
#define FSPD_LOCK_H

struct buf;
struct error;
struct lock;

enum lock_result { LOCK_FAILED = -1, LOCK_TAKEN = 0, LOCK_BUSY };

/* How often a lock that is held is tried again, some five seconds in all. */
enum { LOCK_TRIES = 50, LOCK_PAUSE_MS = 100 };

/* Take the lock whose file is path, in a directory that is there, on behalf of
 * verb; while another process holds it, wait a little. 0 and *out, for
 * lock_release(); -1 and err, which names the holder. */
int lock_take(const char *path, const char *verb, struct lock **out,
              struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Port: win/lock_win.c and posix/lock_posix.c. */

/* Take it, if nobody has it, and leave verb and this process's number in the
 * file: LOCK_TAKEN and *out. LOCK_BUSY: what the holder left there is appended
 * to holder, nothing when that cannot be read. */
enum lock_result lock_try(const char *path, const char *verb, struct lock **out,
                          struct buf *holder, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));
/* Do nothing for LOCK_PAUSE_MS. */
void lock_pause(void);
/* Give it back; its file goes. NULL is no lock. */
void lock_release(struct lock *lock);

#endif
