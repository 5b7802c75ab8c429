#!/bin/sh
# shellcheck shell=dash
# What fsp-import reads below %ProgramData%\fspd, and through what. Wine makes
# up owners and lists: that a folder of another user's is refused on Windows is
# proven by the unit suite own_place on descriptors, and that Windows shows them
# so by nothing here.

. "$(dirname "$0")/test-lib.sh"

wine_world

data=$DRIVE_C/ProgramData/fspd

printf '%s\n' '[fs]' 'Executable = C:\windows\system32\reg.exe' \
	'RunAs = LocalService' >fs.ini

test_expect_success 'who else may change the folder is told' '
	win fsp-import apply fs.ini 2>err &&
	grep "warning: .*ProgramData.fspd. .*Wine keeps no such" err &&
	test "$(grep -c "Wine keeps no such" err)" = 1
'

test_expect_success 'conf.d is read' '
	mkdir -p "$data/conf.d" && cp fs.ini "$data/conf.d" &&
	win fsp-import check
'

# A symbolic link of Unix is a folder like others to programs under Wine.
test_expect_success WINDOWS 'a link among the folders is refused' '
	mkdir away && mv "$data/conf.d" away/ &&
	wine cmd /c mklink /J "$(winpath "$data/conf.d")" \
		"$(winpath "$PWD/away/conf.d")" &&
	test_must_fail 3 win fsp-import apply 2>err &&
	grep "conf.d. is not used: it is a link; delete it" err
'

test_done
