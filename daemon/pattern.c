/*
 * pattern.c: see pattern.h.
 */
#include "pattern.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../common/limits.h"
#include "../common/model.h"
#include "../common/utf.h"

/* The character at text, and where the next one is. */
static const char *next_char(const char *text, uint32_t *code)
{
	size_t step = utf8_decode(text, strlen(text), code);

	if (step == 0) {
		*code = (unsigned char)*text;
		step = 1;
	}
	return text + step;
}

/* End of the set that begins after `[`, or NULL when it has none. */
static const char *set_end(const char *set)
{
	if (*set == '!')
		set++;
	if (*set == ']')
		set++;
	return strchr(set, ']');
}

static bool is_in_set(const char *set, const char *end, uint32_t code)
{
	const bool negated = *set == '!';
	bool found = false;

	if (negated)
		set++;
	while (set < end) {
		uint32_t low, high;
		set = next_char(set, &low);
		high = low;
		if (*set == '-' && set + 1 < end)
			set = next_char(set + 1, &high);
		if (low <= code && code <= high)
			found = true;
	}
	return found != negated;
}

/* Match one element of pattern against one character: where the pattern goes
 * on, or NULL. */
static const char *match_one(const char *pattern, uint32_t code)
{
	uint32_t wanted;
	const char *end;

	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[' && (end = set_end(pattern + 1)) != NULL)
		return is_in_set(pattern + 1, end, code) ? end + 1 : NULL;
	pattern = next_char(pattern, &wanted);
	return wanted == code ? pattern : NULL;
}

bool pattern_match(const char *pattern, const char *text)
{
	/* After a mismatch only the last `*` can take one character more. */
	const char *star = NULL, *star_text = NULL;
	uint32_t code;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			star_text = text;
			continue;
		}
		const char *after = next_char(text, &code);
		const char *next = *pattern ? match_one(pattern, code) : NULL;
		if (next) {
			pattern = next;
			text = after;
			continue;
		}
		if (!star)
			return false;
		pattern = star;
		text = star_text = next_char(star_text, &code);
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

unsigned pattern_refuses(const struct definition *class_def,
                         char *const *arguments, size_t count)
{
	for (unsigned i = 0; i < LIMIT_ARGUMENTS; i++) {
		const char *pattern = definition_text(
		        class_def, (enum key_id)(KEY_PATTERN1 + i));
		const char *given = i < count ? arguments[i] : "";
		if (pattern && !pattern_match(pattern, given))
			return i + 1;
	}
	return 0;
}
