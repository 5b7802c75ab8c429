#!/bin/sh
# shellcheck shell=dash
# Files are judged together with what the registry holds beneath them: the
# class of an instance, the rest of what Extends = registry lies over.

. "$(dirname "$0")/test-lib.sh"

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

# codes: the findings on standard input, code and line.
codes () {
	sed -n 's/^[^:]*:\([0-9]*\):[0-9]*: .*\[\(FSP....\)\]$/\1 \2/p'
}

KEY='HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\WinFsp\Services'
cat >installed.reg <<END
Windows Registry Editor Version 5.00

[$KEY\\sshfs]
"Executable"="C:\\\\sshfs.exe"
"RunAs"="."
"CommandLine"="svc %1 %2 %U"
"Credentials"=dword:00000001
"Security"="D:P(A;;RPWPLC;;;WD)"

[$KEY\\service]
"Executable"="C:\\\\x.exe"
"RunAs"="LocalService"
"Security"="D:P(A;;RPWPLC;;;WD)"

[$KEY\\parent\\Instances\\i]
"Start"="demand"
END

test_expect_success 'an instance is judged with the class of the registry' '
	printf "%s\n" "[sshfs\\a@h]" "Argument2 = S:" >instance.ini &&
	fsp_import check instance.ini &&
	cp installed.reg world.reg &&
	test_must_fail 1 fsp_import apply --registry world.reg instance.ini \
		2>err &&
	codes <err >found &&
	printf "1 %s\n" FSP0470 FSP0471 FSP0472 >expect &&
	test_cmp expect found &&
	grep "its class in the registry runs as the caller" err &&
	test_cmp installed.reg world.reg &&
	echo "Start = demand" >>instance.ini &&
	fsp_import apply --registry world.reg instance.ini
'

test_expect_success 'a key that only has instances is no class' '
	printf "%s\n" "[parent\\j]" "Start = demand" >waits.ini &&
	test_must_fail 2 fsp_import plan --registry installed.reg waits.ini \
		2>err &&
	codes <err >found && echo "1 FSP0208" >expect &&
	test_cmp expect found && grep "without an Executable" err
'

test_expect_success 'an overlay is judged with what it lies over' '
	printf "%s\n" "[service]" "Extends = registry" \
		"Security = D:P(A;;RPWPLC;;;AU)" >over.ini &&
	fsp_import check --strict over.ini &&
	test_must_fail 2 fsp_import plan --strict --registry installed.reg \
		over.ini &&
	printf "%s\n" "[service]" "Extends = registry" \
		"RunAs = LocalSystem" >system.ini &&
	fsp_import check --strict system.ini &&
	test_must_fail 1 fsp_import plan --strict --registry installed.reg \
		system.ini 2>err &&
	codes <err >found && echo "1 FSP0425" >expect &&
	test_cmp expect found && grep "Security in the registry: this lets" err &&
	test_must_fail 1 fsp_import emit reg --strict --registry installed.reg \
		system.ini
'

test_expect_success 'it is judged in every run, also where nothing changes' '
	cp installed.reg world.reg &&
	fsp_import apply --registry world.reg system.ini 2>err &&
	fsp_import apply --registry world.reg system.ini >out 2>again &&
	grep "nothing to do" out && test_cmp err again
'

test_expect_success '[*] says what the registry does not' '
	printf "%s\n" "[*]" "RunAs = LocalService" "LogFiles = 3" \
		"[sshfs]" "Extends = registry" "StopTimeout = 9s" >defaults.ini &&
	cp installed.reg world.reg &&
	fsp_import apply --registry world.reg defaults.ini &&
	fsp_import export --registry world.reg sshfs >out &&
	grep "^RunAs *= \.$" out && grep "^LogFiles *= 3$" out &&
	grep "^StopTimeout *= 9" out &&
	fsp_import plan --registry world.reg defaults.ini
'

test_expect_success 'explain shows what a file comes to over the registry' '
	printf "%s\n" "[*]" "LogFiles = 3" "[sshfs]" "Extends = registry" \
		"StopTimeout = 9s" "[sshfs\\i]" "Start = demand" \
		"Argument2 = S:" >shown.ini &&
	fsp_import explain --from shown.ini --registry installed.reg sshfs >out &&
	grep "^  RunAs = \.  *registry$" out &&
	grep "^  StopTimeout = 9s  *shown.ini:5$" out &&
	grep "^  LogFiles = 3  *shown.ini:2$" out &&
	grep "^  RestartDelay = 500ms  *default$" out &&
	grep "^  may start: Everyone$" out &&
	grep "starts: .*svc .{1}. .{2}. " out &&
	fsp_import explain --from shown.ini --registry installed.reg \
		"sshfs\\i" >out &&
	grep "starts: .*svc .* .S:. " out &&
	fsp_import explain --from instance.ini --registry installed.reg \
		"sshfs\\a@h" >out &&
	grep "starts: .*svc .* .S:. " out
'

test_expect_success 'without the registry explain does not guess' '
	fsp_import explain --from shown.ini sshfs >out &&
	! grep "RunAs\|default$\|may start:" out &&
	grep "may start, stop, query: not known" out &&
	grep "starts: not known" out &&
	fsp_import explain --from shown.ini "sshfs\\i" >out &&
	! grep "RestartDelay" out && grep "^  SecretTo = stdin  *default" out
'

test_done
