/*
 * check_load.c: what the daemon makes of a key, whoever wrote it.
 */
#include "suite.h"

#include <string.h>

#include "common/buf.h"
#include "common/digest.h"
#include "common/utf.h"
#include "daemon/load.h"

static struct reg_key raw;
static struct class_record *record;

static void set_sz(struct reg_key *key, const char *name, const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	reg_key_set(key, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void set_dword(struct reg_key *key, const char *name, uint32_t number)
{
	const unsigned char bytes[4] = {
	        (unsigned char)number, (unsigned char)(number >> 8),
	        (unsigned char)(number >> 16), (unsigned char)(number >> 24)};

	reg_key_set(key, name, REG_TYPE_DWORD, bytes, sizeof(bytes));
}

static void close_key(struct reg_key *key, enum key_kind kind)
{
	unsigned char digest[DIGEST_BYTES];

	digest_compute(key, kind, digest);
	reg_key_set(key, "Digest", REG_TYPE_BINARY, digest, sizeof(digest));
}

static void setup(void)
{
	raw = (struct reg_key)REG_KEY_INIT;
	record = NULL;
	set_sz(&raw, "Executable", "C:\\fs\\fs.exe");
}

static void teardown(void)
{
	class_record_free(record);
	reg_key_release(&raw);
}

static void load(void)
{
	class_record_free(record);
	record = load_class("fs", "HKLM\\fs", &raw, NULL, 0);
}

static bool has_code(enum diag_code code)
{
	for (size_t i = 0; i < record->diags.count; i++)
		if (record->diags.items[i].code == code)
			return true;
	return false;
}

START_TEST(plain_class__good_without_digest)
{
	load();
	ck_assert(!record->bad && !record->security_bad && !record->drift);
	ck_assert(!record->declared);
	ck_assert_str_eq(
	        definition_text(&record->model.class_def, KEY_EXECUTABLE),
	        "C:\\fs\\fs.exe");
}
END_TEST

START_TEST(digest__matching_is_declared_other_is_drift)
{
	close_key(&raw, KIND_CLASS);
	load();
	ck_assert(record->declared && !record->drift);
	set_sz(&raw, "CommandLine", "changed");
	load();
	ck_assert(!record->declared && record->drift);
}
END_TEST

START_TEST(wrong_type__bad)
{
	reg_key_set(&raw, "CommandLine", REG_TYPE_EXPAND_SZ, "x\0\0", 4);
	load();
	ck_assert(record->bad);
	ck_assert(has_code(DIAG_REG_TYPE));
	ck_assert_str_eq(record->diags.items[0].place.file, "HKLM\\fs");
}
END_TEST

START_TEST(relative_executable__bad)
{
	set_sz(&raw, "Executable", "fs.exe");
	load();
	ck_assert(record->bad);
	ck_assert(has_code(DIAG_EXECUTABLE_RELATIVE));
}
END_TEST

START_TEST(run_as__outside_the_four_is_bad)
{
	set_sz(&raw, "RunAs", "localservice");
	load();
	ck_assert(!record->bad);
	set_sz(&raw, "RunAs", "HOST\\me");
	load();
	ck_assert(record->bad);
}
END_TEST

START_TEST(security__unreadable_is_marked)
{
	set_sz(&raw, "Security", "D:P(A;;RPWPLC;;;WD)");
	load();
	ck_assert(!record->bad && !record->security_bad);
	set_sz(&raw, "Security", "D:P(A;;RPWPLC;;;WD");
	load();
	ck_assert(record->bad && record->security_bad);
	set_sz(&raw, "Security", "O:SY");
	load();
	ck_assert(record->bad && record->security_bad);
	set_dword(&raw, "Security", 1);
	load();
	ck_assert(record->bad && record->security_bad);
}
END_TEST

START_TEST(odd_values_of_others__not_bad)
{
	set_dword(&raw, "Credentials", 42);
	set_dword(&raw, "sshfs.rootdir", 1);
	set_sz(&raw, "CommandLine", "100%");
	load();
	ck_assert(!record->bad);
}
END_TEST

START_TEST(own_value_out_of_bounds__bad)
{
	set_dword(&raw, "RestartLimit", 0);
	load();
	ck_assert(record->bad);
	ck_assert(has_code(DIAG_OUT_OF_BOUNDS));
}
END_TEST

START_TEST(instance__named_by_its_key)
{
	struct loaded_instance instance = {(char *)"a%5Cb%25", REG_KEY_INIT};

	set_sz(&instance.raw, "Argument2", "M:");
	record = load_class("fs", "HKLM\\fs", &raw, &instance, 1);
	ck_assert_uint_eq(record->model.instance_count, 1);
	ck_assert_str_eq(record->model.instances[0].instance_name, "a\\b%");
	reg_key_release(&instance.raw);
}
END_TEST

START_TEST(instance_with_a_fault__left_out_and_named)
{
	struct loaded_instance instances[3] = {
	        {(char *)"bad", REG_KEY_INIT},
	        {(char *)"good", REG_KEY_INIT},
	        {(char *)"50%", REG_KEY_INIT},
	};

	set_dword(&instances[0].raw, "RestartLimit", 0);
	set_dword(&instances[1].raw, "RestartLimit", 1);
	set_dword(&instances[2].raw, "RestartLimit", 1);
	record = load_class("fs", "HKLM\\fs", &raw, instances, 3);
	ck_assert(!record->bad);
	ck_assert_uint_eq(record->model.instance_count, 1);
	ck_assert_str_eq(record->model.instances[0].instance_name, "good");
	ck_assert_uint_eq(record->bad_instances.count, 1);
	ck_assert(name_list_has(&record->bad_instances, "BAD"));
	ck_assert(has_code(DIAG_INSTANCE_NAME));
	ck_assert(has_code(DIAG_OUT_OF_BOUNDS));
	ck_assert_str_eq(record->diags.items[1].place.file,
	                 "HKLM\\fs\\Instances\\bad");
	for (size_t i = 0; i < 3; i++)
		reg_key_release(&instances[i].raw);
}
END_TEST

START_TEST(instance_without_values__is_none)
{
	struct loaded_instance instance = {(char *)"New Key #1", REG_KEY_INIT};

	close_key(&raw, KIND_CLASS);
	record = load_class("fs", "HKLM\\fs", &raw, &instance, 1);
	ck_assert_uint_eq(record->model.instance_count, 0);
	ck_assert_uint_eq(record->bad_instances.count, 0);
	ck_assert_uint_eq(record->diags.count, 0);
	ck_assert(record->declared);
}
END_TEST

Suite *check_load(void)
{
	Suite *suite = suite_create("load");
	TCase *tcase = tcase_create("keys");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, plain_class__good_without_digest);
	tcase_add_test(tcase, digest__matching_is_declared_other_is_drift);
	tcase_add_test(tcase, wrong_type__bad);
	tcase_add_test(tcase, relative_executable__bad);
	tcase_add_test(tcase, run_as__outside_the_four_is_bad);
	tcase_add_test(tcase, security__unreadable_is_marked);
	tcase_add_test(tcase, odd_values_of_others__not_bad);
	tcase_add_test(tcase, own_value_out_of_bounds__bad);
	tcase_add_test(tcase, instance__named_by_its_key);
	tcase_add_test(tcase, instance_with_a_fault__left_out_and_named);
	tcase_add_test(tcase, instance_without_values__is_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
