#!/bin/sh
# shellcheck shell=dash
# Captured output: every line of a process, bounded, to who may read it.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
LOGS=$DRIVE_C/ProgramData/fspd/logs
mkdir -p "$DRIVE_C/logs"

started () {
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "S$1\0$2\0" &&
	wait_for 20 test -e "$DRIVE_C/ready"
}

# ended CLASS INSTANCE: the last line of its log is about the end.
ended () {
	tail -n 1 "$LOGS/i-$1/i-$2.log" | grep "^--- .* process [0-9]* ended"
}

test_expect_success 'header, both outputs, footer' '
	define plain "--ready-file C:\\ready -u %1 -m %2" &&
	fspd_start &&
	started plain One &&
	replies "\$" "Tplain\0One\0" &&
	wait_for 10 ended plain one &&
	log=$LOGS/i-plain/i-one.log &&
	sed -n 1p "$log" | grep "^--- [0-9T.]*Z part 1 of this log" &&
	sed -n 2p "$log" |
	grep "^--- .* fspd [0-9.]* started process [0-9]* as .*: .*toyfs.exe" &&
	grep "^toyfs: serving" "$log" &&
	tail -n 1 "$log" | grep "ended: exit code 0 (0x00000000) after [0-9.]* s"
'

test_expect_success 'a crash is named, its last line is kept' '
	define crashes "--ready-file C:\\ready --crash" &&
	started crashes a &&
	wait_for 20 ended crashes a &&
	tail -n 2 "$LOGS/i-crashes/i-a.log" >last &&
	grep "^toyfs: serving" last &&
	grep "(0xC0000005, access violation)" last
'

test_expect_success 'names that are no file names' '
	replies "\$" "Splain\0\\\\\\\\A b:*\0" &&
	wait_for 10 test -e "$LOGS/i-plain/i-%5C%5Ca%20b%3A%2A.log" &&
	replies "\$" "Tplain\0\\\\\\\\a B:*\0"
'

test_expect_success '50 MiB: bounded, nothing waits, the end is kept' '
	define flood "--ready-file C:\\ready --flood 25 --exit-after 1 \
--exit-file C:\\flooded" LogMaxSize dword 64 LogFiles dword 3 &&
	started flood a &&
	wait_for 60 test -e "$DRIVE_C/flooded" &&
	wait_for 30 ended flood a &&
	ls "$LOGS/i-flood" >files &&
	printf "%s\n" i-a.log i-a.log.1 i-a.log.2 >expected &&
	test_cmp expected files &&
	test "$(cat "$LOGS"/i-flood/* | wc -c)" -le $((3 * 65536)) &&
	cat "$LOGS/i-flood/i-a.log.1" "$LOGS/i-flood/i-a.log" >both &&
	grep "^flood out 0000409599 0*" both &&
	grep "^flood err 0000409599 0*" both &&
	grep "^toyfs: serving" both
'

test_expect_success 'Stderr takes the errors, the log the rest' '
	define errors "--ready-file C:\\ready --flood 1" \
		Stderr sz "C:\\logs\\err.log" &&
	started errors a &&
	replies "\$" "Terrors\0a\0" &&
	wait_for 20 ended errors a &&
	grep "^flood out" "$LOGS/i-errors/i-a.log" &&
	! grep "^flood err" "$LOGS/i-errors/i-a.log" &&
	grep "^flood err" "$DRIVE_C/logs/err.log"
'

test_expect_success 'the answer to a password is not output' '
	printf secret-marker >"$DRIVE_C/password" &&
	define asks "--ready-file C:\\ready --password-file C:\\password" \
		Credentials dword 1 &&
	rm -f "$DRIVE_C/ready" &&
	replies "\$" "Xasks\0a\0secret-marker\0" &&
	wait_for 10 test -e "$DRIVE_C/ready" &&
	replies "\$" "Tasks\0a\0" &&
	wait_for 10 ended asks a &&
	grep "^toyfs: serving" "$LOGS/i-asks/i-a.log" &&
	! grep -r "secret-marker" "$LOGS" &&
	! grep "^OK" "$LOGS/i-asks/i-a.log"
'

test_expect_success 'a log that cannot be written delays nobody' '
	mkdir -p "$LOGS/i-blocked/i-a.log" &&
	define blocked "--ready-file C:\\ready --flood 2" &&
	started blocked a &&
	replies "\$" "Tblocked\0a\0" &&
	wait_for 10 grep "output is lost, the log .i-blocked.i-a" \
		"$TRASH/fspd.log" &&
	wait_for 10 replies "!2\0" "Iblocked\0a\0"
'

test_expect_success 'fspctl logs prints what is kept' '
	win fspctl logs plain one >out &&
	tr -d "\r" <"$LOGS/i-plain/i-one.log" >expected &&
	tr -d "\r" <out >got &&
	test_cmp expected got &&
	win fspctl logs flood a >out &&
	grep "^flood err 0000409599" out &&
	test "$(wc -c <out)" -gt 100000 &&
	test_must_fail 1 win fspctl logs plain none 2>err &&
	grep "nothing was captured" err &&
	test_must_fail 64 win fspctl logs plain
'

test_expect_success 'fspctl logs -f goes on, through a rotation' '
	define talks "--ready-file C:\\ready --flood 1" \
		LogMaxSize dword 8192 LogFiles dword 2 &&
	started talks a &&
	{
		win fspctl logs -f talks a >followed &
	} &&
	wait_for 20 grep "^toyfs: serving" followed &&
	replies "\$" "Ttalks\0a\0" &&
	wait_for 20 grep "process [0-9]* ended" followed &&
	for i in 1 2 3 4
	do
		started talks a &&
		replies "\$" "Ttalks\0a\0" &&
		wait_for 20 ended talks a || return
	done &&
	test -e "$LOGS/i-talks/i-a.log.1" &&
	five () {
		test "$(grep -c "process [0-9]* ended" followed)" = 5
	} &&
	wait_for 20 five
'

# Every client under Wine is an administrator: who else may read what is shown
# by the unit tests "logs" and "log_read".
test_expect_success 'fspctl logs prints while it runs, and after a crash' '
	put own CommandLine sz "--ready-file C:\\ready" \
		Security sz "D:P(A;;RPWPLC;;;WD)" Executable sz "$TOYFS" &&
	started own a &&
	win fspctl logs own a >out &&
	grep "^toyfs: serving" out &&
	replies "\$" "Town\0a\0" &&
	win fspctl logs crashes a >out &&
	grep "^toyfs: serving" out &&
	grep "(0xC0000005, access violation)" out
'

test_expect_success 'the logs go while fspd runs: begun anew' '
	rm -r "$LOGS" &&
	started plain again &&
	replies "\$" "Tplain\0again\0" &&
	wait_for 10 ended plain again &&
	grep "^toyfs: serving" "$LOGS/i-plain/i-again.log" &&
	! grep "output is lost, the log .i-plain" "$TRASH/fspd.log"
'

test_expect_success 'ends with the daemon' '
	fspd_stop &&
	no_toyfs
'

test_done
