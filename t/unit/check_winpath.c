/*
 * check_winpath.c: kinds of paths and names of devices, against what Windows
 * answers (paths.jsonl).
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "vectors.h"
#include "winpath.h"

START_TEST(kind__table)
{
	static const struct {
		const char *path;
		enum path_kind kind;
		bool absolute;
	} cases[] = {
	        {"", PATH_EMPTY, false},
	        {".", PATH_RELATIVE, false},
	        {"a\\b", PATH_RELATIVE, false},
	        {"1:\\a", PATH_RELATIVE, false},
	        {"\xc3\xa9:\\a", PATH_RELATIVE, false},
	        {"C:", PATH_DRIVE_RELATIVE, false},
	        {"C:a\\b", PATH_DRIVE_RELATIVE, false},
	        {"\\a", PATH_ROOTED, false},
	        {"/", PATH_ROOTED, false},
	        {"C:\\", PATH_DRIVE_ABSOLUTE, true},
	        {"z:/a/b", PATH_DRIVE_ABSOLUTE, true},
	        {"\\\\server\\share", PATH_UNC, true},
	        {"//server/share/a", PATH_UNC, true},
	        {"\\\\server", PATH_UNC, false},
	        {"\\\\server\\", PATH_UNC, false},
	        {"\\\\\\share\\a", PATH_UNC, false},
	        {"\\\\.a\\b", PATH_UNC, true},
	        {"\\\\.\\pipe\\x", PATH_DEVICE, false},
	        {"\\\\?", PATH_DEVICE, false},
	        {"\\\\?\\", PATH_DEVICE, false},
	        {"\\\\?\\C:", PATH_DEVICE, false},
	        {"\\\\?\\C:\\a", PATH_DEVICE, true},
	        {"\\\\?\\C:/a", PATH_DEVICE, false},
	        {"//?/C:\\a", PATH_DEVICE, false},
	        {"\\\\?\\UNC\\server\\share\\a", PATH_DEVICE, true},
	        {"\\\\?\\UNC\\server", PATH_DEVICE, false},
	        {"\\\\?\\unc", PATH_DEVICE, false},
	        {"\\\\?\\Volume{0}\\a", PATH_DEVICE, true},
	        {"\\\\?\\Volume{0}", PATH_DEVICE, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = cases[i].path;

		ck_assert_msg(path_kind(path) == cases[i].kind, "'%s'", path);
		ck_assert_msg(path_is_absolute(path) == cases[i].absolute,
		              "'%s'", path);
	}
}
END_TEST

START_TEST(is_batch__as_create_process)
{
	static const struct {
		const char *path;
		bool batch;
	} cases[] = {
	        {"C:\\a.bat", true},
	        {"C:\\a.CMD", true},
	        {"C:\\a.bat. . ", true},
	        {"C:a.cmd", true},
	        {"a.bat:stream", true},
	        {".bat", true},
	        {"C:\\a.bat\\b.exe", false},
	        {"C:\\a.bat.exe", false},
	        {"C:\\abat", false},
	        {"C:\\a.bat\\", false},
	        {"", false},
	        {"C:\\a.exe", false},
	        {"C:/x/a.cmd", true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(path_is_batch(cases[i].path) == cases[i].batch,
		              "'%s'", cases[i].path);
}
END_TEST

START_TEST(is_reserved__names_of_devices)
{
	static const struct {
		const char *path;
		bool reserved;
	} cases[] = {
	        {"nul", true},
	        {"C:\\x\\NUL.txt", true},
	        {"C:\\con .a.b", true},
	        {"aux. .", true},
	        {"prn:", true},
	        {"com0", false},
	        {"COM1", true},
	        {"lpt9.log", true},
	        {"com10", false},
	        {"com\xc2\xb2", true},
	        {"com\xc2\xb4", false},
	        {"console", false},
	        {"C:\\nul\\a", false},
	        {"", false},
	        {".nul", false},
	        {"conin$", true},
	        {"\\\\server\\share\\nul", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(path_is_reserved(cases[i].path) ==
		                      cases[i].reserved,
		              "'%s'", cases[i].path);
}
END_TEST

static const char *kind_name(enum path_kind kind)
{
	static const char *const names[] = {
	        [PATH_EMPTY] = "empty",
	        [PATH_RELATIVE] = "relative",
	        [PATH_DRIVE_RELATIVE] = "drive-relative",
	        [PATH_ROOTED] = "rooted",
	        [PATH_DRIVE_ABSOLUTE] = "drive-absolute",
	        [PATH_UNC] = "unc",
	        [PATH_DEVICE] = "local-device",
	};

	return names[kind];
}

static void check_type(struct vectors *v, const char *path)
{
	struct json_value expected, type;
	const char *name;

	ck_assert(vectors_member(v, "expected", &expected) &&
	          json_member(&expected, "type", &type));
	name = vectors_value_text(v, &type);
	if (strcmp(name, "root-local-device") == 0)
		name = "local-device";
	ck_assert_msg(strcmp(kind_name(path_kind(path)), name) == 0,
	              "%s: '%s' is no %s", v->id, path, name);
}

static bool says_device(const struct vectors *v, const char *key)
{
	struct json_value answer, device;

	return vectors_member(v, key, &answer) &&
	       json_member(&answer, "is_device", &device) &&
	       json_get_bool(&device);
}

/* When one version of Windows sees a device, we do. */
START_TEST(kinds_and_devices__as_windows)
{
	struct vectors v;
	unsigned types = 0, devices = 0;

	if (!vectors_open(&v, "paths.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *group = vectors_text(&v, "group");
		const char *path = vectors_text(&v, "input");

		if (strcmp(group, "type") == 0) {
			check_type(&v, path);
			types++;
		} else if (strcmp(group, "device") == 0) {
			ck_assert_msg(path_is_reserved(path) ==
			                      (says_device(&v, "expected") ||
			                       says_device(&v, "also_allowed")),
			              "%s: '%s'", v.id, path);
			devices++;
		}
	}
	vectors_close(&v);
	ck_assert_uint_gt(types, 0);
	ck_assert_uint_gt(devices, 0);
}
END_TEST

Suite *check_winpath(void)
{
	Suite *suite = suite_create("winpath");
	TCase *tcase = tcase_create("winpath");

	tcase_add_test(tcase, kind__table);
	tcase_add_test(tcase, is_batch__as_create_process);
	tcase_add_test(tcase, is_reserved__names_of_devices);
	tcase_add_test(tcase, kinds_and_devices__as_windows);
	suite_add_tcase(suite, tcase);
	return suite;
}
