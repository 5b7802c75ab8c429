/*
 * live_view.h: what an fspd would run by: the scan over the registry in
 * memory, and the last definition that each class of a few went live with.
 */
#ifndef FSPD_T_LIVE_VIEW_H
#define FSPD_T_LIVE_VIEW_H

#include <stdbool.h>

#include "common/buf.h"

struct live_view {
	const char *classes; /* their names, a letter each */
	struct scan *scan;
	struct keystore *ks;
	/* By class: its definition and instances, "" without one; and whether
	 * it was told as interrupted since. */
	struct buf texts[8];
	bool interrupted[8];
};

/* A daemon starts; classes is borrowed. */
void live_view_begin(struct live_view *view, const char *classes)
        __attribute__((nonnull));
void live_view_end(struct live_view *view) __attribute__((nonnull));

/* It reads, now and after ms more. */
void live_view_pass(struct live_view *view, unsigned ms)
        __attribute__((nonnull));
/* It reads until nothing is left to wait for. */
void live_view_settle(struct live_view *view) __attribute__((nonnull));

#endif
