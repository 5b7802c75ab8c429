/*
 * apply_steps.c: see apply_steps.h. The plan is carried out on a store that
 * reads what is there and only notes what is written.
 */
#include "suite.h"

#include "apply_steps.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/keystore_ops.h"
#include "common/utf.h"
#include "declare.h"
#include "importer/apply.h"
#include "importer/plan.h"

struct noting_store {
	struct keystore base;
	struct keystore *below;
	struct apply_steps *steps;
};

static struct apply_step *add(struct apply_steps *steps,
                              enum keystore_mem_step kind, const char *path,
                              const char *name)
{
	struct apply_step *step = &steps->items[steps->count++];

	if (steps->count > APPLY_STEPS_MAX ||
	    strlen(path) >= sizeof(step->path) ||
	    strlen(name) >= sizeof(step->name))
		ck_abort_msg("no room for '%s' of '%s'", name, path);
	*step = (struct apply_step){.kind = kind};
	strcpy(step->path, path);
	strcpy(step->name, name);
	return step;
}

static void set_data(struct apply_step *step, uint32_t type, const void *data,
                     size_t len)
{
	if (len > sizeof(step->data))
		ck_abort_msg("no room for the value '%s'", step->name);
	step->type = type;
	step->len = len;
	memcpy(step->data, data, len);
}

/* -- the store ------------------------------------------------------------- */

static struct noting_store *noting(struct keystore *base)
{
	return (struct noting_store *)base;
}

static void note_close(struct keystore *base)
{
	(void)base;
}

static char *note_display(const struct keystore *base, const char *path)
{
	return keystore_display(((const struct noting_store *)base)->below,
	                        path);
}

static enum keystore_result note_list(struct keystore *base, const char *path,
                                      struct reg_list *out, struct error *err)
{
	return keystore_list(noting(base)->below, path, out, err);
}

static enum keystore_result note_read(struct keystore *base, const char *path,
                                      struct reg_key *out, struct error *err)
{
	return keystore_read(noting(base)->below, path, out, err);
}

static enum keystore_result note_last_write(struct keystore *base,
                                            const char *path, uint64_t *when,
                                            struct error *err)
{
	return keystore_last_write(noting(base)->below, path, when, err);
}

static int note_put(struct keystore *base, const char *path,
                    const struct reg_value *value, struct error *err)
{
	(void)err;
	set_data(add(noting(base)->steps, STEP_PUT, path, value->name),
	         value->type, value->data, value->len);
	return 0;
}

static int note_delete_value(struct keystore *base, const char *path,
                             const char *name, struct error *err)
{
	(void)err;
	add(noting(base)->steps, STEP_DELETE_VALUE, path, name);
	return 0;
}

static int note_create(struct keystore *base, const char *path, bool *made,
                       struct error *err)
{
	uint64_t when;

	*made = keystore_last_write(noting(base)->below, path, &when, err) ==
	        KEYSTORE_ABSENT;
	if (*made)
		add(noting(base)->steps, STEP_CREATE, path, "");
	return 0;
}

static int note_remove(struct keystore *base, const char *path,
                       struct error *err)
{
	(void)err;
	add(noting(base)->steps, STEP_DELETE_KEY, path, "");
	return 0;
}

static const struct keystore_ops ops = {
        .close = note_close,
        .display = note_display,
        .list = note_list,
        .read = note_read,
        .last_write = note_last_write,
        .put = note_put,
        .delete_value = note_delete_value,
        .create = note_create,
        .remove = note_remove,
};

/* -- steps ----------------------------------------------------------------- */

void apply_steps_plan(struct apply_steps *out, struct keystore *ks,
                      const char *text, const char *const *removed)
{
	static const struct plan_options options = {.owner = "local",
	                                            .force = true};
	struct noting_store store = {{&ops}, ks, out};
	struct plan plan = PLAN_INIT;
	struct apply_result result;
	struct error err = ERROR_INIT;
	struct declare d;

	out->count = 0;
	declare(&d, text, NULL, false);
	if (plan_make(&plan, &d.declared, &store.base, &options, &d.diags,
	              &err) < 0)
		ck_abort_msg("%s", err.text);
	for (; *removed; removed++)
		if (plan_removal(&plan, *removed, &store.base, &options, &err) <
		    0)
			ck_abort_msg("%s", err.text);
	plan_sort(&plan);
	if (apply(&plan, &store.base, &result, &err) < 0)
		ck_abort_msg("%s", err.text);
	plan_release(&plan);
	declare_release(&d);
}

void apply_steps_add(struct apply_steps *steps, enum keystore_mem_step kind,
                     const char *path, const char *name, const char *text)
{
	struct apply_step *step = add(steps, kind, path, name ? name : "");
	struct buf wide = BUF_INIT;

	if (!text)
		return;
	if (utf8_to_utf16le(&wide, text, strlen(text) + 1) < 0)
		ck_abort_msg("'%s' is no text", text);
	set_data(step, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

void apply_step_perform(const struct apply_step *step, struct keystore *ks)
{
	struct error err = ERROR_INIT;
	int rc = -1;

	if (step->kind == STEP_PUT)
		rc = keystore_put(ks, step->path, step->name, step->type,
		                  step->data, step->len, &err);
	else if (step->kind == STEP_DELETE_VALUE)
		rc = keystore_delete_value(ks, step->path, step->name, &err);
	else if (step->kind == STEP_CREATE)
		rc = keystore_create(ks, step->path, NULL, &err);
	else if (step->kind == STEP_DELETE_KEY)
		rc = keystore_delete(ks, step->path, &err);
	if (rc < 0)
		ck_abort_msg("%s", err.text);
}
