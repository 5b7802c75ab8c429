/*
 * console_group.h: the console that children share with the daemon, because
 * CTRL-BREAK reaches only process groups of the sender's own console.
 */
#ifndef FSPD_CONSOLE_GROUP_H
#define FSPD_CONSOLE_GROUP_H

#include <windows.h>
#include <stdbool.h>

/* Have a console: a service has none, nor has a program started without a
 * terminal. Getting one empties the table of control handlers, so register
 * handlers after this. false when there is none to be had: stops are then
 * terminations. */
bool console_group_prepare(void);

/* Ask the process group pid to end: CTRL-BREAK, under Wine CTRL-C. false when
 * the signal could not be sent. */
bool console_group_interrupt(DWORD pid, bool wine);

#endif
