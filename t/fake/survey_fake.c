/*
 * survey_fake.c: see survey_fake.h.
 */
#include "survey_fake.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct surveyor {
	struct keystore *ks;
	struct survey **surveys;
	size_t count;
	bool in_64bit_view;
	enum survey_file executable, work_directory;
};

struct surveyor *survey_fake_new(struct keystore *ks)
{
	struct surveyor *surveyor = xcalloc(1, sizeof(*surveyor));

	surveyor->ks = ks;
	survey_fake_set(surveyor, false, FILE_IS_FILE, FILE_IS_DIRECTORY);
	return surveyor;
}

void survey_fake_free(struct surveyor *surveyor)
{
	for (size_t i = 0; i < surveyor->count; i++)
		survey_free(surveyor->surveys[i]);
	free(surveyor->surveys);
	free(surveyor);
}

void survey_fake_set(struct surveyor *surveyor, bool in_64bit_view,
                     enum survey_file executable,
                     enum survey_file work_directory)
{
	surveyor->in_64bit_view = in_64bit_view;
	surveyor->executable = executable;
	surveyor->work_directory = work_directory;
}

void survey_do(struct surveyor *surveyor, struct survey *survey)
{
	surveyor->surveys = xrealloc(surveyor->surveys, surveyor->count + 1,
	                             sizeof(struct survey *));
	surveyor->surveys[surveyor->count++] = survey;
}

struct survey *survey_fake_take(struct surveyor *surveyor)
{
	struct survey *survey;

	if (surveyor->count == 0)
		return NULL;
	survey = surveyor->surveys[0];
	surveyor->count--;
	memmove(surveyor->surveys, surveyor->surveys + 1,
	        surveyor->count * sizeof(struct survey *));
	if (survey->ticket == 0) {
		survey_inspect(surveyor->ks, survey);
		return survey;
	}
	survey_registry(surveyor->ks, survey);
	survey->in_64bit_view = surveyor->in_64bit_view;
	if (survey->executable)
		survey->executable_is = surveyor->executable;
	survey_program(survey);
	if (survey->work_directory)
		survey->work_directory_is = surveyor->work_directory;
	return survey;
}
