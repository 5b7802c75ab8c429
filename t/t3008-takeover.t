#!/bin/sh
# shellcheck shell=dash
# WinFsp.Launcher taken over: fspd install --take-over, the stand-in, and an
# installer that puts the launcher back. What gives it back is t3009.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"
. "$PROJECT/t/test-services.sh"

wine_world

test_expect_success 'a launcher, and two services that stand on it' '
	define toy "--ready-file C:\\ready" &&
	make_services "$ORIGINAL" &&
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

test_done
