/*
 * check_pages.c: what does not fit into one reply comes in several, each
 * element once.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/limits.h"
#include "daemon_world.h"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_class(&w, "fs");
}

static void teardown(void)
{
	world_release(&w);
}

/* fs with 1,600 declared instances, none of which is started. */
static void declare_many(void)
{
	char path[64];

	for (int i = 0; i < 1600; i++) {
		snprintf(path, sizeof(path), "fs\\Instances\\i%04d-of-many", i);
		world_sz(&w, path, "Start", "disabled");
		world_sz(&w, path, "Argument2", "C:\\mount\\of\\this one");
		world_sz(&w, path, "Argument3", "and some more text for it");
		world_close(&w, path);
	}
	world_pass(&w);
}

/* Ask request, then what comes after "next", until there is no more: how often
 * mark stands in all pages. */
static unsigned count_in_pages(const char *request, const char *mark,
                               unsigned *pages)
{
	static const char next_key[] = ",\"next\":\"";
	struct buf whole = BUF_INIT;
	unsigned found = 0;
	const char *next;

	*pages = 0;
	buf_adds(&whole, request);
	do {
		const char *text = world_ask(&w, w.admin, whole.data);
		ck_assert_ptr_nonnull(text);
		ck_assert_uint_le(2 * strlen(text), LIMIT_PIPE_REPLY_BYTES);
		for (const char *at = text; (at = strstr(at, mark)); at++)
			found++;
		next = strstr(text, next_key);
		buf_clear(&whole);
		if (next)
			buf_addf(&whole, "%safter|%.13s|", request,
			         next + strlen(next_key));
		++*pages;
	} while (next);
	buf_release(&whole);
	return found;
}

START_TEST(definition_of_many_instances__each_once)
{
	unsigned pages;

	declare_many();
	ck_assert_uint_eq(
	        count_in_pages("Fdefinition|fs|", "\"Argument3\"", &pages),
	        1600);
	ck_assert_uint_ge(pages, 2);
}
END_TEST

START_TEST(definitions_with_a_class_of_many__names_are_cut_and_counted)
{
	const char *text;

	declare_many();
	world_class(&w, "fs2");
	world_pass(&w);
	text = ASK(admin, "Fdefinitions|");
	ck_assert_uint_le(2 * strlen(text), LIMIT_PIPE_REPLY_BYTES);
	ck_assert_ptr_nonnull(strstr(text, "\"i0000-of-many\""));
	ck_assert_ptr_nonnull(strstr(text, "\"more_instances\":"));
	ck_assert_ptr_nonnull(strstr(text, "\"class\":\"fs2\""));
}
END_TEST

START_TEST(definition_of_a_class_named_after__is_no_page)
{
	ASSERT_ASK(admin, "Fdefinition|after|x|", "!2|");
	ASSERT_ASK(admin, "Fdefinition|", "!87|");
}
END_TEST

Suite *check_pages(void)
{
	Suite *s = suite_create("pages");
	TCase *c = tcase_create("pages");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, definition_of_many_instances__each_once);
	tcase_add_test(
	        c, definitions_with_a_class_of_many__names_are_cut_and_counted);
	tcase_add_test(c, definition_of_a_class_named_after__is_no_page);
	suite_add_tcase(s, c);
	return s;
}
