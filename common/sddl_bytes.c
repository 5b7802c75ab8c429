/*
 * sddl_bytes.c: a parsed descriptor as self-relative bytes, [MS-DTYP] 2.4.6,
 * and what its DACL grants. The order of the parts is Windows' own: SACL,
 * DACL, owner, group.
 */
#include "sddl.h"

#include <string.h>

#include "buf.h"

enum {
	SD_HEADER = 20,
	ACL_HEADER = 8,
	ACE_HEADER = 8, /* with the mask */
	ACL_REVISION = 2,
	SE_DACL_PRESENT = 0x4,
	SE_SACL_PRESENT = 0x10,
	SE_SELF_RELATIVE = 0x8000
};

static bool is_resolved(const struct sddl_ace *aces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (aces[i].trustee.len == 0)
			return false;
	return true;
}

static size_t acl_size(const struct sddl_ace *aces, size_t count)
{
	size_t size = ACL_HEADER;

	for (size_t i = 0; i < count; i++)
		size += ACE_HEADER + aces[i].trustee.len;
	return size;
}

/* Sizes are 16 bits: the parser refuses what does not fit. */
static void add_acl(struct buf *out, const struct sddl_ace *aces, size_t count)
{
	buf_add_u16le(out, ACL_REVISION);
	buf_add_u16le(out, (unsigned)acl_size(aces, count));
	buf_add_u32le(out, (unsigned long)count);
	for (size_t i = 0; i < count; i++) {
		const struct sddl_ace *ace = &aces[i];

		buf_addc(out, (char)ace->type);
		buf_addc(out, (char)ace->flags);
		buf_add_u16le(out, (unsigned)(ACE_HEADER + ace->trustee.len));
		buf_add_u32le(out, ace->mask);
		buf_add(out, ace->trustee.bytes, ace->trustee.len);
	}
}

static unsigned control_bits(const struct sddl *sd)
{
	return SE_SELF_RELATIVE | sd->dacl_control | sd->sacl_control |
	       (sd->has_dacl ? SE_DACL_PRESENT : 0u) |
	       (sd->has_sacl ? SE_SACL_PRESENT : 0u);
}

int sddl_to_bytes(const struct sddl *sd, struct buf *out)
{
	static const struct sid system = {
	        .bytes = {1, 1, [7] = 5, [8] = 18}, .len = 12, .alias = "SY"};
	const struct sid *owner = sd->has_owner ? &sd->owner : &system;
	const struct sid *group = sd->has_group ? &sd->group : &system;
	const bool has_dacl_bytes = sd->has_dacl && !sd->dacl_null;
	size_t sacl_at = SD_HEADER, dacl_at = sacl_at, owner_at;

	if (owner->len == 0 || group->len == 0 ||
	    !is_resolved(sd->dacl, sd->dacl_count) ||
	    !is_resolved(sd->sacl, sd->sacl_count))
		return -1;
	if (sd->has_sacl)
		dacl_at += acl_size(sd->sacl, sd->sacl_count);
	owner_at = dacl_at;
	if (has_dacl_bytes)
		owner_at += acl_size(sd->dacl, sd->dacl_count);

	buf_add_u16le(out, 1); /* the descriptor's revision */
	buf_add_u16le(out, control_bits(sd));
	buf_add_u32le(out, (unsigned long)owner_at);
	buf_add_u32le(out, (unsigned long)(owner_at + owner->len));
	buf_add_u32le(out, sd->has_sacl ? (unsigned long)sacl_at : 0);
	buf_add_u32le(out, has_dacl_bytes ? (unsigned long)dacl_at : 0);
	if (sd->has_sacl)
		add_acl(out, sd->sacl, sd->sacl_count);
	if (has_dacl_bytes)
		add_acl(out, sd->dacl, sd->dacl_count);
	buf_add(out, owner->bytes, owner->len);
	buf_add(out, group->bytes, group->len);
	return 0;
}

static bool holds(const struct sid *sids, size_t count,
                  const struct sid *trustee)
{
	for (size_t i = 0; i < count; i++)
		if (trustee->len > 0 && sid_equal(&sids[i], trustee))
			return true;
	return false;
}

/* The first ACE that speaks of a right decides it. */
uint32_t sddl_granted(const struct sddl *sd, const struct sid *sids,
                      size_t sid_count, const struct sid *deny_only,
                      size_t deny_only_count, uint32_t wanted)
{
	uint32_t undecided = wanted, granted = 0;

	if (!sd->has_dacl || sd->dacl_null)
		return wanted;
	for (size_t i = 0; i < sd->dacl_count; i++) {
		const struct sddl_ace *ace = &sd->dacl[i];
		const bool enabled = holds(sids, sid_count, &ace->trustee);

		if ((ace->flags & ACE_INHERIT_ONLY) != 0)
			continue;
		if (ace->type == ACE_ALLOWED && enabled)
			granted |= undecided & ace->mask;
		else if (ace->type != ACE_DENIED ||
		         (!enabled &&
		          !holds(deny_only, deny_only_count, &ace->trustee)))
			continue;
		undecided &= ~ace->mask;
	}
	return granted;
}
