#!/bin/sh
# shellcheck shell=dash
# What declared instances wait for: WaitFor before they start, their mount
# before they are ready.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

# reason_has INSTANCE TEXT: `status` gives this reason.
reason_has () {
	win pipeclient --plain "Fstatus\\0boot\\0$1\\0" >.status &&
	grep -F -e "$2" .status && return
	cat .status >&2
	return 1
}

# A port of this machine that nobody listens to.
free_port () {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

# listen_to PORT: in the background, for a minute at most.
listen_to () {
	perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 9,
		ReuseAddr => 1) or die; open F, ">", $ARGV[1]; close F;
		alarm 60; $s->accept->close while 1' "$1" listening &
	listener=$!
	wait_for 10 test -e listening
}

test_expect_success 'WaitFor a path: waits, says so, starts when it is there' '
	define boot "" &&
	put_values "$SERVICES\\boot\\Instances\\path" \
		WaitFor multi "path:C:\\go" &&
	fspd_start &&
	wait_for 10 reason_has path "waits for '\''path:C:\\\\go'\'' (WaitFor)" &&
	wait_for 10 reason_has path "it is not there" &&
	state_is boot path waiting &&
	: >"$DRIVE_C/go" &&
	wait_for 10 state_is boot path ready
'

test_expect_success 'WaitFor a port: waits until somebody listens' '
	port=$(free_port) &&
	put_values "$SERVICES\\boot\\Instances\\tcp" \
		WaitFor multi "tcp:127.0.0.1:$port" &&
	wait_for 20 reason_has tcp "no answer" &&
	state_is boot tcp waiting &&
	listen_to "$port" &&
	wait_for 20 state_is boot tcp ready &&
	kill "$listener"
'

test_expect_success 'WaitTimeout: it is tried anyway' '
	put_values "$SERVICES\\boot\\Instances\\late" \
		Start sz disabled WaitTimeout dword 1 \
		WaitFor multi "path:C:\\never" Start sz auto &&
	wait_for 20 state_is boot late ready &&
	logged "WaitTimeout is over"
'

test_expect_success 'Ready=mount: ready when Mount opens' '
	put_values "$SERVICES\\boot\\Instances\\mount" Argument2 sz "C:\\mnt" \
		StartTimeout dword 60000 Ready sz mount &&
	wait_for 20 reason_has mount "(Mount): it cannot be opened" &&
	state_is boot mount starting &&
	mkdir "$DRIVE_C/mnt" &&
	wait_for 10 state_is boot mount ready
'

test_expect_success 'S is answered when the mount opens' '
	define disk "" Ready sz mount StartTimeout dword 60000 &&
	rmdir "$DRIVE_C/mnt" &&
	{ win pipeclient "Sdisk\0one\0\\\\disk\\\\one\0C:\\\\mnt\0" >answer &
	} &&
	asking=$! &&
	wait_for 10 state_is disk one starting &&
	mkdir "$DRIVE_C/mnt" &&
	wait $asking &&
	test "$(cat answer)" = "\$"
'

test_expect_success 'a mount that does not open within StartTimeout: back-off' '
	put_values "$SERVICES\\boot\\Instances\\none" Argument2 sz "C:\\none" \
		StartTimeout dword 500 RestartDelay dword 60000 \
		RestartDelayMax dword 60000 Ready sz mount &&
	wait_for 20 state_is boot none backoff &&
	logged "StartTimeout is over; process"
'

test_expect_success '%P of User: the profile directory of that account' '
	wine reg add "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-19" \
		/v ProfileImagePath /t REG_EXPAND_SZ \
		/d "%SystemDrive%\\services\\local" /f >reg.out &&
	define home "--argv-file C:\\argv-home --ready-file C:\\ready-home %U %P" &&
	put_values "$SERVICES\\home\\Instances\\its" \
		User sz "NT AUTHORITY\\LOCAL SERVICE" &&
	wait_for 20 test -e "$DRIVE_C/ready-home" &&
	tr -d "\r" <"$DRIVE_C/argv-home" >argv &&
	grep -Fx "C:\\services\\local" argv &&
	grep -Fx "NT AUTHORITY\\LOCAL SERVICE" argv
'

test_expect_success 'an account that is not known: back-off that says so' '
	put_values "$SERVICES\\home\\Instances\\nobody" \
		Start sz disabled RestartDelay dword 60000 \
		RestartDelayMax dword 60000 User sz "NOWHERE\\nobody" Start sz auto &&
	wait_for 20 state_is home nobody backoff &&
	logged "no profile directory of '\''NOWHERE\\nobody'\'' (User, %P): the account is not known"
'

test_expect_success 'the daemon ends while somebody waits' '
	put_values "$SERVICES\\boot\\Instances\\waits" \
		WaitFor multi "path:C:\\never" &&
	wait_for 20 state_is boot waits waiting &&
	fspd_stop &&
	wait_for 10 no_toyfs
'

test_done
