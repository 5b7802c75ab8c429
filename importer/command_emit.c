/*
 * command_emit.c: see command_emit.h.
 */
#include "command_emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "commands.h"
#include "emit.h"
#include "host.h"
#include "reg_file.h"
#include "run.h"

enum format { FORMAT_REG, FORMAT_POL, FORMAT_GPP, FORMAT_ADMX, FORMAT_COUNT };

static enum format find_format(const char *name)
{
	static const char *const names[] = {
	        [FORMAT_REG] = "reg",
	        [FORMAT_POL] = "pol",
	        [FORMAT_GPP] = "gpp",
	        [FORMAT_ADMX] = "admx",
	};
	int format = 0;

	while (format < FORMAT_COUNT && !name_equal(names[format], name))
		format++;
	return (enum format)format;
}

/* What goes where: one file, or NAME.admx and NAME.adml. */
struct output {
	struct reg_edits edits; /* own the names in findings */
	struct buf bytes, pair;
	char *path, *pair_path;
};

static void release(struct output *out)
{
	reg_edits_release(&out->edits);
	buf_release(&out->bytes);
	buf_release(&out->pair);
	free(out->path);
	free(out->pair_path);
}

/* path without what `.admx` adds to it. */
static char *base_of(const char *path)
{
	static const char ending[] = ".admx";
	const size_t len = strlen(path);
	const size_t end = strlen(ending);

	return xmemdup(path, len > end && name_equal(path + len - end, ending)
	                             ? len - end
	                             : len);
}

static char *join(const char *base, const char *ending)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s", base, ending);
	return buf_steal(&path, NULL);
}

static void make_pair(struct run *run, const char *root, struct output *out)
{
	char *base = base_of(run->options->out);
	const char *name = base;

	for (const char *c = base; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	out->path = join(base, ".admx");
	out->pair_path = join(base, ".adml");
	/* A refusal is an error among the findings. */
	(void)emit_admx(&run->plan, root, name, &out->bytes, &out->pair,
	                &run->diags);
	free(base);
}

/* What other programs have in the registry is theirs on the targets, too: it
 * counts in the Digests, but is neither written nor deleted. */
static void leave_out_foreign(struct run *run)
{
	for (size_t i = 0; i < run->plan.count; i++) {
		struct plan_key *key = &run->plan.keys[i];
		const struct section *s = declared_find(
		        &run->declared, key->class_name, key->instance_name);

		for (size_t v = key->before.count; v-- > 0;) {
			const char *name = key->before.values[v].name;

			if (schema_find(name, key->kind) == KEY_COUNT &&
			    !reg_key_find(&s->def.privates, name))
				reg_key_remove(&key->after, name);
		}
	}
}

static int open_registry(struct run *run)
{
	run->bare = !run->options->registry_given;
	return run->bare ? run_open_empty(run) : run_open(run, false);
}

/* Fill out; what the format cannot carry goes to the findings. 0 or -1. */
static int make(struct run *run, enum format format, struct output *out)
{
	char *root = keystore_display(run->ks, "");
	int rc = 0;

	if (format == FORMAT_ADMX) {
		make_pair(run, root, out);
	} else {
		out->path =
		        xstrdup(run->options->out ? run->options->out : "-");
		emit_edits(&run->plan, root, &out->edits);
	}
	if (format == FORMAT_POL)
		(void)emit_pol(&out->edits, &out->bytes, &run->diags);
	else if (format == FORMAT_GPP)
		(void)emit_gpp(&out->edits, &out->bytes, &run->diags);
	else if (format == FORMAT_REG)
		rc = reg_write(&out->edits, &out->bytes, &run->error);
	free(root);
	return rc;
}

static int put(struct run *run, const struct output *out)
{
	if (host_write(out->path, out->bytes.data, out->bytes.len,
	               &run->error) < 0)
		return -1;
	if (!out->pair_path)
		return 0;
	return host_write(out->pair_path, out->pair.data, out->pair.len,
	                  &run->error);
}

static int usage(const char *text)
{
	fprintf(stderr, "fsp-import: %s\n", text);
	return EXIT_USAGE;
}

int command_emit(struct run *run)
{
	const enum format format = find_format(run->options->format);
	struct output out = {REG_EDITS_INIT, BUF_INIT, BUF_INIT, NULL, NULL};
	int status;

	if (format == FORMAT_COUNT)
		return usage("the formats are reg, pol, gpp and admx; see "
		             "fsp-import help emit");
	if (format == FORMAT_ADMX && !run->options->out)
		return usage("admx is a pair of files: name it with --out "
		             "FILE.admx");
	if (run_load(run) < 0)
		return run_failed(run);
	if (open_registry(run) < 0 || run_plan(run) < 0)
		return run_refused(run);
	leave_out_foreign(run);
	if (make(run, format, &out) < 0) {
		status = run_refused(run);
	} else {
		status = run_judge(run);
		if (status == EXIT_DONE && put(run, &out) < 0)
			status = run_failed(run);
	}
	release(&out);
	return status;
}
