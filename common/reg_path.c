/*
 * reg_path.c: see reg_path.h.
 */
#include "reg_path.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "limits.h"
#include "name.h"
#include "utf.h"
#include "xalloc.h"

static const char node[] = "WOW6432Node";

static const struct {
	const char *name;
	enum reg_hive hive;
} hives[] = {
        {"HKLM", HIVE_MACHINE},
        {"HKEY_LOCAL_MACHINE", HIVE_MACHINE},
        {"HKCU", HIVE_USER},
        {"HKEY_CURRENT_USER", HIVE_USER},
};

/* What follows first and a '\' at the start of path (names compared folded);
 * "" when path is first alone, NULL when it begins otherwise. */
static const char *after(const char *path, const char *first)
{
	const size_t len = strlen(first);
	const size_t component = strcspn(path, "\\");
	char *head = xmemdup(path, component);
	const bool same = name_equal(head, first);

	free(head);
	if (!same)
		return NULL;
	return path[len] == '\\' ? path + len + 1 : path + len;
}

static const char *below_hive(const char *text, enum reg_hive *hive)
{
	for (size_t i = 0; i < sizeof(hives) / sizeof(hives[0]); i++) {
		const char *rest = after(text, hives[i].name);

		if (rest != NULL) {
			*hive = hives[i].hive;
			return rest;
		}
	}
	return NULL;
}

int reg_path_parse(struct reg_path *out, const char *text, struct error *err)
{
	struct buf key = BUF_INIT;
	const char *rest = below_hive(text, &out->hive);
	const char *software = rest ? after(rest, "SOFTWARE") : NULL;
	const char *inside = software ? after(software, node) : NULL;

	if (rest != NULL && inside != NULL && out->hive == HIVE_MACHINE)
		buf_addf(&key, "SOFTWARE\\%s", inside);
	else if (rest != NULL)
		buf_adds(&key, rest);
	while (key.len > 0 && key.data[key.len - 1] == '\\')
		key.data[--key.len] = '\0';

	if (key.len == 0 || !reg_path_is_valid(key.data)) {
		buf_release(&key);
		return error_set(err, OS_INVALID_PARAMETER,
		                 "'%s' names no registry key, such as "
		                 "HKLM\\SOFTWARE\\WinFsp\\Services",
		                 text);
	}
	out->key = buf_steal(&key, NULL);
	return 0;
}

void reg_path_release(struct reg_path *path)
{
	free(path->key);
	path->key = NULL;
}

char *reg_path_display(const struct reg_path *path, const char *below)
{
	const bool machine = path->hive == HIVE_MACHINE;
	const char *software = machine ? after(path->key, "SOFTWARE") : NULL;
	struct buf out = BUF_INIT;

	buf_adds(&out, machine ? "HKLM\\" : "HKCU\\");
	if (software != NULL) {
		buf_addf(&out, "SOFTWARE\\%s", node);
		if (*software != '\0')
			buf_addf(&out, "\\%s", software);
	} else {
		buf_adds(&out, path->key);
	}
	if (*below != '\0')
		buf_addf(&out, "\\%s", below);
	return buf_steal(&out, NULL);
}

bool reg_path_is_valid(const char *text)
{
	const size_t len = strlen(text);

	if (len == 0)
		return true;
	if (utf8_invalid_at(text, len) != len)
		return false;
	for (;;) {
		const size_t component = strcspn(text, "\\");

		if (component == 0 ||
		    utf16_units(text, component) > LIMIT_KEY_UNITS)
			return false;
		if (text[component] == '\0')
			return true;
		text += component + 1;
	}
}
