/*
 * explain_access.c: a security descriptor in words.
 */
#include "explain.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/sddl.h"

static const struct {
	const char alias[3], *name;
} people[] = {
        {"SY", "SYSTEM"},
        {"BA", "Administrators"},
        {"BU", "Users"},
        {"AU", "Authenticated Users"},
        {"WD", "Everyone"},
        {"IU", "Interactive"},
        {"NU", "Network"},
        {"SU", "Service"},
        {"LS", "LocalService"},
        {"NS", "NetworkService"},
        {"AN", "Anonymous"},
        {"BG", "Guests"},
        {"PU", "Power Users"},
        {"BO", "Backup Operators"},
        {"RD", "Remote Desktop Users"},
        {"LA", "the local Administrator"},
        {"LG", "the local Guest"},
        {"DA", "Domain Admins"},
        {"DU", "Domain Users"},
        {"EA", "Enterprise Admins"},
        {"CO", "the creator"},
};

static void add_person(const struct sid *sid, struct buf *out)
{
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++) {
		struct sid known;

		if (sid_parse(people[i].alias, 2, &known) == 0 &&
		    sid_equal(&known, sid)) {
			buf_adds(out, people[i].name);
			return;
		}
	}
	sid_format(sid, out);
}

/* The trustees of that type of ACE who hold right; how many. */
static size_t add_people(const struct sddl *sd, unsigned char type,
                         uint32_t right, struct buf *out)
{
	size_t count = 0;

	for (size_t i = 0; i < sd->dacl_count; i++) {
		const struct sddl_ace *ace = &sd->dacl[i];

		if (ace->type != type || !(ace->mask & right) ||
		    (ace->flags & ACE_INHERIT_ONLY))
			continue;
		buf_adds(out, count++ ? ", " : "");
		add_person(&ace->trustee, out);
	}
	return count;
}

static void add_right(const struct sddl *sd, const char *word, uint32_t right,
                      struct buf *out)
{
	struct buf denied = BUF_INIT;

	buf_addf(out, "  may %s: ", word);
	if (add_people(sd, ACE_ALLOWED, right, out) == 0)
		buf_adds(out, "nobody");
	if (add_people(sd, ACE_DENIED, right, &denied) > 0)
		buf_addf(out, "; denied to %s", denied.data);
	buf_addc(out, '\n');
	buf_release(&denied);
}

void explain_access(const char *sddl, enum key_kind kind, struct buf *out)
{
	struct sddl sd;
	struct sddl_fault fault;

	if (!sddl)
		sddl = kind == KIND_CLASS
		               ? "D:P(A;;RPWPLC;;;SY)(A;;RPWPLC;;;BA)"
		               : "D:P(A;;RPWPLC;;;SY)(A;;RPWPLC;;;BA)"
		                 "(A;;LC;;;WD)";
	if (sddl_parse(sddl, strlen(sddl), &sd, &fault) < 0) {
		buf_addf(out, "  may start, stop, query: not known, %s\n",
		         fault.text);
		return;
	}
	if (!sd.has_dacl || sd.dacl_null) {
		buf_adds(out, "  may start, stop, query: everybody\n");
	} else {
		add_right(&sd, "start", RIGHT_START, out);
		add_right(&sd, "stop", RIGHT_STOP, out);
		add_right(&sd, "query", RIGHT_QUERY, out);
	}
	sddl_release(&sd);
}
