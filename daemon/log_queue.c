/*
 * log_queue.c: see log_queue.h.
 */
#include "log_queue.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/xalloc.h"
#include "log_ids.h"

void log_queue_init(struct log_queue *queue)
{
	*queue = (struct log_queue){.end = &queue->first};
}

void log_queue_release(struct log_queue *queue)
{
	while (queue->first)
		log_queue_drop(queue);
}

static void append(struct log_queue *queue, enum log_level level, unsigned id,
                   const char *text, uint64_t when)
{
	const size_t size = strlen(text) + 1;
	struct log_line *line = xcalloc(1, sizeof(*line) + size);

	line->when = when;
	line->level = level;
	line->id = id;
	line->bytes = sizeof(*line) + size;
	memcpy(line->text, text, size);
	*queue->end = line;
	queue->end = &line->next;
	queue->bytes += line->bytes;
}

static bool has_room(const struct log_queue *queue, const char *text)
{
	return queue->bytes + sizeof(struct log_line) + strlen(text) + 1 <=
	       LIMIT_LOG_QUEUE_BYTES;
}

void log_queue_put(struct log_queue *queue, enum log_level level, unsigned id,
                   const char *text, uint64_t when)
{
	if (!queue->lost && has_room(queue, text)) {
		append(queue, level, id, text, when);
		return;
	}
	if (!queue->lost)
		queue->lost_at = when;
	queue->lost++;
}

static void tell_lost(struct log_queue *queue)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "%zu %s lost: what takes this log did not, for a while",
	         queue->lost,
	         queue->lost == 1 ? "message was" : "messages were");
	append(queue, LOG_WARNING, LOG_ID_LOST, text.data, queue->lost_at);
	queue->lost = 0;
	buf_release(&text);
}

const struct log_line *log_queue_first(struct log_queue *queue)
{
	if (!queue->first && queue->lost)
		tell_lost(queue);
	return queue->first;
}

void log_queue_drop(struct log_queue *queue)
{
	struct log_line *line = queue->first;

	assert(line);
	queue->first = line->next;
	if (!queue->first)
		queue->end = &queue->first;
	queue->bytes -= line->bytes;
	free(line);
}
