/*
 * codes.c: the table of codes.h as rows.
 */
#include "codes.h"

#include <assert.h>

static const struct diag_row rows[] = {
#define X(symbol, number, severity, stage, allow, title) \
	[symbol] = {number, DIAG_##severity, STAGE_##stage, allow, title},
        DIAG_CODES(X)
#undef X
};

static_assert(sizeof(rows) / sizeof(rows[0]) == DIAG_CODE_COUNT,
              "one row for each code");

const struct diag_row *diag_row(enum diag_code code)
{
	assert((unsigned)code < DIAG_CODE_COUNT);
	return &rows[code];
}
