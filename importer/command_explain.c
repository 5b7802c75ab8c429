/*
 * command_explain.c: see command_explain.h.
 */
#include "command_explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/xalloc.h"
#include "commands.h"
#include "explain.h"
#include "run.h"

static int not_there(const char *name, const char *where)
{
	struct buf shown = BUF_INIT;

	buf_add_escaped(&shown, name, strlen(name));
	fprintf(stderr, "fsp-import: there is no '%s' in %s\n", shown.data,
	        where);
	buf_release(&shown);
	return EXIT_REFUSED;
}

static void print(const struct run *run, struct explained class_side,
                  struct explained instance_side)
{
	const struct explain_request request = {
	        .class_side = class_side,
	        .instance_side = instance_side,
	        .arguments = run->options->arguments + 1,
	        .argument_count = run->options->argument_count - 1,
	};
	struct buf text = BUF_INIT;

	explain(&request, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_release(&text);
}

static struct explained side_of(const struct section *s)
{
	const struct explained side = {s ? section_whole(s) : NULL, s};

	return side;
}

/* The class of s: of the files, else what is known of the registry's. */
static struct explained class_of(const struct run *run, const char *class_name,
                                 const struct section *s)
{
	const struct section *of_class =
	        declared_find(&run->declared, class_name, NULL);
	const struct explained there = {s ? s->of_class : NULL, NULL};

	return of_class ? side_of(of_class) : there;
}

static int explain_files(struct run *run, const char *class_name,
                         const char *instance)
{
	const struct section *section;
	int status;

	if (run_load(run) < 0)
		return run_failed(run);
	/* What lies beneath the files is shown when somebody says which. */
	if (run->options->registry_given &&
	    (run_open(run, false) < 0 || run_underlay(run) < 0))
		return run_refused(run);
	status = run_judge(run);
	section = declared_find(&run->declared, class_name, instance);
	if (!section)
		return not_there(run->options->arguments[0], "these files");
	print(run, class_of(run, class_name, section),
	      side_of(instance ? section : NULL));
	return status;
}

/* Read one key into def, which is initialised here. 1: there is none. */
static int read_side(struct run *run, const char *class_name,
                     const char *instance, struct definition *def)
{
	char *path = plan_path(class_name, instance);
	struct reg_key key = REG_KEY_INIT;
	const enum keystore_result result =
	        keystore_read(run->ks, path, &key, &run->error);

	definition_init(def, class_name, instance);
	/* A value of a wrong type is for `check`; here it is not set. */
	if (result == KEYSTORE_OK)
		(void)codec_decode(&key, def, path, NULL);
	reg_key_release(&key);
	free(path);
	return result == KEYSTORE_FAILED ? -1 : result == KEYSTORE_ABSENT;
}

static int explain_registry(struct run *run, const char *class_name,
                            const char *instance)
{
	struct definition class_def, inst;
	int class_result, result;

	if (run_open(run, false) < 0)
		return run_refused(run);
	class_result = read_side(run, class_name, NULL, &class_def);
	result = read_side(run, class_name, instance, &inst);
	int status = EXIT_DONE;
	if (class_result < 0 || result < 0) {
		status = run_failed(run);
	} else if (result > 0) {
		status = not_there(run->options->arguments[0], "the registry");
	} else {
		const struct explained class_side = {
		        class_result == 0 ? &class_def : NULL, NULL};
		const struct explained side = {instance ? &inst : NULL, NULL};

		print(run, class_side, side);
	}
	definition_release(&class_def);
	definition_release(&inst);
	return status;
}

int command_explain(struct run *run)
{
	const char *name = run->options->arguments[0];
	const char *slash = strchr(name, '\\');
	char *class_name =
	        slash ? xmemdup(name, (size_t)(slash - name)) : xstrdup(name);
	const char *instance = slash ? slash + 1 : NULL;
	const int status =
	        run->options->from
	                ? explain_files(run, class_name, instance)
	                : explain_registry(run, class_name, instance);

	free(class_name);
	return status;
}
