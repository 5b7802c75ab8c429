/*
 * rule_path.c: rules about paths, see rules.h.
 */
#include "rules.h"

#include <string.h>

#include "winpath.h"

void rule_executable(const struct rule_case *c)
{
	if (definition_has(c->def, KEY_EXECUTABLE) ||
	    !rule_knows(c, KEY_EXECUTABLE))
		return;
	if (c->s->overlay) {
		section_diag(c->s, DIAG_EXECUTABLE_MISSING, c->diags,
		             "class '%s' has no Executable, neither here nor "
		             "in the registry",
		             c->s->def.class_name);
		return;
	}
	section_diag(c->s, DIAG_EXECUTABLE_MISSING, c->diags,
	             "class '%s' has no Executable: name the console program "
	             "that runs the file system%s",
	             c->s->def.class_name,
	             c->s->extends ? ""
	                           : ", or write 'Extends = registry' to add "
	                             "to a class that is there already");
}

/* `.` is the daemon's own directory; quotes and %NAME% are told for
 * themselves. */
bool rule_is_wrapped(const struct flat *text)
{
	return (text->len >= 2 && text->text[0] == '"' &&
	        text->text[text->len - 1] == '"') ||
	       rule_variable_length(text->text) > 0;
}

void rule_absolute(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	if (strcmp(text->text, ".") == 0 || rule_is_wrapped(text) ||
	    path_is_absolute(text->text))
		return;
	flat_diag(text, 0, text->len, DIAG_WORK_DIRECTORY_RELATIVE, c->diags,
	          "'%s' is not absolute: begin with a drive such as 'C:\\', "
	          "or write '.' for the directory of fspd",
	          text->text);
}

void rule_device(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	if (path_is_reserved(text->text))
		flat_diag(text, 0, text->len, DIAG_PATH_DEVICE, c->diags,
		          "Windows takes the last name of '%s' for a device, "
		          "such as NUL or COM1, in any folder and with any "
		          "extension: give it another",
		          text->text);
}

void rule_quoted_path(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	if (text->len < 2 || text->text[0] != '"' ||
	    text->text[text->len - 1] != '"')
		return;
	flat_diag(text, 0, text->len, DIAG_QUOTED_PATH, c->diags,
	          "quotes are kept as part of the path: write '%s = %.*s'",
	          schema_key(id)->name, (int)text->len - 2, text->text + 1);
}

/* Length of an environment variable's name at text, 0 when it is none. */
static size_t name_length(const char *text)
{
	size_t len = 0;

	if (text[0] >= '0' && text[0] <= '9')
		return 0;
	while ((text[len] >= 'A' && text[len] <= 'Z') ||
	       (text[len] >= 'a' && text[len] <= 'z') ||
	       (text[len] >= '0' && text[len] <= '9') || text[len] == '_' ||
	       text[len] == '(' || text[len] == ')')
		len++;
	return len;
}

/* An argument may be anything; in quotes, a drive or path is meant without. */
void rule_quoted_argument(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	if (id < KEY_ARGUMENT1 || id > KEY_ARGUMENT9 || text->text[0] != '"')
		return;
	switch (path_kind(text->text + 1)) {
	case PATH_DRIVE_RELATIVE:
	case PATH_DRIVE_ABSOLUTE:
	case PATH_UNC:
		rule_quoted_path(c, id);
		break;
	case PATH_EMPTY:
	case PATH_RELATIVE:
	case PATH_ROOTED:
	case PATH_DEVICE:
		break;
	}
}

size_t rule_variable_length(const char *text)
{
	const size_t len = text[0] == '%' ? name_length(text + 1) : 0;

	return len > 0 && text[1 + len] == '%' ? len + 2 : 0;
}

void rule_tell_variable(const struct rule_case *c, const struct flat *text,
                        size_t at, size_t len, enum diag_code code)
{
	flat_diag(text, at, len, code, c->diags,
	          "nothing expands this at the start: write '${%.*s}', which "
	          "is replaced at the import",
	          (int)len - 2, text->text + at + 1);
}

void rule_percent_variable(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	for (size_t i = 0; i < text->len; i++) {
		const size_t len = rule_variable_length(text->text + i);

		if (len == 0)
			continue;
		rule_tell_variable(c, text, i, len, DIAG_PERCENT_VARIABLE);
		i += len - 1;
	}
}

void rule_batch(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	if (!path_is_batch(text->text))
		return;
	flat_diag(text, 0, text->len, DIAG_EXECUTABLE_BATCH, c->diags,
	          "a batch file is run by cmd.exe, which reads arguments as "
	          "commands: name the program itself");
}
