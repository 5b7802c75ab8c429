/*
 * regdump - reads and writes the registry for tests, to the byte.
 *
 * Keys are below HKLM, in the 32-bit view, where WinFsp's definitions are.
 * A dump is sorted and names keys relative to the dumped one, so that golden
 * files do not depend on where a test keeps its classes.  Data that is not
 * well formed for its type is shown, and can be written, as `raw:TYPE`.
 */
#include "tool.h"

#define VIEW KEY_WOW64_32KEY

struct value {
	wchar_t *name;
	DWORD type;
	struct bytes data;
};

static const char usage_text[] =
        "usage: regdump [--stamp] VERB KEY ...\n"
        "  dump KEY                      subtree as sorted text\n"
        "  time KEY                      last-write times of the subtree\n"
        "  put KEY [NAME TYPE [DATA]...] TYPE: sz expand dword multi binary\n"
        "                                raw:NUMBER; no NAME creates the key\n"
        "  fill KEY [NAME TYPE DATA]...  several values, one after the other\n"
        "  del KEY NAME                  delete a value\n"
        "  delkey KEY                    delete a subtree\n"
        "  burst KEY NAME N              N DWORD writes, 1 to N\n"
        "  rewrite KEY [PAUSE-FILE]      delete and set again each value, as a\n"
        "                                Group Policy refresh does; in each gap\n"
        "                                writes the value's name to PAUSE-FILE\n"
        "                                and waits until somebody deletes it\n"
        "--stamp prints the performance counter behind the last write\n";

static void check(LSTATUS status, const char *what, const wchar_t *name)
{
	if (status != ERROR_SUCCESS)
		die(status == ERROR_FILE_NOT_FOUND ? 2 : EXIT_SYSTEM,
		    "regdump: cannot %s '%s' (%ld)", what, utf8(name), status);
}

static HKEY open_key(const wchar_t *path, REGSAM access)
{
	HKEY key = NULL;

	if (wcsncmp(path, L"HKLM\\", 5) == 0)
		path += 5;
	check(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, access | VIEW, &key),
	      "open", path);
	return key;
}

static HKEY create_key(const wchar_t *path)
{
	HKEY key = NULL;

	if (wcsncmp(path, L"HKLM\\", 5) == 0)
		path += 5;
	check(RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, NULL, 0,
	                      KEY_ALL_ACCESS | VIEW, NULL, &key, NULL),
	      "create", path);
	return key;
}

static int by_name(const void *a, const void *b)
{
	const struct value *x = a;
	const struct value *y = b;

	return _wcsicmp(x->name, y->name);
}

/* All values of a key, sorted; `*count` tells how many. */
static struct value *read_values(HKEY key, DWORD *count)
{
	DWORD name_max = 0;
	DWORD data_max = 0;
	struct value *list;
	DWORD i;

	check(RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, count,
	                       &name_max, &data_max, NULL, NULL),
	      "query", L"key");
	list = take(*count, sizeof(*list));
	for (i = 0; i < *count; i++) {
		struct value *v = &list[i];
		DWORD name_len = name_max + 1;
		DWORD size = data_max;

		v->name = take(name_len, sizeof(wchar_t));
		v->data.data = take(size + sizeof(wchar_t), 1);
		check(RegEnumValueW(key, i, v->name, &name_len, NULL, &v->type,
		                    v->data.data, &size),
		      "enumerate", L"values");
		v->data.len = size;
	}
	qsort(list, *count, sizeof(*list), by_name);
	return list;
}

/* The subkeys' names, sorted, as values without data. */
static struct value *read_subkeys(HKEY key, DWORD *count)
{
	DWORD name_max = 0;
	struct value *list;
	DWORD i;

