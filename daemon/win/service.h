/*
 * service.h: the daemon under the service control manager.
 */
#ifndef FSPD_SERVICE_H
#define FSPD_SERVICE_H

struct error;
struct log_writer;
struct shell_options;

#define SERVICE_NAME_UTF8 "fspd"
#define SERVICE_NAME      L"" SERVICE_NAME_UTF8

/* Serve until the manager says stop; log is ended before the manager is told
 * that this has. 0, or -1 and err when it did not start this process. */
int service_run(const struct shell_options *options, struct log_writer *log,
                struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
