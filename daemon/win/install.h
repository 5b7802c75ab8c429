/*
 * install.h: `fspd install` and `fspd uninstall`. Both say on standard output
 * what they do, and done again mend what is not as it should be.
 */
#ifndef FSPD_INSTALL_H
#define FSPD_INSTALL_H

#include <stdbool.h>

struct error;

struct install_options {
	const char *data; /* its folder; NULL: %ProgramData%\fspd */
	bool take_over;   /* in place of WinFsp.Launcher, see takeover.h, and
	                   * running */
	const char *pipe; /* WinFsp's, by its full name */
};

/* Register this program as the service, started with the system, with what it
 * needs around it: its folder, its source in the Event Log. A take-over after
 * which fspd does not serve the pipe is undone. 0; 1 when this program must
 * not be a service where it lies; -1 and err. */
int install_service(const struct install_options *options, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Give WinFsp.Launcher back, stop the service and remove it. 0, or -1 and err:
 * also when there is no service and nothing to give back. */
int uninstall_service(struct error *err) __attribute__((warn_unused_result));

#endif
