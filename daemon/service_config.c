/*
 * service_config.c: see service_config.h.
 */
#include "service_config.h"

#include <string.h>

#include "takeover.h"
#include "../common/name.h"

enum { TYPE_OWN_PROCESS = 0x10 };

const char *const service_privileges[] = {
        "SeAssignPrimaryTokenPrivilege",
        "SeIncreaseQuotaPrivilege",
        "SeTcbPrivilege",
        "SeImpersonatePrivilege",
        "SeRestorePrivilege",
        "SeIncreaseWorkingSetPrivilege",
        "SeCreateGlobalPrivilege",
        "SeChangeNotifyPrivilege",
        "SeBackupPrivilege",
        "SeSecurityPrivilege",
        "SeTakeOwnershipPrivilege",
        "SeCreateSymbolicLinkPrivilege",
        "SeManageVolumePrivilege",
        NULL,
};

void service_config_wanted(const char *image, struct service_config *out)
{
	*out = (struct service_config){
	        .image = image,
	        .account = "LocalSystem",
	        .display = SERVICE_DISPLAY,
	        .description = SERVICE_DESCRIPTION,
	        .depends = "",
	        .start = START_AUTO,
	        .type = TYPE_OWN_PROCESS,
	        .fails_on_exit = true,
	        .has_sid = true,
	        .restart_ms = {SERVICE_RESTART_1_MS, SERVICE_RESTART_2_MS,
	                       SERVICE_RESTART_3_MS},
	        .restart_count = 3,
	        .forget_s = SERVICE_FORGET_S,
	        .preshutdown_ms = SERVICE_PRESHUTDOWN_MS,
	        .privileges = service_privileges,
	};
	for (int i = 0; i < ITEM_COUNT; i++)
		out->known[i] = true;
}

static bool has_all(const char *const *these, const char *const *of)
{
	for (size_t i = 0; of[i] != NULL; i++) {
		size_t at = 0;

		while (these[at] != NULL && !name_equal(these[at], of[i]))
			at++;
		if (these[at] == NULL)
			return false;
	}
	return true;
}

static bool same_restarts(const struct service_config *a,
                          const struct service_config *b)
{
	if (a->restart_count != b->restart_count || a->forget_s != b->forget_s)
		return false;
	for (size_t i = 0; i < a->restart_count; i++)
		if (a->restart_ms[i] != b->restart_ms[i])
			return false;
	return true;
}

bool service_config_differs(const struct service_config *have,
                            const struct service_config *want,
                            enum service_item item)
{
	if (!have->known[item])
		return true;
	switch (item) {
	case ITEM_IMAGE:
		return strcmp(have->image, want->image) != 0;
	case ITEM_START:
		return have->start != want->start;
	case ITEM_ACCOUNT:
		return have->type != want->type ||
		       !name_equal(have->account, want->account);
	case ITEM_DEPENDS:
		return strcmp(have->depends, want->depends) != 0;
	case ITEM_DISPLAY:
		return strcmp(have->display, want->display) != 0;
	case ITEM_DESCRIPTION:
		return strcmp(have->description, want->description) != 0;
	case ITEM_DELAYED:
		return have->delayed != want->delayed;
	case ITEM_RESTARTS:
		return !same_restarts(have, want);
	case ITEM_FAILS_ON_EXIT:
		return have->fails_on_exit != want->fails_on_exit;
	case ITEM_SID:
		return have->has_sid != want->has_sid;
	case ITEM_PRIVILEGES:
		return !has_all(have->privileges, want->privileges) ||
		       !has_all(want->privileges, have->privileges);
	case ITEM_PRESHUTDOWN:
		return have->preshutdown_ms != want->preshutdown_ms;
	case ITEM_COUNT:
		break;
	}
	return true;
}

const char *service_item_name(enum service_item item)
{
	static const char *const names[ITEM_COUNT] = {
	        [ITEM_IMAGE] = "path of the program",
	        [ITEM_START] = "start with the system",
	        [ITEM_ACCOUNT] = "account",
	        [ITEM_DEPENDS] = "dependencies",
	        [ITEM_DISPLAY] = "display name",
	        [ITEM_DESCRIPTION] = "description",
	        [ITEM_DELAYED] = "start without delay",
	        [ITEM_RESTARTS] = "restart after a failure",
	        [ITEM_FAILS_ON_EXIT] = "restart after an end with an error",
	        [ITEM_SID] = "service SID",
	        [ITEM_PRIVILEGES] = "required privileges",
	        [ITEM_PRESHUTDOWN] = "time to end before a shutdown",
	};

	return names[item];
}
