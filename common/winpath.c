/*
 * winpath.c: see winpath.h. The rules are those of Windows' own
 * RtlDetermineDosPathNameType and RtlIsDosDeviceName; where versions of
 * Windows differ about a device's name, the wider answer is given.
 */
#include "winpath.h"

#include <string.h>

#include "ascii.h"

static bool is_separator(char c)
{
	return c == '\\' || c == '/';
}

static bool is_drive(const char *path)
{
	return ascii_upper(path[0]) >= 'A' && ascii_upper(path[0]) <= 'Z' &&
	       path[1] == ':';
}

/* text of len bytes is word, in either case; word is in capitals. */
static bool is_word(const char *text, size_t len, const char *word)
{
	if (strlen(word) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (ascii_upper(text[i]) != word[i])
			return false;
	return true;
}

enum path_kind path_kind(const char *path)
{
	if (path[0] == '\0')
		return PATH_EMPTY;
	if (is_separator(path[0])) {
		if (!is_separator(path[1]))
			return PATH_ROOTED;
		if ((path[2] == '.' || path[2] == '?') &&
		    (is_separator(path[3]) || path[3] == '\0'))
			return PATH_DEVICE;
		return PATH_UNC;
	}
	if (!is_drive(path))
		return PATH_RELATIVE;
	return is_separator(path[2]) ? PATH_DRIVE_ABSOLUTE
	                             : PATH_DRIVE_RELATIVE;
}

/* text begins with server\share. */
static bool has_share(const char *text, const char *separators)
{
	const size_t server = strcspn(text, separators);

	return server > 0 && text[server] != '\0' &&
	       strcspn(text + server + 1, separators) > 0;
}

/* What follows \\?\ is taken by Windows as it stands. */
static bool is_verbatim_absolute(const char *text)
{
	if (is_drive(text))
		return text[2] == '\\';
	if (strlen(text) > 4 && is_word(text, 4, "UNC\\"))
		return has_share(text + 4, "\\");
	return strlen(text) > 7 && is_word(text, 7, "VOLUME{") &&
	       strstr(text, "}\\") != NULL;
}

bool path_is_absolute(const char *path)
{
	switch (path_kind(path)) {
	case PATH_DRIVE_ABSOLUTE:
		return true;
	case PATH_UNC:
		return has_share(path + 2, "\\/");
	case PATH_DEVICE:
		return memcmp(path, "\\\\?", 3) == 0 && path[3] == '\\' &&
		       is_verbatim_absolute(path + 4);
	default:
		return false;
	}
}

/* The last component without a stream's name (a.bat:x is in a.bat), and its
 * length without the dots and spaces that Windows strips. */
static const char *last_component(const char *path, size_t *len)
{
	const char *name = is_drive(path) ? path + 2 : path;

	for (const char *p = name; *p != '\0'; p++)
		if (is_separator(*p))
			name = p + 1;
	*len = strcspn(name, ":");
	while (*len > 0 && (name[*len - 1] == '.' || name[*len - 1] == ' '))
		(*len)--;
	return name;
}

bool path_is_batch(const char *path)
{
	size_t len;
	const char *name = last_component(path, &len);

	return len >= 4 && (is_word(name + len - 4, 4, ".BAT") ||
	                    is_word(name + len - 4, 4, ".CMD"));
}

/* COM1 to COM9, LPT1 to LPT9; the superscript digits 1 to 3 count, which in
 * UTF-8 are two bytes. */
static bool is_port(const char *name, size_t len)
{
	if (len < 4 || !(is_word(name, 3, "COM") || is_word(name, 3, "LPT")))
		return false;
	if (len == 4)
		return name[3] >= '1' && name[3] <= '9';
	return len == 5 && (memcmp(name + 3, "\xc2\xb9", 2) == 0 ||
	                    memcmp(name + 3, "\xc2\xb2", 2) == 0 ||
	                    memcmp(name + 3, "\xc2\xb3", 2) == 0);
}

bool path_is_reserved(const char *path)
{
	static const char *const names[] = {"CON", "PRN",    "AUX",
	                                    "NUL", "CONIN$", "CONOUT$"};
	const enum path_kind kind = path_kind(path);
	size_t len;
	const char *name;

	if (kind == PATH_UNC)
		return false;
	if (kind == PATH_DEVICE) /* of these, Windows knows one */
		return strlen(path) == 7 && path[2] == '.' &&
		       is_word(path + 4, 3, "CON");
	name = last_component(path, &len);
	for (size_t i = 0; i < len; i++)
		if (name[i] == '.')
			len = i;
	while (len > 0 && name[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_word(name, len, names[i]))
			return true;
	return is_port(name, len);
}
