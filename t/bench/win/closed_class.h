/*
 * closed_class.h - a class that is written as fsp-import writes it.
 *
 * Each change opens the class with an empty Digest, sets StopTimeout and
 * closes the class with the right one, worked out beforehand.
 */
#ifndef FSPD_T_BENCH_CLOSED_CLASS_H
#define FSPD_T_BENCH_CLOSED_CLASS_H

#include "samples.h"
#include "common/digest.h"
#include "common/error.h"

struct closed_class {
	wchar_t *name;
	HKEY key;
	DWORD now; /* which of the two contents it has */
	DWORD stop_timeout[2];
	unsigned char digest[2][DIGEST_BYTES];
};

static inline HKEY open_services(const wchar_t *root, REGSAM access)
{
	HKEY key = NULL;
	LSTATUS status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, root, 0,
	                               access | KEY_WOW64_32KEY, &key);

	if (status != ERROR_SUCCESS)
		die(EXIT_SYSTEM, "cannot open '%s' (%ld)", utf8(root), status);
	return key;
}

/* A class of `services` by its index, with the contents it can have. */
static inline struct closed_class closed_class_open(struct keystore *store,
                                                    HKEY services, DWORD index)
{
	struct closed_class c = {.stop_timeout = {5000, 5001}};
	struct reg_key raw = REG_KEY_INIT;
	const struct reg_value *timeout;
	DWORD len = 256;
	int i;

	c.name = take(len, sizeof(wchar_t));
	if (RegEnumKeyExW(services, index, c.name, &len, NULL, NULL, NULL,
	                  NULL) != ERROR_SUCCESS ||
	    RegOpenKeyExW(services, c.name, 0, KEY_SET_VALUE | KEY_WOW64_32KEY,
	                  &c.key) != ERROR_SUCCESS ||
	    keystore_read(store, utf8(c.name), &raw, NULL) != KEYSTORE_OK)
		die(EXIT_SYSTEM, "cannot read class %lu", index);
	if (digest_judge(&raw, KIND_CLASS) != DIGEST_MATCH)
		die(EXIT_SYSTEM, "'%s' is not closed", utf8(c.name));
	timeout = reg_key_find(&raw, "StopTimeout");
	c.now = timeout != NULL &&
	        memcmp(timeout->data, &c.stop_timeout[1], sizeof(DWORD)) == 0;
	for (i = 0; i < 2; i++) {
		reg_key_set(&raw, "StopTimeout", REG_DWORD, &c.stop_timeout[i],
		            sizeof(DWORD));
		digest_compute(&raw, KIND_CLASS, c.digest[i]);
	}
	reg_key_release(&raw);
	return c;
}

static inline void closed_class_set(const struct closed_class *c,
                                    const wchar_t *name, DWORD type,
                                    const void *data, DWORD size)
{
	LSTATUS status = RegSetValueExW(c->key, name, 0, type, data, size);

	if (status != ERROR_SUCCESS)
		die(EXIT_SYSTEM, "cannot write '%s' (%ld)", utf8(c->name),
		    status);
}

/* Changes the class; the counter before the write that closes it. */
static inline LONGLONG closed_class_change(struct closed_class *c)
{
	LONGLONG when;

	c->now = !c->now;
	closed_class_set(c, L"Digest", REG_BINARY, "", 0);
	closed_class_set(c, L"StopTimeout", REG_DWORD, &c->stop_timeout[c->now],
	                 sizeof(DWORD));
	when = ticks_now();
	closed_class_set(c, L"Digest", REG_BINARY, c->digest[c->now],
	                 DIGEST_BYTES);
	return when;
}

#endif
