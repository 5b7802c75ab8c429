/*
 * sddl.c: the parser of sddl.h: the sections of a descriptor and the flags of
 * its ACLs. sddl_ace.c reads the ACEs.
 *
 * Reads from left to right and stops at the first fault, whose range is told
 * in bytes of the text. Where blanks may stand is Windows' choice: around the
 * flags of an ACL, between ACEs, before an ACE's flags, rights and trustee, in
 * an empty field and after an alias; nowhere else.
 */
#include "sddl.h"

#include <stdlib.h>
#include <string.h>

#include "sddl_ace.h"
#include "sddl_text.h"
#include "xalloc.h"

enum {
	ACL_BYTES_MAX = 65535, /* an ACL's size has 16 bits */
	ACL_HEADER = 8,
	ACE_HEADER = 8,           /* with the mask */
	SID_OF_DOMAIN = 8 + 4 * 5 /* what a relative alias becomes */
};

struct acl {
	struct sddl_ace *aces;
	size_t count, cap, bytes;
	uint16_t control;
	bool is_sacl, is_null;
};

static bool at_section(const struct sddl_text *p)
{
	const char c = sddl_peek(p, 0);

	return (c == 'O' || c == 'G' || c == 'D' || c == 'S') &&
	       sddl_peek(p, 1) == ':';
}

/* Owner and group end where the next section's letter stands: a SID may end in
 * hexadecimal digits, but it holds no colon. */
static int read_principal(struct sddl_text *p, struct sid *sid, bool *has)
{
	const struct sddl_span head = sddl_here(p, 2);
	struct sddl_span s = {p->at + 2, 0};
	const char *colon = memchr(p->text + s.at, ':', p->len - s.at);
	const size_t end = colon ? (size_t)(colon - p->text) - 1 : p->len;

	if (*has)
		return sddl_fail(p, head, "'%c:' stands twice",
		                 p->text[head.at]);
	if (end <= s.at)
		return sddl_fail(p, head, "a SID is missing after '%c:'",
		                 p->text[head.at]);
	s.len = end - s.at;
	*has = true;
	p->at = end;
	return sddl_read_sid(p, s, sid);
}

static bool take_word(struct sddl_text *p, const char *word)
{
	const size_t len = strlen(word);

	if (p->len - p->at < len || memcmp(p->text + p->at, word, len) != 0)
		return false;
	p->at += len;
	return true;
}

static int read_acl_flags(struct sddl_text *p, struct acl *acl)
{
	enum {
		SE_PROTECTED = 0x1000,
		SE_REQUIRED = 0x100,
		SE_INHERITED = 0x400
	};
	unsigned control = 0;

	sddl_skip_blanks(p);
	while (p->at < p->len && sddl_peek(p, 0) != '(' && !at_section(p)) {
		const struct sddl_span flag = sddl_here(p, 1);
		char shown[SDDL_SHOWN + 1];

		if (take_word(p, "P"))
			control |= SE_PROTECTED;
		else if (take_word(p, "AR"))
			control |= SE_REQUIRED;
		else if (take_word(p, "AI"))
			control |= SE_INHERITED;
		else if (!acl->is_sacl && take_word(p, "NO_ACCESS_CONTROL"))
			acl->is_null = true;
		else
			return sddl_fail(p, flag,
			                 "'%s' is no flag (P, AR, AI); an ACE "
			                 "begins with '('",
			                 sddl_show(p, flag, shown));
		sddl_skip_blanks(p);
	}
	/* the SACL's bits stand one to the left of the DACL's */
	acl->control = (uint16_t)(acl->is_sacl ? control << 1 : control);
	return 0;
}

static int keep_ace(struct sddl_text *p, struct acl *acl,
                    const struct sddl_ace *ace)
{
	const size_t sid = ace->trustee.len;

	acl->bytes += ACE_HEADER + (sid > 0 ? sid : SID_OF_DOMAIN);
	if (acl->bytes > ACL_BYTES_MAX)
		return sddl_fail(p, (struct sddl_span){ace->at, ace->len},
		                 "the ACL is larger than Windows' 64 KiB");
	if (acl->count == acl->cap) {
		acl->cap = acl->cap ? acl->cap * 2 : 4;
		acl->aces = xrealloc(acl->aces, acl->cap, sizeof(*acl->aces));
	}
	acl->aces[acl->count++] = *ace;
	return 0;
}

static int read_acl(struct sddl_text *p, struct acl *acl, bool has)
{
	const struct sddl_span head = sddl_here(p, 2);

	if (has)
		return sddl_fail(p, head, "'%c:' stands twice",
		                 p->text[head.at]);
	p->at += 2;
	if (read_acl_flags(p, acl) < 0)
		return -1;
	if (acl->is_null && sddl_peek(p, 0) == '(')
		return sddl_fail(p, sddl_here(p, 1),
		                 "after NO_ACCESS_CONTROL, which "
		                 "allows everything, there are no "
		                 "ACEs");
	while (sddl_peek(p, 0) == '(') {
		struct sddl_ace ace;

		if (sddl_read_ace(p, acl->is_sacl, &ace) < 0 ||
		    keep_ace(p, acl, &ace) < 0)
			return -1;
		sddl_skip_blanks(p);
	}
	return 0;
}

static int read_dacl(struct sddl_text *p, struct sddl *out)
{
	struct acl acl = {.bytes = ACL_HEADER};
	int rc = -1;

	if (read_acl(p, &acl, out->has_dacl) < 0)
		goto out;
	out->has_dacl = true;
	out->dacl_null = acl.is_null;
	out->dacl_control = acl.control;
	out->dacl_count = acl.count;
	out->dacl = acl.aces;
	acl.aces = NULL;
	rc = 0;
out:
	free(acl.aces);
	return rc;
}

static int read_sacl(struct sddl_text *p, struct sddl *out)
{
	struct acl acl = {.bytes = ACL_HEADER, .is_sacl = true};
	int rc = -1;

	if (read_acl(p, &acl, out->has_sacl) < 0)
		goto out;
	out->has_sacl = true;
	out->sacl_control = acl.control;
	out->sacl_count = acl.count;
	out->sacl = acl.aces;
	acl.aces = NULL;
	rc = 0;
out:
	free(acl.aces);
	return rc;
}

static int read_section(struct sddl_text *p, struct sddl *out)
{
	if (!at_section(p))
		return sddl_fail(p, sddl_here(p, 1),
		                 "here stands 'O:', 'G:', 'D:' or "
		                 "'S:', capitals without a blank");
	switch (sddl_peek(p, 0)) {
	case 'O':
		return read_principal(p, &out->owner, &out->has_owner);
	case 'G':
		return read_principal(p, &out->group, &out->has_group);
	case 'D':
		return read_dacl(p, out);
	default:
		return read_sacl(p, out);
	}
}

int sddl_parse(const char *text, size_t len, struct sddl *out,
               struct sddl_fault *fault)
{
	struct sddl_text p = {.text = text, .len = len, .fault = fault};

	*out = (struct sddl){0};
	while (p.at < p.len) {
		if (read_section(&p, out) < 0) {
			sddl_release(out);
			return -1;
		}
	}
	return 0;
}

void sddl_release(struct sddl *sd)
{
	free(sd->dacl);
	free(sd->sacl);
	*sd = (struct sddl){0};
}
