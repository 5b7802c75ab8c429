/*
 * stopwatch - how long a command takes, from its start to its end.
 *
 *	stopwatch FILE ROUND COMMAND [ARGUMENT...]
 *
 * Appends the line "ROUND NANOSECONDS" to FILE; exits as the command did, or
 * with 125. A command that failed leaves no sample.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int run(char **command)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(command[0], command);
		perror(command[0]);
		_exit(125);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 125;
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int64_t begin, end;
	FILE *file;
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: stopwatch FILE ROUND COMMAND...\n");
		return 64;
	}
	begin = now_ns();
	status = run(argv + 3);
	end = now_ns();
	if (status != 0)
		return status;
	file = fopen(argv[1], "a");
	if (file == NULL ||
	    fprintf(file, "%s %lld\n", argv[2], (long long)(end - begin)) < 0 ||
	    fclose(file) != 0) {
		perror(argv[1]);
		return 125;
	}
	return 0;
}
