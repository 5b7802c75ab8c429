/*
 * check_proto.c: the pipe's messages: bytes in, words out, and back; and the
 * conformance rows of WinFsp's protocol on a whole daemon.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/secret.h"
#include "common/utf.h"
#include "daemon/proto.h"
#include "daemon_world.h"
#include "vectors.h"

static void setup(void)
{
	ck_assert_int_eq(secret_start(NULL), 0);
}

/* -- decoding -------------------------------------------------------------- */

/* Decode text, in which '|' stands for NUL. */
static uint32_t decode(const char *text, struct request *out)
{
	struct buf wide = BUF_INIT;

	for (size_t i = 0; text[i]; i++)
		buf_add_u16le(&wide,
		              text[i] == '|' ? 0u : (unsigned char)text[i]);
	/* Of exactly its size: a byte too far is seen. */
	char *exact = malloc(wide.len ? wide.len : 1);
	memcpy(exact, wide.data, wide.len);
	uint32_t number = request_decode(exact, wide.len, out);
	free(exact);
	buf_release(&wide);
	return number;
}

static const struct {
	const char *text;
	uint32_t number;
	enum request_kind kind;
	const char *words; /* joined by ',' */
	const char *secret;
} rows[] = {
        {"Sfs|a|", 0, REQUEST_START, "fs,a", NULL},
        {"Sfs|a|1|2|", 0, REQUEST_START, "fs,a,1,2", NULL},
        {"Sfs|a|||", 0, REQUEST_START, "fs,a,,", NULL},
        {"S||", 0, REQUEST_START, ",", NULL},
        {"Sfs|a|rest", 0, REQUEST_START, "fs,a", NULL},
        {"Sfs|a|1|2|3|4|5|6|7|8|9|10|", 0, REQUEST_START,
         "fs,a,1,2,3,4,5,6,7,8,9", NULL},
        {"Sfs|a", 87, 0, NULL, NULL},
        {"Sfs|", 87, 0, NULL, NULL},
        {"S", 87, 0, NULL, NULL},
        {"", 87, 0, NULL, NULL},
        {"Z", 87, 0, NULL, NULL},
        {"sfs|a|", 87, 0, NULL, NULL},
        {"|", 87, 0, NULL, NULL},
        {"Xfs|a|word|", 0, REQUEST_START, "fs,a", "word"},
        {"Xfs|a|1|2|word|", 0, REQUEST_START, "fs,a,1,2", "word"},
        {"Xfs|a|1|word", 0, REQUEST_START, "fs,a", "1"},
        {"Xfs|a|1|2|3|4|5|6|7|8|word|10|", 0, REQUEST_START,
         "fs,a,1,2,3,4,5,6,7,8", "word"},
        {"Xfs|a|", 87, 0, NULL, NULL},
        {"Xfs|a||", 87, 0, NULL, NULL},
        {"Xfs|a|1||", 87, 0, NULL, NULL},
        {"Tfs|a|", 0, REQUEST_STOP, "fs,a", NULL},
        {"Tfs|a|more|", 0, REQUEST_STOP, "fs,a", NULL},
        {"Tfs|", 87, 0, NULL, NULL},
        {"Ifs|a|", 0, REQUEST_INFO, "fs,a", NULL},
        {"Ifs|", 87, 0, NULL, NULL},
        {"L", 0, REQUEST_LIST, "", NULL},
        {"Lanything|", 0, REQUEST_LIST, "", NULL},
        {"D+X:|\\Device\\V|", 0, REQUEST_DRIVE, "+X:,\\Device\\V", NULL},
        {"D+X:|", 87, 0, NULL, NULL},
        {"Fping|", 0, REQUEST_OWN, "ping", NULL},
        {"Fping", 87, 0, NULL, NULL},
        {"F", 87, 0, NULL, NULL},
        {"Fsecret|set|fs|a|word|", 0, REQUEST_OWN, "secret,set,fs,a", "word"},
        {"Fsecret|set|fs|word|", 0, REQUEST_OWN, "secret,set,fs", "word"},
        {"Fsecret|set|word|", 0, REQUEST_OWN, "secret,set", "word"},
        {"Fsecret|set|", 0, REQUEST_OWN, "secret,set", NULL},
        {"Fsecret|set|fs|a||", 87, 0, NULL, NULL},
        {"Fsecret|set|fs|a|word|word|", 87, 0, NULL, NULL},
        {"Fsecret|sets|fs|a|word|", 0, REQUEST_OWN, "secret,sets,fs,a,word",
         NULL},
        {"Fsecret|remove|fs|a|", 0, REQUEST_OWN, "secret,remove,fs,a", NULL},
        {"Ssecret|set|fs|a|", 0, REQUEST_START, "secret,set,fs,a", NULL},
};

