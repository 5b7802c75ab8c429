/*
 * host_posix.c: host.h for systems that are not Windows.
 */
#include "../host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/xalloc.h"

extern char **environ;

enum host_kind host_kind(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return HOST_ABSENT;
	return S_ISDIR(st.st_mode) ? HOST_DIRECTORY : HOST_FILE;
}

/* Without stdio, which asks for more than there is to know: a run may read ten
 * thousand small files. */
int host_read(const char *path, size_t limit, struct buf *out,
              struct error *err)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	const int file =
	        is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	size_t total = 0;
	ssize_t got;
	int rc = -1;

	if (file < 0)
		return error_set(err, 0, "cannot open '%s': %s", path,
		                 strerror(errno));
	while ((got = read(file, chunk, sizeof(chunk))) > 0) {
		total += (size_t)got;
		if (total > limit) {
			rc = 1;
			goto out;
		}
		buf_add(out, chunk, (size_t)got);
	}
	if (got < 0) {
		error_set(err, 0, "cannot read '%s': %s", path,
		          strerror(errno));
		goto out;
	}
	rc = 0;
out:
	if (!is_stdin)
		close(file);
	return rc;
}

static int write_new(const char *path, const void *bytes, size_t len,
                     struct error *err)
{
	FILE *file = fopen(path, "wb");
	bool ok;

	if (!file)
		return error_set(err, 0, "cannot make '%s': %s", path,
		                 strerror(errno));
	ok = fwrite(bytes, 1, len, file) == len;
	/* A full disk may show only when the file is closed. */
	ok = fclose(file) == 0 && ok;
	return ok ? 0
	          : error_set(err, 0, "cannot write '%s': %s", path,
	                      strerror(errno));
}

int host_write(const char *path, const void *bytes, size_t len,
               struct error *err)
{
	struct buf temporary = BUF_INIT;
	int rc = -1;

	if (strcmp(path, "-") == 0)
		return fwrite(bytes, 1, len, stdout) == len &&
		                       fflush(stdout) == 0
		               ? 0
		               : error_set(err, 0, "cannot write: %s",
		                           strerror(errno));
	buf_addf(&temporary, "%s.tmp", path);
	if (write_new(temporary.data, bytes, len, err) < 0)
		goto out;
	if (rename(temporary.data, path) != 0) {
		error_set(err, 0, "cannot replace '%s': %s", path,
		          strerror(errno));
		goto out;
	}
	rc = 0;
out:
	if (rc < 0)
		(void)remove(temporary.data);
	buf_release(&temporary);
	return rc;
}

int host_make_directory(const char *path, struct error *err)
{
	struct buf above = BUF_INIT;
	int rc = 0;

	for (const char *c = path; *c && rc == 0; c++) {
		if (c[1] != '/' && c[1] != '\0')
			continue;
		buf_clear(&above);
		buf_add(&above, path, (size_t)(c - path) + 1);
		if (mkdir(above.data, 0755) != 0 && errno != EEXIST)
			rc = error_set(err, 0, "cannot make '%s': %s",
			               above.data, strerror(errno));
	}
	buf_release(&above);
	return rc;
}

int host_remove(const char *path, struct error *err)
{
	return remove(path) == 0 || errno == ENOENT
	               ? 0
	               : error_set(err, 0, "cannot delete '%s': %s", path,
	                           strerror(errno));
}

/* Most file systems tell without being asked; not of what a link leads to. */
static bool is_directory(const char *path, const struct dirent *d)
{
	struct buf whole = BUF_INIT;
	bool is;

	if (d->d_type != DT_UNKNOWN && d->d_type != DT_LNK)
		return d->d_type == DT_DIR;
	buf_addf(&whole, "%s/%s", path, d->d_name);
	is = host_kind(whole.data) == HOST_DIRECTORY;
	buf_release(&whole);
	return is;
}

int host_list(const char *path, struct host_list *out, struct error *err)
{
	DIR *directory = opendir(path);
	const struct dirent *d;

	*out = (struct host_list){NULL, 0};
	if (!directory)
		return error_set(err, 0, "cannot list '%s': %s", path,
		                 strerror(errno));
	while ((d = readdir(directory)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if ((out->count & (out->count - 1)) == 0)
			out->entries = xrealloc(out->entries,
			                        out->count ? out->count * 2 : 1,
			                        sizeof(*out->entries));
		out->entries[out->count++] = (struct host_entry){
		        xstrdup(d->d_name), is_directory(path, d)};
	}
	closedir(directory);
	return 0;
}

char host_separator(void)
{
	return '/';
}

char **host_environment(void)
{
	size_t count = 0;
	char **copy;

	while (environ[count])
		count++;
	copy = xcalloc(count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		copy[i] = xstrdup(environ[i]);
	return copy;
}

void host_environment_free(char **environment)
{
	for (char **e = environment; e && *e; e++)
		free(*e);
	free(environment);
}

char *host_data_directory(struct error *err)
{
	error_set(err, 0,
	          "name the files to read: only Windows has a "
	          "%%ProgramData%%\\fspd");
	return NULL;
}

bool host_is_terminal(void)
{
	return isatty(STDERR_FILENO) == 1;
}

bool host_has_colors(void)
{
	return host_is_terminal();
}
