/*
 * emit_world.c: see emit_world.h.
 */
#include "emit_world.h"

#include <check.h>
#include <string.h>

#include "buf.h"
#include "digest.h"
#include "utf.h"
#include "xalloc.h"

/* A new key of the plan, without values. */
static struct plan_key *add(struct plan *plan, const char *class_name,
                            const char *instance)
{
	plan->keys = xrealloc(plan->keys, plan->count + 1, sizeof(*plan->keys));
	struct plan_key *key = &plan->keys[plan->count++];

	*key = (struct plan_key){
	        .action = PLAN_NEW,
	        .kind = instance ? KIND_INSTANCE : KIND_CLASS,
	        .class_name = xstrdup(class_name),
	        .instance_name = xstrdup(instance),
	        .path = plan_path(class_name, instance),
	};
	return key;
}

void emit_world_set(struct plan_key *key, const char *name, const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text)), 0);
	buf_add_u16le(&wide, 0);
	reg_key_set(&key->after, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void seal(struct plan_key *key)
{
	unsigned char digest[DIGEST_BYTES];

	digest_compute(&key->after, key->kind, digest);
	reg_key_set(&key->after, "Digest", REG_TYPE_BINARY, digest,
	            sizeof(digest));
}

void emit_world_make(struct emit_world *w)
{
	*w = (struct emit_world){PLAN_INIT, DIAG_LIST_INIT};

	struct plan_key *key = add(&w->plan, "sshfs.r", NULL);

	emit_world_set(key, "Executable", "C:\\a & b\\sshfs-win.exe");
	emit_world_set(key, "CommandLine", "svc %1 \"%2\" <%U>");
	emit_world_set(key, "Owner", "local");
	emit_world_set(key, "Source", "sshfs.ini:3");
	reg_key_set(&key->after, "Credentials", REG_TYPE_DWORD, "\1\0\0\0", 4);
	reg_key_set(&key->after, "sshfs.rootdir", REG_TYPE_DWORD, "\1\0\0\x80",
	            4);
	seal(key);
	key = add(&w->plan, "sshfs.r", "host\\share");
	emit_world_set(key, "Argument2", "X:");
	seal(key);
	key = add(&w->plan, "toyfs", NULL);
	emit_world_set(key, "Executable", "C:\\toyfs.exe");
	seal(key);
}

void emit_world_release(struct emit_world *w)
{
	plan_release(&w->plan);
	diag_release(&w->diags);
}

void emit_world_refusal(struct emit_world *w, const char *value,
                        const char *words)
{
	ck_assert_uint_eq(w->diags.count, 1);
	ck_assert_int_eq(w->diags.items[0].code, DIAG_EMIT);
	ck_assert_msg(strstr(w->diags.items[0].text, value) ==
	                              w->diags.items[0].text &&
	                      strstr(w->diags.items[0].text, words) != NULL,
	              "%s", w->diags.items[0].text);
	diag_release(&w->diags);
}
