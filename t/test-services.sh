# shellcheck shell=dash
# test-services.sh - a WinFsp.Launcher that is none and services that need it,
# for the tests of a take-over, beside test-fspd.sh. Not shown by Wine: that
# the manager starts what a service needs, refuses to stop what others need,
# and restarts fspd when it fails.

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

# The launcher, and two that stand on it, all running.
make_services () {
	win toysvc create WinFsp.Launcher "$1" &&
	win toysvc create dep1 "$TOYSVC run --log C:\\svc.log" \
		WinFsp.Launcher &&
	win toysvc create dep2 "$TOYSVC run --log C:\\svc.log" dep1 &&
	for name in WinFsp.Launcher dep1 dep2
	do
		wine sc start "$name" &&
		wait_for 10 service_is "$name" running || return
	done
}
