#!/bin/sh
# run.sh SECONDS TARGET... - fuzz each target for that long, one after the
# other. New inputs go to the build directory: what is worth keeping is moved
# to t/fuzz/corpus by hand. Stops at the first finding and says where it is.
set -eu

seconds=$1
shift
build=${FSPD_BUILD:-build}
for name; do
	found=$build/fuzz/found/$name
	mkdir -p "$found" "t/fuzz/corpus/$name"
	echo "fuzz: $name for $seconds s"
	"$build/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
		-dict="t/fuzz/$name.dict" -artifact_prefix="$found.crash-" \
		"$found" "t/fuzz/corpus/$name"
done
echo "fuzz: no finding in $# targets"
