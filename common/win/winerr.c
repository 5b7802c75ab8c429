/*
 * winerr.c: see winerr.h.
 */
#include "winerr.h"

#include <windows.h>

#include <stdarg.h>
#include <stdlib.h>

#include "buf.h"
#include "error.h"
#include "wide.h"

enum { WORDS_MAX = 512 }; /* the longest system message is under 400 */

static DWORD system_words(uint32_t code, DWORD language, wchar_t *words)
{
	return FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM |
	                              FORMAT_MESSAGE_IGNORE_INSERTS |
	                              FORMAT_MESSAGE_MAX_WIDTH_MASK,
	                      NULL, code, language, words, WORDS_MAX, NULL);
}

static int is_upper(wchar_t c)
{
	return c >= L'A' && c <= L'Z';
}

/* Some of the system's words have a place for a name that we put elsewhere: '%1
 * is not a valid Win32 application'. */
static void add_words(struct buf *out, const char *words)
{
	for (; *words != '\0'; words++)
		if (words[0] == '%' && words[1] >= '1' && words[1] <= '9') {
			buf_adds(out, "it");
			words++;
		} else {
			buf_addc(out, *words);
		}
}

void winerr_text(struct buf *out, uint32_t code)
{
	wchar_t words[WORDS_MAX];
	DWORD len = system_words(
	        code, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), words);
	char *text;

	if (len == 0)
		len = system_words(code, 0, words);
	while (len > 0 && (words[len - 1] <= L' ' || words[len - 1] == L'.'))
		len--;
	if (len == 0) {
		buf_adds(out, error_text(code));
		return;
	}
	if (is_upper(words[0]) && !(len > 1 && is_upper(words[1])))
		words[0] = (wchar_t)(words[0] - L'A' + L'a');
	text = wide_to_utf8_lossy(words, len);
	add_words(out, text);
	free(text);
}

int winerr_set(struct error *err, uint32_t code, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	buf_adds(&text, ": ");
	winerr_text(&text, code);
	error_set(err, code, "%s (%lu)", text.data, (unsigned long)code);
	buf_release(&text);
	return -1;
}
