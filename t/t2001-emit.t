#!/bin/sh
# Files for mass deployment: what a machine makes of the files of `emit` is
# what `apply` would have written to it, to the byte; and a .reg file as the
# registry that plan, apply, export and remove work on.

. "$(dirname "$0")/test-lib.sh"

services='HKLM\SOFTWARE\WinFsp\Services'

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

cat >fs.ini <<'END'
[sshfs.r]
Executable  = C:\fs & more\sshfs-win.exe
CommandLine = svc %1 <%U> "100%%"
RunAs       = LocalService
Security    = D:P(A;;RPWPLC;;;AU)
Credentials = password
StopTimeout = 2s
Environment =
  A=1
  B=ä
Private.sshfs.rootdir = dword:1

[sshfs.r\host\dir 100%]
Argument2   = M:
Start       = demand
After =
  toy\a

[toy]
Executable = C:\toy.exe
RunAs = LocalService

[toy\a]
Argument2 = T:
END

text () {
	iconv -f utf-16 -t utf-8 "$@" | tr -d '\r'
}

test_expect_success 'emit reg opens every key first and closes it last' '
	fsp_import emit reg --out fs.reg fs.ini &&
	text fs.reg >out &&
	sed -n "1p;3,7p" out >head &&
	cat >expect <<-\END &&
	Windows Registry Editor Version 5.00
	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\sshfs.r]
	"Digest"=hex:

	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\sshfs.r\Instances\host%5Cdir 100%25]
	"Digest"=hex:
	END
	test_cmp expect head &&
	grep -c "^\"Digest\"=hex:[0-9a-f]" out >count &&
	test "$(cat count)" = 4 &&
	grep "^\"Recovery\"=-$" out
'

test_expect_success 'standard output has the same bytes' '
	fsp_import emit reg fs.ini >out &&
	test_cmp fs.reg out
'

test_expect_success 'a format that is none, a pair without a name: usage' '
	test_must_fail 64 fsp_import emit xls fs.ini 2>err &&
	grep "reg, pol, gpp and admx" err &&
	test_must_fail 64 fsp_import emit 2>err &&
	test_must_fail 64 fsp_import emit admx fs.ini 2>err &&
	grep -e "--out" err
'

test_expect_success 'an error in the files: nothing is made' '
	echo "[a]" >bad.ini &&
	test_must_fail 1 fsp_import emit reg --out bad.reg bad.ini 2>err &&
	grep "^bad.ini:1:2: error:" err &&
	test ! -e bad.reg
'

# A machine on which an installer wrote the class, exported there.
cat >installed.reg <<'END'
Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\toy]
"Executable"="C:\\toy.exe"
"CommandLine"="-f %1"
"RunAs"="LocalService"
"theirs"=dword:00000001
END
printf '%s\n' '[toy]' 'Extends = registry' 'CommandLine = -f %1 --new' \
	'Private.ours = sz:x' >over.ini

test_expect_success 'an overlay is emitted over the registry that is given' '
	cp installed.reg before.reg &&
	fsp_import emit reg --registry installed.reg --out over.reg over.ini &&
	test_cmp before.reg installed.reg &&
	text over.reg >out &&
	grep -F "\"Executable\"=\"C:\\\\toy.exe\"" out &&
	grep -F "\"CommandLine\"=\"-f %1 --new\"" out &&
	grep -F "\"ours\"=\"x\"" out && ! grep theirs out &&
	fsp_import apply --registry installed.reg over.ini &&
	text installed.reg | grep "^\"Digest\"=hex:[0-9a-f]" >applied &&
	grep "^\"Digest\"=hex:[0-9a-f]" out >emitted &&
	test_cmp applied emitted
'

test_expect_success 'without one it is refused, with the way out' '
	test_must_fail 1 fsp_import emit reg --out no.reg over.ini 2>err &&
	grep "^over.ini:2:11: error: .*--registry FILE.reg.*FSP0502" err &&
	test ! -e no.reg &&
	printf "[toy\\\\i]\nStart = demand\n" >waits.ini &&
	fsp_import emit reg waits.ini 2>err >out &&
	grep "waits for class .toy., which is not in these files" err &&
	fsp_import emit reg --strict --registry before.reg waits.ini >out &&
	test_must_fail 3 fsp_import emit reg --registry live fs.ini 2>err &&
	grep "only Windows has a registry" err
'

test_expect_success 'disabled, a policy leaves what others wrote' '
	fsp_import emit admx --registry before.reg --out over.admx over.ini &&
	sed -n "/<disabledList>/,\$p" over.admx >disabled &&
	grep "valueName=.ours." disabled && ! grep theirs over.admx
