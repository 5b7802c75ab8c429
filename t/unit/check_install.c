/*
 * check_install.c: what `fspd install` mends, and what it does about the
 * folder, by table.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "daemon/own_folder.h"
#include "daemon/service_config.h"

#define IMAGE "\"C:\\Program Files\\fspd\\fspd.exe\" service"

/* -- the service ----------------------------------------------------------- */

START_TEST(as_wanted__nothing_differs)
{
	struct service_config have, want;

	service_config_wanted(IMAGE, &have);
	service_config_wanted(IMAGE, &want);
	for (int i = 0; i < ITEM_COUNT; i++)
		ck_assert_msg(!service_config_differs(&have, &want,
		                                      (enum service_item)i),
		              "%s", service_item_name((enum service_item)i));
}
END_TEST

START_TEST(wanted__automatic_not_delayed_on_its_own)
{
	struct service_config want;

	service_config_wanted(IMAGE, &want);
	ck_assert_uint_eq(want.start, 2);
	ck_assert_uint_eq(want.type, 0x10);
	ck_assert(!want.delayed && want.fails_on_exit && want.has_sid);
	ck_assert_str_eq(want.depends, "");
	ck_assert_str_eq(want.account, "LocalSystem");
	ck_assert_uint_eq(want.restart_count, 3);
}
END_TEST

static const char *const few[] = {"SeChangeNotifyPrivilege", NULL};
static const char *const turned[] = {"SEMANAGEVOLUMEPRIVILEGE",
                                     "SeCreateSymbolicLinkPrivilege",
                                     "SeTakeOwnershipPrivilege",
                                     "SeSecurityPrivilege",
                                     "SeBackupPrivilege",
                                     "SeChangeNotifyPrivilege",
                                     "SeCreateGlobalPrivilege",
                                     "SeIncreaseWorkingSetPrivilege",
                                     "SeRestorePrivilege",
                                     "SeImpersonatePrivilege",
                                     "SeTcbPrivilege",
                                     "SeIncreaseQuotaPrivilege",
                                     "SeAssignPrimaryTokenPrivilege",
                                     NULL};
static const char *const more[] = {"SeManageVolumePrivilege",
                                   "SeCreateSymbolicLinkPrivilege",
                                   "SeTakeOwnershipPrivilege",
                                   "SeSecurityPrivilege",
                                   "SeBackupPrivilege",
                                   "SeChangeNotifyPrivilege",
                                   "SeCreateGlobalPrivilege",
                                   "SeIncreaseWorkingSetPrivilege",
                                   "SeRestorePrivilege",
                                   "SeImpersonatePrivilege",
                                   "SeTcbPrivilege",
                                   "SeIncreaseQuotaPrivilege",
                                   "SeAssignPrimaryTokenPrivilege",
                                   "SeDebugPrivilege",
                                   NULL};

/* Change one thing; which item that is. */
static enum service_item change(struct service_config *c, int number)
{
	switch (number) {
	case 0:
		c->image = "C:\\Program Files\\fspd\\fspd.exe service";
		return ITEM_IMAGE;
	case 1:
		c->start = 3;
		return ITEM_START;
	case 2:
		c->account = "NT AUTHORITY\\LocalService";
		return ITEM_ACCOUNT;
	case 3:
		c->type = 0x20;
		return ITEM_ACCOUNT;
	case 4:
		c->depends = "LanmanWorkstation";
		return ITEM_DEPENDS;
	case 5:
		c->display = "fspd";
		return ITEM_DISPLAY;
	case 6:
		c->description = "";
		return ITEM_DESCRIPTION;
	case 7:
		c->delayed = true;
		return ITEM_DELAYED;
	case 8:
		c->restart_count = 2;
		return ITEM_RESTARTS;
	case 9:
		c->restart_ms[2]++;
		return ITEM_RESTARTS;
	case 10:
		c->forget_s = 0;
		return ITEM_RESTARTS;
	case 11:
		c->fails_on_exit = false;
		return ITEM_FAILS_ON_EXIT;
	case 12:
		c->has_sid = false;
		return ITEM_SID;
	case 13:
		c->privileges = few;
		return ITEM_PRIVILEGES;
	case 14:
		c->privileges = more;
		return ITEM_PRIVILEGES;
	case 15:
		c->preshutdown_ms = 10000;
		return ITEM_PRESHUTDOWN;
	default:
		c->known[ITEM_SID] = false;
		return ITEM_SID;
	}
}

