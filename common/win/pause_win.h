/*
 * pause_win.h: doing nothing for a while, for who asks again and again.
 */
#ifndef FSPD_PAUSE_WIN_H
#define FSPD_PAUSE_WIN_H

void pause_ms(unsigned ms);

#endif
