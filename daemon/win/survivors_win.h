/*
 * survivors_win.h: records of the processes that outlive the daemon.
 */
#ifndef FSPD_SURVIVORS_WIN_H
#define FSPD_SURVIVORS_WIN_H

#include <windows.h>
#include <stdint.h>

struct error;
struct files;
struct spawn_request;
struct survivor;

/* Record the process of request, which does not run yet. */
int survivors_note(struct files *files, const struct spawn_request *request,
                   HANDLE process, DWORD pid, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* It has ended. */
void survivors_forget(struct files *files, uint32_t pid, uint64_t created)
        __attribute__((nonnull));
/* Call found for every recorded process that still runs; forget the others. */
void survivors_find(struct files *files,
                    void (*found)(void *context,
                                  const struct survivor *survivor),
                    void *context) __attribute__((nonnull(1, 2)));

/* The process pid, when it is the one that was created then. NULL and err. */
HANDLE survivors_open(uint32_t pid, uint64_t created, struct error *err)
        __attribute__((warn_unused_result));
/* When process was created, 0 when that cannot be had. */
uint64_t survivors_created(HANDLE process);

#endif
