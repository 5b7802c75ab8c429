#!/bin/sh
# fsp-import takes back what it did: rollback, removal of what was adopted,
# pruning, saved plans; on a .reg file, where every system can run it.

. "$(dirname "$0")/test-lib.sh"

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

# on VERB ...: with the registry and the data folder of this script.
on () {
	fsp_import "$@" --registry world.reg --data data
}

# class NAME RUNAS [LINE]: a definition without faults.
class () {
	printf '%s\n' "[$1]" 'Executable = C:\fs\x.exe' "RunAs = $2" "$3"
}

# What the registry holds, but for our bookkeeping.
holds () {
	fsp_import export --registry world.reg >exported.ini && sed '/^;/d' exported.ini
}

test_expect_success 'rollback restores what the last apply replaced' '
	class a LocalService >a.ini && on apply a.ini &&
	holds >first &&
	{ class a NetworkService "StopTimeout = 9s" && class b LocalService &&
		printf "[b\\\\i]\nArgument2 = M:\n"; } >a2.ini &&
	on apply a2.ini && holds >second &&
	on rollback >out &&
	cat >expect <<-\EOF &&
	~ a
	    ~ RunAs = NetworkService -> LocalService
	    - StopTimeout = 9s
	- b
	2 keys restored; '\''fsp-import rollback 3'\'' takes that back
	EOF
	test_cmp expect out &&
	holds >now && test_cmp first now
'

test_expect_success 'a rollback is taken back, a second goes one run further' '
	on rollback 3 && holds >now && test_cmp second now &&
	on rollback && holds >now && test_cmp first now &&
	on rollback && holds >now && ! grep . now &&
	test_must_fail 1 on rollback 2>err &&
	grep "nothing to roll back" err
'

test_expect_success 'what was changed since is refused, but with --force' '
	on apply a.ini && on apply a2.ini &&
	class b NetworkService >b3.ini &&
	fsp_import apply --registry world.reg b3.ini &&
	test_must_fail 4 on rollback 2>err &&
	grep "^b: changed since" err && ! grep "^a:" err &&
	holds >now && grep "RunAs.*NetworkService" now &&
	on rollback --force && holds >now && test_cmp first now
'

test_expect_success 'a class that holds a newer instance is not removed' '
	on apply a2.ini &&
	printf "[b\\\\late]\nArgument2 = N:\n" >late.ini &&
	fsp_import apply --registry world.reg late.ini &&
	test_must_fail 4 on rollback 2>err && grep "late: made since" err &&
	on rollback --force && holds >now && test_cmp first now
'

test_expect_success 'remove is rolled back with its instances' '
	on apply a2.ini && holds >whole &&
	on remove b && on rollback && holds >now && test_cmp whole now
'

test_expect_success 'the last 20 runs are kept' '
	for i in 1 2 3 4 5 6 7 8 9 10 11 12
	do
		on apply -q a.ini && on apply -q a2.ini || return 1
	done &&
	test "$(find data/undo -name "*.undo" | wc -l)" = 20
'

test_expect_success 'a damaged undo file is told, not guessed at' '
	last=$(find data/undo -name "*.undo" | sort | tail -1) &&
	cp "$last" kept && sed "\$d" kept >"$last" &&
	test_must_fail 3 on rollback 2>err && grep "damaged" err &&
	cp kept "$last"
'

# earlier: the run that the refusal of a damaged undo file names.
earlier () {
	sed -n "s/.*fsp-import rollback \([0-9]*\).*/\1/p" "$1"
}

test_expect_success 'and the way past it is told' '
	rm -rf data world.reg && on apply -q a.ini && holds >first &&
	on apply -q a2.ini && on apply -q b3.ini && holds >third &&
	cp data/undo/000003.undo kept && sed "\$d" kept >data/undo/000003.undo &&
	test_must_fail 3 on rollback 2>err &&
	test "$(earlier err)" = 2 &&
	test_must_fail 4 on rollback 2 &&
	on rollback --force 2 && holds >now && test_cmp first now &&
	on rollback --force 4 && holds >now && test_cmp third now &&
	rm data/undo/000003.undo &&
	on rollback --force && holds >now && test_cmp first now
