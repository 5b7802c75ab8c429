/*
 * calls - round trips of `L`, servers in turn.
 *
 *	calls [OPTION]... DIRECTORY NAME=CLIENTS@PIPE...
 *
 * In each round every server named gets --repeat calls, shared out among as
 * many threads, in one order and then in the other. For each NAME it adds
 * NAME.latency (each call), NAME.call (time per call of all clients together,
 * one a round) and NAME.failed (calls without an answer, one a round).
 */
#include "call.h"

struct options {
	unsigned long rounds, repeat;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--rounds", OPTION_NUMBER, AT(rounds), "paired rounds (5)"},
        {"--repeat", OPTION_NUMBER, AT(repeat), "calls of a round (1000)"},
        {NULL, OPTION_FLAG, 0, NULL},
};

struct server {
	wchar_t *name;
	wchar_t *pipe;
	unsigned long clients;
};

struct client {
	const wchar_t *pipe;
	unsigned long repeat;
	HANDLE go;
	LONGLONG *took; /* of each call that was answered, in ns */
	unsigned long ok;
};

static struct server split(wchar_t *word)
{
	struct server s = {.name = word};
	wchar_t *clients = wcschr(word, L'=');

	if (clients != NULL)
		s.pipe = wcschr(clients, L'@');
	if (s.pipe == NULL)
		die(EXIT_USAGE, "not NAME=CLIENTS@PIPE: '%s'", utf8(word));
	*clients++ = L'\0';
	*s.pipe++ = L'\0';
	s.clients = number(clients, "CLIENTS");
	return s;
}

static DWORD WINAPI run_client(LPVOID arg)
{
	wchar_t *reply = take(REPLY_UNITS, sizeof(*reply));
	struct client *c = arg;
	unsigned long i;

	WaitForSingleObject(c->go, INFINITE);
	for (i = 0; i < c->repeat; i++) {
		LONGLONG begin = ticks_now();

		if (call(c->pipe, L"L", 1, reply))
			c->took[c->ok++] = ticks_to_ns(ticks_now() - begin);
	}
	free(reply);
	return 0;
}

static void record(const wchar_t *directory, const struct server *s,
                   unsigned long round, const struct client *clients,
                   LONGLONG elapsed)
{
	unsigned long ok = 0;
	unsigned long failed = 0;
	unsigned long i;

	for (i = 0; i < s->clients; i++) {
		add_samples(directory, s->name, "latency", round,
		            clients[i].took, clients[i].ok);
		ok += clients[i].ok;
		failed += clients[i].repeat - clients[i].ok;
	}
	add_sample(directory, s->name, "failed", round, failed);
	if (ok > 0)
		add_sample(directory, s->name, "call", round, elapsed / ok);
}

static void measure(const wchar_t *directory, const struct server *s,
                    unsigned long round, unsigned long repeat)
{
	struct client *clients = take(s->clients, sizeof(*clients));
	HANDLE *threads = take(s->clients, sizeof(*threads));
	HANDLE go = CreateEventW(NULL, TRUE, FALSE, NULL);
	LONGLONG begin;
	unsigned long i;

	for (i = 0; i < s->clients; i++) {
		clients[i].pipe = s->pipe;
		clients[i].repeat = repeat / s->clients;
		clients[i].go = go;
		clients[i].took = take(clients[i].repeat, sizeof(LONGLONG));
		threads[i] =
		        CreateThread(NULL, 0, run_client, &clients[i], 0, NULL);
		if (threads[i] == NULL)
			die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
	}
	begin = ticks_now();
	SetEvent(go);
	for (i = 0; i < s->clients; i++)
		WaitForSingleObject(threads[i], INFINITE);
	record(directory, s, round, clients, ticks_to_ns(ticks_now() - begin));
	for (i = 0; i < s->clients; i++) {
		CloseHandle(threads[i]);
		free(clients[i].took);
	}
	CloseHandle(go);
	free(threads);
	free(clients);
}

int wmain(int argc, wchar_t **argv)
{
	struct options o = {.rounds = 5, .repeat = 1000};
	struct server *servers;
	unsigned long round;
	int words, i;

	tool_setup();
	words = parse_options(option_table, &o, argc, argv);
	if (words < 2) {
		fprintf(stderr, "usage: calls [OPTION]... DIRECTORY "
		                "NAME=CLIENTS@PIPE...\n");
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	servers = take((size_t)words - 1, sizeof(*servers));
	for (i = 0; i < words - 1; i++)
		servers[i] = split(argv[2 + i]);
	for (round = 0; round < o.rounds; round++)
		for (i = 0; i < words - 1; i++)
			measure(argv[1],
			        &servers[round % 2 ? words - 2 - i : i], round,
			        o.repeat);
	return 0;
}
