/*
 * fuzz_template.c: lines: a template, the executable, the arguments. Whatever
 * they are, what is found wrong lies inside the template, and a quoted line is
 * read back by the C runtime as it was.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "t/fake/crt_argv.h"
#include "template.h"
#include "xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

/* Split text at its line feeds; the number of lines, at most max. */
static size_t split(char *text, char *lines[], size_t max)
{
	size_t count = 0;

	while (text != NULL && count < max) {
		lines[count++] = text;
		text = strchr(text, '\n');
		if (text != NULL)
			*text++ = '\0';
	}
	return count;
}

static void check_scan(const char *template)
{
	const size_t len = strlen(template);
	struct template_use use;

	template_scan(template, &use);
	require(use.fault == NULL ||
	        (use.fault_len > 0 && use.fault_at + use.fault_len <= len));
}

static void check_quoting(const char *argument)
{
	struct buf line = BUF_INIT;
	struct crt_argv args;

	buf_adds(&line, "x ");
	template_quote(&line, argument);
	buf_adds(&line, " y");
	crt_argv_parse(line.data, &args);
	require(args.argc == 3 && strcmp(args.argv[1], argument) == 0);
	crt_argv_release(&args);
	buf_release(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xmemdup(data, size);
	char *lines[2 + LIMIT_ARGUMENTS] = {NULL};
	const size_t count = split(text, lines, 2 + LIMIT_ARGUMENTS);
	const struct template_facts facts = {
	        .executable = count > 1 ? lines[1] : "x",
	        .arguments = (const char *const *)lines + 2,
	        .argument_count = count > 2 ? count - 2 : 0,
	        .user = "DOMAIN\\user",
	        .time = "20261121T064445.332Z",
	};
	struct buf out = BUF_INIT;

	check_scan(lines[0]);
	template_command_line(&out, lines[0], lines[0], &facts);
	buf_clear(&out);
	template_expand(&out, lines[0], &facts, false);
	for (size_t i = 0; i < count; i++)
		check_quoting(lines[i]);
	buf_release(&out);
	free(text);
	return 0;
}