'

test_expect_success 'emit admx refuses by name what it cannot carry' '
	test_must_fail 1 fsp_import emit admx --out fs.admx fs.ini 2>err &&
	grep "^sshfs.r: error: Environment is a list.*FSP0601" err &&
	grep "^sshfs.r.Instances.host%5Cdir 100%25: error: After is" err &&
	test ! -e fs.admx
'

test_expect_success 'a .reg file is a registry to work on' '
	fsp_import apply --registry r.reg fs.ini >out &&
	grep "^4 keys written" out &&
	cp r.reg before &&
	fsp_import apply --registry r.reg fs.ini >out &&
	grep "^nothing to do" out &&
	test_cmp before r.reg &&
	fsp_import export --registry r.reg >again.ini &&
	fsp_import plan --registry r.reg again.ini &&
	fsp_import remove --registry r.reg toy >out &&
	test_must_fail 2 fsp_import plan --registry r.reg fs.ini >out &&
	grep "^+ toy$" out &&
	text r.reg >out &&
	test_must_fail 1 grep "toy" out
'

test_expect_success 'a .reg file that is not understood stays as it is' '
	printf "%s\n" "Windows Registry Editor Version 5.00" \
		"[HKEY_LOCAL_MACHINE\\a]" "\"v\"=\"C:\\x\"" >odd.reg &&
	cp odd.reg before &&
	test_must_fail 1 fsp_import apply --registry odd.reg fs.ini \
		>out 2>err &&
	grep "^odd.reg:3: error: .*FSP0110" err &&
	test_cmp before odd.reg &&
	test_must_fail 1 fsp_import export --registry odd.reg >out 2>err &&
	test ! -s out &&
	test_must_fail 3 fsp_import export --registry none.reg 2>err &&
	grep "none.reg" err
'

wine_world

dump () {
	win regdump dump "$services"
}

test_expect_success 'the Windows program makes the same file' '
	win fsp-import emit reg --out win.reg fs.ini &&
	test_cmp fs.reg win.reg &&
	win fsp-import emit reg fs.ini >out &&
	test_cmp fs.reg out
'

test_expect_success 'reg import gives what apply writes, to the byte' '
	win fsp-import apply fs.ini >out &&
	dump >applied &&
	win regdump delkey "$services" &&
	wine reg import "$(winpath fs.reg)" &&
	dump >imported &&
	test_cmp applied imported &&
	win fsp-import plan fs.ini >out &&
	grep "^nothing to do" out
'

test_expect_success 'also over an older definition, private values stay' '
	win regdump put "$services\\toy" Restart sz always &&
	win regdump put "$services\\toy" own sz kept &&
	win regdump put "$services\\toy\\Instances\\a" Argument3 sz old &&
	win regdump put "$services\\other" Executable sz "C:\\o.exe" &&
	wine reg import "$(winpath fs.reg)" &&
	dump >imported &&
	win regdump del "$services\\toy" own &&
	win regdump delkey "$services\\other" &&
	dump >cleaned &&
	test_cmp applied cleaned &&
	grep "^own sz \"kept\"" imported &&
	grep "^\[other\]" imported
'

test_expect_success 'a .reg file that Wine exports is read as a registry' '
	wine reg export "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services" \
		"$(winpath export.reg)" /y &&
	fsp_import plan --registry export.reg fs.ini &&
	win fsp-import export >live.ini &&
	fsp_import export --registry export.reg >file.ini &&
	tr -d "\r" <live.ini >live.text &&
	test_cmp live.text file.ini
'

test_expect_success 'an overlay, emitted, is what apply makes of the class' '
	win regdump delkey "$services" &&
	wine reg import "$(winpath before.reg)" &&
	win fsp-import emit reg --registry live over.ini >live.reg &&
	test_cmp over.reg live.reg &&
	win fsp-import apply over.ini && dump >applied &&
	win regdump delkey "$services" &&
	wine reg import "$(winpath before.reg)" &&
	wine reg import "$(winpath over.reg)" &&
	dump >imported && test_cmp applied imported &&
	grep "^theirs dword" imported
'

test_expect_success 'the Windows program works on a .reg file, too' '
	win fsp-import apply --registry w.reg fs.ini >out &&
	fsp_import plan --registry w.reg fs.ini &&
	fsp_import apply --registry n.reg fs.ini >out &&
	test_cmp n.reg w.reg
'

test_done
