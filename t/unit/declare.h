/*
 * declare.h: INI text -> sections, for tests of the importer's rooms.
 */
#ifndef FSPD_T_DECLARE_H
#define FSPD_T_DECLARE_H

#include "importer/allow.h"
#include "importer/compile.h"
#include "common/section.h"

/* What one run made of some text, called "x.ini". */
struct declare {
	struct ini_file file;
	struct declared declared;
	struct diag_list diags;
};

/* Read and compile text, with NAME=value of given (may be NULL) as variables;
 * rules says whether rules_check() is run as well. */
void declare(struct declare *d, const char *text, const char *const *given,
             bool rules);
void declare_release(struct declare *d);

/* The findings settled and written "line:column+length FSP0123" with a blank
 * between, warnings as "w0123". Until the next call. */
const char *declare_codes(struct declare *d);

/* The only section called name. */
const struct section *declare_section(const struct declare *d,
                                      const char *name);

#endif
