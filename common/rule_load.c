/*
 * rule_load.c: what the daemon would call bad (common/check.h), told at the
 * exact characters of the files, see rules.h.
 *
 * check_definition() counts characters from where a value is said to begin. It
 * is given coordinates (line: the key, column: from 1) that are translated
 * afterwards, since a value may stand on several lines and hold variables.
 */
#include "rules.h"

#include "bits.h"
#include "check.h"
#include "utf.h"

/* Bytes of the first count characters of text. */
static size_t bytes_of(const char *text, size_t len, size_t count)
{
	size_t at = 0;

	while (at < len && count > 0) {
		at++;
		while (at < len && ((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
		count--;
	}
	return at;
}

static enum key_id key_of(const struct diag *g)
{
	return (enum key_id)(g->place.line - 1);
}

/* From coordinates to the file. */
static void tell_there(const struct rule_case *c, const struct diag *g)
{
	const struct flat *text = section_text(c->s, key_of(g));

	if (!text) {
		section_diag(c->s, g->code, c->diags, "in the registry: %s",
		             g->text);
		return;
	}

	const size_t from =
	        bytes_of(text->text, text->len, g->place.column - 1);
	const size_t len =
	        bytes_of(text->text + from, text->len - from, g->place.length);
	flat_diag(text, from, len, g->code, c->diags, "%s", g->text);
}

/* A path in quotes or with %NAME% in front is told by its own rule. */
static bool is_told_already(const struct section *s, const struct diag *g)
{
	const struct flat *text = section_text(s, key_of(g));

	return g->code == DIAG_EXECUTABLE_RELATIVE && text &&
	       rule_is_wrapped(text);
}

/* Tell what is bad in c's definition but for known; is it nothing? */
static bool check(const struct rule_case *c, uint64_t known)
{
	static const struct check_places nowhere = {.of = NULL};
	const struct section *s = c->s;
	struct place places[KEY_COUNT];
	struct check_places coordinates = {.of = places};
	struct diag_list found = DIAG_LIST_INIT;
	const bool is_sound =
	        check_definition(c->def, known, &nowhere, &found) == 0;

	diag_release(&found);
	if (is_sound)
		return true;

	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct flat *text = section_text(s, (enum key_id)id);
		const size_t chars =
		        text ? utf8_chars(text->text, text->len) : 0;

		places[id] = (struct place){s->file->path, id + 1, 1,
		                            chars ? (unsigned)chars : 1};
	}
	check_definition(c->def, known, &coordinates, &found);
	for (size_t i = 0; i < found.count; i++)
		if (!is_told_already(s, &found.items[i]))
			tell_there(c, &found.items[i]);
	diag_release(&found);
	return false;
}

/* Keys of def whose value is the one last found to be sound. */
static uint64_t known_keys(const struct sound *sound,
                           const struct definition *def)
{
	uint64_t known = 0;

	for (unsigned id = bit_next(def->present, 0), i = 0; id < KEY_COUNT;
	     id = bit_next(def->present, id + 1), i++)
		if (value_equal(&sound->value[id], &def->held[i]))
			known |= bit_of(id);
	return known;
}

void rule_load(const struct rule_case *c)
{
	const struct definition *def = c->def;
	const uint64_t known = known_keys(c->sound, def);
	const uint64_t asked = def->present & ~known;

	if (asked == 0 || !check(c, known))
		return;
	for (unsigned id = bit_next(asked, 0); id < KEY_COUNT;
	     id = bit_next(asked, id + 1))
		c->sound->value[id] = *definition_value(def, (enum key_id)id);
}
