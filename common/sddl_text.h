/*
 * sddl_text.h: the text of a security descriptor while it is being read, for
 * sddl.c and sddl_ace.c alone.
 */
#ifndef FSPD_SDDL_TEXT_H
#define FSPD_SDDL_TEXT_H

#include <stddef.h>

#include "printf_like.h"

struct sddl_fault;
struct sid;

enum { SDDL_SHOWN = 16 }; /* of a wrong word, in a fault */

struct sddl_text {
	const char *text;
	size_t len, at; /* at: what is read next */
	struct sddl_fault *fault;
};

struct sddl_span {
	size_t at, len;
};

/* Fill p's fault with formatted text about where. Returns -1. */
int sddl_fail(struct sddl_text *p, struct sddl_span where, const char *format,
              ...) PRINTF_LIKE(3, 4);
/* The word at s made fit to stand in a fault, cut to SDDL_SHOWN. */
const char *sddl_show(const struct sddl_text *p, struct sddl_span s,
                      char shown[SDDL_SHOWN + 1]);
/* The byte that far ahead, NUL past the end. */
char sddl_peek(const struct sddl_text *p, size_t ahead);
/* The next len bytes, or as many as there are. */
struct sddl_span sddl_here(const struct sddl_text *p, size_t len);
void sddl_skip_blanks(struct sddl_text *p);
/* s without the blanks it begins with. */
struct sddl_span sddl_trim_front(const struct sddl_text *p, struct sddl_span s);
/* Read the text of an ACE's field, up to what may end one. */
struct sddl_span sddl_take_field(struct sddl_text *p);
/* Read the delimiter after it; -1 and a fault when another stands there. */
int sddl_expect(struct sddl_text *p, char delimiter)
        __attribute__((warn_unused_result));
/* The SID that s is, blanks where Windows has them; -1 and a fault. */
int sddl_read_sid(struct sddl_text *p, struct sddl_span s, struct sid *out)
        __attribute__((warn_unused_result));

#endif
