# shellcheck shell=dash
# test-fspd.sh - what the tests of the daemon share, beside test-lib.sh.
#
# Classes are written by regdump: as a foreign writer would, without Digest, so
# they settle before they are live. Who needs fsp-import's marks says so.

SERVICES='SOFTWARE\WinFsp\Services'
TOYFS=$(winpath "$BUILD/win/t/toyfs.exe")

# put_values KEY [NAME TYPE DATA]...: in that order, by one program: half of
# them would go live when the other half is 250 ms away.
put_values () {
	test $# = 1 || win regdump fill "$@"
}

# put CLASS [NAME TYPE DATA]...
put () {
	local key="$SERVICES\\$1"

	shift
	put_values "$key" "$@"
}

# define CLASS TEMPLATE [NAME TYPE DATA]...: a class that runs the stand-in.
define () {
	local class=$1 template=$2

	shift 2
	put "$class" CommandLine sz "$template" "$@" Executable sz "$TOYFS"
}

# ask REQUEST: the reply as text, NUL as \0; fails when it is a refusal.
ask () {
	win pipeclient "$@"
}

# replies REPLY REQUEST...: exactly that, refusals included.
replies () {
	local want=$1 got rc=0

	shift
	got=$(win pipeclient "$@") || rc=$?
	test "$got" = "$want" && return
	printf "reply '%s' (exit %s), not '%s': %s\n" "$got" "$rc" "$want" \
		"$*" >&2
	return 1
}

# definition_has CLASS TEXT: the daemon's view of the class holds TEXT.
definition_has () {
	win pipeclient --plain "Fdefinition\\0$1\\0" >.definition &&
	grep -F -e "$2" .definition && return
	cat .definition >&2
	return 1
}

generation () {
	win pipeclient --plain "Fdefinition\\0$1\\0" |
	sed -n 's/.*"generation":\([0-9]*\).*/\1/p'
}

# definition_gone CLASS: the daemon knows no such class.
definition_gone () {
	! win pipeclient --plain "Fdefinition\\0$1\\0" >/dev/null
}

# state_is CLASS INSTANCE STATE: the daemon's word for it.
state_is () {
	win pipeclient --plain "Fstatus\\0$1\\0$2\\0" >.status &&
	grep -F -e "\"state\":\"$3\"" .status && return
	cat .status >&2
	return 1
}

# pid_of CLASS INSTANCE: of its process; nothing when there is none.
pid_of () {
	win pipeclient --plain "Fstatus\\0$1\\0$2\\0" |
	sed -n 's/.*"pid":\([0-9]*\).*/\1/p'
}

# is_stale CLASS INSTANCE: it runs as it was launched before a change.
is_stale () {
	win pipeclient --plain "Fstatus\\0$1\\0$2\\0" |
	grep -F '"stale":true'
}

# Have the registry read now; what must settle settles later.
reload () {
	ask 'Freload\0'
}

# toyfs_count: stand-ins that run in this Windows. Wine 8's tasklist is mute.
toyfs_count () {
	local pid

	for pid in $(pgrep -f '(^|[/\\])toyfs([.]exe| --)')
	do
		grep -zFx "WINEPREFIX=$WINEPREFIX" "/proc/$pid/environ"
	done 2>/dev/null | tr '\0' '\n' | wc -l
}

no_toyfs () {
	test "$(toyfs_count)" = 0
}

# logged TEXT: a line of the daemon's log.
logged () {
	grep -F -e "$1" "$TRASH/fspd.log"
}
