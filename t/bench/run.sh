#!/bin/sh
# shellcheck shell=dash
# run.sh - what `make bench` runs: measures every fixed figure and its peer on
# this machine, in turn, and prints them side by side.
#
#	run.sh [--json] [--only NAME,...] [--pipe NAME --launcher COMMAND]
#
# --only measures these sections: check, calls, starts, waiting, memory, few,
# changes, apply, many. --pipe measures another launcher too: COMMAND is
# started in the same Wine and serves the pipe NAME. QUICK=1: a tenth of the
# classes, fewer rounds.
# Leaves $FSPD_BUILD/bench: the samples, table, table.json and latency.svg.
# Exit: 0, or 1 when something could not be measured; never because of a number.

usage () {
	sed -n 's/^#	\(run.sh.*\)/usage: \1/p' "$0" >&2
	exit 64
}

only () {
	local name

	for name in $(echo "$1" | tr , ' ')
	do
		case $name in
		check | calls | starts | waiting | memory | few | changes | \
			apply | many) ;;
		*) usage ;;
		esac
	done
	BENCH_ONLY=$1
}

while test $# != 0
do
	case $1 in
	--json) BENCH_JSON=--json ;;
	--only) only "$2"; shift ;;
	--pipe) BENCH_PIPE=${2#'\\.\pipe\'}; shift ;;
	--launcher) BENCH_LAUNCHER=$2; shift ;;
	*) usage ;;
	esac
	shift
done
command -v wine >/dev/null || { echo 'bench: no wine here' >&2; exit 1; }
export BENCH_JSON BENCH_ONLY BENCH_PIPE BENCH_LAUNCHER
TEST_LIMIT=${TEST_LIMIT:-900}
. "$(dirname "$0")/../test-lib.sh"

OUT=$BUILD/bench
SERVICES='SOFTWARE\WinFsp\Services'
COPY='SOFTWARE\fspd-bench\Services'
PIPE='\\.\pipe\fspd-bench'
FEW=100
if test -n "$QUICK"
then
	MANY=1000 ROUNDS=3 CALLS=300 STARTS=5 INSTANCES=4
	SAMPLES_FEW=20 SAMPLES_MANY=10 APPLIES=1 CHANGES=100
else
	MANY=10000 ROUNDS=5 CALLS=1500 STARTS=20 INSTANCES=16
	SAMPLES_FEW=100 SAMPLES_MANY=20 APPLIES=2 CHANGES=1000
fi

# -- what the sections use -----------------------------------------------------

# classes N: an INI file of N classes of 9 values, 10 lines each. What they name
# is there, or fsp-import would be measured printing warnings.
classes () {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf \
		"[class%05d]\nExecutable = C:\\bench\\toyfs.exe\n" \
		"CommandLine = -u %%1 -m %%2 --volume %d\n" \
		"WorkDirectory = C:\\bench\nRunAs = LocalService\n" \
		"Security = D:P(A;;RPWPLC;;;BA)\nStopTimeout = 5s\n" \
		"Restart = on-failure\nRestartDelay = 500\nLogFiles = 3\n",
		i, i }'
}

# instances N: an instance for every second of N classes.
instances () {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i += 2) printf \
		"[class%05d\\disk]\nArgument2 = C:\\mnt\\disk%d\n" \
		"Start = demand\n", i, i }'
}

# took SERIES ROUND COMMAND...: one sample of how long a command takes.
took () {
	local series="$OUT/$1.time" round=$2

	shift 2
	"$BUILD/native/bench/stopwatch" "$series" "$round" "$@" >command.log 2>&1 &&
		return
	cat command.log >&2
	return 1
}

# tool NAME ARGUMENT...: a measuring program that runs under Wine.
tool () {
	local name=$1

	shift
	wine "$BUILD/win/bench/$name.exe" "$@"
}

import () {
	wine "$BUILD/win/fsp-import.exe" "$@" >import.log 2>&1 && return
	cat import.log >&2
	return 1
}

ask () {
	win pipeclient --pipe fspd-bench "$@"
}

registry () {
	wine reg "$@" >reg.log 2>&1 && return
	cat reg.log >&2
	return 1
}

# physical KEY: as reg.exe, a 64-bit program, must name it.
physical () {
	printf 'HKLM\\SOFTWARE\\WOW6432Node%s\n' "${1#SOFTWARE}"
}

copy_services () {
	registry copy "$(physical "$SERVICES")" "$(physical "$COPY")" /s /f
}

# Whatever there is of them.
forget_services () {
	wine reg delete "$(physical 'SOFTWARE\WinFsp')" /f
	wine reg delete "$(physical 'SOFTWARE\fspd-bench')" /f
} >reg.log 2>&1

