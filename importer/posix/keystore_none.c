/*
 * keystore_none.c: the live registry where there is none: opening it says so.
 */
#include "../../common/keystore.h"

#include "../../common/error.h"

struct keystore *keystore_open(const char *root, bool write, struct error *err)
{
	(void)write;
	error_set(
	        err, OS_NOT_SUPPORTED,
	        "cannot open '%s': only Windows has a registry; 'check' and "
	        "'emit' need none, '--registry FILE.reg' names a file to work "
	        "on instead",
	        root);
	return NULL;
}
