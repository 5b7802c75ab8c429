/*
 * ctl_fake.h: fspctl's terminal: what is told of failures and refusals, and
 * pauses that clock_fake makes.
 */
#ifndef FSPD_CTL_FAKE_H
#define FSPD_CTL_FAKE_H

#include <stdint.h>

#include "daemon/ctl/account.h"

struct ctl_fake {
	unsigned failures; /* ctl_failed() */
	int64_t refusal;   /* number of the last ctl_refused(), or 0 */
	unsigned pauses;
	enum account account; /* set by the test */
};

extern struct ctl_fake ctl_fake;

void ctl_fake_reset(void);

#endif
