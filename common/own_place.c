/*
 * own_place.c: see own_place.h.
 */
#include "own_place.h"

#include <string.h>

#include "buf.h"
#include "name.h"

/* What resets the list would let the owner stay, and the other way round. */
static void add_remedy(const char *path, bool is_folder, struct buf *out)
{
	const char *flags = is_folder ? "(OI)(CI)" : "";

	buf_addf(out,
	         "; look at what is in it, then mend it with: icacls \"%s\" "
	         "/reset && icacls \"%s\" /setowner *S-1-5-32-544 && icacls "
	         "\"%s\" /inheritance:r /grant *S-1-5-18:%sF "
	         "*S-1-5-32-544:%sF",
	         path, path, path, flags, flags);
}

enum own_trust own_place_judge(const struct own_place *it, const char *path,
                               enum acl_place place, struct buf *why)
{
	if (it->is_link) {
		buf_addf(why,
		         "'%s' is not used: it is a link; delete it and put "
		         "there what it leads to",
		         path);
		return OWN_REFUSED;
	}
	if (!it->is_unreadable && it->finding.kind == ACL_FINE)
		return OWN_TRUSTED;
	if (it->wine)
		buf_addf(why, "'%s' ", path);
	else
		buf_addf(why, "'%s' is not used: it ", path);
	if (it->is_unreadable)
		buf_adds(why, "does not show who may change it");
	else
		acl_describe(&it->finding, place, why);
	if (it->wine)
		buf_adds(why, "; Wine keeps no such descriptors, so it is used "
		              "all the same");
	else
		add_remedy(path, it->is_folder, why);
	return it->wine ? OWN_UNPROVEN : OWN_REFUSED;
}

size_t own_place_next(const char *root, const char *path, size_t len)
{
	const size_t root_len = strlen(root);

	if (len == 0) {
		const size_t path_len = strlen(path);

		return path_len >= root_len &&
		                       name_equal_bytes(root, path, root_len) &&
		                       (path[root_len] == '\0' ||
		                        path[root_len] == '\\')
		               ? root_len
		               : 0;
	}
	while (path[len] == '\\')
		len++;
	return path[len] == '\0' ? 0 : len + strcspn(path + len, "\\");
}
