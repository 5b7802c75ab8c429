#!/bin/sh
# shellcheck shell=dash
# A server that hangs: whoever looks at its files waits for ever, and nothing
# breaks that off (preload/dead_server.c). Nothing else waits, and the daemon
# ends.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
DEAD_SERVER_LOG=$TRASH/held
export DEAD_SERVER_LOG
: >"$DEAD_SERVER_LOG"

# held COUNT NAME: that many look at C:\dead\NAME.
held () {
	test "$(grep -c "/dead/$2\$" "$DEAD_SERVER_LOG")" -ge "$1"
}

test_expect_success 'the daemon starts beside what hangs' '
	define good "--ready-file C:\\ready-good" &&
	put lost CommandLine sz "" Executable sz "C:\\dead\\fs.exe" &&
	LD_PRELOAD=$BUILD/native/t/dead_server.so &&
	export LD_PRELOAD &&
	fspd_start &&
	unset LD_PRELOAD
'

test_expect_success 'something hangs' '
	put_values "$SERVICES\\good\\Instances\\waits" \
		WaitFor multi "path:C:\\dead\\go" &&
	wait_for 20 held 1 go
'

test_expect_success 'explanations that hang: starts go on' '
	for i in 1 2 3 4 5 6
	do
		win pipeclient "Fexplain\0lost\0" >"explain-$i" 2>&1 &
	done &&
	wait_for 20 held 4 fs.exe &&
	{ win pipeclient "Sgood\0one\0" >start 2>&1 & } &&
	wait_for 20 test -e "$DRIVE_C/ready-good"
'

test_expect_success 'the daemon ends, and says what it left' '
	fspd_stop &&
	logged "calls of Windows hang and cannot be broken off" &&
	logged "fspd has ended" &&
	wait_for 10 no_toyfs
'

test_done
