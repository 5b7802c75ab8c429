/*
 * sid.c: see sid.h.
 *
 * The aliases are those of [MS-DTYP] 2.5.1.1 and what Windows 10 accepts.
 * Their values are written as text and parsed like anybody's.
 */
#include "sid.h"

#include <inttypes.h>
#include <string.h>

#include "ascii.h"
#include "buf.h"

enum { SID_HEADER = 8, MAX_AUTHORITY_BITS = 48 };

struct alias {
	char name[3];
	const char *sid; /* NULL: of a domain or of this machine */
};

static const struct alias aliases[] = {
        {"AA", "S-1-5-32-579"}, /* Access Control Assistance Operators */
        {"AC", "S-1-15-2-1"},   /* all application packages */
        {"AN", "S-1-5-7"},      /* Anonymous */
        {"AO", "S-1-5-32-548"}, /* Account Operators */
        {"AP", NULL},           /* Protected Users */
        {"AS", "S-1-18-1"},     /* identity asserted by an authority */
        {"AU", "S-1-5-11"},     /* Authenticated Users */
        {"BA", "S-1-5-32-544"}, /* Administrators */
        {"BG", "S-1-5-32-546"}, /* Guests */
        {"BO", "S-1-5-32-551"}, /* Backup Operators */
        {"BU", "S-1-5-32-545"}, /* Users */
        {"CA", NULL},           /* Cert Publishers */
        {"CD", "S-1-5-32-574"}, /* Certificate Service DCOM Access */
        {"CG", "S-1-3-1"},      /* Creator Group */
        {"CN", NULL},           /* Cloneable Domain Controllers */
        {"CO", "S-1-3-0"},      /* Creator Owner */
        {"CY", "S-1-5-32-569"}, /* Cryptographic Operators */
        {"DA", NULL},           /* Domain Admins */
        {"DC", NULL},           /* Domain Computers */
        {"DD", NULL},           /* Domain Controllers */
        {"DG", NULL},           /* Domain Guests */
        {"DU", NULL},           /* Domain Users */
        {"EA", NULL},           /* Enterprise Admins */
        {"ED", "S-1-5-9"},      /* Enterprise Domain Controllers */
        {"EK", NULL},           /* Enterprise Key Admins */
        {"ER", "S-1-5-32-573"}, /* Event Log Readers */
        {"ES", "S-1-5-32-576"}, /* RDS Endpoint Servers */
        {"HA", "S-1-5-32-578"}, /* Hyper-V Administrators */
        {"HI", "S-1-16-12288"}, /* high integrity */
        {"IS", "S-1-5-32-568"}, /* IIS_IUSRS */
        {"IU", "S-1-5-4"},      /* Interactive */
        {"KA", NULL},           /* Key Admins */
        {"LA", NULL},           /* Administrator of this machine */
        {"LG", NULL},           /* Guest of this machine */
        {"LS", "S-1-5-19"},     /* Local Service */
        {"LU", "S-1-5-32-559"}, /* Performance Log Users */
        {"LW", "S-1-16-4096"},  /* low integrity */
        {"ME", "S-1-16-8192"},  /* medium integrity */
        {"MP", "S-1-16-8448"},  /* medium plus integrity */
        {"MS", "S-1-5-32-577"}, /* RDS Management Servers */
        {"MU", "S-1-5-32-558"}, /* Performance Monitor Users */
        {"NO", "S-1-5-32-556"}, /* Network Configuration Operators */
        {"NS", "S-1-5-20"},     /* Network Service */
        {"NU", "S-1-5-2"},      /* Network */
        {"OW", "S-1-3-4"},      /* owner's rights */
        {"PA", NULL},           /* Group Policy Creator Owners */
        {"PO", "S-1-5-32-550"}, /* Print Operators */
        {"PS", "S-1-5-10"},     /* Self */
        {"PU", "S-1-5-32-547"}, /* Power Users */
        {"RA", "S-1-5-32-575"}, /* RDS Remote Access Servers */
        {"RC", "S-1-5-12"},     /* restricted code */
        {"RD", "S-1-5-32-555"}, /* Remote Desktop Users */
        {"RE", "S-1-5-32-552"}, /* Replicator */
        {"RM", "S-1-5-32-580"}, /* Remote Management Users */
        {"RO", NULL},           /* Enterprise Read-only Domain Controllers */
        {"RS", NULL},           /* RAS and IAS Servers */
        {"RU", "S-1-5-32-554"}, /* pre-Windows 2000 access */
        {"SA", NULL},           /* Schema Admins */
        {"SI", "S-1-16-16384"}, /* system integrity */
        {"SO", "S-1-5-32-549"}, /* Server Operators */
        {"SS", "S-1-18-2"},     /* identity asserted by a service */
        {"SU", "S-1-5-6"},      /* Service */
        {"SY", "S-1-5-18"},     /* Local System */
        {"UD", "S-1-5-84-0-0-0-0-0"}, /* user mode drivers */
        {"WD", "S-1-1-0"},            /* Everyone */
        {"WR", "S-1-5-33"},           /* write restricted code */
};

static const char too_large[] = "a number of the SID is too large";

