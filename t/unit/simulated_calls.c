/*
 * simulated_calls.c: see simulated_calls.h.
 */
#include "simulated_calls.h"

#include <stdio.h>
#include <string.h>

#include "common/utf.h"
#include "daemon/instance.h"
#include "simulated_plan.h"
#include "suite.h"
#include "t/fake/clock_fake.h"

static void refresh(struct simulation *sim)
{
	const char *class_name;
	uint64_t ticket;

	while (reader_fake_take(sim->world.reader, &class_name, &ticket)) {
		const struct engine_time time = clock_fake_engine();
		engine_refreshed(sim->world.engine, ticket, &time);
	}
}

const char *simulated_call(struct simulation *sim, struct caller *caller,
                           const char *request)
{
	const struct engine_time time = clock_fake_engine();
	struct buf wide = BUF_INIT;
	char text[64];
	const size_t len = strlen(request);

	ck_assert_uint_lt(len, sizeof(text));
	for (size_t i = 0; i < len; i++)
		text[i] = request[i] == '|' ? '\0' : request[i];
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, len), 0);
	sim->calls++;
	sim->seen.calls++;
	engine_request(sim->world.engine, ++sim->world.last_peer, caller,
	               wide.data, wide.len, &time);
	buf_release(&wide);
	refresh(sim);
	world_keep(&sim->world);
	return sim->last_replied == sim->world.last_peer ? sim->reply.data
	                                                 : NULL;
}

static const char *some_password(struct simulation *sim)
{
	return chance_roll(&sim->chance, 4) ? "right" : "wrong";
}

/* A command, the words of its instance behind it. */
static const char *some_command(struct simulation *sim, size_t index)
{
	static const char *const commands[] = {
	        "S", "S", "X",         "X",       "T",
	        "T", "I", "Frestart|", "Freset|", "Fstatus|",
	};
	const char *command = commands[chance_roll(&sim->chance, 10)];

	/* Most know what the class wants. */
	if (chance_roll(&sim->chance, 10) &&
	    (*command == 'S' || *command == 'X'))
		return simulated_kind(index) == SIMULATED_PASSWORD ? "X" : "S";
	return command;
}

/* What a stop and its opposites mean from now on. */
static void note_call(struct simulation *sim, size_t index, const char *command,
                      const char *reply)
{
	struct simulated_instance *i = &sim->instances[index];
	const struct instance *inst = simulated_find(sim, index);

	if (reply && *reply == '!')
		return;
	if (*command == 'T')
		i->down = inst && inst->declared;
	else if (*command == 'S' || *command == 'X' ||
	         strcmp(command, "Frestart|") == 0)
		i->down = false;
}

static void call(struct simulation *sim)
{
	const size_t index =
	        chance_roll(&sim->chance, (unsigned)sim->instance_count);
	const char *command = some_command(sim, index);
	struct caller *caller = chance_roll(&sim->chance, 2) ? sim->world.admin
	                                                     : sim->world.alice;
	char request[64];

	snprintf(request, sizeof(request), "%sc%zu|i%zu|%s%s", command,
	         index / SIMULATED_PER_CLASS, index % SIMULATED_PER_CLASS,
	         *command == 'X' ? some_password(sim) : "",
	         *command == 'X' ? "|" : "");
	sim->called = index;
	simulated_forgive(sim, index);
	note_call(sim, index, command, simulated_call(sim, caller, request));
	sim->called = SIZE_MAX;
}

void simulated_store(struct simulation *sim, size_t index, const char *password)
{
	char request[64];

	snprintf(request, sizeof(request), "Fsecret|%s|c%zu|i%zu|%s%s",
	         password ? "set" : "remove", index / SIMULATED_PER_CLASS,
	         index % SIMULATED_PER_CLASS, password ? password : "",
	         password ? "|" : "");
	/* What failed for want of it is tried at once. */
	sim->instances[index].hurried = clock_fake_engine().now;
	ck_assert_ptr_nonnull(simulated_call(sim, sim->world.admin, request));
	if (!password || strcmp(password, "right") != 0)
		simulated_later(sim, MOMENT_REPAIR, index, 0,
		                chance_roll(&sim->chance, 1800 * 1000));
}

void simulated_call_some(struct simulation *sim)
{
	const size_t index =
	        chance_roll(&sim->chance, (unsigned)sim->instance_count);

	call(sim);
	if (!simulated_has_secret(index) || chance_roll(&sim->chance, 3))
		return;
	simulated_forgive(sim, index);
	simulated_store(sim, index,
	                chance_roll(&sim->chance, 5) ? some_password(sim)
	                                             : NULL);
}
