/*
 * quantity.h: a number with a unit, as text and in the schema's unit.
 */
#ifndef FSPD_QUANTITY_H
#define FSPD_QUANTITY_H

#include "schema.h"

struct buf;
struct value_fault;

/* Read text as a number of unit: digits, then maybe blanks and a unit (ms s m
 * h d, or KiB MiB GiB TiB, in any case); without one the number is of unit. An
 * amount that is no whole number of unit is refused, never rounded. 0 and
 * *number, or -1 and *fault. */
int quantity_parse(const char *text, size_t len, enum value_unit unit,
                   uint32_t *number, struct value_fault *fault)
        __attribute__((nonnull, warn_unused_result));

/* Append number of unit in the largest unit that is exact: 60000 ms as 1m. */
void quantity_print(uint32_t number, enum value_unit unit, struct buf *out)
        __attribute__((nonnull));

#endif
