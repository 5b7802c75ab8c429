#!/bin/sh
# fspctl as a user meets it where no daemon answers: which error, where it is
# printed, which exit status; and that nothing is sent to a foreign server.

. "$(dirname "$0")/test-lib.sh"

wine_world


test_expect_success 'no daemon: the pipe, the cause and the way out' '
	test_must_fail 3 win fspctl status >out 2>err &&
	test ! -s out &&
	cat >expect <<-\END &&
	fspctl: nobody serves the pipe '\''\\.\pipe\fspd'\'' (2): is the service fspd running? (sc query fspd; sc start fspd)
	END
	test_cmp expect err
'

test_expect_success 'a wrong command line says what is right' '
	test_must_fail 64 win fspctl start onlyclass >out 2>err &&
	test ! -s out &&
	grep "usage: fspctl start CLASS INSTANCE" err &&
	test_must_fail 64 win fspctl >out 2>err &&
	grep "no verb given" err
'

test_expect_success '--help names every verb and option' '
	win fspctl --help >out &&
	for word in start startWithSecret stop info list status definitions \
		definition reload --pipe --secret --wait --launchctl
	do
		grep -q -e "$word" out || echo "$word" >>missing
	done &&
	test ! -e missing
'

test_expect_success 'a server of nobody we trust gets not a byte' '
	{ win pipeserver --ready-file ready t4100 1 >served & } &&
	wait_for 10 test -e ready &&
	test_must_fail 3 win fspctl --pipe t4100 list >out 2>err &&
	grep "owned by neither SYSTEM nor Administrators: nothing was sent" err
'

test_done
