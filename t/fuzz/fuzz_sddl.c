/*
 * fuzz_sddl.c: any text as a descriptor: a fault lies inside it and is fit to
 * print; what is accepted has SIDs that print as themselves, bytes that fit
 * their fields, and grants no more than was asked for.
 */
#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "sddl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_fault(const struct sddl_fault *fault, size_t size)
{
	require(fault->at <= size && fault->len <= size - fault->at);
	require(fault->text[0] != '\0');
	for (const char *c = fault->text; *c != '\0'; c++)
		require(*c >= ' ' && *c <= '~');
}

static void check_sid(const struct sid *sid)
{
	struct buf text = BUF_INIT;
	struct sid again;

	sid_format(sid, &text);
	require(sid_parse(text.data, text.len, &again) == 0);
	require(sid_equal(sid, &again));
	if (sid->len > 0)
		require(sid_from_bytes(sid->bytes, sid->len, &again) == 0);
	buf_release(&text);
}

static void check_acl(const struct sddl_ace *aces, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++) {
		check_sid(&aces[i].trustee);
		require(aces[i].at < size && aces[i].len <= size - aces[i].at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { BYTES_MAX = 20 + 2 * 65535 + 2 * SID_BYTES_MAX };
	struct sddl_fault fault;
	struct buf bytes = BUF_INIT;
	struct sddl sd;

	if (sddl_parse((const char *)data, size, &sd, &fault) < 0) {
		check_fault(&fault, size);
		return 0;
	}
	if (sd.has_owner)
		check_sid(&sd.owner);
	if (sd.has_group)
		check_sid(&sd.group);
	check_acl(sd.dacl, sd.dacl_count, size);
	check_acl(sd.sacl, sd.sacl_count, size);
	if (sddl_to_bytes(&sd, &bytes) == 0)
		require(bytes.len <= BYTES_MAX);
	if (sd.dacl_count > 0)
		require((sddl_granted(&sd, &sd.dacl[0].trustee, 1, NULL, 0,
		                      RIGHT_START) &
		         ~(uint32_t)RIGHT_START) == 0);
	buf_release(&bytes);
	sddl_release(&sd);
	return 0;
}
