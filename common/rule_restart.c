/*
 * rule_restart.c: rules about restarting and readiness, see rules.h.
 */
#include "rules.h"

#include <string.h>

#include "bits.h"
#include "name.h"

/* Is id written in this very section? Then this is the place to say so. */
static bool is_here(const struct rule_case *c, enum key_id id)
{
	return section_wrote(c->s, id);
}

static void note(const struct rule_case *c, enum key_id id, enum diag_code code,
                 const char *text)
{
	const struct flat *at = section_text(c->s, id);

	flat_diag(at, 0, at->len, code, c->diags, "%s", text);
}

static void check_pauses(const struct rule_case *c)
{
	const uint64_t numbers =
	        bit_of(KEY_RESTART_DELAY) | bit_of(KEY_RESTART_DELAY_MAX);

	if ((c->s->written & numbers) == 0)
		return;
	const uint32_t delay = rule_number(c, KEY_RESTART_DELAY);
	const uint32_t most = rule_number(c, KEY_RESTART_DELAY_MAX);

	if (delay <= most || !rule_knows(c, KEY_RESTART_DELAY_MAX))
		return;
	if (is_here(c, KEY_RESTART_DELAY))
		note(c, KEY_RESTART_DELAY, DIAG_RESTART_NUMBERS,
		     "longer than RestartDelayMax, the longest pause there "
		     "is: make this shorter or that one longer");
	else if (is_here(c, KEY_RESTART_DELAY_MAX))
		note(c, KEY_RESTART_DELAY_MAX, DIAG_RESTART_NUMBERS,
		     "shorter than RestartDelay, the first pause: make this "
		     "longer or that one shorter");
}

/* So many restarts, each after the first pause, take longer. */
static void check_limit(const struct rule_case *c)
{
	static const enum key_id keys[] = {
	        KEY_RESTART_LIMIT, KEY_RESTART_WINDOW, KEY_RESTART_DELAY};
	const uint64_t least = (uint64_t)rule_number(c, KEY_RESTART_LIMIT) *
	                       rule_number(c, KEY_RESTART_DELAY);
	const uint64_t window = rule_number(c, KEY_RESTART_WINDOW);

	if (least <= window * 1000 || !rule_knows(c, KEY_RESTART_WINDOW))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!is_here(c, keys[i]))
			continue;
		note(c, keys[i], DIAG_RESTART_NUMBERS,
		     "RestartLimit restarts never fit into RestartWindow with "
		     "this RestartDelay, so the limit would never be reached: "
		     "make it smaller, or the window longer");
		return;
	}
}

void rule_restart_numbers(const struct rule_case *c)
{
	check_pauses(c);
	check_limit(c);
}

/* Recovery is WinFsp's word for Restart = always. */
void rule_recovery(const struct rule_case *c)
{
	const char *restart = rule_text(c, KEY_RESTART);

	if (!restart || name_equal(restart, "always") ||
	    rule_number(c, KEY_RECOVERY) == 0)
		return;
	if (is_here(c, KEY_RESTART))
		note(c, KEY_RESTART, DIAG_RESTART_RECOVERY,
		     "Recovery = yes asks for a restart after every exit, and "
		     "fspd follows Restart: write 'Restart = always', or "
		     "'Recovery = no'");
	else if (is_here(c, KEY_RECOVERY))
		note(c, KEY_RECOVERY, DIAG_RESTART_RECOVERY,
		     "Restart says otherwise, and fspd follows Restart: write "
		     "'Restart = always', or 'Recovery = no'");
}

/* fspd would have to open the mount as the caller, whom it cannot be. What an
 * instance has of its class is told there. */
void rule_ready(const struct rule_case *c)
{
	const struct value *ready = definition_value(c->def, KEY_READY);
	const char *run_as = rule_text(c, KEY_RUN_AS);

	if (!rule_has_say(c, KEY_READY, KEY_RUN_AS) || !ready->present ||
	    !name_equal(ready->text, "mount") || !run_as ||
	    strcmp(run_as, ".") != 0)
		return;
	rule_tell(c, KEY_READY, 0, ready->len, DIAG_READY_AS_CALLER,
	          "fspd cannot look at a mount that only the caller may see: "
	          "with RunAs = . write 'Ready = process'");
}
