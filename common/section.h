/*
 * section.h: what one run declares: sections as typed definitions that know
 * where each of their values was written.
 */
#ifndef FSPD_SECTION_H
#define FSPD_SECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"
#include "printf_like.h"
#include "flat.h"

/* A value that the schema does not know: `Private.NAME = ...`. */
struct private_text {
	char *name;
	const struct flat *text;
};

struct section {
	const struct ini_file *file;
	const struct ini_entry *header;
	unsigned last_line; /* of the file that belongs to this section */
	bool is_defaults;   /* [*] */
	bool is_duplicate;  /* told already; nothing is made of it */

	/* What is written here, and after inherit.c what it inherits. */
	struct definition def;
	uint64_t written;          /* bit of each key_id; see section_text() */
	const struct flat **texts; /* of those alone, in the schema's order */
	unsigned room;             /* texts that there is room for */
	struct private_text *privates;
	size_t private_count;

	uint64_t meant; /* bit of each key_id that a misspelt key is near */

	const struct flat *extends; /* NULL: nothing */
	bool overlay;               /* Extends = registry */
	struct section *base;       /* Extends = class */
	struct section *defaults;   /* the [*] above it, or NULL */
	bool is_complete;           /* inheriting is done */
	size_t rank;                /* index among the sorted */

	/* What the registry adds, once it is known; of declared_keep(). */
	const struct definition *whole; /* of an overlay: def over what the
	                                 * registry holds; NULL: not known */
	const struct definition
	        *of_class; /* of an instance whose class no
	                    * file has: the registry's, or NULL */

	enum diag_code *allowed;
	size_t allowed_count;
};

/* All of a run. Sections stay where they are. */
struct declared {
	struct section **sections; /* in the order written, [*] too */
	size_t count;
	struct section **sorted; /* by class, then instance; a class
	                          * before its instances; no [*], no
	                          * duplicates */
	size_t sorted_count;
	struct arena arena; /* what sections are made of, and their texts */
	struct definition **kept; /* what sections have of the registry */
	size_t kept_count;
};

#define DECLARED_INIT                                 \
	{                                             \
		NULL, 0, NULL, 0, ARENA_INIT, NULL, 0 \
	}

/* A new section of header, with room for so many keys; its name is split at
 * the first backslash. */
struct section *declared_add(struct declared *d, const struct ini_file *file,
                             const struct ini_entry *header, unsigned keys)
        __attribute__((nonnull, returns_nonnull));
/* Fill sorted from sections. */
void declared_sort(struct declared *d) __attribute__((nonnull));
/* The section of that name among the sorted, or NULL. instance NULL: the
 * class. */
struct section *declared_find(const struct declared *d, const char *class_name,
                              const char *instance)
        __attribute__((nonnull(1, 2)));
/* Take *def over, to live as long as the sections. */
const struct definition *declared_keep(struct declared *d,
                                       struct definition *def)
        __attribute__((nonnull, returns_nonnull));
void declared_release(struct declared *d) __attribute__((nonnull));

/* What is written for id, or NULL. One that is empty clears the value; one
 * without a value in def is faulty. */
const struct flat *section_text(const struct section *s, enum key_id id)
        __attribute__((nonnull));
/* That becomes text, in place of nothing. d is what s belongs to. */
void section_write(struct declared *d, struct section *s, enum key_id id,
                   const struct flat *text) __attribute__((nonnull));
/* What s comes to as far as it is known: def, of an overlay with what the
 * registry adds. */
const struct definition *section_whole(const struct section *s)
        __attribute__((nonnull, returns_nonnull));

/* Is something written for id, here or where it inherits from, that is no
 * clearing? It may be faulty all the same. */
bool section_wrote(const struct section *s, enum key_id id)
        __attribute__((nonnull));
/* The same, or is it meant by a misspelt key (told already)? */
bool section_meant(const struct section *s, enum key_id id)
        __attribute__((nonnull));
/* Does it extend a class that there is not, or in a ring (told already)? What
 * it lacks may be there. */
bool section_lost_base(const struct section *s) __attribute__((nonnull));
/* `class` or `class\instance`, for messages; caller frees. */
char *section_name(const struct section *s)
        __attribute__((nonnull, warn_unused_result));
/* Add a diagnostic at the section's header. */
void section_diag(const struct section *s, enum diag_code code,
                  struct diag_list *diags, const char *format, ...)
        __attribute__((nonnull(1, 3, 4))) PRINTF_LIKE(4, 5);

#endif
