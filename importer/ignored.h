/*
 * ignored.h: what WinFsp.Launcher does without when no fspd reads what was
 * written.
 */
#ifndef FSPD_IGNORED_H
#define FSPD_IGNORED_H

struct buf;
struct declared;
struct plan;

/* Append "; ignored there: Restart, OnChange, 3 instances", of all that plan
 * leaves in the registry; nothing when WinFsp.Launcher knows it all. A key of
 * plan that was not read is as its section of d says. */
void ignored_add(const struct plan *plan, const struct declared *d,
                 struct buf *out) __attribute__((nonnull));

#endif
