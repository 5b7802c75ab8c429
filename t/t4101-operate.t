#!/bin/sh
# shellcheck shell=dash
# fspctl for whoever looks after a machine: restart, reset, wait, watch,
# metrics, and explain with the six causes of "error 2".

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

ctl () {
	win fspctl "$@"
}

test_expect_success 'error 2: no key of classes' '
	fspd_start &&
	test_must_fail 1 ctl start toy one >out 2>err &&
	grep "no key .*Services., so no class at all" err
'

test_expect_success 'error 2: no key, or in the 64-bit view' '
	define toy "--ready-file C:\\ready" &&
	wait_for 10 definition_has toy "\"state\":\"live\"" &&
	test_must_fail 1 ctl start none one >out 2>err &&
	grep "no class .none.: there is no key" err &&
	! grep "64-bit" err &&
	wine reg add "HKLM\\SOFTWARE\\WinFsp\\Services\\none" /v Executable \
		/d "C:\\x.exe" /f /reg:64 &&
	test_must_fail 1 ctl explain none >out &&
	grep "^cause: no class .none.: .* written to the 64-bit view" out
'

test_expect_success 'error 2: no Executable, wrong type' '
	put half CommandLine sz "-x" &&
	reload &&
	test_must_fail 1 ctl explain half >out &&
	grep "^cause: the key .*half. has no Executable" out &&
	put typo CommandLine dword 1 Executable sz "$TOYFS" &&
	wait_for 10 definition_has typo "\"state\":\"bad\"" &&
	test_must_fail 1 ctl start typo one >out 2>err &&
	grep "CommandLine.*FSP0306" err
'

test_expect_success 'error 2: the program is not there' '
	put gone CommandLine sz "-x" Executable sz "C:\\no\\such.exe" &&
	wait_for 10 definition_has gone "\"in_force\":true" &&
	test_must_fail 1 ctl start gone one >out 2>err &&
	grep "C:.no.such.exe. does not exist (Executable)" err &&
	echo "no program" >"$DRIVE_C/text.exe" &&
	put text CommandLine sz "-x" Executable sz "C:\\text.exe" &&
	wait_for 10 definition_has text "\"in_force\":true" &&
	test_must_fail 1 ctl explain text one >out &&
	grep "^cause: .C:.text.exe. (Executable): this file is no program" out
'

test_expect_success 'error 2: the instance does not run' '
	test_must_fail 1 ctl stop toy one >out 2>err &&
	grep "no instance .one. of class .toy. runs" err
'

test_expect_success 'explain finds nothing, says how, and starts nothing' '
	ctl explain toy one >out &&
	grep "^ok *state *no instance .one. of class .toy. runs" out &&
	grep "^ok *start *it would start as LocalSystem: .*toyfs.exe" out &&
	grep "^cause: none found" out &&
	no_toyfs
'

# Wine's heap tells what is freed twice; what is printed last is what such a
# mistake destroys.
heap_in_order () {
	WINEDEBUG=warn+heap win "$@" >out 2>heap &&
	! grep "warn:heap" heap
}

test_expect_success 'memory is in order where arguments were sorted' '
	heap_in_order fspctl explain toy one &&
	grep "^ok *services *the key of all classes is there" out &&
	heap_in_order fspctl --json explain toy one &&
	grep "\"text\":\"the key of all classes is there\"" out &&
	heap_in_order fsp-import export toy --quiet &&
	grep "^\[toy\]" out
'

test_expect_success 'restart makes another process' '
	ctl start toy one &&
	wait_for 10 state_is toy one ready &&
	before=$(sed -n "s/.*\"pid\":\([0-9]*\).*/\1/p" .status) &&
	ctl restart --wait toy one &&
	state_is toy one ready &&
	after=$(sed -n "s/.*\"pid\":\([0-9]*\).*/\1/p" .status) &&
	test -n "$before" && test -n "$after" && test "$before" != "$after"
'

test_expect_success 'wait ends with the state, or fails in time' '
	ctl wait toy one ready &&
	test_must_fail 1 ctl --timeout 1 wait toy one failed >out 2>err &&
	grep "(1460): ready: " err
'

test_expect_success 'watch appends what changes' '
	ctl watch --count 1 >out &&
	grep "^toy	one	ready	" out
'

test_expect_success 'metrics counts' '
	ctl metrics >out &&
	grep "^fspd_instances{state=\"ready\"} 1" out &&
	grep "^fspd_reloads_total{result=\"bad\"} 1" out &&
	grep "^fspd_pipe_calls_total [1-9]" out
'

test_expect_success 'reset of one that runs changes nothing' '
	ctl reset toy one &&
	state_is toy one ready &&
	test_must_fail 1 ctl reset toy two >out 2>err &&
	ctl stop --wait toy one
'

test_expect_success 'restart --wait ends when it comes to nothing' '
	define sick "--fail 3 -m %2" Ready sz mount Mount sz "%2" &&
	put "sick\\Instances\\one" Argument2 sz "Q:" &&
	wait_for 10 state_is sick one backoff &&
	test_must_fail 1 ctl restart --wait sick one >out 2>err &&
	grep "(1067): backoff: exit code 3 .*; what it printed: fspctl logs" \
		err
'

test_expect_success 'wait for what is not declared yet' '
	{ ctl wait late one ready && : >waited & } &&
	ctl wait sick one backoff &&
	test ! -e waited &&
	define late "--ready-file C:\\late" &&
	put "late\\Instances\\one" Argument2 sz "*" &&
	wait_for 20 test -e waited
'

# What it tells is seen while it runs.
live () {
	wine "$(win_program fspctl)" "$@"
}

# The world of this script ends the watch.
test_expect_success 'watch and wait go on where the daemon restarts' '
	{ live watch late >seen 2>told & } &&
	wait_for 20 grep "^late	one	ready" seen &&
	fspd_stop &&
	wait_for 20 grep "nobody serves the pipe\|no answer" told &&
	{ live wait late one ready 2>told-too && : >waited-too & } &&
	wait_for 20 grep "nobody serves the pipe" told-too &&
	test ! -e waited-too &&
	fspd_start &&
	wait_for 20 test -e waited-too &&
	count () {
		test "$(grep -c "^late	one	ready" seen)" = 2
	} &&
	wait_for 20 count
'

test_expect_success 'the daemon ends well after all that' '
	fspd_stop &&
	no_toyfs
'

test_done