'

test_expect_success 'what somebody else took back already is passed over' '
	rm -rf data world.reg && on apply -q a.ini && holds >first &&
	class b LocalService >b.ini && class b NetworkService >b2.ini &&
	on apply -q b.ini && on apply -q b2.ini &&
	fsp_import apply -q --registry world.reg b.ini && holds >before &&
	on rollback >out && grep "as before run 3: another rollback" out &&
	holds >now && test_cmp before now &&
	on rollback && holds >now && test_cmp first now &&
	on rollback && holds >now && ! grep . now
'

# dies N: run N, whose undo file is the newest, did not finish.
dies () {
	touch "data/undo/00000$1.open"
}

test_expect_success 'a run that died before it wrote is passed over' '
	rm -rf data world.reg && on apply -q a.ini && cp world.reg first.reg &&
	on apply -q a2.ini && cp first.reg world.reg && dies 2 &&
	holds >first && on rollback && holds >now && test_cmp first now &&
	on rollback && holds >now && ! grep . now &&
	! ls data/undo | grep open
'

# half: a.ini was in force, a2.ini was being applied: its a stands, b is open.
half () {
	rm -rf data world.reg && on apply -q a.ini && holds >first &&
	on apply -q a2.ini && holds >second && dies 2 &&
	iconv -f UTF-16 -t UTF-8 world.reg | awk "
		/^\[/ { b = /\\\\b[]\\\\]/ }
		b && /Digest/ { print \"\\\"Digest\\\"=hex:\r\"; skip = 1; next }
		skip && /^  / { next }
		{ skip = 0 }
		b && /Executable/ { next }
		{ print }" | iconv -f UTF-8 -t UTF-16 >half.reg &&
	cp half.reg world.reg
}

test_expect_success 'rollback of a run that died' '
	half && on rollback >out && holds >now && test_cmp first now &&
	grep "of a run that was interrupted" out && ! grep "takes that" out &&
	! ls data/undo | grep open &&
	on rollback && holds >now && ! grep . now
'

test_expect_success 'rollback of the run that completed it' '
	half && on apply -q a2.ini && holds >now && test_cmp second now &&
	! ls data/undo | grep open &&
	on rollback && holds >now && test_cmp first now &&
	on rollback 4 && holds >now && test_cmp second now &&
	on rollback && on rollback && holds >now && ! grep . now
'

test_expect_success 'rollback of another run that came after it' '
	half && class c LocalService >c.ini && on apply -q c.ini &&
	on rollback && holds >now && test_cmp first now
'

test_expect_success 'a rollback that died is done again' '
	half && rm data/undo/*.open && cp world.reg second.reg &&
	on rollback --force && cp half.reg world.reg && dies 3 &&
	on rollback && holds >now && test_cmp first now &&
	on rollback && holds >now && ! grep . now
'

# An installer wrote this; it has no Owner and no Digest.
installed () {
	cat >world.reg <<-\EOF
	Windows Registry Editor Version 5.00

	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\sshfs]
	"Executable"="C:\\sshfs.exe"
	"CommandLine"="-f %1"
	"RunAs"="LocalService"
	"theirs"=dword:00000001
	EOF
}

test_expect_success 'an adopted class goes back to what its installer wrote' '
	installed && fsp_import export --registry world.reg --quiet | grep -v "^;" >before &&
	printf "%s\n" "[sshfs]" "Extends = registry" "StopTimeout = 9s" \
		"[sshfs\\x]" "Argument2 = X:" >over.ini &&
	on apply over.ini && grep "" data/adopted/* | grep -c Executable &&
	on remove sshfs >out &&
	fsp_import export --registry world.reg --quiet | grep -v "^;" >after && test_cmp before after &&
	! iconv -f UTF-16 world.reg | grep Digest &&
	test -z "$(ls data/adopted)"
'

# upgrade OLD NEW: an installer writes over what is there, our Owner included
# in what it leaves alone.
upgrade () {
	iconv -f UTF-16 -t UTF-8 world.reg | sed "s/$1/$2/" |
		iconv -f UTF-8 -t UTF-16 >upgraded.reg &&
	mv upgraded.reg world.reg
}

test_expect_success 'what its installer wrote later comes back, not older' '
	installed && on apply -q over.ini && upgrade "sshfs.exe" "sshfs2.exe" &&
	on remove -q sshfs && holds >now &&
	grep "Executable *= C:.sshfs2.exe" now && ! grep StopTimeout now
'

test_expect_success 'and after more applies, what of it is not ours' '
	installed && on apply -q over.ini && upgrade "sshfs.exe" "sshfs2.exe" &&
	on apply -q over.ini &&
	sed s/9s/8s/ over.ini >over8.ini && on apply -q over8.ini &&
	upgrade "\"CommandLine\"=\"-f" "\"CommandLine\"=\"-d -f" &&
	upgrade "\"theirs\"=.*" "\"theirs2\"=dword:00000007" &&
	on remove -q sshfs && holds >now &&
	grep "Executable *= C:.sshfs2.exe" now && ! grep StopTimeout now &&
	grep "CommandLine *= -d -f %1" now && grep "theirs2 *= dword:7" now &&
	! grep "theirs *=" now && test -z "$(ls data/adopted)"
'

test_expect_success 'what an apply that died left is not adopted' '
	cat >world.reg <<-\EOF &&
	Windows Registry Editor Version 5.00

	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\own]
	"Digest"=hex:
	EOF
	class own LocalService >own.ini && on apply own.ini &&
	on remove own && holds >now && ! grep . now &&
	! iconv -f UTF-16 world.reg | grep own
'

# It died between making the key of an instance and writing to it.
died () {
	cat <<-\EOF
	Windows Registry Editor Version 5.00

	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\own]
	"Digest"=hex:
	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\own\Instances\i]
	EOF
}

test_expect_success 'nor is a key that it had no time to write to' '
	died >world.reg &&
	{ class own LocalService && printf "[own\\i]\nArgument2 = M:\n"; } \
		>own.ini &&
	on apply own.ini && test -z "$(ls data/adopted)" &&
	on remove own && holds >now && ! grep . now &&
	! iconv -f UTF-16 world.reg | grep own
'

test_expect_success 'and prune takes it for what it is' '
	died >world.reg && rm -rf conf && mkdir conf &&
	class other LocalService >conf/other.ini &&
	on apply --prune=all conf && ! iconv -f UTF-16 world.reg | grep own
'

test_expect_success 'once adopted, rolled back and gone, nothing comes back' '
	installed && on apply over.ini && on rollback &&
	installed && sed -i "/sshfs/,\$d" world.reg &&
	class sshfs LocalService >own.ini && on apply own.ini &&
	on remove sshfs && holds >now && ! grep sshfs now
'

test_expect_success 'prune removes what no file of the owner declares' '
	rm -rf world.reg conf && mkdir conf &&
	class a LocalService >conf/a.ini && class b LocalService >conf/b.ini &&
	on apply conf && class c LocalService >c.ini &&
	on apply --owner msi c.ini &&
	rm conf/b.ini && test_must_fail 2 on plan --prune conf >out &&
	echo "- b" >expect && test_cmp expect out &&
	on apply --prune conf && holds >now &&
	grep "^.a." now && grep "^.c." now && ! grep "^.b." now
'

test_expect_success 'an empty key is nobodys' '
	printf "Windows Registry Editor Version 5.00\n\n[%s]\n" \
		"HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\foo" \
		>bare.reg &&
	mkdir new && cp conf/a.ini new &&
	fsp_import apply -q --prune --registry bare.reg new &&
	fsp_import remove -q --owner nobody --registry bare.reg &&
	iconv -f UTF-16 bare.reg | grep "Services.foo]"
'

test_expect_success 'prune needs a directory' '
	test_must_fail 1 on apply --prune conf/a.ini 2>err &&
	grep "needs directories" err
'

test_expect_success 'an empty folder removes nothing without =all' '
	mkdir empty &&
	test_must_fail 1 on apply --prune empty 2>err &&
	grep "all 1 definitions of owner .local.*FSP0505" err &&
	on apply --prune=all empty && holds >now && ! grep "^.a." now &&
	grep "^.c." now
'

test_expect_success 'a class with an instance of others is not pruned' '
	on apply conf &&
	printf "[a\\\\x]\nArgument2 = X:\n" >x.ini &&
	on apply --owner msi x.ini &&
	test_must_fail 1 on apply --prune=all empty 2>err &&
	grep "its instance .x. is not this owner.*FSP0504" err &&
	on apply --prune=all --force empty && holds >now &&
	! grep "^.a" now
'

# Beside an instance that nobody owns: it was there before.
adopt_with_instance () {
	rm -rf world.reg data conf && mkdir conf && installed &&
	cat >>world.reg <<-\EOF &&
	[HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services\sshfs\Instances\his]
	"Argument2"="H:"
	EOF
	fsp_import export --registry world.reg --quiet | grep -v "^;" >before &&
	cp over.ini conf && on apply conf
}

adopted_is_back () {
	fsp_import export --registry world.reg --quiet | grep -v "^;" >after &&
	test_cmp before after
}

test_expect_success 'what was adopted is given back, its instances stay' '
	adopt_with_instance && rm conf/over.ini &&
	on apply --prune=all conf && adopted_is_back &&
	adopt_with_instance && on remove --owner local && adopted_is_back &&
	adopt_with_instance && on remove sshfs && adopted_is_back
'

test_expect_success 'the last file of an owner is gone' '
	rm -rf world.reg data conf && mkdir -p conf/corp &&
	class a LocalService >conf/a.ini &&
	class c LocalService >conf/corp/c.ini && on apply conf &&
	rm conf/corp/c.ini &&
	test_must_fail 1 on apply --prune conf 2>err &&
	grep "all 1 definitions of owner .corp.*FSP0505" err &&
	on apply --prune=all conf && holds >now &&
	grep "^.a." now && ! grep "^.c." now &&
	class c LocalService >c.ini && on apply --owner msi c.ini &&
	class b LocalService >conf/b.ini && on apply conf
'

test_expect_success 'remove --owner removes the whole set' '
	on apply conf && on remove --owner msi && holds >now &&
	grep "^.a." now && ! grep "^.c." now
'

test_expect_success 'a saved plan is applied as it was shown' '
	sed s/LocalService/NetworkService/ conf/a.ini >n.ini &&
	test_must_fail 2 on plan --out saved.plan n.ini >shown &&
	echo "[broken" >n.ini &&
	on apply --plan saved.plan >out &&
	grep "RunAs = LocalService -> NetworkService" out &&
	holds >now && grep "^RunAs *= NetworkService" now
'

test_expect_success 'a stale plan is refused' '
	test_must_fail 2 on plan --out saved.plan conf &&
	class a LocalService "StopTimeout = 8s" >m.ini && on apply m.ini &&
	test_must_fail 4 on apply --plan saved.plan 2>err &&
	grep "^a: changed since" err
'

test_expect_success 'what is no plan is refused' '
	test_must_fail 1 on apply --plan conf/a.ini 2>err &&
	grep "is no plan" err &&
	test_must_fail 1 on apply --plan "$(find data/undo | sort | tail -1)" &&
	test_must_fail 64 on apply --plan saved.plan conf/a.ini
'

test_done
