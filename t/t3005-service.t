#!/bin/sh
# shellcheck shell=dash
# The daemon under the service control manager.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

# The image of the service process is not ours to wait for: its pipe is.
answers () {
	win pipeclient --pipe fspd 'Fping\0'
}

silent () {
	! answers
}

test_expect_success 'install, start, serve' '
	define toy "--ready-file C:\\ready --exit-file C:\\ended" &&
	win fspd install &&
	test_must_fail 3 win fspd install 2>err &&
	grep "1073" err &&
	wine sc start fspd &&
	wait_for 15 answers &&
	replies "\$" "Stoy\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready"
'

test_expect_success 'stop ends what it started, by asking first' '
	wine sc stop fspd &&
	wait_for 15 silent &&
	wait_for 10 no_toyfs &&
	test "$(cat "$DRIVE_C/ended")" = ctrl-c
'

test_expect_success 'uninstall removes it' '
	win fspd uninstall &&
	test_must_fail 3 win fspd uninstall 2>err &&
	grep "1060" err
'

# Last: while Wine starts its own services, a program started by hand may take
# the control pipe of one of them for its own and wait for ever.
test_expect_success 'not by hand' '
	test_must_fail 3 win fspd service 2>err &&
	grep "fspd run" err
'

test_done
