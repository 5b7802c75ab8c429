#!/bin/sh
# The stand-in file system, on its own: it must do all that a daemon's test
# blames the daemon for not doing.

. "$(dirname "$0")/test-lib.sh"

wine_world

# start_toyfs ARGS: in the background, its Unix pid in $pid; back when ready.
start_toyfs () {
	rm -f ready
	wine "$(win_program toyfs)" --ready-file ready "$@" >>out 2>>err &
	pid=$!
	wait_for 10 test -e ready
}

# stop_toyfs STATUS: Ctrl-C, then its exit status.
stop_toyfs () {
	kill -INT "$pid" &&
	wait_for 10 process_gone "$pid" &&
	{ wait "$pid"; test $? = "$1"; }
}

make_tree () {
	rm -rf "${DRIVE_C:?}/$1" &&
	mkdir -p "$DRIVE_C/$1/sub" &&
	echo "text of $1" >"$DRIVE_C/$1/sub/file"
}

test_expect_success 'a tree appears at a new directory and goes at the stop' '
	make_tree one &&
	echo "text of one" >expect &&
	start_toyfs -u "\\\\toyfs\\one" -m "C:\\mnt" --root "C:\\one" \
		--exit-file ended &&
	wine cmd /c type "C:\\mnt\\sub\\file" >actual &&
	test_cmp expect actual &&
	test_must_fail 1 test -e "$DRIVE_C/one" &&
	echo written >"$DRIVE_C/mnt/new" &&
	stop_toyfs 0 &&
	test "$(cat ended)" = ctrl-c &&
	test_must_fail 1 test -e "$DRIVE_C/mnt" &&
	grep written "$DRIVE_C/one/new"
'

test_expect_success 'a mount point that exists is refused' '
	make_tree one &&
	mkdir "$DRIVE_C/there" &&
	test_must_fail 2 win toyfs -m "C:\\there" --root "C:\\one" &&
	test -e "$DRIVE_C/one/sub/file"
'

test_expect_success 'a tree that does not exist is refused' '
	test_must_fail 2 win toyfs -m "C:\\m2" --root "C:\\none" &&
	test_must_fail 64 win toyfs -m "C:\\m2"
'

test_expect_success 'a killed one leaves its mount to the next' '
	make_tree two &&
	start_toyfs -m "C:\\mnt2" --root "C:\\two" &&
	kill -KILL $pid && wait_for 10 process_gone $pid &&
	test -e "$DRIVE_C/mnt2/sub/file" &&
	start_toyfs -m "C:\\mnt2" --root "C:\\two" &&
	stop_toyfs 0 &&
	test -e "$DRIVE_C/two/sub/file"
'

test_expect_success 'a letter is defined until the stop' '
	make_tree one && make_tree two &&
	start_toyfs -m "x:" --root "C:\\one" &&
	test_must_fail 2 win toyfs -m "X:" --root "C:\\two" &&
	stop_toyfs 0 &&
	start_toyfs -m "X:" --root "C:\\two" &&
	kill -KILL $pid && wait_for 10 process_gone $pid &&
	start_toyfs -m "X:" --root "C:\\two" &&
	stop_toyfs 0 &&
	start_toyfs -m "X:" --root "C:\\one" &&
	stop_toyfs 0
'

test_expect_success 'nowhere is a mount, too' '
	start_toyfs -u "\\\\toyfs\\a" -m "*" &&
	stop_toyfs 0 &&
	start_toyfs -u "\\\\toyfs\\a" -m "" &&
	stop_toyfs 0
'

test_expect_success 'options of other file systems and words are accepted' '
	start_toyfs -i -F NTFS -n 65536 -s 67108864 -o a=b svc \\x\\y U &&
	stop_toyfs 0 &&
	test_must_fail 64 win toyfs --no-such-option
'

test_expect_success 'it reports arguments, environment and directory' '
	mkdir here &&
	(cd here && TOYFS_TEST=ä win toyfs --fail 7 --argv-file ../argv \
		--env-file ../env --cwd-file ../cwd "a b\\" "" "q\"ü" ||
		test $? = 7) &&
	sed 1d argv >actual &&
	printf "%s\n" --fail 7 --argv-file ../argv --env-file ../env \
		--cwd-file ../cwd "a b\\" "" "q\"ü" >expect &&
	test_cmp expect actual &&
	grep "^TOYFS_TEST=ä$" env &&
	winpath here >expect &&
	test_cmp expect cwd
