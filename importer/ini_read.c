/*
 * ini_read.c: see ini_read.h.
 *
 * inih asks for lines through feed_line(), which looks at each source line
 * first and hands on a line that inih reads as we mean it: a section header
 * becomes a short token (inih cuts names at 49 bytes and ends a section at its
 * first `]`), a refused line becomes an empty one. inih calls back with what
 * it made of the line before it asks for the next, so the line under feed is
 * always the one the call-back is about.
 */
#include "ini_read.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/utf.h"
#include "../common/xalloc.h"
#include "ini_decode.h"
#include "ini_line.h"

_Static_assert(INI_MAX_LINE >= LIMIT_INI_LINE_BYTES, "inih would cut lines");

static const char token_line[] = "[x]\n";
static const char empty_line[] = "\n";

/* A name that the file had before: most keys stand in many sections. */
struct known_name {
	const char *name;
	size_t len;
};

struct feed {
	struct ini_line line; /* the one under feed */
	struct ini_file *file;
	char *next; /* first byte of the next source line */
	char *end;  /* of the text */
	enum line_kind kind;
	const char *rest; /* what inih has not got of the line yet */
	size_t rest_len;
	bool newline_due;
	struct known_name known[64]; /* by known_at() */
};

/* Go to the next source line and choose what inih gets for it. */
static bool advance(struct feed *f)
{
	struct ini_line *line = &f->line;
	char *newline;

	if (f->next >= f->end)
		return false;
	newline = memchr(f->next, '\n', (size_t)(f->end - f->next));
	line->text = f->next;
	f->next = newline + 1;
	line->len = (size_t)(newline - line->text);
	if (line->len > 0 && line->text[line->len - 1] == '\r')
		line->len--;
	line->text[line->len] = '\0';
	line->number++;

	f->kind = ini_line_judge(line);
	f->newline_due = f->kind == LINE_KEY || f->kind == LINE_CONTINUATION;
	if (f->newline_due)
		f->rest = line->text;
	else
		f->rest = f->kind == LINE_SECTION ? token_line : empty_line;
	f->rest_len = f->newline_due ? line->len : strlen(f->rest);
	return true;
}

/* inih's fgets: at most size - 1 bytes of the line under feed. */
static char *feed_line(char *out, int size, void *stream)
{
	struct feed *f = stream;
	size_t room = (size_t)size - 1;

	if (f->rest_len == 0 && !f->newline_due && !advance(f))
		return NULL;

	const size_t take = f->rest_len < room ? f->rest_len : room;
	memcpy(out, f->rest, take);
	f->rest += take;
	f->rest_len -= take;
	room -= take;
	out[take] = '\0';
	if (f->newline_due && f->rest_len == 0 && room > 0) {
		out[take] = '\n';
		out[take + 1] = '\0';
		f->newline_due = false;
	}
	return out;
}

static bool is_power_of_two(size_t n)
{
	return (n & (n - 1)) == 0;
}

/* Where a name of len bytes (not 0) would be known. */
static struct known_name *known_at(struct feed *f, const char *name, size_t len)
{
	const size_t room = sizeof(f->known) / sizeof(f->known[0]);
	const unsigned char first = (unsigned char)name[0];
	const unsigned char last = (unsigned char)name[len - 1];

	return &f->known[(first * 5u + last * 3u + len) % room];
}

/* name as the file keeps it: the same name once, as a rule. */
static const char *keep_name(struct feed *f, const char *name, size_t len)
{
	struct known_name *known;

	if (f->kind == LINE_SECTION || len == 0)
		return arena_text(&f->file->names, name, len);
	known = known_at(f, name, len);
	if (known->len != len || memcmp(known->name, name, len) != 0)
		*known = (struct known_name){
		        arena_text(&f->file->names, name, len), len};
	return known->name;
}

static void add_entry(struct feed *f, const char *name, size_t name_len)
{
	struct ini_file *file = f->file;

	if (is_power_of_two(file->count))
		file->entries = xrealloc(file->entries,
		                         file->count ? file->count * 2 : 1,
		                         sizeof(*file->entries));

	file->entries[file->count++] = (struct ini_entry){
	        .is_section = f->kind == LINE_SECTION,
	        .name = keep_name(f, name, name_len),
	        .source = f->line.text,
	        .line = f->line.number,
	        .first_part = (uint32_t)file->part_count,
	};
}

/* len bytes at offset at of the line under feed belong to the last key. */
static void add_part(struct feed *f, size_t at, size_t len)
{
	struct ini_file *file = f->file;

	if (is_power_of_two(file->part_count))
		file->parts =
		        xrealloc(file->parts,
		                 file->part_count ? file->part_count * 2 : 1,
		                 sizeof(*file->parts));
	file->parts[file->part_count++] = (struct ini_part){
	        .text = f->line.text + at,
	        .len = (uint32_t)len,
	        .source = f->line.text,
	        .line = f->line.number,
	};
	file->entries[file->count - 1].part_count++;
}

/* All up to the last `]`; without one (told already) all there is. */
static void add_section(struct feed *f)
{
	const char *text = f->line.text;
	const char *close = strrchr(text, ']');
	const size_t end =
	        close ? (size_t)(close - text) : ini_trimmed(text, f->line.len);

	add_entry(f, text + 1, end - 1);
}

/* inih's call-back: a section (name is NULL), a key or a continuation. */
static int take_entry(void *user, const char *section, const char *name,
                      const char *value, int line)
{
	struct feed *f = user;

	(void)section;
	(void)line;
	if (!name) {
		add_section(f);
		return 1;
	}
	if (f->kind == LINE_CONTINUATION) {
		add_part(f, ini_blanks(f->line.text), strlen(value));
		return 1;
	}

	const char *text = f->line.text;
	const size_t after = f->line.equals + 1;
	add_entry(f, name, strlen(name));
	add_part(f, after + ini_blanks(text + after), strlen(value));
	return 1;
}

void ini_read_buf(struct ini_file *file, const char *path, struct buf *bytes,
                  struct diag_list *diags)
{
	size_t text_len;

	*file = (struct ini_file){.path = xstrdup(path), .names = ARENA_INIT};
	ini_decode(bytes, file->path, diags);
	if (bytes->len > 0 && bytes->data[bytes->len - 1] != '\n')
		buf_addc(bytes, '\n');
	file->text = buf_steal(bytes, &text_len);

	struct feed feed = {
	        .line = {.path = file->path, .diags = diags},
	        .file = file,
	        .next = file->text,
	        .end = file->text + text_len,
	        .rest = "",
	};
	const int refused =
	        ini_parse_stream(feed_line, &feed, take_entry, &feed);
	assert(refused == 0); /* ini_line_judge() let nothing through */
	(void)refused;
}

void ini_read(struct ini_file *file, const char *path, const char *bytes,
              size_t len, struct diag_list *diags)
{
	struct buf copy = BUF_INIT;

	buf_add(&copy, bytes, len);
	ini_read_buf(file, path, &copy, diags);
}
