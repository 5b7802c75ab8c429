/*
 * reg_hex.c: see reg_hex.h.
 */
#include "reg_hex.h"

#include "../common/buf.h"
#include "../common/limits.h"

/* The line that a '\' continues on; false at the end of the file. */
static bool continue_line(struct reg_lines *lines, struct reg_line *line)
{
	while (reg_lines_next(lines, line)) {
		reg_line_blanks(line);
		if (!reg_line_is_done(*line))
			return true;
	}
	return false;
}

const char *reg_hex_read(struct reg_lines *lines, struct reg_line *line,
                         struct buf *out)
{
	bool after_comma = true, continued = false;

	for (;;) {
		long long byte;

		reg_line_blanks(line);
		if (!continued && reg_line_is_done(*line))
			return NULL;
		if (!continued && after_comma && reg_line_skip(line, "\\")) {
			if (!reg_line_is_done(*line))
				return "something follows the '\\' that "
				       "continues the line";
			if (!continue_line(lines, line))
				return NULL;
			continued = true;
			continue;
		}
		continued = false;
		byte = after_comma ? reg_line_hex(line, 2) : -1;
		if (byte < 0)
			return "bytes are two hexadecimal digits each, with "
			       "commas between";
		if (out->len >= LIMIT_VALUE_BYTES)
			return "the value is longer than 64 KiB";
		buf_addc(out, (char)byte);
		after_comma = reg_line_skip(line, ",");
	}
}

/* regedit goes on to the next line at this column or behind it. */
enum { BREAK_COLUMN = 76 };

void reg_hex_write(struct buf *out, size_t column, const unsigned char *data,
                   size_t len)
{
	for (size_t i = 0; i < len; i++) {
		buf_addf(out, "%02x", data[i]);
		if (i + 1 == len)
			break;
		buf_addc(out, ',');
		column += 3;
		if (column >= BREAK_COLUMN) {
			buf_adds(out, "\\\r\n  ");
			column = 2;
		}
	}
}
