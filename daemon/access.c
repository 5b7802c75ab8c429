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

/* What is told of a descriptor: the value it stands in is what is to be
 * changed. */
enum complaint { NO_START, NO_STOP, NO_QUERY, NOT_JUDGED };

static const char *const complaints[][2] = {
        [NO_START] = {"Security grants no RP (start)",
                      "InstanceSecurity grants no RP (start)"},
        [NO_STOP] = {"Security grants no WP (stop)",
                     "InstanceSecurity grants no WP (stop)"},
        [NO_QUERY] = {"Security grants no LC (query)",
                      "InstanceSecurity grants no LC (query)"},
        [NOT_JUDGED] = {"Security could not be judged",
                        "InstanceSecurity could not be judged"},
};

static struct access_verdict by_descriptor(const struct access_facts *facts,
                                           enum complaint missing)
{
	/* A typo in a tightened descriptor must not keep the wide one alive. */
	if (facts->locked_down)
		return facts->is_admin
		               ? ALLOW
		               : DENY("Security cannot be read: administrators only");
	if (facts->granted < 0)
		missing = NOT_JUDGED;
	return facts->granted > 0
	               ? ALLOW
	               : DENY(complaints[missing][facts->of_instance]);
}

struct access_verdict access_judge(enum access_kind kind,
                                   const struct access_facts *facts)
{
	switch (kind) {
	case ACCESS_START:
		return by_descriptor(facts, NO_START);
	/* WinFsp gives the starter LC and WP on what it started. */
	case ACCESS_STOP:
		return facts->is_starter ? ALLOW
		                         : by_descriptor(facts, NO_STOP);
	case ACCESS_QUERY:
		return facts->is_starter ? ALLOW
		                         : by_descriptor(facts, NO_QUERY);
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
