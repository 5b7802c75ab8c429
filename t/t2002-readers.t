#!/bin/sh
# What other people's programs read in the files of `emit`: Samba in a
# Registry.pol, an XML parser in the others; and the published rules of ADMX
# files, held against ours. python3 is Debian's, which has python3-samba.

. "$(dirname "$0")/test-lib.sh"

python=/usr/bin/python3
reader=$PROJECT/t/reader

fsp_import () {
	"$BUILD/native/fsp-import" "$@"
}

# A definition that every format can carry, with all that must be escaped.
cat >fs.ini <<'END'
[sshfs.r]
Executable  = C:\fs & more\sshfs-win.exe
CommandLine = svc %1 <%U> "100%%" ünï
RunAs       = LocalService
Security    = D:P(A;;RPWPLC;;;AU)
Credentials = password
StopTimeout = 2s
Private.sshfs.rootdir = dword:4294967295

[sshfs.r\host\dir 100%]
Argument2   = M:
Start       = demand

[ünï & co]
Executable = C:\toy.exe
RunAs = LocalService
END
cp fs.ini lists.ini
printf '%s\n' 'Environment =' '  A=1' '  B=ä' >>lists.ini

test_expect_success 'Samba reads the same entries in Registry.pol' '
	fsp_import emit pol --out fs.pol lists.ini &&
	$python "$reader/pol_to_reg.py" fs.pol >samba.reg &&
	fsp_import plan --registry samba.reg lists.ini >out &&
	echo "nothing to do" >expect && test_cmp expect out
'

test_expect_success 'and deletes what emit reg deletes, and opens each key' '
	fsp_import emit reg lists.ini | iconv -f utf-16 -t utf-8 |
		tr -d "\r" >fs.reg &&
	sed -n "s/^.Digest.=hex:$/\"Digest\"=-/; /=-$/p" fs.reg |
		sort >expect &&
	test -s expect && grep "=-$" samba.reg | sort >found &&
	test_cmp expect found
'

test_expect_success 'Registry.xml of the preferences is XML' '
	fsp_import emit gpp --out fs.xml lists.ini &&
	$python -c "import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
texts = {p.get(\"value\") for p in root.iter(\"Properties\")}
assert \"svc %1 <%U> \\\"100%%\\\" ünï\" in texts, texts" fs.xml
'

judge () {
	$python "$reader/admx.py" "$@"
}

test_expect_success 'the ADMX pair keeps the published rules' '
	fsp_import emit admx --out fs.admx fs.ini &&
	judge fs.admx fs.adml
'

test_expect_success 'also without any class' '
	: >empty.ini &&
	fsp_import emit admx --out empty.admx empty.ini &&
	judge empty.admx empty.adml
'

test_expect_success 'and for every example, unless it is refused by name' '
	count=0 &&
	for ini in "$PROJECT"/conf/examples/*.ini
	do
		if fsp_import emit admx --out x.admx "$ini" 2>err
		then
			judge x.admx x.adml && count=$((count + 1))
		else
			grep "FSP0601" err
		fi || return 1
	done &&
	test $count -ge 6
'

# Each row breaks one rule: FILE|SED SCRIPT|WHAT IS COMPLAINED OF.
cat >broken <<'END'
admx|s/<item /<item/|not well-formed
admx|s/&amp;/\&/|not well-formed
admx|s/schemaVersion="1.0" //|needs the attribute 'schemaVersion'
admx|s/revision="1.0" schema/revision="1" schema/|revision cannot be '1'
admx|s,GroupPolicy/2006/07,GroupPolicy/2006/08,|not of the schema's namespace
admx|s/<resources .*//|'resources' is missing or out of order
admx|/<categories>/,/<.categories>/{H;d};/<.policyDefinitions>/{x;G}|'categories' is not known or out of order
admx|/<parentCategory/{h;d};/<supportedOn ref/{G}|'parentCategory' is not known or out of order
admx|/<supportedOn ref/d|'supportedOn' is missing
admx|/<item /d|'item' is missing
admx|s/<supportedOn ref="/&no/|supportedOn: nothing is called 'noSUPPORTED_fspd'
admx|s/<parentCategory ref="/&x:/|parentCategory: no namespace 'x'
admx|s/(string.class_sshfs_2Er)/(string.other)/|no string 'other' in the ADML file
admx|s/displayName="$(string/displayName="$(strings/|displayName cannot be
admx|s/policy name="class_/policy name="class./|name cannot be 'class.
admx|s/policy name="[^"]*"/policy name="x"/|'x' stands there more than once
admx|s/class="Machine"/class="Computer"/|class cannot be 'Computer'
admx|s/ key="SOFTWARE/ key="HKLM\\SOFTWARE/|key cannot be 'HKLM
admx|s/ key="SOFTWARE/ key="\\SOFTWARE/|key cannot be
admx|s/ valueName="[^"]*"//|needs the attribute 'valueName'
admx|s/ valueName="/ name="/|no attribute 'name' here
admx|s/decimal value="4294967295"/decimal value="4294967296"/|does not fit into 32 bits
admx|s/decimal value="1"/decimal value="-1"/|value cannot be '-1'
admx|s,<value><delete />,<value>,|must be one of delete, decimal, string
admx|s,<delete />,<remove />,|must be one of delete, decimal, string
admx|s,<delete />,<delete />x,|no text here
admx|s/<string>C:/&xxxxxxxx/;s/x\{8\}/&&&&/;s/x\{32\}/&&&&&&&&/|more than 255 characters
adml|s/policyDefinitionResources/policyDefinitions/|is not 'policyDefinitionResources'
adml|s/<description>.*//|'description' is missing
adml|s/<displayName>.*//|'displayName' is missing
adml|s/string id="[^"]*"/string id="same"/|'same' stands there more than once
adml|s/string id="/&a./|id cannot be 'a.
adml|/id="SUPPORTED_fspd"/d|no string 'SUPPORTED_fspd' in the ADML file
END

test_expect_success 'a rule that is broken is told' '
	while IFS="|" read -r kind script words
	do
		cp fs.admx b.admx && cp fs.adml b.adml &&
		sed "$script" "fs.$kind" >"b.$kind" &&
		! cmp -s "fs.$kind" "b.$kind" &&
		test_must_fail 1 judge b.admx b.adml >told 2>&1 &&
		grep -F -e "$words" told >/dev/null || {
			echo "not told: $script" && cat told && return 1
		}
	done <broken &&
	test "$(wc -l <broken)" -gt 30
'

test_done
