/*
 * watch.h - what the bare loop, barewatch, tells the program that started it.
 *
 * Objects without names, inherited: the mapping holds a struct watch_seen, the
 * event is set behind each change of it.
 */
#ifndef FSPD_T_BENCH_WATCH_H
#define FSPD_T_BENCH_WATCH_H

struct watch_seen {
	volatile LONGLONG classes;     /* set once, by the first pass */
	volatile LONGLONG complete_at; /* counter behind reading a change */
};

#endif
