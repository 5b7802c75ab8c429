/*
 * live_view.c: see live_view.h.
 */
#include "suite.h"

#include "live_view.h"

#include <string.h>

#include "common/error.h"
#include "common/limits.h"
#include "scan_world.h"

static void add_value(struct buf *out, const struct value *v)
{
	buf_addf(out, "%u ", (unsigned)v->number);
	for (size_t i = 0; i < v->len; i++)
		buf_addc(out, v->text[i] ? v->text[i] : '|');
	buf_addc(out, '\n');
}

/* Source never is a reason to reload, and an Owner alone is none. */
static void add_definition(struct buf *out, const struct definition *def)
{
	buf_addf(out, "[%s]\n", def->instance_name ? def->instance_name : "");
	for (enum key_id id = definition_next(def, 0); id < KEY_COUNT;
	     id = definition_next(def, id + 1)) {
		if (id == KEY_SOURCE || id == KEY_OWNER)
			continue;
		buf_addf(out, "%s ", schema_key(id)->name);
		add_value(out, definition_value(def, id));
	}
}

static void take(void *context, struct class_change *change)
{
	struct live_view *view = context;
	const char *letter = strchr(view->classes, change->class_name[0]);
	const size_t i = letter ? (size_t)(letter - view->classes) : 0;

	if (!letter)
		ck_abort_msg("class %s", change->class_name);
	view->interrupted[i] = change->kind == CHANGE_INTERRUPTED;
	if (change->kind != CHANGE_INTERRUPTED)
		buf_clear(&view->texts[i]);
	if (change->kind == CHANGE_LIVE) {
		const struct class_model *model = &change->record->model;

		add_definition(&view->texts[i], &model->class_def);
		for (size_t n = 0; n < model->instance_count; n++)
			add_definition(&view->texts[i], &model->instances[n]);
	}
	class_change_free(change);
}

void live_view_begin(struct live_view *view, const char *classes)
{
	*view = (struct live_view){.classes = classes};
	for (size_t i = 0; i < sizeof(view->texts) / sizeof(view->texts[0]);
	     i++)
		buf_init(&view->texts[i]);
	view->ks = keystore_open(SCAN_ROOT, false, NULL);
	view->scan = scan_new(view->ks, take, view);
	/* What is old is live at the first pass. */
	live_view_pass(view, 2 * LIMIT_SETTLE_MAX_MS);
}

void live_view_end(struct live_view *view)
{
	scan_free(view->scan);
	keystore_close(view->ks);
	for (size_t i = 0; i < sizeof(view->texts) / sizeof(view->texts[0]);
	     i++)
		buf_release(&view->texts[i]);
}

void live_view_pass(struct live_view *view, unsigned ms)
{
	struct error err = ERROR_INIT;

	clock_fake_advance(ms);
	const struct scan_time time = clock_fake_scan();
	if (scan_pass(view->scan, &time, &err) < 0)
		ck_abort_msg("%s", err.text);
}

void live_view_settle(struct live_view *view)
{
	live_view_pass(view, 0);
	live_view_pass(view, LIMIT_SETTLE_MAX_MS);
}
