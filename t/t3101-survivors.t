#!/bin/sh
# shellcheck shell=dash
# JobControl=0: processes outlive the daemon, and the next one adopts them.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
DATA=$DRIVE_C/ProgramData/fspd

one_toyfs () {
	test "$(toyfs_count)" = 1
}

# starts: how often a log says that a process was started.
starts () {
	grep -c "^--- .* started process" "$DATA/logs/i-$1/i-$2.log"
}

records () {
	find "$DATA/running" -type f | wc -l
}

one_record () {
	test "$(records)" = 1
}

no_records () {
	test "$(records)" = 0
}

test_expect_success 'it appends to its log, and is recorded' '
	define free "--ready-file C:\\ready --stop-file C:\\stop -u %1" \
		JobControl dword 0 &&
	put "free\\Instances\\one" Argument2 sz "x" &&
	fspd_start &&
	wait_for 20 test -e "$DRIVE_C/ready" &&
	wait_for 10 state_is free one ready &&
	wait_for 10 grep "^toyfs: serving" "$DATA/logs/i-free/i-one.log" &&
	sed -n 2p "$DATA/logs/i-free/i-one.log" | grep "started process" &&
	test "$(records)" = 1
'

test_expect_success 'a daemon that is killed leaves it, the next adopts it' '
	before=$(pid_of free one) &&
	fspd_kill &&
	one_toyfs &&
	fspd_start &&
	wait_for 20 state_is free one ready &&
	test "$(pid_of free one)" = "$before" &&
	one_toyfs &&
	test "$(starts free one)" = 1 &&
	logged "process $before of an earlier fspd runs on" &&
	replies "!183\0" "Sfree\0one\0" &&
	ask "Ifree\0one\0" >info &&
	grep -F "free" info
'

test_expect_success 'so does one that was stopped' '
	fspd_stop &&
	one_toyfs &&
	fspd_start &&
	wait_for 20 state_is free one ready &&
	test "$(pid_of free one)" = "$before" &&
	win fspctl status free one >out &&
	! grep stale out
'

test_expect_success 'its end is noticed, it is started again' '
	: >"$DRIVE_C/stop" &&
	wait_for 20 grep "process $before ended: exit code 0" \
		"$DATA/logs/i-free/i-one.log" &&
	rm "$DRIVE_C/stop" &&
	wait_for 30 state_is free one ready &&
	test "$(pid_of free one)" != "$before" &&
	wait_for 10 one_record &&
	test "$(starts free one)" = 2
'

test_expect_success 'changed while no daemon looked: stale' '
	fspd_kill &&
	put free CommandLine sz "--ready-file C:\\ready --hang" &&
	fspd_start &&
	wait_for 20 state_is free one ready &&
	definition_has free "--hang" &&
	win pipeclient --plain "Fstatus\0free\0one\0" >out &&
	grep "\"stale\":true" out &&
	one_toyfs
'

test_expect_success 'a stop ends it, by force' '
	replies "\$" "Tfree\0one\0" &&
	wait_for 10 state_is free one stopped &&
	wait_for 10 no_toyfs &&
	logged "no signal could be delivered" &&
	wait_for 10 no_records
'

test_expect_success 'what a caller started is adopted, not started again' '
	put "free\\Instances\\one" Start sz demand &&
	define called "--ready-file C:\\ready --stop-file C:\\stop" \
		JobControl dword 0 Recovery dword 1 &&
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "Scalled\0a\0" &&
	wait_for 20 test -e "$DRIVE_C/ready" &&
	fspd_kill &&
	fspd_start &&
	wait_for 20 replies "\$called\0a\0" L &&
	one_toyfs &&
	: >"$DRIVE_C/stop" &&
	wait_for 20 replies "!2\0" "Icalled\0a\0" &&
	wait_for 10 no_toyfs &&
	rm "$DRIVE_C/stop" &&
	wait_for 10 no_records
'

test_expect_success 'one that ended meanwhile is forgotten' '
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "Scalled\0b\0" &&
	wait_for 20 test -e "$DRIVE_C/ready" &&
	fspd_kill &&
	: >"$DRIVE_C/stop" &&
	wait_for 20 no_toyfs &&
	rm "$DRIVE_C/stop" &&
	test "$(records)" = 1 &&
	fspd_start &&
	no_records &&
	replies "\$" L
'

test_expect_success 'ends' '
	fspd_stop
'

test_done
