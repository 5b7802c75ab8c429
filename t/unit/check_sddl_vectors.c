/*
 * check_sddl_vectors.c: the parser against what Windows accepts (sddl.jsonl)
 * and the bytes that Windows makes (sddl-bytes-sample.jsonl).
 */
#include "suite.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "deviation.h"
#include "sddl.h"
#include "vectors.h"

/* What we refuse in rows that Windows accepts; sddl.h has the reasons. */
static const char object[] = "object ACEs"; /* parts of directory objects */
static const char conditional[] = "conditional ACEs"; /* nobody evaluates them
                                                       * for a class */
static struct deviation deviations[] = {
        DEVIATION("sddl-0001", object),
        DEVIATION("sddl-0006", object),
        DEVIATION("sddl-0014", object),
        DEVIATION("sddl-0063", object),
        /* Windows: all rights. */
        DEVIATION("sddl-0140", "rights have 32 bits"),
        /* Windows: the rest is hexadecimal. */
        DEVIATIONS("sddl-0141", "sddl-0142", 2, "after S-0x1"),
        /* Windows: the largest number. */
        DEVIATION("sddl-0144", "of the SID is too large"),
        /* Windows: nearly all rights. */
        DEVIATION("sddl-0146", "no negative number"),
        DEVIATION("sddl-0148", "no negative number"),
        DEVIATIONS("sddl-0151", "sddl-0223", 73, conditional),
        DEVIATIONS("sddl-0235", "sddl-0246", 12, conditional),
        DEVIATIONS_END,
};

/* The same of the bytes' rows. */
static struct deviation byte_deviations[] = {
        DEVIATION("sddlb-00375", object),
        DEVIATION("sddlb-00384", object),
        DEVIATION("sddlb-00769", object),
        DEVIATION("sddlb-00799", object),
        DEVIATION("sddlb-00840", object),
        DEVIATION("sddlb-00841", object),
        DEVIATION("sddlb-01914", object),
        DEVIATION("sddlb-05096", object),
        DEVIATION("sddlb-05111", object),
        DEVIATION("sddlb-05673", object),
        DEVIATION("sddlb-05709", object),
        DEVIATION("sddlb-05792", object),
        DEVIATION("sddlb-05988", object),
        DEVIATION("sddlb-06754", object),
        DEVIATION("sddlb-07081", object),
        DEVIATION("sddlb-07136", object),
        DEVIATION("sddlb-07239", conditional),
        DEVIATION("sddlb-07245", conditional),
        DEVIATION("sddlb-07271", conditional),
        DEVIATION("sddlb-07278", conditional),
        DEVIATION("sddlb-07322", conditional),
        DEVIATION("sddlb-07340", conditional),
        DEVIATION("sddlb-07357", conditional),
        DEVIATION("sddlb-07361", conditional),
        DEVIATION("sddlb-07362", conditional),
        DEVIATION("sddlb-07363", conditional),
        DEVIATION("sddlb-07508", conditional),
        DEVIATION("sddlb-07509", conditional),
        DEVIATION("sddlb-07539", conditional),
        DEVIATION("sddlb-07540", conditional),
        DEVIATION("sddlb-07541", conditional),
        DEVIATION("sddlb-07542", conditional),
        DEVIATION("sddlb-07556", conditional),
        DEVIATION("sddlb-07558", conditional),
        DEVIATION("sddlb-07567", conditional),
        DEVIATION("sddlb-07569", conditional),
        DEVIATION("sddlb-07582", conditional),
        DEVIATION("sddlb-07585", conditional),
        DEVIATION("sddlb-07586", conditional),
        DEVIATION("sddlb-07587", conditional),
        DEVIATIONS_END,
};

/* Windows' own way to write a descriptor means the same bytes. */
static void check_canonical(const char *id, const struct sddl *sd,
                            const char *canonical)
{
	struct buf ours = BUF_INIT, theirs = BUF_INIT;
	struct sddl_fault fault;
	struct sddl other;

	ck_assert_msg(
	        sddl_parse(canonical, strlen(canonical), &other, &fault) == 0,
	        "%s: canonical form refused: %s", id, fault.text);
	ck_assert_int_eq(sddl_to_bytes(sd, &ours),
	                 sddl_to_bytes(&other, &theirs));
	ck_assert_msg(ours.len == theirs.len &&
	                      memcmp(ours.data, theirs.data, ours.len) == 0,
	              "%s: not what %s means", id, canonical);
	sddl_release(&other);
	buf_release(&ours);
	buf_release(&theirs);
}

