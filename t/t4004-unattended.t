#!/bin/sh
# shellcheck shell=dash
# Declared instances of classes with Credentials come up while nobody is there
# to type the password: from the machine's own store, and from a sealed box. It
# is in nobody's arguments and files here either.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
MARKER='pr1vat-Käse-7Zq'
printf %s "$MARKER" >marker
FILE=$(winpath marker)
DATA=$DRIVE_C/ProgramData/fspd

# declare CLASS INSTANCE [NAME TYPE DATA]...: as a foreign writer would.
declare () {
	local key="$SERVICES\\$1\\Instances\\$2"

	shift 2
	put_values "$key" Argument2 sz M: "$@"
}

# reason_has CLASS INSTANCE TEXT: what its state is due to.
reason_has () {
	win fspctl status "$1" "$2" >.reason && grep -F -e "$3" .reason
}

# seal_for CLASS INSTANCE: the value of Secret, for this machine.
seal_for () {
	win fsp-import seal --key "$(cat key)" "$1" "$2" <marker |
	sed -n 's/^Secret = //p'
}

# The marker in UTF-16, as a pattern of bytes.
MARKER16=$(iconv -f UTF-8 -t UTF-16LE marker | od -An -v -tx1 |
	tr -d '\n' | sed 's/ /\\x/g')

# nowhere_in FILE...: not as UTF-8, not as UTF-16.
nowhere_in () {
	! LC_ALL=C grep -l -a -F -e "$MARKER" "$@" >&2 &&
	! LC_ALL=C grep -l -a -P -e "$MARKER16" "$@" >&2
}

test_expect_success 'a marker is found in both encodings' '
	{ printf junk && iconv -f UTF-8 -t UTF-16LE marker; } >wide &&
	{ printf junk && cat marker; } >narrow &&
	echo none >none &&
	test_must_fail 1 nowhere_in none wide 2>found &&
	test_must_fail 1 nowhere_in none narrow 2>>found &&
	printf "wide\nnarrow\n" >expect &&
	test_cmp expect found &&
	nowhere_in none
'

test_expect_success 'the machine has a key from the first start on' '
	fspd_start &&
	win fspctl key >key &&
	test "$(wc -l <key)" = 1 &&
	grep -x -E "[0-9a-f]{16}:[A-Za-z0-9+/]{43}=" key &&
	test -s "$DATA/key" &&
	fspd_stop && fspd_start &&
	win fspctl key >again &&
	test_cmp key again
'

test_expect_success 'stored before it is declared, it starts when declared' '
	win fspctl secret set vault one <marker &&
	win fspctl secret list >list &&
	printf "CLASS  INSTANCE\nvault  one\n" >expect &&
	test_cmp expect list &&
	define vault "--password-file $FILE --stdin-file C:\\got \
--argv-file C:\\argv --env-file C:\\env --crash-after C:\\crash" \
		Credentials dword 1 &&
	declare vault one Secret sz local RestartDelay dword 100 &&
	wait_for 15 state_is vault one ready &&
	cmp marker "$DRIVE_C/got"
'

test_expect_success 'it is started again after a crash, and nobody is asked' '
	: >"$DRIVE_C/got" &&
	: >"$DRIVE_C/crash" &&
	wait_for 10 logged "access violation" &&
	rm "$DRIVE_C/crash" &&
	wait_for 15 cmp marker "$DRIVE_C/got" &&
	wait_for 10 state_is vault one ready
'

test_expect_success 'it is there when fspd has started' '
	fspd_stop &&
	: >"$DRIVE_C/got" &&
	fspd_start &&
	wait_for 15 state_is vault one ready &&
	cmp marker "$DRIVE_C/got"
'

test_expect_success 'an operator starts it without a password' '
	win fspctl stop --wait vault one &&
	win fspctl start vault one &&
	state_is vault one ready
'

test_expect_success 'none stored: the reason names the command, which ends it' '
	declare vault two Secret sz local RestartDelay dword 3600000 \
		RestartDelayMax dword 3600000 &&
	wait_for 10 state_is vault two backoff &&
	reason_has vault two "no password is stored for it: fspctl secret set" &&
	win fspctl secret set vault two <marker &&
	wait_for 10 state_is vault two ready
