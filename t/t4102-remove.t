#!/bin/sh
# shellcheck shell=dash
# What fsp-import removes stops at once; what others delete may come back.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

one_toyfs () {
	test "$(toyfs_count)" = 1
}

test_expect_success 'a declared instance runs' '
	cat >toy.ini <<-END &&
	[toy]
	Executable = $TOYFS
	CommandLine = --ready-file C:\\ready
	RunAs = LocalSystem
	Security = D:P(A;;RPWPLC;;;BA)
	[toy\\one]
	Argument2 = C:\\one
	[toy\\two]
	Argument2 = C:\\two
	END
	fspd_start &&
	win fsp-import toy.ini &&
	wait_for 15 state_is toy one ready &&
	wait_for 15 state_is toy two ready
'

test_expect_success 'removed by fsp-import it stops, and alone' '
	win fsp-import remove "toy\\one" &&
	wait_for 15 one_toyfs &&
	state_is toy two ready &&
	! state_is toy one ready
'

test_expect_success 'deleted by something else it stays for a while' '
	win regdump delkey "$SERVICES\\toy\\Instances" &&
	reload &&
	wait_for 10 logged "is not declared any more" &&
	state_is toy two ready
'

test_expect_success 'removed with its class it stops' '
	win fsp-import toy.ini &&
	wait_for 15 state_is toy one ready &&
	win fsp-import remove toy &&
	wait_for 15 no_toyfs &&
	wait_for 10 definition_gone toy
'

test_expect_success 'the daemon ends well after all that' '
	fspd_stop &&
	no_toyfs
'

test_done
