/*
 * banned.h: functions that invite the mistakes we do not want, made compile
 * errors. The Makefile includes it before every file of the programs; tests
 * are free. It reads the standard headers first, since their declarations
 * would not survive the macros.
 */
#ifndef FSPD_BANNED_H
#define FSPD_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A header of Windows that has one of them in its inline functions. */
#if __has_include(<io.h>)
#include <io.h>
#endif

#define BANNED(function, instead) use_##instead##_and_not_##function

/* No bound: struct buf, or memcpy with a size that was checked. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef gets
#define strcpy(a, b)  BANNED(strcpy, buf)
#define strcat(a, b)  BANNED(strcat, buf)
#define sprintf(...)  BANNED(sprintf, buf)
#define vsprintf(...) BANNED(vsprintf, buf)
#define gets(a)       BANNED(gets, a_reader_with_a_bound)

/* A bound that truncates in silence, or leaves the NUL out. */
#undef strncpy
#undef strncat
#define strncpy(a, b, n) BANNED(strncpy, buf)
#define strncat(a, b, n) BANNED(strncat, buf)

/* Hidden state, shared by threads. */
#undef strtok
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef rand
#undef srand
#undef time
#define strtok(a, b) BANNED(strtok, a_pointer_and_a_length)
#define gmtime(a)    BANNED(gmtime, the_clock_port)
#define localtime(a) BANNED(localtime, the_clock_port)
#define ctime(a)     BANNED(ctime, the_clock_port)
#define asctime(a)   BANNED(asctime, the_clock_port)
#define rand()       BANNED(rand, an_argument)
#define srand(a)     BANNED(srand, an_argument)
#define time(a)      BANNED(time, the_clock_port)

/* No way to tell an error from a zero. */
#undef atoi
#undef atol
#undef atoll
#undef atof
#define atoi(a)  BANNED(atoi, value)
#define atol(a)  BANNED(atol, value)
#define atoll(a) BANNED(atoll, value)
#define atof(a)  BANNED(atof, value)

/* The stack is no place for a size that came from outside. */
#undef alloca
#define alloca(n) BANNED(alloca, xalloc)

/* A shell between us and a program. */
#undef system
#define system(a) BANNED(system, process)

#endif
