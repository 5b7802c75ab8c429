/*
 * scan_world.h: a registry in memory, its writers, and the scan that reads it.
 * What every test of the scan begins with.
 */
#ifndef FSPD_T_SCAN_WORLD_H
#define FSPD_T_SCAN_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/digest.h"
#include "daemon/scan.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

#define SCAN_ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

/* The scan's own handle, and the one everybody else writes through. */
extern struct keystore *reader, *writer;
extern struct scan *scan;
extern uint64_t clock_step; /* granularity of last-write times, 100 ns */
extern bool looks_ahead;    /* as the reader thread does */

/* A fresh registry and clock; emit receives what the scan finds. */
void scan_world_init(scan_emit *emit);
void scan_world_release(void);

/* What is written now is stamped with the fake clock's time. */
void stamp(void);
/* One write each, stamped. */
void put(const char *path, const char *name, uint32_t type, const void *data,
         size_t len);
void sz(const char *path, const char *name, const char *text);
void unset(const char *path, const char *name);
void drop(const char *path);
/* Digest of length 0, and Digest over what the key holds. */
void open_key(const char *path);
void close_key(const char *path);

/* One pass, which must not fail. */
void pass(void);
/* What is young is looked at again. */
void recheck(void);

#endif
