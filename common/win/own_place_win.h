/*
 * own_place_win.h: what stands at a place that is fspd's own, for own_place.h.
 */
#ifndef FSPD_OWN_PLACE_WIN_H
#define FSPD_OWN_PLACE_WIN_H

#include <windows.h>

#include "../own_place.h"

/* Open what stands at wide itself, not where it leads, to be looked at. */
HANDLE own_place_open(const wchar_t *wide) __attribute__((nonnull));

/* Look at what file, opened with READ_CONTROL and without following a link, is
 * of; its owner and list are judged as those of place. */
void own_place_look(HANDLE file, enum acl_place place, struct own_place *out)
        __attribute__((nonnull(3)));

#endif
