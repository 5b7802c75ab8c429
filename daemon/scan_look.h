/*
 * scan_look.h: a look at one class: its times, its values when they moved, and
 * whether that begins a change. Judging is scan.c's.
 */
#ifndef FSPD_SCAN_LOOK_H
#define FSPD_SCAN_LOOK_H

#include <stdbool.h>

struct error;
struct keystore;
struct scan_time;
struct seen_class;

struct look {
	struct keystore *ks;
	const struct scan_time *time;
	bool is_first; /* no pass was completed yet: what is there is as old as
	                * its times say */
};

/* Look at the class itself, whatever the last enumeration said of it: that is
 * older by as many keys as there are. 0, or -1 and err with e as it was. */
int look_now(const struct look *look, struct seen_class *e, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* The key of e is not there. */
void look_at_nothing(const struct look *look, struct seen_class *e)
        __attribute__((nonnull));

#endif
