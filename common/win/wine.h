/*
 * wine.h: are we under Wine? For the few places where Wine lacks what Windows
 * has (CTRL-BREAK, the token of a pipe's client), each in a function named so.
 */
#ifndef FSPD_WINE_H
#define FSPD_WINE_H

#include <stdbool.h>

/* True under Wine; asked once by whoever needs it and kept. */
bool wine_is_here(void);

#endif
