/*
 * check_interleave.c: 10,000 random interleavings of writers with the reader:
 * only what was whole at some moment goes live, and what is whole in the end
 * does.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "chance.h"
#include "common/buf.h"
#include "scan_world.h"

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
static struct chance chance;
static struct keystore *observer;
static unsigned emitted;
static char live[STATE_TEXT]; /* by the last emission */

static unsigned roll(unsigned sides)
{
	return chance_roll(&chance, sides);
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
		if (roll(3) == 0)
			recheck();
		looks_ahead = roll(2);
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
			ck_assert_msg(
			        strcmp(state, live) == 0,
			        "seed %llu, run %u: '%s' is live, not '%s'",
			        (unsigned long long)chance.seed, run, live,
			        state);
		ck_assert_msg(!violations, "seed %llu, run %u",
		              (unsigned long long)chance.seed, run);
		resting = false;
		legit_count = 0;
		add_legit(state);
		add_legit(live);
	}
}

static void setup(void)
{
	scan_world_init(judge_emission);
	observer = keystore_open(SCAN_ROOT, false, NULL);
	keystore_mem_set_hook(reader, while_reading, NULL);
	chance = chance_begin(20261121);
	applier = foreign = (struct actor){0};
	resting = false;
	emitted = violations = version = 0;
	legit_count = 0;
	live[0] = '\0';
	last_write = clock_fake_scan().now;
}

static void teardown(void)
{
	scan_world_release();
	keystore_close(observer);
}

START_TEST(interleavings__only_what_was_whole_goes_live)
{
	enum { RUNS = 10000 };

	interleave(RUNS);
	/* The test must have had something to judge. */
	ck_assert_uint_gt(emitted, RUNS / 2);
}
END_TEST

Suite *check_interleave(void)
{
	Suite *suite = suite_create("interleave");
	TCase *tcase = tcase_create("random");

	tcase_set_timeout(tcase, 600);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, interleavings__only_what_was_whole_goes_live);
	suite_add_tcase(suite, tcase);
	return suite;
}
