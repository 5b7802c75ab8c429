#!/bin/sh
# shellcheck shell=dash
# Definitions follow the registry without a restart, whole or not at all.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

test_expect_success 'Services is missing at the start and comes' '
	fspd_start &&
	replies "!2\0" "Sfirst\0i\0" &&
	define first "--one" &&
	wait_for 10 definition_has first "\"state\":\"live\"" &&
	definition_has first "\"CommandLine\":\"--one\""
'

test_expect_success 'a new class' '
	define second "--two" &&
	wait_for 10 definition_has second "\"CommandLine\":\"--two\"" &&
	logged second
'

test_expect_success 'a changed value' '
	put second CommandLine sz "--changed" &&
	wait_for 10 definition_has second "\"CommandLine\":\"--changed\"" &&
	definition_has first "\"CommandLine\":\"--one\""
'

test_expect_success 'a removed class' '
	win regdump delkey "$SERVICES\\second" &&
	wait_for 10 replies "!2\0" "Ssecond\0i\0" &&
	definition_has first "\"state\":\"live\""
'

test_expect_success 'a class without Executable is none' '
	define third "" &&
	wait_for 10 definition_has third "\"state\":\"live\"" &&
	win regdump del "$SERVICES\\third" Executable &&
	wait_for 10 replies "!2\0" "Sthird\0i\0"
'

test_expect_success 'the whole key deleted and made again' '
	win regdump delkey "SOFTWARE\\WinFsp" &&
	wait_for 10 replies "!2\0" "Sfirst\0i\0" &&
	define fourth "--four" &&
	wait_for 10 definition_has fourth "\"CommandLine\":\"--four\"" &&
	put fourth CommandLine sz "--more" &&
	wait_for 10 definition_has fourth "\"CommandLine\":\"--more\""
'

test_expect_success 'Services alone deleted and made again' '
	win regdump delkey "$SERVICES" &&
	define fifth "--five" &&
	wait_for 10 definition_has fifth "\"CommandLine\":\"--five\"" &&
	wait_for 10 replies "!2\0" "Sfourth\0i\0" &&
	put fifth CommandLine sz "--seen" &&
	wait_for 10 definition_has fifth "\"CommandLine\":\"--seen\""
'

test_expect_success 'a start sent right after a write sees it' '
	define fresh "--argv-file C:\\argv1 --ready-file C:\\ready1" &&
	replies "\$" "Sfresh\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready1" &&
	put fresh CommandLine sz "--argv-file C:\\argv2 --ready-file C:\\ready2" &&
	replies "\$" "Sfresh\0two\0" &&
	wait_for 10 test -e "$DRIVE_C/ready2" &&
	grep "argv2" "$DRIVE_C/argv2" &&
	replies "\$" "Tfresh\0one\0" &&
	replies "\$" "Tfresh\0two\0"
'

test_expect_success 'an interrupted apply is never active' '
	define held "--old" &&
	wait_for 10 definition_has held "\"CommandLine\":\"--old\"" &&
	put held Digest binary "" &&
	put held CommandLine sz "--half" &&
	reload &&
	definition_has held "\"CommandLine\":\"--old\"" &&
	wait_for 10 definition_has held "\"state\":\"interrupted\"" &&
	definition_has held "\"CommandLine\":\"--old\"" &&
	definition_has held "\"remedy\":\"apply interrupted" &&
	put new Digest binary "" CommandLine sz "--half" Executable sz "$TOYFS" &&
	reload &&
	replies "!2\0" "Snew\0i\0" &&
	win regdump burst "$SERVICES\\held" RestartDelay 200 &&
	reload &&
	definition_has held "\"CommandLine\":\"--old\""
'

test_expect_success 'without its Digest it is accepted as it stands' '
	win regdump del "$SERVICES\\held" Digest &&
	wait_for 10 definition_has held "\"CommandLine\":\"--half\"" &&
	definition_has held "\"state\":\"live\""
'

