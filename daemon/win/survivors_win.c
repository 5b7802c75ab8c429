/*
 * survivors_win.c: see survivors_win.h. A record is named after the process
 * number and the time of creation, which together never come again, so that
 * the record of one process is never that of the next.
 */
#include <windows.h>
#include <stdbool.h>
#include <stdlib.h>

#include "spawn_win.h"
#include "survivors_win.h"
#include "../files.h"
#include "../log_ids.h"
#include "../survivor.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define FOLDER "running"

enum {
	/* A command line of 32,767 units, each escaped to six bytes. */
	RECORD_BYTES = 256 * 1024,
	IMAGE_UNITS = 32767
};

uint64_t survivors_created(HANDLE process)
{
	FILETIME created, exited, kernel, user;

	if (!GetProcessTimes(process, &created, &exited, &kernel, &user))
		return 0;
	return (uint64_t)created.dwHighDateTime << 32 | created.dwLowDateTime;
}

/* As the system names the file that process runs; caller frees. */
static char *image_of(HANDLE process)
{
	wchar_t *wide = xcalloc(IMAGE_UNITS, sizeof(wchar_t));
	DWORD units = IMAGE_UNITS;
	char *image = NULL;

	if (QueryFullProcessImageNameW(process, 0, wide, &units))
		image = wide_to_utf8_lossy(wide, units);
	free(wide);
	return image != NULL ? image : xstrdup("");
}

int survivors_note(struct files *files, const struct spawn_request *request,
                   HANDLE process, DWORD pid, struct error *err)
{
	const struct survivor survivor = {
	        .class_name = request->class_name,
	        .instance = request->instance_name,
	        .image = image_of(process),
	        .command_line = request->command_line,
	        .pid = pid,
	        .created = survivors_created(process),
	};
	struct buf name = BUF_INIT, record = BUF_INIT;
	int rc;

	survivor_file(&name, survivor.pid, survivor.created);
	survivor_encode(&record, &survivor);
	rc = files_write(files, name.data, record.data, record.len, err);
	buf_release(&name);
	buf_release(&record);
	free(survivor.image);
	return rc;
}

static void remove_record(struct files *files, const char *name)
{
	struct error why = ERROR_INIT;

	if (files_remove(files, name, &why) < 0)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "the record of a process that has ended stays: %s",
		          why.text);
}

void survivors_forget(struct files *files, uint32_t pid, uint64_t created)
{
	struct buf name = BUF_INIT;

	survivor_file(&name, pid, created);
	remove_record(files, name.data);
	buf_release(&name);
}

HANDLE survivors_open(uint32_t pid, uint64_t created, struct error *err)
{
	HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_TERMINATE |
	                                     PROCESS_QUERY_LIMITED_INFORMATION,
	                             FALSE, pid);

	if (process == NULL) {
		winerr_set(err, GetLastError(), "cannot open process %lu",
		           (unsigned long)pid);
		return NULL;
	}
	if (survivors_created(process) == created &&
	    WaitForSingleObject(process, 0) == WAIT_TIMEOUT)
		return process;
	CloseHandle(process);
	error_set(err, OS_FILE_NOT_FOUND, "process %lu has ended",
	          (unsigned long)pid);
	return NULL;
}

static bool still_runs(const struct survivor *survivor)
{
	struct error why = ERROR_INIT;
	HANDLE process = survivors_open(survivor->pid, survivor->created, &why);
	char *image;
	bool is_it;

	if (process == NULL)
		return false;
	image = image_of(process);
	is_it = survivor_is(survivor, survivors_created(process), image);
	free(image);
	CloseHandle(process);
	return is_it;
}

/* One record: found, or removed. */
static void look_at(struct files *files, const char *name,
                    void (*found)(void *context,
                                  const struct survivor *survivor),
                    void *context)
{
	struct buf path = BUF_INIT, record = BUF_INIT;
	struct survivor survivor = {0};
	struct error why = ERROR_INIT;
	int rc;

	buf_addf(&path, FOLDER "\\%s", name);
	rc = files_read(files, path.data, RECORD_BYTES, &record, &why);
	if (rc < 0)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "what an earlier fspd left running cannot be read: "
		          "%s",
		          why.text);
	if (rc == 0) {
		if (survivor_decode(record.data, record.len, &survivor) == 0 &&
		    still_runs(&survivor))
			found(context, &survivor);
		else
			remove_record(files, path.data);
	}
	survivor_release(&survivor);
	buf_release(&path);
	buf_release(&record);
}

void survivors_find(struct files *files,
                    void (*found)(void *context,
                                  const struct survivor *survivor),
                    void *context)
{
	struct file_list list;
	struct error why = ERROR_INIT;
	size_t i;

	if (files_list(files, FOLDER, &list, &why) < 0) {
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "what an earlier fspd left running cannot be read: "
		          "%s",
		          why.text);
		return;
	}
	for (i = 0; i < list.count; i++)
		look_at(files, list.names[i], found, context);
	file_list_release(&list);
}
