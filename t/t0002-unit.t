#!/bin/sh
# Every suite of the unit tests, each in a process of its own, one line for
# each unit test: natively under ASan and UBSan, then under Wine the PE build,
# which has the suites of win/ and the ports' contracts. SUITE='proto access'
# in the environment runs only those.
#
# A suite's own lines are not enough: a sanitizer reports leaks after the last
# one. So each suite adds a line for the way its process ended.

# Check's limit of 4 s is for what hangs, not for a machine that is busy.
: "${CK_TIMEOUT_MULTIPLIER:=10}"
export CK_TIMEOUT_MULTIPLIER

# All suites together take minutes, more on a machine that is busy.
: "${TEST_LIMIT:=900}"
export TEST_LIMIT

. "$(dirname "$0")/test-lib.sh"

# What was freed is kept from use for so long; with more, most of the time goes
# into fresh memory.
ASAN_OPTIONS=quarantine_size_mb=16${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

# Check ends a test after 4 s of its own, which says more about the machine
# than about the test.
CK_DEFAULT_TIMEOUT=60
export CK_DEFAULT_TIMEOUT
cd "$PROJECT" || exit

# say STATUS TEXT: one line of TAP.
say () {
	test_count=$((test_count + 1))
	test "$1" = 0 && echo "ok $test_count - $2" && return
	test_failed=$((test_failed + 1))
	echo "not ok $test_count - $2"
}

# run_suite WORLD SUITE COMMAND...: its lines become ours, the rest comments.
run_suite () {
	world=$1 suite=$2
	shift 2
	CK_TAP_LOG_FILE_NAME=- "$@" "$suite" >"$TRASH/raw" 2>&1
	status=$?
	tr -d '\r' <"$TRASH/raw" >"$TRASH/lines"
	while IFS= read -r line
	do
		text=${line#*ok * - }
		case $line in
		'ok '*) say 0 "$world $suite: $text" ;;
		'not ok '*) say 1 "$world $suite: $text" ;;
		1..*) ;;
		*) echo "# $line" ;;
		esac
	done <"$TRASH/lines"
	say $status "$world $suite: process ends with $status"
}

# run_world WORLD COMMAND...: all suites that COMMAND knows and are wanted.
run_world () {
	world=$1
	shift
	"$@" --list >"$TRASH/raw" && test -s "$TRASH/raw"
	say $? "$world: the program lists its suites"
	for suite in $(tr -d '\r' <"$TRASH/raw")
	do
		case " ${SUITE:-$suite} " in
		*" $suite "*) run_suite "$world" "$suite" "$@" ;;
		esac
	done
}

run_world native "$BUILD/asan/unit"
wine_world
run_world wine win unit
test_done
