/*
 * ctl_fake.c: see ctl_fake.h.
 */
#include "ctl_fake.h"

#include "clock_fake.h"
#include "daemon/ctl/screen.h"
#include "daemon/ctl/verbs.h"

struct ctl_fake ctl_fake;

void ctl_fake_reset(void)
{
	ctl_fake = (struct ctl_fake){0};
}

int ctl_failed(const struct error *err)
{
	(void)err;
	ctl_fake.failures++;
	return CTL_EXIT_SYSTEM;
}

int ctl_refused(const struct ctl_options *options, int64_t number)
{
	(void)options;
	ctl_fake.refusal = number;
	return CTL_EXIT_REFUSED;
}

enum account account_kind(void)
{
	return ctl_fake.account;
}

bool screen_is_live(void)
{
	return false;
}

void screen_pause(unsigned ms)
{
	ctl_fake.pauses++;
	clock_fake_advance(ms);
}
