/*
 * deviation.h: the rows of conformance data in which we differ on purpose, by
 * their ids. A row that is not among them must not differ, and each of them
 * must: a list that has become wrong in either way fails.
 */
#ifndef FSPD_T_DEVIATION_H
#define FSPD_T_DEVIATION_H

/* All rows of first to last, which are so many. */
struct deviation {
	const char *first, *last;
	const char *words; /* in what we say of each */
	unsigned rows;
	unsigned met; /* so far */
};

#define DEVIATION(id, words)                \
	{                                   \
		"" id, "" id, (words), 1, 0 \
	}
#define DEVIATIONS(first, last, rows, words)          \
	{                                             \
		"" first, "" last, (words), (rows), 0 \
	}
#define DEVIATIONS_END        \
	{                     \
		0, 0, 0, 0, 0 \
	}

/* The row id differs, and said is what we say of it: fails the test when it is
 * in none of list. */
void deviation_meet(struct deviation *list, const char *id, const char *said)
        __attribute__((nonnull));
/* Fails the test when one of list was not met. */
void deviation_check(const struct deviation *list) __attribute__((nonnull));

#endif
