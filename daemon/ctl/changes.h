/*
 * changes.h: from one answer to `status` to the next: what became different.
 */
#ifndef FSPD_CTL_CHANGES_H
#define FSPD_CTL_CHANGES_H

struct buf;
struct error;

/* Append each instance of pages (JSON, one page a line) as a line of class,
 * instance, state, reason, separated by tabs. 0, or -1 and err when a page is
 * not what the protocol says. */
int changes_lines(const struct buf *pages, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Append the lines of now that before has not, and for each instance that now
 * has not at all a line that it is gone. */
void changes_between(const struct buf *before, const struct buf *now,
                     struct buf *out) __attribute__((nonnull));

#endif
