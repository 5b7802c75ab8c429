/*
 * regwatch.h: tells that something below the root key changed, whatever comes
 * and goes above it. One handle watches the root with its subtree, one more
 * each ancestor's subkeys. Never makes a key. Used by one thread.
 */
#ifndef FSPD_REGWATCH_H
#define FSPD_REGWATCH_H

#include <windows.h>
#include <stdbool.h>
#include <stddef.h>

struct error;
struct regwatch;

/* Ancestors and root together; WinFsp's root has three. */
enum { REGWATCH_KEYS_MAX = 16 };

/* root as for keystore_open: "HKLM\..." in the 32-bit view; it need not exist.
 * NULL and err when it is no such name. Arm before the first wait. */
struct regwatch *regwatch_new(const char *root, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
void regwatch_free(struct regwatch *watch);

/* The events to wait on, into events[REGWATCH_KEYS_MAX]; how many. Borrowed,
 * the same for the watch's life. */
size_t regwatch_events(const struct regwatch *watch, HANDLE *events)
        __attribute__((nonnull));

/* After any of the events, and once at the start: watch again whatever fired
 * or has come back. Only then read the registry: a change between reading and
 * arming would be lost. verify, for the slow resync, looks as well for keys
 * that were deleted or replaced without a signal. */
void regwatch_arm(struct regwatch *watch, bool verify) __attribute__((nonnull));

#endif
