#!/bin/sh
# shellcheck shell=dash
# What was in force survives the daemon: a class that is bad, or half applied,
# when a daemon starts runs on its last good definition, and nothing revives a
# class whose key is gone.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

TYPO='D:P(A;;RPWP'
FOLDER="$DRIVE_C/ProgramData/fspd/last-good"

# boots CLASS: an instance of it that fspd keeps running.
boots () {
	put_values "$SERVICES\\$1\\Instances\\boot" Argument2 sz "C:\\ready-$1"
}

is_ready () {
	wait_for 10 test -e "$DRIVE_C/ready-$1"
}

test_expect_success 'what goes live is written, by its encoded name' '
	define fs "--ready-file %2" Security sz "D:P(A;;RPWPLC;;;BA)" &&
	boots fs &&
	define "My fs" "--ready-file %2" &&
	define half "--ready-file %2" &&
	boots half &&
	define gone "--ready-file %2" &&
	boots gone &&
	fspd_start &&
	is_ready fs && is_ready half && is_ready gone &&
	wait_for 10 test -s "$FOLDER/i-fs" &&
	wait_for 10 test -s "$FOLDER/i-half" &&
	wait_for 10 test -s "$FOLDER/i-gone" &&
	wait_for 10 test -s "$FOLDER/i-my%20fs" &&
	ls "$FOLDER" >files &&
	printf "%s\n" i-fs i-gone i-half i-my%20fs >expected &&
	test_cmp expected files
'

test_expect_success 'a class that has become bad stays as it was written' '
	cp "$FOLDER/i-fs" before &&
	put fs Security sz "$TYPO" Credentials dword 1 &&
	wait_for 10 definition_has fs "\"state\":\"bad\"" &&
	cmp "$FOLDER/i-fs" before
'

test_expect_success 'a daemon that starts runs the last good definition' '
	put half Digest binary "" CommandLine sz "--half-of-it" &&
	fspd_stop &&
	no_toyfs &&
	win regdump delkey "$SERVICES\\gone" &&
	rm -f "$DRIVE_C/ready-fs" "$DRIVE_C/ready-half" "$DRIVE_C/ready-gone" &&
	fspd_start &&
	is_ready fs &&
	wait_for 10 state_is fs boot ready &&
	definition_has fs "\"state\":\"bad\",\"in_force\":true,\"from_disk\":true" &&
	definition_has fs "FSP0" &&
	definition_has fs "net use follows the key" &&
	logged "class '\''fs'\'' is bad, its last good definition, kept on disk"
'

test_expect_success 'fspctl says so, with the problem and the remedy' '
	win fspctl definitions >told &&
	grep "^fs  *bad (last good, of the disk)" told &&
	grep "error FSP0[0-9]* .*Services.fs: Security" told &&
	grep "net use follows the key" told &&
	grep "correct what" told
'

test_expect_success 'half an apply at the start: the accepted one runs' '
	wait_for 10 definition_has half "\"state\":\"interrupted\"" &&
	is_ready half &&
	definition_has half "ready-file" &&
	definition_has half "\"remedy\":\"apply interrupted"
'

test_expect_success 'a class whose key is gone is not revived' '
	definition_gone gone &&
	test ! -e "$DRIVE_C/ready-gone"
'

test_expect_success 'the key deleted while it runs on its last good: gone' '
	put_values "$SERVICES\\fs" RemovalGrace dword 0 &&
	win regdump delkey "$SERVICES\\fs" &&
	wait_for 10 definition_gone fs &&
	wait_for 10 test ! -e "$FOLDER/i-fs"
'

test_expect_success 'mended: live, and written as it is now' '
	put half CommandLine sz "--ready-file %2 --mended" &&
	win regdump del "$SERVICES\\half" Digest &&
	wait_for 10 definition_has half "\"state\":\"live\"" &&
	wait_for 10 grep -a "m.e.n.d.e.d" "$FOLDER/i-half" &&
	fspd_stop
'

test_expect_success 'a damaged file is told and not used' '
	printf "x" >>"$FOLDER/i-half" &&
	put half RunAs sz Nobody &&
	: >"$TRASH/fspd.log" &&
	fspd_start &&
	wait_for 10 definition_has half "\"in_force\":false" &&
	logged "cannot be used: its file is damaged" &&
	fspd_stop
'

test_expect_success '--data says where' '
	put half RunAs sz LocalSystem &&
	fspd_start --data "C:\\elsewhere" &&
	wait_for 10 test -s "$DRIVE_C/elsewhere/last-good/i-half" &&
	fspd_stop &&
	no_toyfs
'

test_done
