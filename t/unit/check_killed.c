/*
 * check_killed.c: fsp-import killed at 10,000 random writes, of the registry
 * or of its own files, on random machines: never half, never lost.
 *
 * A failure names the world and the write: FSPD_SEED makes that world the
 * first. FSPD_KILLS says how many kills.
 */
#include "suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "import_run.h"
#include "kill_world.h"
#include "live_view.h"
#include "t/fake/host_mem.h"

enum { KILLS = 10000, POINTS = 16, CLASSES = 5, PLENTY = 1000000 };

/* What is known of the run that is killed. */
static struct kill_world world;
static uint64_t number;
static size_t kill_at; /* after so many writes */
static struct kill_state start;
static struct live_view old_live, new_live;
static struct buf new_store, new_adopted;
static size_t writes; /* that the run makes when nobody kills it */

/* How often there was what the test is about. */
static struct {
	size_t kills, held, old, new, rolled_back;
} seen;

#define EXPECT(condition, ...)                \
	do {                                  \
		if (!(condition))             \
			fail_at(__VA_ARGS__); \
	} while (0)

static void fail_at(const char *what, const char *got, const char *wanted)
{
	fprintf(stderr, "--- got\n%s\n--- wanted\n%s\n--- said\n%s\n", got,
	        wanted, import_said());
	ck_abort_msg("FSPD_SEED=%" PRIu64 ", '%s' killed after %zu of %zu "
	             "writes: %s",
	             number, world.command, kill_at, writes, what);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_sorted_lines(char *text, struct buf *out)
{
	char *lines[1024];
	size_t count = 0;

	for (char *at = strtok(text, "\n"); at; at = strtok(NULL, "\n")) {
		if (count == sizeof(lines) / sizeof(lines[0]))
			ck_abort_msg("more is kept than there is room for");
		lines[count++] = at;
	}
	qsort(lines, count, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s\n", lines[i]);
}

/* What is kept of classes that are adopted. Of others a file may be left,
 * which is made anew before it counts again. */
static struct buf adopted(void)
{
	struct buf out = BUF_INIT;

	for (const char *c = KILL_WORLD_CLASSES; *c; c++) {
		struct buf prefix = BUF_INIT, text = BUF_INIT;

		buf_addf(&prefix,
		         "/data/adopted/i-hklm%%5Csoftware%%5Cwow6432node%%5C"
		         "winfsp%%5Cservices%%5C%c",
		         *c);
		host_mem_dump(prefix.data, true, &text);
		if (text.len > 0 && kill_world_owns(*c))
			add_sorted_lines(text.data, &out);
		buf_release(&prefix);
		buf_release(&text);
	}
	return out;
}

static bool run(const char *command)
{
	size_t life = PLENTY;

	return import_run(command, &life) == 0;
}

/* -- the parts of one kill ------------------------------------------------- */

/* Each class is as it was or as it shall be. A daemon that was there before
 * keeps what it had of a class that is held back; one that starts has none. */
static void check_view(struct live_view *view, bool is_new_daemon)
{
	for (size_t i = 0; i < CLASSES; i++) {
		const char *text = view->texts[i].data;

		if (strcmp(text, old_live.texts[i].data) == 0)
			seen.old++;
		else if (strcmp(text, new_live.texts[i].data) == 0)
			seen.new ++;
		else
			EXPECT(is_new_daemon && view->interrupted[i] &&
			               *text == '\0',
			       "a class is half", text, old_live.texts[i].data);
		seen.held += view->interrupted[i];
	}
}

static void check_settling(struct live_view *view, bool is_new_daemon)
{
	static const unsigned waits[] = {0, 300, 10000};

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		live_view_pass(view, waits[i]);
		check_view(view, is_new_daemon);
	}
}

/* The same files once more lead to where the run would have come. */
static void check_completion(struct live_view *view)
{
	struct buf store, files;

	EXPECT(run(world.command), "the next run failed", "", "");
	store = kill_world_dump(false);
	EXPECT(strcmp(store.data, new_store.data) == 0, "not completed",
	       store.data, new_store.data);
	files = adopted();
	EXPECT(strcmp(files.data, new_adopted.data) == 0,
	       "what was adopted is not as after a whole run", files.data,
	       new_adopted.data);
	live_view_settle(view);
	for (size_t i = 0; i < CLASSES; i++)
		EXPECT(strcmp(view->texts[i].data, new_live.texts[i].data) == 0,
		       "the completed class is not live", view->texts[i].data,
		       new_live.texts[i].data);
	buf_release(&store);
	buf_release(&files);
}

/* What a run that died wrote and the next one, which died too, had not come to
 * is in neither's way: only then --force. */
static void check_rollback(const char *what)
{
	struct buf store;
	const bool is_done =
	        run(world.has_died ? "rollback --force" : "rollback");

	store = kill_world_dump(false);
	EXPECT(is_done, what, store.data, world.base.data);
	EXPECT(strcmp(store.data, world.base.data) == 0, what, store.data,
	       world.base.data);
	buf_release(&store);
	seen.rolled_back++;
}

/* How many runs are remembered. */
static size_t count_runs(void)
{
	struct buf names = BUF_INIT;
	size_t count = 0;

	host_mem_dump("/data/undo/", false, &names);
	for (const char *at = names.data; (at = strstr(at, ".undo\n")); at++)
		count++;
	buf_release(&names);
	return count;
}

/* -- one kill -------------------------------------------------------------- */

static void kill_once(bool rolls_back)
{
	const bool was_there = chance_roll(&world.chance, 2);
	struct live_view view;
	struct kill_state dead = {NULL, NULL};
	size_t life = kill_at, runs;

	kill_state_restore(&start);
	runs = count_runs();
	if (was_there)
		live_view_begin(&view, KILL_WORLD_CLASSES);
	import_run(world.command, &life);
	if (rolls_back)
		dead = kill_state_save();
	const bool is_recorded = count_runs() > runs;
	if (!was_there)
		live_view_begin(&view, KILL_WORLD_CLASSES);
	check_settling(&view, !was_there);
	/* The dearest part: of every second kill. */
	if (!world.is_rollback && (rolls_back || kill_at % 2))
		check_completion(&view);
	if (rolls_back) {
		check_rollback("rollback after the completing run");
		kill_state_restore(&dead);
		if (is_recorded)
			check_rollback("rollback after the kill");
	}
	kill_state_release(&dead);
	live_view_end(&view);
	seen.kills++;
}

/* Run the command to its end, to know it. */
static void run_whole(void)
{
	size_t life = PLENTY;

	start = kill_state_save();
	live_view_begin(&old_live, KILL_WORLD_CLASSES);
	import_run(world.command, &life);
	writes = PLENTY - life;
	live_view_begin(&new_live, KILL_WORLD_CLASSES);
	new_store = kill_world_dump(false);
	new_adopted = adopted();
}

static void forget_whole(void)
{
	kill_state_release(&start);
	live_view_end(&old_live);
	live_view_end(&new_live);
	buf_release(&new_store);
	buf_release(&new_adopted);
}

static void kill_in_one_world(void)
{
	kill_world_make(&world, number);
	run_whole();
	for (size_t i = 0; i < POINTS && writes > 12; i++) {
		kill_at = chance_roll(&world.chance, (unsigned)writes);
		kill_once(i < 2 && world.has_base && !world.is_rollback);
	}
	forget_whole();
	kill_world_release(&world);
}

START_TEST(killed_at_random_writes__old_new_or_held_back)
{
	const char *text = getenv("FSPD_KILLS");
	const size_t kills = text ? strtoul(text, NULL, 10) : KILLS;

	for (number = chance_begin(20261130).seed; seen.kills < kills; number++)
		kill_in_one_world();
	ck_assert_uint_gt(seen.old, kills);
	ck_assert_uint_gt(seen.new, kills);
	ck_assert_uint_gt(seen.held, kills / 10);
	ck_assert_uint_gt(seen.rolled_back, kills / 10);
}
END_TEST

Suite *check_killed(void)
{
	Suite *suite = suite_create("killed");
	TCase *tcase = tcase_create("random");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, killed_at_random_writes__old_new_or_held_back);
	suite_add_tcase(suite, tcase);
	return suite;
}
