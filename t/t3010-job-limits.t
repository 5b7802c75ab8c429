#!/bin/sh
# shellcheck shell=dash
# MemoryMax and ProcessMax, read back from the job that a real process runs in:
# by itself, and through the handle that fspd holds. What Wine keeps of a job
# and what it gives back is told, as are limits that could not be proved here.

. "$(dirname "$0")/test-lib.sh"
. "$PROJECT/t/test-fspd.sh"

wine_world

# Of fspd, which holds the jobs.
holder_pid=

# JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE 0x2000, _JOB_MEMORY 0x200,
# _ACTIVE_PROCESS 0x8
served_pid () {
	test_must_fail 3 win fspd run 2>served &&
	sed -n 's/.*process \([0-9]*\).*/\1/p' served | head -n 1
}

# jobs_of CLASS: the limits of the jobs it is in, as their holder sees them.
jobs_of () {
	win joblimits --holder "$holder_pid" --member "$(pid_of "$1" one)"
}

run_one () {
	replies "\$" "S$1\0one\0" &&
	wait_for 10 test -s "$DRIVE_C/$1.job"
}

# says CLASS LINE: its process and who holds its job say the same.
says () {
	test "$(cat "$DRIVE_C/$1.job")" = "in $2" && grep -x "job $2" "$1.jobs"
}

test_expect_success 'each of them is in a job' '
	define plain "--job-file C:\\plain.job" &&
	define limited "--job-file C:\\limited.job" \
		MemoryMax dword 64 ProcessMax dword 3 &&
	define free "--job-file C:\\free.job" JobControl dword 0 \
		MemoryMax dword 96 &&
	fspd_start &&
	holder_pid=$(served_pid) &&
	for class in plain limited free
	do
		run_one "$class" &&
		grep "^in " "$DRIVE_C/$class.job" &&
		jobs_of "$class" >"$class.jobs" || return
	done
'

test_expect_success 'in one of its own, and in that which ends with fspd' '
	test "$(wc -l <plain.jobs)" = 2 &&
	test "$(wc -l <limited.jobs)" = 2 &&
	test "$(wc -l <free.jobs)" = 1
'

lacks_LIMITS=
if test "$(cat "$DRIVE_C/limited.job")" = 'in flags 0 memory 0 processes 0'
then
	lacks_LIMITS='not proved: this Wine tells no limit of a job'
fi

test_expect_success LIMITS 'MemoryMax and ProcessMax are limits of its own' '
	says limited "flags 520 memory 67108864 processes 3" &&
	says free "flags 512 memory 100663296 processes 0" &&
	says plain "flags 0 memory 0 processes 0"
'

test_expect_success LIMITS 'that which ends with fspd is closed by it' '
	grep "^job flags 8192 " plain.jobs
'

test_expect_success 'they end as others do' '
	for class in plain limited free
	do
		replies "\$" "T$class\0one\0" || return
	done &&
	fspd_stop && wait_for 10 no_toyfs
'

test_done
