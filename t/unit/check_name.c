#include "suite.h"

#include <string.h>

#include "buf.h"
#include "name.h"

START_TEST(compare__folds_ascii_only)
{
	char folded[] = "ABZ[\xc3\x84";

	ck_assert_int_eq(name_compare("SshFs", "sSHfS"), 0);
	ck_assert_int_lt(name_compare("a", "B"), 0);
	ck_assert_int_gt(name_compare("ab", "A"), 0);
	ck_assert_int_gt(name_compare("Z", "["), 0);
	ck_assert_int_gt(name_compare("\xc3", "z"), 0);
	ck_assert(!name_equal("\xc3\x84", "\xc3\xa4"));
	ck_assert_uint_eq(name_hash("MemFS"), name_hash("memfs"));
	ck_assert_uint_ne(name_hash("memfs"), name_hash("memfs2"));
	name_fold(folded);
	ck_assert_str_eq(folded, "abz[\xc3\x84");
}
END_TEST

START_TEST(differs_only_in_case__as_windows_folds)
{
	static const struct {
		const char *name, *a, *b;
		bool expected;
	} cases[] = {
	        {"equal__no", "ab", "ab", false},
	        {"ascii_case__no", "ab", "AB", false},
	        {"umlaut__yes", "Gr\xc3\xbcn", "GR\xc3\x9cN", true},
	        {"sharp_s__no", "\xc3\x9f", "ss", false},
	        {"division_sign__no", "\xc3\xb7", "\xc3\x97", false},
	        {"y_diaeresis__yes", "\xc3\xbf", "\xc5\xb8", true},
	        {"s_cedilla__yes", "\xc5\x9f", "\xc5\x9e", true},
	        {"z_caron__yes", "\xc5\xbe", "\xc5\xbd", true},
	        {"latin_neighbours__no", "\xc5\x82", "\xc5\x83", false},
	        {"greek__yes", "\xce\xb1\xce\xac", "\xce\x91\xce\x86", true},
	        {"final_sigma__yes", "\xcf\x82", "\xce\xa3", true},
	        {"cyrillic__yes", "\xd0\xb4\xd1\x84", "\xd0\x94\xd0\xa4", true},
	        {"cyrillic_io__yes", "\xd1\x91", "\xd0\x81", true},
	        {"armenian__yes", "\xd5\xa1", "\xd4\xb1", true},
	        {"vietnamese__yes", "\xe1\xba\xa1", "\xe1\xba\xa0", true},
	        {"full_width__yes", "\xef\xbd\x81", "\xef\xbc\xa1", true},
	        {"longer__no", "\xc3\xa4", "\xc3\x84x", false},
	        {"other_letter__no", "\xc3\xa4x", "\xc3\x84y", false},
	        {"kanji__no", "\xe6\x97\xa5", "\xe6\x97\xa6", false},
	        {"invalid_bytes__no", "\xff", "\xfe", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *a = cases[i].a, *b = cases[i].b;

		ck_assert_msg(name_differs_only_in_case(a, b) ==
		                      cases[i].expected,
		              "%s", cases[i].name);
		ck_assert_msg(name_differs_only_in_case(b, a) ==
		                      cases[i].expected,
		              "%s, swapped", cases[i].name);
	}
}
END_TEST

/* fault: a word of the text, or NULL when the name is good. */
struct fault_case {
	const char *name, *text, *fault;
};

static void check_faults(const char *(*judge)(const char *),
                         const struct fault_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *fault = judge(cases[i].text);

		if (cases[i].fault == NULL)
			ck_assert_msg(fault == NULL, "%s: %s", cases[i].name,
			              fault);
		else
			ck_assert_msg(fault != NULL &&
			                      strstr(fault, cases[i].fault),
			              "%s: %s", cases[i].name,
			              fault ? fault : "none");
	}
}

/* count units of letter; static: valid until the next call. */
static const char *repeated(char *room, const char *letter, size_t count)
{
	const size_t len = strlen(letter);

	for (size_t i = 0; i < count; i++)
		memcpy(room + i * len, letter, len);
	room[count * len] = '\0';
	return room;
}