	check(RegQueryInfoKeyW(key, NULL, NULL, NULL, count, &name_max, NULL,
	                       NULL, NULL, NULL, NULL, NULL),
	      "query", L"key");
	list = take(*count, sizeof(*list));
	for (i = 0; i < *count; i++) {
		DWORD len = name_max + 1;

		list[i].name = take(len, sizeof(wchar_t));
		check(RegEnumKeyExW(key, i, list[i].name, &len, NULL, NULL,
		                    NULL, NULL),
		      "enumerate", L"keys");
	}
	qsort(list, *count, sizeof(*list), by_name);
	return list;
}

/* `n` units in double quotes, with C escapes. */
static void print_text(const wchar_t *w, size_t n)
{
	struct bytes b = utf8_of(w, n);
	size_t i;

	putchar('"');
	for (i = 0; i < b.len; i++) {
		if (b.data[i] == '"' || b.data[i] == '\\')
			printf("\\%c", b.data[i]);
		else if (b.data[i] < 0x20)
			printf("\\x%02x", b.data[i]);
		else
			putchar(b.data[i]);
	}
	putchar('"');
}

static void print_hex(struct bytes b)
{
	size_t i;

	for (i = 0; i < b.len; i++)
		printf(" %02x", b.data[i]);
	printf("\n");
}

/* A string with its NUL last and no other. */
static int is_sound_text(struct bytes b)
{
	const wchar_t *w = (const wchar_t *)(void *)b.data;
	size_t units = b.len / sizeof(*w);

	return b.len % sizeof(*w) == 0 && units > 0 && wcslen(w) == units - 1;
}

/* Strings that are not empty, each with a NUL, and one NUL more. */
static int is_sound_list(struct bytes b)
{
	const wchar_t *w = (const wchar_t *)(void *)b.data;
	size_t left = b.len / sizeof(*w);

	if (b.len % sizeof(*w) != 0 || left == 0 || w[left - 1] != L'\0')
		return 0;
	while (left > 0 && *w != L'\0') {
		size_t n = wcslen(w) + 1;

		w += n;
		left -= n;
	}
	return left == 1;
}

static void print_value(const struct value *v)
{
	const wchar_t *w = (const wchar_t *)(void *)v->data.data;
	DWORD n;

	printf("%s ", v->name[0] ? utf8(v->name) : "@");
	if ((v->type == REG_SZ || v->type == REG_EXPAND_SZ) &&
	    is_sound_text(v->data)) {
		printf(v->type == REG_SZ ? "sz " : "expand ");
		print_text(w, wcslen(w));
		printf("\n");
	} else if (v->type == REG_DWORD && v->data.len == sizeof(n)) {
		memcpy(&n, v->data.data, sizeof(n));
		printf("dword 0x%08lx\n", n);
	} else if (v->type == REG_MULTI_SZ && is_sound_list(v->data)) {
		printf("multi");
		for (; *w != L'\0'; w += wcslen(w) + 1) {
			putchar(' ');
			print_text(w, wcslen(w));
		}
		printf("\n");
	} else if (v->type == REG_BINARY) {
		printf("binary");
		print_hex(v->data);
	} else {
		printf("raw:%lu", v->type);
		print_hex(v->data);
	}
}

static wchar_t *join(const wchar_t *parent, const wchar_t *child)
{
	size_t room = wcslen(parent) + wcslen(child) + 2;
	wchar_t *path = take(room, sizeof(*path));

	swprintf(path, room, L"%ls%ls%ls", parent, *parent ? L"\\" : L"",
	         child);
	return path;
}

static void dump(HKEY key, const wchar_t *name)
{
	DWORD count, i;
	struct value *list = read_values(key, &count);

	printf("[%s]\n", *name ? utf8(name) : ".");
	for (i = 0; i < count; i++)
		print_value(&list[i]);
	list = read_subkeys(key, &count);
	for (i = 0; i < count; i++) {
		HKEY sub = NULL;

		check(RegOpenKeyExW(key, list[i].name, 0, KEY_READ | VIEW,
		                    &sub),
		      "open", list[i].name);
		dump(sub, join(name, list[i].name));
		RegCloseKey(sub);
	}
}

