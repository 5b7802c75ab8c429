/*
 * applied_file.c: where what applied.h tells of is kept.
 */
#include "applied.h"

#include <stdlib.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/keystore.h"
#include "../common/limits.h"
#include "host.h"

static char *folder_of(const char *directory)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%capplied", directory, host_separator());
	return buf_steal(&path, NULL);
}

static char *file_of(const char *directory, const struct keystore *ks)
{
	char *folder = folder_of(directory);
	char *root = keystore_display(ks, "");
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%c", folder, host_separator());
	file_name_encode(&path, root);
	free(folder);
	free(root);
	return buf_steal(&path, NULL);
}

void applied_load(struct applied *out, const char *directory,
                  const struct keystore *ks)
{
	char *path = file_of(directory, ks);
	struct buf text = BUF_INIT;

	*out = (struct applied)APPLIED_INIT;
	if (host_kind(path) == HOST_FILE &&
	    host_read(path, LIMIT_RECORD_BYTES, &text, NULL) == 0)
		applied_read(out, text.data, text.len);
	buf_release(&text);
	free(path);
}

int applied_save(const struct applied *before, const char *directory,
                 const struct plan *plan, const struct keystore *ks,
                 uint64_t started, struct error *err)
{
	struct applied next = APPLIED_INIT;
	char *folder = folder_of(directory);
	char *path = file_of(directory, ks);
	struct buf text = BUF_INIT;
	int rc = 0;

	if (applied_update(&next, before, plan, started)) {
		applied_write(&next, &text);
		rc = host_make_directory(folder, err);
		if (rc == 0)
			rc = host_write(path, text.data, text.len, err);
	}
	buf_release(&text);
	free(path);
	free(folder);
	applied_release(&next);
	return rc;
}
