/*
 * program_trust.c: see program_trust.h.
 */
#include "program_trust.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "acl_bytes.h"
#include "acl_rule.h"
#include "buf.h"
#include "file_facts.h"
#include "xalloc.h"

static bool is_separator(char c)
{
	return c == '\\' || c == '/';
}

/* Where the root of path ends: behind C:\, or \\server\share\. */
static size_t root_length(const char *path)
{
	size_t at = 0;

	if (is_separator(path[0]) && is_separator(path[1])) {
		const bool device = path[2] == '?' || path[2] == '.';

		at = 2;
		for (int part = 0; part < (device ? 1 : 2); part++) {
			while (path[at] && !is_separator(path[at]))
				at++;
			at += path[at] != '\0';
		}
		if (!device)
			return at;
	}
	if (path[at] && path[at + 1] == ':')
		at += 2;
	return at + is_separator(path[at]);
}

char *program_above(const char *path)
{
	const size_t root = root_length(path);
	size_t len = strlen(path);

	while (len > root && is_separator(path[len - 1]))
		len--;
	if (len <= root)
		return NULL;
	while (len > root && !is_separator(path[len - 1]))
		len--;
	while (len > root && is_separator(path[len - 1]))
		len--;
	return xmemdup(path, len);
}

/* Append who can replace what stands at path, if anybody. */
static void judge_place(const char *path, enum acl_place place, struct buf *out)
{
	struct acl_finding finding;
	struct buf bytes = BUF_INIT;
	struct sddl sd;

	if (facts_descriptor(path, &bytes) < 0 ||
	    acl_from_bytes(bytes.data, bytes.len, &sd) < 0)
		goto out;
	finding = acl_judge(&sd, place);
	if (finding.kind != ACL_FINE) {
		buf_addf(out, "'%s' ", path);
		acl_describe(&finding, place, out);
	}
	sddl_release(&sd);
out:
	buf_release(&bytes);
}

/* path (taken over), which is a place, and all above it, until one is found
 * that others can change. What the system does not show is passed over: who may
 * not even look at a descriptor cannot tell more. */
static char *replaceable(char *path, enum acl_place place)
{
	struct buf words = BUF_INIT;
	char *result = NULL;

	while (path && words.len == 0) {
		char *above = program_above(path);

		if (!above && place == ACL_ABOVE)
			place = ACL_ROOT;
		judge_place(path, place, &words);
		if (place != ACL_ABOVE)
			place = place == ACL_PROGRAM ? ACL_DIRECTORY
			                             : ACL_ABOVE;
		free(path);
		path = above;
	}
	free(path);
	if (words.len > 0)
		result = buf_steal(&words, NULL);
	buf_release(&words);
	return result;
}

char *program_replaceable(const char *program)
{
	return replaceable(xstrdup(program), ACL_PROGRAM);
}

char *program_folder_replaceable(const char *file)
{
	return replaceable(program_above(file), ACL_DIRECTORY);
}
