#!/bin/sh
# shellcheck shell=dash
# A thousand clients that are silent, send half a message, too much, or go
# before their reply, and honest ones that start, list, query and stop: the
# honest ones are all answered, and fspd holds no more afterwards.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

# fspd_process: its process, as Windows counts.
fspd_process () {
	test_must_fail 3 win fspd run 2>&1 |
		sed -n "s/.*process \([0-9]*\).*/\1/p" | head -n 1
}

# all_kinds: a thousand, hardly any of them turned away at the door.
all_kinds () {
	awk "/^silent/ { bad = \$2 < 230 || \$4 < 230 || \$6 < 230 ||
		\$8 < 230 || \$2 + \$4 + \$6 + \$8 + \$11 < 1000
		rounds++ }
	     END { exit bad || rounds != 2 }" mob
}

# All answered, and none later than 10 s, on a busy machine.
test_expect_success '1,000 bad clients of four kinds, and honest ones' '
	define ok "" &&
	fspd_start &&
	win mob --clients 1000 --pid "$(fspd_process)" ok >mob &&
	all_kinds &&
	longest=$(sed -n "s/^honest .* failed 0 max_us //p" mob) &&
	test "$longest" -lt 10000000
'
sed 's/^/# /' mob

test_expect_success 'a clean end' '
	fspd_stop &&
	no_toyfs
'

test_done
