/*
 * survey_fake.h: survey.h's port: surveys of the registry in memory, of a
 * 64-bit view and a disk that the test makes up.
 */
#ifndef FSPD_SURVEY_FAKE_H
#define FSPD_SURVEY_FAKE_H

#include "daemon/survey.h"

/* ks is borrowed. */
struct surveyor *survey_fake_new(struct keystore *ks);
void survey_fake_free(struct surveyor *surveyor);
/* What the next surveys find, where the path is asked for at all. */
void survey_fake_set(struct surveyor *surveyor, bool in_64bit_view,
                     enum survey_file executable,
                     enum survey_file work_directory);
/* The oldest survey that waits, done now; NULL when none does. */
struct survey *survey_fake_take(struct surveyor *surveyor);

#endif
