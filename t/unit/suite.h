/*
 * suite.h: what a file of unit tests includes first: Check, and the
 * declaration of every suite's maker.
 */
#ifndef FSPD_T_SUITE_H
#define FSPD_T_SUITE_H

#include <check.h>

#define SUITE(name)     Suite *check_##name(void);
#define CONTRACT(name)  Suite *check_##name(void);
#define SUITE_WIN(name) Suite *check_##name(void);
#include "suites.h"
#undef SUITE
#undef CONTRACT
#undef SUITE_WIN

#endif