START_TEST(class_name_fault__rules)
{
	char a[1000], b[1000], c[1000], d[1000];
	const struct fault_case cases[] = {
	        {"stock__good", "sshfs.r", NULL},
	        {"space_inside__good", "my files", NULL},
	        {"umlaut__good",
	         "B\xc3\xbc"
	         "ro",
	         NULL},
	        {"233__good", repeated(a, "x", 233), NULL},
	        {"234", repeated(b, "x", 234), "233"},
	        {"116_pairs__good", repeated(c, "\xf0\x9f\x98\x80", 116), NULL},
	        {"117_pairs", repeated(d, "\xf0\x9f\x98\x80", 117), "233"},
	        {"empty", "", "empty"},
	        {"backslash", "a\\b", "any of"},
	        {"slash", "a/b", "any of"},
	        {"star", "*", "any of"},
	        {"pipe", "a|b", "any of"},
	        {"control", "a\x01", "control"},
	        {"del", "a\x7f", "control"},
	        {"c1", "a\xc2\x85", "control"},
	        {"leading_space", " a", "begin or end"},
	        {"trailing_dot", "a.", "begin or end"},
	        {"trailing_space", "a ", "begin or end"},
	        {"not_utf8", "a\xff", "UTF-8"},
	};

	check_faults(class_name_fault, cases, sizeof(cases) / sizeof(cases[0]));
}
END_TEST

START_TEST(instance_name_fault__rules)
{
	char a[1000], b[1000], c[1000], d[1000];
	const struct fault_case cases[] = {
	        {"unc__good", "\\sshfs\\user@host", NULL},
	        {"ipv6__good", "\\sshfs\\u@[fe80::1%eth0]", NULL},
	        {"blank_ends__good", " a ", NULL},
	        {"192__good", repeated(a, "x", 192), NULL},
	        {"193", repeated(b, "x", 193), "192"},
	        {"85_encoded__good", repeated(c, "\\", 85), NULL},
	        {"86_encoded", repeated(d, "%", 86), "255"},
	        {"empty", "", "empty"},
	        {"newline", "a\nb", "control"},
	        {"not_utf8", "\xc0\xaf", "UTF-8"},
	};

	check_faults(instance_name_fault, cases,
	             sizeof(cases) / sizeof(cases[0]));
}
END_TEST

START_TEST(instance_key__there_and_back)
{
	struct buf key = BUF_INIT, instance = BUF_INIT;

	instance_key_encode(&key, "\\a%5C\\b%");
	ck_assert_str_eq(key.data, "%5Ca%255C%5Cb%25");
	ck_assert_int_eq(instance_key_decode(&instance, key.data), 0);
	ck_assert_str_eq(instance.data, "\\a%5C\\b%");
	ck_assert_int_eq(instance_key_decode(&instance, "%5c"), 0);
	ck_assert_str_eq(instance.data, "\\a%5C\\b%\\");
	buf_release(&key);
	buf_release(&instance);
}
END_TEST

START_TEST(instance_key_decode__other_percents_refused)
{
	static const char *const bad[] = {"%", "a%2", "%5", "%41", "a%%"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf out = BUF_INIT;

		buf_adds(&out, "kept");
		ck_assert_int_eq(instance_key_decode(&out, bad[i]), -1);
		ck_assert_str_eq(out.data, "kept");
		buf_release(&out);
	}
}
END_TEST

Suite *check_name(void)
{
	Suite *suite = suite_create("name");
	TCase *tests = tcase_create("name");

	tcase_add_test(tests, compare__folds_ascii_only);
	tcase_add_test(tests, differs_only_in_case__as_windows_folds);
	tcase_add_test(tests, class_name_fault__rules);
	tcase_add_test(tests, instance_name_fault__rules);
	tcase_add_test(tests, instance_key__there_and_back);
	tcase_add_test(tests, instance_key_decode__other_percents_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
