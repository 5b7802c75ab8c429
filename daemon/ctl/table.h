/*
 * table.h: cells in columns as wide as their widest.
 */
#ifndef FSPD_CTL_TABLE_H
#define FSPD_CTL_TABLE_H

#include <stddef.h>

struct buf;

struct table {
	size_t columns;
	char **cells; /* row by row, the heads first */
	size_t count, cap;
};

/* heads are copied. */
void table_init(struct table *table, const char *const *heads, size_t columns)
        __attribute__((nonnull));
void table_release(struct table *table) __attribute__((nonnull));
/* The next cell, escaped; an empty one is shown as "-". */
void table_cell(struct table *table, const char *text) __attribute__((nonnull));
/* Append the rows; the last column is not padded. */
void table_print(const struct table *table, struct buf *out)
        __attribute__((nonnull));

#endif
