#!/bin/sh
# fsp-import writes the registry: plan, apply, remove, as an administrator
# meets them; values to the byte, by a reader of our own.

. "$(dirname "$0")/test-lib.sh"

wine_world

services='HKLM\SOFTWARE\WinFsp\Services'

dump () {
	win regdump dump "$services"
}

cat >fs.ini <<'END'
[memfs]
Executable  = C:\fs\memfs.exe
CommandLine = -u %1 -m %2
RunAs       = LocalService
Security    = D:P(A;;RPWPLC;;;AU)
StopTimeout = 2s
Environment =
  A=1
  B=2
Private.sshfs.rootdir = dword:1

[memfs\host\dir 100%]
Argument2   = M:
END

test_expect_success 'plan shows what would be done and does nothing' '
	test_must_fail 2 win fsp-import plan fs.ini >out &&
	cat >expect <<-\END &&
	+ memfs
	    + Executable = C:\fs\memfs.exe
	    + CommandLine = -u %1 -m %2
	    + RunAs = LocalService
	    + Security = D:P(A;;RPWPLC;;;AU)
	    + StopTimeout = 2s
	    + Environment = A=1\nB=2
	    + Owner = local
	    + sshfs.rootdir = dword:1
	+ memfs\host\dir 100%
	    + Argument2 = M:
	    + Owner = local
	END
	test_cmp expect out &&
	test_must_fail 2 win regdump dump "$services"
'

test_expect_success 'apply writes it, in the 32-bit view, to the byte' '
	win fsp-import apply fs.ini >out &&
	grep "^2 keys written" out &&
	echo "no fspd here: WinFsp.Launcher reads this at the next start;" \
		"ignored there: StopTimeout, Environment, 1 instance" >expect &&
	tail -1 out >line && test_cmp expect line &&
	dump | sed "s/^\(Digest binary\)\( [0-9a-f][0-9a-f]\)\{32\}$/\1 32/" \
		>out &&
	cat >expect <<-\END &&
	[.]
	[memfs]
	CommandLine sz "-u %1 -m %2"
	Digest binary 32
	Environment multi "A=1" "B=2"
	Executable sz "C:\\fs\\memfs.exe"
	Owner sz "local"
	RunAs sz "LocalService"
	Security sz "D:P(A;;RPWPLC;;;AU)"
	Source sz "fs.ini:1"
	sshfs.rootdir dword 0x00000001
	StopTimeout dword 0x000007d0
	[memfs\Instances]
	[memfs\Instances\host%5Cdir 100%25]
	Argument2 sz "M:"
	Digest binary 32
	Owner sz "local"
	Source sz "fs.ini:12"
	END
	test_cmp expect out &&
	wine reg query \
		"HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\memfs" \
		/v RunAs | grep LocalService
'

test_expect_success 'applied again nothing is written' '
	win regdump time "$services" >before &&
	win fsp-import fs.ini >out &&
	grep "^nothing to do" out &&
	win fsp-import plan fs.ini &&
	win regdump time "$services" >after &&
	test_cmp before after
'

test_expect_success 'only what differs is written; foreign values stay' '
	win regdump put "$services\\memfs" theirs sz kept &&
	sed "s/LocalService/NetworkService/; /StopTimeout/d" fs.ini >fs2.ini &&
	win fsp-import apply fs2.ini >out &&
	cat >expect <<-\END &&
	! memfs  (changed by another program since the last apply)
	    ~ RunAs = LocalService -> NetworkService
	    - StopTimeout = 2s
	1 key written
	END
	sed "\$d" out >shown && test_cmp expect shown &&
	dump >out && grep "^theirs sz .kept" out && ! grep StopTimeout out
'

test_expect_success 'one error anywhere and nothing is written' '
	dump >before &&
	printf "[other]\nExecutable = x.exe\nRunAs = .\n" >bad.ini &&
	test_must_fail 1 win fsp-import apply fs.ini bad.ini 2>err &&
	grep "^bad.ini:2:14: error: .*FSP0402" err &&
	dump >after && test_cmp before after
'

test_expect_success 'another owner is not overwritten, but with --force' '
	test_must_fail 4 win fsp-import apply --owner msi fs.ini 2>err &&
	grep "FSP0501" err &&
	win fsp-import apply --owner msi --force fs.ini >out &&
	dump | grep "^Owner sz .msi" &&
	win fsp-import apply --force fs.ini
'

test_expect_success 'an interrupted apply is told and completed' '
	win regdump put "$services\\memfs" Digest binary &&
	test_must_fail 2 win fsp-import plan fs.ini >out &&
	grep "^~ memfs  (an apply was interrupted here)" out &&
	win fsp-import apply fs.ini && win fsp-import plan fs.ini
