/*
 * compile_names.c: see compile_names.h.
 */
#include "compile_names.h"

#include <stdlib.h>

#include "../common/name.h"
#include "../common/xalloc.h"

static bool is_same_name(const struct section *a, const struct section *b)
{
	const char *instance_a = a->def.instance_name;
	const char *instance_b = b->def.instance_name;

	if (!name_equal(a->def.class_name, b->def.class_name))
		return false;
	if (!instance_a || !instance_b)
		return !instance_a && !instance_b;
	return name_equal(instance_a, instance_b);
}

/* Sections of one name stand side by side, the first written in front. Are
 * there any? */
static bool tell_duplicates(struct declared *d, struct diag_list *diags)
{
	const struct section *first = NULL;
	bool found = false;

	for (size_t i = 0; i < d->sorted_count; i++) {
		struct section *s = d->sorted[i];

		if (!first || !is_same_name(first, s)) {
			first = s;
			continue;
		}
		s->is_duplicate = found = true;
		section_diag(
		        s, DIAG_DUPLICATE_SECTION, diags,
		        "[%s] is declared twice, first at %s:%u: take one out, "
		        "or put their keys into one",
		        s->header->name, first->file->path,
		        first->header->line);
	}
	return found;
}

static bool is_ascii(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/* Instances may differ in the name of their class alone, which is told of the
 * class itself where both have a section. */
static bool differ_only_in_case(const struct declared *d,
                                const struct section *a,
                                const struct section *b)
{
	const char *class_a = a->def.class_name, *class_b = b->def.class_name;

	if (a->def.kind != b->def.kind)
		return false;
	if (name_differs_only_in_case(class_a, class_b))
		return a->def.kind == KIND_CLASS ||
		       !declared_find(d, class_a, NULL) ||
		       !declared_find(d, class_b, NULL);
	return a->def.kind == KIND_INSTANCE && name_equal(class_a, class_b) &&
	       name_differs_only_in_case(a->def.instance_name,
	                                 b->def.instance_name);
}

/* Names equal for Windows but not for us; only those beyond ASCII can be. */
static void tell_case(struct declared *d, struct diag_list *diags)
{
	struct section **odd = xcalloc(d->sorted_count, sizeof(*odd));
	const char *told = NULL; /* the class whose own name was */
	size_t count = 0;

	for (size_t i = 0; i < d->sorted_count; i++) {
		struct section *s = d->sorted[i];

		if (is_ascii(s->header->name))
			continue;
		for (size_t j = 0; j < count; j++) {
			if (!differ_only_in_case(d, odd[j], s))
				continue;
			if (name_differs_only_in_case(odd[j]->def.class_name,
			                              s->def.class_name)) {
				if (told && name_equal(told, s->def.class_name))
					continue;
				told = s->def.class_name;
			}
			section_diag(s, DIAG_NAME_CASE, diags,
			             "the registry does not tell this name "
			             "from [%s] at %s:%u: rename one of them",
			             odd[j]->header->name, odd[j]->file->path,
			             odd[j]->header->line);
			break;
		}
		odd[count++] = s;
	}
	free(odd);
}

void compile_names(struct declared *d, struct diag_list *diags)
{
	declared_sort(d);
	if (tell_duplicates(d, diags))
		declared_sort(d);
	tell_case(d, diags);
}
