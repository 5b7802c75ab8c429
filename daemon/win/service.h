/*
 * service.h: the daemon under the service control manager.
 */
#ifndef FSPD_SERVICE_H
#define FSPD_SERVICE_H

struct error;
struct shell_options;

#define SERVICE_NAME_UTF8 "fspd"
#define SERVICE_NAME      L"" SERVICE_NAME_UTF8

/* Serve until the manager says stop. 0, or -1 and err when it did not start
 * this process. */
int service_run(const struct shell_options *options, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
