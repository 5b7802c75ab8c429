/*
 * kill_world.c: see kill_world.h.
 *
 * Classes a, c and d are declared by files, d by one owner or the other; b and
 * z come with an installer: b may be adopted, of z only instances are ours.
 */
#include "suite.h"

#include "kill_world.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/error.h"
#include "common/name.h"
#include "common/utf.h"
#include "import_run.h"
#include "scan_world.h"
#include "t/fake/host_mem.h"

enum { PLENTY = 1000000 };

static unsigned roll(struct kill_world *w, unsigned sides)
{
	return chance_roll(&w->chance, sides);
}

/* -- the state ------------------------------------------------------------- */

struct kill_state kill_state_save(void)
{
	return (struct kill_state){keystore_mem_save(), host_mem_save()};
}

void kill_state_restore(const struct kill_state *state)
{
	keystore_mem_restore(state->store);
	host_mem_restore(state->disk);
}

void kill_state_release(struct kill_state *state)
{
	keystore_mem_state_free(state->store);
	host_mem_state_free(state->disk);
}

static int compare_values(const void *left, const void *right)
{
	const struct reg_value *a = left;
	const struct reg_value *b = right;

	return name_compare(a->name, b->name);
}

static void dump_values(struct reg_key *key, const char *path, struct buf *out)
{
	if (key->count > 0)
		qsort(key->values, key->count, sizeof(*key->values),
		      compare_values);
	buf_addf(out, "[%s]\n", path);
	for (size_t i = 0; i < key->count; i++) {
		const struct reg_value *v = &key->values[i];

		buf_addf(out, "%s %u ", v->name, (unsigned)v->type);
		for (size_t b = 0; b < v->len; b++)
			if (v->data[b] > ' ' && v->data[b] < 0x7f)
				buf_addc(out, (char)v->data[b]);
			else if (v->data[b] || v->type != REG_TYPE_SZ)
				buf_addf(out, "<%02x>", v->data[b]);
		buf_addc(out, '\n');
	}
}

/* Neither the root nor a class's Instances is a definition. */
static bool is_folder(const char *path)
{
	const char *rest = strchr(path, '\\');

	return *path == '\0' || (rest && strcmp(rest, "\\Instances") == 0);
}

static void dump(struct keystore *ks, const char *path, bool bare,
                 struct buf *out)
{
	struct reg_key key;
	struct reg_list list;

	if (keystore_read(ks, path, &key, NULL) != KEYSTORE_OK)
		return;
	if (keystore_list(ks, path, &list, NULL) != KEYSTORE_OK)
		ck_abort_msg("'%s' cannot be listed", path);
	if (key.count > 0 || (bare && !is_folder(path)))
		dump_values(&key, path, out);
	for (size_t i = 0; i < list.count; i++) {
		struct buf child = BUF_INIT;

		buf_addf(&child, "%s%s%s", path, *path ? "\\" : "",
		         list.entries[i].name);
		dump(ks, child.data, bare, out);
		buf_release(&child);
	}
	reg_key_release(&key);
	reg_list_release(&list);
}

struct buf kill_world_dump(bool bare)
{
	struct keystore *ks = keystore_open(SCAN_ROOT, false, NULL);
	struct buf out = BUF_INIT;

	dump(ks, "", bare, &out);
	keystore_close(ks);
	return out;
}

/* -- files ----------------------------------------------------------------- */

static const char *const instance_names[] = {"i", "j%", "srv\\k"};

static void add_instances(struct kill_world *w, char class, struct buf *out)
{
	for (size_t i = 0; i < 3; i++) {
		if (roll(w, 3))
			continue;
		buf_addf(out, "[%c\\%s]\nArgument2 = C:\\m\\%c%zu%u\n", class,
		         instance_names[i], class, i, roll(w, 2));
		if (roll(w, 4) == 0)
			buf_addf(out, "Start = demand\n");
		if (roll(w, 4) == 0)
			buf_addf(out, "Environment =\n  A=%u\n  B=2\n",
			         roll(w, 2));
	}
}

static void add_options(struct kill_world *w, struct buf *out)
{
	buf_addf(out, "RunAs = %s\n",
	         roll(w, 2) ? "LocalService" : "NetworkService");
	if (roll(w, 2))
		buf_addf(out, "CommandLine = -u %%1 -n%u\n", roll(w, 2));
	if (roll(w, 3) == 0)
		buf_addf(out, "LogFiles = %u\n", 1 + roll(w, 2));
	if (roll(w, 3) == 0)
		buf_addf(out, "Private.p.q = dword:%u\n", roll(w, 2));
}

static void add_class(struct kill_world *w, char class, struct buf *out)
{
	buf_addf(out, "[%c]\nExecutable = C:\\bin\\%c%u.exe\n", class, class,
	         roll(w, 2));
	add_options(w, out);
}

static bool has_value(const char *path, const char *name)
{
	struct keystore *ks = keystore_open(SCAN_ROOT, false, NULL);
	struct reg_key key;
	const bool is = keystore_read(ks, path, &key, NULL) == KEYSTORE_OK &&
	                reg_key_find(&key, name);

	reg_key_release(&key);
	keystore_close(ks);
	return is;
}

static bool is_there(const char *class_name)
{
	return has_value(class_name, "Executable");
}

bool kill_world_owns(char class_letter)
{
	const char path[] = {class_letter, '\0'};

	return has_value(path, "Owner");
}

