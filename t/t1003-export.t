#!/bin/sh
# fsp-import export: what the registry holds comes back as INI, and that INI
# makes the same registry again.

. "$(dirname "$0")/test-lib.sh"

wine_world

first='HKLM\SOFTWARE\first'
second='HKLM\SOFTWARE\second'

cat >fs.ini <<'END'
[sshfs.r]
Executable = C:\sshfs\bin\sshfs-win.exe
CommandLine = svc %1 %2 %U
RunAs = LocalService
Security = D:P(A;;RPWPLC;;;AU)
Credentials = password
Private.sshfs.rootdir = dword:1

[sshfs.r\user@[fe80::1]!22\dir]
Environment =
  A=$${HOME}
  B=2
Argument2 = X:
User = CORP\bob
Secret = local

END

dump () {
	win regdump dump "$1" | sed '/^Source /d'
}

test_expect_success 'the text comes back' '
	win fsp-import apply --root "$first" fs.ini &&
	win fsp-import export --root "$first" >out.ini 2>err &&
	test ! -s err &&
	test_cmp fs.ini out.ini
'

test_expect_success 'and makes the same registry, to the byte' '
	win fsp-import apply --root "$second" out.ini &&
	dump "$first" >expect && dump "$second" >out &&
	test_cmp expect out
'

test_expect_success 'one by name; a name that is not there is refused' '
	win fsp-import export --root "$first" \
		"sshfs.r\\user@[fe80::1]!22\\dir" >out &&
	test "$(grep -c "^.sshfs" out)" = 1 &&
	test_must_fail 1 win fsp-import export --root "$first" nope >out 2>err &&
	grep "has no such class" err && test ! -s out
'

test_expect_success 'what INI cannot say is a comment, named, status 1' '
	win regdump put "$first\\sshfs.r" blob binary 0102 &&
	test_must_fail 1 win fsp-import export --root "$first" >out 2>err &&
	grep "^.blob. of .sshfs.r. cannot be written" err &&
	grep "^; blob: type 3, 2 bytes, cannot be written here: 01 02" out &&
	grep "^Executable = C:" out
'

test_done
