#!/bin/sh
# shellcheck shell=dash
# A password goes from the pipe into the child and nowhere else. It is never in
# anyone's arguments here either: requests and scans read it from files.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
MARKER='pr1vat-Käse-7Zq'
printf %s "$MARKER" >marker
printf %s "not-the-$MARKER" >wrong
FILE=$(winpath marker)

# start_with FILE CLASS INSTANCE: X with the password of FILE.
start_with () {
	printf 'X%s\\0%s\\0arg\\0%s\\0' "$2" "$3" "$(cat "$1")" |
	win pipeclient -
}

expect_reply () {
	test "$(cat reply)" = "$1" && return
	cat reply >&2
	return 1
}

# The daemon's memory, guarded pages included, does not hold the password.
nothing_found () {
	win memscan fspd.exe <marker >found && return
	cat found >&2
	return 1
}

test_expect_success 'the right password, byte for byte' '
	define vault "--password-file $FILE --stdin-file C:\\got \
--argv-file C:\\argv --env-file C:\\env --ready-file C:\\ready" \
		Credentials dword 1 &&
	define kept "--password-file $FILE --ready-file C:\\ready2 \
--crash-after C:\\crash" Credentials dword 1 Recovery dword 1 \
		RestartDelay dword 1000 &&
	fspd_start &&
	start_with marker vault one >reply &&
	expect_reply "\$" &&
	cmp marker "$DRIVE_C/got" &&
	wait_for 10 test -e "$DRIVE_C/ready"
'

test_expect_success 'the wrong one is 5 and leaves no process' '
	test_must_fail 1 start_with wrong vault two >reply &&
	expect_reply "!5\0" &&
	replies "!2\0" "Ivault\0two\0" &&
	test "$(toyfs_count)" = 1
'

# start_without: the same sent with S, as a person does by mistake.
start_without () {
	printf 'Svault\\0four\\0arg\\0%s\\0' "$(cat marker)" |
	win pipeclient -
}

test_expect_success 'a password sent with S is refused and forgotten' '
	test_must_fail 1 start_without >reply &&
	expect_reply "!87\0" &&
	nothing_found
'

test_expect_success 'an answer other than OK is 5 and ends the process' '
	define odd "--answer YES" Credentials dword 1 &&
	test_must_fail 1 start_with marker odd one >reply &&
	expect_reply "!5\0" &&
	wait_for 5 replies "!2\0" "Iodd\0one\0"
'

test_expect_success 'no answer is 1460 and the process has ended by then' '
	define mute "--hang" Credentials dword 1 StartTimeout dword 500 &&
	test_must_fail 1 start_with marker mute one >reply &&
	expect_reply "!1460\0" &&
	test "$(toyfs_count)" = 1
'

test_expect_success 'an empty or overlong password is refused' '
	: >empty &&
	test_must_fail 1 start_with empty vault three >reply &&
	expect_reply "!87\0" &&
	printf "%0257d" 0 >long &&
	test_must_fail 1 start_with long vault three >reply &&
	expect_reply "!122\0"
'

test_expect_success 'a restart has the password again' '
	start_with marker kept one &&
	wait_for 10 test -e "$DRIVE_C/ready2" &&
	rm "$DRIVE_C/ready2" &&
	: >"$DRIVE_C/crash" &&
	wait_for 10 state_is kept one backoff &&
	rm "$DRIVE_C/crash" &&
	wait_for 15 test -e "$DRIVE_C/ready2"
'

test_expect_success 'not in the log, the registry, the arguments, the replies' '
	ask "Ikept\0one\0" >replies &&
	ask "Ivault\0one\0" >>replies &&
	ask "Fstatus\0" >>replies &&
	ask "Fdefinitions\0" >>replies &&
	win regdump dump "SOFTWARE\\WinFsp" >registry &&
	test -s registry &&
	test_must_fail 1 grep -F "$MARKER" fspd.log replies registry \
		"$DRIVE_C/argv" "$DRIVE_C/env"
'

test_expect_success 'a scan finds it in the child, who keeps it' '
	test_must_fail 1 win memscan "$(sed -n "s/^pid //p" "$DRIVE_C/ready")" <marker
'

test_expect_success 'a scan of the daemon finds it nowhere' '
	nothing_found
'

test_expect_success 'nor after the end of all instances' '
	replies "\$" "Tvault\0one\0" &&
	replies "\$" "Tkept\0one\0" &&
	wait_for 10 no_toyfs &&
	nothing_found &&
	fspd_stop
'

test_done
