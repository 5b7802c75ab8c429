/*
 * scan_world.c: see scan_world.h.
 */
#include "scan_world.h"

#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/utf.h"
#include "suite.h"

struct keystore *reader, *writer;
struct scan *scan;
uint64_t clock_step;
bool looks_ahead;

void scan_world_init(scan_emit *emit)
{
	keystore_mem_reset();
	clock_fake_reset();
	clock_step = 1;
	looks_ahead = false;
	reader = keystore_open(SCAN_ROOT, false, NULL);
	writer = keystore_open(SCAN_ROOT, true, NULL);
	scan = scan_new(reader, emit, NULL);
}

void scan_world_release(void)
{
	scan_free(scan);
	keystore_close(reader);
	keystore_close(writer);
}

void stamp(void)
{
	uint64_t now = clock_fake_scan().filetime;

	keystore_mem_set_time(now - now % clock_step, 0);
}

void put(const char *path, const char *name, uint32_t type, const void *data,
         size_t len)
{
	stamp();
	ck_assert_int_eq(
	        keystore_put(writer, path, name, type, data, len, NULL), 0);
}

void sz(const char *path, const char *name, const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	put(path, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

void unset(const char *path, const char *name)
{
	stamp();
	ck_assert_int_eq(keystore_delete_value(writer, path, name, NULL), 0);
}

void drop(const char *path)
{
	stamp();
	ck_assert_int_eq(keystore_delete(writer, path, NULL), 0);
}

void open_key(const char *path)
{
	put(path, "Digest", REG_TYPE_BINARY, "", 0);
}

static enum key_kind kind_of(const char *path)
{
	return strchr(path, '\\') ? KIND_INSTANCE : KIND_CLASS;
}

void close_key(const char *path)
{
	struct reg_key raw;
	unsigned char digest[DIGEST_BYTES];

	ck_assert_int_eq(keystore_read(writer, path, &raw, NULL), KEYSTORE_OK);
	digest_compute(&raw, kind_of(path), digest);
	reg_key_release(&raw);
	put(path, "Digest", REG_TYPE_BINARY, digest, sizeof(digest));
}

void pass(void)
{
	const struct scan_time time = clock_fake_scan();
	struct error err = ERROR_INIT;

	if (looks_ahead)
		scan_look_ahead(scan, &time);
	ck_assert_msg(scan_pass(scan, &time, &err) == 0, "%s", err.text);
}

void recheck(void)
{
	const struct scan_time time = clock_fake_scan();

	scan_recheck(scan, &time);
}
