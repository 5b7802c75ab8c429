/*
 * rule_machine.c: see rule_machine.h.
 *
 * Many classes name one program, or one folder: what was found out about a path
 * is kept for the run.
 */
#include "rule_machine.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "name.h"
#include "winpath.h"
#include "xalloc.h"
#include "file_facts.h"
#include "pe_image.h"
#include "program_trust.h"
#include "rules.h"

/* What was found out about one path, a program's as a rule. */
struct program {
	char *path;
	enum fact_kind kind;
	enum pe_verdict image; /* of a file */
	char *replaceable;     /* who can, in words; NULL: nobody else, or not
	                        * looked at */
	bool is_traced;        /* replaceable was looked at */
};

struct judging {
	struct program *programs; /* sorted by path, folded */
	size_t count;
	uint16_t machine;
	enum facts_known known;
};

static void look_at(const struct judging *j, struct program *p)
{
	struct buf head = BUF_INIT;

	p->kind = facts_kind(p->path);
	if (p->kind == FACT_FILE &&
	    facts_head(p->path, PE_HEAD_BYTES, &head) == 0)
		p->image = pe_judge(head.data, head.len, j->machine);
	buf_release(&head);
}

/* Index of the program at path, or where it would stand. */
static size_t find(const struct judging *j, const char *path, bool *found)
{
	size_t low = 0, high = j->count;

	*found = false;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = name_compare(j->programs[middle].path, path);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What there is to know about path. Borrowed until the next is asked for. */
static struct program *program_at(struct judging *j, const char *path)
{
	bool found;
	const size_t at = find(j, path, &found);

	if (found)
		return &j->programs[at];
	if ((j->count & (j->count - 1)) == 0)
		j->programs = xrealloc(j->programs, j->count ? j->count * 2 : 1,
		                       sizeof(*j->programs));
	memmove(&j->programs[at + 1], &j->programs[at],
	        (j->count - at) * sizeof(*j->programs));
	j->programs[at] = (struct program){.path = xstrdup(path)};
	j->count++;
	look_at(j, &j->programs[at]);
	return &j->programs[at];
}

/* What to name as the fault of id: the whole value. */
static void report(const struct rule_case *c, enum key_id id,
                   enum diag_code code, const char *words, const char *more)
{
	rule_tell(c, id, 0, definition_value(c->def, id)->len, code, "%s%s",
	          words, more);
}

static void judge_program(struct judging *j, const struct rule_case *c)
{
	struct program *p =
	        program_at(j, definition_text(c->def, KEY_EXECUTABLE));
	const char *run_as = rule_text(c, KEY_RUN_AS);
	const bool is_here = rule_has_say(c, KEY_EXECUTABLE, KEY_EXECUTABLE);

	if (p->kind == FACT_ABSENT && is_here) {
		report(c, KEY_EXECUTABLE, DIAG_EXECUTABLE_ABSENT,
		       "there is no such file on this machine yet: correct the "
		       "path, or install the program before a start",
		       "");
		return;
	}
	if (p->kind == FACT_DIRECTORY && is_here) {
		report(c, KEY_EXECUTABLE, DIAG_EXECUTABLE_IMAGE,
		       "this is a directory: name the .exe file in it", "");
		return;
	}
	if (p->image != PE_FINE && is_here)
		report(c, KEY_EXECUTABLE, DIAG_EXECUTABLE_IMAGE, "this file ",
		       pe_words(p->image));
	if (j->known != FACTS_ALL || !run_as ||
	    !name_equal(run_as, "LocalSystem"))
		return;
	if (!p->is_traced) {
		p->is_traced = true;
		p->replaceable = program_replaceable(p->path);
	}
	if (p->replaceable)
		report(c, KEY_EXECUTABLE, DIAG_EXECUTABLE_REPLACEABLE,
		       "who can replace this program becomes SYSTEM: ",
		       p->replaceable);
}

static bool names_path(const struct rule_case *c, enum key_id id)
{
	return definition_has(c->def, id) &&
	       path_is_absolute(definition_text(c->def, id));
}

static void judge_class(struct judging *j, const struct rule_case *c)
{
	enum fact_kind kind;

	if (names_path(c, KEY_EXECUTABLE) &&
	    !path_is_batch(definition_text(c->def, KEY_EXECUTABLE)))
		judge_program(j, c);
	if (!names_path(c, KEY_WORK_DIRECTORY) ||
	    !rule_has_say(c, KEY_WORK_DIRECTORY, KEY_WORK_DIRECTORY))
		return;
	kind = program_at(j, definition_text(c->def, KEY_WORK_DIRECTORY))->kind;
	if (kind == FACT_ABSENT || kind == FACT_FILE)
		report(c, KEY_WORK_DIRECTORY, DIAG_WORK_DIRECTORY_ABSENT,
		       "there is no such directory on this machine yet: "
		       "correct the path, or make it",
		       "");
}

void rule_machine(const struct declared *d, struct diag_list *diags)
{
	struct judging j = {.known = facts_known()};

	if (j.known == FACTS_NONE)
		return;
	j.machine = facts_machine();
	for (size_t i = 0; i < d->sorted_count; i++) {
		const struct rule_case c = rule_case_of(d, d->sorted[i], diags);

		if (c.def->kind == KIND_CLASS)
			judge_class(&j, &c);
	}
	for (size_t i = 0; i < j.count; i++) {
		free(j.programs[i].path);
		free(j.programs[i].replaceable);
	}
	free(j.programs);
}

const char *rule_machine_skipped(void)
{
	switch (facts_known()) {
	case FACTS_NONE:
		return "not checked on this system: whether programs are "
		       "there, can be run and are safe from other users";
	case FACTS_FILES:
		return "not checked under Wine: whether programs are safe "
		       "from other users";
	case FACTS_ALL:
		break;
	}
	return NULL;
}
