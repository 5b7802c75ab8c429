/*
 * log_text.c: see log_text.h.
 */
#include "log_text.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/shown.h"
#include "../common/template.h"
#include "instance.h"

static const char part_word[] = " part ";

static void begin_line(struct buf *out, uint64_t filetime)
{
	char time[TEMPLATE_TIME_SIZE];

	template_time(filetime, time);
	buf_addf(out, "--- %s", time);
}

void log_text_part(struct buf *out, uint64_t part, uint64_t filetime)
{
	begin_line(out, filetime);
	buf_addf(out, "%s%llu of this log\n", part_word,
	         (unsigned long long)part);
}

/* The number at the beginning of at, 0 when there is none or it is absurd. */
static uint64_t read_number(const char *at, const char *end)
{
	enum { DIGITS_MAX = 15 };
	uint64_t number = 0;
	int digits = 0;

	for (; at < end && *at >= '0' && *at <= '9'; at++) {
		if (++digits > DIGITS_MAX)
			return 0;
		number = number * 10 + (uint64_t)(*at - '0');
	}
	return at < end && *at == ' ' ? number : 0;
}

uint64_t log_text_read_part(const char *bytes, size_t len)
{
	enum { TIME = 4 };
	const size_t word_len = sizeof(part_word) - 1;
	const char *end = bytes + len;
	const char *at = bytes + TIME;

	if (len < TIME || memcmp(bytes, "--- ", TIME) != 0)
		return 0;
	while (at < end && at < bytes + TIME + TEMPLATE_TIME_SIZE && *at != ' ')
		at++;
	if ((size_t)(end - at) < word_len ||
	    memcmp(at, part_word, word_len) != 0)
		return 0;
	return read_number(at + word_len, end);
}

void log_text_start(struct buf *out, const struct log_start *start,
                    uint64_t filetime)
{
	struct buf command_line = BUF_INIT;

	shown_text(start->command_line, &command_line);
	begin_line(out, filetime);
	buf_addf(out, " fspd %s started process %lu as ", start->version,
	         (unsigned long)start->pid);
	buf_add_escaped(out, start->account, strlen(start->account));
	buf_adds(out, ": ");
	buf_add_escaped(out, command_line.data, command_line.len);
	buf_addc(out, '\n');
	buf_release(&command_line);
}

void log_text_end(struct buf *out, uint32_t pid, uint32_t exit_code,
                  uint64_t ms, uint64_t filetime)
{
	begin_line(out, filetime);
	buf_addf(out, " process %lu ended: ", (unsigned long)pid);
	exit_code_text(out, exit_code);
	buf_addf(out, " after %llu.%03llu s\n", (unsigned long long)(ms / 1000),
	         (unsigned long long)(ms % 1000));
}

void log_text_lost(struct buf *out, uint64_t bytes, const char *why,
                   uint64_t filetime)
{
	begin_line(out, filetime);
	buf_addf(out,
	         " %llu bytes of output are lost: ", (unsigned long long)bytes);
	buf_add_escaped(out, why, strlen(why));
	buf_addc(out, '\n');
}

size_t log_text_fit(const char *bytes, size_t len, size_t room, int mid_line)
{
	size_t fit = room;

	if (len <= room)
		return len;
	while (fit > 0 && bytes[fit - 1] != '\n')
		fit--;
	return fit == 0 && mid_line ? room : fit;
}

size_t log_text_whole(const char *bytes, size_t len)
{
	size_t at = len;
	unsigned char lead;
	size_t wanted;

	while (at > 0 && len - at < 3 &&
	       ((unsigned char)bytes[at - 1] & 0xC0) == 0x80)
		at--;
	if (at == 0)
		return len;
	lead = (unsigned char)bytes[at - 1];
	wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return lead < 0xF8 && len - (at - 1) < wanted ? at - 1 : len;
}
