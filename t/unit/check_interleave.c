/*
 * check_interleave.c: 10,000 random interleavings of writers with the reader:
 * only what was whole at some moment goes live, and what is whole in the end
 * does.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "apply_steps.h"
#include "chance.h"
#include "common/buf.h"
#include "scan_world.h"

/* A writer is a list of single writes; between any two of them, and between
 * any two steps of the reader, others may write. */
struct actor {
	struct apply_steps steps;
	size_t at;
};

enum { STATES_MAX = 4096, STATE_TEXT = 48 };

static struct actor applier, foreign;
static size_t commit; /* the step of the applier that makes its work whole */
static bool alone;    /* nobody else wrote since it was planned */
static bool half;     /* it has begun and is not there yet */
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

static void add_step(enum keystore_mem_step kind, const char *path,
                     const char *name, const char *text)
{
	apply_steps_add(&foreign.steps, kind, path, name, text);
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
			/* Without any value it is no instance yet. */
			if (raw.count > 0)
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

/* Note the present state when it is whole: closed, or still for 250 ms. What an
 * apply has begun is neither, however long it stands. */
static void note_state(void)
{
	char state[STATE_TEXT];
	enum digest_state digest = observe(state);

	if (!half && (digest == DIGEST_MATCH ||
	              (digest != DIGEST_OPEN &&
	               clock_fake_scan().now - last_write >= 250)))
		add_legit(state);
}

/* An empty key that is made is nothing yet. Where others wrote meanwhile an
 * apply has no say. */
static void note_progress(const struct actor *a)
{
	if (a == &foreign)
		alone = half = false;
	else if (a->steps.items[a->at].kind != STEP_CREATE)
		half = alone && a->at < commit;
}

static void perform_next(struct actor *a)
{
	note_progress(a);
	stamp();
	apply_step_perform(&a->steps.items[a->at++], writer);
	last_write = clock_fake_scan().now;
	note_state();
}

static bool has_next(const struct actor *a)
{
	return a->at < a->steps.count;
}

/* One write of a writer that has some left. */
static void step(void)
{
	struct actor *a = roll(2) ? &applier : &foreign;

	if (!has_next(a))
		a = a == &applier ? &foreign : &applier;
	if (has_next(a))
		perform_next(a);
}

/* fsp-import: what it finds now is what it goes by. */
static void plan_apply(void)
{
	static const char *const names[] = {"fs\\a", "fs\\b"};
	const char *removed[3] = {NULL};
	struct buf text = BUF_INIT;
	const unsigned wanted = roll(4);
	size_t count = 0;

	version++;
	buf_addf(&text,
	         "[fs]\nExecutable = C:\\fs.exe\nRunAs = LocalService\n"
	         "CommandLine = v%u\n",
	         version);
	for (unsigned i = 0; i < 2; i++)
		if (wanted & 1u << i)
			buf_addf(&text, "[%s]\nArgument2 = v%u\n", names[i],
			         version);
		else
			removed[count++] = names[i];
	applier.at = 0;
	alone = true;
	apply_steps_plan(&applier.steps, observer, text.data, removed);
	buf_release(&text);
	/* The last value is the class's Digest. */
	for (size_t i = 0; i < applier.steps.count; i++)
		if (applier.steps.items[i].kind == STEP_PUT)
			commit = i;
	/* Killed. */
	if (roll(5) == 0)
		applier.steps.count =
		        1 + roll((unsigned)applier.steps.count - 1);
}

/* regedit, an installer, an uninstaller: some writes, no Digest. */
static void plan_foreign(void)
{
	static const char *const paths[] = {"fs\\Instances\\a",
	                                    "fs\\Instances\\b"};
	char text[16];

	foreign.steps.count = foreign.at = 0;
	snprintf(text, sizeof(text), "f%u", ++version);
	switch (roll(4)) {
	case 0:
		add_step(STEP_DELETE_VALUE, "fs", "CommandLine", NULL);
		add_step(STEP_DELETE_VALUE, "fs", "Executable", NULL);
		add_step(STEP_PUT, "fs", "Executable", "C:\\fs.exe");
		add_step(STEP_PUT, "fs", "CommandLine", text);
		break;
	case 1:
		add_step(STEP_PUT, "fs", "CommandLine", text);
		add_step(STEP_PUT, paths[0], "Argument2", text);
		add_step(STEP_PUT, paths[1], "Argument2", text);
		break;
	case 2:
		add_step(STEP_DELETE_KEY, "fs", NULL, NULL);
		add_step(STEP_PUT, "fs", "Executable", "C:\\fs.exe");
		add_step(STEP_PUT, "fs", "CommandLine", text);
		break;
	default:
		add_step(STEP_DELETE_KEY, paths[0], NULL, NULL);
		add_step(STEP_PUT, "fs", "CommandLine", text);
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
	if (!has_next(&applier))
		plan_apply();
	while (has_next(&applier))
		perform_next(&applier);
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
	while (has_next(&applier) || has_next(&foreign)) {
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
		note_state();
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
	resting = alone = half = false;
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
