/*
 * connector.h: connections tried without a thread for each: many are under way
 * at once, on the loop, and none is late because another gets no answer.
 */
#ifndef FSPD_CONNECTOR_H
#define FSPD_CONNECTOR_H

#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>
#include <stdbool.h>

#include "loop.h"

struct connector;

/* One attempt, embedded in what it is about. */
struct attempt {
	struct loop_op op;
	struct connector *connector;
	SOCKET socket;
	const ADDRINFOW *address; /* the next to try */
	bool late;
	uint64_t until;
	int number;
	/* number is 0 when it is connected, or what the last address gave.
	 * Called on the loop's thread, never from within connector_try. */
	void (*done)(struct attempt *attempt, int number);
	struct attempt *next;
};

/* Sockets are in use (WSAStartup). loop is borrowed. */
struct connector *connector_new(struct loop *loop)
        __attribute__((nonnull, warn_unused_result));
/* After the loop has ended. What Windows may still write to, the attempts under
 * way, has to be left by whoever gave them. NULL is accepted. */
void connector_free(struct connector *connector);
/* Try the addresses of list in turn, each for LIMIT_PROBE_CONNECT_MS. done is
 * set; attempt and list live until it was called. The connection is closed
 * again. On the loop's thread. */
void connector_try(struct connector *connector, struct attempt *attempt,
                   const ADDRINFOW *list) __attribute__((nonnull));

#endif
