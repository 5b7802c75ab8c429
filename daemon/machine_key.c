/*
 * machine_key.c: see machine_key.h.
 */
#include "machine_key.h"

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/seal.h"
#include "../common/secret.h"
#include "files.h"
#include "log_ids.h"
#include "protect.h"

static const char file_name[] = "key";
static const char purpose[] = "fspd machine key 1";

enum { FILE_BYTES_MAX = 16 * 1024 }; /* DPAPI adds some hundred to 32 */

/* Another machine's, most often: this one's disk is a clone. */
static int tell_unreadable(struct error *err)
{
	if (err == NULL)
		return -1;
	return error_set(err, err->code,
	                 "cannot read this machine's key (file 'key'): %s; "
	                 "delete the file and restart fspd, which makes a new "
	                 "one, then seal and store the passwords again",
	                 err->text);
}

/* 0 and the private half in *out, FILES_ABSENT, or -1 and err. */
static int read_key(struct files *files, struct secret **out, struct error *err)
{
	struct buf bytes = BUF_INIT;
	int rc = files_read(files, file_name, FILE_BYTES_MAX, &bytes, err);

	if (rc == 0) {
		*out = unprotect(bytes.data, bytes.len, purpose, err);
		if (!*out)
			rc = tell_unreadable(err);
	}
	buf_release(&bytes);
	return rc;
}

static int make_key(struct files *files, struct seal_key *out,
                    struct error *err)
{
	struct secret *private_key = seal_key_make(out);
	struct buf bytes = BUF_INIT;
	char id[SEAL_ID_ROOM];
	int rc = -1;

	if (protect(secret_bytes(private_key), secret_len(private_key), purpose,
	            &bytes, err) ||
	    files_write(files, file_name, bytes.data, bytes.len, err))
		goto out;
	seal_key_id(out, id);
	log_event(LOG_INFO, LOG_ID_KEY_MADE,
	          "the key '%s' was made for passwords of this machine", id);
	rc = 0;
out:
	secret_free(private_key);
	buf_release(&bytes);
	return rc;
}

int machine_key_ensure(struct files *files, struct seal_key *out,
                       struct error *err)
{
	struct secret *private_key = NULL;
	int rc = read_key(files, &private_key, err);

	if (rc == FILES_ABSENT)
		return make_key(files, out, err);
	if (rc == 0)
		rc = seal_key_of(private_key, out, err);
	secret_free(private_key);
	return rc;
}

struct secret *machine_key_open(struct files *files, struct error *err)
{
	struct secret *private_key = NULL;

	if (read_key(files, &private_key, err) == FILES_ABSENT)
		error_set(err, OS_FILE_NOT_FOUND,
		          "this machine has no key yet; fspd makes one when "
		          "it starts");
	return private_key;
}
