/*
 * log_chain.c: see log_chain.h.
 */
#include "log_chain.h"

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/limits.h"
#include "log_store.h"
#include "log_text.h"

enum {
	FIRST_LINE_MAX = 80,
	/* Of a file whose first line is not ours: older ones count below. */
	PART_UNKNOWN = LIMIT_LOG_FILES
};

void log_chain_init(struct log_chain *chain, struct log_store *store,
                    const char *path, uint64_t max_bytes, unsigned files)
{
	*chain = (struct log_chain){
	        .store = store,
	        .path = path,
	        .max_bytes = max_bytes,
	        .files = files,
	};
}

void log_chain_path(struct buf *out, const char *path, unsigned back)
{
	buf_adds(out, path);
	if (back > 0)
		buf_addf(out, ".%u", back);
}

/* What the first bytes of a file say; none could be read when len < 0. */
static uint64_t read_part(const char *line, int64_t len)
{
	if (len <= 0)
		return 0;
	uint64_t part = log_text_read_part(line, (size_t)len);
	return part ? part : PART_UNKNOWN;
}

uint64_t log_chain_part(struct log_store *store, const char *path)
{
	char line[FIRST_LINE_MAX];
	struct error err = ERROR_INIT;

	return read_part(
	        line, log_store_read(store, path, 0, line, sizeof(line), &err));
}

/* -- rotation -------------------------------------------------------------- */

/* from or to may be 0, the newest. A file that does not exist is none to be
 * moved. */
static int move(const struct log_chain *chain, unsigned from, unsigned to,
                struct error *err)
{
	struct buf old = BUF_INIT, new = BUF_INIT;

	log_chain_path(&old, chain->path, from);
	log_chain_path(&new, chain->path, to);
	int rc = log_store_rename(chain->store, old.data, new.data, err);
	if (rc && err->code == OS_FILE_NOT_FOUND)
		rc = 0;
	buf_release(&old);
	buf_release(&new);
	return rc;
}

/* The file so many parts back: 1 when it was there, 0 when not, -1 and err. */
static int drop(const struct log_chain *chain, unsigned back, struct error *err)
{
	struct buf path = BUF_INIT;

	log_chain_path(&path, chain->path, back);
	int rc = log_store_remove(chain->store, path.data, err);
	buf_release(&path);
	if (rc == 0)
		return 1;
	return err->code == OS_FILE_NOT_FOUND ? 0 : -1;
}

/* The nearest place that is free, or made free by dropping the oldest file.
 * What an interrupted rotation has moved already is not moved again, so that a
 * file that somebody holds costs none of the others. 0 and err when there is
 * none. */
static unsigned free_place(const struct log_chain *chain, struct error *err)
{
	struct buf path = BUF_INIT;
	unsigned back;

	for (back = 1; back < chain->files - 1; back++) {
		buf_clear(&path);
		log_chain_path(&path, chain->path, back);
		if (log_chain_part(chain->store, path.data) == 0)
			break;
	}
	buf_release(&path);
	return back < chain->files - 1 || drop(chain, back, err) >= 0 ? back
	                                                              : 0;
}

/* Those beyond what is kept, when fewer are kept now. */
static int drop_more(const struct log_chain *chain, struct error *err)
{
	int rc = 1;

	for (unsigned back = chain->files; back < LIMIT_LOG_FILES && rc > 0;
	     back++)
		rc = drop(chain, back, err);
	return rc < 0 ? -1 : 0;
}

static int rotate(struct log_chain *chain, struct error *err)
{
	log_chain_close(chain);
	/* the one that is most likely held; the others stay where they are */
	if (log_store_try(chain->store, chain->path, err) < 0 ||
	    drop_more(chain, err) < 0)
		return -1;
	if (chain->files == 1)
		return drop(chain, 0, err) < 0 ? -1 : 0;
	unsigned back = free_place(chain, err);
	if (back == 0)
		return -1;
	for (; back > 0; back--)
		if (move(chain, back - 1, back, err))
			return -1;
	return 0;
}

/* Whether writing can go on when the newest file is full: in another one, or in
 * the same up to twice its size while somebody holds one of them. */
