#!/bin/sh
# The programs need nothing beside Windows itself: they import only from
# libraries that every Windows has, and carry no path of the build machine.

. "$(dirname "$0")/test-lib.sh"

own_libraries='advapi32 bcrypt crypt32 iphlpapi kernel32 msvcrt ntdll ole32 secur32
shell32 shlwapi user32 userenv ws2_32'

# imports FILE: the names of the libraries it is linked to, in lower case.
imports () {
	x86_64-w64-mingw32-objdump -p "$1" >dump &&
	sed -n 's/^.*DLL Name: \(.*\)\.dll$/\1/pI' dump |
		tr '[:upper:]' '[:lower:]' | sort -u >names &&
	test -s names
}

for program in fspd fspctl fsp-import t/toyfs t/pipeclient t/regdump t/memscan
do
	file=$BUILD/win/$program.exe
	test_expect_success "$program imports from Windows only" '
		imports "$file" &&
		echo "$own_libraries" | tr " " "\n" >allowed &&
		! grep -vxFf allowed names
	'
done

for program in fspd fspctl fsp-import
do
	file=$BUILD/win/$program.exe
	test_expect_success "$program is a console program for x86-64" '
		x86_64-w64-mingw32-objdump -p "$file" >dump &&
		grep "^Subsystem.*Windows CUI" dump &&
		x86_64-w64-mingw32-objdump -f "$file" | grep pei-x86-64
	'

	test_expect_success "$program: addresses are random, data is not run" '
		x86_64-w64-mingw32-objdump -p "$file" >dump &&
		grep DYNAMIC_BASE dump && grep NX_COMPAT dump &&
		grep HIGH_ENTROPY_VA dump
	'

	test_expect_success "$program is the same whenever it is built" '
		x86_64-w64-mingw32-objdump -p "$file" >dump &&
		grep "^Time/Date.*Thu Jan  1 00:00:00 1970" dump
	'
done

test_done
