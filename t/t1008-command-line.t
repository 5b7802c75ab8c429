#!/bin/sh
# fsp-import's command line as scripts see it: help, exit status, JSON, which
# stream gets what.

. "$(dirname "$0")/test-lib.sh"

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

# lines KEYS: checks JSON lines, prints their values.
lines () {
	/usr/bin/python3 "$PROJECT/t/reader/json_lines.py" "$@"
}

cat >fs.ini <<'END'
[fs]
Executable = C:\fs\x.exe
RunAs = LocalService
Environment =
  A=1
  B=2
END
printf '%s\n' '[fs]' 'Executable = C:\fs\x.exe' 'RunAs = LocalService' \
	'CommandLine = %10 ü%1 "%2"' >warned.ini
printf '%s\n' '[fs]' 'Executable = x.exe' 'RunAs = .' >bad.ini

test_expect_success 'help lists the verbs, and each verb its options' '
	fsp_import help >out && fsp_import --help >again &&
	test_cmp out again &&
	sed -n "/^usage/d; /^  [a-z]/s/^  \([a-z]*\) .*/\1/p" out >verbs &&
	test "$(wc -l <verbs)" = 11 &&
	while read -r verb
	do
		fsp_import help "$verb" >out 2>err && test ! -s err &&
		grep "^usage: fsp-import" out &&
		fsp_import "$verb" --help >again && test_cmp out again ||
			return 1
	done <verbs &&
	test_must_fail 64 fsp_import help nothing
'

test_expect_success 'an option that is for another verb is refused' '
	for call in "check --prune" "export --strict" "explain --force x" \
		"seal --json a b" "completion --owner x bash"
	do
		test_must_fail 64 fsp_import $call 2>err >out &&
		grep "has no option" err && test ! -s out || return 1
	done
'

# The status of each row of the manual, by a call that has it.
test_expect_success 'exit status 0, 1, 2, 3, 4 and 64' '
	rm -f r.reg &&
	fsp_import apply --registry r.reg fs.ini &&
	fsp_import plan --registry r.reg fs.ini &&
	test_must_fail 1 fsp_import check bad.ini &&
	test_must_fail 1 fsp_import explain --registry r.reg none &&
	test_must_fail 2 fsp_import plan --registry r.reg warned.ini &&
	test_must_fail 2 fsp_import plan --registry none.reg fs.ini &&
	test_must_fail 3 fsp_import export --registry none.reg &&
	test ! -e none.reg &&
	test_must_fail 1 fsp_import apply --plan fs.ini --registry r.reg &&
	test_must_fail 3 fsp_import emit reg --out no/where.reg fs.ini &&
	test_must_fail 4 fsp_import apply --owner o --registry r.reg fs.ini &&
	test_must_fail 64 fsp_import plan --registry r.txt fs.ini
'

test_expect_success 'what is not judged on this system is said' '
	for verb in "check --json" "plan --registry r.reg" \
		"apply --registry r.reg" "emit reg --out r2.reg"
	do
		fsp_import $verb fs.ini >out 2>err &&
		grep "not checked on this system: whether programs" err &&
		fsp_import $verb --quiet fs.ini >out 2>err && ! grep . err ||
			return
	done
'

test_expect_success 'code, manual and help have the same' '
	sed -n "s/^	EXIT_[A-Z_]* = \([0-9]*\),*.*/\1/p" \
		"$PROJECT/importer/commands.h" >code &&
	sed -n "/^.Sh EXIT STATUS/,/^.El/s/^.It \([0-9]*\)$/\1/p" \
		"$PROJECT/man/fsp-import.1" >manual &&
	fsp_import help | sed -n "/^Exit status/,\$p" | tr -d "\n" |
		grep -o "[0-9][0-9]* [a-z]" | cut -d " " -f 1 >help &&
	test_cmp code manual && test_cmp code help
'

test_expect_success 'a refusal leaves standard output empty' '
	for call in "check bad.ini -q" "plan --registry r.reg bad.ini" \
		"apply --registry r.reg bad.ini" "emit pol bad.ini" \
		"export --registry none.reg" "explain --registry r.reg none" \
		"remove --registry r.reg none" "nothing.ini"
	do
		! fsp_import $call >out 2>err && test ! -s out && test -s err ||
			return 1
	done
