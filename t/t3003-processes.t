#!/bin/sh
# shellcheck shell=dash
# File system processes: where they run, how they end, who ends with them.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
mkdir -p "$DRIVE_C/work" "$DRIVE_C/logs"

one_toyfs () {
	test "$(toyfs_count)" = 1
}

started () {
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "S$1\0$2\0" &&
	wait_for 10 test -e "$DRIVE_C/ready"
}

test_expect_success 'WorkDirectory, Environment, Stderr, arguments' '
	define all "--ready-file C:\\ready --cwd-file C:\\cwd \
--env-file C:\\env --argv-file C:\\argv -u %1 -m %2" \
		WorkDirectory sz "C:\\work" Stderr sz "C:\\logs\\err.log" \
		Environment multi "FSPD_TEST=a b" &&
	echo before >"$DRIVE_C/logs/err.log" &&
	fspd_start &&
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "Sall\0one\0\\\\\\\\all\\\\one two\0*\0" &&
	wait_for 10 test -e "$DRIVE_C/ready" &&
	grep -i "^C:.work" "$DRIVE_C/cwd" &&
	grep "^FSPD_TEST=a b" "$DRIVE_C/env" &&
	grep -F "\\all\\one two" "$DRIVE_C/argv" &&
	grep "^before" "$DRIVE_C/logs/err.log" &&
	replies "\$" "Tall\0one\0"
'

test_expect_success 'what it says on standard error is appended' '
	define says "--fail 3 --no-such-option" Stderr sz "C:\\logs\\err.log" &&
	replies "\$" "Ssays\0one\0" &&
	wait_for 10 grep "unknown option" "$DRIVE_C/logs/err.log" &&
	grep "^before" "$DRIVE_C/logs/err.log"
'

test_expect_success 'a Stderr that cannot be opened is no failure' '
	define mute "--ready-file C:\\ready" Stderr sz "C:\\no\\such\\dir" &&
	started mute one &&
	logged "Stderr goes to the log" &&
	replies "\$" "Tmute\0one\0"
'

test_expect_success 'an Executable that cannot run says why' '
	put none Executable sz "C:\\none.exe" &&
	replies "!2\0" "Snone\0one\0" &&
	logged "none.exe"
'

test_expect_success 'RunAs . runs as the caller, with its environment' '
	define own "--ready-file C:\\ready --env-file C:\\env" RunAs sz . \
		Environment multi "FSPD_TEST=own" &&
	rm -f "$DRIVE_C/env" &&
	started own one &&
	grep "^FSPD_TEST=own" "$DRIVE_C/env" &&
	grep -i "^USERPROFILE=" "$DRIVE_C/env" &&
	replies "\$" "Town\0one\0"
'

test_expect_success WINDOWS 'RunAs LocalService runs as that' '
	define local "--ready-file C:\\ready" RunAs sz LocalService &&
	started local one &&
	replies "\$" "Tlocal\0one\0"
'

test_expect_success 'asked to end, it ends by itself' '
	define polite "--ready-file C:\\ready --exit-file C:\\ended" &&
	started polite one &&
	replies "\$" "Tpolite\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ended" &&
	test "$(cat "$DRIVE_C/ended")" = ctrl-c &&
	wait_for 10 replies "!2\0" "Ipolite\0one\0"
'

test_expect_success 'who ignores that is ended after StopTimeout' '
	define stubborn "--ready-file C:\\ready --ignore-break --grandchild" \
		StopTimeout dword 300 &&
	started stubborn one &&
	replies "\$" "Tstubborn\0one\0" &&
	wait_for 10 replies "!2\0" "Istubborn\0one\0" &&
	wait_for 5 no_toyfs
'

test_expect_success 'children of a file system end with it' '
	define parent "--ready-file C:\\ready --grandchild \
--stop-file C:\\stop-parent" &&
	started parent one &&
	test "$(toyfs_count)" = 2 &&
	: >"$DRIVE_C/stop-parent" &&
	wait_for 10 no_toyfs
'

test_expect_success 'output that nobody reads does not block it' '
	define flood "--ready-file C:\\ready --flood 4 --exit-after 1 \
--exit-file C:\\flooded" &&
	started flood one &&
	wait_for 20 test -e "$DRIVE_C/flooded"
'

test_expect_success 'Recovery starts it again, a stop does not' '
	define again "--ready-file C:\\ready --crash-after C:\\crash" \
		Recovery dword 1 RestartDelay dword 100 &&
	started again one &&
	mv "$DRIVE_C/ready" "$DRIVE_C/ready.1" &&
	: >"$DRIVE_C/crash" &&
	wait_for 10 state_is again one backoff &&
	rm "$DRIVE_C/crash" &&
	wait_for 15 test -e "$DRIVE_C/ready" &&
	! cmp "$DRIVE_C/ready" "$DRIVE_C/ready.1" &&
	replies "\$" "Tagain\0one\0" &&
	wait_for 10 no_toyfs &&
	replies "\$" L
'

test_expect_success 'a daemon that is killed takes JobControl=1 along' '
	define tied "--ready-file C:\\ready" &&
	define free "--ready-file C:\\ready --stop-file C:\\stop-free" \
		JobControl dword 0 &&
	started free one &&
	started tied one &&
	test "$(toyfs_count)" = 2 &&
	fspd_kill &&
	wait_for 10 one_toyfs &&
	: >"$DRIVE_C/stop-free" &&
	wait_for 10 no_toyfs
'

test_done
