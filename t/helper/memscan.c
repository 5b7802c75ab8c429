/*
 * memscan - looks for a marker in the whole memory of another process.
 *
 * Every committed region is read, pages that are guarded or forbid all access
 * too: when reading one fails, its protection is changed and put back.  The
 * marker is looked for as given and as UTF-16LE.  It comes from a file or
 * standard input, so that it stands in nobody's arguments.
 * Exit: 0 not found, 1 found.
 */
#include "options.h"

#include <tlhelp32.h>

struct options {
	const wchar_t *file;
	int plant;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--file", OPTION_TEXT, AT(file), "holds the marker (stdin)"},
        {"--plant", OPTION_FLAG, AT(plant), "be a process to be scanned"},
        {NULL, OPTION_FLAG, 0, NULL},
};

struct scan {
	HANDLE process;
	struct bytes narrow, wide;
	unsigned long hits;
	size_t bytes_read, bytes_unread;
};

static struct bytes as_wide(struct bytes marker)
{
	size_t units;
	wchar_t *w = wide_of(marker, &units);

	return (struct bytes){(unsigned char *)w, units * sizeof(*w)};
}

/* The only process of this image name, or the number itself. */
static DWORD find_process(const wchar_t *who)
{
	PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
	HANDLE list;
	DWORD pid = 0;
	BOOL more;

	if (iswdigit(who[0]))
		return number(who, "PID");
	list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
	for (more = Process32FirstW(list, &entry); more;
	     more = Process32NextW(list, &entry)) {
		if (_wcsicmp(entry.szExeFile, who) != 0)
			continue;
		if (pid != 0)
			die(2, "memscan: more than one '%s'", utf8(who));
		pid = entry.th32ProcessID;
	}
	CloseHandle(list);
	if (pid == 0)
		die(2, "memscan: no process '%s'", utf8(who));
	return pid;
}

static void search(struct scan *s, const unsigned char *data, size_t len,
                   ULONG_PTR base, struct bytes marker, const char *form)
{
	const unsigned char *at = data;
	const unsigned char *end = data + len;

	while ((size_t)(end - at) >= marker.len) {
		at = memchr(at, marker.data[0],
		            (size_t)(end - at) - marker.len + 1);
		if (at == NULL)
			return;
		if (memcmp(at, marker.data, marker.len) == 0) {
			printf("%s at 0x%llx\n", form,
			       (unsigned long long)base +
			               (unsigned long long)(at - data));
			s->hits++;
		}
		at++;
	}
}

/* Reads one region, by force when need be; 0 when it cannot be read. */
static size_t read_region(struct scan *s, const MEMORY_BASIC_INFORMATION *m,
                          unsigned char *data)
{
	SIZE_T got = 0;
	DWORD before;

	if (ReadProcessMemory(s->process, m->BaseAddress, data, m->RegionSize,
	                      &got) &&
	    got == m->RegionSize)
		return got;
	if (!VirtualProtectEx(s->process, m->BaseAddress, m->RegionSize,
	                      PAGE_READONLY, &before))
		return 0;
	if (!ReadProcessMemory(s->process, m->BaseAddress, data, m->RegionSize,
	                       &got))
		got = 0;
	VirtualProtectEx(s->process, m->BaseAddress, m->RegionSize, m->Protect,
	                 &before);
	return got;
}

static void scan_process(struct scan *s)
{
	MEMORY_BASIC_INFORMATION m;
	const char *at = NULL;

	while (VirtualQueryEx(s->process, at, &m, sizeof(m)) == sizeof(m)) {
		if (m.State == MEM_COMMIT) {
			unsigned char *data = take(m.RegionSize, 1);
			size_t n = read_region(s, &m, data);
			ULONG_PTR base = (ULONG_PTR)m.BaseAddress;

			search(s, data, n, base, s->narrow, "utf-8");
			search(s, data, n, base, s->wide, "utf-16");
			s->bytes_read += n;
			s->bytes_unread += m.RegionSize - n;
			free(data);
		}
		at = (const char *)m.BaseAddress + m.RegionSize;
	}
}

/* A page that holds `text` and then gets `protection`. */
static void plant_page(struct bytes text, DWORD protection)
{
	DWORD before;
	void *page = VirtualAlloc(NULL, 4096, MEM_COMMIT | MEM_RESERVE,
	                          PAGE_READWRITE);

	if (page == NULL || text.len > 4096)
		die(EXIT_SYSTEM, "memscan: cannot plant");
	memcpy(page, text.data, text.len);
	if (!VirtualProtect(page, 4096, protection, &before))
		die(EXIT_SYSTEM, "memscan: cannot protect (%lu)",
		    GetLastError());
}

/* Holds the marker in pages of every protection until stdin ends. */
static int plant(struct bytes marker)
{
	struct bytes wide = as_wide(marker);

	plant_page(marker, PAGE_READWRITE);
	plant_page(wide, PAGE_READWRITE);
	plant_page(marker, PAGE_READWRITE | PAGE_GUARD);
	plant_page(wide, PAGE_NOACCESS);
	SecureZeroMemory(marker.data, marker.len);
	SecureZeroMemory(wide.data, wide.len);
	printf("pid %lu\n", GetCurrentProcessId());
	fflush(stdout);
	read_all(GetStdHandle(STD_INPUT_HANDLE));
	return 0;
}

int wmain(int argc, wchar_t **argv)
{
	struct options o = {0};
	struct scan s = {0};
	int words;

	tool_setup();
	words = parse_options(option_table, &o, argc, argv);
	if (words != (o.plant ? 0 : 1) || (o.plant && o.file == NULL)) {
		fprintf(stderr, "usage: memscan [OPTION]... PID|IMAGE\n");
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	s.narrow = o.file ? read_file(o.file)
	                  : read_all(GetStdHandle(STD_INPUT_HANDLE));
	if (s.narrow.len < 4)
		die(EXIT_USAGE, "memscan: the marker is too short to mean "
		                "anything");
	if (o.plant)
		return plant(s.narrow);
	s.wide = as_wide(s.narrow);
	s.process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ |
	                                PROCESS_VM_OPERATION,
	                        FALSE, find_process(argv[1]));
	if (s.process == NULL)
		die(2, "memscan: cannot open the process (%lu)",
		    GetLastError());
	scan_process(&s);
	printf("found %lu in %llu bytes, %llu unreadable\n", s.hits,
	       (unsigned long long)s.bytes_read,
	       (unsigned long long)s.bytes_unread);
	return s.hits ? 1 : 0;
}
