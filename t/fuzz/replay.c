/*
 * replay.c: main() for a fuzz target without libFuzzer: runs it once on each
 * file named, so that the corpus is part of every test run, built by gcc.
 * Prints TAP. A finding ends the process through the sanitizers; the name of
 * the input stands on standard error before it is run.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The whole of a file, NULL when it cannot be read; caller frees. */
static uint8_t *read_whole(const char *path, size_t *size)
{
	uint8_t *data = NULL;
	FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) != 0)
		goto out;
	long end = ftell(f);
	if (end < 0 || fseek(f, 0, SEEK_SET) != 0)
		goto out;
	*size = (size_t)end;
	/* Exactly the input's size: one byte too far is then seen. */
	data = malloc(*size ? *size : 1);
	if (data && fread(data, 1, *size, f) != *size) {
		free(data);
		data = NULL;
	}
out:
	fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	int failed = 0;

	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		size_t size = 0;
		uint8_t *data = read_whole(argv[i], &size);
		fprintf(stderr, "# %s\n", argv[i]);
		if (data)
			LLVMFuzzerTestOneInput(data, size);
		else
			failed = 1;
		printf("%sok %d - %s\n", data ? "" : "not ", i, argv[i]);
		fflush(stdout);
		free(data);
	}
	return failed;
}
