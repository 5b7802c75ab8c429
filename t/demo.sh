#!/bin/sh
# shellcheck shell=dash
# demo.sh - the main job, end to end, with the real programs under Wine, told
# step by step with their own output. Ends by itself, leaves no process, and
# fails when any step does.

TEST_LIMIT=${TEST_LIMIT:-120}
. "$(dirname "$0")/test-lib.sh"

HOME_DIR=$DRIVE_C/fspd
SERVICES='HKLM\SOFTWARE\WOW6432Node\WinFsp\Services'

step () {
	step_count=$((${step_count:-0} + 1))
	printf '\n[%d] %s\n' "$step_count" "$*"
}

fail () {
	printf '\ndemo: step %s failed: %s\n' "$step_count" "$*" >&2
	test ! -f "$TRASH/fspd.log" || tail -n 40 "$TRASH/fspd.log" >&2
	exit 1
}

# Show a command as an administrator would type it, and run it.
show () {
	printf '> %s\n' "$*"
	win "$@" || fail "$* (exit $?)"
}

# The same for a command that must end with exit status $1.
show_exit () {
	local want=$1 rc=0

	shift
	printf '> %s\n' "$*"
	win "$@" 2>&1 || rc=$?
	test $rc = "$want" || fail "$* (exit $rc, not $want)"
	printf '  (exit %d)\n' "$rc"
}

# One member of `fspctl --json status CLASS INSTANCE`.
status_of () {
	win fspctl --json status "$1" "$2" | tr ',{}' '\n\n\n' |
		sed -n "s/^\"$3\"://p" | tr -d '"' | head -n 1
}

is_live () {
	win fspctl --json definition "$1" 2>/dev/null | grep -q "$2"
}

# The programs of this world that run, one a line.
running () {
	local environ

	for environ in /proc/[0-9]*/environ
	do
		grep -qzxs "WINEPREFIX=$WINEPREFIX" "$environ" || continue
		tr '\0' ' ' <"${environ%/environ}/cmdline" | cut -d ' ' -f 1 |
			sed 's/.*[\\/]//' | grep -xE '(toyfs|fspd)\.exe'
	done
}

wine_world

# What an installer would have put there.
mkdir -p "$HOME_DIR/bin" "$HOME_DIR/conf" "$HOME_DIR/data/docs" \
	"$HOME_DIR/data/more"
cp "$BUILD/win/t/toyfs.exe" "$HOME_DIR/bin/"
cp "$PROJECT"/conf/examples/*.ini "$HOME_DIR/conf/"
echo 'hello from a mounted file system' >"$HOME_DIR/data/docs/hello.txt"
echo 'hello from the new definition' >"$HOME_DIR/data/more/hello.txt"
printf '%s' "the right one" >"$HOME_DIR/data/expected"

step 'fspd starts; the registry has no definition yet'
fspd_start >/dev/null || fail 'fspd run'
show fspctl version
show fspctl definitions

step 'the INI files are checked and imported'
show fsp-import check 'C:\fspd\conf'
show fsp-import 'C:\fspd\conf'
show fspctl definitions

step 'an instance starts, and a file is read through what it mounted'
show fspctl start toyfs docs '\toyfs\docs' 'C:\fspd\mnt'
wait_for 10 test -f "$HOME_DIR/mnt/hello.txt" || fail 'nothing was mounted'
printf '> %s\n' 'type C:\fspd\mnt\hello.txt'
wine cmd /c 'type C:\fspd\mnt\hello.txt' || fail 'the file cannot be read'
show fspctl status
running | grep -q toyfs.exe || fail 'the file system is no process'

step 'an INI file is edited and imported again: live without a restart'
# shellcheck disable=SC2154 # set by fspd_start
daemon=$fspd_pid
sed -i 's/data.docs/data\\more/' "$HOME_DIR/conf/toyfs.ini"
show_exit 2 fsp-import plan 'C:\fspd\conf\toyfs.ini'
show fsp-import 'C:\fspd\conf\toyfs.ini'
show fspctl start toyfs more '\toyfs\more' 'C:\fspd\mnt2'
wait_for 10 test -f "$HOME_DIR/mnt2/hello.txt" || fail 'nothing was mounted'
printf '> %s\n' 'type C:\fspd\mnt2\hello.txt'
wine cmd /c 'type C:\fspd\mnt2\hello.txt' || fail 'the file cannot be read'
show fspctl status
kill -0 "$daemon" || fail 'fspd is not the same process'

step 'a typo is refused, with the place and the cause; nothing is written'
printf '[toyfs]\nExecutabel = C:\\fspd\\bin\\toyfs.exe\n' \
	>"$HOME_DIR/conf/typo.ini"
show_exit 1 fsp-import 'C:\fspd\conf\typo.ini'
rm "$HOME_DIR/conf/typo.ini"

step 'a class with Credentials: the wrong password, then the right one'
printf '%s' "a wrong one" >"$TRASH/wrong"
printf '%s' "the right one" >"$TRASH/right"
show_exit 1 fspctl start --secret toyfs-login box '\toyfs-login\box' \
	<"$TRASH/wrong"
show fspctl start --secret toyfs-login box '\toyfs-login\box' <"$TRASH/right"
show fspctl status toyfs-login

step "a .reg file applied by the system's own tool is hot-reloaded too"
{
	printf 'Windows Registry Editor Version 5.00\r\n\r\n'
	printf '[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services'
	printf '\\deployed]\r\n'
	printf '"Executable"="C:\\\\fspd\\\\bin\\\\toyfs.exe"\r\n'
	printf '"CommandLine"="-u %%1 -m %%2"\r\n'
	printf '"RunAs"="LocalSystem"\r\n'
} | { printf '\377\376'; iconv -f UTF-8 -t UTF-16LE; } >"$HOME_DIR/deploy.reg"
printf '> %s\n' 'reg import C:\fspd\deploy.reg'
wine reg import 'C:\fspd\deploy.reg' || fail 'reg import'
wait_for 15 is_live deployed toyfs.exe || fail 'the class is not live'
show fspctl definitions deployed

step 'a Group Policy refresh deletes and sets every value: nothing stops'
before=$(status_of toyfs docs pid)
show regdump rewrite "$SERVICES\\toyfs"
show fspctl reload
after=$(status_of toyfs docs pid)
test -n "$before" && test "$before" = "$after" ||
	fail "the instance was restarted (process $before, now $after)"
show fspctl status toyfs

step 'everything ends'
show fspctl stop --wait toyfs docs
test -f "$HOME_DIR/data/docs/hello.txt" || fail 'docs was not unmounted'
fspd_stop || fail 'fspd did not end'
test -f "$HOME_DIR/data/more/hello.txt" || fail 'more was not unmounted'
test -z "$(running)" || fail "left running: $(running)"
printf '\ndemo: all %d steps done\n' "$step_count"
