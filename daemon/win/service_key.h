/*
 * service_key.h: values in the keys of services, below
 * HKLM\SYSTEM\CurrentControlSet\Services; a key is named from there on.
 */
#ifndef FSPD_SERVICE_KEY_H
#define FSPD_SERVICE_KEY_H

#include <stdint.h>
#include <wchar.h>

struct error;
struct name_list;

/* A text as it is stored, variables and all; NULL when there is none. Caller
 * frees. */
char *service_key_text(const char *key, const wchar_t *value)
        __attribute__((nonnull, warn_unused_result));
/* A DWORD, or otherwise. */
uint32_t service_key_number(const char *key, const wchar_t *value,
                            uint32_t otherwise)
        __attribute__((nonnull, warn_unused_result));
/* Append the elements of a MULTI_SZ. */
void service_key_list(const char *key, const wchar_t *value,
                      struct name_list *out) __attribute__((nonnull));

/* Written through to the disk: each is a step that a crash must not undo. The
 * service must be there, a key in its own is made. 0, or -1 and err. */
int service_key_set_text(const char *key, const wchar_t *value,
                         const char *text, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
int service_key_set_number(const char *key, const wchar_t *value,
                           uint32_t number, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
int service_key_set_list(const char *key, const wchar_t *value,
                         const struct name_list *list, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* 0 also when there was none. */
int service_key_remove(const char *key, const wchar_t *value, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
