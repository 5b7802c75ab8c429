#!/bin/sh
# The examples, imported: each as a whole, with what is special about it.

. "$(dirname "$0")/test-lib.sh"

examples=$PROJECT/conf/examples

# import NAME...: apply these examples to a registry of their own.
import () {
	for name
	do
		"$BUILD/native/fsp-import" apply --strict --registry world.reg \
			-D 'ProgramFiles=C:\Program Files' \
			-D 'ProgramFiles(x86)=C:\Program Files (x86)' \
			"$examples/$name.ini" >>out 2>>err || return
	done
}

# What the registry holds, one value a line.
holds () {
	"$BUILD/native/fsp-import" export --registry world.reg >exported.ini
}

for ini in "$examples"/*.ini "$examples"/overlay/*.ini
do
	name=${ini#"$examples/"}
	name=${name%.ini}
	test_expect_success "$name: imported, exported, imported again" '
		rm -f world.reg out err && : >out &&
		case $name in overlay/*) import sshfs.r ;; esac &&
		import "$name" && grep "^+\|^~" out &&
		import "$name" && tail -1 out | grep "^nothing to do" &&
		holds && "$BUILD/native/fsp-import" plan --registry world.reg \
			exported.ini >out && echo "nothing to do" >expect &&
		test_cmp expect out
	'
done

test_expect_success 'sshfs.r is what its installer writes' '
	rm -f world.reg && import sshfs.r && holds &&
	sed "/^;/d; s/  *= / = /" exported.ini >got &&
	cat >expect <<-\END_INI &&
	[sshfs.r]
	Executable = C:\Program Files\SSHFS-Win\bin\sshfs-win.exe
	CommandLine = svc %1 %2 %U
	Security = D:P(A;;RPWPLC;;;WD)
	JobControl = yes
	Credentials = password
	Private.sshfs.rootdir = dword:1
	END_INI
	sed "/^\$/d" got >shown && test_cmp expect shown
'

test_expect_success VECTORS 'and the installer writes no other value' '
	sed -n "s/.*\"svc-014\".*\"values\": {\([^}]*\)}.*/\1/p" \
		"$FSPD_VECTORS/services.jsonl" | sed "s/, /\n/g" | sort >theirs &&
	cat >ours <<-\EOF &&
	"CommandLine": "svc %1 %2 %U"
	"Credentials": 1
	"Executable": "[INSTALLDIR]bin\\sshfs-win.exe"
	"JobControl": 1
	"Security": "D:P(A;;RPWPLC;;;WD)"
	"sshfs.rootdir": 1
	EOF
	test_cmp theirs ours
'

test_expect_success 'the overlay changes one value of it' '
	: >out && import overlay/sshfs.r-keepalive &&
	cat >expect <<-\EOF &&
	~ sshfs.r
	    ~ CommandLine = svc %1 %2 %U -> svc %1 %2 %U -oServerAliveInterval=30
	1 key written
	EOF
	test_cmp expect out
'

test_expect_success 'virtiofs: two shares, each with its tag and drive' '
	rm -f world.reg && import virtiofs &&
	for name in projects:P scratch:V
	do
		"$BUILD/native/fsp-import" explain --registry world.reg \
			"virtiofs\\${name%:?}" >out &&
		grep -F -e "-t \"${name%:?}\" -m \"${name#*:}:\"" out || return 1
	done
'

test_expect_success 'sshfs at boot: a name of 62 characters, whole' '
	rm -f world.reg && import sshfs-boot && holds &&
	name="\\\\$(sed -n "s/^.\(sshfs.boot.*\)\]$/\1/p" exported.ini |
		tail -1)" &&
	test ${#name} = 62 &&
	"$BUILD/native/fsp-import" explain --registry world.reg \
		"${name#??}" >out &&
	grep -F "svc \"${name#?}\" \"S:\"" out && grep "Secret = local" out
'

test_expect_success 'juicefs: its password is in nothing that is written' '
	rm -f world.reg && import juicefs && holds &&
	grep "^Secret *= local" exported.ini &&
	grep "^SecretTo *= env:META_PASSWORD" exported.ini
'

# The literal blocks of fspd.ini(5), one file each.
test_expect_success 'the examples of the manual are sound' '
	awk "/^[.]Bd -literal/ { n++; on = 1; next } /^[.]Ed/ { on = 0 }
	     on { gsub(/\\\\e/, \"\\\\\"); print >(\"manual\" n \".ini\") }" \
		"$PROJECT/man/fspd.ini.5" &&
	test -s manual3.ini && ! grep "\\\\e" manual*.ini &&
	for file in manual*.ini
	do
		"$BUILD/native/fsp-import" check --strict "$file" || return 1
	done
'

test_done
