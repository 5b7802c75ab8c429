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

/* Names, each owned, in the order they were added. */
struct name_list {
	char **items;
	size_t count;
};

/* name is taken over. */
void name_list_add(struct name_list *list, char *name) __attribute__((nonnull));
/* Whether name (folded) is in the list. */
bool name_list_has(const struct name_list *list, const char *name)
        __attribute__((nonnull));
void name_list_release(struct name_list *list) __attribute__((nonnull));

struct class_record {
	struct class_model model;
	struct diag_list diags;   /* every problem, import-stage ones too */
	char *where;              /* the class key's display name; the diags'
	                           * places borrow it */
	bool bad;                 /* a load-stage error of the class key: not to
	                           * be run */
	bool security_bad;        /* its Security does not parse or has no D: */
	bool drift;               /* some Digest does not match what was read */
	bool declared;            /* every key of it has a matching Digest */
	unsigned char digest[32]; /* of the class key as read */
	struct name_list bad_instances; /* load-stage errors: left out of the
	                                 * model, what ran before goes on */
	struct name_list withdrawn;     /* instances that fsp-import announced
	                                 * it removes: no grace */
	struct name_list wheres;        /* display names of instance keys that
	                                 * diags' places borrow */
};

/* NULL is accepted. */
void class_record_free(struct class_record *record);

/* What a pass found out about one class. */
enum change_kind {
	CHANGE_LIVE,       /* record is the definition as of now */
	CHANGE_REMOVED,    /* no key, or no Executable; RemovalGrace */
	CHANGE_WITHDRAWN,  /* the same, announced by fsp-import: no grace */
	CHANGE_INTERRUPTED /* a Digest of length 0: what was accepted
	                    * stays; status says so */
};

struct class_change {
	enum change_kind kind;
	char *class_name;
	struct class_record *record; /* CHANGE_LIVE only, else NULL */
	/* The key was there at the first pass, and nothing was told of it yet:
	 * what an earlier daemon ran may stand in for what cannot be. */
	bool at_start;
	struct class_record *last_good; /* of the disk, or NULL; at_start */
	uint64_t seen_at; /* clock_counter() value when it was settled */
};

/* Whether last_good has to be looked for: a daemon starts, and something of the
 * class cannot be run. */
bool wants_last_good(const struct class_change *change)
        __attribute__((nonnull));
/* With its records; NULL is accepted. */
void class_change_free(struct class_change *change);

#endif
