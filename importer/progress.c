/*
 * progress.c: see progress.h. Without escape sequences, which not every console
 * reads: blanks write over what was longer.
 */
#include "progress.h"

#include "../common/buf.h"

bool progress_is_wanted(bool is_terminal, bool quiet)
{
	return is_terminal && !quiet;
}

void progress_begin(struct progress *p, bool wanted, uint64_t (*now_ms)(void),
                    void (*print)(const char *text))
{
	*p = (struct progress){
	        .wanted = wanted,
	        .due_ms = now_ms() + PROGRESS_PATIENCE_MS,
	        .what = "",
	        .now_ms = now_ms,
	        .print = print,
	};
}

void progress_step(struct progress *p, const char *what)
{
	p->what = what;
}

/* The line becomes text, what stood there goes. */
static void show(struct progress *p, const struct buf *text)
{
	struct buf line = BUF_INIT;

	buf_addc(&line, '\r');
	buf_add(&line, text->data, text->len);
	for (size_t i = text->len; i < p->width; i++)
		buf_addc(&line, ' ');
	if (text->len == 0)
		buf_addc(&line, '\r');
	p->print(line.data);
	p->width = text->len;
	buf_release(&line);
}

void progress_tick(struct progress *p, size_t done, size_t total)
{
	struct buf text = BUF_INIT;
	uint64_t now;

	if (!p || !p->wanted)
		return;
	now = p->now_ms();
	if (now < p->due_ms)
		return;
	p->due_ms = now + PROGRESS_RENEWAL_MS;
	buf_addf(&text, "fsp-import: %s: %zu", p->what, done);
	if (total > 0)
		buf_addf(&text, " of %zu", total);
	show(p, &text);
	buf_release(&text);
}

void progress_clear(struct progress *p)
{
	const struct buf nothing = BUF_INIT;

	if (p->width > 0)
		show(p, &nothing);
}