static bool go_on(struct log_chain *chain, uint64_t filetime, struct error *err)
{
	bool is_late = chain->retry_at > filetime;

	if (rotate(chain, err) == 0) {
		chain->retry_at = 0;
		return true;
	}
	chain->retry_at = filetime + LOG_RETRY_TICKS;
	return !is_late;
}

static uint64_t most_bytes(const struct log_chain *chain, uint64_t filetime)
{
	return chain->retry_at > filetime ? 2 * chain->max_bytes
	                                  : chain->max_bytes;
}

/* -- the newest file ------------------------------------------------------- */

/* What the new file is, by the one before it. */
static uint64_t next_part(const struct log_chain *chain)
{
	struct buf path = BUF_INIT;

	log_chain_path(&path, chain->path, 1);
	uint64_t before = log_chain_part(chain->store, path.data);
	buf_release(&path);
	return before > chain->part ? before + 1 : chain->part + 1;
}

static int begin_file(struct log_chain *chain, uint64_t filetime,
                      struct error *err)
{
	struct buf line = BUF_INIT;

	chain->part = next_part(chain);
	log_text_part(&line, chain->part, filetime);
	int rc = log_file_write(chain->file, line.data, line.len, err);
	chain->size = line.len;
	chain->mid_line = false;
	chain->fresh = true;
	buf_release(&line);
	return rc;
}

static void find_end(struct log_chain *chain)
{
	struct error err = ERROR_INIT;
	char line[FIRST_LINE_MAX], last = '\n';

	chain->part = read_part(
	        line, log_file_read(chain->file, 0, line, sizeof(line), &err));
	if (log_file_read(chain->file, chain->size - 1, &last, 1, &err) == 1)
		chain->mid_line = last != '\n';
	chain->fresh = false;
}

int log_chain_open(struct log_chain *chain, uint64_t filetime,
                   struct error *err)
{
	if (chain->file)
		return 0;
	chain->file =
	        log_file_open(chain->store, chain->path, &chain->size, err);
	if (!chain->file)
		return -1;
	if (chain->size > 0) {
		find_end(chain);
		return 0;
	}
	if (begin_file(chain, filetime, err) == 0)
		return 0;
	log_chain_close(chain);
	return -1;
}

void log_chain_close(struct log_chain *chain)
{
	log_file_close(chain->file);
	chain->file = NULL;
}

/* Write what fits; a return of 0 bytes means that the file is full. */
static int write_part(struct log_chain *chain, const char *bytes, size_t len,
                      uint64_t filetime, size_t *written, struct error *err)
{
	const uint64_t most = most_bytes(chain, filetime);
	uint64_t room = most > chain->size ? most - chain->size : 0;

	*written = len;
	if (chain->max_bytes > 0)
		*written = log_text_fit(bytes, len, (size_t)room,
		                        chain->mid_line || chain->fresh);
	if (*written == 0)
		return 0;
	if (log_file_write(chain->file, bytes, *written, err))
		return -1;
	chain->size += *written;
	chain->mid_line = bytes[*written - 1] != '\n';
	chain->fresh = false;
	return 0;
}

size_t log_chain_write(struct log_chain *chain, const char *bytes, size_t len,
                       uint64_t filetime, struct error *err)
{
	size_t written;

	while (len > 0) {
		if (log_chain_open(chain, filetime, err) ||
		    write_part(chain, bytes, len, filetime, &written, err) ||
		    (written == 0 && !go_on(chain, filetime, err))) {
			log_chain_close(chain);
			break;
		}
		bytes += written;
		len -= written;
	}
	return len;
}

int log_chain_make_room(struct log_chain *chain, uint64_t filetime,
                        struct error *err)
{
	if (log_chain_open(chain, filetime, err))
		return -1;
	if (chain->size < chain->max_bytes)
		return 0;
	if (rotate(chain, err) < 0 && chain->size >= 2 * chain->max_bytes)
		return -1;
	return log_chain_open(chain, filetime, err);
}

void log_chain_position(const struct log_chain *chain, uint64_t *part,
                        uint64_t *offset)
{
	*part = chain->file ? chain->part : UINT64_MAX;
	*offset = chain->file ? chain->size : 0;
}
