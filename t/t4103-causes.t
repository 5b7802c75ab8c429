#!/bin/sh
# shellcheck shell=dash
# The cause that fspctl tells of a start that fails while it is made, when the
# instance is no more, and of a refused restart, reset or wait.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

# refused TEXT ARGS...: fspctl ARGS fails with 1, and TEXT is what it tells.
refused () {
	local text=$1

	shift
	test_must_fail 1 win fspctl "$@" >out 2>err &&
	test ! -s out &&
	grep -F -e "$text" err && return
	cat err >&2
	return 1
}

test_expect_success 'a start fails: what is no program' '
	echo "no program" >"$DRIVE_C/noprogram.exe" &&
	put nope CommandLine sz "-x" Executable sz "C:\\noprogram.exe" &&
	fspd_start &&
	wait_for 10 definition_has nope "\"in_force\":true" &&
	refused "(193): '\''C:\\noprogram.exe'\'' (Executable): this file is \
no program for Windows" start nope one &&
	win fspctl status nope one >out &&
	grep "^nope *one *stopped .* cannot start" out &&
	win fspctl status nope >out &&
	! grep "cannot start" out
'

test_expect_success 'a start fails: it ended before its mount was there' '
	define early "--fail 3 -m %2" Ready sz mount Mount sz "%2" &&
	wait_for 10 definition_has early "\"in_force\":true" &&
	refused "(31): stopped: exit code 3 (0x00000003)" \
		start early one x Q: &&
	grep "what it printed: fspctl logs early one" err &&
	test_must_fail 1 win fspctl explain early one x Q: >out &&
	grep "^cause: stopped: exit code 3" out
'

test_expect_success 'a start fails: its password is wrong' '
	define asks "--answer KO" Credentials dword 1 &&
	wait_for 10 definition_has asks "\"in_force\":true" &&
	refused "(87): the class wants a password: fspctl start --secret" \
		start asks one &&
	printf wrong | test_must_fail 1 win fspctl start --secret asks one \
		2>err &&
	grep "(5): .*did not answer OK to the password" err &&
	! grep Security err
'

test_expect_success 'a restart without the password that is not kept' '
	printf right >"$DRIVE_C/password" &&
	define keeps "--password-file C:\\password" Credentials dword 1 &&
	wait_for 10 definition_has keeps "\"in_force\":true" &&
	printf right | win fspctl start --secret keeps one &&
	refused "(87): its password is not kept: stop it, and start it" \
		restart keeps one &&
	state_is keeps one ready &&
	win fspctl stop --wait keeps one
'

# Everybody is an administrator here, so the descriptor leaves those out.
test_expect_success 'restart, reset and stop without WP' '
	put theirs Security sz "D:P(A;;RPLC;;;WD)" Executable sz "$TOYFS" &&
	put "theirs\\Instances\\one" Start sz demand \
		InstanceSecurity sz "D:P(A;;RPLC;;;WD)" &&
	wait_for 10 definition_has theirs "\"one\"" &&
	win fspctl start theirs one &&
	refused "(5): its InstanceSecurity does not let you stop (WP) it" \
		restart theirs one &&
	refused "(5): its InstanceSecurity does not let you stop (WP) it" \
		reset theirs one &&
	refused "(5): its InstanceSecurity does not let you stop (WP) it" \
		stop theirs one
'

test_expect_success 'one that is disabled' '
	put "theirs\\Instances\\off" Start sz disabled \
		InstanceSecurity sz "D:P(A;;RPWPLC;;;WD)" &&
	wait_for 10 state_is theirs off disabled &&
	refused "(5): the instance is disabled (Start)" restart theirs off &&
	refused "(5): the instance is disabled (Start)" start theirs off
'

test_expect_success 'wait without LC, or for no state' '
	put "theirs\\Instances\\dark" Start sz demand \
		InstanceSecurity sz "D:P(A;;RPWP;;;WD)" &&
	wait_for 10 definition_has theirs "\"dark\"" &&
	refused "its InstanceSecurity does not let you query (LC) it" \
		wait theirs dark ready &&
	test_must_fail 64 win fspctl wait theirs dark runing 2>err &&
	grep "no state .runing.: stopped, waiting, starting, ready," err
'

test_expect_success 'the daemon ends well after all that' '
	fspd_stop &&
	no_toyfs
'

test_done
