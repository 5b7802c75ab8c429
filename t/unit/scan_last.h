/*
 * scan_last.h: a scan_world whose last emission is kept, and the class fs.
 */
#ifndef FSPD_T_SCAN_LAST_H
#define FSPD_T_SCAN_LAST_H

#include "scan_world.h"

extern struct class_change *last; /* emitted, NULL: none yet */
extern unsigned emitted;

void scan_last_init(void);
void scan_last_release(void);

/* Write fs, closed. */
void make_class(const char *command_line);
/* What the last emission brought, which is a live class. */
const char *command_line(void);

#endif