/* A number up to most at *at, decimal or after 0x hexadecimal; a zero in front
 * does not make it octal. NULL and *at behind it, or what is wrong. */
static const char *read_number(const char **at, const char *end, uint64_t most,
                               uint64_t *number)
{
	const char *p = *at;
	unsigned base = 10;

	if (end - p > 2 && p[0] == '0' && ascii_upper(p[1]) == 'X') {
		base = 16;
		p += 2;
	}
	if (p == end || ascii_digit(*p) >= base)
		return "a SID is S-1- and numbers with '-' between them";
	for (*number = 0; p < end && ascii_digit(*p) < base; p++) {
		if (*number > (most - ascii_digit(*p)) / base)
			return too_large;
		*number = *number * base + ascii_digit(*p);
	}
	*at = p;
	return NULL;
}

static void put_sub_authority(struct sid *sid, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		sid->bytes[sid->len++] = (unsigned char)(value >> (8 * i));
	sid->bytes[1]++;
}

/* What follows "S-". */
static const char *read_numbers(const char *at, const char *end,
                                struct sid *out)
{
	const char *const start = at;
	uint64_t number;
	const char *why = read_number(&at, end, UINT8_MAX, &number);

	if (why != NULL && why != too_large)
		return why;
	if (why == too_large || number != 1)
		return "the only revision of SIDs is 1: S-1-...";
	if (at - start > 2 && ascii_upper(start[1]) == 'X')
		return "Windows reads every number after S-0x1 as hexadecimal, "
		       "write S-1-";
	if (at == end || *at++ != '-')
		return "a SID is S-1- and numbers with '-' between them";
	why = read_number(&at, end, (UINT64_C(1) << MAX_AUTHORITY_BITS) - 1,
	                  &number);
	if (why != NULL)
		return why;
	*out = (struct sid){.bytes = {1}, .len = SID_HEADER};
	for (unsigned i = 0; i < 6; i++)
		out->bytes[7 - i] = (unsigned char)(number >> (8 * i));
	while (at < end && *at == '-') {
		at++;
		if (out->bytes[1] == SID_AUTHORITIES_MAX)
			return "a SID has at most 15 numbers after its authority";
		why = read_number(&at, end, UINT32_MAX, &number);
		if (why != NULL)
			return why;
		put_sub_authority(out, (uint32_t)number);
	}
	if (at != end)
		return "a SID is S-1- and numbers with '-' between them";
	if (out->bytes[1] == 0)
		return "the SID is cut short, it needs one more number";
	return NULL;
}

static const char *read_alias(const char *text, struct sid *out)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		const struct alias *alias = &aliases[i];

		if (ascii_upper(text[0]) != alias->name[0] ||
		    ascii_upper(text[1]) != alias->name[1])
			continue;
		*out = (struct sid){.len = 0};
		if (alias->sid != NULL &&
		    sid_parse(alias->sid, strlen(alias->sid), out) < 0)
			return "no such alias of two letters";
		memcpy(out->alias, alias->name, sizeof(out->alias));
		return NULL;
	}
	return "no such alias of two letters";
}

static const char *read_sid(const char *text, size_t len, struct sid *out)
{
	if (len == 0)
		return "a SID is missing";
	if (len >= 2 && ascii_upper(text[0]) == 'S' && text[1] == '-')
		return read_numbers(text + 2, text + len, out);
	if (len == 2)
		return read_alias(text, out);
	return "a SID is S-1-... or an alias of two letters, such as BU";
}

int sid_parse(const char *text, size_t len, struct sid *out)
{
	struct sid sid;

	if (read_sid(text, len, &sid) != NULL)
		return -1;
	*out = sid;
	return 0;
}

const char *sid_problem(const char *text, size_t len)
{
	struct sid sid;

	return read_sid(text, len, &sid);
}

int sid_from_bytes(const void *bytes, size_t len, struct sid *out)
{
	const unsigned char *b = bytes;

	if (len < SID_HEADER || b[0] != 1 || b[1] > SID_AUTHORITIES_MAX ||
	    len != SID_HEADER + 4u * b[1])
		return -1;
	*out = (struct sid){.len = len};
	memcpy(out->bytes, bytes, len);
	return 0;
}

void sid_format(const struct sid *sid, struct buf *out)
{
	uint64_t authority = 0;

	if (sid->len == 0) {
		buf_adds(out, sid->alias);
		return;
	}
	for (unsigned i = 2; i < SID_HEADER; i++)
		authority = authority << 8 | sid->bytes[i];
	buf_addf(out,
	         authority > UINT32_MAX ? "S-%u-0x%" PRIx64 : "S-%u-%" PRIu64,
	         sid->bytes[0], authority);
	for (size_t at = SID_HEADER; at < sid->len; at += 4) {
		uint32_t value = 0;

		for (unsigned i = 4; i-- > 0;)
			value = value << 8 | sid->bytes[at + i];
		buf_addf(out, "-%" PRIu32, value);
	}
}

bool sid_equal(const struct sid *a, const struct sid *b)
{
	if (a->len != b->len)
		return false;
	if (a->len == 0)
		return memcmp(a->alias, b->alias, sizeof(a->alias)) == 0;
	return memcmp(a->bytes, b->bytes, a->len) == 0;
}
