/*
 * ask.h: requests as fspctl makes them: built, sent, answered, paged.
 */
#ifndef FSPD_CTL_ASK_H
#define FSPD_CTL_ASK_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct ctl_options;
struct error;

/* Ask one command with words. Returns 0 with the reply's data (UTF-8) in
 * *data, the Win32 number of a refusal, or -1 and err when nobody answered. */
int64_t ask_command(const struct ctl_options *options, char command,
                    const char *const *words, size_t count, struct buf *data,
                    struct error *err)
        __attribute__((nonnull(1, 5), warn_unused_result));

/* Ask our own verb with the options' arguments until a reply has no "next";
 * appends one JSON text a line. Result as ask_command. */
int64_t ask_pages(const struct ctl_options *options, const char *verb,
                  struct buf *pages, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
