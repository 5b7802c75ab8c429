/*
 * adopted.h: what a key held before it became ours, kept until it is removed:
 * a class that an installer wrote goes back to what its installer wrote.
 */
#ifndef FSPD_ADOPTED_H
#define FSPD_ADOPTED_H

#include <stdbool.h>

struct error;
struct keystore;
struct plan;
struct plan_options;
struct record;

/* Before plan is carried out on ks: keep, in the data folder directory, what
 * the keys hold that have no owner and get one, and what others wrote since to
 * those that got one. 0, or -1 and err. */
int adopted_keep(const char *directory, const struct plan *plan,
                 const struct keystore *ks, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Whether what the key path of ks held before it became ours is kept. */
bool adopted_is_kept(const char *directory, const struct keystore *ks,
                     const char *path) __attribute__((nonnull));

/* Make removals of adopted keys into giving back what they held, or what others
 * wrote there since. The instances
 * that options' owner has in such a class are removed (before plan_sort()). 0,
 * or -1 and err. */
int adopted_give_back(const char *directory, struct plan *plan,
                      struct keystore *ks, const struct plan_options *options,
                      struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

/* After what record says was carried out: note what that left in adopted keys,
 * and forget what is not adopted any longer. To do it twice does no harm. 0, or
 * -1 and err. */
int adopted_finish(const char *directory, const struct record *record,
                   const struct keystore *ks, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