# The daemon, back when it has read the registry: it serves no pipe before. Not
# by fspd_start, whose limit is for few classes.
daemon () {
	wine "$BUILD/win/fspd.exe" run --pipe fspd-bench >fspd.log 2>&1 &
	fspd_pid=$!
	ask --wait 120000 'Fping\0' >/dev/null && return
	tail fspd.log >&2
	return 1
}

resident () {
	awk '/^VmRSS:/ { print $2 * 1024 }' "/proc/$fspd_pid/status"
}

# bytes_each SERIES BEFORE AFTER COUNT
bytes_each () {
	awk -v a="$2" -v b="$3" -v n="$4" 'BEGIN { print 0, (b - a) / n }' \
		>>"$OUT/memory-$1.bytes"
}

# rounds N: 1 to N.
rounds () {
	seq 1 "$1"
}

# section NAME TEXT FUNCTION: what fails here is told and misses in the table;
# left out when --only names others. 'any' is what others need.
section () {
	local begin

	case ,any,${BENCH_ONLY:-$1}, in *,"$1",*) ;; *) return ;; esac
	begin=$(date +%s)
	"$3" || {
		echo "bench: could not measure: $2" >&2
		incomplete=1
	}
	echo "bench: $2: $(($(date +%s) - begin)) s" >&2
}

# -- fsp-import, native --------------------------------------------------------

prepare_files () {
	mkdir files &&
	classes "$MANY" >many.ini &&
	instances "$MANY" >instances.ini &&
	classes "$FEW" >few.ini &&
	classes "$CHANGES" >changes.ini &&
	awk '/^\[/ { if (file) close(file)
			file = "files/" substr($0, 2, length($0) - 2) ".ini" }
		{ print >file }' many.ini
}

check_natively () {
	local round import="$BUILD/native/fsp-import check --quiet"
	local inih="$BUILD/native/bench/bareinih"

	# shellcheck disable=SC2086 # a command and its options
	for round in $(rounds "$ROUNDS")
	do
		took check-files "$round" $import files &&
		took inih-files "$round" "$inih" files &&
		took check-lines "$round" $import many.ini &&
		took inih-lines "$round" "$inih" many.ini || return
	done
}

# -- calls ---------------------------------------------------------------------

calls () {
	local other=''

	wine "$BUILD/win/t/pipeserver.exe" fspd-bench-single &
	single_pid=$!
	wine "$BUILD/win/bench/barepipes.exe" fspd-bench-bare 16 &
	bare_pid=$!
	if test -n "$BENCH_PIPE"
	then
		sh -c "exec wine $BENCH_LAUNCHER" >launcher.log 2>&1 &
		win pipeclient --wait 15000 --pipe "$BENCH_PIPE" L || return
		other="l1-other=1@\\\\.\\pipe\\$BENCH_PIPE"
	fi
	win pipeclient --wait 15000 --pipe fspd-bench-single L >/dev/null &&
	win pipeclient --wait 15000 --pipe fspd-bench-bare L >/dev/null &&
	tool calls --rounds "$ROUNDS" --repeat "$CALLS" "$(winpath "$OUT")" \
		"l1-fspd=1@$PIPE" "l1-single=1@$PIPE-single" \
		"l8-fspd=8@$PIPE" "l8-single=8@$PIPE-single" \
		"l1-bare=1@$PIPE-bare" "l8-bare=8@$PIPE-bare" \
		${other:+"$other"} &&
	kill "$single_pid" "$bare_pid" &&
	{ test -z "$other" || test -s "$OUT/l1-other.call"; }
}

# -- processes -----------------------------------------------------------------

# Classes with Credentials; `slow` answers long after its start was measured.
prepare_login () {
	local common='RunAs = LocalSystem
Security = D:P(A;;RPWPLC;;;SY)(A;;RPWPLC;;;BA)
StartTimeout = 60s
'

	mkdir -p "$DRIVE_C/bench" &&
	cp "$BUILD/win/t/toyfs.exe" "$DRIVE_C/bench/" &&
	cat >login.ini <<-END
	[*]
	$common
	[quick]
	Executable = C:\\bench\\toyfs.exe
	CommandLine = --answer OK
	Credentials = password

	[slow]
	Executable = C:\\bench\\toyfs.exe
	CommandLine = --answer OK --auth-delay 60000 --stdin-file %1
	Credentials = password

	[plain]
	Executable = C:\\bench\\toyfs.exe
	CommandLine = -u %1
	END
	import apply login.ini
}

