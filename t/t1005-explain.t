#!/bin/sh
# fsp-import explain and completion; definitions for WinFsp.Launcher.

. "$(dirname "$0")/test-lib.sh"

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

cat >fs.ini <<'END_INI'
[*]
StopTimeout = 9s

[memfs]
Executable  = C:\fs\memfs.exe
CommandLine = -u %1 -m %2 %3
RunAs       = LocalService
Security    = D:P(D;;WP;;;BG)(A;;RPWPLC;;;BA)(A;;LC;;;WD)
Private.theirs = dword:1

[memfs\host]
Argument2   = M:
Argument3   = a "b" c\
ExtraArguments = --late
END_INI

test_expect_success 'explain a class of a file' '
	fsp_import explain --from fs.ini memfs one "two 2" >out &&
	sed -n "/default$/!p" out >shown &&
	cat >expect <<-\EOF &&
	[memfs]
	  Executable = C:\fs\memfs.exe                            fs.ini:5
	  CommandLine = -u %1 -m %2 %3                            fs.ini:6
	  RunAs = LocalService                                    fs.ini:7
	  Security = D:P(D;;WP;;;BG)(A;;RPWPLC;;;BA)(A;;LC;;;WD)  fs.ini:8
	  StopTimeout = 9s                                        fs.ini:2
	  theirs = dword:1                                        fs.ini:9
	  may start: Administrators
	  may stop: Administrators; denied to Guests
	  may query: Administrators, Everyone
	  starts: "C:\fs\memfs.exe" -u "one" -m "two 2" ""
	EOF
	test_cmp expect shown &&
	grep "  RestartDelay = 500ms  *default" out
'

test_expect_success 'explain an instance, its class and its command line' '
	fsp_import explain --from fs.ini "memfs\\host" >out &&
	grep "^  Argument2 = M:  *fs.ini:12" out &&
	grep "^  StopTimeout = 9s  *fs.ini:2" out &&
	grep "^  may start: SYSTEM, Administrators$" out &&
	grep "^  may query: SYSTEM, Administrators, Everyone$" out &&
	grep -F "starts: \"C:\\fs\\memfs.exe\" -u \"\\memfs\\host\" -m \"M:\" \"a \\\"b\\\" c\\\\\" --late" out
'

test_expect_success 'explain what the registry holds' '
	fsp_import apply -q --registry world.reg fs.ini &&
	fsp_import explain --registry world.reg memfs >out &&
	grep "^  RunAs = LocalService  *registry" out &&
	grep "^  Source = fs.ini:4  *registry" out &&
	grep "starts: .C:.fs.memfs.exe. -u .{1}. -m .{2}. .{3}." out &&
	fsp_import explain --registry world.reg "memfs\\host" >out &&
	grep "^  StopTimeout = 9s  *registry" out &&
	grep "starts: .*--late" out
'

test_expect_success 'no password of the registry is shown' '
	cat >clear.ini <<-\EOF &&
	[fs]
	Executable = C:\x.exe
	RunAs = .
	CommandLine = --password=hunter2 %1
	Environment = A_PASS=hunter2
	[fs\i]
	Start = demand
	Secret = local
	EOF
	fsp_import apply -q --allow FSP0450 --registry clear.reg clear.ini &&
	iconv -f UTF-16 -t UTF-8 clear.reg |
		sed "s/^\"Secret\"=[^\r]*/\"Secret\"=\"hunter2\"/" |
		iconv -f UTF-8 -t UTF-16 >found.reg &&
	fsp_import explain --registry found.reg fs u >out &&
	fsp_import explain --registry found.reg "fs\\i" >>out &&
	grep "  Secret = \*\*\* " out &&
	grep "  starts: .*--password=\*" out &&
	test_must_fail 2 fsp_import plan --allow FSP0450 --registry found.reg \
		clear.ini >>out &&
	test_must_fail 2 fsp_import plan --json --allow FSP0450 \
		--registry found.reg clear.ini >>out &&
	grep "Secret = \*\*\* -> local" out &&
	! grep hunter2 out
'

test_expect_success 'no password is quoted by a finding' '
	cat >quoted.ini <<-\EOF &&
	[fs]
	Executable = C:\x.exe
	RunAs = .
	Environment =
	  RCLONE_PASS: hunter2
	[fs\i]
	SecretTo = env:RCLONE_PASS=hunter2
	EOF
	test_must_fail 1 fsp_import check quoted.ini 2>err &&
	test_must_fail 1 fsp_import check --json quoted.ini >>err &&
	grep ".RCLONE_PASS: \*\*\*\*\*\*\*. has no" err &&
	! grep hunter2 err
'

test_expect_success 'explain refuses what is not there' '
	test_must_fail 1 fsp_import explain --from fs.ini nope 2>err &&
	grep "there is no .nope. in these files" err &&
	test_must_fail 1 fsp_import explain --registry world.reg nope 2>err &&
	grep "there is no .nope. in the registry" err &&
	test_must_fail 64 fsp_import explain
'

test_expect_success 'WinFsp.Launcher: what it ignores is told' '
	test_must_fail 1 fsp_import check --strict --target winfsp fs.ini 2>err &&
	sed -n "s/^\([^ ]*\) error.*\(.FSP.*\)/\1 \2/p" err >places &&
	printf "%s\n" "fs.ini:2:15: [FSP0416]" "fs.ini:11:2: [FSP0416]" >expect &&
	test_cmp expect places &&
	fsp_import check --strict --target fspd fs.ini &&
	fsp_import check --target winfsp fs.ini
'

test_expect_success 'WinFsp.Launcher: its limits are errors' '
	{
		printf "%s\n" "[fs]" "Executable = C:\\x.exe" "RunAs = ."
		printf "CommandLine = %0509d\n" 0
	} >long.ini &&
	fsp_import check long.ini 2>err && grep "warning: .*FSP0414" err &&
	test_must_fail 1 fsp_import check --target winfsp long.ini 2>err &&
	grep "error: .*FSP0414" err &&
	fsp_import check --target winfsp --allow FSP0414 long.ini &&
	sed "s/ = 0/ = /" long.ini >short.ini &&
	fsp_import check --strict --target winfsp short.ini
'

# complete WORD...: what bash offers for the last word.
complete_words () {
	bash -c '. ./fsp-import.bash; COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1)); _fsp_import
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort
}

test_expect_success 'bash completes verbs, options and their words' '
	fsp_import completion bash >fsp-import.bash &&
	complete_words fsp-import rol >out && grep "^rollback$" out &&
	complete_words fsp-import apply --pr >out &&
	printf "%s\n" --prune --prune=all >expect && test_cmp expect out &&
	complete_words fsp-import check --pr >out && ! grep prune out &&
	complete_words fsp-import check --target "" >out &&
	printf "%s\n" fspd winfsp >expect && test_cmp expect out &&
	complete_words fsp-import check fs >out && grep "^fs.ini$" out
'

test_expect_success 'every option is in every script' '
	fsp_import completion powershell >fsp-import.ps1 &&
	fsp_import --help | grep -o "^  [-, a-zA-Z]*--[a-z-]*" |
		grep -o -e "--[a-z-]*" >options &&
	test "$(wc -l <options)" -gt 15 &&
	while read -r option
	do
		grep -q -e "$option" fsp-import.bash &&
		grep -q -e "'\''$option'\''" fsp-import.ps1 || return 1
	done <options &&
	test_must_fail 64 fsp_import completion fish
'

test_done
