/*
 * well_formed.c: see well_formed.h.
 */
#include "well_formed.h"

#include <stdbool.h>
#include <string.h>

#include "utf.h"

enum { DEPTH_MAX = 16 };

struct reader {
	const char *at;
	const char *open[DEPTH_MAX]; /* names of the elements around */
	size_t depth;
};

static size_t name_length(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                  "0123456789_-:");
}

static bool skip(struct reader *r, const char *word)
{
	const size_t len = strlen(word);

	if (strncmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* Text up to one of the characters of stop, entities understood. */
static bool skip_text(struct reader *r, const char *stop)
{
	for (; !strchr(stop, *r->at) && *r->at; r->at++) {
		if (*r->at == '<')
			return false;
		if (*r->at == '&' && strncmp(r->at, "&amp;", 5) != 0 &&
		    strncmp(r->at, "&lt;", 4) != 0 &&
		    strncmp(r->at, "&gt;", 4) != 0 &&
		    strncmp(r->at, "&quot;", 6) != 0 &&
		    strncmp(r->at, "&apos;", 6) != 0)
			return false;
		if ((unsigned char)*r->at < 0x20 && !strchr("\t\r\n", *r->at))
			return false;
	}
	return *stop == '\0' || strchr(stop, *r->at);
}

static bool skip_attributes(struct reader *r)
{
	while (*r->at == ' ') {
		size_t len;

		r->at += strspn(r->at, " ");
		len = name_length(r->at);
		if (len == 0)
			return true;
		r->at += len;
		if (!skip(r, "=\"") || !skip_text(r, "\"") || !skip(r, "\""))
			return false;
	}
	return true;
}

static bool skip_end_tag(struct reader *r)
{
	const size_t len = name_length(r->at);
	const char *open = r->depth ? r->open[--r->depth] : "";

	if (len == 0 || name_length(open) != len ||
	    strncmp(r->at, open, len) != 0)
		return false;
	r->at += len;
	return skip(r, ">");
}

static bool skip_tag(struct reader *r)
{
	const char *name = r->at;
	const size_t len = name_length(name);

	if (len == 0 || r->depth == DEPTH_MAX)
		return false;
	r->at += len;
	if (!skip_attributes(r))
		return false;
	if (skip(r, "/>"))
		return true;
	r->open[r->depth++] = name;
	return skip(r, ">");
}

const char *well_formed(const char *text, size_t len)
{
	struct reader r = {.at = text};
	bool ok = utf8_invalid_at(text, len) == len && strlen(text) == len &&
	          skip(&r, "<?xml version=\"1.0\" encoding=\"utf-8\"?>");
	size_t roots = 0;

	while (ok && *r.at) {
		roots += r.depth == 0 && *r.at == '<' && r.at[1] != '/';
		if (skip(&r, "</"))
			ok = skip_end_tag(&r);
		else if (skip(&r, "<"))
			ok = skip_tag(&r);
		else if (r.depth == 0)
			ok = strspn(r.at, "\r\n") > 0 && skip_text(&r, "<");
		else
			ok = skip_text(&r, "<");
	}
	return ok && r.depth == 0 && roots == 1 ? "" : r.at;
}
