#!/bin/sh
# The tools that other scripts rely on: each must be able to fail.

. "$(dirname "$0")/test-lib.sh"

wine_world
key='SOFTWARE\WinFsp\Services\t0001'
echo 'needle-6Zq-marker' >marker

# run_script BODY: a script of its own with the given cases; output in out.
run_script () {
	mkdir -p t &&
	{
		echo ". '$PROJECT/t/test-lib.sh'"
		echo "$1"
		echo test_done
	} >t/inner.t &&
	sh t/inner.t >out 2>err
}

test_expect_success 'library: a failing case fails the script' '
	test_must_fail 1 run_script "test_expect_success one false" &&
	printf "not ok 1 - one\n1..1\n" >expect &&
	test_cmp expect out
'

test_expect_success 'library: a broken chain is a failure' '
	test_must_fail 1 run_script "test_expect_success one \"false
true\"" &&
	grep "broken && chain" err
'

test_expect_success 'library: a missing prerequisite skips with its reason' '
	run_script "test_expect_success WINDOWS one false" &&
	grep "^ok 1 - one # skip Wine 8" out
'

test_expect_success 'library: a script is ended at its limit' '
	TEST_LIMIT=1 test_must_fail 124 run_script "sleep 20" &&
	grep "time limit" err
'

test_expect_success 'library: wait_for gives up, test_must_fail compares' '
	test_must_fail 1 wait_for 0 false &&
	test_must_fail 1 test_must_fail 3 false &&
	test_must_fail 1 test_must_fail 0 false
'

test_expect_success 'library: a crash is no refusal' '
	test_must_fail 5 win toyfs --fail 5 &&
	test_must_fail $test_crash win toyfs --crash
'

test_expect_success 'pipeclient: replies, escapes and exit codes' '
	{ win pipeserver --ready-file ready t0001 3 & } &&
	server=$! &&
	wait_for 10 test -e ready &&
	win pipeclient --pipe t0001 "Sa\0b\\\\c\u00e4\0" >actual &&
	win pipeclient --pipe t0001 --plain "Sa\0b\0" >>actual &&
	test_must_fail 1 win pipeclient --call --pipe t0001 "!" >>actual &&
	wait $server &&
	printf "%s\n" "\$a\\0b\\\\cä\\0" "\$a" b "" "!87\\0" >expect &&
	test_cmp expect actual
'

test_expect_success 'pipeclient: no server is a transport error' '
	test_must_fail 3 win pipeclient --pipe t0001 L 2>err &&
	grep "transport error 2" err &&
	test_must_fail 3 win pipeclient --pipe t0001 --repeat 2 L >out &&
	grep "calls 2 ok 0 refused 0 failed 2 error 2 " out
'

test_expect_success 'pipeclient: waits for a pipe to appear' '
	{ win pipeclient --wait 10000 --pipe t0001 Lx >actual & } &&
	client=$! &&
	win pipeserver t0001 1 &&
	wait $client &&
	echo "\$x" >expect &&
	test_cmp expect actual
'

test_expect_success 'pipeclient: raw, half and oversize requests' '
	{ win pipeserver --ready-file ready2 t0001 5 & } &&
	server=$! &&
	wait_for 10 test -e ready2 &&
	win pipeclient --pipe t0001 --raw "53 00 41 00 42" >actual &&
	win pipeclient --pipe t0001 --half "Sabc" >>actual &&
	test_must_fail 3 win pipeclient --pipe t0001 --oversize 65536 S &&
	win pipeclient --pipe t0001 --drop S &&
	win pipeclient --pipe t0001 --repeat 1 S &&
	wait $server &&
	printf "%s\n" "\$A\\x42(odd)" "\$a" >expect &&
	test_cmp expect actual
'

test_expect_success 'pipeclient: silent and held connections' '
	{ win pipeserver --ready-file ready3 t0001 3 & } &&
	server=$! &&
	wait_for 10 test -e ready3 &&
	test_must_fail 1 win pipeclient --pipe t0001 --silent 1 >actual &&
	echo "still connected" >expect &&
	test_cmp expect actual &&
	win pipeclient --pipe t0001 --hold-open 1 >held &&
	sed "s/ after [0-9]* ms//" held >actual &&
	printf "holding 1\nclosed 0\n" >expect &&
	test_cmp expect actual &&
	win pipeclient --pipe t0001 L &&
	wait $server
'

test_expect_success 'pipeclient: calls are counted and measured' '
	{ win pipeserver --ready-file ready4 t0001 8 & } &&
	server=$! &&
	wait_for 10 test -e ready4 &&
	win pipeclient --pipe t0001 --repeat 4 L >out &&
	test_must_fail 1 win pipeclient --pipe t0001 --repeat 4 "!" >>out &&
	wait $server &&
	grep "^calls 4 ok 4 refused 0 failed 0 error 0 min_us [0-9]" out &&
	grep "^calls 4 ok 0 refused 4 failed 0 error 0 " out
