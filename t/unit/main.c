/*
 * main.c: the unit tests' program. It runs one suite by name, because Check
 * cannot fork in a PE build: a suite that crashes takes only itself away.
 * CK_RUN_CASE=name runs one test case, CK_FORK=no keeps it in this process,
 * CK_TAP_LOG_FILE_NAME=- prints TAP; all of these are Check's own.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const char *name;
	Suite *(*make)(void);
};

/* The PE build has the win/ suites instead of those that need t/fake. */
#define CONTRACT(name) {#name, check_##name},
#ifdef _WIN32
#define SUITE(name)
#define SUITE_WIN(name) {#name, check_##name},
#else
#define SUITE(name) {#name, check_##name},
#define SUITE_WIN(name)
#endif

static const struct entry entries[] = {
#include "suites.h"
        {NULL, NULL},
};

static int list(void)
{
	for (const struct entry *e = entries; e->name; e++)
		puts(e->name);
	return EXIT_SUCCESS;
}

static int run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: unit SUITE | --list\n");
		return 64;
	}
	if (strcmp(argv[1], "--list") == 0)
		return list();
	for (const struct entry *e = entries; e->name; e++)
		if (strcmp(argv[1], e->name) == 0)
			return run(e->make());
	fprintf(stderr, "unit: no suite '%s', see --list\n", argv[1]);
	return 64;
}
