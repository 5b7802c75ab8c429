/*
 * check_acl_rule.c: who else can replace a program: the descriptors of a fresh
 * Windows, one right at a time, and descriptors as bytes.
 */
#include "suite.h"

#include <string.h>

#include "acl_bytes.h"
#include "acl_rule.h"
#include "buf.h"

#define TI    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
#define ADMIN "O:BAG:SYD:"

/* As installed by Windows 10. */
#define VOLUME_ROOT                                                 \
	"O:" TI "G:" TI "D:PAI(A;OICIIO;SDGXGWGR;;;AU)(A;;LC;;;AU)" \
	"(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
#define PROGRAM_FILES                                               \
	"O:" TI "G:" TI "D:PAI(A;;FA;;;" TI ")(A;CIIO;GA;;;" TI ")" \
	"(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)(A;;0x1301bf;;;BA)"    \
	"(A;OICIIO;GA;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)"  \
	"(A;OICIIO;GA;;;CO)(A;;0x1200a9;;;AC)(A;OICIIO;GXGR;;;AC)"
#define PROGRAM_DATA                                                      \
	"O:SYG:SYD:PAI(A;OICIIO;GA;;;CO)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)" \
	"(A;CI;DCLCRPCR;;;BU)(A;OICI;0x1200a9;;;BU)"
/* A directory that an administrator made in C:\, and a file in it. */
#define MADE_IN_ROOT                                                   \
	"O:BAG:SYD:AI(A;ID;FA;;;BA)(A;OICIIOID;GA;;;BA)(A;ID;FA;;;SY)" \
	"(A;OICIID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)"                 \
	"(A;OICIIOID;SDGXGWGR;;;AU)"
/* A program in Program Files, as an MSI leaves it. */
#define INSTALLED                                                      \
	"O:SYG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)" \
	"(A;ID;0x1200a9;;;AC)"

