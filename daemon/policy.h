/*
 * policy.h: what the definition that an instance follows says about it.
 */
#ifndef FSPD_POLICY_H
#define FSPD_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/schema.h"
#include "backoff.h"

struct instance;

/* The number of id in force for inst: its own, its class's, the default. */
uint32_t policy_number(const struct instance *inst, enum key_id id)
        __attribute__((nonnull));
const char *policy_text(const struct instance *inst, enum key_id id)
        __attribute__((nonnull));
struct backoff_policy policy_backoff(const struct instance *inst)
        __attribute__((nonnull));
/* Whether that exit code is one of success. */
bool policy_is_success(const struct instance *inst, uint32_t exit_code)
        __attribute__((nonnull));
/* Whether an exit that nobody asked for is followed by a restart; exit_code
 * UINT32_MAX: the process could not be made. */
bool policy_restarts(const struct instance *inst, uint32_t exit_code)
        __attribute__((nonnull));
/* Some restart may come that needs the password again. */
bool policy_keeps_secret(const struct instance *inst) __attribute__((nonnull));
/* The declaration's Secret, or NULL. Borrowed. */
const char *policy_secret(const struct instance *inst) __attribute__((nonnull));
/* A process of it can be made again without asking for a password. */
bool policy_can_restart(const struct instance *inst) __attribute__((nonnull));
/* Its process, if any, was launched with JobControl=1. */
bool policy_ends_with_daemon(const struct instance *inst)
        __attribute__((nonnull));

#endif
