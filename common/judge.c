/*
 * judge.c: what the schema allows a typed value to be; value.h declares it.
 *
 * Used for values from an INI file and for those found in the registry, so
 * that what is refused on the way in is also refused when it came another way.
 */
#include "value.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "name.h"
#include "quantity.h"
#include "shown.h"
#include "winpath.h"
#include "xalloc.h"

/* Appends "never, on-failure or always". */
static void add_words(const struct schema_choice *choices, struct buf *out)
{
	for (const struct schema_choice *c = choices; c->name; c++) {
		if (c != choices)
			buf_adds(out, c[1].name ? ", " : " or ");
		buf_adds(out, c->name);
	}
}

static int no_such_word(const struct schema_key *key, const char *found,
                        size_t len, enum diag_code code,
                        struct value_fault *fault)
{
	struct buf words = BUF_INIT;
	char piece[SHOWN_PIECE];

	add_words(key->choices, &words);
	value_fault_set(fault, code, 0, len, "%s cannot be '%s': write %s",
	                key->name, shown_piece(piece, found, len), words.data);
	buf_release(&words);
	return -1;
}

static int judge_word(enum key_id id, const struct schema_key *key,
                      const struct value *v, struct value_fault *fault)
{
	const bool any_case = (key->flags & KEY_SAME_TEXT_ANY_CASE) != 0;

	for (const struct schema_choice *c = key->choices; c->name; c++)
		if (any_case ? name_equal(c->name, v->text)
		             : strcmp(c->name, v->text) == 0)
			return 0;
	return no_such_word(key, v->text, v->len,
	                    id == KEY_RUN_AS ? DIAG_RUN_AS : DIAG_BAD_CHOICE,
	                    fault);
}

/* The whole value is meant: a number's text is that of its source. */
static int out_of_bounds(const struct schema_key *key, uint32_t number,
                         struct value_fault *fault)
{
	struct buf found = BUF_INIT, min = BUF_INIT, max = BUF_INIT;

	quantity_print(number, key->unit, &found);
	quantity_print(key->min, key->unit, &min);
	quantity_print(key->max, key->unit, &max);
	value_fault_set(fault, DIAG_OUT_OF_BOUNDS, 0, found.len,
	                "%s cannot be %s: write %s to %s", key->name,
	                found.data, min.data, max.data);
	buf_release(&found);
	buf_release(&min);
	buf_release(&max);
	return -1;
}

static int judge_number(const struct schema_key *key, const struct value *v,
                        struct value_fault *fault)
{
	struct buf found = BUF_INIT;

	if (key->choices == NULL) {
		if (v->number >= key->min && v->number <= key->max)
			return 0;
		return out_of_bounds(key, v->number, fault);
	}
	for (const struct schema_choice *c = key->choices; c->name; c++)
		if (c->number == v->number)
			return 0;
	quantity_print(v->number, key->unit, &found);
	no_such_word(key, found.data, found.len, DIAG_BAD_CHOICE, fault);
	buf_release(&found);
	return -1;
}

/* One element of a list, or a text that has a shape. */
struct piece {
	const char *text; /* NUL-terminated */
	size_t at;        /* in the value */
};

static int bad_piece(const struct piece *p, enum diag_code code,
                     struct value_fault *fault, const char *remedy)
{
	const size_t len = strlen(p->text);
	char piece[SHOWN_PIECE];

	return value_fault_set(fault, code, p->at, len, "'%s' %s",
	                       shown_piece(piece, p->text, len), remedy);
}

static int judge_exit_code(const struct piece *p, struct value_fault *fault)
{
	uint32_t code;

	if (value_exit_code(p->text, strlen(p->text), &code) == 0)
		return 0;
	return bad_piece(p, DIAG_BAD_ELEMENT, fault,
	                 "is not an exit code: write 0 to 4294967295, or 0x "
	                 "and hexadecimal digits");
}

static int judge_variable(const struct piece *p, struct value_fault *fault)
{
	const char *equals = strchr(p->text, '=');

	if (equals == NULL)
		return bad_piece(p, DIAG_BAD_ELEMENT, fault,
		                 "has no '=': write NAME=value");
	if (equals == p->text)
		return bad_piece(p, DIAG_BAD_ELEMENT, fault,
		                 "has no name before '=': write NAME=value");
	return 0;
}

static int judge_instance(const struct piece *p, struct value_fault *fault)
{
	const char *slash = strchr(p->text, '\\');
	const size_t len = strlen(p->text);
	char piece[SHOWN_PIECE];
	const char *why;
	char *class_name;

	if (slash == NULL)
		return bad_piece(p, DIAG_BAD_ELEMENT, fault,
		                 "names no instance: write class\\instance");
	class_name = xmemdup(p->text, (size_t)(slash - p->text));
	why = class_name_fault(class_name);
	free(class_name);
	if (why == NULL)
		why = instance_name_fault(slash + 1);
	if (why == NULL)
		return 0;
	return value_fault_set(fault, DIAG_BAD_ELEMENT, p->at, len,
	                       "'%s' names no instance (%s): write "
	                       "class\\instance",
	                       shown_piece(piece, p->text, len), why);
}

