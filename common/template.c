/*
 * template.c: see template.h.
 *
 * A template is a run of plain text and tokens that begin with %. read_token
 * alone knows where a token ends; expanding and scanning both walk with it, so
 * what is checked is what is run.
 */
#include "template.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "utf.h"

struct token {
	char what;        /* '0'..'9', 'A'..'Z', or NUL: plain text */
	bool unknown;     /* % before something that it does not know */
	const char *text; /* plain text */
	size_t text_len;
	const char *pattern; /* after %\, NULL when there is none */
	size_t pattern_len;
	size_t len; /* bytes of the template */
};

static bool names_argument(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* at is the backslash of %\. Without an argument's letter nothing is meant,
 * and the original takes the rest of the template for the pattern. */
static void read_path_token(const char *at, struct token *t)
{
	size_t n = 1;

	while (at[n] != '\0' && !names_argument(at[n]))
		n++;
	t->what = at[n];
	t->pattern = at + 1;
	t->pattern_len = n - 1;
	t->unknown = t->what == '\0';
	t->len = t->unknown ? n + 1 : n + 2;
}

static struct token read_token(const char *at)
{
	struct token t = {.text = at};

	if (*at != '%') {
		t.text_len = t.len = strcspn(at, "%");
	} else if (at[1] == '\\') {
		read_path_token(at + 1, &t);
	} else if (names_argument(at[1])) {
		t.what = at[1];
		t.len = 2;
	} else {
		/* %x is x; a % at the end vanishes. */
		t.text = at + 1;
		t.text_len = at[1] != '\0';
		t.unknown = at[1] != '%';
		t.len = 1 + t.text_len;
	}
	return t;
}

/* The text that token t stands for, NULL when it is absent. */
static const char *look_up(const struct token *t,
                           const struct template_facts *facts)
{
	if (t->what >= '1' && t->what <= '9') {
		const size_t index = (size_t)(t->what - '1');

		return index < facts->argument_count ? facts->arguments[index]
		                                     : NULL;
	}
	switch (t->what) {
	case '0':
		return facts->executable;
	case 'U':
		return facts->user;
	case 'P':
		return facts->profile;
	case 'T':
		return facts->time;
	default:
		return NULL;
	}
}

static void add_without_quotes(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text != '"')
			buf_addc(out, *text);
}

static void substitute(struct buf *out, const struct token *t,
                       const struct template_facts *facts, bool quote)
{
	struct buf rewritten = BUF_INIT;
	const char *text = look_up(t, facts);

	/* An absent argument is not rewritten: %\/b:_1 of nothing is not ":" */
	if (text != NULL && t->pattern != NULL) {
		template_path(&rewritten, t->pattern, t->pattern_len, text);
		text = rewritten.data;
	}
	if (text == NULL)
		text = "";
	if (quote)
		template_quote(out, text);
	else
		add_without_quotes(out, text);
	buf_release(&rewritten);
}

void template_expand(struct buf *out, const char *template,
                     const struct template_facts *facts, bool quote)
{
	while (*template != '\0') {
		const struct token t = read_token(template);

		if (t.what != '\0')
			substitute(out, &t, facts, quote);
		else
			buf_add(out, t.text, t.text_len);
		template += t.len;
	}
}

void template_command_line(struct buf *out, const char *template,
                           const char *extra,
                           const struct template_facts *facts)
{
	template_quote(out, facts->executable);
	buf_addc(out, ' ');
	template_expand(out, template, facts, true);
	if (extra != NULL && extra[0] != '\0') {
		buf_addc(out, ' ');
		template_expand(out, extra, facts, true);
	}
}

static void add_backslashes(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_addc(out, '\\');
}

/* Backslashes are themselves but before a double quote, where each pair means
 * one: those before an embedded quote and before the closing one double. */
void template_quote(struct buf *out, const char *argument)
{
	buf_addc(out, '"');
	for (;;) {
		const size_t run = strspn(argument, "\\");

		argument += run;
		if (*argument == '\0') {
			add_backslashes(out, 2 * run);
			break;
		}
		add_backslashes(out, *argument == '"' ? 2 * run + 1 : run);
		buf_addc(out, *argument++);
	}
	buf_addc(out, '"');
}

/* Copy a path, each backslash replaced. A replacement that is a backslash is
 * doubled: the original meant it for programs that unescape. */
