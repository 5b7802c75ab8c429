#!/bin/sh
# shellcheck shell=dash
# fsp-import killed in the middle of its writing, for real: whatever it leaves,
# each class is as it was, as it shall be, or marked as not to be read; the next
# apply completes. FSPD_KILLS (40) says how often.

# Three starts of Wine for each kill: on a busy machine that alone takes minutes.
: "${TEST_LIMIT:=900}"

. "$(dirname "$0")/test-lib.sh"

wine_world

services='HKLM\SOFTWARE\WinFsp\Services'
kills=${FSPD_KILLS:-40}

# classes FROM TO RUNAS LINE: each class with an instance.
classes () {
	seq "$1" "$2" | while read -r n
	do
		printf '%s\n' "[fs$n]" 'Executable = C:\windows\system32\reg.exe' \
			"CommandLine = -u %1 $4" "RunAs = $3" "$4" \
			"[fs$n\\i]" "Argument2 = C:\\m\\$n" "Argument3 = $3"
	done
}

# The two sets share the first half; --prune takes the rest of the other.
mkdir one two
classes 1 40 LocalService 'StopTimeout = 3s' >one/fs.ini
classes 21 60 NetworkService 'MemoryMax = 64' >two/fs.ini

# Keys without any value are nobody's: where a kill came between the making of
# a key and its first value.
dump () {
	win regdump dump "$services" |
		awk '/^\[/ { key = $0; next }
		     { if (key != "") print key; key = ""; print }'
}

# torn OLD NEW NOW: prints classes of which something was left half done that
# a reader would take for whole, and last where the kill came: old (before it
# wrote), between or new (behind its last write).
cat >torn.awk <<'END_AWK'
FNR == 1 { file++; name = "" }
/^\[/ {
	name = $0
	sub(/^\[/, "", name)
	sub(/(\\.*)?\]$/, "", name)
	names[name]
}
name != "" && name != "." { block[file, name] = block[file, name] $0 "\n" }
END {
	for (name in names) {
		if (name == ".")
			continue
		now = block[3, name]
		if (now == block[1, name]) {
			old++
		} else if (now == block[2, name]) {
			new++
		} else if (now ~ /\nDigest binary\n/ || now ~ /\nRemoved / ||
			   now !~ /\nExecutable /) {
			marked++
		} else {
			print name ": " now
			bad = 1
		}
	}
	print (marked || (old && new)) ? "between" : (old ? "old" : "new")
	exit bad
}
END_AWK

apply () {
	win fsp-import apply --prune -q "$1"
}

test_expect_success 'the two states' '
	apply one && dump >one.dump && apply two && dump >two.dump &&
	apply one && dump >now && test_cmp one.dump now
'

# next_undo: the number that the next run will write.
next_undo () {
	find "$DRIVE_C/ProgramData/fspd/undo" -name "*.undo" | sort |
		sed -n "\$s/.*\(......\)\.undo/1\1/p" |
		{ read -r number && printf "%06d" $((number - 1000000 + 1)); }
}

# kill_one SET WAIT: kill an apply of SET that many thousandths of a second
# after it began to write, which its undo file tells.
kill_one () {
	local undo pid

	undo=$DRIVE_C/ProgramData/fspd/undo/$(next_undo).undo
	wine "$BUILD/win/fsp-import.exe" apply --prune -q "$1" >/dev/null 2>&1 &
	pid=$!
	until test -e "$undo"
	do
		kill -0 $pid 2>/dev/null || break
	done
	test "$2" = 0 || sleep "$(printf "0.%03d" "$2")"
	kill -KILL $pid 2>/dev/null
	wait $pid
	:
}

# How long an apply writes says the machine: the kills come within $span
# thousandths of a second, which grows with kills that came before the first
# write and shrinks with those behind the last.
test_expect_success "$kills kills: each class is old, new or marked" '
	from=one to=two between=0 span=100 &&
	for i in $(seq "$kills")
	do
		kill_one $to $((i * 37 % span)) &&
		dump >now &&
		{ awk -f torn.awk $from.dump $to.dump now >torn || {
			cat torn; return 1; }; } &&
		case $(tail -n 1 torn) in
		between) between=$((between + 1)) ;;
		old) span=$((span * 3 / 2 + 1)) ;;
		new) span=$((span * 2 / 3 + 1)) ;;
		esac &&
		apply $to && dump >now && test_cmp $to.dump now &&
		{ test $from = one && from=two to=one || from=one to=two; } ||
			return 1
	done &&
	echo "$between of $kills in the middle, within $span ms" &&
	test $((between * 4)) -ge "$kills"
'

test_expect_success 'after a kill, rollback restores what was there' '
	apply one && kill_one two 20 &&
	win fsp-import rollback --force -q && dump >now &&
	test_cmp one.dump now
'

test_expect_success 'and so it does after the apply that completed' '
	kill_one two 20 && apply two && dump >now && test_cmp two.dump now &&
	win fsp-import rollback -q && dump >now && test_cmp one.dump now
'

test_done
