#!/bin/sh
# The demonstration is the main job as the README promises it: it must end by
# itself, with success, whatever machine it runs on.

. "$(dirname "$0")/test-lib.sh"

command -v wine >/dev/null || test_skip_all 'no wine'

run_demo () {
	sh "$PROJECT/t/demo.sh" >out 2>&1 && return
	cat out
	return 1
}

test_expect_success 'every step of the demonstration is done' '
	run_demo &&
	grep "all [0-9]* steps done" out
'

test_done
