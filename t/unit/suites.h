/*
 * suites.h: every suite of the unit tests, one line each, no guard: it is
 * included several times with other meanings of the three words.
 *
 * SUITE(name)     t/unit/check_<name>.c: core, runs natively.
 * CONTRACT(name)  t/contract/<name>.c: a port's promises, runs natively on
 *                 t/fake and under Wine on win/.
 * SUITE_WIN(name) t/unit/win/check_<name>.c: win/ only, runs under Wine.
 *
 * Each file defines `Suite *check_<name>(void)`.
 */
SUITE(manual)
SUITE(buf)
SUITE(utf)
SUITE(name)
SUITE(error)
SUITE(diag)
SUITE(reg_path)
SUITE(reg_file)
SUITE(reg_vectors)
SUITE(pol_file)
SUITE(keystore_mem)
SUITE(schema)
SUITE(quantity)
SUITE(value)
SUITE(model)
SUITE(codec)
SUITE(digest)
SUITE(check)
SUITE(secret)
SUITE(services)
SUITE(template)
SUITE(template_vectors)
SUITE(sid)
SUITE(sddl)
SUITE(sddl_vectors)
SUITE(winpath)
SUITE(json)
CONTRACT(keystore)
SUITE(ctl)
SUITE(ini_read)
SUITE(compile)
SUITE(rules)
SUITE(plan)
SUITE(apply)
SUITE(report)
SUITE_WIN(keystore_win)
SUITE_WIN(text_win)
SUITE_WIN(console_win)
SUITE_WIN(sd_win)
SUITE(engine)
SUITE(request)
SUITE(supervisor)
