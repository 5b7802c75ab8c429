#!/bin/sh
# shellcheck shell=dash
# The daemon under the service control manager: what install sets and mends,
# controls, and the folder.
#
# Not shown by Wine: restarts after a failure, the service's SID and its
# privileges, and who may replace the program or the folder. Nor can anybody but
# a system that goes down send PRESHUTDOWN: it takes the way that stop takes.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

PARAMCHANGE=6
IMAGE="\"$(winpath "$BUILD/win/fspd.exe")\" service"

# The image of the service process is not ours to wait for: its pipe is.
answers () {
	win pipeclient --pipe fspd 'Fping\0'
}

silent () {
	! answers
}

# service_is STATE...: "running 0 auto COMMAND", as much of it as is said.
service_is () {
	win toysvc state fspd >.state && grep -F "$*" .state && return
	cat .state >&2
	return 1
}

# checkpoint_past N: the manager was told so often that it goes on.
checkpoint_past () {
	test "$(win toysvc checkpoint fspd | tr -d "\r")" -gt "$1"
}

ended_at () {
	stat -c %.9Y "$DRIVE_C/$1"
}

test_expect_success 'install: an entry, and what this system has no use for' '
	define toy "--ready-file C:\\ready --exit-file C:\\ended" &&
	win fspd install >out &&
	grep "service .fspd. created" out &&
	grep "set: description, restart after a failure" out &&
	grep "not supported here: start without delay, restart after an end" \
		out &&
	grep "not supported here: .*service SID, required privileges" out &&
	service_is "stopped 1077 auto $IMAGE"
'

test_expect_success 'install again: mends what differs and says so' '
	win toysvc config fspd demand "C:\\fspd.exe service" &&
	win fspd install >out &&
	! grep created out &&
	grep "set: path of the program, start with the system" out &&
	service_is "stopped 1077 auto $IMAGE"
'

test_expect_success 'install: a file in place of the folder is moved aside' '
	rm -rf "$DRIVE_C/ProgramData/fspd" &&
	echo mine >"$DRIVE_C/ProgramData/fspd" &&
	win fspd install >out 2>err &&
	grep "fspd. is no folder and was moved to .*fspd.foreign-2" err &&
	test -d "$DRIVE_C/ProgramData/fspd" &&
	grep mine "$DRIVE_C"/ProgramData/fspd.foreign-2*Z
'

test_expect_success 'install: a folder of its own stays where it is' '
	echo kept >"$DRIVE_C/ProgramData/fspd/key.txt" &&
	win fspd install &&
	grep kept "$DRIVE_C/ProgramData/fspd/key.txt"
'

test_expect_success 'install --data: the service keeps its own there' '
	win fspd install --data "C:\\other folder\\" >out &&
	grep "set: path of the program" out &&
	service_is "stopped 1077 auto $IMAGE --data \"C:\\other folder\\\\\"" &&
	test -d "$DRIVE_C/other folder" &&
	win fspd install >out &&
	grep "set: path of the program" out &&
	service_is "stopped 1077 auto $IMAGE"
'

test_expect_success 'install: an option that it would ignore is refused' '
	for option in --pipe --root --companion-retry
	do
		test_must_fail 64 win fspd install "$option" 100 2>err &&
		grep -e "$option does not go with install" err || return
	done &&
	test_must_fail 64 win fspd run --take-over 2>err &&
	grep -e "--take-over does not go with run" err
'

test_expect_success 'start, serve' '
	wine sc start fspd &&
	wait_for 15 answers &&
	wait_for 15 service_is "running 0" &&
	replies "\$" "Stoy\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready"
'

test_expect_success 'PARAMCHANGE has the registry read' '
	put toy CommandLine sz "--exit-file C:\\other" &&
	win toysvc control fspd $PARAMCHANGE &&
	wait_for 10 definition_has toy "other" &&
	service_is "running 0"
'

test_expect_success 'stop ends what it started, by asking first' '
	wine sc stop fspd &&
	wait_for 15 silent &&
	wait_for 10 no_toyfs &&
	test "$(cat "$DRIVE_C/ended")" = ctrl-c &&
	wait_for 15 service_is "stopped 0"
'

test_expect_success 'stop: check points, in reverse After' '
	define order "--exit-file C:\\ended-%1 --ready-file C:\\ready-%1 \
--stop-delay 1500" StopTimeout dword 20000 &&
	put_values "$SERVICES\\order\\Instances\\first" Argument1 sz first &&
	put_values "$SERVICES\\order\\Instances\\second" Argument1 sz second \
		After multi "order\\first" &&
	wine sc start fspd &&
	wait_for 30 test -e "$DRIVE_C/ready-second" &&
	wait_for 15 service_is "running 0" &&
	wine sc stop fspd &&
	wait_for 20 checkpoint_past 2 &&
	service_is "stopping" &&
	wait_for 30 service_is "stopped 0" &&
	no_toyfs &&
	printf "%s\n" "$(ended_at ended-second)" "$(ended_at ended-first)" \
		>order &&
	sort -n order >sorted &&
	test_cmp sorted order
'

test_expect_success 'uninstall removes it' '
	win fspd uninstall &&
	test_must_fail 3 win fspd uninstall 2>err &&
	grep "1060" err
'

# Last: while Wine starts its own services, a program started by hand may take
# the control pipe of one of them for its own and wait for ever.
test_expect_success 'not by hand' '
	test_must_fail 3 win fspd service 2>err &&
	grep "fspd run" err &&
	test_must_fail 3 win fspd standin 2>err &&
	grep "install --take-over" err
'

test_done
