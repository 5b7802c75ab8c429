/*
 * file_facts_none.c: file_facts.h where paths such as C:\... are those of
 * another machine.
 */
#include "../file_facts.h"

enum facts_known facts_known(void)
{
	return FACTS_NONE;
}

uint16_t facts_machine(void)
{
	return 0;
}

enum fact_kind facts_kind(const char *path)
{
	(void)path;
	return FACT_UNKNOWN;
}

int facts_head(const char *path, size_t limit, struct buf *out)
{
	(void)path;
	(void)limit;
	(void)out;
	return -1;
}

int facts_descriptor(const char *path, struct buf *out)
{
	(void)path;
	(void)out;
	return -1;
}
