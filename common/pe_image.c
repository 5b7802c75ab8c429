/*
 * pe_image.c: see pe_image.h.
 *
 * The offsets are those of "PE Format": at 3c the place of "PE\0\0", behind it
 * the machine, at 20 the size of the optional header, at 22 what kind of file
 * this is, and from 24 on the optional header, whose subsystem is at 68 of it
 * in images of 32 and of 64 bits.
 */
#include "pe_image.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum {
	DOS_HEADER = 64,
	AT_PE = 0x3c,
	AT_MACHINE = 4,
	AT_OPTIONAL_SIZE = 20,
	AT_KIND = 22,
	AT_OPTIONAL = 24,
	AT_SUBSYSTEM = AT_OPTIONAL + 68,
	HEADER = AT_SUBSYSTEM + 2
};

enum { KIND_EXECUTABLE = 0x2, KIND_DLL = 0x2000 };
enum { MAGIC_32 = 0x10b, MAGIC_64 = 0x20b };
enum { SUBSYSTEM_WINDOWED = 2, SUBSYSTEM_CONSOLE = 3 };

static unsigned word_at(const unsigned char *b)
{
	return b[0] | (unsigned)b[1] << 8;
}

static size_t long_at(const unsigned char *b)
{
	return word_at(b) | (size_t)word_at(b + 2) << 16;
}

/* Windows of host runs programs of machine: 32 bits on 64, and Windows on ARM
 * translates both of Intel's. */
static bool runs(unsigned machine, uint16_t host)
{
	switch (machine) {
	case PE_MACHINE_X86:
		return true;
	case PE_MACHINE_X64:
		return host == 0 || host == PE_MACHINE_X64 ||
		       host == PE_MACHINE_ARM64;
	case PE_MACHINE_ARM:
	case PE_MACHINE_ARM64:
		return host == 0 || host == PE_MACHINE_ARM64;
	default:
		return false;
	}
}

/* pe has room for HEADER bytes. */
static enum pe_verdict judge_header(const unsigned char *pe, uint16_t host)
{
	const unsigned kind = word_at(pe + AT_KIND);
	const unsigned magic = word_at(pe + AT_OPTIONAL);

	if (word_at(pe + AT_OPTIONAL_SIZE) < HEADER - AT_OPTIONAL ||
	    (magic != MAGIC_32 && magic != MAGIC_64))
		return PE_NO_IMAGE;
	if (!runs(word_at(pe + AT_MACHINE), host))
		return PE_MACHINE;
	if (!(kind & KIND_EXECUTABLE) || (kind & KIND_DLL))
		return PE_LIBRARY;
	switch (word_at(pe + AT_SUBSYSTEM)) {
	case SUBSYSTEM_CONSOLE:
		return PE_FINE;
	case SUBSYSTEM_WINDOWED:
		return PE_WINDOWED;
	default:
		return PE_SUBSYSTEM;
	}
}

enum pe_verdict pe_judge(const void *bytes, size_t len, uint16_t host)
{
	const unsigned char *b = bytes;
	size_t at;

	if (len < 2 || memcmp(b, "MZ", 2) != 0)
		return PE_NO_IMAGE;
	if (len < DOS_HEADER)
		return PE_CUT;
	at = long_at(b + AT_PE);
	if (at > len || len - at < 4)
		return at < PE_HEAD_BYTES && len < PE_HEAD_BYTES ? PE_CUT
		                                                 : PE_NO_IMAGE;
	if (memcmp(b + at, "PE\0\0", 4) != 0)
		return PE_NO_IMAGE;
	return len - at < HEADER ? PE_CUT : judge_header(b + at, host);
}

const char *pe_words(enum pe_verdict verdict)
{
	static const char *const words[] = {
	        [PE_FINE] = "",
	        [PE_NO_IMAGE] = "is no program for Windows: name the .exe "
	                        "file of the file system",
	        [PE_CUT] = "is cut off: install the program again",
	        [PE_MACHINE] = "is a program for another processor, which "
	                       "this Windows cannot run: install the one for "
	                       "this machine",
	        [PE_LIBRARY] = "is a library, not a program: name the .exe "
	                       "file of the file system",
	        [PE_WINDOWED] = "is a program with windows, not a console "
	                        "program, which WinFsp requires: name the "
	                        "console program that comes with it",
	        [PE_SUBSYSTEM] = "is a driver or made for another system, "
	                         "not a console program: name the .exe file of "
	                         "the file system",
	};

	assert((unsigned)verdict < sizeof(words) / sizeof(words[0]));
	return words[verdict];
}
