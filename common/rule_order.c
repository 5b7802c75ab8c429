/*
 * rule_order.c: rules about instances that meet: one mount, one order; see
 * rules.h.
 */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "name.h"
#include "template.h"
#include "xalloc.h"

/* Are all arguments known that template asks for? */
static bool knows_arguments(const struct rule_case *c, const char *template)
{
	struct template_use use;

	template_scan(template, &use);
	for (unsigned i = 1; i <= LIMIT_ARGUMENTS; i++)
		if (use.arguments & 1u << i &&
		    !rule_knows(c, (enum key_id)(KEY_ARGUMENT1 + i - 1)))
			return false;
	return true;
}

/* Where an instance mounts, lower case without a trailing backslash; NULL when
 * only the caller decides, or it is not known. Caller frees. */
static char *mount_of(const struct rule_case *c)
{
	const char *template = rule_text(c, KEY_MOUNT);
	const char *arguments[LIMIT_ARGUMENTS];
	struct template_facts facts = {.executable = "",
	                               .user = "",
	                               .profile = "",
	                               .time = "",
	                               .arguments = arguments,
	                               .argument_count = LIMIT_ARGUMENTS};
	struct buf mount = BUF_INIT;

	if (!template || !knows_arguments(c, template))
		return NULL;
	for (int i = 0; i < LIMIT_ARGUMENTS; i++)
		arguments[i] = definition_text(
		        c->def, (enum key_id)(KEY_ARGUMENT1 + i));
	template_expand(&mount, template, &facts, false);

	char *text = buf_steal(&mount, NULL);
	size_t len = strlen(text);
	if (len > 0 && text[len - 1] == '\\')
		text[--len] = '\0';
	name_fold(text);
	if (len > 0 && strcmp(text, "*") != 0)
		return text;
	free(text);
	return NULL;
}

struct mount {
	char *text;
	size_t rank; /* of the section among the sorted */
};

static int compare_mounts(const void *left, const void *right)
{
	const struct mount *a = left;
	const struct mount *b = right;
	const int order = strcmp(a->text, b->text);

	return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static void tell_mount(const struct section *s, const struct section *first,
                       const char *mount, struct diag_list *diags)
{
	struct buf where = BUF_INIT;

	buf_adds(&where, first->file->path);
	if (first->header->line > 0)
		buf_addf(&where, ":%u", first->header->line);
	section_diag(s, DIAG_SAME_MOUNT, diags,
	             "mounts at '%s', where [%s] at %s mounts too: give one "
	             "of them another",
	             mount, first->header->name, where.data);
	buf_release(&where);
}

void rule_mounts(const struct declared *d, struct diag_list *diags)
{
	struct mount *mounts = xcalloc(d->sorted_count, sizeof(*mounts));
	size_t count = 0;

	for (size_t i = 0; i < d->sorted_count; i++) {
		const struct rule_case c = rule_case_of(d, d->sorted[i], diags);
		char *text = c.def->kind == KIND_INSTANCE ? mount_of(&c) : NULL;

		if (text)
			mounts[count++] = (struct mount){text, i};
	}
	qsort(mounts, count, sizeof(*mounts), compare_mounts);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (strcmp(mounts[i].text, mounts[first].text) != 0)
			first = i;
		else
			tell_mount(d->sorted[mounts[i].rank],
			           d->sorted[mounts[first].rank],
			           mounts[i].text, diags);
	}
	for (size_t i = 0; i < count; i++)
		free(mounts[i].text);
	free(mounts);
}

/* The section that an element of After names, or NULL. */
static const struct section *find_named(const struct declared *d,
                                        const char *name)
{
	const char *slash = strchr(name, '\\');
	char *class_name;
	const struct section *s;

	if (!slash)
		return NULL;
	class_name = xmemdup(name, (size_t)(slash - name));
	s = declared_find(d, class_name, slash + 1);
	free(class_name);
	return s;
}

enum visit { VISIT_TODO, VISIT_ABOVE, VISIT_DONE };

/* One step down from an instance: what it waits for next. */
struct walk {
	size_t rank;
	const char *element; /* of its After, the one under way */
};

static void tell_cycle(const struct declared *d, const struct section *s,
                       const char *element, struct diag_list *diags)
{
	const struct rule_case c = rule_case_of(d, s, diags);
	const struct flat *text = section_text(s, KEY_AFTER);

	rule_tell(&c, KEY_AFTER, 0, text ? text->len : 0, DIAG_AFTER_CYCLE,
	          "'%s' itself starts after this instance: neither would ever "
	          "start, take one of the two out of After",
	          element);
}

/* Depth first without recursion: chains may be as long as the run. */
static void walk_from(const struct declared *d, size_t start,
                      unsigned char *visits, struct walk *path,
                      struct diag_list *diags)
{
	size_t depth = 1;

	path[0] = (struct walk){start, NULL};
	visits[start] = VISIT_ABOVE;
	while (depth > 0) {
		struct walk *top = &path[depth - 1];
		const struct section *s = d->sorted[top->rank];

		top->element = value_next(
		        definition_value(section_whole(s), KEY_AFTER),
		        top->element);
		if (!top->element) {
			visits[top->rank] = VISIT_DONE;
			depth--;
			continue;
		}

		const struct section *next = find_named(d, top->element);
		const size_t rank = next ? next->rank : 0;
		if (!next || visits[rank] == VISIT_DONE)
			continue;
		if (visits[rank] == VISIT_ABOVE) {
			tell_cycle(d, s, top->element, diags);
			continue;
		}
		visits[rank] = VISIT_ABOVE;
		path[depth++] = (struct walk){rank, NULL};
	}
}

void rule_after(const struct declared *d, struct diag_list *diags)
{
	unsigned char *visits = xcalloc(d->sorted_count, 1);
	struct walk *path = xcalloc(d->sorted_count, sizeof(*path));

	for (size_t i = 0; i < d->sorted_count; i++)
		if (visits[i] == VISIT_TODO &&
		    definition_has(section_whole(d->sorted[i]), KEY_AFTER))
			walk_from(d, i, visits, path, diags);
	free(visits);
	free(path);
}