test_expect_success 'a Digest that does not match is drift, once settled' '
	put held Digest binary \
		0000000000000000000000000000000000000000000000000000000000000000 &&
	wait_for 10 definition_has held "\"state\":\"drift\"" &&
	definition_has held "\"in_force\":true"
'

# Definitions that went live or were refused since the start.
reloads () {
	win fspctl metrics | tr -d '\r' |
		awk '/^fspd_reloads_total/ { n += $2 } END { print n }'
}

test_expect_success 'a burst of 1,000 writes is one change or two' '
	before=$(reloads) &&
	test -n "$before" &&
	win regdump burst "$SERVICES\\fifth" StopTimeout 1000 &&
	wait_for 15 definition_has fifth "\"StopTimeout\":1000" &&
	test "$(($(reloads) - before))" -le 2 &&
	replies "\$" L
'

test_expect_success 'a bad class keeps its last good definition' '
	define typo "-o good --ready-file C:\\ready3" &&
	wait_for 10 definition_has typo "\"state\":\"live\"" &&
	put typo RunAs sz Nobody &&
	wait_for 10 definition_has typo "\"state\":\"bad\"" &&
	definition_has typo "-o good" &&
	definition_has typo "FSP0430" &&
	replies "\$" "Stypo\0i\0" &&
	wait_for 10 test -e "$DRIVE_C/ready3" &&
	replies "\$" "Ttypo\0i\0" &&
	logged "typo" &&
	put typo RunAs sz LocalSystem &&
	wait_for 10 definition_has typo "\"state\":\"live\""
'

test_expect_success 'what fsp-import would say is told, and it runs' '
	define odd "-m %10" RunAs sz LocalService &&
	wait_for 10 definition_has odd "FSP0411" &&
	definition_has odd "\"state\":\"live\"" &&
	wait_for 10 logged "FSP0411" &&
	put odd StopTimeout dword 7000 &&
	wait_for 10 definition_has odd "\"StopTimeout\":7000" &&
	put odd Executable sz "C:\\no\\such.exe" &&
	wait_for 10 definition_has odd "FSP0406" &&
	test "$(grep -c FSP0411 fspd.log)" = 1 &&
	win fspctl definitions odd >told &&
	grep "warning FSP0411" told
'

test_expect_success 'a Group Policy refresh changes nothing' '
	define policy "--ready-file C:\\ready4" Recovery dword 0 \
		RunAs sz LocalSystem Security sz "D:P(A;;RPWPLC;;;BA)" &&
	replies "\$" "Spolicy\0i\0" &&
	wait_for 10 test -e "$DRIVE_C/ready4" &&
	before=$(generation policy) &&
	test -n "$before" &&
	win regdump rewrite "$SERVICES\\policy" &&
	reload &&
	wait_for 10 definition_has policy "\"state\":\"live\"" &&
	test "$(generation policy)" = "$before" &&
	replies "\$policy\0i\0" L &&
	replies "\$" "Tpolicy\0i\0"
'

# Each of these calls has the reader look at a class, one that takes a while.
test_expect_success 'clients that never stop asking delay no change' '
	define busy "" StopTimeout dword 1000 &&
	define crowd "" &&
	perl -e '\''print "REGEDIT4\n";
		print "\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\",
			"Services\\crowd\\Instances\\$_]\n\"Start\"=\"disabled\"\n"
			for 1 .. 300'\'' >crowd.reg &&
	wine regedit /S crowd.reg &&
	wait_for 20 state_is crowd 300 disabled &&
	wait_for 10 definition_has busy "\"StopTimeout\":1000" &&
	{ win pipeclient --clients 32 --repeat 1000000 "Scrowd\0300\0" \
		>noise 2>&1 & } &&
	wait_for 20 logged "start '\''crowd'\'' '\''300'\'' refused" &&
	put busy StopTimeout dword 2000 &&
	wait_for 20 definition_has busy "\"StopTimeout\":2000"
'

test_expect_success 'the daemon ends well after all that' '
	fspd_stop &&
	no_toyfs
'

test_done