'

test_expect_success 'a wrong one is tried on, and says so' '
	printf wrong | win fspctl secret set vault three &&
	declare vault three Secret sz local &&
	wait_for 10 reason_has vault three "exit code 1" &&
	win fspctl secret remove vault three &&
	win regdump delkey "$SERVICES\\vault\\Instances\\three"
'

test_expect_success 'a sealed box in an INI file' '
	printf "[vault\\\\boxed]\nArgument2 = M:\nSecret = %s\n" \
		"$(seal_for vault boxed)" >boxed.ini &&
	win fsp-import apply boxed.ini &&
	wait_for 10 state_is vault boxed ready
'

test_expect_success 'one made by the native program' '
	box=$("$BUILD/native/fsp-import" seal --key key vault native <marker) &&
	declare vault native Secret sz "${box#Secret = }" &&
	wait_for 10 state_is vault native ready
'

test_expect_success 'one for another instance is refused with its name' '
	declare vault pasted Secret sz "$(seal_for vault boxed)" &&
	wait_for 10 state_is vault pasted backoff &&
	reason_has vault pasted "sealed for instance '\''boxed'\''"
'

test_expect_success 'one for another machine is refused with both keys' '
	head -c 32 /dev/zero | tr "\0" x | base64 >other &&
	"$BUILD/native/fsp-import" seal --key other vault far <marker >box &&
	declare vault far Secret sz "$(sed "s/^Secret = //" box)" &&
	wait_for 10 state_is vault far backoff &&
	id=$(sed "s/.*sealed:\([0-9a-f]*\):.*/\1/" box) &&
	reason_has vault far "$id" &&
	reason_has vault far "$(sed "s/:.*//" key)"
'

test_expect_success 'what is stored can be listed and removed' '
	win fspctl secret list >list &&
	printf "CLASS  INSTANCE\nvault  one\nvault  two\n" >expect &&
	test_cmp expect list &&
	win fspctl secret remove vault two &&
	test_must_fail 1 win fspctl secret remove vault two 2>err &&
	grep "no password is stored for it" err
'

test_expect_success 'not in files, the registry, the arguments, the replies' '
	ask "Fstatus\0" >replies &&
	ask "Fdefinitions\0" >>replies &&
	ask "Fdefinition\0vault\0" >>replies &&
	ask "Fsecret\0list\0" >>replies &&
	win regdump dump "SOFTWARE\\WinFsp" >registry &&
	test -s registry &&
	find "$DATA" -type f >files &&
	test "$(wc -l <files)" -ge 2 &&
	grep "last-good/i-vault" files &&
	nowhere_in fspd.log replies registry "$DRIVE_C/argv" "$DRIVE_C/env" \
		$(cat files)
'

test_expect_success 'a scan finds it in the child, who keeps it' '
	state_is vault one ready &&
	pid=$(sed -n "s/.*\"pid\":\([0-9]*\).*/\1/p" .status) &&
	test_must_fail 1 win memscan "$pid" <marker
'

test_expect_success 'a scan of the daemon finds it nowhere' '
	win memscan fspd.exe <marker
'

test_expect_success 'SecretTo env: in that environment, and no answer' '
	define clone "--env-file C:\\env2 --argv-file C:\\argv2" \
		Credentials dword 1 &&
	win fspctl secret set clone one <marker &&
	declare clone one Secret sz local SecretTo sz env:FSPD_PASS \
		Environment multi "FSPD_PASS=other" &&
	wait_for 10 state_is clone one ready &&
	wait_for 10 test -e "$DRIVE_C/argv2" &&
	grep -x "FSPD_PASS=$MARKER" "$DRIVE_C/env2" &&
	test_must_fail 1 grep "FSPD_PASS=other" "$DRIVE_C/env2" &&
	nowhere_in fspd.log "$DRIVE_C/argv2"
'

test_expect_success 'all end with fspd' '
	fspd_stop &&
	no_toyfs
'

test_done
