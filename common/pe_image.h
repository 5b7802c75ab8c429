/*
 * pe_image.h: what the header of a program's file says, and whether a file
 * system can be run from it. Bytes in, verdict out; who reads files is
 * file_facts.h.
 */
#ifndef FSPD_PE_IMAGE_H
#define FSPD_PE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

enum {
	PE_MACHINE_X86 = 0x14c,
	PE_MACHINE_ARM = 0x1c4,
	PE_MACHINE_X64 = 0x8664,
	PE_MACHINE_ARM64 = 0xaa64
};

enum pe_verdict {
	PE_FINE,
	PE_NO_IMAGE, /* no program for Windows at all */
	PE_CUT,      /* the header ends before it is complete */
	PE_MACHINE,  /* for another processor */
	PE_LIBRARY,  /* a DLL, or an object that was never linked */
	PE_WINDOWED, /* a program without a console */
	PE_SUBSYSTEM /* a driver, EFI, POSIX... */
};

/* What a judgement needs of a file from its start; headers of linkers in use
 * end within the first kilobyte. */
enum { PE_HEAD_BYTES = 4096 };

/* Judge the first len bytes (of at most PE_HEAD_BYTES) of a file for a Windows
 * whose own machine is host; 0: whatever Windows runs. Never looks behind
 * len. */
enum pe_verdict pe_judge(const void *bytes, size_t len, uint16_t host)
        __attribute__((nonnull));

/* In words what is wrong and what to do, "" for PE_FINE: a clause about the
 * file. */
const char *pe_words(enum pe_verdict verdict) __attribute__((returns_nonnull));

#endif
