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

# An installer takes its key away, and some time later puts a newer version
# there, without Digest.
test_expect_success 'an upgrade of its package carries it through' '
	win fsp-import toy.ini &&
	wait_for 15 state_is toy one ready &&
	wait_for 15 state_is toy two ready &&
	one=$(pid_of toy one) &&
	two=$(pid_of toy two) &&
	test -n "$one" && test -n "$two" &&
	win regdump delkey "$SERVICES\toy" &&
	wait_for 10 definition_gone toy &&
	wait_for 10 logged "instance '\''one'\'' of '\''toy'\'' is not declared any more" &&
	win regdump fill "$SERVICES\toy" Executable sz "$TOYFS" \
		CommandLine sz "--ready-file C:\ready -o new" \
		RunAs sz LocalSystem Security sz "D:P(A;;RPWPLC;;;BA)" &&
	win regdump fill "$SERVICES\toy\Instances\one" Argument2 sz "C:\one" &&
	win regdump fill "$SERVICES\toy\Instances\two" Argument2 sz "C:\two" &&
	wait_for 15 definition_has toy "\"state\":\"live\"" &&
	wait_for 10 is_stale toy two &&
	test "$(pid_of toy one)" = "$one" &&
	test "$(pid_of toy two)" = "$two" &&
	test "$(toyfs_count)" = 2
'

test_expect_success 'removed with its class it stops' '
	win regdump delkey "$SERVICES\\toy" &&
	wait_for 10 definition_gone toy &&
	win fsp-import toy.ini &&
	wait_for 15 definition_has toy "\"state\":\"live\"" &&
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
