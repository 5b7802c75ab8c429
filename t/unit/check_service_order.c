/*
 * check_service_order.c: services that stand on another, and are waited for,
 * by table.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "daemon/service_order.h"
#include "daemon/service_wait.h"
#include "xalloc.h"

/* "name[!] needs,needs;...", ! for one that does not run. */
static void fill(struct service_list *list, const char *text)
{
	char *copy = xstrdup(text);
	char *at = copy;

	while (*at != '\0') {
		char *end = at + strcspn(at, ";");
		const bool last = *end == '\0';
		char *needs = at + strcspn(at, " ;");

		*end = '\0';
		if (*needs == ' ')
			*needs++ = '\0';
		const size_t len = strlen(at);
		const bool stopped = at[len - 1] == '!';
		if (stopped)
			at[len - 1] = '\0';
		struct service_entry *entry = service_list_add(list, at);
		entry->runs = !stopped;
		while (*needs != '\0') {
			const size_t n = strcspn(needs, ",");

			name_list_add(&entry->needs, xmemdup(needs, n));
			needs += n + (needs[n] == ',');
		}
		at = last ? end : end + 1;
	}
	free(copy);
}

static const struct {
	const char *services, *expected;
} rows[] = {
        {"L", ""},
        {"L;a", ""},
        {"L;a L", "a"},
        {"l;a L", "a"},
        {"a L;L", "a"},
        {"L;a! L", ""},
        {"L;b a;a L", "a b"},
        {"L;b a;a! L", "b"},
        {"L;c a,b;b a;a L", "a b c"},
        {"L;z;a z,L", "a"},
        {"L;a L;b L", "a b"},
        {"L z;z;a z", ""},
        {"L;a gone,L", "a"},
        {"a L", "a"},
        {"L;a b;b a", ""},
        {"L;c d;d c,L", "d c"},
};

START_TEST(dependents__table)
{
	struct service_list list = {NULL, 0};
	struct name_list out = {NULL, 0};
	struct buf got = BUF_INIT;

	fill(&list, rows[_i].services);
	service_dependents(&list, "L", &out);
	for (size_t i = 0; i < out.count; i++)
		buf_addf(&got, "%s%s", i > 0 ? " " : "", out.items[i]);
	ck_assert_str_eq(got.data, rows[_i].expected);
	buf_release(&got);
	name_list_release(&out);
	service_list_release(&list);
}
END_TEST

START_TEST(no_services__none)
{
	struct service_list list = {NULL, 0};
	struct name_list out = {NULL, 0};

	service_dependents(&list, "L", &out);
	ck_assert_uint_eq(out.count, 0);
}
END_TEST

/* Of one wait, in this order. */
static const struct {
	uint32_t state, check_point;
	uint64_t now;
	bool over;
} looks[] = {
        {3, 1, 500, false},
        {3, 1, 500 + SERVICE_WAIT_MS, false},
        {3, 2, 501 + SERVICE_WAIT_MS, false}, /* a check point */
        {3, 2, 501 + 2 * SERVICE_WAIT_MS, false},
        {1, 2, 502 + 2 * SERVICE_WAIT_MS, false}, /* another state */
        {1, 2, 503 + 3 * SERVICE_WAIT_MS, true},
};

START_TEST(wait__ends_without_progress)
{
	struct service_wait wait = {0};

	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		ck_assert_msg(service_wait_is_over(&wait, looks[i].state,
		                                   looks[i].check_point,
		                                   looks[i].now) ==
		                      looks[i].over,
		              "look %zu", i);
}
END_TEST

Suite *check_service_order(void)
{
	Suite *suite = suite_create("service_order");
	TCase *tcase = tcase_create("service_order");

	tcase_add_loop_test(tcase, dependents__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, no_services__none);
	tcase_add_test(tcase, wait__ends_without_progress);
	suite_add_tcase(suite, tcase);
	return suite;
}
