/*
 * record.h: one class as the registry last held it, decoded and judged.
 *
 * Made by the reader (scan.c, load.c), owned by whoever holds it, published by
 * the owner of the state (definitions.c). Nothing in it is shared.
 */
#ifndef FSPD_RECORD_H
#define FSPD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/diag.h"
#include "../common/model.h"

struct class_record {
	struct class_model model;
	struct diag_list diags;	/* every problem, import-stage ones too */
	char *where;		/* the class key's display name; the diags'
				 * places borrow it */
	bool bad;		/* a load-stage error: not to be run */
	bool security_bad;	/* its Security does not parse or has no D: */
	bool drift;		/* some Digest does not match what was read */
	bool declared;		/* every key of it has a matching Digest */
	unsigned char digest[32];	/* of the class key as read */
};

void class_record_free(struct class_record *record);

/* What a pass found out about one class. */
enum change_kind {
	CHANGE_LIVE,		/* record is the definition as of now */
	CHANGE_REMOVED,		/* no key, or no Executable; RemovalGrace */
	CHANGE_WITHDRAWN,	/* the same, announced by fsp-import: no grace */
	CHANGE_INTERRUPTED	/* a Digest of length 0: what was accepted
				 * stays; status says so */
};

struct class_change {
	enum change_kind kind;
	char *class_name;
	struct class_record *record;	/* CHANGE_LIVE only, else NULL */
	uint64_t seen_at;	/* clock_counter() value when it was settled */
};

void class_change_free(struct class_change *change);

#endif
