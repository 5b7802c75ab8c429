/*
 * command_seal.c: see command_seal.h.
 */
#include "command_seal.h"

#include <stdio.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/console.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/seal.h"
#include "../common/secret.h"
#include "commands.h"
#include "host.h"
#include "options.h"

enum { KEY_FILE_BYTES_MAX = 4096 }; /* a line of some 60, and its editor's */

static int refused(const struct error *err)
{
	fprintf(stderr, "fsp-import: %s\n", err->text);
	return err->code == OS_INVALID_PARAMETER ? EXIT_REFUSED : EXIT_SYSTEM;
}

/* The key that text is, or else that the file called so holds. */
static int read_key(const char *text, struct seal_key *out, struct error *err)
{
	struct buf bytes = BUF_INIT;
	int rc;

	if (seal_key_read(text, strlen(text), out, err) == 0)
		return 0;
	if (host_kind(text) != HOST_FILE)
		return error_prefix(err, "'%s' is no file, and as a key", text);
	rc = host_read(text, KEY_FILE_BYTES_MAX, &bytes, err);
	if (rc > 0)
		rc = error_set(err, OS_INVALID_PARAMETER,
		               "this is no public key of a machine");
	else if (rc == 0)
		rc = seal_key_read(bytes.data, bytes.len, out, err);
	if (rc < 0)
		error_prefix(err, "'%s'", text);
	buf_release(&bytes);
	return rc;
}

static int judge_names(const char *class_name, const char *instance,
                       struct error *err)
{
	const char *fault = class_name_fault(class_name);

	if (fault)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "'%s' is no name of a class: %s", class_name,
		                 fault);
	fault = instance_name_fault(instance);
	if (fault)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "'%s' is no name of an instance: %s", instance,
		                 fault);
	return 0;
}

int command_seal(const struct options *o)
{
	const char *class_name = o->arguments[0], *instance = o->arguments[1];
	struct secret *password = NULL;
	struct buf box = BUF_INIT;
	struct error err = ERROR_INIT;
	struct seal_key key;
	int status = EXIT_DONE;

	if (secret_start(&err) || read_key(o->key, &key, &err) ||
	    judge_names(class_name, instance, &err))
		return refused(&err);
	password = console_read_secret("Password: ", &err);
	if (!password || seal(&key, class_name, instance, password, &box, &err))
		status = refused(&err);
	else
		printf("Secret = %s\n", box.data);
	secret_free(password);
	buf_release(&box);
	return status;
}
