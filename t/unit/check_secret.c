/*
 * check_secret.c: passwords are carried, and are gone when they should be: the
 * memory of this process is searched, as Linux shows it in /proc.
 */
#include "suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "secret.h"

static void start(void)
{
	struct error err = ERROR_INIT;

	ck_assert_msg(secret_start(&err) == 0, "%s", err.text);
}

static struct secret_vault *new_vault(void)
{
	int lock_failed = -1;
	struct secret_vault *vault = secret_vault_new(&lock_failed);

	ck_assert_int_ge(lock_failed, 0);
	return vault;
}

START_TEST(secret__keeps_every_byte)
{
	struct secret *s = secret_new("a\0b", 3);

	ck_assert_uint_eq(secret_len(s), 3);
	ck_assert_mem_eq(secret_bytes(s), "a\0b", 4);
	secret_free(s);
	s = secret_new("", 0);
	ck_assert_uint_eq(secret_len(s), 0);
	ck_assert_str_eq(secret_bytes(s), "");
	secret_free(s);
	secret_free(NULL);
}
END_TEST

START_TEST(box__gives_the_secret_back)
{
	static const size_t lengths[] = {0, 1, 31, 32, 33, 256};
	struct secret_vault *vault = new_vault();
	char text[256];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct secret *s = secret_new(text, lengths[i]);
		struct secret_box *box = secret_box_new(vault, s);
		struct secret_box *copy = secret_box_copy(box);
		struct secret *again;

		secret_free(s);
		secret_box_free(box);
		again = secret_box_open(vault, copy);
		ck_assert_ptr_nonnull(again);
		ck_assert_uint_eq(secret_len(again), lengths[i]);
		ck_assert_int_eq(memcmp(secret_bytes(again), text, lengths[i]),
		                 0);
		secret_free(again);
		secret_box_free(copy);
	}
	secret_vault_free(vault);
}
END_TEST

START_TEST(box__opens_in_its_own_vault_only)
{
	struct secret_vault *vault = new_vault(), *other = new_vault();
	struct secret *s = secret_new("word", 4);
	struct secret_box *box = secret_box_new(vault, s);

	ck_assert_ptr_null(secret_box_open(other, box));
	secret_free(s);
	secret_box_free(box);
	secret_box_free(NULL);
	secret_vault_free(vault);
	secret_vault_free(other);
	secret_vault_free(NULL);
}
END_TEST

START_TEST(wipe__zeros)
{
	char bytes[] = "word";

	secret_wipe(bytes, sizeof(bytes));
	ck_assert_mem_eq(bytes, "\0\0\0\0", 5);
}
END_TEST

enum { MARKER = 48, CHUNK = 1 << 16 };

/* The marker is computed, so that it stands nowhere but where a secret is. */
static unsigned char marker_byte(size_t i)
{
	return (unsigned char)(i * 89 + 41);
}

static size_t count_in(const unsigned char *bytes, size_t len)
{
	const size_t enough = 16;
	size_t found = 0;

	for (size_t at = 0; at + enough <= len; at++) {
		size_t n = 0;

		while (n < enough && bytes[at + n] == marker_byte(n))
			n++;
		found += n == enough;
	}
	return found;
}

static size_t count_in_range(int memory, unsigned long from, unsigned long to,
                             unsigned char *chunk)
{
	size_t found = 0;

	while (from < to) {
		const ssize_t n = pread(memory, chunk, CHUNK, (off_t)from);

		if (n <= 0)
			return found;
		found += count_in(chunk, (size_t)n);
		from += (unsigned long)n;
	}
	return found;
}

/* Copies of the marker's start in this process's memory. What the sanitizers
 * reserve is passed over: it is no memory of the program's. */
static size_t count_markers(void)
{
	const unsigned long huge = 1ul << 28;
	FILE *maps = fopen("/proc/self/maps", "r");
	const int memory = open("/proc/self/mem", O_RDONLY);
	unsigned char *chunk = malloc(CHUNK);
	size_t found = 0;
	char line[512];

	ck_assert(maps != NULL && memory >= 0 && chunk != NULL);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char access[5];

		if (sscanf(line, "%lx-%lx %4s", &from, &to, access) == 3 &&
		    access[0] == 'r' && to - from < huge)
			found += count_in_range(memory, from, to, chunk);
		memset(chunk, 0, CHUNK);
	}
	free(chunk);
	close(memory);
	fclose(maps);
	return found;
}

static struct secret *marker_secret(void)
{
	unsigned char bytes[MARKER];
	struct secret *s;

	for (size_t i = 0; i < MARKER; i++)
		bytes[i] = marker_byte(i);
	s = secret_new(bytes, MARKER);
	secret_wipe(bytes, MARKER);
	return s;
}

/* Opens the box far down the stack, where what libsodium leaves behind is not
 * overwritten by the search itself. */
static struct secret *open_deep(struct secret_vault *vault,
                                const struct secret_box *box)
{
	volatile char room[64 * 1024];

	room[0] = room[sizeof(room) - 1] = 0;
	return room[0] == 0 ? secret_box_open(vault, box) : NULL;
}

START_TEST(memory__holds_a_secret_only_while_it_lives)
{
	struct secret_vault *vault = new_vault();
	struct secret *s;
	struct secret_box *box;

	ck_assert_uint_eq(count_markers(), 0);
	s = marker_secret();
	/* The reader's own copy may count as a second. */
	ck_assert_uint_ge(count_markers(), 1);
	box = secret_box_new(vault, s);
	secret_free(s);
	ck_assert_uint_eq(count_markers(), 0);

	s = open_deep(vault, box);
	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(secret_bytes(s)[MARKER - 1],
	                 (char)marker_byte(MARKER - 1));
	secret_free(s);
	ck_assert_uint_eq(count_markers(), 0);
	secret_box_free(box);
	secret_vault_free(vault);
}
END_TEST

Suite *check_secret(void)
{
	Suite *suite = suite_create("secret");
	TCase *secret = tcase_create("secret");

	tcase_add_checked_fixture(secret, start, NULL);
	tcase_add_test(secret, secret__keeps_every_byte);
	tcase_add_test(secret, box__gives_the_secret_back);
	tcase_add_test(secret, box__opens_in_its_own_vault_only);
	tcase_add_test(secret, wipe__zeros);
	tcase_add_test(secret, memory__holds_a_secret_only_while_it_lives);
	suite_add_tcase(suite, secret);
	return suite;
}