START_TEST(decode__table)
{
	struct request r;
	struct buf words = BUF_INIT;

	ck_assert_uint_eq(decode(rows[_i].text, &r), rows[_i].number);
	if (rows[_i].number == 0) {
		ck_assert_int_eq(r.kind, rows[_i].kind);
		for (size_t i = 0; i < r.count; i++)
			buf_addf(&words, "%s%s", i ? "," : "", r.words[i]);
		ck_assert_str_eq(words.data, rows[_i].words);
	}
	ck_assert_int_eq(r.secret != NULL, rows[_i].secret != NULL);
	if (r.secret) {
		ck_assert_uint_eq(secret_len(r.secret),
		                  strlen(rows[_i].secret));
		ck_assert_mem_eq(secret_bytes(r.secret), rows[_i].secret,
		                 strlen(rows[_i].secret));
	}
	request_release(&r);
	buf_release(&words);
}
END_TEST

/* For every row: L alone, sound or not, is for anybody. */
START_TEST(needs_caller__all_but_l)
{
	struct buf wide = BUF_INIT;

	ck_assert_int_eq(
	        utf8_to_utf16le(&wide, rows[_i].text, strlen(rows[_i].text)),
	        0);
	ck_assert_int_eq(request_needs_caller(wide.data, wide.len),
	                 rows[_i].text[0] != 'L');
	ck_assert(request_needs_caller(wide.data, 1));
	buf_release(&wide);
}
END_TEST

/* X with a secret of that many UTF-8 bytes, of 1 or 3 bytes each. */
static uint32_t decode_secret(size_t count, unsigned unit)
{
	struct buf wide = BUF_INIT;
	struct request r;

	ck_assert_int_eq(utf8_to_utf16le(&wide, "Xc\0i\0", 5), 0);
	for (size_t i = 0; i < count; i++)
		buf_add_u16le(&wide, unit);
	buf_add_u16le(&wide, 0);
	uint32_t number = request_decode(wide.data, wide.len, &r);
	request_release(&r);
	buf_release(&wide);
	return number;
}

START_TEST(secret__256_bytes_of_utf8)
{
	ck_assert_uint_eq(decode_secret(256, 'x'), 0);
	ck_assert_uint_eq(decode_secret(257, 'x'), 122);
	ck_assert_uint_eq(decode_secret(85, 0x20AC), 0);
	ck_assert_uint_eq(decode_secret(86, 0x20AC), 122);
	/* Not a character: half of a surrogate pair. */
	ck_assert_uint_eq(decode_secret(1, 0xD800), 87);
}
END_TEST

START_TEST(length__4096_bytes_at_most)
{
	unsigned char *message = calloc(1, 4098);
	struct request r;

	message[0] = 'L';
	ck_assert_uint_eq(request_decode(message, 4096, &r), 0);
	request_release(&r);
	ck_assert_uint_eq(request_decode(message, 4097, &r), 87);
	ck_assert_uint_eq(request_decode(message, 1, &r), 87);
	ck_assert_uint_eq(request_decode(message, 0, &r), 87);
	/* Half a unit at the end does not count. */
	ck_assert_uint_eq(request_decode(message, 3, &r), 0);
	request_release(&r);
	free(message);
}
END_TEST

/* -- encoding -------------------------------------------------------------- */

static void assert_bytes(struct buf *reply, const char *bytes, size_t len)
{
	ck_assert_uint_eq(reply->len, len);
	ck_assert_mem_eq(reply->data, bytes, len);
	buf_release(reply);
}

START_TEST(replies__to_the_byte)
{
	struct buf reply = BUF_INIT;

	reply_done(&reply);
	assert_bytes(&reply, "$\0", 2);
	reply_refuse(&reply, 1460);
	assert_bytes(&reply, "!\0001\0004\0006\0000\0\0\0", 12);
	reply_info(&reply, "c", "i", "x");
	assert_bytes(&reply, "$\0c\0\0\0i\0\0\0x\0\0\0", 14);
	reply_json(&reply, "{}", 2);
	assert_bytes(&reply, "$\0{\0}\0", 6);
}
END_TEST

START_TEST(list__cut_at_a_whole_pair)
{
	struct buf reply = BUF_INIT;
	char name[16];
	int pairs = 0;

	reply_done(&reply);
	/* 8 units a pair: 2 + 16 n bytes. */
	do {
		snprintf(name, sizeof(name), "%04d", pairs);
	} while (reply_pair(&reply, "cc", name) && ++pairs < 10000);
	ck_assert_int_eq(pairs, (4096 - 2) / 16);
	ck_assert_uint_eq(reply.len, 2 + 16 * (size_t)pairs);
	buf_release(&reply);
}
END_TEST

