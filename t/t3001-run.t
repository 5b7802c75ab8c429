#!/bin/sh
# shellcheck shell=dash
# The daemon in the foreground: start, the first pass, a clean end.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

test_expect_success 'usage is told apart from failure' '
	win fspd --help >out &&
	grep "^usage: fspd" out &&
	win fspd --version >out &&
	grep "^fspd [0-9]" out &&
	test_must_fail 64 win fspd &&
	test_must_fail 64 win fspd fly &&
	test_must_fail 64 win fspd run --pipe &&
	test_must_fail 64 win fspd run --companion-retry 0 &&
	test_must_fail 3 win fspd run --root nowhere 2>err &&
	grep "nowhere" err
'

test_expect_success 'starts without a Services key and makes none' '
	fspd_start &&
	replies "\$" L &&
	replies "\$" --pipe fspd L &&
	test_must_fail 2 win regdump dump "SOFTWARE\\WinFsp" &&
	fspd_stop
'

test_expect_success 'what was there before is live when it answers' '
	define before "--ready-file C:\\ready --exit-file C:\\ended" &&
	fspd_start &&
	replies "\$" "Sbefore\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready" &&
	replies "\$before\0one\0" L &&
	ask "Ibefore\0one\0" >info &&
	grep -F "\$before\\0one\\0\"" info
'

test_expect_success 'ends what it started and then itself' '
	fspd_stop &&
	no_toyfs &&
	test "$(cat "$DRIVE_C/ended")" = ctrl-c &&
	test_must_fail 3 win pipeclient --pipe fspd L &&
	test_must_fail 3 win pipeclient L &&
	logged "has ended"
'

test_expect_success 'starts again in the same Windows' '
	rm "$DRIVE_C/ready" &&
	fspd_start &&
	replies "\$" L &&
	replies "\$" "Sbefore\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready"
'

test_expect_success 'a second one on the same pipe names the first' '
	test_must_fail 3 win fspd run 2>err &&
	grep "pipe .*fspd. is served by .*fspd.exe. (process [0-9]*)" err &&
	replies "\$before\0one\0" L
'

test_expect_success 'a world of its own by --pipe and --root' '
	first=$fspd_pid &&
	put_values "SOFTWARE\\fspd-test\\Own\\other" \
		CommandLine sz "" Executable sz "$TOYFS" &&
	fspd_start --pipe other --root "HKLM\\SOFTWARE\\fspd-test\\Own" &&
	replies "!2\0" --pipe other "Sbefore\0one\0" &&
	replies "\$" --pipe other "Sother\0one\0" &&
	replies "\$other\0one\0" --pipe other-fspd L &&
	put_values "SOFTWARE\\fspd-test\\Own\\other\\Instances\\kept" \
		Start sz auto &&
	wait_for 10 replies "\$other\0kept\0other\0one\0" --pipe other L &&
	test_must_fail 3 win fspd run --pipe other \
		--root "HKLM\\SOFTWARE\\fspd-test\\Own" 2>err &&
	grep "is served by" err &&
	! grep "starting" err &&
	replies "\$before\0one\0" L &&
	fspd_stop &&
	fspd_pid=$first &&
	fspd_stop &&
	no_toyfs
'

# codes FILE: those of its findings, sorted.
codes () {
	grep -o "FSP[0-9][0-9][0-9][0-9]" "$1" | sort
}

test_expect_success 'check tells what an import would, and what fspd refuses' '
	win fspd check >out 2>err &&
	grep "^1 class, 0 instances: 0 errors, .* fspd refuses 0, 0 inter" out &&
	put bad Executable sz relative.exe CommandLine sz "-x %1%" &&
	put_values "$SERVICES\\bad\\Instances\\one" Start sz auto &&
	test_must_fail 1 win fspd check >out 2>err &&
	grep "^2 classes, 1 instance: .* fspd refuses 1, 0 interrupted" out &&
	grep -A 2 "Services.bad: error:.*FSP0410" err >found &&
	printf "%s\n" "      | CommandLine = -x %1%" \
		"      |                    ^" >expected &&
	tail -n 2 found >shown &&
	test_cmp expected shown &&
	win fsp-import export >all.ini &&
	test_must_fail 1 win fsp-import check all.ini 2>import &&
	codes err >found && codes import >expected &&
	test -s expected &&
	test_cmp expected found
'

test_expect_success 'check does not judge what is half-written' '
	put open Executable sz relative.exe Digest binary "" &&
	test_must_fail 1 win fspd check >out 2>err &&
	grep "^open: apply interrupted" out &&
	! grep "open" err
'

test_done
