/*
 * wine.c: Wine's ntdll exports wine_get_version for exactly this question.
 */
#include <windows.h>

#include "wine.h"

bool wine_is_here(void)
{
	HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");

	return ntdll != NULL &&
	       GetProcAddress(ntdll, "wine_get_version") != NULL;
}