START_TEST(parse__as_windows)
{
	unsigned agreed = 0;
	struct vectors v;

	if (!vectors_open(&v, "sddl.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *text = vectors_text(&v, "input");
		const char *canonical = vectors_text(&v, "canonical");
		struct json_value accept, windows;
		struct sddl_fault fault = {0};
		struct sddl sd;
		const int rc = sddl_parse(text, strlen(text), &sd, &fault);

		ck_assert(vectors_member(&v, "accept", &accept));
		if (!json_member(&accept, "windows", &windows) ||
		    vectors_is_word(&windows, "null")) {
			sddl_release(&sd);
			continue;
		}
		if ((rc == 0) == json_get_bool(&windows)) {
			agreed++;
		} else {
			ck_assert_msg(rc < 0, "%s: accepted", v.id);
			deviation_meet(deviations, v.id, fault.text);
		}
		if (rc == 0 && canonical != NULL)
			check_canonical(v.id, &sd, canonical);
		sddl_release(&sd);
	}
	vectors_close(&v);
	ck_assert_uint_gt(agreed, 0);
	deviation_check(deviations);
}
END_TEST

static unsigned read_hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void decode_hex(const char *hex, struct buf *out)
{
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
		buf_addc(out, (char)(read_hex(hex[0]) << 4 | read_hex(hex[1])));
}

/* The accounts of the domain in which Windows made the bytes. */
static void resolve(struct sid *sid, const char *domain)
{
	static const struct {
		const char *alias;
		unsigned rid;
	} accounts[] = {
	        {"RO", 498}, {"LA", 500}, {"LG", 501}, {"DA", 512}, {"DU", 513},
	        {"DG", 514}, {"DC", 515}, {"DD", 516}, {"CA", 517}, {"SA", 518},
	        {"EA", 519}, {"PA", 520}, {"CN", 522}, {"AP", 525}, {"KA", 526},
	        {"EK", 527}, {"RS", 553},
	};
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++)
		if (sid->len == 0 && strcmp(sid->alias, accounts[i].alias) == 0)
			buf_addf(&text, "%s-%u", domain, accounts[i].rid);
	if (text.len > 0)
		ck_assert_int_eq(sid_parse(text.data, text.len, sid), 0);
	buf_release(&text);
}

static void resolve_all(struct sddl *sd, const char *domain)
{
	resolve(&sd->owner, domain);
	resolve(&sd->group, domain);
	for (size_t i = 0; i < sd->dacl_count; i++)
		resolve(&sd->dacl[i].trustee, domain);
	for (size_t i = 0; i < sd->sacl_count; i++)
		resolve(&sd->sacl[i].trustee, domain);
}

static unsigned number_at(const struct buf *b, size_t at, size_t width)
{
	unsigned value = 0;

	ck_assert_uint_le(at + width, b->len);
	while (width-- > 0)
		value = value << 8 | (unsigned char)b->data[at + width];
	return value;
}

static void check_sid_at(const char *id, const struct buf *ours,
                         const struct buf *theirs, size_t field)
{
	const size_t a = number_at(ours, field, 4);
	const size_t b = number_at(theirs, field, 4);
	const size_t len = 8 + 4 * (size_t)number_at(theirs, b + 1, 1);

	ck_assert_msg(a + len <= ours->len && b + len <= theirs->len &&
	                      memcmp(ours->data + a, theirs->data + b, len) ==
	                              0,
	              "%s: SID of field %zu", id, field);
}

/* The ACEs of an ACL, whose head may differ: Windows gives some ACLs room to
 * grow. */
static void check_acl_at(const char *id, const struct buf *ours,
                         const struct buf *theirs, size_t field)
{
	size_t a = number_at(ours, field, 4), b = number_at(theirs, field, 4);
	unsigned count;

	ck_assert_msg((a == 0) == (b == 0), "%s: ACL of field %zu", id, field);
	if (b == 0)
		return;
	count = number_at(theirs, b + 4, 2);
	ck_assert_msg(number_at(ours, a + 4, 4) == count, "%s: count", id);
	a += 8;
	b += 8;
	while (count-- > 0) {
		const size_t len = number_at(theirs, b + 2, 2);

		ck_assert_msg(a + len <= ours->len && b + len <= theirs->len &&
		                      memcmp(ours->data + a, theirs->data + b,
		                             len) == 0,
		              "%s: ACE at %zu", id, b);
		a += len;
		b += len;
	}
}

static void check_bytes(const char *id, const struct sddl *sd,
                        const struct buf *theirs)
{
	struct buf ours = BUF_INIT;

	ck_assert_msg(sddl_to_bytes(sd, &ours) == 0, "%s: unresolved", id);
	ck_assert_uint_eq(number_at(&ours, 0, 2), number_at(theirs, 0, 2));
	ck_assert_msg(number_at(&ours, 2, 2) == number_at(theirs, 2, 2),
	              "%s: control", id);
	if (sd->has_owner)
		check_sid_at(id, &ours, theirs, 4);
	if (sd->has_group)
		check_sid_at(id, &ours, theirs, 8);
	check_acl_at(id, &ours, theirs, 12);
	check_acl_at(id, &ours, theirs, 16);
	if (sd->has_owner && sd->has_group)
		ck_assert_msg(
		        ours.len == theirs->len &&
		                memcmp(ours.data, theirs->data, ours.len) == 0,
		        "%s: bytes", id);
	buf_release(&ours);
}

START_TEST(to_bytes__as_windows)
{
	struct vectors v;
	unsigned compared = 0;

	if (!vectors_open(&v, "sddl-bytes-sample.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *text = vectors_text(&v, "input");
		struct sddl_fault fault;
		struct sddl sd;
		struct buf theirs = BUF_INIT;

		if (sddl_parse(text, strlen(text), &sd, &fault) < 0) {
			deviation_meet(byte_deviations, v.id, fault.text);
			continue;
		}
		resolve_all(&sd, vectors_text(&v, "domain_sid"));
		decode_hex(vectors_text(&v, "binary_hex"), &theirs);
		check_bytes(v.id, &sd, &theirs);
		compared++;
		buf_release(&theirs);
		sddl_release(&sd);
	}
	vectors_close(&v);
	ck_assert_uint_gt(compared, 0);
	deviation_check(byte_deviations);
}
END_TEST

Suite *check_sddl_vectors(void)
{
	Suite *suite = suite_create("sddl_vectors");
	TCase *tcase = tcase_create("vectors");

	tcase_add_test(tcase, parse__as_windows);
	tcase_add_test(tcase, to_bytes__as_windows);
	suite_add_tcase(suite, tcase);
	return suite;
}