'

findings=file,line,column,byte_start,byte_end,code,severity,allowed,message
values=action,drift,interrupted,class,instance,value,before,after

test_expect_success 'findings as JSON: where, in characters and bytes, and what' '
	fsp_import check --allow FSP0411 --json warned.ini >out 2>err &&
	! grep -v "not checked on this system" err && lines "$findings" <out | cut -d "|" -f 1-8 >found &&
	cat >expect <<-\END &&
	warned.ini|4|15|14|17|FSP0411|warning|true
	warned.ini|4|24|24|26|FSP0412|warning|false
	END
	test_cmp expect found
'

test_expect_success 'what plan, apply, rollback and remove do as JSON' '
	rm -rf r.reg data && cat >expect <<-\END &&
	new|false|false|fs|-|Executable|-|C:\fs\x.exe
	new|false|false|fs|-|RunAs|-|LocalService
	new|false|false|fs|-|Environment|-|A=1
	B=2
	new|false|false|fs|-|Owner|-|local
	END
	fsp_import apply --registry r.reg --data data --json fs.ini >out &&
	lines "$values" <out >found && test_cmp expect found &&
	fsp_import apply --registry r.reg --data data --json fs.ini >out &&
	test ! -s out &&
	sed "s/LocalService/./; /^ /d; /^Env/d" fs.ini >small.ini &&
	cat >expect <<-\END &&
	change|false|false|fs|-|RunAs|LocalService|.
	END
	echo "change|false|false|fs|-|Environment|A=1" >>expect &&
	echo "B=2|-" >>expect &&
	test_must_fail 2 fsp_import plan --registry r.reg --json small.ini >out &&
	lines "$values" <out >found && test_cmp expect found &&
	fsp_import apply -q --registry r.reg --data data small.ini &&
	fsp_import rollback --registry r.reg --data data --json >out &&
	lines "$values" <out | grep "^change|.*|RunAs|.|LocalService$" &&
	fsp_import remove --registry r.reg --data data --json fs >out &&
	lines action,drift,interrupted,class,instance,value <out >found &&
	echo "remove|false|false|fs|-|-" >expect && test_cmp expect found
'

wine_world

test_expect_success 'status 5: nobody runs with it, or it is rejected' '
	test_must_fail 5 win fsp-import apply --require-live fs.ini >out &&
	win fsp-import apply fs.ini &&
	fspd_start --pipe fspd &&
	win fsp-import apply --require-live fs.ini >out &&
	tail -1 out | grep "^live in fspd" &&
	win regdump put "SOFTWARE\\WinFsp\\Services\\bad" Executable sz x.exe &&
	printf "[bad\\\\i]\nStart = demand\n" >waits.ini &&
	test_must_fail 5 win fsp-import apply waits.ini >out &&
	tail -1 out | grep "^rejected: bad: "
'

test_expect_success 'what is rejected is so when there is nothing to do, too' '
	test_must_fail 5 win fsp-import apply waits.ini >out 2>err &&
	grep "^nothing to do" out && tail -1 out | grep "^rejected: bad: " &&
	! grep rejected err &&
	test_must_fail 5 win fsp-import apply -q waits.ini >out 2>err &&
	! grep . out && grep "rejected: bad: " err &&
	test_must_fail 5 win fsp-import apply --json waits.ini >out 2>err &&
	! grep rejected out && grep "rejected: bad: " err
'

test_expect_success 'of many classes, it is told whether all are live' '
	awk "BEGIN { for (i = 0; i < 40; i++)
		print \"[many\" i \"]\\nExecutable = C:\\\\fs\\\\x.exe\" \\
			\"\\nRunAs = LocalService\" }" >many.ini &&
	win fsp-import apply --require-live many.ini >out &&
	tail -1 out | grep "^live in fspd .* ms after the last write" &&
	win fsp-import apply --require-live many.ini >out &&
	tail -1 out | grep "^live in fspd [^,]*$" &&
	fspd_stop
'

test_done
