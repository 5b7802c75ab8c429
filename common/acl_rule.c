/*
 * acl_rule.c: see acl_rule.h.
 */
#include "acl_rule.h"

#include <assert.h>
#include <string.h>

#include "buf.h"

/* Rights on files; on a directory the first two mean adding files and
 * subdirectories. */
enum {
	RIGHT_WRITE_DATA = 0x2,
	RIGHT_APPEND = 0x4,
	RIGHT_DELETE_CHILD = 0x40,
	RIGHT_DELETE = 0x10000,
	RIGHT_WRITE_DAC = 0x40000,
	RIGHT_WRITE_OWNER = 0x80000,
	RIGHTS_CONTROL = RIGHT_WRITE_DAC | RIGHT_WRITE_OWNER,
	/* What reading and running comes to, attributes and all. */
	RIGHTS_READ = 0x1200a9,
	RIGHTS_ALL = 0x1f01ff
};

static const uint32_t forbidden[] = {
        [ACL_PROGRAM] =
                RIGHT_WRITE_DATA | RIGHT_APPEND | RIGHT_DELETE | RIGHTS_CONTROL,
        [ACL_DIRECTORY] = RIGHT_WRITE_DATA | RIGHT_DELETE_CHILD | RIGHT_DELETE |
                          RIGHTS_CONTROL,
        [ACL_ABOVE] = RIGHT_DELETE_CHILD | RIGHT_DELETE | RIGHTS_CONTROL,
        [ACL_ROOT] = RIGHT_DELETE_CHILD | RIGHTS_CONTROL,
        [ACL_OWN] = RIGHTS_ALL,
        [ACL_OWN_FOR_READERS] = RIGHTS_ALL & ~(uint32_t)RIGHTS_READ,
};

static bool is(const struct sid *sid, const char *text)
{
	struct sid other;

	return sid_parse(text, strlen(text), &other) == 0 &&
	       sid_equal(sid, &other);
}

static bool is_own_place(enum acl_place place)
{
	return place == ACL_OWN || place == ACL_OWN_FOR_READERS;
}

/* TrustedInstaller owns Windows and Program Files, but makes nothing of ours.
 */
static bool is_trusted(const struct sid *sid, enum acl_place place)
{
	static const char installer[] = "S-1-5-80-956008885-3418522649-"
	                                "1831038044-1853292631-2271478464";

	return is(sid, "SY") || is(sid, "BA") ||
	       (!is_own_place(place) && is(sid, installer));
}

/* No token holds these, or the owner is meant, who is judged as such. */
static bool is_placeholder(const struct sid *sid)
{
	return is(sid, "CO") || is(sid, "CG") || is(sid, "OW");
}

/* A mask with its generic rights replaced by what they mean for files. */
static uint32_t plain(uint32_t mask)
{
	static const struct {
		uint32_t generic, rights;
	} map[] = {
	        {0x80000000, 0x120089},
	        {0x40000000, 0x120116},
	        {0x20000000, 0x1200a0},
	        {0x10000000, RIGHTS_ALL},
	};

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (mask & map[i].generic)
			mask |= map[i].rights;
	return mask & RIGHTS_ALL;
}

/* Whether an ACE of the type grants, also on conditions or for a part. */
static bool is_grant(unsigned type)
{
	return type == ACE_ALLOWED || type == 0x5 || type == 0x9 || type == 0xb;
}

/* What ACEs in front of index deny to its trustee for certain. */
static uint32_t denied_before(const struct sddl *sd, size_t index)
{
	uint32_t denied = 0;

	for (size_t i = 0; i < index; i++) {
		const struct sddl_ace *ace = &sd->dacl[i];

		if (ace->type == ACE_DENIED &&
		    !(ace->flags & ACE_INHERIT_ONLY) &&
		    (is(&ace->trustee, "WD") ||
		     sid_equal(&ace->trustee, &sd->dacl[index].trustee)))
			denied |= plain(ace->mask);
	}
	return denied;
}