'

test_expect_success 'pipeclient: clients at once are all accounted for' '
	{ win pipeserver --ready-file ready5 t0001-many & } &&
	wait_for 10 test -e ready5 &&
	{ win pipeclient --pipe t0001-many --call --timeout 20000 --clients 8 \
		--repeat 4 L >out || test $? = 3; } &&
	read -r x calls x ok x refused x failed x <out &&
	test "$calls $refused" = "32 0" &&
	test $((ok + failed)) = 32
'

test_expect_success 'regdump: every type, sound and unsound' '
	win regdump put "$key" Text sz "a \"b\" \\c" &&
	win regdump put "$key" Expand expand "%X%" &&
	win regdump fill "$key" Number dword 0x1f Text2 sz two &&
	win regdump del "$key" Text2 &&
	win regdump put "$key" List multi one two &&
	win regdump put "$key" Empty multi &&
	win regdump put "$key" Bytes binary "00ff 10" &&
	win regdump put "$key" Nothing binary "" &&
	win regdump put "$key" Odd raw:1 410042 &&
	win regdump put "$key" Open raw:1 4100 &&
	win regdump put "$key" Short raw:4 0100 &&
	win regdump put "$key" Wide raw:11 0102030405060708 &&
	win regdump put "$key\\b%5Cc" x sz "" &&
	win regdump put "$key\\a" &&
	win regdump dump "HKLM\\$key" >actual &&
	cat >expect <<-\END &&
	[.]
	Bytes binary 00 ff 10
	Empty multi
	Expand expand "%X%"
	List multi "one" "two"
	Nothing binary
	Number dword 0x0000001f
	Odd raw:1 41 00 42
	Open raw:1 41 00
	Short raw:4 01 00
	Text sz "a \"b\" \\c"
	Wide raw:11 01 02 03 04 05 06 07 08
	[a]
	[b%5Cc]
	x sz ""
	END
	test_cmp expect actual
'

test_expect_success 'regdump: the 32-bit view' '
	wine reg query "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\t0001" \
		/v Number >out &&
	grep 0x1f out
'

test_expect_success 'regdump: rewrite pauses in every gap, changes nothing' '
	win regdump dump "$key" >expect &&
	{ win regdump rewrite "$key" pause & } &&
	writer=$! &&
	for name in Bytes Empty Expand List Nothing Number Odd Open Short \
		Text Wide x
	do
		wait_for 10 grep -q "^$name\$" pause &&
		rm pause || return 1
		test $name != Number || win regdump dump "$key" >gap
	done &&
	wait $writer &&
	win regdump dump "$key" >actual &&
	test_cmp expect actual
'

test_expect_success 'regdump: time moves with a write only' '
	win regdump time "$key" >before &&
	win regdump time "$key" >expect &&
	test_cmp expect before &&
	win regdump burst "$key\\a" Count 1000 &&
	win regdump time "$key" >after &&
	test_must_fail 1 test_cmp before after >moved &&
	test "$(grep -c "^[-+][0-9a-f]* a$" moved)" = 2 &&
	test "$(grep -c "^[-+][0-9a-f]" moved)" = 2 &&
	win regdump dump "$key\\a" >out &&
	grep "^Count dword 0x000003e8" out &&
	win regdump --stamp del "$key\\a" Count >out &&
	grep "^counter [0-9]* frequency [0-9]*$" out
'

test_expect_success 'regdump: what is not there is exit 2' '
	win regdump delkey "$key" &&
	test_must_fail 2 win regdump dump "$key" &&
	test_must_fail 2 win regdump delkey "$key" &&
	test_must_fail 64 win regdump put "SOFTWARE\\t" x nosuchtype
'

test_expect_success 'memscan: finds what hides behind page protection' '
	mkfifo hold &&
	{ win memscan --plant --file marker <hold >planted & } &&
	victim=$! &&
	exec 8>hold &&
	wait_for 10 grep -q "^pid " planted &&
	pid=$(sed -n "s/^pid //p" planted) &&
	test_must_fail 1 win memscan --file marker "$pid" >out &&
	grep "^found 4 " out &&
	test "$(grep -c "^utf-8 at" out)" = 2 &&
	test "$(grep -c "^utf-16 at" out)" = 2 &&
	win memscan "$pid" <<-\END &&
	another-marker-that-is-nowhere
	END
	exec 8>&- &&
	wait $victim
'

test_done
