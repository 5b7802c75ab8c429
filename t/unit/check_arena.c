#include "suite.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"

enum { THINGS = 1500, LARGE = 300000 };

static bool holds_only(const unsigned char *bytes, size_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

START_TEST(alloc__zeroed_aligned_and_apart)
{
	struct arena arena = ARENA_INIT;
	static unsigned char *things[THINGS];

	for (size_t i = 0; i < THINGS; i++) {
		const size_t size = 1 + i % 97;

		ck_assert_ptr_nonnull(arena_text(&arena, "odd", i % 4));
		things[i] = arena_alloc(&arena, size);
		ck_assert_uint_eq((uintptr_t)things[i] % _Alignof(uint64_t), 0);
		ck_assert(holds_only(things[i], 0, size));
		memset(things[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < THINGS; i++)
		ck_assert(holds_only(things[i], i % 251, 1 + i % 97));
	arena_release(&arena);
}
END_TEST

START_TEST(text__ends_in_a_nul_at_any_length)
{
	struct arena arena = ARENA_INIT;
	static char large[LARGE];

	memset(large, 'x', sizeof(large));
	ck_assert_str_eq(arena_text(&arena, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_text(&arena, "", 0), "");
	/* An odd size on the way to larger blocks. */
	ck_assert_ptr_nonnull(arena_text(&arena, large, 1000));
	ck_assert_uint_eq(
	        (uintptr_t)arena_alloc(&arena, 1) % _Alignof(uint64_t), 0);
	ck_assert_uint_eq(
	        (uintptr_t)arena_alloc(&arena, 1500) % _Alignof(uint64_t), 0);
	char *copy = arena_text(&arena, large, LARGE);
	ck_assert_mem_eq(copy, large, LARGE);
	ck_assert_int_eq(copy[LARGE], '\0');
	ck_assert_str_eq(arena_text(&arena, "after", 5), "after");
	arena_release(&arena);
	arena_release(&arena);
}
END_TEST

Suite *check_arena(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = tcase_create("arena");

	tcase_add_test(tests, alloc__zeroed_aligned_and_apart);
	tcase_add_test(tests, text__ends_in_a_nul_at_any_length);
	suite_add_tcase(suite, tests);
	return suite;
}
