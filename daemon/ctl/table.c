/*
 * table.c: see table.h.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/utf.h"
#include "../../common/xalloc.h"

void table_init(struct table *table, const char *const *heads, size_t columns)
{
	table->columns = columns;
	table->cells = NULL;
	table->count = table->cap = 0;
	for (size_t i = 0; i < columns; i++)
		table_cell(table, heads[i]);
}

void table_release(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->count = table->cap = 0;
}

void table_cell(struct table *table, const char *text)
{
	struct buf cell = BUF_INIT;

	buf_add_escaped(&cell, text, strlen(text));
	if (cell.len == 0)
		buf_addc(&cell, '-');
	if (table->count == table->cap) {
		table->cap = table->cap ? 2 * table->cap : 64;
		table->cells = xrealloc(table->cells, table->cap,
		                        sizeof(*table->cells));
	}
	table->cells[table->count++] = buf_steal(&cell, NULL);
}

static size_t width(const char *cell)
{
	return utf8_chars(cell, strlen(cell));
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t widest = 0;

	for (size_t i = column; i < table->count; i += table->columns)
		if (width(table->cells[i]) > widest)
			widest = width(table->cells[i]);
	return widest;
}

void table_print(const struct table *table, struct buf *out)
{
	size_t *widths = xcalloc(table->columns, sizeof(*widths));
	size_t column = 0;

	for (size_t i = 0; i < table->columns; i++)
		widths[i] = column_width(table, i);
	for (size_t i = 0; i < table->count; i++) {
		buf_adds(out, table->cells[i]);
		if (column + 1 == table->columns) {
			buf_addc(out, '\n');
			column = 0;
			continue;
		}
		for (size_t w = width(table->cells[i]); w < widths[column]; w++)
			buf_addc(out, ' ');
		buf_adds(out, "  ");
		column++;
	}
	free(widths);
}
