/*
 * check_scan_pass.c: what a pass costs, counted in steps of the store, and
 * what is seen all the same.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/digest.h"
#include "common/error.h"
#include "daemon/scan.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *reader, *writer;
static struct scan *scan;
static unsigned emitted, instances; /* of the last emission */

/* Steps of the reader. */
static struct {
	unsigned root_lists, lists, reads, times;
} cost;

static void take(void *context, struct class_change *change)
{
	(void)context;
	emitted++;
	instances = 0;
	if (change->kind == CHANGE_LIVE)
		instances = (unsigned)change->record->model.instance_count;
	class_change_free(change);
}

static void count(void *context, enum keystore_mem_step kind, const char *path)
{
	(void)context;
	cost.root_lists += kind == STEP_LIST && *path == '\0';
	cost.lists += kind == STEP_LIST && *path != '\0';
	cost.reads += kind == STEP_READ;
	cost.times += kind == STEP_LAST_WRITE;
}

static void forget_cost(void)
{
	memset(&cost, 0, sizeof(cost));
}

static void setup(void)
{
	keystore_mem_reset();
	clock_fake_reset();
	reader = keystore_open(ROOT, false, NULL);
	writer = keystore_open(ROOT, true, NULL);
	scan = scan_new(reader, take, NULL);
	keystore_mem_set_hook(reader, count, NULL);
	emitted = 0;
	forget_cost();
}

static void teardown(void)
{
	scan_free(scan);
	keystore_close(reader);
	keystore_close(writer);
}

static void put(const char *path, const char *name, const void *data,
                size_t len, uint32_t type)
{
	ck_assert_int_eq(
	        keystore_put(writer, path, name, type, data, len, NULL), 0);
}

/* The time that keys written from now on bear. */
static void stamp(void)
{
	keystore_mem_set_time(clock_fake_scan().filetime, 0);
}

/* One value, another in each version, and an open Digest. */
static void write_open(const char *path, char version)
{
	const char text[] = {'C', 0, ':', 0, '\\', 0, version, 0, 0, 0};

	put(path, "Digest", "", 0, REG_TYPE_BINARY);
	put(path, strchr(path, '\\') ? "Argument2" : "Executable", text,
	    sizeof(text), REG_TYPE_SZ);
}

static void close_key(const char *path)
{
	const enum key_kind kind =
	        strchr(path, '\\') ? KIND_INSTANCE : KIND_CLASS;
	unsigned char digest[DIGEST_BYTES];
	struct reg_key raw;

	ck_assert_int_eq(keystore_read(writer, path, &raw, NULL), KEYSTORE_OK);
	digest_compute(&raw, kind, digest);
	reg_key_release(&raw);
	put(path, "Digest", digest, sizeof(digest), REG_TYPE_BINARY);
}

static void write_key(const char *path, char version)
{
	stamp();
	write_open(path, version);
	close_key(path);
}

static void pass(void)
{
	const struct scan_time time = clock_fake_scan();

	ck_assert_int_eq(scan_pass(scan, &time, NULL), 0);
}

static void look_ahead(void)
{
	const struct scan_time time = clock_fake_scan();

	scan_look_ahead(scan, &time);
}

static void recheck(void)
{
	const struct scan_time time = clock_fake_scan();

	scan_recheck(scan, &time);
}

/* Three classes, long known; the second with an instance. */
static void three_quiet_classes(void)
{
	write_key("a", '1');
	write_key("b", '1');
	write_key("b\\Instances\\x", '1');
	write_key("c", '1');
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 3);
	emitted = 0;
	forget_cost();
}

START_TEST(quiet__one_list_and_those_of_instances)
{
	three_quiet_classes();
	pass();
	ck_assert_uint_eq(cost.root_lists, 1);
	ck_assert_uint_eq(cost.lists, 1);
	ck_assert_uint_eq(cost.reads + cost.times, 0);
	ck_assert_uint_eq(emitted, 0);
}
END_TEST

START_TEST(one_changed__only_that_is_read)
{
	three_quiet_classes();
	write_key("a", '2');
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(cost.reads, 1);
	/* of b, and of a before and after it was read */
	ck_assert_uint_eq(cost.lists, 3);
}
END_TEST

START_TEST(instance_changed__seen_though_no_class_moved)
{
	three_quiet_classes();
	write_key("b\\Instances\\x", '2');
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(instances, 1);
}
END_TEST

