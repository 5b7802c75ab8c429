/*
 * sddl_ace.c: see sddl_ace.h. One function a field, from left to right; the
 * words are sddl_words.c's.
 */
#include "sddl_ace.h"

#include "ascii.h"
#include "sddl.h"
#include "sddl_text.h"
#include "sddl_words.h"

static int read_type(struct sddl_text *p, bool is_sacl, struct sddl_ace *ace)
{
	const struct sddl_span s = sddl_take_field(p);
	const struct sddl_type *type = sddl_find_type(p->text + s.at, s.len);
	char shown[SDDL_SHOWN + 1];

	if (type == NULL)
		return sddl_fail(p, s,
		                 "'%s' is no type of ACE: A allows, D denies",
		                 sddl_show(p, s, shown));
	if (type->refused != NULL)
		return sddl_fail(p, s, "%s: %s", type->name, type->refused);
	if (type->in_sacl != is_sacl)
		return sddl_fail(p, s, "an ACE of type %s belongs into %s",
		                 type->name, type->in_sacl ? "S:" : "D:");
	ace->type = type->type;
	return sddl_expect(p, ';');
}

static int read_flags(struct sddl_text *p, struct sddl_ace *ace)
{
	const struct sddl_span s = sddl_trim_front(p, sddl_take_field(p));
	unsigned flags = 0;
	char shown[SDDL_SHOWN + 1];

	for (size_t i = 0; i < s.len; i += 2) {
		const struct sddl_span word = {s.at + i, s.len - i < 2 ? 1 : 2};
		uint32_t value;

		if (word.len < 2 || !sddl_find_flag(p->text + word.at, &value))
			return sddl_fail(
			        p, word,
			        "'%s' is no flag of an ACE; a class needs "
			        "none",
			        sddl_show(p, word, shown));
		flags |= value;
	}
	ace->flags = (unsigned char)flags;
	return sddl_expect(p, ';');
}

/* Rights as a number, as C writes it: 0x1f, 037, 31. */
static int read_mask(struct sddl_text *p, struct sddl_span s, uint32_t *mask)
{
	const char *text = p->text + s.at;
	unsigned base = 10;
	size_t i = 0;

	if (s.len > 1 && text[0] == '0') {
		base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
		i = base == 16 ? 2 : 1;
	}
	if (i == s.len)
		return sddl_fail(p, s, "digits are missing after 0x");
	for (*mask = 0; i < s.len; i++) {
		const unsigned digit = ascii_digit(text[i]);
		const struct sddl_span where = {s.at + i, 1};

		if (digit >= base)
			return sddl_fail(p, where,
			                 "no digit of the number before, "
			                 "rights are one number or words");
		if (*mask > (UINT32_MAX - digit) / base)
			return sddl_fail(p, s,
			                 "rights have 32 bits; Windows would "
			                 "take a larger number for all "
			                 "rights");
		*mask = *mask * base + digit;
	}
	return 0;
}

static int read_rights(struct sddl_text *p, struct sddl_ace *ace)
{
	const struct sddl_span whole = sddl_take_field(p);
	const struct sddl_span s = sddl_trim_front(p, whole);
	char first = '\0';
	char shown[SDDL_SHOWN + 1];

	if (s.len > 0)
		first = p->text[s.at];
	if (first == '-')
		return sddl_fail(p, s,
		                 "rights are no negative number; Windows "
		                 "would take it for nearly all rights");
	if (first >= '0' && first <= '9') {
		if (s.at != whole.at)
			return sddl_fail(p, whole,
			                 "no blank may stand before "
			                 "rights given as a number");
		if (read_mask(p, s, &ace->mask) < 0)
			return -1;
		return sddl_expect(p, ';');
	}
	for (size_t i = 0; i < s.len; i += 2) {
		const struct sddl_span word = {s.at + i, s.len - i < 2 ? 1 : 2};
		uint32_t value;

		if (word.len < 2 || !sddl_find_right(p->text + word.at, &value))
			return sddl_fail(p, word,
			                 "'%s' is no right: a class knows RP "
			                 "(start), WP (stop) and LC (query)",
			                 sddl_show(p, word, shown));
		ace->mask |= value;
	}
	return sddl_expect(p, ';');
}

/* Its delimiter first: a trustee in this place means that one is missing. */
static int read_guid(struct sddl_text *p)
{
	const struct sddl_span s = sddl_trim_front(p, sddl_take_field(p));

	if (sddl_expect(p, ';') < 0)
		return -1;
	if (s.len > 0)
		return sddl_fail(p, s,
		                 "only object ACEs have GUIDs: leave this "
		                 "field empty");
	return 0;
}

int sddl_read_ace(struct sddl_text *p, bool is_sacl, struct sddl_ace *out)
{
	struct sddl_ace ace = {.at = p->at};

	p->at++; /* the parenthesis */
	if (read_type(p, is_sacl, &ace) < 0 || read_flags(p, &ace) < 0 ||
	    read_rights(p, &ace) < 0 || read_guid(p) < 0 || read_guid(p) < 0 ||
	    sddl_read_sid(p, sddl_take_field(p), &ace.trustee) < 0 ||
	    sddl_expect(p, ')') < 0)
		return -1;
	ace.len = p->at - ace.at;
	*out = ace;
	return 0;
}
