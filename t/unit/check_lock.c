#include "suite.h"

#include "../fake/lock_fake.h"
#include "error.h"
#include "importer/lock.h"

static const struct {
	const char *name;
	unsigned busy, code;
	int rc;
	unsigned pauses;
	const char *text;
} cases[] = {
        {"free", 0, 0, 0, 0, NULL},
        {"held for a moment", 3, 0, 0, 3, NULL},
        {"given back at the last try", LOCK_TRIES - 1, 0, 0, LOCK_TRIES - 1,
         NULL},
        {"held on", LOCK_TRIES, 0, -1, LOCK_TRIES - 1,
         "another run writes to this registry (me\\x1B): try again when it "
         "has ended (its lock is 'x.lock')"},
        {"cannot be made", 0, OS_ACCESS_DENIED, -1, 0, "cannot make 'x.lock'"},
        {"cannot be made any longer", 2, OS_ACCESS_DENIED, -1, 2,
         "cannot make 'x.lock'"},
};

START_TEST(take__waits_a_little)
{
	struct error err = ERROR_INIT;
	struct lock *lock = NULL;

	lock_fake_set(cases[_i].busy, "me\x1b", cases[_i].code);
	const int rc = lock_take("x.lock", "apply", &lock, &err);
	ck_assert_msg(rc == cases[_i].rc, "%s", cases[_i].name);
	ck_assert_uint_eq(lock_fake_pauses(), cases[_i].pauses);
	ck_assert_int_eq(lock != NULL, rc == 0);
	if (cases[_i].text)
		ck_assert_str_eq(err.text, cases[_i].text);
	lock_release(lock);
}
END_TEST

START_TEST(take__holder_that_left_no_name)
{
	struct error err = ERROR_INIT;
	struct lock *lock;

	lock_fake_set(LOCK_TRIES, "", 0);
	ck_assert_int_eq(lock_take("x.lock", "apply", &lock, &err), -1);
	ck_assert_str_eq(err.text,
	                 "another run writes to this registry: try again when "
	                 "it has ended (its lock is 'x.lock')");
	ck_assert_uint_eq(err.code, OS_LOCK_VIOLATION);
}
END_TEST

Suite *check_lock(void)
{
	Suite *suite = suite_create("lock");
	TCase *tests = tcase_create("lock");

	tcase_add_loop_test(tests, take__waits_a_little, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, take__holder_that_left_no_name);
	suite_add_tcase(suite, tests);
	return suite;
}
