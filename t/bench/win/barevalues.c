/*
 * barevalues - reads every value of every class and instance below a key and
 * does nothing with them: what `apply --verify` is compared with.
 *
 *	barevalues KEY
 */
#include "../../helper/tool.h"

enum { NAME_UNITS = 256, DATA_BYTES = 64 * 1024 };

static unsigned long keys, values;
static BYTE data[DATA_BYTES];

static void read_key(HKEY above, const wchar_t *name)
{
	wchar_t text[NAME_UNITS];
	DWORD len, size, type;
	HKEY key;
	DWORD i;

	if (RegOpenKeyExW(above, name, 0, KEY_READ | KEY_WOW64_32KEY, &key) !=
	    ERROR_SUCCESS)
		die(EXIT_SYSTEM, "cannot open '%s'", utf8(name));
	keys++;
	for (i = 0;; i++) {
		len = NAME_UNITS;
		size = DATA_BYTES;
		if (RegEnumValueW(key, i, text, &len, NULL, &type, data,
		                  &size) != ERROR_SUCCESS)
			break;
		values++;
	}
	for (i = 0;; i++) {
		len = NAME_UNITS;
		if (RegEnumKeyExW(key, i, text, &len, NULL, NULL, NULL, NULL) !=
		    ERROR_SUCCESS)
			break;
		read_key(key, text);
	}
	RegCloseKey(key);
}

int wmain(int argc, wchar_t **argv)
{
	tool_setup();
	if (argc != 2)
		die(EXIT_USAGE, "usage: barevalues KEY");
	read_key(HKEY_LOCAL_MACHINE, argv[1]);
	printf("%lu keys, %lu values\n", keys, values);
	return 0;
}
