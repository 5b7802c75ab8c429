/*
 * settle.h: when a definition in the registry becomes live: the one rule of
 * the commit mark, as a pure function.
 */
#ifndef FSPD_SETTLE_H
#define FSPD_SETTLE_H

#include <stdint.h>

#include "../common/digest.h"

enum settle_verdict {
	SETTLE_LIVE, /* act on what was read now */
	SETTLE_WAIT, /* not before *until */
	SETTLE_NEVER /* an apply is under way or was interrupted */
};

/* The worst state of a class's keys taken together: OPEN over MISMATCH over
 * ABSENT over MATCH. */
enum digest_state settle_combine(enum digest_state a, enum digest_state b);

/* state: the combined state of the class and its instances as read. first and
 * last: when, in monotonic ms, the change now under way was first and most
 * recently seen; now likewise. Every Digest matches: live at once. Length 0
 * anywhere: never. Otherwise live when still for LIMIT_SETTLE_MS, at most
 * LIMIT_SETTLE_MAX_MS after first; *until is set for SETTLE_WAIT. */
enum settle_verdict settle_judge(enum digest_state state, uint64_t first,
                                 uint64_t last, uint64_t now, uint64_t *until)
        __attribute__((nonnull));

#endif
