/*
 * logs_fake.h: logs.h without logs: it writes down what was asked, and the
 * test says what is answered.
 */
#ifndef FSPD_LOGS_FAKE_H
#define FSPD_LOGS_FAKE_H

#include "daemon/logs.h"

struct logs {
	struct log_question q; /* the last one */
	uint64_t ticket;
	unsigned questions, sweeps;
	char **kept; /* of the last sweep */
	size_t count;
};

struct logs *logs_fake_new(void);
void logs_fake_free(struct logs *logs);

#endif
