/*
 * job.h - what a job says about its limits, as one line of text.
 */
#ifndef FSPD_T_JOB_H
#define FSPD_T_JOB_H

#include <stdio.h>
#include <windows.h>

/* "flags N memory BYTES processes N", or "error N"; job NULL: that of the
 * process itself. Whether it could be asked. */
static inline int job_limits(HANDLE job, char *out, size_t room)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};

	if (!QueryInformationJobObject(job, JobObjectExtendedLimitInformation,
	                               &limits, sizeof(limits), NULL)) {
		snprintf(out, room, "error %lu", GetLastError());
		return 0;
	}
	snprintf(out, room, "flags %lu memory %llu processes %lu",
	         limits.BasicLimitInformation.LimitFlags,
	         (unsigned long long)limits.JobMemoryLimit,
	         limits.BasicLimitInformation.ActiveProcessLimit);
	return 1;
}

#endif
