/*
 * completion.c: see completion.h.
 *
 * Both scripts know, for each verb, its options, and for an option whose value
 * is one of a few words, those; files are left to the shell.
 */
#include "completion.h"

#include <string.h>

#include "../common/buf.h"
#include "options_table.h"

static const char bash_head[] =
        "# bash completion for fsp-import: source this file\n"
        "_fsp_import() {\n"
        "	local cur=${COMP_WORDS[COMP_CWORD]} verb=apply word words=\n"
        "	COMPREPLY=()\n"
        "	for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "		case $word in -*) ;; *) verb=$word; break ;; esac\n"
        "	done\n"
        "	case ${COMP_WORDS[COMP_CWORD-1]} in\n";

static const char bash_tail[] =
        "	esac\n"
        "	case $cur in\n"
        "	-*) ;;\n"
        "	*)	[ \"$COMP_CWORD\" = 1 ] || words=\n"
        "		COMPREPLY=($(compgen -f -- \"$cur\"))\n"
        "		[ \"$COMP_CWORD\" = 1 ] && words=$verbs ;;\n"
        "	esac\n"
        "	COMPREPLY+=($(compgen -W \"$words\" -- \"$cur\"))\n"
        "}\n"
        "complete -o filenames -F _fsp_import fsp-import fsp-import.exe\n";

/* A value that is one of a few words, not the name of something. */
static bool is_choice(const struct option_row *row)
{
	return row->value && strchr(row->value, '|') &&
	       strcspn(row->value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
	               strlen(row->value);
}

static void add_words(struct buf *out, const char *choices)
{
	for (const char *c = choices; *c; c++)
		buf_addc(out, *c == '|' ? ' ' : *c);
}

static void add_options(struct buf *out, int verb, const char *separator,
                        const char *quote)
{
	const char *before = "";

	for (size_t i = 0; option_row(i); i++) {
		const struct option_row *row = option_row(i);

		if (!(row->verbs & 1u << verb))
			continue;
		buf_addf(out, "%s%s%s%s", before, quote, row->name, quote);
		before = separator;
		if (row->arity == MAY_TAKE_VALUE)
			buf_addf(out, "%s%s%s=%s%s", before, quote, row->name,
			         row->value, quote);
	}
}

static void add_bash(struct buf *out)
{
	buf_adds(out, bash_head);
	for (size_t i = 0; option_row(i); i++) {
		const struct option_row *row = option_row(i);

		if (row->arity != TAKES_VALUE || !is_choice(row))
			continue;
		buf_addf(out, "	%s) COMPREPLY=($(compgen -W \"", row->name);
		add_words(out, row->value);
		buf_adds(out, "\" -- \"$cur\")); return ;;\n");
	}
	buf_adds(out, "	esac\n	local verbs=\"");
	for (int verb = 0; verb < VERB_COUNT; verb++)
		buf_addf(out, "%s%s", verb ? " " : "",
		         verb_row((enum verb)verb)->name);
	buf_adds(out, "\"\n	case $verb in\n");
	for (int verb = 0; verb < VERB_COUNT; verb++) {
		buf_addf(out, "	%s) words=\"", verb_row((enum verb)verb)->name);
		add_options(out, verb, " ", "");
		buf_adds(out, "\" ;;\n");
	}
	buf_adds(out, bash_tail);
}

static const char powershell_head[] =
        "# PowerShell completion for fsp-import: dot-source this file\n"
        "Register-ArgumentCompleter -Native -CommandName fsp-import,"
        "fsp-import.exe -ScriptBlock {\n"
        "    param($word, $tree, $position)\n"
        "    $options = @{\n";

static const char powershell_tail[] =
        "    }\n"
        "    $given = @($tree.CommandElements | Select-Object -Skip 1 |\n"
        "        ForEach-Object { \"$_\" })\n"
        "    $verb = $given | Where-Object { $options.ContainsKey($_) } |\n"
        "        Select-Object -First 1\n"
        "    $previous = if ($word) { $given[-2] } else { $given[-1] }\n"
        "    $found = if ($values.ContainsKey(\"$previous\")) {\n"
        "        $values[\"$previous\"]\n"
        "    } elseif ($verb -and $verb -ne $word) {\n"
        "        $options[$verb]\n"
        "    } else {\n"
        "        @($options.Keys) + $options['apply']\n"
        "    }\n"
        "    $found | Where-Object { $_ -like \"$word*\" } | Sort-Object |\n"
        "        ForEach-Object {\n"
        "            [System.Management.Automation.CompletionResult]::new("
        "$_)\n"
        "        }\n"
        "}\n";

static void add_powershell(struct buf *out)
{
	buf_adds(out, powershell_head);
	for (int verb = 0; verb < VERB_COUNT; verb++) {
		buf_addf(out, "        '%s' = @(",
		         verb_row((enum verb)verb)->name);
		add_options(out, verb, ", ", "'");
		buf_adds(out, ")\n");
	}
	buf_adds(out, "    }\n    $values = @{\n");
	for (size_t i = 0; option_row(i); i++) {
		const struct option_row *row = option_row(i);
		struct buf words = BUF_INIT;

		if (row->arity != TAKES_VALUE || !is_choice(row))
			continue;
		for (const char *c = row->value; *c; c++)
			if (*c == '|')
				buf_adds(&words, "', '");
			else
				buf_addc(&words, *c);
		buf_addf(out, "        '%s' = @('%s')\n", row->name,
		         words.data);
		buf_release(&words);
	}
	buf_adds(out, powershell_tail);
}

int completion_script(const char *shell, struct buf *out)
{
	if (strcmp(shell, "bash") == 0)
		add_bash(out);
	else if (strcmp(shell, "powershell") == 0)
		add_powershell(out);
	else
		return -1;
	return 0;
}
