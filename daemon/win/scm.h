/*
 * scm.h: services by name: their state, started and stopped with an end to be
 * waited for. Translates; what to start and stop is decided elsewhere.
 */
#ifndef FSPD_SCM_H
#define FSPD_SCM_H

#include <windows.h>
#include <stdbool.h>

struct error;
struct service_list;

struct scm {
	SC_HANDLE manager;
	HANDLE cancel; /* an event that ends every wait, or NULL */
};

/* 0, or -1 and err. */
int scm_open(struct scm *scm, DWORD access, HANDLE cancel, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
void scm_close(struct scm *scm) __attribute__((nonnull));
/* Whether no wait begins any longer. */
bool scm_is_cancelled(const struct scm *scm) __attribute__((nonnull));

/* Fill *out with the state of a service: 0; 1 when there is none of that name;
 * -1 and err. */
int scm_status(const struct scm *scm, const char *name,
               SERVICE_STATUS_PROCESS *out, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Start it, unless it is, and wait until it runs; what it is doing meanwhile is
 * waited for first. 0, or -1 and err: also when it ended instead (its exit
 * code). */
int scm_start(const struct scm *scm, const char *name, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Stop it, unless it is or there is none, and wait for its end. 0, or -1 and
 * err. */
int scm_stop(const struct scm *scm, const char *name, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Wait until it neither starts nor stops. As scm_status. */
int scm_settle(const struct scm *scm, const char *name,
               SERVICE_STATUS_PROCESS *out, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Append every service of this machine with what it needs, which is read from
 * its key: Wine's QueryServiceConfigW leaves it out. 0, or -1 and err. */
int scm_list(const struct scm *scm, struct service_list *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* The configuration of a service; NULL and err. Caller frees. */
QUERY_SERVICE_CONFIGW *scm_config(SC_HANDLE service, const char *name,
                                  struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Open one by name; NULL and err. Caller closes it. */
SC_HANDLE scm_open_service(const struct scm *scm, const char *name,
                           DWORD access, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
