# shellcheck shell=dash
# test-lib.sh - what every t/tNNNN-*.t script begins with
#
#	. "$(dirname "$0")/test-lib.sh"
#	wine_world			# only scripts that run PE programs
#	test_expect_success 'name' '
#		command &&
#		test_must_fail 1 win fsp-import check bad.ini
#	'
#	test_done
#
# Prints TAP. A script runs in a directory of its own, $TRASH, kept when it
# fails, and in a Windows of its own: a private WINEPREFIX with its registry,
# pipes and drives. Nothing it started outlives it: the outer of the two
# shells below ends the private Windows whatever happens to the inner one.
#
# From outside: FSPD_BUILD (absolute; build), FSPD_VECTORS (../shared/vectors),
# TEST_LIMIT (seconds a script may take, 300).

LC_ALL=C.UTF-8 TZ=UTC
export LC_ALL TZ
PROJECT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${FSPD_BUILD:-$PROJECT/build}
FSPD_VECTORS=${FSPD_VECTORS:-../shared/vectors}
case $FSPD_VECTORS in /*) ;; *) FSPD_VECTORS=$PROJECT/$FSPD_VECTORS ;; esac
test_name=$(basename "$0" .t)
TRASH=$BUILD/t/$test_name
WINEPREFIX=$TRASH/wine
DRIVE_C=$WINEPREFIX/drive_c
# no Mono or Gecko to be offered, nothing said by Wine itself
WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
export FSPD_BUILD="$BUILD" FSPD_VECTORS WINEPREFIX WINEDEBUG WINEDLLOVERRIDES
unset DISPLAY

# Debian's wine leaves the directory of the server's socket behind.
wine_end () {
	wineserver -k && wineserver -w
	case $(cat "$WINEPREFIX/wineserver") in
	wine-??????) rm -rf "/tmp/$(cat "$WINEPREFIX/wineserver")" ;;
	esac
}

if test -z "$TEST_INNER"
then
	rm -rf "$TRASH"
	mkdir -p "$TRASH"
	TEST_INNER=1 timeout -k 10 "${TEST_LIMIT:-300}" sh "$0" "$@" &
	test_inner=$!
	trap 'kill $test_inner' INT TERM
	wait $test_inner
	test_rc=$?
	test -d "$WINEPREFIX" && wine_end
	test $test_rc = 124 && echo "# $test_name: time limit" >&2
	test $test_rc = 0 && rm -rf "$TRASH"
	exit $test_rc
fi

unset TEST_INNER
cd "$TRASH" || exit
test_verbose="" test_stop="" test_run="" test_count=0 test_failed=0
while test $# != 0
do
	case $1 in
	-v) test_verbose=1 ;;
	-i) test_stop=1 ;;
	--run) test_run=$2; shift ;;
	*) echo "usage: $0 [-v] [-i] [--run N,N...]" >&2; exit 64 ;;
	esac
	shift
done

# Prerequisites: lacks_NAME holds the reason why NAME is missing here.
lacks_VECTORS=
test -d "$FSPD_VECTORS" || lacks_VECTORS='no conformance vectors'
lacks_WINDOWS='Wine 8 cannot do this'

test_skip_all () {
	echo "1..0 # SKIP $*"
	exit 0
}

test_done () {
	echo "1..$test_count"
	test "$test_failed" = 0
	exit
}

# Prints why this case is not run; fails when it is to be run.
test_skipped () {
	local name

	case ,$test_run, in
	,, | *,"$test_count",*) ;;
	*) echo "ok $test_count # skip not selected"; return ;;
	esac
	for name in $(echo "$2" | tr , ' ')
	do
		eval "name=\$lacks_$name"
		test -n "$name" || continue
		echo "ok $test_count - $1 # skip $name"
		return
	done
	return 1
}

# A function of its own, so that a return in a body leaves no more than that.
test_body () {
	eval "$1"
}

# test_expect_success [PREREQUISITE,...] NAME BODY
# BODY is a chain of commands joined by &&; a broken chain is a failure, since
# it would hide one. A process for the background goes into { ... & }.
test_expect_success () {
	local log needs='' rc

	test $# = 3 && { needs=$1; shift; }
	test_count=$((test_count + 1))
	test_skipped "$1" "$needs" && return
	log=$TRASH/.log.$test_count
	test_body "(exit 117) && $2" </dev/null >"$log" 2>&1
	if test $? = 117
	then
		test_body "$2" </dev/null >"$log" 2>&1
		rc=$?
	else
		echo 'broken && chain' >>"$log"
		rc=1
	fi
	test -z "$test_verbose" || sed 's/^/# /' "$log"
	if test $rc = 0
	then
		echo "ok $test_count - $1"
		return
	fi
	echo "not ok $test_count - $1"
	test_failed=$((test_failed + 1))
	{ echo "# failed ($rc): $1"; sed 's/^/#	/' "$log"; } >&2
	test -z "$test_stop" || exit 1
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds.
wait_for () {
	local end=$(($(date +%s) + $1 + 1))

	shift
	until "$@" >/dev/null 2>&1
	do
		test "$(date +%s)" -lt $end || {
			echo "timed out waiting for: $*" >&2
			return 1
		}
		sleep 0.02
	done
}

# test_must_fail STATUS COMMAND...: exactly this exit status; a crash is none.
test_must_fail () {
	local want=$1 rc=0

	shift
	"$@" || rc=$?
	test $rc = "$want" && return
	echo "exit status $rc, not $want: $*" >&2
	return 1
}

test_cmp () {
	diff -u "$1" "$2"
}

# A crash of a PE program, which Wine reports with the low byte of its code.
test_crash=200

# win PROGRAM ARGS: a program of the build or, failing that, of t/helper.
win () {
	local rc=0 err program

	err=$(mktemp "$TRASH/.err.XXXXXX") || return
	program=$(win_program "$1") && shift &&
	wine "$program" "$@" 2>"$err" || rc=$?
	cat "$err" >&2
	if test $rc -ge 128 || grep -q '^wine: Unhandled' "$err"
	then
		rc=$test_crash
	fi
	rm -f "$err"
	return $rc
}

win_program () {
	local file

	for file in "$BUILD/win/$1.exe" "$BUILD/win/t/$1.exe"
	do
		test -e "$file" && echo "$file" && return
	done
	echo "no program '$1' in the build" >&2
	return 127
}

winpath () {
	printf 'Z:%s\n' "$(realpath -m "$1")" | tr / '\\'
}

# The first prefix of a build is the template of all others: it takes 12 s, a
# copy 20 ms. Programs never write to the files of drive_c, so links will do.
wine_template () {
	local dir=$BUILD/wine-prefix key

	test ! -e "$dir.done" || return 0
	rm -rf "$dir"
	(
		WINEPREFIX=$dir
		key='HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug'
		wineboot -i &&
		wine reg add "$key" /v Debugger /d none /f &&
		wineserver -w
	) >"$dir.log" 2>&1 </dev/null && touch "$dir.done"
}

# A Windows for this script, or the script is skipped. The server is there
# before the first program, because two that start one at once fall over each
# other. cmd reads a fifo that nobody writes to and so keeps Wine's services
# from going between programs.
wine_world () {
	command -v wine >/dev/null || test_skip_all 'no wine'
	(flock 9 && wine_template) 9>"$BUILD/wine-prefix.lock" || exit
	mkdir -p "$WINEPREFIX" &&
	cp -a "$BUILD"/wine-prefix/*.reg "$BUILD/wine-prefix/dosdevices" \
		"$BUILD/wine-prefix/.update-timestamp" "$WINEPREFIX" &&
	cp -al "$BUILD/wine-prefix/drive_c" "$WINEPREFIX" &&
	mkfifo "$TRASH/.keeper" &&
	wineserver -p60 </dev/null >/dev/null 2>&1 || exit
	wine cmd <>"$TRASH/.keeper" >/dev/null 2>&1 &
}

# fspd_start [ARGS]: `fspd run ARGS`, back when its pipe answers.
fspd_start () {
	local pipe=fspd previous='' word

	for word
	do
		test "$previous" != --pipe || pipe=$word
		previous=$word
	done
	wine "$BUILD/win/fspd.exe" run "$@" >>"$TRASH/fspd.log" 2>&1 &
	fspd_pid=$!
	wine "$BUILD/win/t/pipeclient.exe" --wait 15000 --pipe "$pipe" \
		'Fping\0' || {
		cat "$TRASH/fspd.log" >&2
		return 1
	}
}

process_gone () {
	! kill -0 "$1"
}

# Ctrl-C, which Wine makes of SIGINT; an fspd that does not go is a failure.
fspd_stop () {
	kill -INT "$fspd_pid" &&
	wait_for 30 process_gone "$fspd_pid" &&
	wait "$fspd_pid"
}

# As the end of the machine would have it; only the process itself goes.
fspd_kill () {
	kill -KILL "$fspd_pid"
	wait "$fspd_pid" || :
}
