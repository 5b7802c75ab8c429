#!/bin/sh
# shellcheck shell=dash
# One run at a time writes to a registry: another waits a little and then says
# who it is that writes, exit 3, with nothing written. A run that is killed
# leaves no lock behind.

. "$(dirname "$0")/test-lib.sh"
wine_world

services='HKLM\SOFTWARE\WinFsp\Services'

dump () {
	win regdump dump "$services"
}

# classes COUNT: so many that an apply of them is met at work.
classes () {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf \
		"[many%04d]\nExecutable = C:\\windows\\system32\\cmd.exe\n" \
		"RunAs = LocalService\nLogFiles = 3\n", i }'
}

cat >one.ini <<-\END
[one]
Executable = C:\windows\system32\cmd.exe
RunAs = LocalService
END
classes 1500 >many.ini
LOCK=$DRIVE_C/ProgramData/fspd/apply.lock

# hold: an apply of many.ini that has the lock and is stopped there.
hold () {
	wine "$BUILD/win/fsp-import.exe" apply -q many.ini >hold.log 2>&1 &
	holder=$!
	wait_for 60 test -s "$LOCK" && kill -STOP $holder && test -s "$LOCK"
}

test_expect_success 'while one writes, others refuse and say who it is' '
	win fsp-import apply -q one.ini && hold && dump >before &&
	for verb in "apply one.ini" "remove one" rollback
	do
		test_must_fail 3 win fsp-import $verb 2>err &&
		grep "another run writes.*fsp-import apply, process [0-9]" \
			err || return 1
	done &&
	win fsp-import plan one.ini >plan &&
	dump >now && test_cmp before now &&
	kill -CONT $holder && wait $holder &&
	dump >now && grep many1499 now && ! test -e "$LOCK"
'

test_expect_success 'one that is killed leaves no lock' '
	win fsp-import remove --owner local -q && hold &&
	kill -KILL $holder && { wait $holder || :; } &&
	win fsp-import apply -q one.ini &&
	dump >now && grep one now && ! test -e "$LOCK"
'

test_expect_success 'a file has a lock of its own, on any system' '
	mkfifo go &&
	{
		flock x.reg.lock sh -c \
			"printf \"fsp-import me\" >x.reg.lock; : >held; read x <go" &
	} &&
	wait_for 30 test -e held &&
	test_must_fail 3 "$BUILD/native/fsp-import" apply --registry x.reg \
		one.ini 2>err &&
	grep "another run writes.*(fsp-import me).*x.reg.lock" err &&
	! test -e x.reg && echo >go && wait $! &&
	"$BUILD/native/fsp-import" apply --registry x.reg one.ini &&
	test -e x.reg && ! test -e x.reg.lock
'

test_expect_success 'what is no lock is neither followed nor overwritten' '
	echo precious >victim && ln -s victim y.reg.lock &&
	test_must_fail 3 "$BUILD/native/fsp-import" apply --registry y.reg \
		one.ini 2>err &&
	grep "y.reg.lock.: it is a link" err &&
	mv -f victim y.reg.lock &&
	test_must_fail 3 "$BUILD/native/fsp-import" apply --registry y.reg \
		one.ini 2>err &&
	grep "no lock of fsp-import" err &&
	grep precious y.reg.lock && ! test -e y.reg
'

test_done
