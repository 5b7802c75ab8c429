/*
 * console_group.c: see console_group.h.
 */
#include "console_group.h"

bool console_group_prepare(void)
{
	HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
	HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
	HANDLE err = GetStdHandle(STD_ERROR_HANDLE);
	DWORD pid;
	bool got;

	if (GetConsoleProcessList(&pid, 1) > 0)
		return true;
	/* Wine keeps a console that is none until it is given up */
	FreeConsole();
	got = AllocConsole();
	if (got && GetConsoleWindow() != NULL)
		ShowWindow(GetConsoleWindow(), SW_HIDE);
	/* what was redirected stays so */
	SetStdHandle(STD_INPUT_HANDLE, in);
	SetStdHandle(STD_OUTPUT_HANDLE, out);
	SetStdHandle(STD_ERROR_HANDLE, err);
	return got;
}

/* Wine 8 knows no CTRL-BREAK (6, 12) but does deliver CTRL-C to a group, which
 * Windows never would; the child must have asked for CTRL-C. */
static bool wine_interrupt(DWORD pid)
{
	return GenerateConsoleCtrlEvent(CTRL_C_EVENT, pid);
}

bool console_group_interrupt(DWORD pid, bool wine)
{
	return wine ? wine_interrupt(pid)
	            : GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, pid);
}
