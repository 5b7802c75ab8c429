/*
 * own_folder.c: see own_folder.h.
 */
#include "own_folder.h"

#include "../common/buf.h"
#include "../common/template.h"

static bool is_sound(const struct own_folder_facts *facts)
{
	return facts->kind == OWN_FOLDER_IS && !facts->is_unreadable &&
	       facts->finding.kind == ACL_FINE;
}

enum own_folder_verdict own_folder_judge(const struct own_folder_facts *facts)
{
	if (facts->kind == OWN_FOLDER_ABSENT)
		return OWN_FOLDER_MAKE;
	if (is_sound(facts))
		return OWN_FOLDER_KEEP;
	/* what it is, Wine shows; whose it is, not */
	return facts->wine && facts->kind == OWN_FOLDER_IS ? OWN_FOLDER_WARN
	                                                   : OWN_FOLDER_ASIDE;
}

void own_folder_describe(const struct own_folder_facts *facts, struct buf *out)
{
	switch (facts->kind) {
	case OWN_FOLDER_ABSENT:
		return;
	case OWN_FOLDER_FILE:
		buf_adds(out, "is no folder");
		return;
	case OWN_FOLDER_LINK:
		buf_adds(out, "is a link");
		return;
	case OWN_FOLDER_IS:
		break;
	}
	if (facts->is_unreadable)
		buf_adds(out, "does not show who may change it");
	else
		acl_describe(&facts->finding, ACL_OWN_FOR_READERS, out);
}

void own_folder_aside(const char *path, uint64_t filetime, struct buf *out)
{
	char time[TEMPLATE_TIME_SIZE];

	template_time(filetime, time);
	buf_addf(out, "%s.foreign-%s", path, time);
}