static const struct {
	const char *sddl;
	enum acl_place place;
	const char *words; /* of the finding; NULL: fine */
} rows[] = {
        /* Windows as it is */
        {VOLUME_ROOT, ACL_ROOT, NULL},
        {PROGRAM_FILES, ACL_ABOVE, NULL},
        {PROGRAM_FILES, ACL_DIRECTORY, NULL},
        {PROGRAM_DATA, ACL_ABOVE, NULL},
        {INSTALLED, ACL_PROGRAM, NULL},
        {PROGRAM_DATA, ACL_DIRECTORY, "Users (S-1-5-32-545): add files"},
        {MADE_IN_ROOT, ACL_DIRECTORY,
         "Authenticated Users (S-1-5-11): add files, delete"},
        {MADE_IN_ROOT, ACL_ABOVE, "Authenticated Users (S-1-5-11): delete"},
        {MADE_IN_ROOT, ACL_PROGRAM, "write data, append data, delete"},

        /* owners */
        {"O:SYD:(A;;FA;;;SY)", ACL_PROGRAM, NULL},
        {"O:BAD:(A;;FA;;;SY)", ACL_PROGRAM, NULL},
        {"O:" TI "D:(A;;FA;;;SY)", ACL_PROGRAM, NULL},
        {"O:" TI "D:(A;;FA;;;SY)", ACL_OWN, "belongs to S-1-5-80-"},
        {"O:BUD:(A;;FA;;;SY)", ACL_PROGRAM, "belongs to Users"},
        {"O:LAD:(A;;FA;;;SY)", ACL_PROGRAM, "belongs to LA"},
        {"O:S-1-5-21-1-2-3-1001D:(A;;FA;;;SY)", ACL_ABOVE,
         "belongs to S-1-5-21-1-2-3-1001"},
        {"D:(A;;FA;;;SY)", ACL_PROGRAM, "has no owner"},
        {"O:SY", ACL_PROGRAM, "no access list"},
        {"O:SYD:NO_ACCESS_CONTROL", ACL_PROGRAM, "no access list"},
        {"O:SYD:", ACL_PROGRAM, NULL},

        /* one right each, on the file */
        {ADMIN "(A;;0x2;;;BU)", ACL_PROGRAM, "write data"},
        {ADMIN "(A;;0x4;;;BU)", ACL_PROGRAM, "append data"},
        {ADMIN "(A;;SD;;;BU)", ACL_PROGRAM, ": delete"},
        {ADMIN "(A;;WD;;;BU)", ACL_PROGRAM, "change permissions"},
        {ADMIN "(A;;WO;;;BU)", ACL_PROGRAM, "take ownership"},
        {ADMIN "(A;;GA;;;BU)", ACL_PROGRAM, "write data"},
        {ADMIN "(A;;GW;;;BU)", ACL_PROGRAM, "write data, append data"},
        {ADMIN "(A;;GRGX;;;WD)", ACL_PROGRAM, NULL},
        {ADMIN "(A;;0x40;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(A;;0x110;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(A;;FA;;;LA)", ACL_PROGRAM, "changed by LA"},
        {ADMIN "(A;;FA;;;" TI ")", ACL_PROGRAM, NULL},

        /* on its directory */
        {ADMIN "(A;;0x2;;;BU)", ACL_DIRECTORY, "add files"},
        {ADMIN "(A;;0x4;;;BU)", ACL_DIRECTORY, NULL},
        {ADMIN "(A;;0x40;;;BU)", ACL_DIRECTORY, "delete contents"},
        {ADMIN "(A;;SD;;;BU)", ACL_DIRECTORY, ": delete"},

        /* above */
        {ADMIN "(A;;0x6;;;BU)", ACL_ABOVE, NULL},
        {ADMIN "(A;;0x40;;;BU)", ACL_ABOVE, "delete contents"},
        {ADMIN "(A;;SD;;;BU)", ACL_ABOVE, ": delete"},
        {ADMIN "(A;;SD;;;BU)", ACL_ROOT, NULL},
        {ADMIN "(A;;WD;;;BU)", ACL_ROOT, "change permissions"},

        /* ACEs that grant nothing here */
        {ADMIN "(A;OICIIO;FA;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(A;;FA;;;CO)(A;;FA;;;OW)", ACL_PROGRAM, NULL},
        {ADMIN "(D;;0x2;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(D;;FA;;;BU)(A;;FA;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(D;;FA;;;WD)(A;;FA;;;BU)", ACL_PROGRAM, NULL},
        {ADMIN "(D;;0x2;;;BU)(A;;0x6;;;BU)", ACL_PROGRAM, ": append data"},
        {ADMIN "(A;;FA;;;BU)(D;;FA;;;BU)", ACL_PROGRAM, "write data"},
        {ADMIN "(D;IO;FA;;;BU)(A;;FA;;;BU)", ACL_PROGRAM, "write data"},
        {ADMIN "(D;;FA;;;AU)(A;;FA;;;BU)", ACL_PROGRAM, "write data"},

        /* what fspd keeps */
        {ADMIN "(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", ACL_OWN, NULL},
        {ADMIN "(A;;0x1200a9;;;BU)", ACL_OWN, "can be read by Users"},
        {ADMIN "(A;;0x1200a9;;;BU)", ACL_OWN_FOR_READERS, NULL},
        {ADMIN "(A;;0x4;;;BU)", ACL_OWN_FOR_READERS, "add folders"},
        {ADMIN "(A;;0x100;;;BU)", ACL_OWN_FOR_READERS, "write attributes"},
        {ADMIN "(A;OICIIO;0x2;;;BU)", ACL_OWN_FOR_READERS, "add files"},
        {ADMIN "(A;OICIIO;GA;;;CO)", ACL_OWN, NULL},
        {PROGRAM_DATA, ACL_OWN_FOR_READERS, "add files, add folders"},
};

static void parse(const char *text, struct sddl *sd)
{
	struct sddl_fault fault;

	ck_assert_msg(sddl_parse(text, strlen(text), sd, &fault) == 0, "%s: %s",
	              text, fault.text);
}

