/*
 * declared_world.c: see declared_world.h.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "declared_world.h"
#include "t/fake/keystore_mem.h"

struct world w;

void declared_world_init(void)
{
	world_init(&w);
	world_class(&w, "fs");
	world_pass(&w);
}

void declared_world_release(void)
{
	world_release(&w);
}

void declare_instance(const char *name, const char *after)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	world_open(&w, path);
	world_sz(&w, path, "Argument2", "M:");
	if (after)
		world_multi(&w, path, "After", after);
	world_close(&w, path);
}

void set_declared(const char *name, const char *value, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	world_open(&w, path);
	world_sz(&w, path, value, text);
	world_close(&w, path);
}

void undeclare(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	ck_assert_int_eq(keystore_delete(w.ks, path, NULL), 0);
}

size_t starts(void)
{
	return process_fake_count(w.processes);
}

const char *state_of(const char *name)
{
	static char text[32];
	char request[128];
	snprintf(request, sizeof(request), "Fstatus|fs|%s|", name);
	const char *reply = ASK(admin, request);
	const char *at = strstr(reply, "\"state\":\"");

	snprintf(text, sizeof(text), "%s", at ? at + 9 : "none");
	text[strcspn(text, "\"")] = '\0';
	return text;
}
