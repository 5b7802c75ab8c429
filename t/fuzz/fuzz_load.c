/*
 * fuzz_load.c: a class and an instance of any values. Each value of the input:
 * key (bit 0: the instance), name length, name, type, data length (two bytes),
 * data. Whatever is loaded can be asked for every default, compared with
 * itself and written as JSON.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/json.h"
#include "common/xalloc.h"
#include "daemon/definitions.h"
#include "daemon/load.h"
#include "daemon/reload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at;
	size_t left;
};

static const uint8_t *take(struct input *in, size_t len)
{
	const uint8_t *at = in->at;

	if (len > in->left)
		len = in->left;
	in->at += len;
	in->left -= len;
	return at;
}

static unsigned take_byte(struct input *in)
{
	return in->left ? *take(in, 1) : 0;
}

/* A value's name has no NUL in it. */
static char *take_name(struct input *in)
{
	size_t len = take_byte(in) % 40;

	if (len > in->left)
		len = in->left;
	return xmemdup(take(in, len), len);
}

static void take_value(struct input *in, struct reg_key *keys)
{
	const unsigned which = take_byte(in) & 1;
	char *name = take_name(in);
	const uint32_t type = take_byte(in);
	size_t len = take_byte(in);

	len |= (size_t)take_byte(in) << 8;
	if (len > in->left)
		len = in->left;
	reg_key_set(&keys[which], name, type, take(in, len), len);
	free(name);
}

static void use(const struct class_record *record)
{
	const struct published good = {1, (struct class_record *)record, 1, 1};
	const struct class_entry entry = {.name = (char *)"fs",
	                                  .good = (struct published *)&good};
	struct buf text = BUF_INIT;
	struct json_value value;
	struct json j;

	assert(reload_compare(&record->model, &record->model, "i") ==
	       RELOAD_SAME);
	json_init(&j, &text);
	definition_json(
	        &entry,
	        &(struct definition_view){.values = true, .room = SIZE_MAX}, &j,
	        NULL);
	assert(json_read(text.data, text.len, &value) == 0);
	buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct reg_key keys[2] = {REG_KEY_INIT, REG_KEY_INIT};
	struct loaded_instance instance = {(char *)"i", REG_KEY_INIT};
	struct class_record *record;

	while (in.left)
		take_value(&in, keys);
	instance.raw = keys[1];
	record = load_class("fs", "HKLM\\fs", &keys[0], &instance, 1);
	/* Left out, or there: one of the two, where there is any value. */
	assert(record->model.instance_count + record->bad_instances.count ==
	       (keys[1].count > 0));
	use(record);
	class_record_free(record);
	reg_key_release(&keys[0]);
	reg_key_release(&keys[1]);
	return 0;
}
