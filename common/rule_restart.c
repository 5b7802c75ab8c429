/*
 * rule_restart.c: rules about restarting and readiness, see rules.h.
 */
#include "rules.h"

#include <string.h>

#include "name.h"

static uint32_t number(const struct rule_case *c, enum key_id id)
{
	if (c->s->def.kind == KIND_INSTANCE && c->of_class)
		return effective_number(&c->of_class->def, &c->s->def, id);
	return definition_number(&c->s->def, id);
}

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

void rule_restart_numbers(const struct rule_case *c)
{
	const uint64_t numbers =
	        bit_of(KEY_RESTART_DELAY) | bit_of(KEY_RESTART_DELAY_MAX) |
	        bit_of(KEY_RESTART_LIMIT) | bit_of(KEY_RESTART_WINDOW);

	if ((c->s->written & numbers) == 0)
		return;
	const uint32_t delay = number(c, KEY_RESTART_DELAY);
	const uint32_t most = number(c, KEY_RESTART_DELAY_MAX);
	const uint32_t limit = number(c, KEY_RESTART_LIMIT);
	const uint32_t window = number(c, KEY_RESTART_WINDOW);

	if (delay > most && is_here(c, KEY_RESTART_DELAY))
		note(c, KEY_RESTART_DELAY, DIAG_RESTART_NUMBERS,
		     "longer than RestartDelayMax, the longest pause there "
		     "is: make this shorter or that one longer");
	else if (delay > most && is_here(c, KEY_RESTART_DELAY_MAX))
		note(c, KEY_RESTART_DELAY_MAX, DIAG_RESTART_NUMBERS,
		     "shorter than RestartDelay, the first pause: make this "
		     "longer or that one shorter");
	/* So many restarts, each after the first pause, take longer. */
	if ((uint64_t)limit * delay > (uint64_t)window * 1000 &&
	    (is_here(c, KEY_RESTART_LIMIT) || is_here(c, KEY_RESTART_WINDOW) ||
	     is_here(c, KEY_RESTART_DELAY)))
		note(c,
		     is_here(c, KEY_RESTART_LIMIT)    ? KEY_RESTART_LIMIT
		     : is_here(c, KEY_RESTART_WINDOW) ? KEY_RESTART_WINDOW
		                                      : KEY_RESTART_DELAY,
		     DIAG_RESTART_NUMBERS,
		     "RestartLimit restarts never fit into RestartWindow with "
		     "this RestartDelay, so the limit would never be reached: "
		     "make it smaller, or the window longer");
}

/* Recovery is WinFsp's word for Restart = always. */
void rule_recovery(const struct rule_case *c)
{
	const char *restart = rule_text(c, KEY_RESTART);

	if (!restart || number(c, KEY_RECOVERY) == 0 ||
	    name_equal(restart, "always"))
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

/* fspd would have to open the mount as the caller, whom it cannot be. */
void rule_ready(const struct rule_case *c)
{
	const char *ready = definition_text(&c->s->def, KEY_READY);
	const char *run_as = definition_text(&c->s->def, KEY_RUN_AS);

	if (!is_here(c, KEY_READY) || !ready || !name_equal(ready, "mount") ||
	    !run_as || strcmp(run_as, ".") != 0)
		return;
	note(c, KEY_READY, DIAG_READY_AS_CALLER,
	     "fspd cannot look at a mount that only the caller may see: with "
	     "RunAs = . write 'Ready = process'");
}
