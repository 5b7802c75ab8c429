/*
 * entry_win.c: entry.h on Windows: wmain with its arguments made UTF-8.
 *
 * The console's output code page is its own, shared by every program in that
 * window: it is set to UTF-8 while we run and put back at exit.
 */
#include "entry.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

#include "console_win.h"
#include "wide.h"
#include "xalloc.h"

enum { EXIT_USAGE = 64 };

int wmain(int argc, wchar_t **wide_argv);

static UINT code_page_before;

static void restore_console(void)
{
	SetConsoleOutputCP(code_page_before);
}

static void prepare_streams(void)
{
	_setmode(_fileno(stdin), _O_BINARY);
	_setmode(_fileno(stdout), _O_BINARY);
	_setmode(_fileno(stderr), _O_BINARY);
	if (!console_is_terminal(stdout) && !console_is_terminal(stderr))
		return;
	code_page_before = GetConsoleOutputCP();
	if (code_page_before != 0 && SetConsoleOutputCP(CP_UTF8))
		atexit(restore_console);
}

static void free_arguments(char **argv, int argc)
{
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	free(argv);
}

int wmain(int argc, wchar_t **wide_argv)
{
	/* The program gets pointers of its own, which it may put in order. */
	char **owned = xcalloc((size_t)argc + 1, sizeof(char *));
	char **argv = xcalloc((size_t)argc + 1, sizeof(char *));
	int rc = EXIT_USAGE;

	prepare_streams();
	for (int i = 0; i < argc; i++) {
		argv[i] = owned[i] = wide_to_utf8(wide_argv[i]);
		if (argv[i] == NULL) {
			fprintf(stderr, "argument %d is not valid UTF-16\n", i);
			goto out;
		}
	}
	rc = program_main(argc, argv);
out:
	free_arguments(owned, argc);
	free(argv);
	return rc;
}
