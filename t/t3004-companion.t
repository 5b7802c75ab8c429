#!/bin/sh
# shellcheck shell=dash
# WinFsp's pipe held by another server: fspd runs beside it and takes over.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

test_expect_success 'runs as a companion and says of whom' '
	{ wine "$(win_program pipeserver)" --ready-file ready held & } &&
	server=$! &&
	wait_for 10 test -e ready &&
	define toy "--ready-file C:\\ready" &&
	{ wine "$(win_program fspd)" run --pipe held --companion-retry 100 \
		>>fspd.log 2>&1 & } &&
	fspd_pid=$! &&
	ask --wait 10000 --pipe held-fspd "Fping\0" &&
	logged "is served by" &&
	logged "pipeserver.exe" &&
	replies "\$" --pipe held-fspd "Stoy\0one\0" &&
	wait_for 10 test -e "$DRIVE_C/ready"
'

test_expect_success 'serves the pipe as soon as it is free' '
	kill -KILL $server &&
	wait_for 10 logged "serving" &&
	replies "\$toy\0one\0" --pipe held L &&
	fspd_stop &&
	no_toyfs
'

test_done
