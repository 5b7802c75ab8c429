#!/bin/sh
# shellcheck shell=dash
# WinFsp.Launcher taken over: a service of that name (a stand-in for WinFsp's)
# and two that need it meet `fspd install --take-over`, an installer that puts
# the launcher back, and `fspd uninstall`.
#
# Not shown by Wine: that the manager starts what a service needs, refuses to
# stop what others need, and restarts fspd when it fails.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

PIPE='WinFsp.{14E7137D-22B4-437A-B0C1-D21D1BDF3767}'
TOYSVC="\"$(winpath "$BUILD/win/t/toysvc.exe")\""
ORIGINAL="$TOYSVC run --pipe $PIPE --log C:\\svc.log"
UPGRADED="$TOYSVC run --log C:\\upgraded.log"
STANDIN="\"$(winpath "$BUILD/win/fspd.exe")\" standin"
KEY='SYSTEM\CurrentControlSet\Services\WinFsp.Launcher'

# service_is NAME STATE: what the manager says.
service_is () {
	win toysvc state "$1" >.state && grep "^$2 " .state && return
	cat .state >&2
	return 1
}

# launcher_runs COMMAND: the manager would run it for WinFsp.Launcher.
launcher_runs () {
	win toysvc state WinFsp.Launcher >.state &&
	grep -F " $1" .state && return
	cat .state >&2
	return 1
}

all_run () {
	service_is WinFsp.Launcher running &&
	service_is dep1 running &&
	service_is dep2 running
}

# happened LINE...: exactly that, in that order, since the last question.
happened () {
	printf "%s\n" "$@" >expected &&
	cp "$DRIVE_C/svc.log" found &&
	: >"$DRIVE_C/svc.log" &&
	test_cmp expected found
}

test_expect_success 'a launcher, and two services that stand on it' '
	define toy "--ready-file C:\\ready" &&
	win toysvc create WinFsp.Launcher "$ORIGINAL" &&
	win toysvc create dep1 "$TOYSVC run --log C:\\svc.log" \
		WinFsp.Launcher &&
	win toysvc create dep2 "$TOYSVC run --log C:\\svc.log" dep1 &&
	for name in WinFsp.Launcher dep1 dep2
	do
		wine sc start "$name" &&
		wait_for 10 service_is "$name" running || return
	done &&
	happened "WinFsp.Launcher started" "dep1 started" "dep2 started"
'

test_expect_success 'install --take-over: says what it does' '
	win fspd install --take-over >out &&
	grep "service .fspd. created" out &&
	grep "WinFsp.Launcher is taken over: it was .*toysvc" out &&
	grep "stopping dep2, dep1, WinFsp.Launcher" out
'

test_expect_success 'what stands on it was stopped first and runs again' '
	all_run &&
	launcher_runs "$STANDIN" &&
	happened "dep2 stopped" "dep1 stopped" "WinFsp.Launcher stopped" \
		"dep1 started" "dep2 started"
'

test_expect_success 'fspd serves the pipe' '
	replies "\$" "Stoy\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready" &&
	replies "\$toy\0one\0" L
'

test_expect_success 'a second time: nothing to do' '
	win fspd install --take-over >out &&
	grep "taken over already" out &&
	! grep "stopping" out &&
	all_run
'

test_expect_success 'the stand-in stops when asked, fspd serves on' '
	wine sc stop WinFsp.Launcher &&
	wait_for 10 service_is WinFsp.Launcher "stopped 0" &&
	replies "\$toy\0one\0" L &&
	wine sc start WinFsp.Launcher &&
	wait_for 10 service_is WinFsp.Launcher running
'

test_expect_success 'it goes when fspd does' '
	wine sc stop fspd &&
	wait_for 15 service_is fspd stopped &&
	wait_for 15 service_is WinFsp.Launcher "stopped 0"
'

test_expect_success 'sc start WinFsp.Launcher brings fspd back' '
	wine sc start WinFsp.Launcher &&
	wait_for 30 service_is WinFsp.Launcher running &&
	service_is fspd running &&
	replies "\$" L
'

test_expect_success 'an installer that replaces the launcher' '
	wine sc stop WinFsp.Launcher &&
	wait_for 10 service_is WinFsp.Launcher stopped &&
	wine sc delete WinFsp.Launcher &&
	win toysvc create WinFsp.Launcher "$UPGRADED" &&
	wine sc start WinFsp.Launcher &&
	wait_for 20 launcher_runs "$STANDIN" &&
	wait_for 30 service_is WinFsp.Launcher running &&
	win regdump dump "$KEY" >dumped &&
	grep "fspd.ImagePath.*upgraded.log" dumped &&
	replies "\$" L
'

test_expect_success 'a launcher put back while fspd was away, and running' '
	wine sc stop fspd &&
	wait_for 15 service_is WinFsp.Launcher stopped &&
	rm -f "$DRIVE_C/upgraded.log" &&
	win toysvc config WinFsp.Launcher demand "$UPGRADED" &&
	wine sc start WinFsp.Launcher &&
	wait_for 10 grep "WinFsp.Launcher started" "$DRIVE_C/upgraded.log" &&
	wine sc start fspd &&
	wait_for 30 grep "WinFsp.Launcher stopped" "$DRIVE_C/upgraded.log" &&
	wait_for 30 service_is WinFsp.Launcher running &&
	launcher_runs "$STANDIN" &&
	wait_for 10 all_run
'

test_expect_success 'a take-over that was cut off is brought to its end' '
	: >"$DRIVE_C/svc.log" &&
	wine sc stop dep2 && wine sc stop dep1 && wine sc stop WinFsp.Launcher &&
	wait_for 10 service_is WinFsp.Launcher stopped &&
	wait_for 10 service_is dep1 stopped &&
	wait_for 10 service_is dep2 stopped &&
	: >"$DRIVE_C/svc.log" &&
	win regdump put "$KEY" fspd.Stopped multi WinFsp.Launcher dep1 dep2 &&
	win fspd install --take-over &&
	wait_for 20 all_run &&
	happened "dep1 started" "dep2 started" &&
	win regdump dump "$KEY" >dumped &&
	! grep "fspd.Stopped" dumped
'

test_expect_success 'uninstall gives everything back' '
	win fspd uninstall >out &&
	grep "WinFsp.Launcher is given back: .*upgraded" out &&
	launcher_runs "$UPGRADED" &&
	all_run &&
	win regdump dump "$KEY" >dumped &&
	! grep "fspd\." dumped &&
	test_must_fail 3 win fspd uninstall 2>err &&
	grep 1060 err
'

test_expect_success 'one that was disabled stands in, and is disabled again' '
	wine sc stop WinFsp.Launcher &&
	wait_for 10 service_is WinFsp.Launcher stopped &&
	win toysvc config WinFsp.Launcher disabled &&
	win fspd install --take-over >out &&
	grep "disabled, now .*started on demand" out &&
	wine sc start WinFsp.Launcher &&
	wait_for 30 service_is WinFsp.Launcher running &&
	win fspd uninstall &&
	service_is WinFsp.Launcher "stopped 0 disabled"
'

test_expect_success 'given back although the service fspd was deleted' '
	win toysvc config WinFsp.Launcher demand &&
	win fspd install --take-over &&
	launcher_runs "$STANDIN" &&
	wine sc stop fspd &&
	wait_for 15 service_is fspd stopped &&
	wine sc delete fspd &&
	win fspd uninstall >out &&
	grep "given back" out &&
	launcher_runs "$UPGRADED"
'

test_done
