/*
 * check_scan.c: what becomes live, and when: by cases, and by 10,000 random
 * interleavings of writers with the reader.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/scan.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static struct keystore *reader, *writer;
static struct scan *scan;
static struct class_change *last; /* emitted */
static unsigned emitted;
static uint64_t clock_step; /* granularity of last-write times */

static void take(void *context, struct class_change *change)
{
	(void)context;
	class_change_free(last);
	last = change;
	emitted++;
}

static void setup(void)
{
	keystore_mem_reset();
	clock_fake_reset();
	clock_step = 1;
	reader = keystore_open(ROOT, false, NULL);
	writer = keystore_open(ROOT, true, NULL);
	scan = scan_new(reader, take, NULL);
	last = NULL;
	emitted = 0;
}

static void teardown(void)
{
	scan_free(scan);
	keystore_close(reader);
	keystore_close(writer);
	class_change_free(last);
}

/* -- writing --------------------------------------------------------------- */

static void stamp(void)
{
	uint64_t now = clock_fake_scan().filetime;

	keystore_mem_set_time(now - now % clock_step, 0);
}

static void put(const char *path, const char *name, uint32_t type,
                const void *data, size_t len)
{
	stamp();
	ck_assert_int_eq(
	        keystore_put(writer, path, name, type, data, len, NULL), 0);
}

