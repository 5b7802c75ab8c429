#!/bin/sh
# shellcheck shell=dash
# WinFsp.Launcher's protocol, request by request: the conformance vectors, and
# what they leave out. Each vector is sent as it stands; what its text assumes
# (classes, running instances) is set up before it.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world
ROWS=$FSPD_VECTORS/launch_protocol.jsonl
printf password >"$TRASH/password"
PASSWORD=$(winpath "$TRASH/password")

# field ID NAME: a text of the row, with \0 as pipeclient writes it.
field () {
	sed -n "/\"id\": \"$1\"/s/.*\"$2\": \"\\([^\"]*\\)\".*/\\1/p" "$ROWS" |
	sed 's/\\u0000/\\0/g'
}

# vector ID [REPLY]: send the row's request; compare with its reply, in which a
# refusal is understood to end in NUL, as the original sends it.
vector () {
	local want

	want=${2:-$(field "$1" reply)}
	case $want in
	!*) want="$want\\0" ;;
	esac
	replies "$want" "$(field "$1" request)"
}

# info_vector ID: all of the reply but the command line, which is ours.
info_vector () {
	local want got

	want=$(field "$1" reply)
	got=$(ask "$(field "$1" request)") || return
	case $got in
	"${want%(command line)*}"*'\0') ;;
	*) printf "reply '%s' for %s\n" "$got" "$1" >&2; return 1 ;;
	esac
}

test_expect_success 'classes to talk about' '
	define memfs32 "-u %1 -m %2" &&
	define c "%1 %2 %3 %4 %5 %6 %7 %8 %9" &&
	define cls-without-Credentials "" &&
	define cls-with-Credentials "--password-file $PASSWORD" \
		Credentials dword 1 &&
	fspd_start
'

test_expect_success VECTORS 'WinFsp tests: start' '
	vector pipe-00 && vector pipe-01 && vector pipe-02 && vector pipe-03
'

test_expect_success VECTORS 'WinFsp tests: info and list' '
	info_vector pipe-04 && info_vector pipe-05 && vector pipe-06
'

test_expect_success VECTORS 'names compare without case' '
	vector pipe-28
'

test_expect_success VECTORS 'WinFsp tests: stop' '
	vector pipe-07 && vector pipe-08 &&
	wait_for 10 vector pipe-09 && wait_for 10 vector pipe-10
'

test_expect_success VECTORS 'malformed requests' '
	vector pipe-11 && vector pipe-12 && vector pipe-13 &&
	vector pipe-14 && vector pipe-15 && vector pipe-16
'

test_expect_success VECTORS 'what does not exist' '
	vector pipe-17 && vector pipe-18 && vector pipe-19 && vector pipe-20
'

test_expect_success VECTORS 'Credentials must match the command' '
	vector pipe-21 && vector pipe-22 && vector pipe-23 && vector pipe-24
'

test_expect_success VECTORS 'a start with a password' '
	vector pipe-25 &&
	replies "\$" "Tcls-with-Credentials\0i\0" &&
	wait_for 10 replies "!2\0" "Icls-with-Credentials\0i\0" &&
	printf other >"$TRASH/password" &&
	vector pipe-26 &&
	put cls-with-Credentials CommandLine sz "--hang" \
		StartTimeout dword 500 &&
	vector pipe-27
'

test_expect_success VECTORS 'a tenth argument is not read' '
	vector pipe-29 &&
	ask "Ic\0i\0" >info &&
	grep -F "\"8\" \"9\"" info
'

test_expect_success 'a class name with a backslash is refused' '
	put "c\\inner" Executable sz "$TOYFS" &&
	replies "!2\0" "Sc\\\\inner\0i\0"
'

test_expect_success 'an empty message, an unknown verb, bad UTF-16' '
	replies "!87\0" --raw "" &&
	replies "!87\0" "Fno-such-verb\0" &&
	replies "!87\0" --raw "53" &&
	replies "!87\0" --raw "5300 00d8 0000 6900 0000"
'

test_expect_success 'a verb without its words, and names that look like words' '
	replies "!2\0" "Fwait\0c\0after\0ready\0" &&
	replies "!87\0" "Fdefinition\0" &&
	replies "!2\0" "Fdefinition\0after\0x\0" &&
	ask "Fping\0"
'

# It runs already where the vectors are here.
is_running () {
	ask "Ic\0i\0" || ask "Sc\0i\0"
}

test_expect_success 'both pipes speak both languages' '
	is_running &&
	replies "\$c\0i\0" --pipe fspd L &&
	ask "Fping\0" &&
	ask --pipe fspd "Fversion\0" >version &&
	grep fspd version
'

test_expect_success 'a caller without the right is denied' '
	put memfs32 Security sz "D:P(A;;RPWPLC;;;SY)" &&
	replies "!5\0" "Smemfs32\0i\0" &&
	logged "Security grants no RP" &&
	put memfs32 Security sz "D:P(A;;RPLC;;;WD)" &&
	replies "\$" "Smemfs32\0i\0" &&
	replies "\$" "Tmemfs32\0i\0"
'

test_done
