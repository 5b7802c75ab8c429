/*
 * entry_win.h: the port entry.h under the name of its Windows side, for the
 * programs that exist on Windows only.
 */
#ifndef FSPD_ENTRY_WIN_H
#define FSPD_ENTRY_WIN_H

#include "../entry.h"

#endif
