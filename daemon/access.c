/*
 * access.c: see access.h.
 */
#include "access.h"

#include <string.h>

#include "../common/error.h"
#include "../common/sddl.h"

#define ALLOW                   \
	(struct access_verdict) \
	{                       \
		true, ""        \
	}
#define DENY(why)               \
	(struct access_verdict) \
	{                       \
		false, why      \
	}

static struct access_verdict judge_start(const struct access_facts *facts)
{
	/* A typo in a tightened descriptor must not keep the wide one alive. */
	if (facts->locked_down && !facts->is_admin)
		return DENY("Security cannot be read: administrators only");
	if (facts->locked_down)
		return ALLOW;
	if (facts->granted < 0)
		return DENY("Security could not be judged");
	return facts->granted ? ALLOW : DENY("Security grants no RP (start)");
}

static struct access_verdict judge_instance(const struct access_facts *facts,
                                            const char *missing)
{
	/* WinFsp gives the starter LC and WP on what it started. */
	if (facts->is_starter)
		return ALLOW;
	if (facts->locked_down)
		return facts->is_admin
		               ? ALLOW
		               : DENY("Security cannot be read: administrators only");
	if (facts->granted < 0)
		return DENY("Security could not be judged");
	return facts->granted ? ALLOW : DENY(missing);
}

struct access_verdict access_judge(enum access_kind kind,
                                   const struct access_facts *facts)
{
	switch (kind) {
	case ACCESS_START:
		return judge_start(facts);
	case ACCESS_STOP:
		return judge_instance(facts, "Security grants no WP (stop)");
	case ACCESS_QUERY:
		return judge_instance(facts, "Security grants no LC (query)");
	case ACCESS_ADMIN:
		return facts->is_admin ? ALLOW : DENY("administrators only");
	case ACCESS_ANYONE:
		break;
	}
	return ALLOW;
}

uint32_t access_right(enum access_kind kind)
{
	switch (kind) {
	case ACCESS_START:
		return RIGHT_START;
	case ACCESS_STOP:
		return RIGHT_STOP;
	case ACCESS_QUERY:
		return RIGHT_QUERY;
	case ACCESS_ADMIN:
	case ACCESS_ANYONE:
		break;
	}
	return 0;
}

char drive_letter(const char *letter)
{
	if (strlen(letter) != 3 || (letter[0] != '+' && letter[0] != '-') ||
	    letter[2] != ':')
		return 0;
	if (letter[1] >= 'A' && letter[1] <= 'Z')
		return letter[1];
	if (letter[1] >= 'a' && letter[1] <= 'z')
		return (char)(letter[1] - 'a' + 'A');
	return 0;
}

uint32_t access_drive(const struct drive_facts *facts)
{
	static const char device[] = "\\Device\\";

	if (!facts->is_system && !facts->is_service)
		return OS_ACCESS_DENIED;
	if (!drive_letter(facts->letter) ||
	    strncmp(facts->target, device, sizeof(device) - 1) != 0)
		return OS_INVALID_PARAMETER;
	if (facts->letter[0] == '+')
		return facts->defined ? OS_INVALID_PARAMETER : OS_SUCCESS;
	return facts->defined && strcmp(facts->current, facts->target) == 0
	               ? OS_SUCCESS
	               : OS_INVALID_PARAMETER;
}
