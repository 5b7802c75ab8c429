/*
 * check_sddl.c: what the parser understands, where it says a fault is, and
 * what a DACL grants.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "sddl.h"

/* text parsed; the test fails when it is refused. */
static void parse(const char *text, struct sddl *sd)
{
	struct sddl_fault fault;

	ck_assert_msg(sddl_parse(text, strlen(text), sd, &fault) == 0,
	              "%s: %s at %zu", text, fault.text, fault.at);
}

START_TEST(parse__sections_in_any_order)
{
	struct sddl sd;

	parse("S:AI(AU;SAFA;WP;;;WD)D:PARAI (A;OICI; RPWPlc;;; BU )"
	      "  (D;;0x10;;;S-1-5-21-1-2-3-4)G:S-1-2-0x200O:SY",
	      &sd);
	ck_assert(sd.has_owner && sd.has_group && sd.has_dacl && sd.has_sacl);
	ck_assert(!sd.dacl_null);
	ck_assert_uint_eq(sd.dacl_control, 0x1500);
	ck_assert_uint_eq(sd.sacl_control, 0x800);
	ck_assert_str_eq(sd.owner.alias, "SY");
	ck_assert_str_eq(sd.group.alias, "");
	ck_assert_uint_eq(sd.group.len, 12);
	ck_assert_uint_eq(sd.dacl_count, 2);
	ck_assert_uint_eq(sd.dacl[0].type, ACE_ALLOWED);
	ck_assert_uint_eq(sd.dacl[0].flags, 3);
	ck_assert_uint_eq(sd.dacl[0].mask,
	                  RIGHT_START | RIGHT_STOP | RIGHT_QUERY);
	ck_assert_str_eq(sd.dacl[0].trustee.alias, "BU");
	ck_assert_uint_eq(sd.dacl[0].at, 29);
	ck_assert_uint_eq(sd.dacl[0].len, 23);
	ck_assert_uint_eq(sd.dacl[1].type, ACE_DENIED);
	ck_assert_uint_eq(sd.dacl[1].mask, RIGHT_START);
	ck_assert_uint_eq(sd.sacl_count, 1);
	ck_assert_uint_eq(sd.sacl[0].type, ACE_AUDIT);
	ck_assert_uint_eq(sd.sacl[0].flags, 0xc0);
	sddl_release(&sd);
}
END_TEST

START_TEST(parse__nothing_said)
{
	struct sddl sd;

	parse("", &sd);
	ck_assert(!sd.has_owner && !sd.has_group && !sd.has_dacl);
	parse("D:", &sd);
	ck_assert(sd.has_dacl && !sd.dacl_null && sd.dacl_count == 0);
	parse("D:NO_ACCESS_CONTROLS:", &sd);
	ck_assert(sd.has_dacl && sd.dacl_null && sd.has_sacl);
	parse("D:(A;;;;;WD)S:(ML;;NWNRNX;;;ME)", &sd);
	ck_assert_uint_eq(sd.dacl[0].mask, 0);
	ck_assert_uint_eq(sd.sacl[0].type, ACE_LABEL);
	ck_assert_uint_eq(sd.sacl[0].mask, 7);
	sddl_release(&sd);
}
END_TEST

START_TEST(parse__every_right)
{
	static const struct {
		const char *text;
		uint32_t mask;
	} cases[] = {
	        {"CCDCLCSWRPWPDTLOCR", 0x1ff},
	        {"SDRCWDWO", 0xf0000},
	        {"GA", 0x10000000},
	        {"GX", 0x20000000},
	        {"GW", 0x40000000},
	        {"GR", 0x80000000},
	        {"FA", 0x1f01ff},
	        {"FR", 0x120089},
	        {"FW", 0x120116},
	        {"FX", 0x1200a0},
	        {"KA", 0xf003f},
	        {"KR", 0x20019},
	        {"KW", 0x20006},
	        {"KX", 0x20019},
	        {"rpWp", 0x30},
	        {"0", 0},
	        {"0xffffFFFF", 0xffffffff},
	        {"4294967295", 0xffffffff},
	        {"037", 31},
	        {"31", 31},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;
		struct sddl sd;

		buf_addf(&text, "D:(A;;%s;;;SY)", cases[i].text);
		parse(text.data, &sd);
		ck_assert_msg(sd.dacl[0].mask == cases[i].mask, "%s",
		              cases[i].text);
		sddl_release(&sd);
		buf_release(&text);
	}
}
END_TEST

