/*
 * takeover_win.h: takeover.h's facts from the service control manager and the
 * registry, and its plan carried out.
 *
 * What is kept, in the launcher's key (SYSTEM\CurrentControlSet\Services\
 * WinFsp.Launcher): fspd.ImagePath SZ and fspd.Start DWORD, what it was;
 * fspd.Stopped MULTI_SZ, services to be started again, in that order. In
 * fspd's key, Parameters: TakeOver DWORD 1, repeat it.
 */
#ifndef FSPD_TAKEOVER_WIN_H
#define FSPD_TAKEOVER_WIN_H

#include <stdbool.h>

#include "../record.h"
#include "../takeover.h"

struct error;
struct scm;

/* One line for whoever watches; trouble: something that was to be done was
 * not, and the rest goes on. */
typedef void takeover_say(bool trouble, const char *text);

struct takeover {
	const struct scm *scm;
	takeover_say *say;
	enum takeover_purpose purpose;
	struct takeover_facts facts;
	struct takeover_plan plan;
	char *image, *kept_image, *standin; /* the facts' texts */
	struct name_list stopped; /* to be started again, in that order */
};

/* Find out and plan. Whoever is no service waits for a launcher that starts or
 * stops. 0 (takeover_release), or -1 and err. */
int takeover_look(struct takeover *t, const struct scm *scm,
                  enum takeover_purpose purpose, takeover_say *say,
                  struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));
void takeover_release(struct takeover *t) __attribute__((nonnull));

/* The plan up to where the pipe is free: what the launcher is, and its stop
 * with all that stands on it, which run again when that fails. 0, or -1 and
 * err. */
int takeover_begin(struct takeover *t, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* The rest of it: start what was stopped and forget what need not be known any
 * longer. What did not start, or was not to be because scm is cancelled, stays
 * recorded unless the launcher is given back. 0, or -1 when some service did
 * not start (said). */
int takeover_end(struct takeover *t) __attribute__((nonnull));

/* Whether the service is to repeat the take-over; and say so. */
bool takeover_is_wanted(void);
int takeover_want(bool wanted, struct error *err)
        __attribute__((warn_unused_result));

/* The ImagePath of this program with a verb: "C:\...\fspd.exe" VERB, and --data
 * with a folder unless data is NULL. NULL and err. Caller frees. */
char *takeover_image(const char *verb, const char *data, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
