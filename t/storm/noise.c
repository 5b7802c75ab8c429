/*
 * noise.c - see storm.h.
 */
#include "storm.h"

enum { HONEST = 3, HOSTILE = 3, SILENT_MAX = 24, SAMPLES_MAX = 1 << 20 };

struct noise {
	uint64_t random;
	unsigned long calls, failed;
	HANDLE silent[SILENT_MAX];
	HANDLE thread;
};

static struct noise voices[HONEST + HOSTILE];
static volatile LONG ending;
static HANDLE go;                     /* set: make noise */
static volatile LONG quiet;           /* voices that hold their breath */
static unsigned samples[SAMPLES_MAX]; /* latencies of honest calls, us */
static volatile LONG sample_count;

static unsigned chance(struct noise *n, unsigned sides)
{
	n->random = n->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(n->random >> 33) % sides;
}

/* -- honest ---------------------------------------------------------------- */

static void sample(LONGLONG ticks)
{
	LARGE_INTEGER hz;
	const LONG at = InterlockedIncrement(&sample_count) - 1;

	QueryPerformanceFrequency(&hz);
	if (at < SAMPLES_MAX)
		samples[at] = (unsigned)(ticks * 1000000 / hz.QuadPart);
}

static void call_honestly(struct noise *n, wchar_t *reply)
{
	static const char *const requests[] = {
	        "L",         "Fping|", "Fmetrics|", "Fstatus|", "Fdefinitions|",
	        "Fversion|", "L",      "L",
	};
	const char *request = requests[chance(n, 8)];
	LARGE_INTEGER before, after;

	QueryPerformanceCounter(&before);
	const long number = ask(request, reply);
	QueryPerformanceCounter(&after);
	sample(after.QuadPart - before.QuadPart);
	n->calls++;
	if (number == 0)
		return;
	fprintf(stderr, "honest %s: %ld (%lu)\n", request, number,
	        GetLastError());
	n->failed++;
}

/* -- hostile --------------------------------------------------------------- */

/* Nothing that names an instance of the model. */
static DWORD make_request(struct noise *n, unsigned char *bytes, DWORD room)
{
	static const wchar_t verbs[] = L"SXTILFDZ";
	wchar_t *units = (wchar_t *)(void *)bytes;
	DWORD len = chance(n, 8) ? chance(n, 200) : chance(n, room);

	for (DWORD i = 0; i < len; i++)
		bytes[i] = chance(n, 3) ? (unsigned char)chance(n, 256) : 0;
	if (len >= 6 && chance(n, 2)) {
		units[0] = verbs[chance(n, 8)];
		units[1] = L'z';
		units[2] = chance(n, 2) ? L'z' : L'\0';
	}
	return len;
}

static void shout(struct noise *n)
{
	static __thread unsigned char bytes[8192], answer[8192];
	const DWORD len = make_request(n, bytes, sizeof(bytes));
	HANDLE pipe = ask_open();
	DWORD put = 0;

	if (pipe == INVALID_HANDLE_VALUE)
		return;
	n->calls++;
	if (WriteFile(pipe, bytes, len, &put, NULL) && chance(n, 2))
		ReadFile(pipe, answer, sizeof(answer), &put, NULL);
	CloseHandle(pipe);
}

static void stay_silent(struct noise *n)
{
	HANDLE *at = &n->silent[chance(n, SILENT_MAX)];

	if (*at)
		CloseHandle(*at);
	*at = ask_open();
	n->calls++;
	if (*at == INVALID_HANDLE_VALUE)
		*at = NULL;
}

static void hush(struct noise *n)
{
	for (int i = 0; i < SILENT_MAX; i++)
		if (n->silent[i]) {
			CloseHandle(n->silent[i]);
			n->silent[i] = NULL;
		}
}

/* -- all ------------------------------------------------------------------- */

static DWORD WINAPI raise_voice(LPVOID arg)
{
	struct noise *n = arg;
	const bool honest = n - voices < HONEST;
	wchar_t *reply = take(REPLY_ROOM, sizeof(*reply));

	while (!ending) {
		if (WaitForSingleObject(go, 0) != WAIT_OBJECT_0) {
			hush(n);
			InterlockedIncrement(&quiet);
			WaitForSingleObject(go, INFINITE);
			InterlockedDecrement(&quiet);
		}
		if (honest)
			call_honestly(n, reply);
		else if (chance(n, 4))
			shout(n);
		else
			stay_silent(n);
		Sleep(chance(n, 20)); /* noise, not a flood */
	}
	hush(n);
	return 0;
}

void noise_begin(uint64_t seed)
{
	go = CreateEventW(NULL, TRUE, TRUE, NULL);
	for (unsigned i = 0; i < HONEST + HOSTILE; i++) {
		voices[i].random = seed + i + 1;
		voices[i].thread =
		        CreateThread(NULL, 0, raise_voice, &voices[i], 0, NULL);
		if (!voices[i].thread)
			die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
	}
}

void noise_pause(void)
{
	ResetEvent(go);
	while (quiet < HONEST + HOSTILE)
		Sleep(5); /* each finishes its call */
}

void noise_resume(void)
{
	SetEvent(go);
}

static int by_size(const void *a, const void *b)
{
	const unsigned *x = a;
	const unsigned *y = b;

	return (*x > *y) - (*x < *y);
}

bool noise_end(void)
{
	unsigned long honest = 0, hostile = 0, failed = 0;
	size_t n;

	ending = 1;
	SetEvent(go);
	for (int i = 0; i < HONEST + HOSTILE; i++) {
		WaitForSingleObject(voices[i].thread, INFINITE);
		*(i < HONEST ? &honest : &hostile) += voices[i].calls;
		failed += voices[i].failed;
	}
	n = (size_t)(sample_count < SAMPLES_MAX ? sample_count : SAMPLES_MAX);
	qsort(samples, n, sizeof(*samples), by_size);
	printf("honest %lu failed %lu hostile %lu p50_us %u p99_us %u max_us "
	       "%u\n",
	       honest, failed, hostile, n ? samples[n / 2] : 0,
	       n ? samples[n - 1 - n / 100] : 0, n ? samples[n - 1] : 0);
	return n && !failed;
}