static void sz(const char *path, const char *name, const char *text)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	put(path, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void unset(const char *path, const char *name)
{
	stamp();
	ck_assert_int_eq(keystore_delete_value(writer, path, name, NULL), 0);
}

static void drop(const char *path)
{
	stamp();
	ck_assert_int_eq(keystore_delete(writer, path, NULL), 0);
}

static void open_key(const char *path)
{
	put(path, "Digest", REG_TYPE_BINARY, "", 0);
}

static enum key_kind kind_of(const char *path)
{
	return strchr(path, '\\') ? KIND_INSTANCE : KIND_CLASS;
}

static void close_key(const char *path)
{
	struct reg_key raw;
	unsigned char digest[DIGEST_BYTES];

	ck_assert_int_eq(keystore_read(writer, path, &raw, NULL), KEYSTORE_OK);
	digest_compute(&raw, kind_of(path), digest);
	reg_key_release(&raw);
	put(path, "Digest", REG_TYPE_BINARY, digest, sizeof(digest));
}

static void make_class(void)
{
	open_key("fs");
	sz("fs", "CommandLine", "v1");
	sz("fs", "Executable", "C:\\fs.exe");
	close_key("fs");
}

static void pass(void)
{
	const struct scan_time time = clock_fake_scan();
	struct error err = ERROR_INIT;

	ck_assert_msg(scan_pass(scan, &time, &err) == 0, "%s", err.text);
}

static int look(const char *name)
{
	const struct scan_time time = clock_fake_scan();

	return scan_class(scan, name, &time, NULL);
}

/* What the last emission brought. */
static const char *command_line(void)
{
	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(last->kind, CHANGE_LIVE);
	return definition_text(&last->record->model.class_def,
	                       KEY_COMMAND_LINE);
}

/* -- cases ----------------------------------------------------------------- */

START_TEST(closed__live_at_once_and_once)
{
	pass();
	make_class();
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(command_line(), "v1");
	ck_assert_uint_eq(last->seen_at, clock_fake_scan().counter);
	pass();
	clock_fake_advance(100);
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(scan_deadline(scan), UINT64_MAX);
}
END_TEST

static void count_reads(void *context, enum keystore_mem_step kind,
                        const char *path)
{
	unsigned *reads = context;

	(void)path;
	if (kind == STEP_READ || kind == STEP_READ_VALUE)
		(*reads)++;
}

START_TEST(unchanged__no_value_is_read)
{
	unsigned reads = 0;

	keystore_mem_set_hook(reader, count_reads, &reads);
	make_class();
	clock_fake_advance(100);
	pass();
	ck_assert_uint_gt(reads, 0);
	reads = 0;
	pass();
	ck_assert_uint_eq(reads, 0);
}
END_TEST

START_TEST(open__never_and_told_as_interrupted)
{
	make_class();
	pass();
	open_key("fs");
	sz("fs", "CommandLine", "v2");
	for (int i = 0; i < 19; i++) {
		clock_fake_advance(100);
		pass();
	}
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(200);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_int_eq(last->kind, CHANGE_INTERRUPTED);
	clock_fake_advance(3600000);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_uint_eq(scan_deadline(scan), UINT64_MAX);
	/* Completed after all. */
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(interrupted_and_undone__live_again)
{
	make_class();
	pass();
	open_key("fs");
	pass();
	clock_fake_advance(2000);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_INTERRUPTED);
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v1");
}
END_TEST

START_TEST(foreign_edit__live_when_still)
{
	make_class();
	pass();
	sz("fs", "CommandLine", "v2");
	pass();
	ck_assert_uint_eq(scan_deadline(scan), clock_fake_scan().now + 250);
	clock_fake_advance(200);
	sz("fs", "CommandLine", "v3");
	pass();
	clock_fake_advance(249);
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(1);
	pass();
	ck_assert_str_eq(command_line(), "v3");
	ck_assert(last->record->drift);
}
END_TEST

START_TEST(foreign_writer_that_never_rests__live_after_5_s)
{
	char text[16];

	make_class();
	pass();
	for (int i = 0; i < 50; i++) {
		snprintf(text, sizeof(text), "w%d", i);
		sz("fs", "CommandLine", text);
		pass();
		ck_assert_uint_eq(emitted, 1);
		clock_fake_advance(100);
	}
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(change_after_an_interrupted_apply__waits_its_own_time)
{
	make_class();
	pass();
	open_key("fs");
	pass();
	clock_fake_advance(6000);
	unset("fs", "Digest");
	sz("fs", "CommandLine", "v2");
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(250);
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(first_pass__what_was_there_before_is_live_at_once)
{
	sz("old", "Executable", "C:\\fs.exe");
	clock_fake_advance(251);
	sz("young", "Executable", "C:\\fs.exe");
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(last->class_name, "old");
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_str_eq(last->class_name, "young");
}
END_TEST

START_TEST(no_executable__no_class)
{
	sz("fs", "CommandLine", "v1");
	pass();
	clock_fake_advance(10000);
	pass();
	ck_assert_uint_eq(emitted, 0);
	sz("fs", "Executable", "C:\\fs.exe");
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(key_gone__removed_when_still_gone)
{
	make_class();
	pass();
	drop("fs");
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(250);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
	make_class();
	pass();
	ck_assert_str_eq(command_line(), "v1");
	ck_assert_uint_eq(emitted, 3);
}
END_TEST

START_TEST(key_gone_and_back__nothing_happened)
{
	make_class();
	pass();
	drop("fs");
	pass();
	clock_fake_advance(100);
	make_class();
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(root_gone__all_removed)
{
	make_class();
	pass();
	keystore_mem_delete_root(writer);
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
}
END_TEST

START_TEST(announced_removal__withdrawn_at_once)
{
	static const unsigned char one[4] = {1};

	make_class();
	pass();
	put("fs", "Removed", REG_TYPE_DWORD, one, 4);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_WITHDRAWN);
	drop("fs");
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(announced_removal_of_an_instance__told_with_the_class)
{
	static const unsigned char one[4] = {1};

	sz("fs\\Instances\\a%5Cb", "Argument2", "M:");
	close_key("fs\\Instances\\a%5Cb");
	make_class();
	pass();
	ck_assert_uint_eq(last->record->model.instance_count, 1);
	open_key("fs\\Instances\\a%5Cb");
	put("fs\\Instances\\a%5Cb", "Removed", REG_TYPE_DWORD, one, 4);
	pass();
	ck_assert_uint_eq(last->record->model.instance_count, 0);
	ck_assert(name_list_has(&last->record->withdrawn, "a\\b"));
	drop("fs\\Instances\\a%5Cb");
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(two_writes_in_one_tick__both_seen)
{
	clock_step = 156250;
	make_class();
	pass();
	/* The same last-write time, other values, and a Digest that fits. */
	sz("fs", "CommandLine", "v2");
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(failed_enumeration__nothing_and_then_all)
{
	const struct scan_time time = clock_fake_scan();

	make_class();
	for (size_t nth = 1; nth <= 6; nth++) {
		keystore_mem_fail(reader, nth, OS_ACCESS_DENIED);
		ck_assert_int_eq(scan_pass(scan, &time, NULL), -1);
		ck_assert_uint_eq(emitted, 0);
		ck_assert(scan_deadline(scan) > time.now);
	}
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(instance_keys__part_of_their_class)
{
	make_class();
	pass();
	clock_fake_advance(100);
	open_key("fs\\Instances\\a");
	pass();
	sz("fs\\Instances\\a", "Argument2", "M:");
	pass();
	ck_assert_uint_eq(emitted, 1);
	close_key("fs\\Instances\\a");
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_uint_eq(last->record->model.instance_count, 1);
}
END_TEST

START_TEST(one_class__looked_at_alone)
{
	make_class();
	ck_assert_int_eq(look("none"), 1);
	ck_assert_int_eq(look("FS"), 1);
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(last->class_name, "fs");
	sz("fs", "CommandLine", "v2");
	ck_assert_int_eq(look("FS"), 0);
	clock_fake_advance(250);
	ck_assert_int_eq(look("FS"), 1);
	ck_assert_str_eq(command_line(), "v2");
	open_key("fs");
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_uint_eq(emitted, 2);
	drop("fs");
	ck_assert_int_eq(look("fs"), 0);
	clock_fake_advance(250);
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
}
END_TEST

START_TEST(source_alone__no_reason_to_reload)
{
	sz("fs", "Source", "a.ini:1");
	make_class();
	pass();
	sz("fs", "Source", "a.ini:2");
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

/* Group Policy deletes each value and sets it again, at its own pace. */
START_TEST(policy_refresh__neither_removal_nor_change)
{
	struct reg_key raw;

	make_class();
	clock_fake_advance(1000);
	pass();
	for (int round = 0; round < 3; round++) {
		ck_assert_int_eq(keystore_read(writer, "fs", &raw, NULL), 0);
		for (size_t i = 0; i < raw.count; i++) {
			const struct reg_value *v = &raw.values[i];
			unset("fs", v->name);
			pass();
			clock_fake_advance(40);
			pass();
			put("fs", v->name, v->type, v->data, v->len);
			pass();
			clock_fake_advance(40);
		}
		reg_key_release(&raw);
	}
	clock_fake_advance(10000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

/* -- interleavings --------------------------------------------------------- */

/* A writer is a list of single writes; between any two of them, and between
 * any two steps of the reader, others may write. */
enum what { OP_OPEN, OP_TEXT, OP_UNSET, OP_DROP, OP_REMOVED, OP_CLOSE };

struct op {
	enum what what;
	char path[24], name[16], text[16];
};

struct actor {
	struct op ops[40];
	size_t count, at;
};

enum { STATES_MAX = 4096, STATE_TEXT = 48 };

static struct actor applier, foreign;
static char legit[STATES_MAX][STATE_TEXT]; /* states that were whole */
static size_t legit_count;
static unsigned version, violations;
static bool resting;        /* nobody writes */
static uint64_t last_write; /* monotonic ms */
static uint64_t seed;
static struct keystore *observer;
static char live[STATE_TEXT]; /* by the last emission */

static unsigned roll(unsigned sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % sides;
}

static void add_op(struct actor *a, enum what what, const char *path,
                   const char *name, const char *text)
{
	struct op *op = &a->ops[a->count++];

	op->what = what;
	snprintf(op->path, sizeof(op->path), "%s", path);
	snprintf(op->name, sizeof(op->name), "%s", name);
	snprintf(op->text, sizeof(op->text), "%s", text);
}

/* Text of a value without its NUL, "" when absent. */
static void text_of(const struct reg_key *raw, const char *name, char *out)
{
	const struct reg_value *v = reg_key_find(raw, name);
	size_t len = 0;

	for (size_t i = 0; v && i + 2 < v->len && len < 15; i += 2)
		out[len++] = (char)v->data[i];
	out[len] = '\0';
}

/* The state of the registry in one line: "v1 a:v1 b:v1", "" without class. */
static enum digest_state observe(char out[STATE_TEXT])
{
	struct reg_key raw;
	enum digest_state state = DIGEST_ABSENT, one;
	char text[16];
	bool has_class = false;
	struct buf line = BUF_INIT;

	if (keystore_read(observer, "fs", &raw, NULL) == KEYSTORE_OK) {
		has_class = reg_key_find(&raw, "Executable") != NULL;
		state = digest_judge(&raw, KIND_CLASS);
		text_of(&raw, "CommandLine", text);
		buf_adds(&line, text);
	}
	reg_key_release(&raw);
	for (const char *name = "ab"; *name; name++) {
		char path[] = "fs\\Instances\\x";
		path[sizeof(path) - 2] = *name;
		if (keystore_read(observer, path, &raw, NULL) == KEYSTORE_OK) {
			one = digest_judge(&raw, KIND_INSTANCE);
			if (reg_key_find(&raw, "Removed")) {
				reg_key_release(&raw);
				continue;
			}
			if (one == DIGEST_OPEN || state == DIGEST_OPEN)
				state = DIGEST_OPEN;
			else if (one != DIGEST_MATCH)
				state = one;
			text_of(&raw, "Argument2", text);
			buf_addf(&line, " %c:%s", *name, text);
		}
		reg_key_release(&raw);
	}
	snprintf(out, STATE_TEXT, "%s", has_class ? line.data : "");
	buf_release(&line);
	return state;
}

static void add_legit(const char *state)
{
	ck_assert_uint_lt(legit_count, STATES_MAX);
	for (size_t i = legit_count; i-- > 0;)
		if (strcmp(legit[i], state) == 0)
			return;
	snprintf(legit[legit_count++], STATE_TEXT, "%s", state);
}

/* Note the present state when it is whole: closed, or still for 250 ms. */
static void note_state(void)
{
	char state[STATE_TEXT];
	enum digest_state digest = observe(state);

	if (digest == DIGEST_MATCH ||
	    (digest != DIGEST_OPEN &&
	     clock_fake_scan().now - last_write >= 250))
		add_legit(state);
}

static void perform(const struct op *op)
{
	static const unsigned char one[4] = {1};
	struct reg_key raw;
	bool there =
	        keystore_read(observer, op->path, &raw, NULL) == KEYSTORE_OK;

	reg_key_release(&raw);
	switch (op->what) {
	case OP_OPEN:
		open_key(op->path);
		break;
	case OP_TEXT:
		sz(op->path, op->name, op->text);
		break;
	case OP_UNSET:
		unset(op->path, op->name);
		break;
	case OP_DROP:
		drop(op->path);
		break;
	case OP_REMOVED:
		put(op->path, "Removed", REG_TYPE_DWORD, one, 4);
		break;
	case OP_CLOSE:
		/* A key that somebody deleted meanwhile stays deleted. */
		if (there)
			close_key(op->path);
		break;
	}
	last_write = clock_fake_scan().now;
	note_state();
}

/* One write of a writer that has some left. */
static void step(void)
{
	struct actor *a = roll(2) ? &applier : &foreign;

	if (a->at == a->count)
		a = a == &applier ? &foreign : &applier;
	if (a->at < a->count)
		perform(&a->ops[a->at++]);
}

/* As fsp-import: open every key, write, drop what goes, close every key. */
static void plan_apply(void)
{
	static const char *const paths[] = {"fs\\Instances\\a",
	                                    "fs\\Instances\\b"};
	char text[16];
	const unsigned wanted = roll(4);

	applier.count = applier.at = 0;
	snprintf(text, sizeof(text), "v%u", ++version);
	add_op(&applier, OP_OPEN, "fs", "", "");
	for (unsigned i = 0; i < 2; i++)
		if (wanted & 1u << i)
			add_op(&applier, OP_OPEN, paths[i], "", "");
	add_op(&applier, OP_TEXT, "fs", "CommandLine", text);
	for (unsigned i = 0; i < 2; i++) {
		if (wanted & 1u << i)
			add_op(&applier, OP_TEXT, paths[i], "Argument2", text);
		else
			add_op(&applier, OP_DROP, paths[i], "", "");
	}
	add_op(&applier, OP_TEXT, "fs", "Executable", "C:\\fs.exe");
	for (unsigned i = 0; i < 2; i++)
		if (wanted & 1u << i)
			add_op(&applier, OP_CLOSE, paths[i], "", "");
	add_op(&applier, OP_CLOSE, "fs", "", "");
	/* Killed. */
	if (roll(5) == 0)
		applier.count = 1 + roll((unsigned)applier.count - 1);
}

/* regedit, an installer, an uninstaller: some writes, no Digest. */
static void plan_foreign(void)
{
	char text[16];

	foreign.count = foreign.at = 0;
	snprintf(text, sizeof(text), "f%u", ++version);
	switch (roll(4)) {
	case 0:
		add_op(&foreign, OP_UNSET, "fs", "CommandLine", "");
		add_op(&foreign, OP_UNSET, "fs", "Executable", "");
		add_op(&foreign, OP_TEXT, "fs", "Executable", "C:\\fs.exe");
		add_op(&foreign, OP_TEXT, "fs", "CommandLine", text);
		break;
	case 1:
		add_op(&foreign, OP_TEXT, "fs", "CommandLine", text);
		add_op(&foreign, OP_TEXT, "fs\\Instances\\a", "Argument2",
		       text);
		add_op(&foreign, OP_TEXT, "fs\\Instances\\b", "Argument2",
		       text);
		break;
	case 2:
		add_op(&foreign, OP_DROP, "fs", "", "");
		add_op(&foreign, OP_TEXT, "fs", "Executable", "C:\\fs.exe");
		add_op(&foreign, OP_TEXT, "fs", "CommandLine", text);
		break;
	default:
		add_op(&foreign, OP_DROP, "fs\\Instances\\a", "", "");
		add_op(&foreign, OP_TEXT, "fs", "CommandLine", text);
		break;
	}
}

static void while_reading(void *context, enum keystore_mem_step kind,
                          const char *path)
{
	(void)context;
	(void)kind;
	(void)path;
	if (resting)
		return;
	if (roll(6) == 0)
		step();
	/* An apply that is over between two reads: each key is complete, and
	 * they do not belong together. */
	if (roll(12))
		return;
	if (applier.at == applier.count)
		plan_apply();
	while (applier.at < applier.count)
		perform(&applier.ops[applier.at++]);
}

static void describe(const struct class_change *change, char out[STATE_TEXT])
{
	struct buf line = BUF_INIT;

	if (change->kind == CHANGE_LIVE) {
		const struct class_model *model = &change->record->model;
		const char *text =
		        definition_text(&model->class_def, KEY_COMMAND_LINE);
		buf_adds(&line, text ? text : "");
		for (size_t i = 0; i < model->instance_count; i++) {
			text = definition_text(&model->instances[i],
			                       KEY_ARGUMENT2);
			buf_addf(&line, " %s:%s",
			         model->instances[i].instance_name,
			         text ? text : "");
		}
	}
	snprintf(out, STATE_TEXT, "%s", line.data);
	buf_release(&line);
}

static void judge_emission(void *context, struct class_change *change)
{
	bool found = false;

	(void)context;
	if (change->kind == CHANGE_INTERRUPTED) {
		class_change_free(change);
		return;
	}
	describe(change, live);
	class_change_free(change);
	emitted++;
	for (size_t i = legit_count; i-- > 0 && !found;)
		found = strcmp(legit[i], live) == 0;
	if (!found) {
		violations++;
		fprintf(stderr, "# emitted '%s', which was never whole\n",
		        live);
	}
}

static void advance(uint64_t ms)
{
	clock_fake_advance(ms);
	note_state();
}

/* Both writers come to their end, the reader passing now and then. */
static void run_writers(void)
{
	while (applier.at < applier.count || foreign.at < foreign.count) {
		step();
		if (roll(3) == 0)
			advance(roll(40));
		if (roll(2) == 0)
			pass();
	}
}

static void interleave(unsigned runs)
{
	char state[STATE_TEXT];

	for (unsigned run = 0; run < runs; run++) {
		/* 15.6 ms, 1 ms, or as fine as can be. */
		static const uint64_t steps[] = {156250, 10000, 1};
		clock_step = steps[roll(3)];
		if (roll(4))
			plan_apply();
		if (roll(2))
			plan_foreign();
		run_writers();
		/* Rest, so that a foreign state may settle. */
		resting = true;
		for (int i = 0; i < 4; i++) {
			advance(100);
			pass();
		}
		if (observe(state) != DIGEST_OPEN)
			ck_assert_msg(strcmp(state, live) == 0,
			              "run %u: '%s' is live, not '%s'", run,
			              live, state);
		ck_assert_msg(!violations, "run %u", run);
		resting = false;
		legit_count = 0;
		add_legit(state);
		add_legit(live);
	}
}

START_TEST(interleavings__only_what_was_whole_goes_live)
{
	enum { RUNS = 10000 };

	scan_free(scan);
	scan = scan_new(reader, judge_emission, NULL);
	observer = keystore_open(ROOT, false, NULL);
	keystore_mem_set_hook(reader, while_reading, NULL);
	seed = 20261121;
	violations = 0;
	version = 0;
	legit_count = 0;
	live[0] = '\0';
	last_write = clock_fake_scan().now;
	interleave(RUNS);
	/* The test must have had something to judge. */
	ck_assert_uint_gt(emitted, RUNS / 2);
	keystore_close(observer);
}
END_TEST

Suite *check_scan(void)
{
	Suite *suite = suite_create("scan");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, closed__live_at_once_and_once);
	tcase_add_test(tcase, unchanged__no_value_is_read);
	tcase_add_test(tcase, open__never_and_told_as_interrupted);
	tcase_add_test(tcase, interrupted_and_undone__live_again);
	tcase_add_test(tcase, foreign_edit__live_when_still);
	tcase_add_test(tcase, foreign_writer_that_never_rests__live_after_5_s);
	tcase_add_test(tcase,
	               change_after_an_interrupted_apply__waits_its_own_time);
	tcase_add_test(tcase,
	               first_pass__what_was_there_before_is_live_at_once);
	tcase_add_test(tcase, no_executable__no_class);
	tcase_add_test(tcase, key_gone__removed_when_still_gone);
	tcase_add_test(tcase, key_gone_and_back__nothing_happened);
	tcase_add_test(tcase, root_gone__all_removed);
	tcase_add_test(tcase, announced_removal__withdrawn_at_once);
	tcase_add_test(tcase,
	               announced_removal_of_an_instance__told_with_the_class);
	tcase_add_test(tcase, two_writes_in_one_tick__both_seen);
	tcase_add_test(tcase, failed_enumeration__nothing_and_then_all);
	tcase_add_test(tcase, instance_keys__part_of_their_class);
	tcase_add_test(tcase, one_class__looked_at_alone);
	tcase_add_test(tcase, source_alone__no_reason_to_reload);
	tcase_add_test(tcase, policy_refresh__neither_removal_nor_change);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("interleavings");
	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, interleavings__only_what_was_whole_goes_live);
	suite_add_tcase(suite, tcase);
	return suite;
}
