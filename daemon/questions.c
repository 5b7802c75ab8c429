/*
 * questions.c: see questions.h.
 */
#include "questions.h"

#include <stdlib.h>
#include <string.h>

#include "../common/name.h"
#include "../common/xalloc.h"

static size_t bucket_of(const char *target)
{
	return name_hash(target) % QUESTIONS_BUCKETS;
}

struct question *questions_find(const struct questions *questions,
                                enum probe_kind kind, const char *target)
{
	struct question *q = questions->buckets[bucket_of(target)];

	while (q && (q->kind != kind || strcmp(q->target, target) != 0))
		q = q->next;
	return q;
}

void questions_add(struct questions *questions, struct question *question,
                   enum probe_kind kind, const char *target)
{
	struct question **at = &questions->buckets[bucket_of(target)];

	question->kind = kind;
	question->target = xstrdup(target);
	question->next = *at;
	*at = question;
}

void question_join(struct question *question, uint64_t ticket)
{
	if (question->count == question->cap) {
		question->cap = question->cap ? 2 * question->cap : 1;
		question->tickets = xrealloc(question->tickets, question->cap,
		                             sizeof(*question->tickets));
	}
	question->tickets[question->count++] = ticket;
}

void questions_remove(struct questions *questions, struct question *question)
{
	struct question **at = &questions->buckets[bucket_of(question->target)];

	while (*at != question)
		at = &(*at)->next;
	*at = question->next;
}

void question_release(struct question *question)
{
	free(question->target);
	free(question->tickets);
}