static void write_files(struct kill_world *w)
{
	struct buf local = BUF_INIT, team = BUF_INIT;

	if (roll(w, 5) < 3) {
		add_class(w, 'a', &local);
		add_instances(w, 'a', &local);
	}
	if (roll(w, 2) && is_there("b")) {
		buf_adds(&local, "[b]\nExtends = registry\n");
		add_options(w, &local);
		add_instances(w, 'b', &local);
	}
	if (roll(w, 5) < 3) {
		add_class(w, 'c', &team);
		/* One party's class, another's instances. */
		add_instances(w, 'c', roll(w, 3) ? &team : &local);
	}
	if (roll(w, 3) == 0) {
		struct buf *out = roll(w, 3) ? &local : &team;

		add_class(w, 'd', out);
		add_instances(w, 'd', out);
	}
	if (is_there("z"))
		add_instances(w, 'z', &local);
	host_mem_put("/conf/local.ini", local.data);
	host_mem_put("/conf/team/x.ini", team.data);
	buf_release(&local);
	buf_release(&team);
}

/* -- others that write ----------------------------------------------------- */

/* A class as an installer writes it, without a Digest. */
static void install(struct kill_world *w, const char *class)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "C:\\setup\\%s%u.exe", class, roll(w, 3));
	sz(class, "Executable", text.data);
	sz(class, "RunAs", "LocalService");
	if (roll(w, 2))
		sz(class, "CommandLine", roll(w, 2) ? "-o" : "-p");
	if (roll(w, 2))
		put(class, "theirs", REG_TYPE_DWORD, "\1\0\0", 4);
	buf_release(&text);
}

static void write_foreign(struct kill_world *w)
{
	static const char *const names[] = {"a", "b", "c", "d", "z"};
	const char *class = names[roll(w, 5)];

	switch (roll(w, 4)) {
	case 0:
		install(w, roll(w, 2) ? "b" : "z");
		break;
	case 1:
		if (is_there(class))
			sz(class, "CommandLine", roll(w, 2) ? "-f" : "-g");
		break;
	case 2:
		if (is_there("b"))
			sz("b\\Instances\\theirs", "Argument2", "C:\\theirs");
		break;
	default:
		drop(roll(w, 2) ? "b" : "z");
		break;
	}
}

/* -- the past -------------------------------------------------------------- */

/* No run is half done any longer. */
static void begin_anew(struct kill_world *w)
{
	buf_release(&w->base);
	w->has_base = true;
	w->has_died = false;
	w->may_be_open = false;
}

/* A run dies somewhere on its way. Nothing else is where a rollback of the
 * next run stops, unless it had time for all. */
static void die_once(struct kill_world *w, const char *command)
{
	struct kill_state before = kill_state_save();
	struct buf old = kill_world_dump(true);
	struct buf base = kill_world_dump(false);
	struct buf now;
	size_t life = PLENTY;

	import_run(command, &life);
	const size_t writes = PLENTY - life;
	struct buf whole = kill_world_dump(true);
	kill_state_restore(&before);
	life = writes ? roll(w, (unsigned)writes) : 0;
	import_run(command, &life);
	now = kill_world_dump(true);
	if (strcmp(now.data, whole.data) != 0 && !w->has_died) {
		w->has_died = true;
		w->base = base;
		buf_init(&base);
	} else if (strcmp(now.data, whole.data) == 0 &&
	           strcmp(now.data, old.data) != 0) {
		begin_anew(w);
	}
	w->may_be_open = true;
	buf_release(&old);
	buf_release(&base);
	buf_release(&now);
	buf_release(&whole);
	kill_state_release(&before);
}

static const char *choose_command(struct kill_world *w)
{
	return roll(w, 4) ? "apply --force --prune=all /conf"
	                  : "apply --force /conf";
}

/* What changes anything goes on from the runs that died. */
static void run_once(struct kill_world *w, const char *command)
{
	struct buf before = kill_world_dump(false), after;
	size_t life = PLENTY;

	import_run(command, &life);
	after = kill_world_dump(false);
	if (strcmp(before.data, after.data) != 0)
		begin_anew(w);
	buf_release(&before);
	buf_release(&after);
}

static void go_on(struct kill_world *w)
{
	switch (roll(w, 8)) {
	case 0:
	case 1:
	case 2:
		write_files(w);
		run_once(w, choose_command(w));
		break;
	case 3:
	case 4:
		write_files(w);
		die_once(w, choose_command(w));
		break;
	case 5:
		run_once(w, "rollback --force");
		break;
	case 6:
		die_once(w, "rollback --force");
		break;
	default:
		write_foreign(w);
		w->has_base = w->has_base && !w->may_be_open;
		break;
	}
}

static void ignore(void *context, struct class_change *change)
{
	(void)context;
	class_change_free(change);
}

void kill_world_make(struct kill_world *w, uint64_t number)
{
	*w = (struct kill_world){
	        .chance = {number, number}, .base = BUF_INIT, .has_base = true};
	scan_world_init(ignore);
	host_mem_reset();
	host_mem_put("/conf/local.ini", "");
	host_mem_put("/conf/team/x.ini", "");
	roll(w, 1);
	if (roll(w, 3))
		install(w, "b");
	if (roll(w, 3))
		install(w, "z");
	for (unsigned i = roll(w, 5); i > 0; i--)
		go_on(w);
	if (roll(w, 5))
		write_files(w);
	w->is_rollback = roll(w, 8) == 0;
	w->command = w->is_rollback ? "rollback --force" : choose_command(w);
	if (!w->has_died) {
		buf_release(&w->base);
		w->base = kill_world_dump(false);
	}
}

void kill_world_release(struct kill_world *w)
{
	buf_release(&w->base);
	scan_world_release();
}
