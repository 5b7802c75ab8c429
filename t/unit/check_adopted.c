/*
 * check_adopted.c: what counts as adopted from somebody else.
 */
#include "suite.h"

#include "buf.h"
#include "error.h"
#include "importer/adopted.h"
#include "importer/plan.h"
#include "scan_world.h"
#include "t/fake/host_mem.h"

static struct plan plan;

/* A change of a key that holds one value, which gives it an owner. */
static void adopt(const char *name, uint32_t type, const void *data, size_t len)
{
	struct error err = ERROR_INIT;
	struct plan_key *key = plan_add(&plan, "fs");

	key->action = PLAN_CHANGE;
	reg_key_set(&key->before, name, type, data, len);
	reg_key_set(&key->after, "Owner", REG_TYPE_SZ, "l\0\0", 4);
	ck_assert_msg(adopted_keep("/data", &plan, reader, &err) == 0, "%s",
	              err.text);
}

static void ignore(void *context, struct class_change *change)
{
	(void)context;
	class_change_free(change);
}

static void setup(void)
{
	scan_world_init(ignore);
	host_mem_reset();
	plan = (struct plan)PLAN_INIT;
}

static void teardown(void)
{
	plan_release(&plan);
	host_mem_reset();
	scan_world_release();
}

START_TEST(foreign_value__kept)
{
	adopt("Executable", REG_TYPE_SZ, "x\0\0", 4);
	ck_assert(adopted_is_kept("/data", reader, "fs"));
}
END_TEST

/* An apply died as it removed what another that died had just made. */
START_TEST(our_marks_alone__nobodys)
{
	adopt("Removed", REG_TYPE_DWORD, "\1\0\0", 4);
	ck_assert(!adopted_is_kept("/data", reader, "fs"));
}
END_TEST

Suite *check_adopted(void)
{
	Suite *suite = suite_create("adopted");
	TCase *tcase = tcase_create("keep");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, foreign_value__kept);
	tcase_add_test(tcase, our_marks_alone__nobodys);
	suite_add_tcase(suite, tcase);
	return suite;
}
