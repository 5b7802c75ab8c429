/*
 * fuzz_ini.c: any bytes as an INI file: every finding points into the text;
 * what has no error can be written, and written again changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../fake/keystore_mem.h"
#include "buf.h"
#include "error.h"
#include "importer/allow.h"
#include "importer/apply.h"
#include "importer/compile.h"
#include "importer/ini_read.h"
#include "importer/report.h"
#include "importer/underlay.h"
#include "common/rules.h"
#include "utf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_place(const struct diag_list *list, size_t i)
{
	const struct diag *g = &list->items[i];
	struct buf text = BUF_INIT;

	require(g->text[0] != '\0');
	if (g->source && g->place.column > 0)
		require(g->place.length > 0 &&
		        g->place.column - 1 + g->place.length <=
		                utf8_chars(g->source, strlen(g->source)) + 1);
	diag_render(list, i, &text);
	diag_render_json(g, &text);
	buf_release(&text);
}

static void write_twice(struct declared *d)
{
	static const struct plan_options options = {.owner = "local"};
	struct apply_result result;
	struct error err = ERROR_INIT;
	struct keystore *ks;

	keystore_mem_reset();
	ks = keystore_open("HKLM\\SOFTWARE\\fuzz", true, &err);
	for (int round = 0; round < 2; round++) {
		struct diag_list diags = DIAG_LIST_INIT;
		struct buf text = BUF_INIT;
		struct plan plan = PLAN_INIT;

		require(underlay(d, ks, false, &diags, &err) == 0);
		require(plan_make(&plan, d, ks, &options, &diags, &err) == 0);
		if (diag_count(&diags, DIAG_ERROR) == 0) {
			require(round == 0 || plan_changes(&plan) == 0);
			report_plan(&plan, &text);
			require(apply(&plan, ks, &result, &err) == 0);
		}
		plan_release(&plan);
		diag_release(&diags);
		buf_release(&text);
	}
	keystore_close(ks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const given[] = {"X=x", "P=C:\\x", NULL};
	static const struct variables variables = {given, NULL};
	static const struct allowance nothing = {false, NULL, 0};
	struct diag_list diags = DIAG_LIST_INIT;
	struct declared declared;
	struct ini_file file;

	ini_read(&file, "x.ini", (const char *)data, size, &diags);
	compile(&file, 1, &variables, &declared, &diags);
	rules_check(&declared, &diags);
	allow_settle(&declared, &nothing, &diags);
	for (size_t i = 0; i < diags.count; i++)
		check_place(&diags, i);
	if (diag_count(&diags, DIAG_ERROR) == 0)
		write_twice(&declared);
	diag_release(&diags);
	declared_release(&declared);
	ini_file_release(&file);
	return 0;
}
