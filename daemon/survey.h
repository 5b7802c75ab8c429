/*
 * survey.h: what the registry and the disk say about one class right now, for
 * `F explain`: what no definition in force can tell. Reading may take its time,
 * so a survey is done elsewhere and comes back through engine_surveyed().
 */
#ifndef FSPD_SURVEY_H
#define FSPD_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "finding.h"

struct keystore;
struct surveyor;

enum survey_key {
	SURVEY_UNKNOWN,       /* it could not be read */
	SURVEY_NO_SERVICES,   /* the key of all classes is missing */
	SURVEY_NO_KEY,        /* the key of this class is */
	SURVEY_NO_EXECUTABLE, /* the key has no Executable: no class */
	SURVEY_WHOLE
};

enum survey_file {
	FILE_NOT_LOOKED_AT, /* nobody asked, or it may not be looked at */
	FILE_ABSENT,
	FILE_IS_FILE,
	FILE_IS_DIRECTORY
};

struct survey {
	uint64_t ticket; /* 0: an inspection (inspect.h) */
	char *class_name;
	char *executable, *work_directory; /* NULL: are not looked at */
	bool judged; /* nobody else may be able to replace executable */

	enum survey_key key;
	char *where;        /* the key's name for people */
	bool in_64bit_view; /* such a key stands there, where nobody looks */
	enum survey_file executable_is, work_directory_is;
	char *fault; /* executable is a file, and why it is not started */
	struct finding_list findings; /* of an inspection, and that alone */
};

/* Do an inspection's work. */
void survey_inspect(struct keystore *ks, struct survey *survey)
        __attribute__((nonnull));

/* Fill in key and where. */
void survey_registry(struct keystore *ks, struct survey *survey)
        __attribute__((nonnull));
/* Find out fault, where this is the machine that has the files. */
void survey_program(struct survey *survey) __attribute__((nonnull));
void survey_free(struct survey *survey);

/* Port. Have survey done (taken over); engine_surveyed() follows. */
void survey_do(struct surveyor *surveyor, struct survey *survey)
        __attribute__((nonnull));

#endif