'

test_expect_success 'the right password, to the byte' '
	printf "p\303\244ss w\303\266rd " >expect &&
	win toyfs --password-file expect --stdin-file got --exit-after 1 \
		<expect >out &&
	test "$(cat out)" = OK && test "$(wc -c <out)" = 2 &&
	cmp expect got
'

test_expect_success 'a wrong password' '
	printf "pass" >expect &&
	printf "pass\n" | test_must_fail 1 win toyfs --password-file expect >out &&
	test "$(cat out)" = KO
'

test_expect_success 'another answer, and one that comes late' '
	win toyfs --answer OKAY --exit-after 1 </dev/null >out &&
	test "$(cat out)" = OKAY &&
	rm -f out &&
	: >expect &&
	begin=$(date +%s%N) &&
	win toyfs --password-file expect --auth-delay 700 --exit-after 1 \
		</dev/null >out &&
	test $(($(date +%s%N) - begin)) -ge 700000000 &&
	test "$(cat out)" = OK
'

test_expect_success 'no answer at all, yet it can be stopped' '
	rm -f out &&
	mkfifo never &&
	{ wine "$(win_program toyfs)" --hang --password-file expect \
		--argv-file started --exit-file ended2 <>never >out & } &&
	pid=$! &&
	wait_for 10 test -e started &&
	stop_toyfs 0 &&
	test "$(cat ended2)" = ctrl-c &&
	test_must_fail 1 test -s out
'

test_expect_success 'it ends by itself with the code it is told' '
	test_must_fail 9 win toyfs --exit-after 1 --exit-code 9 \
		--exit-file ended3 &&
	test "$(cat ended3)" = exit-after
'

test_expect_success 'it stops when a file appears' '
	start_toyfs --stop-file stop --exit-file ended4 &&
	: >stop &&
	wait $pid &&
	test "$(cat ended4)" = stop-file
'

test_expect_success 'it crashes, at once or when a file appears' '
	test_must_fail $test_crash win toyfs --crash &&
	{ win toyfs --ready-file r5 --crash-after now 2>err5 & } &&
	pid=$! &&
	wait_for 10 test -e r5 &&
	: >now &&
	test_must_fail $test_crash wait $pid
'

test_expect_success 'it floods both outputs with every line' '
	win toyfs --flood 2 --exit-after 1 >out 2>err &&
	test "$(wc -c <out)" = 2097152 &&
	sed -n "s/^flood out \([0-9]*\) 0*$/\1/p" out >lines &&
	seq -f %010.0f 0 32767 >expect &&
	test_cmp expect lines &&
	test "$(grep -c "^flood err" err)" = 32768
'

test_expect_success 'it can ignore a stop' '
	start_toyfs --ignore-break --stop-file stop6 --exit-file ended6 &&
	kill -INT $pid &&
	win toyfs --exit-after 300 &&
	kill -0 $pid &&
	: >stop6 &&
	wait $pid &&
	test "$(cat ended6)" = stop-file
'

test_expect_success 'it can take its time to unmount' '
	make_tree one &&
	start_toyfs -m "C:\\mnt7" --root "C:\\one" --stop-delay 700 &&
	begin=$(date +%s%N) &&
	stop_toyfs 0 &&
	test $(($(date +%s%N) - begin)) -ge 700000000 &&
	test -e "$DRIVE_C/one/sub/file"
'

test_expect_success 'its child stays behind' '
	echo no-such-marker-anywhere >marker &&
	start_toyfs --grandchild --stop-file stop8 &&
	child=$(sed -n "s/^grandchild //p" ready) &&
	: >stop8 &&
	wait $pid &&
	win memscan --file marker "$child" &&
	wine taskkill /f /pid "$child" &&
	wait_for 10 test_must_fail 2 win memscan --file marker "$child"
'

test_done
