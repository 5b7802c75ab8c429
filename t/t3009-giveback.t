#!/bin/sh
# shellcheck shell=dash
# WinFsp.Launcher given back: after a take-over that was cut off, by fspd
# uninstall, and where fspd cannot serve. The take-over itself is t3008.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"
. "$PROJECT/t/test-services.sh"

wine_world

test_expect_success 'taken over' '
	make_services "$UPGRADED" &&
	win fspd install --take-over &&
	all_run &&
	launcher_runs "$STANDIN"
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
	wait_for 10 service_is WinFsp.Launcher "stopped 0 disabled"
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

test_expect_success 'what it was is not known: told, and no success' '
	win toysvc config WinFsp.Launcher demand "$STANDIN" &&
	win fspd install &&
	test_must_fail 3 win fspd uninstall >out 2>err &&
	grep "what it ran before is not recorded" err &&
	grep "service .fspd. removed" out &&
	win toysvc config WinFsp.Launcher demand "$UPGRADED"
'

# The manager's launcher holds no pipe here; another program does.
test_expect_success 'where another program serves, the launcher is given back' '
	win toysvc config WinFsp.Launcher demand &&
	{ wine "$(win_program pipeserver)" --ready-file held "$PIPE" & } &&
	server=$! &&
	wait_for 10 test -e held &&
	test_must_fail 3 win fspd install --take-over >out 2>err &&
	grep "pipe is served by .*pipeserver.exe.*, not by fspd" err &&
	grep "given back" out &&
	launcher_runs "$UPGRADED" &&
	service_is fspd running &&
	kill -KILL $server &&
	win fspd uninstall &&
	win regdump dump "$KEY" >dumped &&
	! grep "fspd\." dumped
'

test_done
