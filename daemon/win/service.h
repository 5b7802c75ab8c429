/*
 * service.h: the daemon under the service control manager.
 */
#ifndef FSPD_SERVICE_H
#define FSPD_SERVICE_H

struct error;
struct shell_options;

#define SERVICE_NAME L"fspd"

/* Serve until the manager says stop. 0, or -1 and err when it did not start
 * this process. */
int service_run(const struct shell_options *options, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Register this program, or remove it again: started with the system, not
 * delayed, restarted when it dies. 0, or -1 and err. */
int service_install(struct error *err) __attribute__((warn_unused_result));
int service_uninstall(struct error *err) __attribute__((warn_unused_result));

#endif
