/*
 * joblimits - the limits of the jobs that a process holds handles of and that
 * another is in, one a line.
 *
 *	joblimits --holder PID --member PID
 */
#include "job.h"
#include "options.h"

struct options {
	unsigned long holder, member;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--holder", OPTION_NUMBER, AT(holder), "who has the handles"},
        {"--member", OPTION_NUMBER, AT(member), "who is in the jobs"},
        {NULL, OPTION_FLAG, 0, NULL},
};

static HANDLE open_process(unsigned long pid, DWORD rights)
{
	HANDLE process = OpenProcess(rights, FALSE, pid);

	if (process == NULL)
		die(EXIT_SYSTEM, "joblimits: no process %lu (%lu)", pid,
		    GetLastError());
	return process;
}

int wmain(int argc, wchar_t **argv)
{
	enum { HANDLE_MAX = 0x2000, STEP = 4 };
	struct options o = {0};
	HANDLE holder, member;

	tool_setup();
	if (parse_options(option_table, &o, argc, argv) || !o.holder ||
	    !o.member) {
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	holder = open_process(o.holder, PROCESS_DUP_HANDLE);
	member = open_process(o.member, PROCESS_QUERY_INFORMATION);
	for (ULONG_PTR h = STEP; h < HANDLE_MAX; h += STEP) {
		char text[100];
		HANDLE own = NULL;
		BOOL is_in = FALSE;

		if (!DuplicateHandle(holder, (HANDLE)h, GetCurrentProcess(),
		                     &own, 0, FALSE, DUPLICATE_SAME_ACCESS))
			continue;
		if (IsProcessInJob(member, own, &is_in) && is_in) {
			job_limits(own, text, sizeof(text));
			printf("job %s\n", text);
		}
		CloseHandle(own);
	}
	return 0;
}
