/*
 * shown.c: see shown.h.
 */
#include "shown.h"

#include <string.h>

#include "buf.h"
#include "clear_password.h"
#include "json.h"
#include "utf.h"
#include "value.h"

void shown_value(enum key_id id, const struct value *v, struct buf *out)
{
	struct value_fault fault;
	struct buf text = BUF_INIT;

	if (id == KEY_SECRET && value_judge(id, v, &fault) != 0) {
		buf_adds(out, "***");
		return;
	}
	value_print(id, v, &text);
	clear_password_mask(text.data, out);
	buf_release(&text);
}

void shown_other(const char *name, const char *text, struct buf *out)
{
	if (clear_password_is_name(name, strlen(name)))
		buf_adds(out, "***");
	else
		clear_password_mask(text, out);
}

void shown_text(const char *text, struct buf *out)
{
	clear_password_mask(text, out);
}

void shown_json(struct json *j, const char *key, const char *text)
{
	struct buf shown = BUF_INIT;

	shown_text(text, &shown);
	json_text(j, key, shown.data);
	buf_release(&shown);
}

/* Bytes of text that are valid and fit into a piece. */
static size_t that_fit(const char *text)
{
	size_t len = utf8_invalid_at(text, strlen(text));

	if (len < SHOWN_PIECE)
		return len;
	len = SHOWN_PIECE - 1;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

const char *shown_piece(char piece[SHOWN_PIECE], const char *text, size_t len)
{
	struct buf whole = BUF_INIT, masked = BUF_INIT;

	buf_add(&whole, text, len);
	clear_password_mask_piece(whole.data, &masked);

	const size_t fits = that_fit(masked.data);
	memcpy(piece, masked.data, fits);
	piece[fits] = '\0';
	buf_release(&masked);
	buf_release(&whole);
	return piece;
}