START_TEST(info__a_long_command_line_is_cut_at_a_character)
{
	struct buf reply = BUF_INIT, line = BUF_INIT;

	for (int i = 0; i < 3000; i++)
		buf_adds(&line, "\xf0\x9f\x98\x80"); /* two units each */
	reply_info(&reply, "c", "i", line.data);
	/* $ c NUL i NUL leaves 2043 units, one of them the NUL. */
	ck_assert_uint_eq(reply.len, 2 * (5 + 2042 + 1));
	ck_assert_uint_le(reply.len, 4096);
	ck_assert_int_eq(reply.data[reply.len - 1], 0);
	ck_assert_int_eq(reply.data[reply.len - 2], 0);
	buf_release(&reply);
	buf_release(&line);
}
END_TEST

/* -- conformance ----------------------------------------------------------- */

static struct world w;

/* A member's text with each NUL as '|'. */
static char *member(struct vectors *v, const char *key)
{
	struct json_value value;
	struct buf text = BUF_INIT;

	ck_assert(vectors_member(v, key, &value));
	ck_assert_int_eq(json_get_text(&value, &text), 0);
	for (size_t i = 0; i < text.len; i++)
		if (!text.data[i])
			text.data[i] = '|';
	return buf_steal(&text, NULL);
}

/* What the process of a start does so that the row's reply comes. */
static const char *let_it_happen(const char *expected, bool has_secret)
{
	world_started(&w, -1);
	if (strcmp(expected, "!1460") == 0) {
		world_advance(&w, 15000);
		world_exited(&w, -1, 0);
	} else if (has_secret) {
		world_answered(&w, -1, expected[0] == '$');
	}
	return world_reply(&w, w.last_peer);
}

/* Ours, less the NUL of a refusal and with the command line left out. */
static void assert_reply(const char *id, const char *reply,
                         const char *expected)
{
	const char *line = strstr(expected, "(command line)");
	size_t len = line ? (size_t)(line - expected) : strlen(expected);

	ck_assert_msg(
	        reply && strncmp(reply, expected, len) == 0 &&
	                (line || strcmp(reply + len, "|") == 0 || !reply[len]),
	        "%s: %s, not %s", id, reply ? reply : "(none)", expected);
}

static void ask_row(struct vectors *v)
{
	char *request = member(v, "request"), *expected = member(v, "reply");
	const char *reply = world_ask(&w, w.alice, request);

	if (!reply)
		reply = let_it_happen(expected, request[0] == 'X');
	assert_reply(v->id, reply, expected);
	/* A stopped process ends before the next row. */
	if (request[0] == 'T' && reply[0] == '$')
		world_exited(&w, strstr(request, "share1") ? 0 : 1, 0);
	free(request);
	free(expected);
}

static void classes(void)
{
	world_class(&w, "memfs32");
	world_class(&w, "c");
	world_class(&w, "cls-without-Credentials");
	world_class(&w, "cls-with-Credentials");
	world_dword(&w, "cls-with-Credentials", "Credentials", 1);
	world_close(&w, "cls-with-Credentials");
	world_pass(&w);
}

START_TEST(conformance__every_row)
{
	struct vectors v;
	bool derived = false;

	if (!vectors_open(&v, "launch_protocol.jsonl"))
		return;
	world_init(&w);
	classes();
	while (vectors_next(&v)) {
		/* The original's own tests go on from each other; the others
		 * each begin afresh. */
		derived = strcmp(vectors_text(&v, "group"), "derived") == 0;
		if (derived) {
			world_release(&w);
			world_init(&w);
			classes();
		}
		if (strcmp(v.id, "pipe-28") == 0) {
			world_ask(&w, w.alice, "Smemfs32|winfsp-tests-share1|");
			world_started(&w, -1);
		}
		ask_row(&v);
	}
	world_release(&w);
	vectors_close(&v);
}
END_TEST

Suite *check_proto(void)
{
	Suite *suite = suite_create("proto");
	TCase *tcase = tcase_create("bytes");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, decode__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tcase, needs_caller__all_but_l, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, secret__256_bytes_of_utf8);
	tcase_add_test(tcase, length__4096_bytes_at_most);
	tcase_add_test(tcase, replies__to_the_byte);
	tcase_add_test(tcase, list__cut_at_a_whole_pair);
	tcase_add_test(tcase, info__a_long_command_line_is_cut_at_a_character);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("conformance");
	tcase_add_test(tcase, conformance__every_row);
	suite_add_tcase(suite, tcase);
	return suite;
}