static void print_times(HKEY key, const wchar_t *name)
{
	struct value *list;
	DWORD count, i;
	FILETIME t;

	check(RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	                       NULL, NULL, NULL, &t),
	      "query", name);
	printf("%08lx%08lx %s\n", t.dwHighDateTime, t.dwLowDateTime,
	       *name ? utf8(name) : ".");
	list = read_subkeys(key, &count);
	for (i = 0; i < count; i++) {
		HKEY sub = NULL;

		check(RegOpenKeyExW(key, list[i].name, 0, KEY_READ | VIEW,
		                    &sub),
		      "open", list[i].name);
		print_times(sub, join(name, list[i].name));
		RegCloseKey(sub);
	}
}

/* RegSetValueEx takes in a NUL that it happens to see behind the data, so
 * something else stands there. */
static void set_value(HKEY key, const struct value *v)
{
	unsigned char *fenced = take(v->data.len + 2, 1);

	if (v->data.len > 0)
		memcpy(fenced, v->data.data, v->data.len);
	memset(fenced + v->data.len, 0xff, 2);
	check(RegSetValueExW(key, v->name, 0, v->type, fenced,
	                     (DWORD)v->data.len),
	      "set", v->name);
	free(fenced);
}

static struct bytes text_bytes(const wchar_t *text)
{
	struct bytes b = {take(wcslen(text) + 1, sizeof(*text)),
	                  (wcslen(text) + 1) * sizeof(*text)};

	memcpy(b.data, text, b.len);
	return b;
}

/* `words`, which a NULL ends, as the data of a REG_MULTI_SZ. */
static struct bytes list_bytes(wchar_t **words)
{
	struct bytes b = {take(1, sizeof(wchar_t)), sizeof(wchar_t)};

	for (; *words != NULL; words++) {
		struct bytes word = text_bytes(*words);
		unsigned char *more = take(b.len + word.len, 1);

		memcpy(more, b.data, b.len - sizeof(wchar_t));
		memcpy(more + b.len - sizeof(wchar_t), word.data, word.len);
		b.data = more;
		b.len += word.len;
	}
	return b;
}

/* `words` are NAME TYPE [DATA]..., ended by a NULL. */
static struct value parse_value(wchar_t **words)
{
	struct value v = {words[0], REG_BINARY, {NULL, 0}};
	const wchar_t *type = words[1];
	const wchar_t *data = type && words[2] ? words[2] : L"";
	DWORD n;

	if (type == NULL)
		die(EXIT_USAGE, "%s", usage_text);
	if (wcscmp(type, L"sz") == 0 || wcscmp(type, L"expand") == 0) {
		v.type = *type == L's' ? REG_SZ : REG_EXPAND_SZ;
		v.data = text_bytes(data);
	} else if (wcscmp(type, L"dword") == 0) {
		n = number(data, "dword");
		v.type = REG_DWORD;
		v.data.data = take(1, sizeof(n));
		v.data.len = sizeof(n);
		memcpy(v.data.data, &n, sizeof(n));
	} else if (wcscmp(type, L"multi") == 0) {
		v.type = REG_MULTI_SZ;
		v.data = list_bytes(words + 2);
	} else if (wcscmp(type, L"binary") == 0) {
		v.data = hex_bytes(data);
	} else if (wcsncmp(type, L"raw:", 4) == 0) {
		v.type = number(type + 4, "raw:");
		v.data = hex_bytes(data);
	} else {
		die(EXIT_USAGE, "regdump: no type '%s'", utf8(type));
	}
	return v;
}

static void put(const wchar_t *path, wchar_t **words)
{
	HKEY key = create_key(path);

	if (words[0] != NULL) {
		struct value v = parse_value(words);

		set_value(key, &v);
	}
	RegCloseKey(key);
}

