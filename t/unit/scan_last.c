/*
 * scan_last.c: see scan_last.h.
 */
#include "suite.h"

#include "scan_last.h"

struct class_change *last;
unsigned emitted;

static void take(void *context, struct class_change *change)
{
	(void)context;
	class_change_free(last);
	last = change;
	emitted++;
}

void scan_last_init(void)
{
	scan_world_init(take);
	last = NULL;
	emitted = 0;
}

void scan_last_release(void)
{
	scan_world_release();
	class_change_free(last);
}

void make_class(const char *text)
{
	open_key("fs");
	sz("fs", "CommandLine", text);
	sz("fs", "Executable", "C:\\fs.exe");
	close_key("fs");
}

const char *command_line(void)
{
	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(last->kind, CHANGE_LIVE);
	return definition_text(&last->record->model.class_def,
	                       KEY_COMMAND_LINE);
}
