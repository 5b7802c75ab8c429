#!/bin/sh
# shellcheck shell=dash
# Nobody reads what fspd run writes to standard error: the pipe is full, and
# nothing waits for that. What did not fit is counted.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
NAME=$(printf '%0200d' 0)

# classes FROM TO: that many, of long names: lines of the log.
classes () {
	perl -e 'my ($name, $from, $to, $exe) = @ARGV;
		$exe =~ s/\\/\\\\/g;
		print "REGEDIT4\n";
		print "\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\",
			"WinFsp\\Services\\$name$_]\n\"Executable\"=\"$exe\"\n"
			for $from .. $to' "$NAME" "$1" "$2" "$TOYFS" >classes.reg &&
	wine regedit /S classes.reg &&
	wait_for 60 definition_has "$NAME$2" generation
}

test_expect_success 'what it fails with at once is told' '
	test_must_fail 3 win fspd run --root nowhere 2>err &&
	grep " error .*nowhere" err
'

# This shell has it open at both ends; it holds a page.
test_expect_success 'the log is full, and requests are answered' '
	mkfifo fifo &&
	exec 8<>fifo &&
	perl -e "open F, q(+<&=8); fcntl F, 1031, 4096 or die" &&
	define good "--ready-file C:\\ready" &&
	{ wine "$BUILD/win/fspd.exe" run 2>fifo 8>&- & } &&
	fspd_pid=$! &&
	ask --wait 15000 --pipe fspd "Fping\0" &&
	classes 1 1500 &&
	win fspctl ping &&
	ask "Sgood\0one\0" &&
	wait_for 20 test -e "$DRIVE_C/ready" &&
	win fspctl list >list &&
	grep one list
'

test_expect_success 'who reads at last gets the lines, and how many are missing' '
	{ cat <&8 >log & } &&
	reader=$! &&
	wait_for 30 grep " warning [1-9][0-9]* messages were lost: " log &&
	win fspctl stop good one &&
	wait_for 30 grep "one.*stopped" log &&
	test "$(grep -c "messages were lost" log)" = 1 &&
	test "$(grep -c "class .$NAME.*is live" log)" -gt 100 &&
	cut -c1-24 log | sort -c
'

test_expect_success 'its end does not wait for who stopped reading' '
	kill $reader &&
	classes 1501 3000 &&
	fspd_stop &&
	no_toyfs
'

test_expect_success 'nor does an end at once' '
	test_must_fail 3 wine "$BUILD/win/fspd.exe" run --root nowhere \
		2>fifo 8>&- &&
	exec 8>&-
'

test_done