static void add_rest(struct buf *out, const char *text, const char *replacement,
                     size_t replacement_len)
{
	for (; *text != '\0'; text++) {
		if (*text != '\\') {
			buf_addc(out, *text);
			continue;
		}
		buf_add(out, replacement, replacement_len);
		if (*replacement == '\\')
			buf_addc(out, '\\');
	}
}

/* The component of path that letter names, runs of backslashes counting as
 * one, and where the rest of the path begins after it. */
static const char *find_component(const char *path, char letter, size_t *len,
                                  const char **rest)
{
	path += strspn(path, "\\");
	for (;; letter--) {
		*len = strcspn(path, "\\");
		*rest = path + *len + strspn(path + *len, "\\");
		if (letter == 'a')
			return path;
		path = *rest;
	}
}

void template_path(struct buf *out, const char *pattern, size_t pattern_len,
                   const char *argument)
{
	const char *const end = pattern + pattern_len;
	const char *const replacement = pattern;
	const char *rest = argument;
	char greatest = '\0';
	uint32_t code = 0;
	size_t replacement_len;

	if (pattern_len == 0 || names_argument(*pattern))
		return;
	replacement_len = utf8_decode(pattern, pattern_len, &code);
	if (replacement_len == 0)
		replacement_len = 1;
	pattern += replacement_len;
	for (; pattern < end && !names_argument(*pattern); pattern++) {
		if (*pattern == '_') {
			add_rest(out, rest, replacement, replacement_len);
		} else if (*pattern >= 'a' && *pattern <= 'z') {
			size_t len;
			const char *after;
			const char *component = find_component(
			        argument, *pattern, &len, &after);

			buf_add(out, component, len);
			if (*pattern > greatest) {
				greatest = *pattern;
				rest = after;
			}
		} else {
			buf_addc(out, *pattern);
		}
	}
}

/* Days since 1601-01-01 as a date of the Gregorian calendar, counted in eras
 * of 400 years from 1600-03-01, so that the leap day ends a year. */
static void civil_date(unsigned long days, unsigned *year, unsigned *month,
                       unsigned *day)
{
	enum { DAYS_TO_MARCH_1600 = 306, DAYS_PER_ERA = 146097 };
	const unsigned long d = days + DAYS_TO_MARCH_1600;
	const unsigned era = (unsigned)(d / DAYS_PER_ERA);
	const unsigned doe = (unsigned)(d % DAYS_PER_ERA);
	const unsigned yoe =
	        (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	const unsigned shifted = (5 * doy + 2) / 153; /* 0 is March */

	*day = doy - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = 1600 + era * 400 + yoe + (*month <= 2);
}

void template_time(unsigned long long filetime, char out[TEMPLATE_TIME_SIZE])
{
	const unsigned long long ms = filetime / 10000;
	const unsigned long s = (unsigned long)(ms / 1000 % 86400);
	unsigned year, month, day;

	civil_date((unsigned long)(ms / 86400000), &year, &month, &day);
	(void)snprintf(out, TEMPLATE_TIME_SIZE,
	               "%04u%02u%02uT%02lu%02lu%02lu.%03lluZ", year % 100000,
	               month % 100, day % 100, s / 3600, s / 60 % 60, s % 60,
	               ms % 1000);
}

static void note_use(char what, struct template_use *use)
{
	if (what >= '0' && what <= '9')
		use->arguments |= 1u << (what - '0');
	else if (what == 'U')
		use->user = true;
	else if (what == 'P')
		use->profile = true;
	else if (what == 'T')
		use->time = true;
	else
		use->other = true;
}

static const char *find_fault(const struct token *t)
{
	if (t->unknown && t->pattern != NULL)
		return "'%\\' without the digit or capital letter of what it "
		       "rewrites";
	if (t->unknown && t->text_len == 0)
		return "'%' at the end, write '%%' for a percent sign";
	if (t->unknown)
		return "'%' before something that is no digit and no capital "
		       "letter, write '%%' for a percent sign";
	if (t->pattern != NULL && t->pattern_len < 2)
		return "'%\\' needs a replacement character and a pattern, as "
		       "in '%\\/_1'";
	return NULL;
}

void template_scan(const char *template, struct template_use *use)
{
	*use = (struct template_use){0};
	for (const char *at = template; *at != '\0';) {
		const struct token t = read_token(at);
		const char *fault = *at == '%' ? find_fault(&t) : NULL;

		if (fault != NULL && use->fault == NULL) {
			use->fault = fault;
			use->fault_at = (size_t)(at - template);
			use->fault_len = t.len;
		}
		if (t.what != '\0')
			note_use(t.what, use);
		at += t.len;
	}
}
