#!/bin/sh
# fsp-import check, the native program: what it finds, how it says so, where it
# prints it, which exit status.

. "$(dirname "$0")/test-lib.sh"

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

bad=$PROJECT/t/data/bad

# Each file has one fault; NAME.expect is what is said about it.
for ini in "$bad"/*.ini
do
	name=$(basename "$ini" .ini)
	test_expect_success "refused or warned: $name" '
		status=0 &&
		if grep -q ": error: " "$bad/$name.expect"
		then
			status=1
		fi &&
		(cd "$bad" && test_must_fail $status \
			"$BUILD/native/fsp-import" check --quiet "$name.ini") \
			>out 2>err &&
		test_cmp "$bad/$name.expect" err &&
		test ! -s out
	'
done

# The same file after one small change, which makes it just not bad; NAME|CHANGE.
for ini in "$bad"/*.ini
do
	name=$(basename "$ini" .ini)
	test_expect_success "just not: $name" '
		change=$(sed -n "s/^$name|//p" "$PROJECT/t/data/near") &&
		test -n "$change" &&
		sed "$change" "$ini" >near.ini &&
		! cmp -s "$ini" near.ini &&
		fsp_import check --strict --quiet near.ini 2>err &&
		! grep . err
	'
done

# column N [FILE]: of t/data/codes.
column () {
	grep -v "^#" "$PROJECT/t/data/codes" | cut -d "|" -f "$1"
}

test_expect_success 'every code has a test that shows it' '
	sed -n "s/^	X(DIAG_[A-Z0-9_]*, \([0-9]*\), .*/\1/p" \
		"$PROJECT/common/codes.h" | sort -u >codes &&
	{
		sed -n "s/.*\[FSP0\([0-9]*\)\]$/\1/p" "$bad"/*.expect
		column 1
	} | sort -u >known &&
	test_cmp codes known
'

test_expect_success 'and the tests that are named are there' '
	grep -v "^#" "$PROJECT/t/data/codes" >rows &&
	while IFS="|" read -r code file shows near
	do
		grep -qF -e "$shows" "$PROJECT/t/$file" &&
		grep -qF -e "$near" "$PROJECT/t/$file" ||
			{ echo "$code: not in $file" && return 1; }
	done <rows
'

sound () {
	printf '%s\n' '[fs]' 'Executable = C:\fs\x.exe' \
		'RunAs = LocalService'
}

# What is told of these lines is no concern here, but that they are shown.
test_expect_success 'no finding shows a password, below its option or not' '
	{
		sound &&
		cat <<-END
		CommandLine = -v --password
		  hunter2 %10 ; x
		Stderr = C:\\log --api_token
		  hunter2 %1
		Mount = --secret
		  hunter2 \${NOPE}
		Environment = A=1
		  MY_PASS=hunter2 ; hunter2
		Agent = --password "hunter2
		  hunter2 ; hunter2"
		WorkDirectory = "-p --password hunter2"
		Pattern1 = --password
		  hunter2$(printf "\\001")
		Pattern2$(printf "\\001") = --password
		  hunter2$(printf "\\377")
		--password hunter2 = x
		END
	} >clear.ini &&
	for options in "" --json "--strict --target winfsp" --color=always
	do
		# shellcheck disable=SC2086 # a list of options
		test_must_fail 1 fsp_import check $options clear.ini \
			>out 2>&1 &&
		! grep hunter2 out || return 1
	done &&
	test_must_fail 1 fsp_import check --quiet clear.ini 2>err &&
	for line in 5 7 9 11 13 14 16 18 19
	do
		grep "^ *$line | .*\*\*\*" err || return 1
	done
'

test_expect_success 'all problems of all files in one run, sorted by place' '
	mkdir dir &&
	cp "$bad/syntax.ini" dir/b.ini &&
	{ sound && echo "Nope = 1" && echo "LogFiles = 0"; } |
		sed "s/^.fs./[a]/" >dir/a.ini &&
	echo "not read" >dir/c.txt &&
	test_must_fail 1 fsp_import check dir >out 2>err &&
	sed -n "s/^\(dir[^ ]*\) error.*\(.FSP.*\)/\1 \2/p" err >places &&
	printf "%s\n" "dir/a.ini:4:1: [FSP0205]" "dir/a.ini:5:12: [FSP0302]" \
		"dir/b.ini:4:1: [FSP0110]" >expect &&
	test_cmp expect places &&
	echo "2 files, 2 classes, 0 instances: 3 errors, 0 warnings" >expect &&
	sed 1q out >first && test_cmp expect first
'

test_expect_success 'a section in two files names both places' '
	sound >one.ini && sound >two.ini &&
	test_must_fail 1 fsp_import check one.ini two.ini 2>err &&
	grep "^two.ini:1:2: error: .*first at one.ini:1" err
'

# so_long COUNT: that many letters.
so_long () {
	head -c "$1" /dev/zero | tr "\0" x
}

test_expect_success 'a value and a line have their lengths, and no more' '
	{ sound && echo "AuthPackage = $(so_long 32766)"; } >x.ini &&
	fsp_import check --allow FSP0415 x.ini &&
	sed "s/xx$/xxx/" x.ini >y.ini &&
	test_must_fail 1 fsp_import check --allow FSP0415 y.ini 2>err &&
	sed -n "s/.*error: .*\[\(FSP.*\)\]/\1/p" err >told &&
	echo FSP0305 >expect && test_cmp expect told &&
	{ sound && printf ";" && so_long 1048572; } >x.ini &&
	fsp_import check --strict x.ini &&
	so_long 1 >>x.ini &&
	test_must_fail 1 fsp_import check x.ini 2>err &&
	grep "^x.ini:4: error: .*FSP0102" err && test "$(wc -l <err)" = 1
'

test_expect_success 'standard input is called -' '
	{ sound && echo junk; } >x.ini &&
	test_must_fail 1 fsp_import check - <x.ini 2>err &&
	grep "^-:4:1: error: " err
'

test_expect_success '--strict makes warnings errors, --allow and Allow exempt' '
	{ sound && echo "CommandLine = %10"; } >x.ini &&
	fsp_import check x.ini 2>err &&
	grep "warning: .*FSP0411" err &&
	test_must_fail 1 fsp_import check --strict x.ini 2>err &&
	grep "error: .*FSP0411" err &&
	fsp_import check --strict --allow FSP0411 x.ini 2>err &&
	grep "allowed" err &&
	echo "Allow = FSP0411" >>x.ini &&
	fsp_import check --strict x.ini
'

test_expect_success '--json prints one object a line on standard output' '
	{ sound && echo "Nope = 1"; } >x.ini &&
	test_must_fail 1 fsp_import check --json x.ini >out 2>err &&
	grep "not checked on this system" err && test "$(wc -l <err)" = 1 &&
	test "$(wc -l <out)" = 1 &&
	grep "\"line\":4" out && grep "\"FSP0205\"" out
'

test_expect_success '--color always colors, auto does not in a file' '
	test_must_fail 1 fsp_import check --color always x.ini 2>err &&
	grep "$(printf "\033")" err &&
	test_must_fail 1 fsp_import check x.ini 2>err &&
	! grep "$(printf "\033")" err
'

test_expect_success '-D and the environment give variables, -D first' '
	{ sound && echo "Stderr = \${Place}\\x.log"; } >x.ini &&
	test_must_fail 1 fsp_import check x.ini &&
	fsp_import check -D "PLACE=C:\\l" x.ini &&
	place="C:\\l" fsp_import check x.ini &&
	place=relative fsp_import check -DPlace="C:\\l" x.ini
'

test_expect_success 'a file that is not there is refused by name' '
	sound >x.ini &&
	test_must_fail 1 fsp_import check nope.ini x.ini 2>err &&
	grep "^nope.ini: error: cannot open .*FSP0101" err
'

test_expect_success 'what needs a registry says why it cannot be' '
	test_must_fail 3 fsp_import apply x.ini 2>err &&
	grep "only Windows has a registry" err
'

test_expect_success 'usage: status 64, help on standard output' '
	test_must_fail 64 fsp_import check --nope 2>err &&
	grep "no such option" err &&
	test_must_fail 64 fsp_import check --force x.ini 2>err &&
	grep "has no option --force" err &&
	test_must_fail 64 fsp_import remove 2>err &&
	test_must_fail 64 fsp_import check --allow FSP0205 x.ini 2>err &&
	fsp_import --help >out && grep "usage: fsp-import" out &&
	fsp_import help check >out && grep "usage: fsp-import check" out &&
	fsp_import --version >out && grep "^fsp-import [0-9]" out
'

for ini in "$PROJECT"/conf/examples/*.ini
do
	name=$(basename "$ini")
	test_expect_success "example passes --strict: $name" '
		fsp_import check --strict -D "ProgramFiles=C:\\Program Files" \
			-D "ProgramFiles(x86)=C:\\Program Files (x86)" \
			"$ini" >out 2>err &&
		! grep -E ": (error|warning): " err | grep -v ", allowed\]$"
	'
done

# past N: N seconds after this was defined, which is what is tested here.
began=$(date +%s)
past () {
	test "$(date +%s)" -gt $((began + $1))
}

# slow COMMAND: run it at a terminal, reading a file that takes a while to come.
slow () {
	rm -f later.ini && mkfifo later.ini && began=$(date +%s) &&
	{ script -qefc "$1" typescript >/dev/null & } &&
	wait_for 10 past 2 &&
	printf "[a]\nExecutable = C:\\\\a.exe\nRunAs = LocalService\n" \
		>later.ini && wait $!
}

test_expect_success 'a terminal sees how far it is, and the line goes' '
	slow "$BUILD/native/fsp-import check later.ini" &&
	tr "\r" "\n" <typescript >lines &&
	grep "^fsp-import: reading files: 1$" lines &&
	grep "^  *$" lines && grep "^1 file, 1 class" lines
'

test_expect_success 'not with --quiet, nor in a pipe' '
	slow "$BUILD/native/fsp-import check --quiet later.ini" &&
	! grep "reading files" typescript &&
	slow "$BUILD/native/fsp-import check later.ini 2>&1 | cat" &&
	! grep "reading files" typescript && grep "^1 file" typescript
'

test_done
