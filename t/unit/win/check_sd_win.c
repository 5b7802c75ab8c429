/*
 * check_sd_win.c: descriptors that AccessCheck and CreateNamedPipe can use.
 */
#include "../suite.h"

#include <windows.h>

#include <string.h>

#include "error.h"
#include "win/sd_win.h"

/* Texts of which Wine 8 refuses some and misreads others. */
static const char *const good[] = {
        "D:P(A;;RPWPLC;;;WD)",
        "O:SYG:SYD:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRDCCR;;;WD)",
        "O:BAD:(A;;RPLC;;;AU)",
        "D:P(A;;rpwp;;;S-1-5-32-545)",
        "D:P(A;;RP;;;RM)",
        "D:P",
};

START_TEST(valid__usable_with_owner_and_group)
{
	struct error err = ERROR_INIT;
	PSECURITY_DESCRIPTOR sd;
	PSID owner = NULL, group = NULL;
	BOOL defaulted, present = FALSE;
	PACL dacl;

	ck_assert_msg(sd_from_sddl(good[_i], &sd, &err) == 0, "%s", err.text);
	ck_assert(IsValidSecurityDescriptor(sd));
	ck_assert(GetSecurityDescriptorOwner(sd, &owner, &defaulted));
	ck_assert(GetSecurityDescriptorGroup(sd, &group, &defaulted));
	ck_assert_ptr_nonnull(owner);
	ck_assert_ptr_nonnull(group);
	ck_assert(GetSecurityDescriptorDacl(sd, &present, &dacl, &defaulted));
	ck_assert(present);
	ck_assert_ptr_nonnull(dacl);
	LocalFree(sd);
}
END_TEST

START_TEST(machine_relative__asked_of_the_system)
{
	struct error err = ERROR_INIT;
	PSECURITY_DESCRIPTOR sd;

	ck_assert_msg(sd_from_sddl("D:P(A;;RP;;;LA)", &sd, &err) == 0, "%s",
	              err.text);
	ck_assert(IsValidSecurityDescriptor(sd));
	LocalFree(sd);
}
END_TEST

/* Wine would take the first three, the second as an empty DACL. */
START_TEST(invalid__refused_with_the_place)
{
	static const char *const bad[] = {
	        "D:P(A;;RPWPLC;;;WD)xyz",
	        "D:PA;;RPWPLC;;;WD",
	        "D:P(A;;RP;;;WD)D:P(A;;RP;;;SY)",
	        "D:P(A;;RP;;;ZZ)",
	        "x",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = ERROR_INIT;
		PSECURITY_DESCRIPTOR sd = (PSECURITY_DESCRIPTOR)bad;

		ck_assert_msg(sd_from_sddl(bad[i], &sd, &err) == -1, "%s",
		              bad[i]);
		ck_assert_ptr_null(sd);
		ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
		ck_assert_ptr_nonnull(strstr(err.text, "at character "));
	}
}
END_TEST

Suite *check_sd_win(void)
{
	Suite *suite = suite_create("sd_win");
	TCase *tests = tcase_create("descriptors");

	tcase_add_loop_test(tests, valid__usable_with_owner_and_group, 0,
	                    sizeof(good) / sizeof(good[0]));
	tcase_add_test(tests, machine_relative__asked_of_the_system);
	tcase_add_test(tests, invalid__refused_with_the_place);
	suite_add_tcase(suite, tests);
	return suite;
}
