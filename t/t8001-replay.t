#!/bin/sh
# Every input of the fuzz targets' corpora still runs clean under ASan and
# UBSan, and every target has a dictionary and a corpus to start from.

cd "$(dirname "$0")/.." || exit
BUILD=${FSPD_BUILD:-build}
count=0
failed=0

say () {
	count=$((count + 1))
	test "$1" = 0 && echo "ok $count - $2" && return
	failed=1
	echo "not ok $count - $2"
}

for source in t/fuzz/fuzz_*.c
do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	test -s "t/fuzz/$name.dict"
	say $? "$name has a dictionary"
	inputs=$(find "t/fuzz/corpus/$name" -type f 2>/dev/null | wc -l)
	test "$inputs" -gt 0
	say $? "$name has a corpus"
	# the file that was running when it ended is the last one named
	output=$(find "t/fuzz/corpus/$name" -type f -print0 2>/dev/null |
		sort -z | xargs -0 -r "$BUILD/asan/replay_$name" 2>&1)
	status=$?
	test $status = 0 || echo "$output" | tail -n 40 | sed 's/^/# /'
	say $status "$name: $inputs inputs replayed"
done
echo "1..$count"
exit $failed
