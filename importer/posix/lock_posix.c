/*
 * lock_posix.c: lock.h by flock(), whose locks end with their process and which
 * flock(1) takes too.
 */
#include "../lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/xalloc.h"

struct lock {
	int file;
	char *path;
};

static const char holder_begins[] = "fsp-import ";

static void read_holder(int file, struct buf *holder)
{
	char text[200];
	const ssize_t got = pread(file, text, sizeof(text), 0);

	if (got > 0)
		buf_add(holder, text, (size_t)got);
}

/* Is what was opened still what path names? Its holder may have deleted it
 * meanwhile. */
static bool is_current(int file, const char *path)
{
	struct stat opened, named;

	return fstat(file, &opened) == 0 && lstat(path, &named) == 0 &&
	       S_ISREG(opened.st_mode) && opened.st_dev == named.st_dev &&
	       opened.st_ino == named.st_ino;
}

/* The file, made when absent. One of somebody else is locked all the same,
 * which takes no right to write to it. Links are not followed: whoever may
 * make one would choose the file that is written to. */
static int open_lock(const char *path)
{
	const int flags = O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	const int file = open(path, O_RDWR | flags, 0666);

	return file < 0 && errno == EACCES
	               ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
	               : file;
}

/* Nothing is in it, or what a run left that was killed. */
static bool is_ours(int file)
{
	struct buf text = BUF_INIT;

	read_holder(file, &text);
	const bool is = text.len == 0 || strncmp(text.data, holder_begins,
	                                         strlen(holder_begins)) == 0;
	buf_release(&text);
	return is;
}

/* A holder's name is for people: a disk that is full keeps nobody off. */
static void name_holder(int file, const char *verb)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s%s, process %ld", holder_begins, verb,
	         (long)getpid());
	if (ftruncate(file, 0) < 0 || write(file, text.data, text.len) < 0)
		errno = 0;
	buf_release(&text);
}

/* What is locked: whether it is the lock. */
static enum lock_result take(int file, const char *path, struct error *err)
{
	if (!is_current(file, path))
		return LOCK_BUSY;
	if (is_ours(file))
		return LOCK_TAKEN;
	error_set(err, 0,
	          "'%s' is in the way: it is no lock of fsp-import, move it "
	          "elsewhere",
	          path);
	return LOCK_FAILED;
}

enum lock_result lock_try(const char *path, const char *verb, struct lock **out,
                          struct buf *holder, struct error *err)
{
	const int file = open_lock(path);
	enum lock_result result = LOCK_FAILED;

	if (file < 0) {
		error_set(err, 0, "cannot make '%s': %s", path,
		          errno == ELOOP ? "it is a link" : strerror(errno));
		return LOCK_FAILED;
	}
	if (flock(file, LOCK_EX | LOCK_NB) == 0) {
		result = take(file, path, err);
	} else if (errno == EWOULDBLOCK) {
		read_holder(file, holder);
		result = LOCK_BUSY;
	} else {
		error_set(err, 0, "cannot lock '%s': %s", path,
		          strerror(errno));
	}
	if (result != LOCK_TAKEN) {
		close(file);
		return result;
	}
	name_holder(file, verb);
	*out = xcalloc(1, sizeof(**out));
	(*out)->file = file;
	(*out)->path = xstrdup(path);
	return LOCK_TAKEN;
}

void lock_pause(void)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};

	(void)nanosleep(&pause, NULL);
}

void lock_release(struct lock *lock)
{
	if (!lock)
		return;
	unlink(lock->path); /* while it is still ours */
	close(lock->file);
	free(lock->path);
	free(lock);
}