START_TEST(first_instance__seen_by_the_time_of_its_class)
{
	three_quiet_classes();
	write_key("c\\Instances\\y", '1');
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(instances, 1);
	clock_fake_advance(1000);
	pass();
	write_key("c\\Instances\\y", '2');
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

/* RegRestoreKey: an Instances that no time tells of. */
START_TEST(restored_key__seen_in_doubt)
{
	uint64_t when;

	three_quiet_classes();
	ck_assert_int_eq(keystore_last_write(writer, "c", &when, NULL), 0);
	keystore_mem_set_time(when, 0);
	write_open("c\\Instances\\y", '1');
	close_key("c\\Instances\\y");
	pass();
	ck_assert_uint_eq(emitted, 0);
	scan_doubt(scan);
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(instances, 1);
	forget_cost();
	pass();
	ck_assert_uint_eq(cost.lists, 2);
}
END_TEST

START_TEST(look_ahead__finished_without_an_enumeration)
{
	three_quiet_classes();
	stamp();
	write_open("c", '2');
	pass();
	ck_assert_uint_eq(emitted, 0);
	close_key("c");
	forget_cost();
	look_ahead();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(cost.root_lists, 0);
	/* not again by the pass that follows, but by the next */
	forget_cost();
	pass();
	ck_assert_uint_eq(cost.reads, 0);
	pass();
	ck_assert_uint_eq(cost.reads, 1);
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(look_ahead__that_fails_is_left_to_the_pass)
{
	three_quiet_classes();
	stamp();
	write_open("c", '2');
	pass();
	close_key("c");
	keystore_mem_fail(reader, 1, OS_ACCESS_DENIED);
	look_ahead();
	ck_assert_uint_eq(emitted, 0);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(look_ahead__not_at_very_many)
{
	enum { MANY = 17 };
	char name[16];

	stamp();
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		write_open(name, '1');
	}
	pass();
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		close_key(name);
	}
	forget_cost();
	look_ahead();
	ck_assert_uint_eq(cost.times, 0);
	pass();
	ck_assert_uint_eq(emitted, MANY);
}
END_TEST

START_TEST(young__read_once_more_and_then_believed)
{
	write_key("a", '1');
	pass();
	ck_assert_uint_eq(scan_recheck_at(scan), clock_fake_scan().now + 33);
	clock_fake_advance(32);
	forget_cost();
	recheck();
	ck_assert_uint_eq(cost.reads, 0);
	clock_fake_advance(1);
	recheck();
	ck_assert_uint_eq(cost.reads, 1);
	ck_assert_uint_eq(scan_recheck_at(scan), UINT64_MAX);
	pass();
	ck_assert_uint_eq(cost.reads, 1);
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(young__second_write_of_the_tick_is_found)
{
	write_key("a", '1');
	pass();
	write_open("a", '2');
	close_key("a");
	clock_fake_advance(33);
	recheck();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(time_to_come__read_by_passes_alone)
{
	clock_fake_advance(60000);
	write_key("a", '1');
	clock_fake_reset();
	pass();
	ck_assert_uint_eq(scan_recheck_at(scan), UINT64_MAX);
	forget_cost();
	pass();
	ck_assert_uint_eq(cost.reads, 1);
}
END_TEST

START_TEST(complete__after_a_pass_and_what_it_left_to_settle)
{
	struct scan_time time;

	write_key("a", '1');
	put("b", "Executable", "b\0\0", 4, REG_TYPE_SZ);
	time = clock_fake_scan();
	keystore_mem_fail(reader, 2, OS_ACCESS_DENIED);
	ck_assert_int_eq(scan_pass(scan, &time, NULL), -1);
	scan_look_ahead(scan, &time);
	recheck();
	ck_assert(!scan_is_complete(scan));
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert(!scan_is_complete(scan));
	clock_fake_advance(60000);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert(scan_is_complete(scan));
	/* What changes later was there, or is new. */
	put("c", "Executable", "c\0\0", 4, REG_TYPE_SZ);
	pass();
	ck_assert(scan_is_complete(scan));
}
END_TEST

Suite *check_scan_pass(void)
{
	Suite *suite = suite_create("scan_pass");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, quiet__one_list_and_those_of_instances);
	tcase_add_test(tcase, one_changed__only_that_is_read);
	tcase_add_test(tcase, instance_changed__seen_though_no_class_moved);
	tcase_add_test(tcase, first_instance__seen_by_the_time_of_its_class);
	tcase_add_test(tcase, restored_key__seen_in_doubt);
	tcase_add_test(tcase, look_ahead__finished_without_an_enumeration);
	tcase_add_test(tcase, look_ahead__that_fails_is_left_to_the_pass);
	tcase_add_test(tcase, look_ahead__not_at_very_many);
	tcase_add_test(tcase, young__read_once_more_and_then_believed);
	tcase_add_test(tcase, young__second_write_of_the_tick_is_found);
	tcase_add_test(tcase, time_to_come__read_by_passes_alone);
	tcase_add_test(tcase,
	               complete__after_a_pass_and_what_it_left_to_settle);
	suite_add_tcase(suite, tcase);
	return suite;
}
