#!/bin/sh
# shellcheck shell=dash
# Ids of the daemon's events: one list, in the code and in the Event Log's
# message table.

. "$(dirname "$0")/test-lib.sh"

wine_world

# ids: NAME NUMBER of log_ids.h.
ids () {
	sed -n 's/^	\(LOG_ID_[A-Z_]*\) = \([0-9]*\),.*/\1 \2/p' \
		"$PROJECT/daemon/log_ids.h"
}

test_expect_success 'the table has every id, by its name, and no other' '
	ids >expected &&
	test -s expected &&
	sed -n "s/^MessageId=//p" "$PROJECT/daemon/win/messages.mc" >numbers &&
	sed -n "s/^SymbolicName=//p" "$PROJECT/daemon/win/messages.mc" >names &&
	paste -d " " names numbers >found &&
	test_cmp expected found &&
	test "$(sort -u numbers | wc -l)" = "$(wc -l <numbers)"
'

test_expect_success 'the program holds the texts' '
	exe=$(winpath "$BUILD/win/fspd.exe") &&
	for id in $(ids | cut -d " " -f 2)
	do
		win msgtext "$exe" "$id" "what happened" >text &&
		test "$(tr -d "\r" <text)" = "what happened" || return
	done &&
	test_must_fail 1 win msgtext "$exe" 99 "x"
'

test_expect_success 'install tells the Event Log where they are' '
	key="SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\fspd" &&
	win fspd install &&
	win regdump dump "$key" >dumped &&
	grep "EventMessageFile.*fspd.exe" dumped &&
	grep "TypesSupported.*7" dumped &&
	win fspd uninstall &&
	test_must_fail 2 win regdump dump "$key"
'

test_done