/* host:port, an IPv6 address in brackets. */
static bool is_host_and_port(const char *text)
{
	const char *colon = strrchr(text, ':');
	const char *end;
	unsigned long port = 0;

	if (colon == NULL || colon == text || colon[1] == '\0')
		return false;
	for (const char *c = colon + 1; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || c > colon + 5)
			return false;
		port = port * 10 + (unsigned long)(*c - '0');
	}
	end = text[0] == '[' ? strchr(text, ']') : strchr(text, ':') - 1;
	return port >= 1 && port <= 65535 && end != NULL && end + 1 == colon &&
	       (text[0] != '[' || end > text + 1);
}

static int judge_wait(const struct piece *p, struct value_fault *fault)
{
	if (strncmp(p->text, "tcp:", 4) == 0) {
		if (is_host_and_port(p->text + 4))
			return 0;
		return bad_piece(p, DIAG_BAD_ELEMENT, fault,
		                 "names no host and port: write "
		                 "tcp:host:port, the port 1 to 65535 and an "
		                 "IPv6 address in [ ]");
	}
	if (strncmp(p->text, "path:", 5) == 0) {
		if (path_is_absolute(p->text + 5))
			return 0;
		return bad_piece(p, DIAG_BAD_ELEMENT, fault,
		                 "names no absolute path: write one such as "
		                 "path:D:\\data");
	}
	return bad_piece(p, DIAG_BAD_ELEMENT, fault,
	                 "is nothing to wait for: write tcp:host:port or "
	                 "path:P");
}

/* KEYID:BASE64 of a sealed box: 16 hexadecimal digits, and some letters. */
static bool is_box(const char *text)
{
	const size_t id = strspn(text, "0123456789abcdefABCDEF");
	const char *data = text + id + 1;
	size_t letters;

	if (id != 16 || text[id] != ':')
		return false;
	letters = strspn(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                       "abcdefghijklmnopqrstuvwxyz"
	                       "0123456789+/=");
	return letters > 0 && data[letters] == '\0';
}

/* The text is not repeated: it may be a password that somebody put here. */
static int judge_secret(const struct piece *p, struct value_fault *fault)
{
	const size_t prefix = strlen("sealed:");

	if (strcmp(p->text, "local") == 0 ||
	    (strncmp(p->text, "sealed:", prefix) == 0 &&
	     is_box(p->text + prefix)))
		return 0;
	return value_fault_set(fault, DIAG_BAD_CHOICE, p->at, strlen(p->text),
	                       "Secret is no password: write 'local' and store "
	                       "the password with 'fspctl secret set', or "
	                       "paste what 'fsp-import seal' prints "
	                       "(sealed:KEYID:BASE64)");
}

static int judge_secret_to(const struct piece *p, struct value_fault *fault)
{
	const char *name = p->text + strlen("env:");

	if (strcmp(p->text, "stdin") == 0)
		return 0;
	if (strncmp(p->text, "env:", strlen("env:")) == 0 && *name != '\0' &&
	    strchr(name, '=') == NULL)
		return 0;
	return bad_piece(p, DIAG_BAD_CHOICE, fault,
	                 "is no way to pass a password: write SecretTo "
	                 "= stdin or SecretTo = env:NAME");
}

typedef int piece_judge(const struct piece *p, struct value_fault *fault);

/* The judge of each element, or of the whole text; NULL: anything goes. */
static piece_judge *judge_of(enum key_id id)
{
	switch ((unsigned)id) {
	case KEY_SUCCESS_EXIT_CODES:
		return judge_exit_code;
	case KEY_ENVIRONMENT:
		return judge_variable;
	case KEY_AFTER:
		return judge_instance;
	case KEY_WAIT_FOR:
		return judge_wait;
	case KEY_SECRET:
		return judge_secret;
	case KEY_SECRET_TO:
		return judge_secret_to;
	default:
		return NULL;
	}
}

int value_judge(enum key_id id, const struct value *v,
                struct value_fault *fault)
{
	const struct schema_key *key = schema_key(id);
	piece_judge *const judge = judge_of(id);
	struct piece p = {v->text, 0};
	const char *element = NULL;

	if (!v->present || key->type == VALUE_BINARY)
		return 0;
	if (key->type == VALUE_DWORD)
		return judge_number(key, v, fault);
	if (key->choices != NULL)
		return judge_word(id, key, v, fault);
	if (judge == NULL)
		return 0;
	if (key->type == VALUE_SZ)
		return judge(&p, fault);
	while ((element = value_next(v, element)) != NULL) {
		p.text = element;
		p.at = (size_t)(element - v->text);
		if (judge(&p, fault) != 0)
			return -1;
	}
	return 0;
}

/* The value of a digit, or 16. */
static uint32_t digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (uint32_t)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (uint32_t)(c - 'A' + 10);
	return 16;
}

int value_exit_code(const char *text, size_t len, uint32_t *code)
{
	const bool hex = len > 2 && text[0] == '0' && text[1] == 'x';
	const uint32_t base = hex ? 16 : 10;
	uint64_t number = 0;

	if (len == 0)
		return -1;
	for (size_t i = hex ? 2 : 0; i < len; i++) {
		const uint32_t digit = digit_value(text[i]);

		number = number * base + digit;
		if (digit >= base || number > UINT32_MAX)
			return -1;
	}
	*code = (uint32_t)number;
	return 0;
}
