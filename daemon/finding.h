/*
 * finding.h: what fsp-import would say of a class as the registry holds it, of
 * which the daemon makes nothing: it is told, and run. What makes a class bad
 * is in its record.
 */
#ifndef FSPD_FINDING_H
#define FSPD_FINDING_H

#include <stdbool.h>
#include <stddef.h>

struct keystore;

struct finding {
	unsigned number; /* printed FSP%04u */
	bool is_error;
	bool of_machine; /* found by touching a file: for administrators */
	char *where;     /* display name of the key */
	char *text;
};

struct finding_list {
	struct finding *items;
	size_t count;
};

void finding_list_release(struct finding_list *list) __attribute__((nonnull));
/* Whether the list has the same finding about the same key. */
bool finding_list_has(const struct finding_list *list,
                      const struct finding *finding) __attribute__((nonnull));
/* Read class_name from ks and judge it with its instances, by every rule but
 * those about several classes. *out (caller releases) is empty when the class
 * cannot be read. May touch files that may be far away. */
void findings_of(struct keystore *ks, const char *class_name,
                 struct finding_list *out) __attribute__((nonnull));

#endif
