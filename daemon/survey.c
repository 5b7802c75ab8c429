/*
 * survey.c: see survey.h.
 */
#include "survey.h"

#include <stdlib.h>

#include "../common/keystore.h"
#include "../common/schema.h"

static enum survey_key look(struct keystore *ks, const char *class_name)
{
	struct reg_key key = REG_KEY_INIT;
	enum survey_key found = SURVEY_UNKNOWN;
	uint64_t when;

	switch (keystore_read(ks, class_name, &key, NULL)) {
	case KEYSTORE_OK:
		found = reg_key_find(&key, schema_key(KEY_EXECUTABLE)->name)
		                ? SURVEY_WHOLE
		                : SURVEY_NO_EXECUTABLE;
		break;
	case KEYSTORE_ABSENT:
		found = keystore_last_write(ks, "", &when, NULL) ==
		                        KEYSTORE_ABSENT
		                ? SURVEY_NO_SERVICES
		                : SURVEY_NO_KEY;
		break;
	case KEYSTORE_FAILED:
		break;
	}
	reg_key_release(&key);
	return found;
}

void survey_registry(struct keystore *ks, struct survey *survey)
{
	survey->key = look(ks, survey->class_name);
	free(survey->where);
	survey->where = keystore_display(ks, survey->key == SURVEY_NO_SERVICES
	                                             ? ""
	                                             : survey->class_name);
}

void survey_inspect(struct keystore *ks, struct survey *survey)
{
	findings_of(ks, survey->class_name, &survey->findings);
}

void survey_free(struct survey *survey)
{
	if (!survey)
		return;
	free(survey->class_name);
	free(survey->executable);
	free(survey->work_directory);
	free(survey->where);
	finding_list_release(&survey->findings);
	free(survey);
}
