/*
 * live_none.c: live.h where no fspd can run.
 */
#include "../live.h"

#include "../../common/buf.h"

void live_reload(const char *pipe)
{
	(void)pipe;
}

enum live_result live_ask(const char *pipe, const char *const *classes,
                          size_t count, uint64_t written_at, struct buf *line)
{
	(void)pipe;
	(void)classes;
	(void)count;
	(void)written_at;
	buf_adds(line, "no fspd on this system");
	return LIVE_NOBODY;
}
