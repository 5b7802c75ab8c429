/*
 * log_store_fake.h: log_store.h in memory, with a disk that fills up and files
 * that somebody holds.
 */
#ifndef FSPD_LOG_STORE_FAKE_H
#define FSPD_LOG_STORE_FAKE_H

#include <stdint.h>

#include "daemon/log_store.h"

struct log_store *log_store_fake_new(void);
void log_store_fake_free(struct log_store *store);
/* Bytes the disk can still take. */
void log_store_fake_room(struct log_store *store, uint64_t room);
/* Renaming and removing path fails as long as it is held; NULL: nothing. */
void log_store_fake_hold(struct log_store *store, const char *path);
/* FILETIME of what is written from now on. */
void log_store_fake_time(struct log_store *store, uint64_t filetime);
/* A file's text, or NULL. Borrowed until the next write. */
const char *log_store_fake_text(struct log_store *store, const char *path);
/* How often a file was opened only to be read. */
unsigned log_store_fake_opened(const struct log_store *store);
size_t log_store_fake_count(const struct log_store *store);

#endif