starts () {
	tool spawn "$STARTS" "$(winpath "$OUT")" start "$PIPE" quick \
		'C:\bench\toyfs.exe' --answer OK
}

waiting_starts () {
	tool load --rounds 3 --repeat "$CALLS" --count 8 starts \
		"$(winpath "$OUT")" starts "$PIPE" slow 'C:\bench'
}

running_memory () {
	local before i

	# one that has come and gone, so that no first time is counted
	ask 'Splain\0warm\0x\0' >/dev/null &&
	ask 'Tplain\0warm\0' >/dev/null &&
	wait_for 10 nothing_runs && before=$(resident) || return
	for i in $(rounds "$INSTANCES")
	do
		ask "Splain\\0disk$i\\0x\\0" || return
	done >/dev/null
	bytes_each running "$before" "$(resident)" "$INSTANCES"
	for i in $(rounds "$INSTANCES")
	do
		ask "Tplain\\0disk$i\\0" || return
	done >/dev/null
	wait_for 30 nothing_runs
}

nothing_runs () {
	test "$(ask L)" = '$'
}

# -- classes -------------------------------------------------------------------

live_few () {
	import apply few.ini && copy_services && ask 'Freload\0' >/dev/null &&
	tool live "$SAMPLES_FEW" "$(winpath "$OUT")" few "$PIPE" \
		"$SERVICES" "$COPY"
}

changing_classes () {
	import apply changes.ini && ask 'Freload\0' >/dev/null &&
	tool load --rounds 3 --repeat "$CALLS" --count "$CHANGES" changes \
		"$(winpath "$OUT")" changes "$PIPE" "$SERVICES"
}

# One round of everything that is done to many classes; they stay.
applies () {
	local round import="wine $BUILD/win/fsp-import.exe apply --quiet"

	# shellcheck disable=SC2086 # a command and its options
	for round in $(rounds "$APPLIES")
	do
		forget_services
		took apply-first "$round" $import many.ini &&
		took apply-second "$round" $import many.ini &&
		took bare-values "$round" wine \
			"$BUILD/win/bench/barevalues.exe" "$SERVICES" &&
		registry export "$(physical "$SERVICES")" many.reg /y &&
		{ took apply-verify "$round" $import --verify many.ini || : ; } &&
		registry delete "$(physical "$SERVICES")" /f &&
		took reg-import "$round" wine reg import many.reg || return
	done
}

# As the section before left them, or afresh.
many_classes () {
	if test -e many.reg
	then
		registry import many.reg
	else
		import apply many.ini
	fi
}

many_memory () {
	local empty without with

	forget_services
	import apply few.ini && daemon && empty=$(resident) && fspd_stop &&
	many_classes && daemon && without=$(resident) &&
	bytes_each definition "$empty" "$without" $((MANY - FEW)) &&
	import apply instances.ini && ask 'Freload\0' >/dev/null &&
	with=$(resident) &&
	bytes_each declared "$without" "$with" $((MANY / 2))
}

live_many () {
	copy_services &&
	tool live "$SAMPLES_MANY" "$(winpath "$OUT")" many "$PIPE" \
		"$SERVICES" "$COPY" &&
	fspd_stop
}

# -- the run -------------------------------------------------------------------

rm -rf "$OUT"
mkdir -p "$OUT"
section any 'preparing files' prepare_files
section check 'fsp-import check' check_natively
wine_world
section any 'preparing classes' prepare_login
daemon || echo 'bench: fspd does not start' >&2
section calls 'round trips' calls
section starts 'starts' starts
section waiting 'round trips while starts wait' waiting_starts
section memory 'memory of what runs' running_memory
section few "write to live, $FEW classes" live_few
section changes "round trips while $CHANGES classes change" changing_classes
fspd_stop
section apply "apply, $MANY classes" applies
section many "memory, $MANY classes" many_memory
section many "write to live, $MANY classes" live_many

"$BUILD/native/bench/report" ${BENCH_ONLY:+--part} --json "$OUT" \
	>"$OUT/table.json"
{
	echo "few: $FEW classes, many: $MANY, half with an instance when measured live"
	test -z "$QUICK" || echo "a quick run: the targets are for 10000 classes"
	"$BUILD/native/bench/report" ${BENCH_ONLY:+--part} "$OUT" \
		"$OUT/latency.svg" || incomplete=1
} >"$OUT/table"
if test -n "$BENCH_JSON"
then
	cat "$OUT/table.json"
else
	cat "$OUT/table"
fi
echo "bench: samples, table and chart are in $OUT" >&2
exit ${incomplete:-0}
