/*
 * names.c: see names.h.
 */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "../common/xalloc.h"

struct known {
	char *sid, *name;
	uint64_t until; /* UINT64_MAX: under way */
};

struct names {
	struct known known[NAMES_MAX];
	size_t count;
};

struct names *names_new(void)
{
	return xcalloc(1, sizeof(struct names));
}

static void forget(struct known *k)
{
	free(k->sid);
	free(k->name);
	*k = (struct known){0};
}

void names_free(struct names *names)
{
	if (!names)
		return;
	for (size_t i = 0; i < names->count; i++)
		forget(&names->known[i]);
	free(names);
}

static size_t find(const struct names *names, const char *sid)
{
	size_t i = 0;

	while (i < names->count && strcmp(names->known[i].sid, sid) != 0)
		i++;
	return i;
}

enum names_answer names_find(const struct names *names, const char *sid,
                             uint64_t now, const char **name)
{
	const struct known *k = &names->known[find(names, sid)];

	*name = NULL;
	if (k == &names->known[names->count])
		return NAMES_UNKNOWN;
	*name = k->name;
	if (now < k->until && (k->name || k->until != UINT64_MAX))
		return NAMES_KNOWN;
	if (k->until == UINT64_MAX)
		return NAMES_UNDER_WAY;
	return k->name ? NAMES_OLD : NAMES_UNKNOWN;
}

/* The place for one more, or NULL. */
static struct known *make_room(struct names *names)
{
	struct known *oldest = NULL;

	if (names->count < NAMES_MAX)
		return &names->known[names->count++];
	for (size_t i = 0; i < NAMES_MAX; i++) {
		struct known *k = &names->known[i];
		if (k->until != UINT64_MAX &&
		    (!oldest || k->until < oldest->until))
			oldest = k;
	}
	if (oldest)
		forget(oldest);
	return oldest;
}

bool names_begin(struct names *names, const char *sid)
{
	const size_t at = find(names, sid);
	struct known *k =
	        at < names->count ? &names->known[at] : make_room(names);

	if (!k)
		return false;
	if (!k->sid)
		k->sid = xstrdup(sid);
	k->until = UINT64_MAX;
	return true;
}

void names_end(struct names *names, const char *sid, const char *name,
               uint64_t now)
{
	const size_t at = find(names, sid);

	if (at == names->count)
		return;
	struct known *k = &names->known[at];
	if (name) {
		free(k->name);
		k->name = xstrdup(name);
	}
	k->until = now + (name ? NAMES_KEPT_MS : NAMES_ABSENT_MS);
}
