/*
 * acl_bytes.c: see acl_bytes.h. The layout is that of [MS-DTYP] 2.4.4 to
 * 2.4.6: a head of 20 bytes with the offsets of owner, group and lists; a list
 * has 8 bytes and then ACEs of type, flags, size, mask and (behind the GUIDs
 * of object ACEs) the trustee.
 */
#include "acl_bytes.h"

#include <string.h>

#include "xalloc.h"

enum {
	HEAD = 20,
	AT_CONTROL = 2,
	AT_OWNER = 4,
	AT_GROUP = 8,
	AT_DACL = 16,
	LIST_HEAD = 8,
	ACE_HEAD = 8,
	SID_HEAD = 8,
	GUID = 16
};

enum { CONTROL_DACL = 0x4, CONTROL_SELF_RELATIVE = 0x8000 };

static size_t word_at(const unsigned char *b)
{
	return b[0] | (size_t)b[1] << 8;
}

static size_t long_at(const unsigned char *b)
{
	return word_at(b) | word_at(b + 2) << 16;
}

/* The SID that the len bytes at b begin with. */
static int read_sid(const unsigned char *b, size_t len, struct sid *out)
{
	size_t size;

	if (len < SID_HEAD)
		return -1;
	size = SID_HEAD + 4 * (size_t)b[1];
	return size <= len ? sid_from_bytes(b, size, out) : -1;
}

/* Where in an ACE of type the trustee stands; 0: it has none we know of. */
static size_t trustee_at(unsigned type, const unsigned char *ace, size_t size)
{
	switch (type) {
	case 0x0:
	case 0x1:
	case 0x9:
	case 0xa:
		return ACE_HEAD;
	case 0x5:
	case 0x6:
	case 0xb:
	case 0xc:
		if (size < ACE_HEAD + 4)
			return 0;
		return ACE_HEAD + 4 +
		       GUID * ((ace[ACE_HEAD] & 1u) +
		               (ace[ACE_HEAD] >> 1 & 1u));
	default:
		return 0;
	}
}

static int read_ace(const unsigned char *ace, size_t size, struct sddl *out)
{
	struct sddl_ace *entry = &out->dacl[out->dacl_count];
	const size_t at = trustee_at(ace[0], ace, size);

	*entry = (struct sddl_ace){
	        .type = ace[0],
	        .flags = ace[1],
	        .mask = (uint32_t)long_at(ace + 4),
	};
	if (at == 0 || at > size ||
	    read_sid(ace + at, size - at, &entry->trustee) < 0)
		return -1;
	out->dacl_count++;
	return 0;
}

static int read_list(const unsigned char *b, size_t len, struct sddl *out)
{
	size_t count, at = LIST_HEAD;

	if (len < LIST_HEAD || word_at(b + 2) > len ||
	    word_at(b + 2) < LIST_HEAD)
		return -1;
	len = word_at(b + 2);
	count = word_at(b + 4);
	if (count > (len - LIST_HEAD) / ACE_HEAD)
		return -1;
	out->dacl = xcalloc(count, sizeof(*out->dacl));
	for (; count > 0; count--) {
		const size_t left = len - at;
		const size_t size = left < ACE_HEAD ? 0 : word_at(b + at + 2);

		if (size < ACE_HEAD || size > left ||
		    read_ace(b + at, size, out) < 0)
			return -1;
		at += size;
	}
	return 0;
}

static int read_all(const unsigned char *b, size_t len, struct sddl *out)
{
	const size_t control = len < HEAD ? 0 : word_at(b + AT_CONTROL);
	size_t at;

	if (len < HEAD || b[0] != 1 || !(control & CONTROL_SELF_RELATIVE))
		return -1;
	at = long_at(b + AT_OWNER);
	if (at != 0 &&
	    (at > len || read_sid(b + at, len - at, &out->owner) < 0))
		return -1;
	out->has_owner = at != 0;
	at = long_at(b + AT_GROUP);
	if (at != 0 &&
	    (at > len || read_sid(b + at, len - at, &out->group) < 0))
		return -1;
	out->has_group = at != 0;
	at = long_at(b + AT_DACL);
	out->has_dacl = (control & CONTROL_DACL) != 0;
	out->dacl_null = out->has_dacl && at == 0;
	if (!out->has_dacl || out->dacl_null)
		return 0;
	return at <= len ? read_list(b + at, len - at, out) : -1;
}

int acl_from_bytes(const void *bytes, size_t len, struct sddl *out)
{
	*out = (struct sddl){.has_owner = false};
	if (read_all(bytes, len, out) == 0)
		return 0;
	sddl_release(out);
	*out = (struct sddl){.has_owner = false};
	return -1;
}
