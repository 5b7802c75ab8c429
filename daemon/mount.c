/*
 * mount.c: see mount.h.
 */
#include "mount.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "../common/buf.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "X:" or "\\...", without the backslash at its end. */
static bool is_bare_root(const char *path)
{
	const size_t len = strlen(path);

	if (len == 2 && is_letter(path[0]) && path[1] == ':')
		return true;
	return len > 2 && path[0] == '\\' && path[1] == '\\' &&
	       path[len - 1] != '\\';
}

void mount_path(struct buf *out, const char *mount, const char *class_name,
                const char *instance)
{
	if (!*mount || strcmp(mount, "*") == 0) {
		buf_addf(out, "\\\\%s\\%s\\", class_name, instance);
		return;
	}
	buf_adds(out, mount);
	if (is_bare_root(mount))
		buf_addc(out, '\\');
}
