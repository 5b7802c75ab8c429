/*
 * bareinih - inih over files and nothing else: what `fsp-import check` is
 * compared with. Built from the same ini.c with the same switches.
 *
 *	bareinih FILE|DIRECTORY...
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <ini.h>

static unsigned long names;

static int count(void *user, const char *section, const char *name,
                 const char *value, int line)
{
	(void)user;
	(void)section;
	(void)value;
	(void)line;
	names += name != NULL;
	return 1;
}

static int parse(const char *path)
{
	int rc = ini_parse(path, count, NULL);

	if (rc != 0)
		fprintf(stderr, "bareinih: '%s': line %d\n", path, rc);
	return rc;
}

static int parse_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	int rc = 0;

	if (directory == NULL) {
		perror(path);
		return -1;
	}
	while ((entry = readdir(directory)) != NULL) {
		const char *end = strrchr(entry->d_name, '.');
		char file[4096];

		if (end == NULL || strcmp(end, ".ini") != 0)
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		rc |= parse(file);
	}
	closedir(directory);
	return rc;
}

int main(int argc, char **argv)
{
	struct stat about;
	int rc = 0;
	int i;

	for (i = 1; i < argc; i++) {
		if (stat(argv[i], &about) == 0 && S_ISDIR(about.st_mode))
			rc |= parse_directory(argv[i]);
		else
			rc |= parse(argv[i]);
	}
	printf("%lu names\n", names);
	return rc != 0;
}