/* Three words a value. */
static void fill(const wchar_t *path, wchar_t **words, int count)
{
	HKEY key = create_key(path);

	for (int i = 0; i + 2 < count; i += 3) {
		wchar_t *one[] = {words[i], words[i + 1], words[i + 2], NULL};
		struct value v = parse_value(one);

		set_value(key, &v);
	}
	RegCloseKey(key);
}

static void burst(const wchar_t *path, const wchar_t *name, DWORD n)
{
	HKEY key = create_key(path);
	DWORD i;

	for (i = 1; i <= n; i++)
		check(RegSetValueExW(key, name, 0, REG_DWORD, (const BYTE *)&i,
		                     sizeof(i)),
		      "set", name);
	RegCloseKey(key);
}

static void delete_tree(const wchar_t *path)
{
	const wchar_t *last = wcsrchr(path, L'\\');
	wchar_t *parent = _wcsdup(path);
	HKEY key;

	if (last == NULL || parent == NULL)
		die(EXIT_USAGE, "regdump: no parent of '%s'", utf8(path));
	parent[last - path] = L'\0';
	key = open_key(parent, KEY_ALL_ACCESS);
	/* RegDeleteTree takes no view: the handle carries it */
	check(RegDeleteTreeW(key, last + 1), "delete", path);
	RegCloseKey(key);
}

/* Shows that the value is gone; goes on when somebody deletes the file. */
static void pause_at(const wchar_t *file, const wchar_t *name)
{
	if (file == NULL)
		return;
	write_file(file, utf8(name), strlen(utf8(name)));
	while (GetFileAttributesW(file) != INVALID_FILE_ATTRIBUTES)
		Sleep(5);
}

static void rewrite(const wchar_t *path, const wchar_t *pause_file)
{
	HKEY key = open_key(path, KEY_ALL_ACCESS);
	DWORD count, i;
	struct value *list = read_values(key, &count);

	for (i = 0; i < count; i++) {
		check(RegDeleteValueW(key, list[i].name), "delete",
		      list[i].name);
		pause_at(pause_file, list[i].name);
		set_value(key, &list[i]);
	}
	list = read_subkeys(key, &count);
	for (i = 0; i < count; i++)
		rewrite(join(path, list[i].name), pause_file);
	RegCloseKey(key);
}

static void run(const wchar_t *verb, wchar_t **words, int count)
{
	const wchar_t *key = words[0];

	if (wcscmp(verb, L"dump") == 0 && count == 1)
		dump(open_key(key, KEY_READ), L"");
	else if (wcscmp(verb, L"time") == 0 && count == 1)
		print_times(open_key(key, KEY_READ), L"");
	else if (wcscmp(verb, L"put") == 0 && count >= 1)
		put(key, words + 1);
	else if (wcscmp(verb, L"fill") == 0 && count % 3 == 1)
		fill(key, words + 1, count - 1);
	else if (wcscmp(verb, L"del") == 0 && count == 2)
		check(RegDeleteValueW(open_key(key, KEY_SET_VALUE), words[1]),
		      "delete", words[1]);
	else if (wcscmp(verb, L"delkey") == 0 && count == 1)
		delete_tree(key);
	else if (wcscmp(verb, L"burst") == 0 && count == 3)
		burst(key, words[1], number(words[2], "N"));
	else if (wcscmp(verb, L"rewrite") == 0 && (count == 1 || count == 2))
		rewrite(key, words[1]);
	else
		die(EXIT_USAGE, "%s", usage_text);
}

int wmain(int argc, wchar_t **argv)
{
	int stamp = argc > 1 && wcscmp(argv[1], L"--stamp") == 0;
	LARGE_INTEGER now, hz;

	tool_setup();
	argv += 1 + stamp;
	argc -= 1 + stamp;
	if (argc < 2)
		die(EXIT_USAGE, "%s", usage_text);
	run(argv[0], argv + 1, argc - 1);
	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&hz);
	if (stamp)
		printf("counter %lld frequency %lld\n", now.QuadPart,
		       hz.QuadPart);
	return 0;
}
