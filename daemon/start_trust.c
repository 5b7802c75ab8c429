/*
 * start_trust.c: see start_trust.h.
 */
#include "start_trust.h"

#include <stdlib.h>

#include "../common/error.h"
#include "../common/file_facts.h"
#include "../common/program_trust.h"

/* who is taken over. */
static int refuse(char *who, const char *what, struct error *err)
{
	if (!who)
		return 0;
	error_set(err, OS_ACCESS_DENIED, "%s: %s", what, who);
	free(who);
	return -1;
}

int start_trusts_program(const char *executable, struct error *err)
{
	if (facts_known() != FACTS_ALL)
		return 0;
	return refuse(program_replaceable(executable),
	              "who can replace this program would become SYSTEM "
	              "(FSP0408)",
	              err);
}

int start_trusts_folder_of(const char *file, struct error *err)
{
	if (facts_known() != FACTS_ALL)
		return 0;
	return refuse(program_folder_replaceable(file),
	              "who can change its folder would choose the file that "
	              "SYSTEM writes to",
	              err);
}
