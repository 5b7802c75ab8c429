#!/bin/sh
# shellcheck shell=dash
# Everything at once, by chance, against a model that predicts what must come
# of it: applies, edits, deletes and policy refreshes of the registry, children
# killed, calls honest and hostile. FSPD_STORM (20) says for how many seconds,
# FSPD_SEED repeats a run's choices. What the model predicts is waited for, and
# then compared with what fspd shows and with the processes there are; in the
# end fspd may hold no more handles and memory than in the beginning.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

seed=${FSPD_SEED:-20261129}
seconds=${FSPD_STORM:-20}

# storm_pid: fspd's process, as Windows counts.
storm_pid () {
	sed -n 's/.*process \([0-9]*\).*/\1/p' "$TRASH/served" | head -n 1
}

test_expect_success 'fspd answers' '
	fspd_start &&
	test_must_fail 3 win fspd run 2>served &&
	test -n "$(storm_pid)"
'

storm () {
	win storm --seed "$seed" --seconds "$seconds" --pid "$(storm_pid)" \
		--bin "$(winpath "$BUILD/win")" --dir "$(winpath "$TRASH/ini")" \
		>trace && return
	tail -n 40 trace
	return 1
}

test_expect_success "$seconds s of storm, seed $seed" '
	storm
'
sed -n -E '/^(honest|rounds|fspd holds)/s/^/# /p' trace

test_expect_success 'a clean end' '
	fspd_stop &&
	no_toyfs
'

test_done
