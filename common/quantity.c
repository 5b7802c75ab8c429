/*
 * quantity.c: see quantity.h. Decimal units of size (MB) and one-letter ones
 * (M) are refused: they mean 1000 or 1024 to different people.
 */
#include "quantity.h"

#include <assert.h>

#include "buf.h"
#include "name.h"
#include "shown.h"
#include "value.h"

struct unit {
	const char *name;
	uint32_t factor; /* of the dimension's smallest unit */
};

/* clang-format off */

static const struct unit times[] = {
	{ "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 }, { "h", 3600 * 1000 },
	{ "d", 86400 * 1000 }, { NULL, 0 }
};
static const struct unit sizes[] = {
	{ "KiB", 1 }, { "MiB", 1 << 10 }, { "GiB", 1 << 20 },
	{ "TiB", 1 << 30 }, { NULL, 0 }
};
static const struct unit none[] = { { "", 1 }, { NULL, 0 } };

/* What a unit of the schema measures. */
static const struct dimension {
	const struct unit *units;
	const struct unit *own;
	const char *plural;
	const char *how;	/* to write it */
} dimensions[] = {
	[UNIT_NONE] = { none, &none[0], "units",
		"write decimal digits only" },
	[UNIT_MS] = { times, &times[0], "milliseconds",
		"write digits and ms, s, m, h or d, such as 10s" },
	[UNIT_S] = { times, &times[1], "seconds",
		"write digits and s, m, h or d, such as 10m" },
	[UNIT_KIB] = { sizes, &sizes[0], "KiB",
		"write digits and KiB, MiB, GiB or TiB, such as 64MiB" },
	[UNIT_MIB] = { sizes, &sizes[1], "MiB",
		"write digits and MiB, GiB or TiB, such as 64MiB" },
};

/* clang-format on */

static const struct dimension *dimension_of(enum value_unit unit)
{
	assert((unsigned)unit < sizeof(dimensions) / sizeof(dimensions[0]));
	return &dimensions[unit];
}

/* Above every bound in every unit, and no product with a factor overflows. */
static const uint64_t amount_max = 10000000000u;

/* Reads the digits at the start of text; returns how many there are. An amount
 * above amount_max stays just above it. */
static size_t read_digits(const char *text, size_t len, uint64_t *amount)
{
	size_t n = 0;

	*amount = 0;
	for (; n < len && text[n] >= '0' && text[n] <= '9'; n++)
		if (*amount <= amount_max)
			*amount = *amount * 10 + (uint64_t)(text[n] - '0');
	return n;
}

/* The unit called so; NULL when there is none. */
static const struct unit *find_unit(const struct unit *units, const char *text,
                                    size_t len)
{
	for (; units->name != NULL; units++)
		if (name_equal_bytes(units->name, text, len))
			return units;
	return NULL;
}

/* A whole number is on either side of an amount that is not one. */
static int inexact(const char *text, size_t len, const struct dimension *in,
                   uint64_t below, struct value_fault *fault)
{
	const char *unit = in->own->name;
	char piece[SHOWN_PIECE];

	(void)shown_piece(piece, text, len);
	if (below == 0)
		return value_fault_set(fault, DIAG_BAD_NUMBER, 0, len,
		                       "'%s' is less than 1%s: write 1%s",
		                       piece, unit, unit);
	return value_fault_set(
	        fault, DIAG_BAD_NUMBER, 0, len,
	        "'%s' is no whole number of %s: write %llu%s or %llu%s", piece,
	        in->plural, (unsigned long long)below, unit,
	        (unsigned long long)below + 1, unit);
}

/* Where the unit begins: blanks may stand between. */
static size_t skip_blanks(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

int quantity_parse(const char *text, size_t len, enum value_unit unit,
                   uint32_t *number, struct value_fault *fault)
{
	const struct dimension *in = dimension_of(unit);
	const struct unit *written = in->own;
	uint64_t amount;
	const size_t digits = read_digits(text, len, &amount);
	const size_t at = skip_blanks(text, len, digits);
	char piece[SHOWN_PIECE];

	if (digits == 0)
		return value_fault_set(fault, DIAG_BAD_NUMBER, 0, len,
		                       "'%s' is not a number: %s",
		                       shown_piece(piece, text, len), in->how);
	if (at < len)
		written = find_unit(in->units, text + at, len - at);
	if (written == NULL || (unit == UNIT_NONE && digits < len))
		return value_fault_set(fault, DIAG_BAD_NUMBER, at, len - at,
		                       "unknown unit in '%s': %s",
		                       shown_piece(piece, text, len), in->how);
	if (amount > amount_max)
		return value_fault_set(fault, DIAG_OUT_OF_BOUNDS, 0, len,
		                       "'%s' is too large",
		                       shown_piece(piece, text, len));
	amount *= written->factor;
	if (amount % in->own->factor != 0)
		return inexact(text, len, in, amount / in->own->factor, fault);
	amount /= in->own->factor;
	if (amount > UINT32_MAX)
		return value_fault_set(fault, DIAG_OUT_OF_BOUNDS, 0, len,
		                       "'%s' is too large",
		                       shown_piece(piece, text, len));
	*number = (uint32_t)amount;
	return 0;
}

void quantity_print(uint32_t number, enum value_unit unit, struct buf *out)
{
	const struct dimension *in = dimension_of(unit);
	const uint64_t amount = (uint64_t)number * in->own->factor;
	const struct unit *best = in->own;

	for (const struct unit *u = in->own; u->name != NULL; u++)
		if (amount != 0 && amount % u->factor == 0)
			best = u;
	buf_addf(out, "%llu%s", (unsigned long long)(amount / best->factor),
	         best->name);
}
