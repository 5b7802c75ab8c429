/*
 * log.c: see log.h. The sink is the one piece of state, set before threads.
 */
#include "log.h"

#include <stdarg.h>
#include <stddef.h>

#include "buf.h"

static struct {
	enum log_level level;
	log_sink *sink;
	void *context;
} out;

void log_open(enum log_level level, log_sink *sink, void *context)
{
	out.level = level;
	out.sink = sink;
	out.context = context;
}

void log_event(enum log_level level, unsigned id, const char *format, ...)
{
	struct buf text = BUF_INIT;
	struct buf line = BUF_INIT;
	va_list args;

	if (out.sink == NULL || level < out.level)
		return;
	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	buf_add_escaped(&line, text.data, text.len);
	out.sink(out.context, level, id, line.data);
	buf_release(&line);
	buf_release(&text);
}

const char *log_level_name(enum log_level level)
{
	switch (level) {
	case LOG_DEBUG:
		return "debug";
	case LOG_INFO:
		return "info";
	case LOG_WARNING:
		return "warning";
	case LOG_ERROR:
		break;
	}
	return "error";
}