static void expect(const struct sddl *sd, enum acl_place place,
                   const char *words, const char *text)
{
	const struct acl_finding finding = acl_judge(sd, place);
	struct buf got = BUF_INIT;

	acl_describe(&finding, place, &got);
	ck_assert_msg((finding.kind == ACL_FINE) == (got.len == 0), "%s", text);
	if (words)
		ck_assert_msg(strstr(got.data, words) != NULL, "%s: '%s'", text,
		              got.data);
	else
		ck_assert_msg(got.len == 0, "%s: '%s'", text, got.data);
	buf_release(&got);
}

START_TEST(judge__row)
{
	struct sddl sd;

	parse(rows[_i].sddl, &sd);
	expect(&sd, rows[_i].place, rows[_i].words, rows[_i].sddl);
	sddl_release(&sd);
}
END_TEST

/* The same from bytes, for the rows whose SIDs have any. */
START_TEST(judge__row_as_bytes)
{
	struct sddl sd, again;
	struct buf bytes = BUF_INIT;

	parse(rows[_i].sddl, &sd);
	if (sd.has_owner && sddl_to_bytes(&sd, &bytes) == 0) {
		ck_assert_int_eq(acl_from_bytes(bytes.data, bytes.len, &again),
		                 0);
		ck_assert_uint_eq(again.dacl_count, sd.dacl_count);
		expect(&again, rows[_i].place, rows[_i].words, rows[_i].sddl);
		sddl_release(&again);
	}
	buf_release(&bytes);
	sddl_release(&sd);
}
END_TEST

START_TEST(bytes__damaged__refused)
{
	struct sddl sd, out;
	struct buf bytes = BUF_INIT;

	parse(PROGRAM_FILES, &sd);
	ck_assert_int_eq(sddl_to_bytes(&sd, &bytes), 0);
	/* Cut anywhere it is no descriptor. */
	for (size_t len = 0; len < bytes.len; len++)
		ck_assert_msg(acl_from_bytes(bytes.data, len, &out) == -1,
		              "cut at %zu", len);
	/* One byte wrong: it is read or refused, never beyond its end. */
	for (size_t at = 0; at < bytes.len; at++)
		for (int value = 0; value < 256; value += 51) {
			const char before = bytes.data[at];

			bytes.data[at] = (char)value;
			if (acl_from_bytes(bytes.data, bytes.len, &out) == 0)
				sddl_release(&out);
			bytes.data[at] = before;
		}
	buf_release(&bytes);
	sddl_release(&sd);
}
END_TEST

/* An object ACE grants as any other; its trustee stands behind the GUIDs. */
START_TEST(bytes__object_ace__grants)
{
	static const char bytes[] =
	        "\1\0\x04\x80\x14\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0"
	        "\1\1\0\0\0\0\0\5\x12\0\0\0" /* owner: SYSTEM */
	        "\2\0\x30\0\1\0\0\0"
	        "\5\0\x28\0\2\0\0\0\1\0\0\0"
	        "0123456789abcdef"
	        "\1\1\0\0\0\0\0\1\0\0\0\0"; /* Everyone */
	struct sddl sd;

	ck_assert_int_eq(acl_from_bytes(bytes, sizeof(bytes) - 1, &sd), 0);
	expect(&sd, ACL_PROGRAM, "Everyone (S-1-1-0): write data", "object");
	sddl_release(&sd);
}
END_TEST

Suite *check_acl_rule(void)
{
	Suite *suite = suite_create("acl_rule");
	TCase *tests = tcase_create("acl_rule");
	const int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_add_loop_test(tests, judge__row, 0, count);
	tcase_add_loop_test(tests, judge__row_as_bytes, 0, count);
	tcase_add_test(tests, bytes__damaged__refused);
	tcase_add_test(tests, bytes__object_ace__grants);
	suite_add_tcase(suite, tests);
	return suite;
}
