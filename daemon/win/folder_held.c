/*
 * folder_held.c: see folder_held.h.
 */
#include "folder_held.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/clock.h"
#include "../../common/limits.h"
#include "../../common/xalloc.h"

struct held_folder {
	char *path; /* NULL: free */
	HANDLE folder;
	uint64_t judge_at, used; /* ms; which use of any it was */
};

struct held_folders {
	SRWLOCK lock;
	struct held_folder folders[LIMIT_FOLDERS_HELD];
	uint64_t uses;
};

struct held_folders *held_folders_new(void)
{
	struct held_folders *held = xcalloc(1, sizeof(*held));

	InitializeSRWLock(&held->lock);
	return held;
}

static void let_go(struct held_folder *folder)
{
	if (folder->path == NULL)
		return;
	CloseHandle(folder->folder);
	free(folder->path);
	*folder = (struct held_folder){0};
}

void held_folders_let_go(struct held_folders *held)
{
	AcquireSRWLockExclusive(&held->lock);
	for (size_t i = 0; i < LIMIT_FOLDERS_HELD; i++)
		let_go(&held->folders[i]);
	ReleaseSRWLockExclusive(&held->lock);
}

void held_folders_free(struct held_folders *held)
{
	if (held == NULL)
		return;
	held_folders_let_go(held);
	free(held);
}

/* The one of path, or a place for it: the first to be given up. */
static struct held_folder *place_of(struct held_folders *held, const char *path)
{
	struct held_folder *oldest = &held->folders[0];

	for (size_t i = 0; i < LIMIT_FOLDERS_HELD; i++) {
		struct held_folder *folder = &held->folders[i];

		if (folder->path != NULL && strcmp(folder->path, path) == 0)
			return folder;
		if (folder->used < oldest->used)
			oldest = folder;
	}
	let_go(oldest);
	return oldest;
}

static int judge(struct held_folder *folder, struct folder_guard *guard,
                 const char *path, enum acl_place place, struct error *err)
{
	if (folder->path != NULL)
		return folder_judge(guard, folder->folder, path, place, err);
	if (folder_hold(guard, path, place, &folder->folder, err) < 0)
		return -1;
	if (folder->folder != NULL)
		folder->path = xstrdup(path);
	return 0;
}

int held_folder_open(struct held_folders *held, struct folder_guard *guard,
                     const char *path, enum acl_place place, struct error *err)
{
	const uint64_t now = clock_monotonic_ms();
	struct held_folder *folder;
	int rc = 0;

	AcquireSRWLockExclusive(&held->lock);
	folder = place_of(held, path);
	if (folder->path == NULL || now >= folder->judge_at) {
		rc = judge(folder, guard, path, place, err);
		folder->judge_at = now + LIMIT_FOLDER_JUDGED_MS;
	}
	if (rc < 0)
		let_go(folder);
	else if (folder->path != NULL)
		folder->used = ++held->uses;
	ReleaseSRWLockExclusive(&held->lock);
	return rc;
}
