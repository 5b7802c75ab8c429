/*
 * simulated_plan.c: see simulated_plan.h.
 */
#include "simulated_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/load.h"
#include "suite.h"
#include "t/fake/clock_fake.h"

static const char *const start_words[] = {"auto", "demand", "disabled"};
enum { AUTO, DEMAND, DISABLED };

/* -- what is what ---------------------------------------------------------- */

static size_t number_of(size_t index)
{
	return index % SIMULATED_PER_CLASS;
}

static bool is_declared(size_t index)
{
	return number_of(index) < SIMULATED_DECLARED;
}

enum simulated_kind simulated_kind(size_t index)
{
	static const enum simulated_kind kinds[] = {
	        SIMULATED_PLAIN,    SIMULATED_MOUNT,    SIMULATED_WAIT,
	        SIMULATED_PASSWORD, SIMULATED_SURVIVOR, SIMULATED_PLAIN,
	        SIMULATED_MOUNT,    SIMULATED_WAIT,     SIMULATED_PLAIN,
	        SIMULATED_SURVIVOR,
	};

	return kinds[index / SIMULATED_PER_CLASS % SIMULATED_ROUND];
}

bool simulated_has_mount(size_t index)
{
	return simulated_kind(index) == SIMULATED_MOUNT ||
	       (simulated_kind(index) == SIMULATED_SURVIVOR &&
	        index / SIMULATED_PER_CLASS % 2);
}

bool simulated_has_profile(size_t index)
{
	return simulated_kind(index) == SIMULATED_PLAIN && is_declared(index) &&
	       index % 10 == 5;
}

bool simulated_has_secret(size_t index)
{
	return simulated_kind(index) == SIMULATED_PASSWORD &&
	       is_declared(index) && index % 10 != 9;
}

bool simulated_has_variable(size_t index)
{
	return simulated_has_secret(index) && index % 10 == 2;
}

bool simulated_has_after(size_t index)
{
	return is_declared(index) && index % 10 == 1;
}

const char *simulated_wait_for(size_t index, size_t e)
{
	static const char *const forms[] = {"tcp:s.example:", "path:D:\\",
	                                    "tcp:[fd00::1]:", "tcp:10.0.0.9:"};
	static char text[40];
	const size_t form = index % 10 - 2;

	if (simulated_kind(index) != SIMULATED_WAIT || !is_declared(index) ||
	    index % 10 < 2 || form > 3 || e > index % 2)
		return NULL;
	/* Trailing digits are the server's number. */
	snprintf(text, sizeof(text), "%s%zu", forms[(form + e) % 4],
	         1000 + (index / 7 + 11 * e) % SIMULATED_SERVERS);
	return text;
}

uint64_t simulated_wait_timeout(size_t index)
{
	return index % 20 == 12 ? 5000 : 60000;
}

/* -- values ---------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static void set_text(struct reg_key *key,
                                                           const char *name,
                                                           const char *format,
                                                           ...)
{
	struct buf wide = BUF_INIT;
	char text[100];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	reg_key_set(key, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void set_number(struct reg_key *key, const char *name, uint32_t number)
{
	struct buf bytes = BUF_INIT;

	buf_add_u32le(&bytes, number);
	reg_key_set(key, name, REG_TYPE_DWORD, bytes.data, bytes.len);
	buf_release(&bytes);
}

/* elements: each ended by a NUL. */
static void set_list(struct reg_key *key, const char *name,
                     const struct buf *elements)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(utf8_to_utf16le(&wide, elements->data, elements->len),
	                 0);
	buf_add_u16le(&wide, 0);
	reg_key_set(key, name, REG_TYPE_MULTI_SZ, wide.data, wide.len);
	buf_release(&wide);
}

/* -- definitions ----------------------------------------------------------- */

static void declare_lists(struct reg_key *raw, size_t index)
{
	struct buf list = BUF_INIT;
	const char *element;

	if (simulated_has_after(index)) {
		buf_addf(&list, "c%zu\\i%zu", index / SIMULATED_PER_CLASS,
		         number_of(index) - 1);
		buf_addc(&list, '\0');
		set_list(raw, "After", &list);
	}
	buf_clear(&list);
	for (size_t e = 0; (element = simulated_wait_for(index, e)); e++) {
		buf_adds(&list, element);
		buf_addc(&list, '\0');
	}
	if (list.len) {
		set_list(raw, "WaitFor", &list);
		set_number(raw, "WaitTimeout",
		           (uint32_t)(simulated_wait_timeout(index) / 1000));
	}
	buf_release(&list);
}

static void declare(struct loaded_instance *out, size_t index, unsigned start)
{
	char text[32];

	snprintf(text, sizeof(text), "i%zu", number_of(index));
	*out = (struct loaded_instance){.key_name = xstrdup(text)};
	set_text(&out->raw, "Start", "%s", start_words[start]);
	if (index % 10 == 8)
		set_text(&out->raw, "Restart", "on-failure");
	if (simulated_has_secret(index))
		set_text(&out->raw, "Secret", "local");
	if (simulated_has_variable(index))
		set_text(&out->raw, "SecretTo", "env:PASSWORD");
	if (simulated_has_profile(index)) {
		set_text(&out->raw, "User", "HOST\\u%zu", index % 20);
		set_text(&out->raw, "ExtraArguments", "-p %%P");
	}
	declare_lists(&out->raw, index);
}

