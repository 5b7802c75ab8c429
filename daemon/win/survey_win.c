/*
 * survey_win.c: see survey_win.h.
 */
#include <stdlib.h>

#include "survey_win.h"
#include "worker_win.h"
#include "../survey.h"
#include "../../common/buf.h"
#include "../../common/keystore.h"
#include "../../common/reg_path.h"
#include "../../common/win/wide.h"
#include "../../common/xalloc.h"

/* A survey under way. */
struct trip {
	struct worker_job work;
	struct surveyor *surveyor;
	struct survey *survey;
	struct trip *next;
};

struct surveyor {
	char *root;
	struct worker_pool *pool;
	struct survey_sink sink;
	struct trip *first;
};

/* WinFsp's key is that of 32-bit programs; regedit and reg.exe write to the
 * other one unless told. */
static bool stands_in_64bit_view(const char *root, const char *class_name)
{
	struct reg_path path;
	struct buf name = BUF_INIT;
	bool stands = false;
	HKEY key;

	if (reg_path_parse(&path, root, NULL) < 0)
		return false;
	buf_addf(&name, "%s\\%s", path.key, class_name);
	wchar_t *wide = utf8_to_wide(name.data);
	if (wide != NULL &&
	    RegOpenKeyExW(path.hive == HIVE_MACHINE ? HKEY_LOCAL_MACHINE
	                                            : HKEY_CURRENT_USER,
	                  wide, 0, KEY_READ | KEY_WOW64_64KEY,
	                  &key) == ERROR_SUCCESS) {
		stands = true;
		RegCloseKey(key);
	}
	free(wide);
	buf_release(&name);
	reg_path_release(&path);
	return stands;
}

static enum survey_file look_at(const char *path)
{
	wchar_t *wide = path != NULL ? utf8_to_wide(path) : NULL;
	enum survey_file is = FILE_NOT_LOOKED_AT;

	if (wide == NULL)
		return is;
	const DWORD attributes = GetFileAttributesW(wide);
	const DWORD error = GetLastError();
	if (attributes != INVALID_FILE_ATTRIBUTES)
		is = attributes & FILE_ATTRIBUTE_DIRECTORY ? FILE_IS_DIRECTORY
		                                           : FILE_IS_FILE;
	else if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)
		is = FILE_ABSENT;
	free(wide);
	return is;
}

static void work(struct worker_job *op)
{
	struct trip *trip = CONTAINING_RECORD(op, struct trip, work);
	struct survey *survey = trip->survey;
	const char *root = trip->surveyor->root;
	struct keystore *ks = keystore_open(root, false, NULL);

	if (ks != NULL && survey->ticket == 0)
		survey_inspect(ks, survey);
	else if (ks != NULL)
		survey_registry(ks, survey);
	keystore_close(ks);
	if (survey->ticket == 0)
		return;
	if (survey->key == SURVEY_NO_SERVICES || survey->key == SURVEY_NO_KEY)
		survey->in_64bit_view =
		        stands_in_64bit_view(root, survey->class_name);
	survey->executable_is = look_at(survey->executable);
	survey_program(survey);
	survey->work_directory_is = look_at(survey->work_directory);
}

static void on_done(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct trip *trip = CONTAINING_RECORD(op, struct trip, work.op);
	struct surveyor *surveyor = trip->surveyor;
	struct trip **at = &surveyor->first;

	(void)bytes;
	(void)error;
	while (*at != trip)
		at = &(*at)->next;
	*at = trip->next;
	surveyor->sink.done(surveyor->sink.context, trip->survey);
	free(trip);
}

void survey_do(struct surveyor *surveyor, struct survey *survey)
{
	struct trip *trip = xcalloc(1, sizeof(*trip));

	trip->work.work = work;
	trip->work.op.done = on_done;
	trip->surveyor = surveyor;
	trip->survey = survey;
	trip->next = surveyor->first;
	surveyor->first = trip;
	worker_give(surveyor->pool, &trip->work);
}

struct surveyor *surveyor_new(const char *root, struct worker_pool *pool,
                              const struct survey_sink *sink)
{
	struct surveyor *surveyor = xcalloc(1, sizeof(*surveyor));

	surveyor->root = xstrdup(root);
	surveyor->pool = pool;
	surveyor->sink = *sink;
	return surveyor;
}

void surveyor_free(struct surveyor *surveyor)
{
	struct trip *next;

	if (surveyor == NULL)
		return;
	for (struct trip *trip = surveyor->first; trip != NULL; trip = next) {
		next = trip->next;
		survey_free(trip->survey);
		free(trip);
	}
	free(surveyor->root);
	free(surveyor);
}
