/*
 * mount.h: where a file system appears, as a path that can be opened.
 */
#ifndef FSPD_MOUNT_H
#define FSPD_MOUNT_H

struct buf;

/* Append the path of the root of mount: a drive's and a UNC name's root ends
 * in a backslash, or something else would be opened. Where mount is empty or
 * `*`, the file system takes some free drive, and is found by its UNC name,
 * \\class\instance. */
void mount_path(struct buf *out, const char *mount, const char *class_name,
                const char *instance) __attribute__((nonnull));

#endif
