/*
 * screen.h: port. A terminal that is drawn again and again.
 */
#ifndef FSPD_CTL_SCREEN_H
#define FSPD_CTL_SCREEN_H

#include <stdbool.h>

/* Erases a terminal and goes to its first line. */
#define SCREEN_CLEAR "\x1b[H\x1b[2J"

/* Whether standard output is a terminal that understands SCREEN_CLEAR, after
 * making it do so; else a file or a pipe, or too old. */
bool screen_is_live(void);
void screen_pause(unsigned ms);

#endif
