/*
 * questions.h: what is asked outside the daemon at the moment, and for whom:
 * equal questions are one, whose answer is everybody's. A hundred instances
 * that wait for one server ask it once. Pure; who asks is daemon/win/
 * probe_win.c.
 */
#ifndef FSPD_QUESTIONS_H
#define FSPD_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "probe.h"

/* Embedded in what the asking needs. */
struct question {
	enum probe_kind kind;
	char *target; /* its own */
	uint64_t *tickets;
	size_t count, cap;
	struct question *next;
};

enum { QUESTIONS_BUCKETS = 1024 };

/* Zeroed it is empty; what is in it belongs to the caller. */
struct questions {
	struct question *buckets[QUESTIONS_BUCKETS];
};

/* The one of that kind about target, or NULL. */
struct question *questions_find(const struct questions *questions,
                                enum probe_kind kind, const char *target)
        __attribute__((nonnull));
/* question, zeroed, is about target (copied) from now on; there is none equal
 * to it. */
void questions_add(struct questions *questions, struct question *question,
                   enum probe_kind kind, const char *target)
        __attribute__((nonnull));
/* It is asked for ticket as well. */
void question_join(struct question *question, uint64_t ticket)
        __attribute__((nonnull));
/* Before it is answered: whoever asks the same from then on asks anew. */
void questions_remove(struct questions *questions, struct question *question)
        __attribute__((nonnull));
void question_release(struct question *question) __attribute__((nonnull));

#endif