'

test_expect_success 'an overlay adds one key to an installed class' '
	for value in "Executable sz C:\\x.exe" "Credentials dword 1" \
		"CommandLine sz -old"
	do
		win regdump put "$services\\sshfs" $value || return 1
	done &&
	printf "%s\n" "[sshfs]" "Extends = registry" "CommandLine = -new" \
		>overlay.ini &&
	win fsp-import apply overlay.ini &&
	win regdump dump "$services\\sshfs" >out &&
	grep "^CommandLine sz .-new" out && grep "^Credentials dword" out &&
	win fsp-import plan overlay.ini
'

test_expect_success 'the registry spells the name' '
	sed "s/memfs/MEMFS/" fs.ini >case.ini &&
	test_must_fail 1 win fsp-import plan case.ini 2>err &&
	grep "FSP0503" err
'

test_expect_success 'remove: an instance, then the class' '
	win fsp-import remove "memfs\\host\\dir 100%" >out &&
	grep "^1 key removed" out &&
	dump >out && ! grep "dir 100" out && grep "^.memfs" out &&
	test_must_fail 4 win fsp-import remove --owner msi memfs 2>err &&
	win fsp-import remove memfs >out &&
	dump >out && ! grep memfs out &&
	test_must_fail 1 win fsp-import remove memfs 2>err &&
	grep "the registry has no such class" err
'

test_expect_success 'remove: what others declared in a class stays' '
	cat >class.ini <<-\END &&
	[shared]
	Executable = C:\windows\system32\cmd.exe
	RunAs = LocalService
	[shared\ours]
	Start = demand
	END
	cat >theirs.ini <<-\END &&
	[shared\theirs]
	Start = demand
	END
	win fsp-import apply class.ini &&
	win fsp-import apply --owner ops theirs.ini &&
	dump >before &&
	test_must_fail 4 win fsp-import remove shared 2>err &&
	grep "owner .local.*--owner NAME.*--force" err &&
	grep "^  shared.theirs  (owner .ops.)" err && ! grep "shared.ours" err &&
	dump >now && test_cmp before now &&
	win fsp-import remove --owner ops "shared\theirs" &&
	win fsp-import remove shared &&
	dump >now && ! grep shared now
'

test_expect_success 'remove --force: all of the class goes' '
	win fsp-import apply class.ini &&
	win fsp-import apply --owner ops theirs.ini &&
	win fsp-import remove --force shared &&
	dump >now && ! grep shared now
'

test_expect_success 'another root leaves the real one alone' '
	dump >before &&
	win fsp-import apply --root "HKLM\\SOFTWARE\\other" fs.ini &&
	dump >after && test_cmp before after &&
	win regdump dump "HKLM\\SOFTWARE\\other" | grep "^Executable"
'

test_expect_success 'UTF-16 with its mark, a directory, an owner by folder' '
	mkdir -p conf/corp &&
	{ printf "\377\376" && iconv -t UTF-16LE fs.ini; } >conf/a.ini &&
	printf "%s\n" "[c]" "Executable = C:\\c.exe" "RunAs = ." \
		>conf/corp/c.ini &&
	win fsp-import apply --root "HKLM\\SOFTWARE\\dir" conf &&
	win regdump dump "HKLM\\SOFTWARE\\dir" >out &&
	grep "^Owner sz .corp" out && grep "^Source sz .a.ini:1" out
'

test_expect_success 'what others write is seen, though the rest is passed over' '
	win fsp-import apply fs.ini && win fsp-import apply fs.ini >out &&
	grep "^nothing to do" out &&
	test -n "$(ls "$DRIVE_C/ProgramData/fspd/applied")" &&
	win regdump put "$services\\memfs" RunAs sz LocalSystem &&
	test_must_fail 2 win fsp-import plan fs.ini >out &&
	grep "^! memfs" out && grep "LocalSystem -> LocalService" out &&
	win fsp-import apply fs.ini && win fsp-import plan fs.ini &&
	win fsp-import plan --verify fs.ini &&
	win fsp-import rollback >out && grep "^1 key restored" out &&
	test_must_fail 2 win fsp-import plan fs.ini
'

test_expect_success 'without files conf.d of ProgramData is read' '
	conf=$DRIVE_C/ProgramData/fspd/conf.d &&
	test_must_fail 3 win fsp-import check 2>err &&
	grep "cannot list .*conf.d" err &&
	mkdir -p "$conf" && cp fs.ini "$conf" &&
	win fsp-import check >out &&
	grep "^1 file, 1 class, 1 instance" out
'

test_done
