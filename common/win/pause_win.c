/*
 * pause_win.c: see pause_win.h.
 */
#include <windows.h>

#include "pause_win.h"

void pause_ms(unsigned ms)
{
	Sleep(ms);
}
