/*
 * client_fake.h: client.h's port: a daemon whose answers a test writes down.
 */
#ifndef FSPD_CLIENT_FAKE_H
#define FSPD_CLIENT_FAKE_H

#include <stddef.h>
#include <stdint.h>

/* No answers; a request takes no time. */
void client_fake_reset(void);
/* Answer the request (UTF-8, '|' for NUL) with reply: "$...", "!N", or "-N": it
 * cannot be sent, which is Win32's N. Several answers to one request are given
 * in their order, the last of them again and again. Borrowed. A request without
 * an answer is refused with 5, as for one who may ask nothing. */
void client_fake_answer(const char *request, const char *reply);
/* Each request takes so long by clock_fake. */
void client_fake_takes(unsigned ms);
/* How often request was sent. */
size_t client_fake_asked(const char *request);

#endif
