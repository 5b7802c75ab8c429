/*
 * rule_password.c: the rule that no password stands in the clear, see rules.h.
 *
 * Registry values, command lines and environments can be read by others. What
 * is looked for: `--passphrase=word`, `://user:word@` and `NAME_PASS=word`.
 * Options that only say where the password comes from are no passwords.
 */
#include "rules.h"

#include <string.h>

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_blank_or_end(char c)
{
	return c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '"';
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Does the word of len bytes at name end in suffix, in any case? */
static bool ends_in(const char *name, size_t len, const char *suffix)
{
	const size_t suffix_len = strlen(suffix);

	if (len < suffix_len)
		return false;
	for (size_t i = 0; i < suffix_len; i++)
		if (lower(name[len - suffix_len + i]) != suffix[i])
			return false;
	return true;
}

static bool names_password(const char *name, size_t len)
{
	static const char *const endings[] = {
	        "password", "passphrase", "passwd",     "_pass",      "-pass",
	        "secret",   "_token",     "secret_key", "secret-key",
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends_in(name, len, endings[i]))
			return true;
	return len == 4 && ends_in(name, len, "pass");
}

/* Is what a password option is set to something that is not a password: an
 * argument of the start, or nothing? */
static bool is_harmless(const char *value)
{
	if (*value == '"')
		value++;
	return is_blank_or_end(*value) || (value[0] == '%' && value[1] != '%');
}

/* `name=value` or `--name value` at text: the bytes of the value. */
static size_t option_value(const char *text, size_t at, size_t *value_at)
{
	size_t end = at;

	while (is_word(text[end]))
		end++;
	if (end == at || !names_password(text + at, end - at))
		return 0;

	const bool dashed = text[at] == '-';
	if (text[end] == '=' || (dashed && text[end] == ':'))
		end++;
	else if (dashed && text[at + 1] == '-' && text[end] == ' ')
		end += strspn(text + end, " ");
	else
		return 0;
	if (is_harmless(text + end) || text[end] == '-')
		return 0;
	*value_at = end;
	return strcspn(text + end, " \t\n");
}

/* `://user:word@` at text, which begins with "://": the bytes of the word. */
static size_t url_password(const char *text, size_t *at)
{
	const size_t host = 3;
	const size_t colon = host + strcspn(text + host, ":@/ \t\n");

	if (text[colon] != ':')
		return 0;

	const size_t len = strcspn(text + colon + 1, "@/ \t\n");
	if (len == 0 || text[colon + 1 + len] != '@' ||
	    is_harmless(text + colon + 1))
		return 0;
	*at = colon + 1;
	return len;
}

static void note(const struct rule_case *c, const struct flat *text, size_t at,
                 size_t len)
{
	/* The source line would show it: told without its text. */
	const char *source;
	const struct place place = flat_place(text, at, len, &source);

	diag_add(c->diags, DIAG_PASSWORD, &place, NULL,
	         "a password in the clear can be read by others: use "
	         "Credentials and Secret, which hand it over unseen");
}

void rule_password(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = c->s->text[id];
	bool word_begins = true;

	if (schema_key(id)->flags & KEY_WINFSP && id != KEY_COMMAND_LINE)
		return;
	for (size_t i = 0; i < text->len; i++) {
		size_t at = 0, len = 0;

		if (word_begins)
			len = option_value(text->text, i, &at);
		if (len == 0 && strncmp(text->text + i, "://", 3) == 0) {
			len = url_password(text->text + i, &at);
			at += i;
		}
		if (len > 0) {
			note(c, text, at, len);
			i = at + len - 1;
		}
		word_begins = !is_word(text->text[i]);
	}
}
