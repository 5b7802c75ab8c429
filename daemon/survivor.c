/*
 * survivor.c: see survivor.h. A record is one JSON object.
 */
#include "survivor.h"

#include <stdlib.h>

#include "../common/buf.h"
#include "../common/json.h"
#include "../common/name.h"
#include "../common/xalloc.h"

void survivor_release(struct survivor *survivor)
{
	free(survivor->class_name);
	free(survivor->instance);
	free(survivor->image);
	free(survivor->command_line);
	*survivor = (struct survivor){0};
}

struct survivor *survivor_copy(const struct survivor *survivor)
{
	struct survivor *copy = xcalloc(1, sizeof(*copy));

	*copy = *survivor;
	copy->class_name = xstrdup(survivor->class_name);
	copy->instance = xstrdup(survivor->instance);
	copy->image = xstrdup(survivor->image);
	copy->command_line = xstrdup(survivor->command_line);
	return copy;
}

void survivor_file(struct buf *out, uint32_t pid, uint64_t created)
{
	buf_addf(out, "running\\%lu-%llu", (unsigned long)pid,
	         (unsigned long long)created);
}

void survivor_encode(struct buf *out, const struct survivor *survivor)
{
	struct json j;

	json_init(&j, out);
	json_object(&j, NULL);
	json_text(&j, "class", survivor->class_name);
	json_text(&j, "instance", survivor->instance);
	json_text(&j, "image", survivor->image);
	json_text(&j, "command_line", survivor->command_line);
	json_number(&j, "pid", survivor->pid);
	json_number(&j, "created", (int64_t)survivor->created);
	json_end_object(&j);
}

/* The text of a member, or NULL. Caller frees. */
static char *text_of(const struct json_value *object, const char *key)
{
	struct json_value member;
	struct buf text = BUF_INIT;

	if (!json_member(object, key, &member))
		return NULL;
	if (json_get_text(&member, &text)) {
		buf_release(&text);
		return NULL;
	}
	return buf_steal(&text, NULL);
}

static int64_t number_of(const struct json_value *object, const char *key)
{
	struct json_value member;

	return json_member(object, key, &member) ? json_get_number(&member, 0)
	                                         : 0;
}

int survivor_decode(const char *bytes, size_t len, struct survivor *out)
{
	struct json_value root;

	*out = (struct survivor){0};
	if (json_read(bytes, len, &root))
		return -1;
	const int64_t pid = number_of(&root, "pid");
	const int64_t created = number_of(&root, "created");
	out->class_name = text_of(&root, "class");
	out->instance = text_of(&root, "instance");
	out->image = text_of(&root, "image");
	out->command_line = text_of(&root, "command_line");
	if (!out->class_name || class_name_fault(out->class_name) ||
	    !out->instance || instance_name_fault(out->instance) ||
	    !out->image || !out->command_line || pid <= 0 || pid > UINT32_MAX ||
	    created <= 0) {
		survivor_release(out);
		return -1;
	}
	out->pid = (uint32_t)pid;
	out->created = (uint64_t)created;
	return 0;
}

bool survivor_is(const struct survivor *survivor, uint64_t created,
                 const char *image)
{
	return survivor->created == created &&
	       name_equal(survivor->image, image);
}
