/*
 * service_config_win.c: see service_config_win.h.
 */
#include "service_config_win.h"

#include <stdbool.h>
#include <stdlib.h>

#include "scm.h"
#include "service.h"
#include "../../common/buf.h"
#include "../../common/win/wide.h"
#include "../../common/xalloc.h"

/* -- read ------------------------------------------------------------------ */

static const char *keep(struct config_read *out, enum service_item item,
                        const wchar_t *text)
{
	out->texts[item] = text == NULL
	                           ? xstrdup("")
	                           : wide_to_utf8_lossy(text, wcslen(text));
	out->config.known[item] = true;
	return out->texts[item];
}

/* "a b" of the elements of a list. */
static const char *keep_list(struct config_read *out, enum service_item item,
                             const wchar_t *list)
{
	struct buf text = BUF_INIT;

	for (const wchar_t *at = list; at != NULL && *at != L'\0';
	     at += wcslen(at) + 1) {
		char *one = wide_to_utf8_lossy(at, wcslen(at));

		buf_addf(&text, "%s%s", text.len > 0 ? " " : "", one);
		free(one);
	}
	out->texts[item] = buf_steal(&text, NULL);
	out->config.known[item] = true;
	return out->texts[item];
}

/* The structure of a level; NULL when the system does not have it. Caller
 * frees. */
static void *query(SC_HANDLE service, DWORD level, size_t least)
{
	DWORD size_bytes = 0;
	void *info;

	QueryServiceConfig2W(service, level, NULL, 0, &size_bytes);
	if (size_bytes < least)
		size_bytes = (DWORD)least;
	info = xcalloc(1, size_bytes);
	if (QueryServiceConfig2W(service, level, info, size_bytes, &size_bytes))
		return info;
	free(info);
	return NULL;
}

static void read_description(SC_HANDLE service, struct config_read *out)
{
	SERVICE_DESCRIPTIONW *info = query(service, SERVICE_CONFIG_DESCRIPTION,
	                                   sizeof(SERVICE_DESCRIPTIONW));

	if (info != NULL)
		out->config.description =
		        keep(out, ITEM_DESCRIPTION, info->lpDescription);
	free(info);
}

static void read_restarts(SC_HANDLE service, struct config_read *out)
{
	struct service_config *config = &out->config;
	SERVICE_FAILURE_ACTIONSW *info =
	        query(service, SERVICE_CONFIG_FAILURE_ACTIONS,
	              sizeof(SERVICE_FAILURE_ACTIONSW));
	bool restarts = info != NULL && info->cActions <= 3;

	for (DWORD i = 0; restarts && i < info->cActions; i++) {
		restarts = info->lpsaActions[i].Type == SC_ACTION_RESTART;
		config->restart_ms[i] = info->lpsaActions[i].Delay;
	}
	if (restarts) {
		config->restart_count = info->cActions;
		config->forget_s = info->dwResetPeriod;
		config->known[ITEM_RESTARTS] = true;
	}
	free(info);
}

static void read_privileges(SC_HANDLE service, struct config_read *out)
{
	SERVICE_REQUIRED_PRIVILEGES_INFOW *info =
	        query(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO,
	              sizeof(SERVICE_REQUIRED_PRIVILEGES_INFOW));
	size_t count = 0;

	if (info == NULL)
		return;
	out->privileges = xcalloc(1, sizeof(char *));
	for (const wchar_t *at = info->pmszRequiredPrivileges;
	     at != NULL && *at != L'\0'; at += wcslen(at) + 1) {
		out->privileges =
		        xrealloc(out->privileges, count + 2, sizeof(char *));
		out->privileges[count++] = wide_to_utf8_lossy(at, wcslen(at));
		out->privileges[count] = NULL;
	}
	out->config.privileges = (const char *const *)out->privileges;
	out->config.known[ITEM_PRIVILEGES] = true;
	free(info);
}

/* The levels that hold one number. */
static void read_numbers(SC_HANDLE service, struct service_config *config)
{
	const struct {
		enum service_item item;
		DWORD level, mask;
	} rows[] = {
	        {ITEM_DELAYED, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, 1},
	        {ITEM_FAILS_ON_EXIT, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, 1},
	        {ITEM_SID, SERVICE_CONFIG_SERVICE_SID_INFO, UINT32_MAX},
	        {ITEM_PRESHUTDOWN, SERVICE_CONFIG_PRESHUTDOWN_INFO, UINT32_MAX},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		DWORD *info = query(service, rows[i].level, sizeof(DWORD));
		const DWORD number = info != NULL ? *info & rows[i].mask : 0;

		config->known[rows[i].item] = info != NULL;
		free(info);
		switch (rows[i].item) {
		case ITEM_DELAYED:
			config->delayed = number != 0;
			break;
		case ITEM_FAILS_ON_EXIT:
			config->fails_on_exit = number != 0;
			break;
		case ITEM_SID:
			config->has_sid =
			        number == SERVICE_SID_TYPE_UNRESTRICTED;
			break;
		default:
			config->preshutdown_ms = number;
			break;
		}
	}
}