static void set_class(struct reg_key *raw, size_t at, unsigned version)
{
	const size_t first = at * SIMULATED_PER_CLASS;

	set_text(raw, "Executable", "C:\\fs.exe");
	set_text(raw, "CommandLine", "-v%u", version);
	set_text(raw, "Security", "D:P(A;;RPWPLC;;;WD)");
	set_text(raw, "OnChange",
	         at / SIMULATED_ROUND % 2 ? "restart" : "keep");
	set_number(raw, "Recovery", at % 3 != 0);
	set_number(raw, "RestartDelay", SIMULATED_DELAY);
	set_number(raw, "RestartDelayMax", SIMULATED_DELAY_MAX);
	set_number(raw, "RestartLimit", SIMULATED_LIMIT);
	set_number(raw, "RestartWindow", SIMULATED_WINDOW_MS / 1000);
	set_number(raw, "RemovalGrace", SIMULATED_GRACE_MS / 1000);
	if (simulated_has_mount(first))
		set_text(raw, "Ready", "mount");
	if (simulated_kind(first) == SIMULATED_PASSWORD)
		set_number(raw, "Credentials", 1);
	if (simulated_kind(first) == SIMULATED_SURVIVOR)
		set_number(raw, "JobControl", 0);
}

static struct class_record *make_record(const struct class_plan *plan,
                                        size_t at, const char *name)
{
	struct loaded_instance instances[SIMULATED_DECLARED];
	struct reg_key raw = REG_KEY_INIT;
	struct class_record *record;

	set_class(&raw, at, plan->version);
	for (unsigned k = 0; k < SIMULATED_DECLARED; k++)
		declare(&instances[k], at * SIMULATED_PER_CLASS + k,
		        plan->starts[k]);
	record = load_class(name, "registry", &raw, instances,
	                    SIMULATED_DECLARED);
	ck_assert(!record->bad);
	reg_key_release(&raw);
	for (unsigned k = 0; k < SIMULATED_DECLARED; k++) {
		free(instances[k].key_name);
		reg_key_release(&instances[k].raw);
	}
	return record;
}

/* From when on what is declared must not be started. */
static void bar(struct simulation *sim, size_t at, uint64_t gone_at)
{
	const struct class_plan *plan = &sim->plans[at];

	for (unsigned k = 0; k < SIMULATED_DECLARED; k++) {
		struct simulated_instance *i =
		        &sim->instances[at * SIMULATED_PER_CLASS + k];
		if (plan->gone)
			i->barred = gone_at;
		else if (plan->starts[k] != DISABLED)
			i->barred = UINT64_MAX;
		else if (i->barred > clock_fake_engine().now)
			i->barred = clock_fake_engine().now;
	}
}

void simulated_publish(struct simulation *sim, size_t at)
{
	struct class_change *change = xcalloc(1, sizeof(*change));
	const struct engine_time time = clock_fake_engine();
	uint64_t gone_at = time.now;
	char name[24];

	snprintf(name, sizeof(name), "c%zu", at);
	change->class_name = xstrdup(name);
	change->kind = CHANGE_LIVE;
	if (!sim->plans[at].gone) {
		change->record = make_record(&sim->plans[at], at, name);
	} else if (chance_roll(&sim->chance, 2)) {
		change->kind = CHANGE_REMOVED;
		gone_at += SIMULATED_GRACE_MS;
	} else {
		change->kind = CHANGE_WITHDRAWN;
	}
	bar(sim, at, gone_at);
	for (size_t k = 0; k < SIMULATED_PER_CLASS; k++)
		simulated_forgive(sim, at * SIMULATED_PER_CLASS + k);
	engine_change(sim->world.engine, change, &time);
}

/* -- by chance ------------------------------------------------------------- */

static void change_plan(struct simulation *sim, size_t at)
{
	struct class_plan *plan = &sim->plans[at];
	const bool was_gone = plan->gone;

	plan->gone = !was_gone && chance_roll(&sim->chance, 5) == 0;
	plan->version += chance_roll(&sim->chance, 2);
	for (unsigned k = 0; k < SIMULATED_DECLARED; k++) {
		const unsigned char before = plan->starts[k];
		if (chance_roll(&sim->chance, 10) == 0)
			plan->starts[k] =
			        (unsigned char)chance_roll(&sim->chance, 3);
		/* A changed declaration ends a stop; that of its class does
		 * not. */
		if (plan->starts[k] != before || plan->gone || was_gone)
			sim->instances[at * SIMULATED_PER_CLASS + k].down =
			        false;
	}
}

void simulated_change(struct simulation *sim, size_t at)
{
	change_plan(sim, at);
	simulated_publish(sim, at);
}

void simulated_drift(struct simulation *sim)
{
	for (size_t n = sim->class_count / 10; n > 0; n--)
		change_plan(sim, chance_roll(&sim->chance,
		                             (unsigned)sim->class_count));
	for (size_t at = 0; at < sim->class_count; at++)
		bar(sim, at, clock_fake_engine().now);
}

void simulated_plan(struct simulation *sim)
{
	for (size_t at = 0; at < sim->class_count; at++)
		for (unsigned k = 0; k < SIMULATED_DECLARED; k++)
			sim->plans[at].starts[k] =
			        k % 10 < 7 || k % 10 == 8 ? AUTO : DEMAND;
	for (size_t i = 0; i < sim->instance_count; i++)
		sim->instances[i].barred = UINT64_MAX;
}
