/*
 * msgtext - what the Event Viewer makes of an event: the text with that id of
 * FILE's message table, with TEXT in its place.
 *
 * Usage: msgtext FILE ID TEXT.  Exit status 1 when the table has no such id.
 */
#include "tool.h"

int wmain(int argc, wchar_t **argv)
{
	wchar_t text[512];
	DWORD_PTR strings[1];
	HMODULE file;
	DWORD units;

	tool_setup();
	if (argc != 4)
		die(EXIT_USAGE, "usage: msgtext FILE ID TEXT");
	file = LoadLibraryExW(argv[1], NULL, LOAD_LIBRARY_AS_DATAFILE);
	if (file == NULL)
		die(EXIT_SYSTEM, "cannot load '%s' (%lu)", utf8(argv[1]),
		    GetLastError());
	strings[0] = (DWORD_PTR)argv[3];
	units = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE |
	                               FORMAT_MESSAGE_ARGUMENT_ARRAY,
	                       file, (DWORD)number(argv[2], "ID"), 0, text, 512,
	                       (va_list *)strings);
	if (units == 0)
		die(1, "no text %s (%lu)", utf8(argv[2]), GetLastError());
	printf("%s", utf8(text));
	return 0;
}