int config_read(SC_HANDLE service, struct config_read *out, struct error *err)
{
	struct service_config *config = &out->config;
	QUERY_SERVICE_CONFIGW *entry =
	        scm_config(service, SERVICE_NAME_UTF8, err);

	*out = (struct config_read){0};
	if (entry == NULL)
		return -1;
	config->image = keep(out, ITEM_IMAGE, entry->lpBinaryPathName);
	config->account = keep(out, ITEM_ACCOUNT, entry->lpServiceStartName);
	config->display = keep(out, ITEM_DISPLAY, entry->lpDisplayName);
	config->depends = keep_list(out, ITEM_DEPENDS, entry->lpDependencies);
	config->start = entry->dwStartType;
	config->known[ITEM_START] = true;
	config->type = entry->dwServiceType;
	free(entry);
	read_description(service, out);
	read_restarts(service, out);
	read_privileges(service, out);
	read_numbers(service, config);
	return 0;
}

void config_release(struct config_read *read)
{
	for (size_t i = 0; i < ITEM_COUNT; i++)
		free(read->texts[i]);
	for (size_t i = 0; read->privileges != NULL && read->privileges[i]; i++)
		free(read->privileges[i]);
	free(read->privileges);
	*read = (struct config_read){0};
}

/* -- write ----------------------------------------------------------------- */

static DWORD set(SC_HANDLE service, DWORD level, void *info)
{
	return ChangeServiceConfig2W(service, level, info) ? ERROR_SUCCESS
	                                                   : GetLastError();
}

/* One part of the entry itself; the others stay. */
static DWORD set_entry(SC_HANDLE service, const struct service_config *want,
                       enum service_item item)
{
	wchar_t *image = item == ITEM_IMAGE ? utf8_to_wide(want->image) : NULL;
	wchar_t *display =
	        item == ITEM_DISPLAY ? utf8_to_wide(want->display) : NULL;
	wchar_t *account =
	        item == ITEM_ACCOUNT ? utf8_to_wide(want->account) : NULL;
	DWORD error = ERROR_SUCCESS;

	if (!ChangeServiceConfigW(
	            service,
	            item == ITEM_ACCOUNT ? want->type : SERVICE_NO_CHANGE,
	            item == ITEM_START ? want->start : SERVICE_NO_CHANGE,
	            SERVICE_NO_CHANGE, image, NULL, NULL,
	            item == ITEM_DEPENDS ? L"\0" : NULL, account,
	            account != NULL ? L"" : NULL, display))
		error = GetLastError();
	free(image);
	free(display);
	free(account);
	return error;
}

static DWORD set_restarts(SC_HANDLE service, const struct service_config *want)
{
	SC_ACTION actions[3];
	SERVICE_FAILURE_ACTIONSW info = {.dwResetPeriod = want->forget_s,
	                                 .cActions = want->restart_count,
	                                 .lpsaActions = actions};

	for (DWORD i = 0; i < want->restart_count; i++)
		actions[i] =
		        (SC_ACTION){SC_ACTION_RESTART, want->restart_ms[i]};
	return set(service, SERVICE_CONFIG_FAILURE_ACTIONS, &info);
}

static DWORD set_description(SC_HANDLE service,
                             const struct service_config *want)
{
	SERVICE_DESCRIPTIONW info = {utf8_to_wide(want->description)};
	const DWORD error = set(service, SERVICE_CONFIG_DESCRIPTION, &info);

	free(info.lpDescription);
	return error;
}

static DWORD set_privileges(SC_HANDLE service,
                            const struct service_config *want)
{
	SERVICE_REQUIRED_PRIVILEGES_INFOW info;
	wchar_t *list = xcalloc(1, sizeof(wchar_t));
	size_t units = 0;
	DWORD error;

	for (size_t i = 0; want->privileges[i] != NULL; i++) {
		wchar_t *one = utf8_to_wide(want->privileges[i]);
		const size_t len = wcslen(one) + 1;

		list = xrealloc(list, units + len + 1, sizeof(wchar_t));
		wmemcpy(list + units, one, len);
		units += len;
		list[units] = L'\0';
		free(one);
	}
	info.pmszRequiredPrivileges = list;
	error = set(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, &info);
	free(list);
	return error;
}

DWORD config_write(SC_HANDLE service, const struct service_config *want,
                   enum service_item item)
{
	SERVICE_DELAYED_AUTO_START_INFO delayed = {want->delayed};
	SERVICE_FAILURE_ACTIONS_FLAG flag = {want->fails_on_exit};
	SERVICE_SID_INFO sid = {want->has_sid ? SERVICE_SID_TYPE_UNRESTRICTED
	                                      : SERVICE_SID_TYPE_NONE};
	SERVICE_PRESHUTDOWN_INFO preshutdown = {want->preshutdown_ms};

	switch (item) {
	case ITEM_DESCRIPTION:
		return set_description(service, want);
	case ITEM_DELAYED:
		return set(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO,
		           &delayed);
	case ITEM_RESTARTS:
		return set_restarts(service, want);
	case ITEM_FAILS_ON_EXIT:
		return set(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &flag);
	case ITEM_SID:
		return set(service, SERVICE_CONFIG_SERVICE_SID_INFO, &sid);
	case ITEM_PRIVILEGES:
		return set_privileges(service, want);
	case ITEM_PRESHUTDOWN:
		return set(service, SERVICE_CONFIG_PRESHUTDOWN_INFO,
		           &preshutdown);
	default:
		return set_entry(service, want, item);
	}
}
