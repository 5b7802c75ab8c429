/*
 * host.h: port. What the machine tells fsp-import: files, directories, the
 * environment, terminals.
 *
 * win/host_win.c and posix/host_posix.c implement it; paths are UTF-8.
 */
#ifndef FSPD_IMPORTER_HOST_H
#define FSPD_IMPORTER_HOST_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct error;

enum host_kind { HOST_ABSENT, HOST_FILE, HOST_DIRECTORY };

struct host_entry {
	char *name;
	bool is_directory;
};

struct host_list {
	struct host_entry *entries; /* in any order */
	size_t count;
};

enum host_kind host_kind(const char *path) __attribute__((nonnull));

/* Append the contents of the file path ("-": of standard input) to out. 0; 1
 * when there is more than limit bytes of it; -1 and err. */
int host_read(const char *path, size_t limit, struct buf *out,
              struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));

/* Make path a file of these len bytes, all or nothing: what was there is
 * replaced at once. "-" is standard output. 0, or -1 and err. */
int host_write(const char *path, const void *bytes, size_t len,
               struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* What lies below host_data_directory() is read, listed and written to only
 * where nobody but SYSTEM and administrators can have put it, and never through
 * a link; elsewhere it is a failure, which names the way out. */

/* Make the directory path and those above it that are missing, for SYSTEM and
 * administrators alone to write in. 0, or -1 and err. */
int host_make_directory(const char *path, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Delete the file path; one that is not there is no failure. 0, or -1 and
 * err. */
int host_remove(const char *path, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* What the directory path holds, "." and ".." left out. 0, or -1 and err. */
int host_list(const char *path, struct host_list *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void host_list_release(struct host_list *list) __attribute__((nonnull));

/* The separator of path components. */
char host_separator(void);

/* All "NAME=value" of the environment, ended by NULL. Caller frees with
 * host_environment_free(). */
char **host_environment(void) __attribute__((returns_nonnull));
void host_environment_free(char **environment);

/* Where fspd keeps its files, %ProgramData%\fspd; caller frees. NULL and err
 * where there is no such place. */
char *host_data_directory(struct error *err)
        __attribute__((warn_unused_result));

/* Is standard error a terminal? */
bool host_is_terminal(void);

/* Is standard error a terminal that shows colors? */
bool host_has_colors(void);

#endif
