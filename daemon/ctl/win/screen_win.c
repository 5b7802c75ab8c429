/*
 * screen_win.c: see screen.h. Consoles before Windows 10 know no escape
 * sequences: they are appended to like a file.
 */
#include <windows.h>

#include "../screen.h"

bool screen_is_live(void)
{
	const HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
	DWORD mode;

	return GetConsoleMode(out, &mode) &&
	       SetConsoleMode(out, mode | ENABLE_PROCESSED_OUTPUT |
	                                   ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

void screen_pause(unsigned ms)
{
	Sleep(ms);
}
