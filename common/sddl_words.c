/*
 * sddl_words.c: see sddl_words.h. Sources: [MS-DTYP] 2.5.1.1, and winnt.h for
 * the values. The same letters mean other things in other fields: WD is the
 * right to rewrite the DACL and, as a trustee, Everyone.
 */
#include "sddl_words.h"

#include <string.h>

#include "ascii.h"
#include "sddl.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OBJECT                                                               \
	"object ACEs are for parts of directory objects, a class has none: " \
	"write A, D or AU"
#define CONDITION                                                            \
	"conditional ACEs are not evaluated for a class: name the trustees " \
	"in A and D"
#define POLICY "this ACE means nothing for a class: leave it out"

static const struct sddl_type types[] = {
        {"A", ACE_ALLOWED, false, NULL}, {"D", ACE_DENIED, false, NULL},
        {"AU", ACE_AUDIT, true, NULL},   {"ML", ACE_LABEL, true, NULL},
        {"OA", 5, false, OBJECT},        {"OD", 6, false, OBJECT},
        {"OU", 7, true, OBJECT},         {"OL", 8, true, OBJECT},
        {"XA", 9, false, CONDITION},     {"XD", 10, false, CONDITION},
        {"ZA", 11, false, CONDITION},    {"XU", 13, true, CONDITION},
        {"AL", 3, true, POLICY},         {"RA", 0x12, true, POLICY},
        {"SP", 0x13, true, POLICY},      {"TL", 0x14, true, POLICY},
        {"FL", 0x15, true, POLICY},
};

static const struct sddl_word rights[] = {
        /* specific to the kind of object; of a class LC, RP and WP count */
        {"CC", 0x1},
        {"DC", 0x2},
        {"LC", RIGHT_QUERY},
        {"SW", 0x8},
        {"RP", RIGHT_START},
        {"WP", RIGHT_STOP},
        {"DT", 0x40},
        {"LO", 0x80},
        {"CR", 0x100},
        /* standard */
        {"SD", 0x10000},
        {"RC", 0x20000},
        {"WD", 0x40000},
        {"WO", 0x80000},
        /* generic */
        {"GA", 0x10000000},
        {"GX", 0x20000000},
        {"GW", 0x40000000},
        {"GR", 0x80000000},
        /* of files */
        {"FA", 0x1f01ff},
        {"FR", 0x120089},
        {"FW", 0x120116},
        {"FX", 0x1200a0},
        /* of registry keys */
        {"KA", 0xf003f},
        {"KR", 0x20019},
        {"KW", 0x20006},
        {"KX", 0x20019},
        /* of integrity labels */
        {"NW", 0x1},
        {"NR", 0x2},
        {"NX", 0x4},
};

static const struct sddl_word flags[] = {
        {"OI", 0x1},  {"CI", 0x2},  {"NP", 0x4},  {"IO", ACE_INHERIT_ONLY},
        {"ID", 0x10}, {"CR", 0x20}, {"SA", 0x40}, {"TP", 0x40},
        {"FA", 0x80},
};

const struct sddl_type *sddl_find_type(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		const char *have = types[i].name;

		if (len == strlen(have) && ascii_upper(name[0]) == have[0] &&
		    (len == 1 || ascii_upper(name[1]) == have[1]))
			return &types[i];
	}
	return NULL;
}

static bool find_word(const struct sddl_word *words, size_t count,
                      const char name[2], uint32_t *value)
{
	for (size_t i = 0; i < count; i++) {
		if (ascii_upper(name[0]) == words[i].name[0] &&
		    ascii_upper(name[1]) == words[i].name[1]) {
			*value = words[i].value;
			return true;
		}
	}
	return false;
}

bool sddl_find_right(const char name[2], uint32_t *value)
{
	return find_word(rights, COUNT(rights), name, value);
}

bool sddl_find_flag(const char name[2], uint32_t *value)
{
	return find_word(flags, COUNT(flags), name, value);
}
