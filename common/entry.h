/*
 * entry.h: port. What a program writes instead of main: win/entry_win.c and
 * posix/entry_posix.c call it with arguments in UTF-8.
 */
#ifndef FSPD_ENTRY_H
#define FSPD_ENTRY_H

/* The program: argv holds argc arguments in UTF-8, then NULL; it may put the
 * pointers in another order and drop some. The standard streams carry bytes as
 * they are, no line ends are translated. Returns the exit code. */
int program_main(int argc, char **argv) __attribute__((nonnull));

#endif
