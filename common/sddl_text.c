/*
 * sddl_text.c: see sddl_text.h.
 */
#include "sddl_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sddl.h"

int sddl_fail(struct sddl_text *p, struct sddl_span where, const char *format,
              ...)
{
	va_list args;

	p->fault->at = where.at;
	p->fault->len = where.len;
	va_start(args, format);
	(void)vsnprintf(p->fault->text, sizeof(p->fault->text), format, args);
	va_end(args);
	return -1;
}

/* A wrong word, fit to stand in a message. */
const char *sddl_show(const struct sddl_text *p, struct sddl_span s,
                      char shown[SDDL_SHOWN + 1])
{
	const size_t len = s.len < SDDL_SHOWN ? s.len : SDDL_SHOWN;

	for (size_t i = 0; i < len; i++) {
		const char c = p->text[s.at + i];

		shown[i] = c;
		if (c < ' ' || c > '~')
			shown[i] = '?';
	}
	shown[len] = '\0';
	return shown;
}

char sddl_peek(const struct sddl_text *p, size_t ahead)
{
	if (p->at + ahead < p->len)
		return p->text[p->at + ahead];
	return '\0';
}

struct sddl_span sddl_here(const struct sddl_text *p, size_t len)
{
	const size_t left = p->len - p->at;

	return (struct sddl_span){p->at, len < left ? len : left};
}

void sddl_skip_blanks(struct sddl_text *p)
{
	while (sddl_peek(p, 0) == ' ')
		p->at++;
}

struct sddl_span sddl_trim_front(const struct sddl_text *p, struct sddl_span s)
{
	while (s.len > 0 && p->text[s.at] == ' ') {
		s.at++;
		s.len--;
	}
	return s;
}

/* The text of a field, up to what may end one. */
struct sddl_span sddl_take_field(struct sddl_text *p)
{
	struct sddl_span s = {p->at, 0};

	while (p->at < p->len && strchr(";()", p->text[p->at]) == NULL)
		p->at++;
	s.len = p->at - s.at;
	return s;
}

/* The delimiter after an ACE's field. */
int sddl_expect(struct sddl_text *p, char delimiter)
{
	const char c = sddl_peek(p, 0);

	if (c == delimiter) {
		p->at++;
		return 0;
	}
	if (p->at == p->len)
		return sddl_fail(p, sddl_here(p, 0),
		                 "the ACE has no end, ')' is missing");
	if (c == '(')
		return sddl_fail(p, sddl_here(p, 1),
		                 "'(' inside an ACE: is the one "
		                 "before closed with ')'?");
	return sddl_fail(p, sddl_here(p, 1),
	                 "an ACE has six fields with ';' between "
	                 "them, as in (A;;RPWPLC;;;BU)");
}

/* Only an alias may be followed by blanks. */
int sddl_read_sid(struct sddl_text *p, struct sddl_span s, struct sid *out)
{
	const char *text;

	s = sddl_trim_front(p, s);
	while (s.len > 2 && p->text[s.at + 1] != '-' &&
	       p->text[s.at + s.len - 1] == ' ')
		s.len--;
	text = p->text + s.at;
	if (sid_parse(text, s.len, out) == 0)
		return 0;
	return sddl_fail(p, s, "%s", sid_problem(text, s.len));
}