static uint32_t held(const struct sddl *sd, size_t index, enum acl_place place)
{
	const struct sddl_ace *ace = &sd->dacl[index];

	if (!is_grant(ace->type) || is_trusted(&ace->trustee, place) ||
	    is_placeholder(&ace->trustee) ||
	    ((ace->flags & ACE_INHERIT_ONLY) && !is_own_place(place)))
		return 0;
	return plain(ace->mask) & ~denied_before(sd, index) & forbidden[place];
}

struct acl_finding acl_judge(const struct sddl *sd, enum acl_place place)
{
	struct acl_finding finding = {.kind = ACL_FINE};

	assert((unsigned)place < sizeof(forbidden) / sizeof(forbidden[0]));
	if (!sd->has_owner) {
		finding.kind = ACL_OWNERLESS;
		return finding;
	}
	if (!is_trusted(&sd->owner, place)) {
		finding.kind = ACL_OWNER;
		finding.trustee = sd->owner;
		return finding;
	}
	if (!sd->has_dacl || sd->dacl_null) {
		finding.kind = ACL_OPEN;
		return finding;
	}
	for (size_t i = 0; i < sd->dacl_count; i++) {
		finding.rights = held(sd, i, place);
		if (finding.rights == 0)
			continue;
		finding.kind = ACL_GRANTS;
		finding.trustee = sd->dacl[i].trustee;
		return finding;
	}
	return finding;
}

/* -- words ----------------------------------------------------------------- */

static void add_trustee(struct buf *out, const struct sid *sid)
{
	static const char *const names[][2] = {
	        {"WD", "Everyone"},
	        {"BU", "Users"},
	        {"AU", "Authenticated Users"},
	        {"IU", "Interactive"},
	        {"AN", "Anonymous"},
	        {"BG", "Guests"},
	        {"PU", "Power Users"},
	        {"LS", "LocalService"},
	        {"NS", "NetworkService"},
	};
	const char *name = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(sid, names[i][0]))
			name = names[i][1];
	if (name)
		buf_addf(out, "%s (", name);
	sid_format(sid, out);
	if (name)
		buf_addc(out, ')');
}

static void add_rights(struct buf *out, uint32_t rights, bool folder)
{
	static const struct {
		uint32_t right;
		const char *file, *folder;
	} names[] = {
	        {RIGHT_WRITE_DATA, "write data", "add files"},
	        {RIGHT_APPEND, "append data", "add folders"},
	        {RIGHT_DELETE_CHILD, "delete contents", "delete contents"},
	        {RIGHT_DELETE, "delete", "delete"},
	        {RIGHT_WRITE_DAC, "change permissions", "change permissions"},
	        {RIGHT_WRITE_OWNER, "take ownership", "take ownership"},
	};
	const char *separator = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(rights & names[i].right))
			continue;
		buf_addf(out, "%s%s", separator,
		         folder ? names[i].folder : names[i].file);
		separator = ", ";
		rights &= ~names[i].right;
	}
	if (rights)
		buf_addf(out, "%s%s", separator,
		         rights & ~(uint32_t)RIGHTS_READ ? "write attributes"
		                                         : "read");
}

void acl_describe(const struct acl_finding *finding, enum acl_place place,
                  struct buf *out)
{
	switch (finding->kind) {
	case ACL_FINE:
		break;
	case ACL_OWNER:
		buf_adds(out, "belongs to ");
		add_trustee(out, &finding->trustee);
		break;
	case ACL_OWNERLESS:
		buf_adds(out, "has no owner");
		break;
	case ACL_OPEN:
		buf_adds(out, "has no access list, so everybody may change it");
		break;
	case ACL_GRANTS:
		buf_adds(out, finding->rights & ~(uint32_t)RIGHTS_READ
		                      ? "can be changed by "
		                      : "can be read by ");
		add_trustee(out, &finding->trustee);
		buf_adds(out, ": ");
		add_rights(out, finding->rights, place != ACL_PROGRAM);
		break;
	}
}
