/*
 * survey.c: see survey.h.
 */
#include "survey.h"

#include <stdlib.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/file_facts.h"
#include "../common/keystore.h"
#include "../common/pe_image.h"
#include "../common/schema.h"
#include "../common/winpath.h"
#include "../common/xalloc.h"
#include "start_trust.h"

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

/* Windows starts it, whatever WinFsp wants of it. */
static bool is_started(enum pe_verdict image)
{
	return image == PE_FINE || image == PE_WINDOWED;
}

void survey_program(struct survey *survey)
{
	const char *path = survey->executable;
	enum pe_verdict image = PE_FINE;
	struct buf text = BUF_INIT;
	struct error err = ERROR_INIT;

	if (survey->executable_is != FILE_IS_FILE ||
	    facts_known() == FACTS_NONE)
		return;
	/* one that cannot be read may be started all the same */
	if (!path_is_batch(path) && facts_head(path, PE_HEAD_BYTES, &text) == 0)
		image = pe_judge(text.data, text.len, facts_machine());
	buf_clear(&text);
	if (!is_started(image))
		buf_addf(&text, "this file %s", pe_words(image));
	else if (survey->judged && start_trusts_program(path, &err))
		buf_adds(&text, err.text);
	if (text.len)
		survey->fault = buf_steal(&text, NULL);
	buf_release(&text);
}

void survey_free(struct survey *survey)
{
	if (!survey)
		return;
	free(survey->class_name);
	free(survey->executable);
	free(survey->work_directory);
	free(survey->where);
	free(survey->fault);
	finding_list_release(&survey->findings);
	free(survey);
}