START_TEST(parse__fault_at_its_place)
{
	static const struct {
		const char *text;
		size_t at, len;
		const char *part;
	} cases[] = {
	        {"d:(A;;RP;;;WD)", 0, 1, "capitals"},
	        {" D:", 0, 1, "without a blank"},
	        {"D :", 0, 1, "without a blank"},
	        {"D:(A;;RP;;;WD)x", 14, 1, "here stands"},
	        {"D:D:", 2, 2, "'D:' stands twice"},
	        {"S:S:", 2, 2, "'S:' stands twice"},
	        {"O:SYO:SY", 4, 2, "'O:' stands twice"},
	        {"O:", 0, 2, "missing after 'O:'"},
	        {"O:G:SY", 0, 2, "missing after 'O:'"},
	        {"O:XYD:", 2, 2, "no such alias"},
	        {"O:S-1-5-18 D:", 2, 9, "numbers"},
	        {"D:PX(A;;RP;;;WD)", 3, 1, "'X' is no flag (P, AR, AI)"},
	        {"D:A;;RP;;;WD", 2, 1, "begins with '('"},
	        {"S:NO_ACCESS_CONTROL", 2, 1, "'N' is no flag"},
	        {"D:NO_ACCESS_CONTROL(A;;RP;;;WD)", 19, 1, "no ACEs"},
	        {"D:(B;;RP;;;WD)", 3, 1, "'B' is no type"},
	        {"D:((A;;RP;;;WD))", 3, 0, "'' is no type"},
	        {"D:(\xc4\x80;;RP;;;WD)", 3, 2, "'\?\?' is no type"},
	        {"D:(OA;;RP;;;WD)", 3, 2, "OA: object ACEs"},
	        {"D:(XA;;RP;;;WD;(a == 1))", 3, 2, "XA: conditional ACEs"},
	        {"S:(RA;;;;;WD;(\"a\",TS,0,\"b\"))", 3, 2, "means nothing"},
	        {"D:(AU;SA;RP;;;WD)", 3, 2, "belongs into S:"},
	        {"S:(A;;RP;;;WD)", 3, 1, "belongs into D:"},
	        {"D:(A;XX;RP;;;WD)", 5, 2, "'XX' is no flag of an ACE"},
	        {"D:(A;OIC;RP;;;WD)", 7, 1, "'C' is no flag of an ACE"},
	        {"D:(A;;RPXX;;;WD)", 8, 2, "RP (start), WP (stop)"},
	        {"D:(A;;RP ;;;WD)", 8, 1, "' ' is no right"},
	        {"D:(A;;-1;;;WD)", 6, 2, "negative"},
	        {"D:(A;;0x100000000;;;WD)", 6, 11, "32 bits"},
	        {"D:(A;;0x;;;WD)", 6, 2, "digits are missing"},
	        {"D:(A;; 1;;;WD)", 6, 2, "no blank"},
	        {"D:(A;;0x10RP;;;WD)", 10, 1, "one number or words"},
	        {"D:(A;;08;;;WD)", 7, 1, "no digit"},
	        {"D:(A;;RP;a;;WD)", 9, 1, "leave this field empty"},
	        {"D:(A;;RP;;a;WD)", 10, 1, "leave this field empty"},
	        {"D:(A;;RP;;;)", 11, 0, "a SID is missing"},
	        {"D:(A;;RP;;;XX)", 11, 2, "no such alias"},
	        {"D:(A;;RP;;;S-1-5)", 11, 5, "cut short"},
	        {"D:(A;;RP;;WD)", 12, 1, "six fields"},
	        {"D:(A;;RP;;;WD;)", 13, 1, "six fields"},
	        {"D:(A;;RP;;;WD", 13, 0, "')' is missing"},
	        {"D:(A;;RP(A;;RP;;;WD)", 8, 1, "is the one before closed"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct sddl_fault fault;
		struct sddl sd;

		ck_assert_msg(sddl_parse(text, strlen(text), &sd, &fault) == -1,
		              "%s", text);
		ck_assert_msg(fault.at == cases[i].at &&
		                      fault.len == cases[i].len &&
		                      strstr(fault.text, cases[i].part),
		              "%s: %zu+%zu: %s", text, fault.at, fault.len,
		              fault.text);
		ck_assert_msg(strlen(fault.text) + 1 < sizeof(fault.text),
		              "cut: %s", fault.text);
		ck_assert_ptr_null(sd.dacl);
	}
}
END_TEST

START_TEST(parse__size_of_an_acl_is_bounded)
{
	struct buf text = BUF_INIT;
	struct sddl_fault fault;
	struct sddl sd;
	struct buf bytes = BUF_INIT;

	buf_adds(&text, "D:");
	for (unsigned i = 0; i < 3276; i++)
		buf_adds(&text, "(A;;RP;;;SY)");
	ck_assert_int_eq(sddl_parse(text.data, text.len, &sd, &fault), 0);
	ck_assert_int_eq(sddl_to_bytes(&sd, &bytes), 0);
	ck_assert_uint_eq(bytes.len, 20 + 8 + 3276 * 20 + 2 * 12);
	sddl_release(&sd);
	buf_adds(&text, "(A;;RP;;;SY)");
	ck_assert_int_eq(sddl_parse(text.data, text.len, &sd, &fault), -1);
	ck_assert_uint_eq(fault.at, 2 + 3276 * 12);
	buf_release(&bytes);
	buf_release(&text);
}
END_TEST

START_TEST(to_bytes__owner_and_group_system)
{
	static const unsigned char expected[] = {
	        1, 0, 4,  0x90, 48, 0, 0, 0, 60, 0, 0, 0, 0,  0, 0,    0, 20, 0,
	        0, 0, 2,  0,    28, 0, 1, 0, 0,  0, 0, 0, 20, 0, 0x34, 0, 0,  0,
	        1, 1, 0,  0,    0,  0, 0, 5, 11, 0, 0, 0, 1,  1, 0,    0, 0,  0,
	        0, 5, 18, 0,    0,  0, 1, 1, 0,  0, 0, 0, 0,  5, 18,   0, 0,  0,
	};
	struct buf bytes = BUF_INIT;
	struct sddl sd;

	parse("D:P(A;;RPWPLC;;;AU)", &sd);
	ck_assert_int_eq(sddl_to_bytes(&sd, &bytes), 0);
	ck_assert_uint_eq(bytes.len, sizeof(expected));
	ck_assert_mem_eq(bytes.data, expected, sizeof(expected));
	sddl_release(&sd);
	buf_release(&bytes);
}
END_TEST

START_TEST(to_bytes__relative_alias_refused)
{
	static const char *const texts[] = {
	        "O:LAG:SYD:", "O:SYG:DUD:", "D:(A;;RP;;;DA)",
	        "S:(AU;SA;RP;;;DA)"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf bytes = BUF_INIT;
		struct sddl sd;

		parse(texts[i], &sd);
		ck_assert_msg(sddl_to_bytes(&sd, &bytes) == -1, "%s", texts[i]);
		ck_assert_uint_eq(bytes.len, 0);
		sddl_release(&sd);
		buf_release(&bytes);
	}
}
END_TEST

/* A token of a user who holds BU and AU, whose BA is for denying only. */
START_TEST(granted__as_access_check)
{
	enum { ALL = RIGHT_START | RIGHT_STOP | RIGHT_QUERY };
	static const struct {
		const char *name, *text;
		uint32_t granted;
	} cases[] = {
	        {"no_dacl__everything", "O:SY", ALL},
	        {"null_dacl__everything", "D:NO_ACCESS_CONTROL", ALL},
	        {"empty_dacl__nothing", "D:P", 0},
	        {"group__its_rights", "D:(A;;RPLC;;;AU)",
	         RIGHT_START | RIGHT_QUERY},
	        {"two_groups__sum", "D:(A;;RP;;;AU)(A;;WP;;;BU)",
	         RIGHT_START | RIGHT_STOP},
	        {"other_group__nothing", "D:(A;;RPWPLC;;;BA)(A;;RP;;;SY)", 0},
	        {"deny_first__denied", "D:(D;;RP;;;BU)(A;;RPWPLC;;;AU)",
	         RIGHT_STOP | RIGHT_QUERY},
	        {"allow_first__granted", "D:(A;;RPWPLC;;;AU)(D;;RP;;;BU)", ALL},
	        {"deny_only_sid__denies", "D:(D;;RP;;;BA)(A;;RPWPLC;;;AU)",
	         RIGHT_STOP | RIGHT_QUERY},
	        {"inherit_only__ignored",
	         "D:(D;OICIIO;RP;;;AU)(A;CIIO;WP;;;AU)(A;;RP;;;AU)",
	         RIGHT_START},
	        {"generic_all__not_mapped", "D:(A;;GA;;;AU)", 0},
	        {"relative_alias__nobody", "D:(A;;RPWPLC;;;DU)", 0},
	};
	struct sid sids[2], deny_only;

	ck_assert_int_eq(sid_parse("BU", 2, &sids[0]), 0);
	ck_assert_int_eq(sid_parse("S-1-5-11", 8, &sids[1]), 0);
	ck_assert_int_eq(sid_parse("BA", 2, &deny_only), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sddl sd;
		uint32_t granted;

		parse(cases[i].text, &sd);
		granted = sddl_granted(&sd, sids, 2, &deny_only, 1, ALL);
		ck_assert_msg(granted == cases[i].granted, "%s: %x",
		              cases[i].name, granted);
		sddl_release(&sd);
	}
}
END_TEST

Suite *check_sddl(void)
{
	Suite *suite = suite_create("sddl");
	TCase *tcase = tcase_create("sddl");

	tcase_add_test(tcase, parse__sections_in_any_order);
	tcase_add_test(tcase, parse__nothing_said);
	tcase_add_test(tcase, parse__every_right);
	tcase_add_test(tcase, parse__fault_at_its_place);
	tcase_add_test(tcase, parse__size_of_an_acl_is_bounded);
	tcase_add_test(tcase, to_bytes__owner_and_group_system);
	tcase_add_test(tcase, to_bytes__relative_alias_refused);
	tcase_add_test(tcase, granted__as_access_check);
	suite_add_tcase(suite, tcase);
	return suite;
}
