/*
 * service_order.c: see service_order.h. A depth-first walk down from each
 * dependent, so that what it needs itself comes first.
 */
#include "service_order.h"

#include <stdlib.h>

#include "../common/name.h"
#include "../common/xalloc.h"

enum mark { MARK_NEW, MARK_OPEN, MARK_NEEDS, MARK_FREE };

struct walk {
	const struct service_list *list;
	const char *root;
	enum mark *marks;
	struct name_list *out;
};

struct service_entry *service_list_add(struct service_list *list,
                                       const char *name)
{
	struct service_entry *entry;

	list->items =
	        xrealloc(list->items, list->count + 1, sizeof(*list->items));
	entry = &list->items[list->count++];
	*entry = (struct service_entry){.name = xstrdup(name)};
	return entry;
}

void service_list_release(struct service_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].name);
		name_list_release(&list->items[i].needs);
	}
	free(list->items);
	*list = (struct service_list){NULL, 0};
}

static size_t find(const struct service_list *list, const char *name)
{
	size_t at = 0;

	while (at < list->count && !name_equal(list->items[at].name, name))
		at++;
	return at;
}

/* Whether the service at index needs the root; after all that it needs itself
 * it is put out when it runs. The depth is that of the longest chain, which
 * the manager bounds: it starts no service of a ring. */
static bool visit(const struct walk *w, size_t index)
{
	const struct service_entry *entry = &w->list->items[index];
	bool needs = name_list_has(&entry->needs, w->root);

	if (w->marks[index] != MARK_NEW)
		return w->marks[index] == MARK_NEEDS;
	w->marks[index] = MARK_OPEN;
	for (size_t i = 0; i < entry->needs.count; i++) {
		const size_t at = find(w->list, entry->needs.items[i]);

		if (at < w->list->count && visit(w, at))
			needs = true;
	}
	w->marks[index] = needs ? MARK_NEEDS : MARK_FREE;
	if (needs && entry->runs)
		name_list_add(w->out, xstrdup(entry->name));
	return needs;
}

void service_dependents(const struct service_list *list, const char *name,
                        struct name_list *out)
{
	struct walk w = {list, name, NULL, out};
	const size_t root = find(list, name);

	if (list->count == 0)
		return;
	w.marks = xcalloc(list->count, sizeof(*w.marks));
	if (root < list->count)
		w.marks[root] = MARK_FREE;
	for (size_t i = 0; i < list->count; i++)
		visit(&w, i);
	free(w.marks);
}