START_TEST(one_change__exactly_that_item)
{
	struct service_config have, want;
	enum service_item changed;

	service_config_wanted(IMAGE, &have);
	service_config_wanted(IMAGE, &want);
	changed = change(&have, _i);
	for (int i = 0; i < ITEM_COUNT; i++)
		ck_assert_int_eq(service_config_differs(&have, &want,
		                                        (enum service_item)i),
		                 i == (int)changed);
}
END_TEST

START_TEST(privileges_in_another_order__the_same)
{
	struct service_config have, want;

	service_config_wanted(IMAGE, &have);
	service_config_wanted(IMAGE, &want);
	have.privileges = turned;
	ck_assert(!service_config_differs(&have, &want, ITEM_PRIVILEGES));
}
END_TEST

/* -- the folder ------------------------------------------------------------ */

static const struct {
	const char *name;
	struct own_folder_facts facts;
	enum own_folder_verdict verdict;
	const char *words;
} folders[] = {
        {"absent__made",
         {OWN_FOLDER_ABSENT, true, {.kind = ACL_FINE}, false},
         OWN_FOLDER_MAKE,
         ""},
        {"ours__kept",
         {OWN_FOLDER_IS, false, {.kind = ACL_FINE}, false},
         OWN_FOLDER_KEEP,
         ""},
        {"everybodys__aside",
         {OWN_FOLDER_IS, false, {.kind = ACL_OPEN}, false},
         OWN_FOLDER_ASIDE,
         "has no access list, so everybody may change it"},
        {"without_owner__aside",
         {OWN_FOLDER_IS, false, {.kind = ACL_OWNERLESS}, false},
         OWN_FOLDER_ASIDE,
         "has no owner"},
        {"unreadable__aside",
         {OWN_FOLDER_IS, true, {.kind = ACL_FINE}, false},
         OWN_FOLDER_ASIDE,
         "does not show who may change it"},
        {"a_link__aside",
         {OWN_FOLDER_LINK, false, {.kind = ACL_FINE}, false},
         OWN_FOLDER_ASIDE,
         "is a link"},
        {"a_file__aside",
         {OWN_FOLDER_FILE, false, {.kind = ACL_FINE}, false},
         OWN_FOLDER_ASIDE,
         "is no folder"},
        {"wine_everybodys__told",
         {OWN_FOLDER_IS, false, {.kind = ACL_OPEN}, true},
         OWN_FOLDER_WARN,
         "has no access list, so everybody may change it"},
        {"wine_unreadable__told",
         {OWN_FOLDER_IS, true, {.kind = ACL_FINE}, true},
         OWN_FOLDER_WARN,
         "does not show who may change it"},
        {"wine_a_link__aside",
         {OWN_FOLDER_LINK, false, {.kind = ACL_OPEN}, true},
         OWN_FOLDER_ASIDE,
         "is a link"},
        {"wine_a_file__aside",
         {OWN_FOLDER_FILE, true, {.kind = ACL_FINE}, true},
         OWN_FOLDER_ASIDE,
         "is no folder"},
};

START_TEST(folder__table)
{
	struct buf words = BUF_INIT;

	ck_assert_msg(own_folder_judge(&folders[_i].facts) ==
	                      folders[_i].verdict,
	              "%s", folders[_i].name);
	own_folder_describe(&folders[_i].facts, &words);
	ck_assert_str_eq(words.data, folders[_i].words);
	buf_release(&words);
}
END_TEST

START_TEST(aside__beside_it_with_the_time)
{
	struct buf path = BUF_INIT;

	own_folder_aside("C:\\ProgramData\\fspd", 134081810853320000, &path);
	ck_assert_str_eq(path.data, "C:\\ProgramData\\fspd.foreign-"
	                            "20251121T064445.332Z");
	buf_release(&path);
}
END_TEST

Suite *check_install(void)
{
	Suite *suite = suite_create("install");
	TCase *tcase = tcase_create("install");

	tcase_add_test(tcase, as_wanted__nothing_differs);
	tcase_add_test(tcase, wanted__automatic_not_delayed_on_its_own);
	tcase_add_loop_test(tcase, one_change__exactly_that_item, 0, 17);
	tcase_add_test(tcase, privileges_in_another_order__the_same);
	tcase_add_loop_test(tcase, folder__table, 0,
	                    sizeof(folders) / sizeof(folders[0]));
	tcase_add_test(tcase, aside__beside_it_with_the_time);
	suite_add_tcase(suite, tcase);
	return suite;
}
