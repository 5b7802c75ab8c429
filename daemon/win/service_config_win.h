/*
 * service_config_win.h: service_config.h's items read from a service and
 * written to it.
 */
#ifndef FSPD_SERVICE_CONFIG_WIN_H
#define FSPD_SERVICE_CONFIG_WIN_H

#include <windows.h>

#include "../service_config.h"

struct error;

struct config_read {
	struct service_config config;
	char *texts[ITEM_COUNT]; /* what config borrows */
	char **privileges;
};

/* Everything the system tells about the service; what it does not is marked as
 * not known. 0 (config_release), or -1 and err. */
int config_read(SC_HANDLE service, struct config_read *out, struct error *err)
        __attribute__((nonnull(2), warn_unused_result));
void config_release(struct config_read *read) __attribute__((nonnull));

/* Make one item as it is in want. 0, or the system's error: what Wine lacks is
 * 124 (ERROR_INVALID_LEVEL). */
DWORD config_write(SC_HANDLE service, const struct service_config *want,
                   enum service_item item) __attribute__((nonnull(2)));

#endif
