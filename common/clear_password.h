/*
 * clear_password.h: passwords that somebody wrote in the clear, found so that
 * they can be refused, and masked so that no message repeats them.
 *
 * What is looked for: `--passphrase=word`, `://user:word@`, `NAME_PASS=word`.
 * Options that only say where the password comes from are no passwords.
 */
#ifndef FSPD_CLEAR_PASSWORD_H
#define FSPD_CLEAR_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The first password in text that begins at *from or later: its bytes, and
 * *from becomes where it begins. 0: there is none. */
size_t clear_password_find(const char *text, size_t *from)
        __attribute__((nonnull));

/* Is the last word of text an option that a password would follow? */
bool clear_password_is_awaited(const char *text) __attribute__((nonnull));

/* Does a key or option of that name (len bytes) hold a password? */
bool clear_password_is_name(const char *name, size_t len)
        __attribute__((nonnull));

/* Append text with every character of its passwords as `*`, so that columns
 * stay what they are. */
void clear_password_mask(const char *text, struct buf *out)
        __attribute__((nonnull));
/* The same for what no `=` was found in, or a wrong one: all that stands behind
 * a password's name, be it a colon or a blank that parts them. */
void clear_password_mask_piece(const char *text, struct buf *out)
        __attribute__((nonnull));
/* The same for a line of an INI file: the whole value too, where its key has
 * the name of a password and it is not what Secret takes. */
void clear_password_mask_line(const char *line, struct buf *out)
        __attribute__((nonnull));

#endif
