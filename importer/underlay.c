/*
 * underlay.c: see underlay.h.
 *
 * plan.c reads the same keys again: it skips those that nobody wrote to since,
 * but what is in force is judged in every run.
 */
#include "underlay.h"

#include <stdlib.h>

#include "../common/codec.h"
#include "../common/name.h"
#include "inherit.h"
#include "plan.h"

struct laying {
	struct declared *declared;
	struct keystore *ks;
	bool bare;
	struct diag_list *diags;
	struct error *err;
	const char *class_name;            /* of the class read last, or NULL */
	const struct definition *of_class; /* that class, NULL: there is none */
	bool has_key;                      /* but its key, without a program */
};

static void tell_absent(const struct laying *l, const struct section *s,
                        const char *path)
{
	const struct flat *text = s->extends;

	flat_diag(text, 0, text->len, DIAG_OVERLAY_ABSENT, l->diags,
	          l->bare ? "no registry was given whose '%s' could be "
	                    "extended: name one of a machine that has it "
	                    "(--registry FILE.reg), or declare the whole of it"
	                  : "the registry has no '%s' to extend yet: install "
	                    "it first, or declare the whole of it",
	          path);
}

/* What s says, over what is there. */
static void lay_over(struct section *s, struct definition *there)
{
	const struct reg_key *privates = &s->def.privates;

	for (int id = 0; id < KEY_COUNT; id++)
		if (section_text(s, id))
			definition_take(there, &s->def, (enum key_id)id);
	for (size_t i = 0; i < privates->count; i++) {
		const struct reg_value *v = &privates->values[i];

		reg_key_set(&there->privates, v->name, v->type, v->data,
		            v->len);
	}
}

static int lay_overlay(const struct laying *l, struct section *s)
{
	char *path = plan_path(s->def.class_name, s->def.instance_name);
	struct reg_key key = REG_KEY_INIT;
	struct definition whole;
	const enum keystore_result result =
	        keystore_read(l->ks, path, &key, l->err);

	if (result == KEYSTORE_ABSENT) {
		tell_absent(l, s, path);
	} else if (result == KEYSTORE_OK) {
		inherit_defaults(l->declared, s, &key);
		definition_init(&whole, s->def.class_name,
		                s->def.instance_name);
		/* A value of the wrong type is as good as none. */
		(void)codec_decode(&key, &whole, path, NULL);
		lay_over(s, &whole);
		s->whole = declared_keep(l->declared, &whole);
	}
	reg_key_release(&key);
	free(path);
	return result == KEYSTORE_FAILED ? -1 : 0;
}

/* A key may be there for its Instances alone: without an Executable it is no
 * class. */
static int read_class(struct laying *l, const char *class_name)
{
	struct reg_key key = REG_KEY_INIT;
	struct definition def;
	const enum keystore_result result =
	        keystore_read(l->ks, class_name, &key, l->err);

	definition_init(&def, class_name, NULL);
	(void)codec_decode(&key, &def, class_name, NULL);
	reg_key_release(&key);
	l->class_name = class_name;
	l->has_key = result == KEYSTORE_OK;
	l->of_class = NULL;
	if (definition_has(&def, KEY_EXECUTABLE))
		l->of_class = declared_keep(l->declared, &def);
	else
		definition_release(&def);
	return result == KEYSTORE_FAILED ? -1 : 0;
}

/* Instances of one class stand side by side. */
static int lay_class(struct laying *l, struct section *s)
{
	const char *name = s->def.class_name;

	if ((!l->class_name || !name_equal(l->class_name, name)) &&
	    read_class(l, name) < 0)
		return -1;
	s->of_class = l->of_class;
	if (!s->of_class)
		section_diag(s, DIAG_CLASS_MISSING, l->diags,
		             "waits for class '%s', which is %s", name,
		             l->bare      ? "not in these files"
		             : l->has_key ? "not in these files, and in the "
		                            "registry without an Executable"
		                          : "neither in these files nor in the "
		                            "registry");
	return 0;
}

int underlay(struct declared *d, struct keystore *ks, bool bare,
             struct diag_list *diags, struct error *err)
{
	struct laying l = {.declared = d,
	                   .ks = ks,
	                   .bare = bare,
	                   .diags = diags,
	                   .err = err};
	int rc = 0;

	keystore_enter(ks, "");
	for (size_t i = 0; i < d->sorted_count && rc == 0; i++) {
		struct section *s = d->sorted[i];

		if (s->overlay)
			rc = lay_overlay(&l, s);
		if (rc == 0 && s->def.kind == KIND_INSTANCE &&
		    !declared_find(d, s->def.class_name, NULL))
			rc = lay_class(&l, s);
	}
	keystore_leave(ks);
	return rc;
}
