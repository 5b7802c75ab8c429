/*
 * options.h - command lines of the test tools, from one table a tool.
 */
#ifndef FSPD_T_HELPER_OPTIONS_H
#define FSPD_T_HELPER_OPTIONS_H

#include "tool.h"

/* What a row fills in: const wchar_t *, unsigned long, int. */
enum option_kind { OPTION_TEXT, OPTION_NUMBER, OPTION_FLAG };

struct option_row {
	const char *name;
	enum option_kind kind;
	size_t at; /* of the field in the tool's struct options */
	const char *help;
};

/* Prints the table; a name of NULL ends it. */
static inline void print_options(FILE *to, const struct option_row *table)
{
	for (; table->name != NULL; table++)
		fprintf(to, "  %-16s%-6s %s\n", table->name,
		        table->kind == OPTION_FLAG ? "" : "VALUE", table->help);
}

static inline const struct option_row *find_option(
        const struct option_row *table, const wchar_t *word)
{
	const char *name = utf8(word);

	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

/*
 * Fills `fields`, the tool's struct options, from the options in `argv`
 * wherever they stand.  Words that are no options, `-` among them, move to
 * the front of `argv`, behind the program; returns how many there are.  An
 * unknown option or a missing value ends the program.
 */
static inline int parse_options(const struct option_row *table, void *fields,
                                int argc, wchar_t **argv)
{
	int words = 0;
	int i;

	for (i = 1; i < argc; i++) {
		const struct option_row *row = find_option(table, argv[i]);
		void *field;

		if (row == NULL && argv[i][0] == L'-' && argv[i][1] != L'\0')
			die(EXIT_USAGE, "unknown option '%s'", utf8(argv[i]));
		if (row == NULL) {
			argv[++words] = argv[i];
			continue;
		}
		field = (char *)fields + row->at;
		if (row->kind == OPTION_FLAG) {
			*(int *)field = 1;
			continue;
		}
		if (++i == argc)
			die(EXIT_USAGE, "%s needs a value", row->name);
		if (row->kind == OPTION_NUMBER)
			*(unsigned long *)field = number(argv[i], row->name);
		else
			*(const wchar_t **)field = argv[i];
	}
	return words;
}

#endif
