/*
 * check_own_place.c: which folders and files below %ProgramData%\fspd are
 * trusted, from what Windows would say of them. That Windows says so, Wine
 * cannot show: it makes up owners and lists from those of Unix.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "own_place.h"
#include "sddl.h"

#define ROOT  "C:\\ProgramData\\fspd"
#define ADMIN "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
/* What a user who makes the folder first gets from %ProgramData%. */
#define PLANTED                                                         \
	"O:S-1-5-21-1-2-3-1001G:BUD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;" \
	";BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;"      \
	"DCLCRPCR;;;BU)"

static const struct {
	const char *name, *descriptor;
	bool is_link, is_file, wine;
	enum own_trust trust;
	const char *why; /* part of it */
} places[] = {
        {"ours__trusted", ADMIN, false, false, false, OWN_TRUSTED, NULL},
        {"ours_and_read_by_users__trusted", ADMIN "(A;;FRFX;;;BU)", false,
         false, false, OWN_TRUSTED, NULL},
        {"made_by_the_system__trusted", "O:SYD:(A;;FA;;;SY)", false, true,
         false, OWN_TRUSTED, NULL},
        {"planted_by_a_user__refused", PLANTED, false, false, false,
         OWN_REFUSED, "belongs to S-1-5-21-1-2-3-1001"},
        {"way_out_of_a_folder__named", PLANTED, false, false, false,
         OWN_REFUSED, "*S-1-5-32-544:(OI)(CI)F"},
        {"way_out_of_a_file__named", PLANTED, false, true, false, OWN_REFUSED,
         "icacls \"" ROOT "\" /setowner *S-1-5-32-544 && icacls \"" ROOT
         "\" /inheritance:r /grant *S-1-5-18:F *S-1-5-32-544:F"},
        {"made_by_an_administrator_without_install__refused",
         "O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;CIID;DCLCRPCR;;;BU)",
         false, false, false, OWN_REFUSED, "can be changed by Users"},
        {"everyone_may_change_it__refused", ADMIN "(A;;FA;;;WD)", false, true,
         false, OWN_REFUSED, "can be changed by Everyone"},
        {"no_list__refused", "O:BA", false, false, false, OWN_REFUSED,
         "has no access list"},
        {"unreadable__refused", NULL, false, false, false, OWN_REFUSED,
         "does not show who may change it"},
        {"link__refused", ADMIN, true, false, false, OWN_REFUSED,
         "it is a link; delete it"},
        {"link_under_wine__refused", ADMIN, true, false, true, OWN_REFUSED,
         "it is a link"},
        {"planted_under_wine__a_warning", PLANTED, false, false, true,
         OWN_UNPROVEN, "Wine keeps no such descriptors"},
        {"ours_under_wine__trusted", ADMIN, false, false, true, OWN_TRUSTED,
         NULL},
};

START_TEST(places__row)
{
	struct own_place it = {.is_link = places[_i].is_link,
	                       .is_folder = !places[_i].is_file,
	                       .is_unreadable = !places[_i].descriptor,
	                       .wine = places[_i].wine};
	const char *text = places[_i].descriptor;
	struct buf why = BUF_INIT;
	struct sddl_fault fault;
	struct sddl sd;

	if (text) {
		ck_assert_msg(sddl_parse(text, strlen(text), &sd, &fault) == 0,
		              "%s: %s", places[_i].name, fault.text);
		it.finding = acl_judge(&sd, ACL_OWN_FOR_READERS);
		sddl_release(&sd);
	}
	ck_assert_msg(own_place_judge(&it, ROOT, ACL_OWN_FOR_READERS, &why) ==
	                      places[_i].trust,
	              "%s: %s", places[_i].name, why.data);
	if (places[_i].why)
		ck_assert_msg(strstr(why.data, places[_i].why) != NULL,
		              "%s: %s", places[_i].name, why.data);
	else
		ck_assert_uint_eq(why.len, 0);
	if (places[_i].trust == OWN_REFUSED)
		ck_assert_ptr_nonnull(
		        strstr(why.data, "'" ROOT "' is not used"));
	buf_release(&why);
}
END_TEST

static const struct {
	const char *path, *parts; /* each ended by a bar */
} ways[] = {
        {ROOT, ROOT "|"},
        {ROOT "\\", ROOT "|"},
        {"c:\\PROGRAMDATA\\FSPD\\undo\\000001.undo",
         "c:\\PROGRAMDATA\\FSPD|c:\\PROGRAMDATA\\FSPD\\undo|"
         "c:\\PROGRAMDATA\\FSPD\\undo\\000001.undo|"},
        {ROOT "\\\\conf.d\\x.ini",
         ROOT "|" ROOT "\\\\conf.d|" ROOT "\\\\conf.d\\x.ini|"},
        {"C:\\ProgramData\\fspd2\\x", ""},
        {"C:\\ProgramData", ""},
        {"D:\\ProgramData\\fspd\\x", ""},
        {"", ""},
};

START_TEST(ways__row)
{
	const char *path = ways[_i].path;
	struct buf parts = BUF_INIT;

	for (size_t len = own_place_next(ROOT, path, 0); len > 0;
	     len = own_place_next(ROOT, path, len))
		buf_addf(&parts, "%.*s|", (int)len, path);
	ck_assert_str_eq(parts.data ? parts.data : "", ways[_i].parts);
	buf_release(&parts);
}
END_TEST

Suite *check_own_place(void)
{
	Suite *suite = suite_create("own_place");
	TCase *tests = tcase_create("own_place");

	tcase_add_loop_test(tests, places__row, 0,
	                    sizeof(places) / sizeof(places[0]));
	tcase_add_loop_test(tests, ways__row, 0,
	                    sizeof(ways) / sizeof(ways[0]));
	suite_add_tcase(suite, tests);
	return suite;
}
