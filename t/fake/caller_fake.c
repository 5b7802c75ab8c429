/*
 * caller_fake.c: see caller_fake.h.
 */
#include "caller_fake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/sddl.h"
#include "common/xalloc.h"

struct caller {
	unsigned refs;
	enum caller_fake_kind kind;
	char sid[64], user[64], profile[80];
	struct sid sids[6];
	size_t sid_count;
};

static char *drives[26];
static unsigned profiles_asked;

static void add_sid(struct caller *caller, const char *text)
{
	int bad = sid_parse(text, strlen(text),
	                    &caller->sids[caller->sid_count++]);

	assert(!bad);
}

struct caller *caller_fake_new(enum caller_fake_kind kind, const char *name,
                               unsigned number)
{
	struct caller *caller = xcalloc(1, sizeof(*caller));

	caller->refs = 1;
	caller->kind = kind;
	if (kind == CALLER_SYSTEM)
		snprintf(caller->sid, sizeof(caller->sid), "S-1-5-18");
	else
		snprintf(caller->sid, sizeof(caller->sid), "S-1-5-21-1-2-3-%u",
		         number);
	snprintf(caller->user, sizeof(caller->user), "HOST\\%s", name);
	snprintf(caller->profile, sizeof(caller->profile), "C:\\Users\\%s",
	         name);
	add_sid(caller, caller->sid);
	add_sid(caller, "WD");
	add_sid(caller, "AU");
	add_sid(caller, "BU");
	if (kind == CALLER_ADMIN || kind == CALLER_SYSTEM)
		add_sid(caller, "BA");
	return caller;
}

unsigned caller_fake_profiles(void)
{
	return profiles_asked;
}

unsigned caller_fake_refs(const struct caller *caller)
{
	return caller->refs;
}

struct caller *caller_ref(struct caller *caller)
{
	caller->refs++;
	return caller;
}

void caller_unref(struct caller *caller)
{
	if (caller && --caller->refs == 0)
		free(caller);
}

const char *caller_sid(const struct caller *caller)
{
	return caller->sid;
}

const char *caller_user(struct caller *caller)
{
	return caller->user;
}

const char *caller_profile(struct caller *caller)
{
	profiles_asked++;
	return caller->profile;
}

bool caller_is_admin(struct caller *caller)
{
	return caller->kind == CALLER_ADMIN || caller->kind == CALLER_SYSTEM;
}

bool caller_is_system(const struct caller *caller)
{
	return caller->kind == CALLER_SYSTEM;
}

bool caller_is_service(const struct caller *caller)
{
	return caller->kind == CALLER_SERVICE;
}

int caller_check(struct caller *caller, const char *sddl, uint32_t wanted,
                 struct error *err)
{
	struct sddl parsed;
	struct sddl_fault fault;
	uint32_t granted;

	if (sddl_parse(sddl, strlen(sddl), &parsed, &fault))
		return error_set(err, 1338, "%s", fault.text);
	granted = sddl_granted(&parsed, caller->sids, caller->sid_count, NULL,
	                       0, wanted);
	sddl_release(&parsed);
	return granted == wanted;
}

uint32_t caller_define_drive(struct caller *caller, bool add, char letter,
                             const char *target)
{
	char **drive = &drives[letter - 'A'];

	(void)caller;
	free(*drive);
	*drive = add ? xstrdup(target) : NULL;
	return OS_SUCCESS;
}

int caller_query_drive(char letter, char *current, unsigned cap)
{
	const char *target = drives[letter - 'A'];

	if (!target)
		return 0;
	snprintf(current, cap, "%s", target);
	return 1;
}

void caller_fake_reset_drives(void)
{
	for (size_t i = 0; i < sizeof(drives) / sizeof(drives[0]); i++) {
		free(drives[i]);
		drives[i] = NULL;
	}
}
