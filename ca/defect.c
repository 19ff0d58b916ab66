/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/idna.h"
#include "ca/defect.h"
#include "der/reader.h"
#include "find/finding.h"

/* A row without a defect does not link. */
static void (*const defects[FAILURE_COUNT])(struct scenario *) = {
#define FAIL(ID, slug, group, ...) [F_##ID] = defect_##ID,
#include "find/failures.def"
#undef FAIL
};

/*
 * Where the failure is an error: the first of tls, webpki, rfc5280 and strict
 * tls. What is never an error is shown under the first in which it is told.
 */
static void
profile_choose(struct scenario *s, enum failure_id id)
{
	static const struct severity_rule rules[] = {
		{ .profile = CW_TLS }, { .profile = CW_WEBPKI },
		{ .profile = CW_RFC5280 }, { .profile = CW_TLS, .strict = true }
	};
	const size_t count = sizeof(rules) / sizeof(rules[0]);

	for (int least = CW_ERROR; least > CW_OFF; least--)
		for (size_t i = 0; i < count; i++)
			if ((int)failure_severity(id, &rules[i]) >= least) {
				s->profile = rules[i].profile;
				s->strict = rules[i].strict;
				return;
			}
}

void
defect_apply(struct scenario *s, enum failure_id id)
{
	profile_choose(s, id);
	defects[id](s);
}

void
defect_apply_as_client(struct scenario *s, enum failure_id id)
{
	if (failure_get(id)->severity[CW_TLS] == CW_OFF) {
		defect_apply(s, id);
		return;
	}
	s->profile = CW_TLS;
	s->strict = false;
	defects[id](s);
}

/* Adds the name that is asked for, if any certificate can have it. */
static void
name_grant(struct scenario *twin, enum cw_name_type type, const char *name)
{
	static const enum general_name_kind kind[] = {
		[CW_NAME_DNS] = GN_DNS, [CW_NAME_IP] = GN_IP,
		[CW_NAME_EMAIL] = GN_EMAIL, [CW_NAME_URI] = GN_URI,
		[CW_NAME_SRV] = GN_OTHER
	};
	uint8_t address[16];
	struct bytes value = bytes_of(name);
	struct buffer legal = BUFFER_EMPTY;
	const char *problem;

	if (type == CW_NAME_DNS && !idna_to_ascii(name, &legal, &problem))
		value.len = 0;
	buffer_free(&legal);
	if (type == CW_NAME_IP) {
		value.data = address;
		if (!address_read(name, address, &value.len))
			value.len = 0;
	}
	if (type == CW_NAME_SRV)
		value = defect_srv(twin->leaf, name);
	if (value.len == 0)
		return;
	defect_name_beside(twin, kind[type], value);
	twin->name_type = type;
	twin->name = name;
}

void
defect_twin(struct scenario *twin, struct arena *arena,
    const struct scenario *broken, enum key_type leaf_key)
{
	scenario_good(twin, arena, broken->now, leaf_key);
	twin->profile = broken->profile;
	twin->strict = broken->strict;
	twin->purpose = broken->purpose;
	twin->anchor_mode = broken->anchor_mode;
	memcpy(twin->limit, broken->limit, sizeof(twin->limit));
	twin->limit_count = broken->limit_count;
	twin->policies = broken->policies;
	twin->policy_count = broken->policy_count;
	twin->inhibit_policy_mapping = broken->inhibit_policy_mapping;
	twin->inhibit_any_policy = broken->inhibit_any_policy;
	twin->expiring = broken->expiring;
	if (broken->stapled) {
		scenario_ocsps(twin);
		twin->revocation = broken->revocation;
		twin->ocsp_nonce = broken->ocsp_nonce;
		for (size_t i = 0; i < twin->ocsp_count; i++)
			twin->ocsp[i].nonce = broken->ocsp_nonce;
	} else if (broken->revocation != CW_REVOCATION_OFF) {
		scenario_crls(twin);
		twin->revocation = broken->revocation;
	}
	if (broken->name_type == CW_NAME_NONE)
		twin->name_type = CW_NAME_NONE;
	else if (broken->name_type != twin->name_type ||
	    strcmp(broken->name, twin->name) != 0)
		name_grant(twin, broken->name_type, broken->name);
}

struct bytes
defect_element(struct cert_spec *s, uint8_t tag, const struct bytes *parts,
    size_t count)
{
	struct buffer out = BUFFER_EMPTY;
	struct bytes element = { NULL, 0 };
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += parts[i].len;
	patch_header(&out, tag, len);
	for (size_t i = 0; i < count; i++)
		buffer_add(&out, parts[i]);
	if (out.failed)
		s->failed = true;
	else
		element = spec_octets(s, out.data, out.len);
	buffer_free(&out);
	return element;
}

struct bytes
defect_oid(struct cert_spec *s, enum oid id)
{
	struct buffer unknown = BUFFER_EMPTY;
	struct bytes element;

	if (id != OID_UNKNOWN)
		return DEFECT_ELEMENT(s, DER_OID, oid_contents(id));
	if (!oid_read_dotted(DEFECT_UNKNOWN_OID, &unknown) || unknown.failed)
		s->failed = true;
	element = DEFECT_ELEMENT(s, DER_OID, buffer_bytes(&unknown));
	buffer_free(&unknown);
	return element;
}

struct bytes
defect_algorithm(struct cert_spec *s, enum oid id, struct bytes parameters)
{
	return DEFECT_ELEMENT(s, DER_SEQUENCE, defect_oid(s, id), parameters);
}

struct bytes
defect_empty(struct cert_spec *s)
{
	return SPEC_OCTETS(s, DER_SEQUENCE, 0);
}

void
defect_critical(struct cert_spec *s, enum oid id, bool critical)
{
	struct spec_extension *e = spec_find(s, id);

	if (e != NULL)
		e->critical = critical;
	else
		s->failed = true;
}

char *
defect_text(struct scenario *s, const char *format, ...)
{
	static char nothing[1];
	struct buffer text = BUFFER_EMPTY;
	char *copy = NULL;
	va_list args;

	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	if (!text.failed && text.len > 0)
		copy = (char *)arena_copy(s->arena, buffer_bytes(&text));
	buffer_free(&text);
	if (copy != NULL)
		return copy;
	s->failed = true;
	return nothing;
}

const char *
defect_domain(struct scenario *s, const char *before)
{
	return defect_text(s, "%s%s", before, s->domain);
}

void
defect_limit(struct scenario *s, const char *name, unsigned most)
{
	size_t i = 0;

	while (i < s->limit_count && strcmp(s->limit[i].name, name) != 0)
		i++;
	if (i == SCENARIO_LIMITS) {
		s->failed = true;
		return;
	}
	s->limit[i] = (struct cw_limit){ name, most };
	s->limit_count = i == s->limit_count ? i + 1 : s->limit_count;
}

void
defect_dns(struct cert_spec *s, const char *a, const char *b)
{
	const struct spec_name names[] = {
		{ GN_DNS, bytes_of(a) },
		{ GN_DNS, bytes_of(b != NULL ? b : "") }
	};

	spec_subject_alt_name(s, false, names, b != NULL ? 2 : 1);
}

void
defect_name_beside(struct scenario *s, enum general_name_kind kind,
    struct bytes value)
{
	const struct spec_name names[] = {
		{ GN_DNS, bytes_of(s->name) }, { kind, value }
	};

	spec_subject_alt_name(s->leaf, false, names, 2);
}

struct bytes
defect_key_id(struct scenario *s)
{
	struct bytes id = SPEC_OCTETS(s->issuing, 'd', 'e', 'm', 'o', ' ', 'i',
	    's', 's', 'u', 'i', 'n', 'g', ' ', 'C', 'A', ' ', 'k', 'e', 'y',
	    '1');

	spec_extension(s->issuing, OID_CE_SUBJECT_KEY_ID, false,
	    DEFECT_ELEMENT(s->issuing, DER_OCTET_STRING, id));
	return id;
}

void
defect_send(struct scenario *s, size_t position, int index)
{
	if (s->sent_count == SCENARIO_CERTS || position > s->sent_count) {
		s->failed = true;
		return;
	}
	memmove(s->sent + position + 1, s->sent + position,
	    (s->sent_count - position) * sizeof(s->sent[0]));
	s->sent[position] = index;
	s->sent_count++;
}

int
defect_policy_ca(struct scenario *s)
{
	int policy = scenario_add(s, "policy", SPEC_CA_ISSUING,
	    "Demo Policy CA", SCENARIO_ROOT);

	spec_basic_constraints(&s->cert[policy], true, true, 1);
	s->issuing->issuer = policy;
	return policy;
}

void
defect_key_parameters(struct buffer *tbs, struct bytes octets)
{
	struct patch_path path = patch_field(tbs, TBS_SPKI);

	path.step[path.count++] = 0;    /* AlgorithmIdentifier */
	path.step[path.count++] = 1;    /* behind the OID */
	patch_replace(tbs, path, octets);
}

#define RSA_MOST_OCTETS 2056

struct modulus {
	uint8_t octet[1 + RSA_MOST_OCTETS];     /* a zero in front */
	size_t len;
};

static unsigned
modulus_rest(const struct modulus *m, unsigned divisor)
{
	unsigned rest = 0;

	for (size_t i = 0; i < m->len; i++)
		rest = (rest << 8 | m->octet[i]) % divisor;
	return rest;
}

/* Whether an odd number from 3 to 751 divides it, but for this one. */
static bool
has_small_factor(const struct modulus *m, unsigned but)
{
	for (unsigned n = 3; n < 752; n += 2)
		if (n != but && (but == 0 || n % but != 0) &&
		    modulus_rest(m, n) == 0)
			return true;
	return false;
}

/* Arbitrary octets: an odd number of that many bits, stepped to the next that
   has the factor and no other small one. */
static void
modulus_make(struct modulus *m, unsigned bits, unsigned factor)
{
	size_t octets = (bits + 7) / 8;
	uint32_t state = bits;

	m->len = octets + 1;
	for (size_t i = 0; i < m->len; i++) {
		state = state * 1664525u + 1013904223u;
		m->octet[i] = (uint8_t)(state >> 24);
	}
	m->octet[0] = 0;
	m->octet[1] &= (uint8_t)(0xff >> (8 * octets - bits));
	m->octet[1] |= (uint8_t)(0x80 >> (8 * octets - bits));
	m->octet[octets] |= 1;
	/* The last octets count up in steps of two: soon one fits. */
	while ((factor > 0 && modulus_rest(m, factor) != 0) ||
	    has_small_factor(m, factor)) {
		size_t i = octets;
		unsigned sum = m->octet[i] + 2u;

		m->octet[i] = (uint8_t)sum;
		while (sum > 0xff && --i > 1) {
			sum = m->octet[i] + 1u;
			m->octet[i] = (uint8_t)sum;
		}
	}
}

static struct bytes
rsa_build(struct cert_spec *s, const struct modulus *m, uint32_t exponent)
{
	static const uint8_t zero[] = { 0 };
	const struct bytes none = { zero, sizeof(zero) };
	uint8_t e[5] = { 0 };
	size_t skip = 0;
	/* A zero in front only where the sign needs it. */
	size_t sign = m->octet[1] < 0x80 ? 1 : 0;
	struct bytes key;

	for (size_t i = 0; i < 4; i++)
		e[1 + i] = (uint8_t)(exponent >> (24 - 8 * i));
	while (skip < 4 && e[skip] == 0 && e[skip + 1] < 0x80)
		skip++;
	key = DEFECT_ELEMENT(s, DER_SEQUENCE,
	    DEFECT_ELEMENT(s, DER_INTEGER,
	        (struct bytes){ m->octet + sign, m->len - sign }),
	    DEFECT_ELEMENT(s, DER_INTEGER,
	        (struct bytes){ e + skip, sizeof(e) - skip }));
	return DEFECT_ELEMENT(s, DER_SEQUENCE,
	    defect_algorithm(s, OID_RSA_ENCRYPTION,
	        SPEC_OCTETS(s, DER_NULL, 0)),
	    DEFECT_ELEMENT(s, DER_BIT_STRING, none, key));
}

struct bytes
defect_rsa(struct cert_spec *s, unsigned bits, uint32_t exponent)
{
	struct modulus m;

	modulus_make(&m, bits, 0);
	return rsa_build(s, &m, exponent);
}

struct bytes
defect_rsa_divisible(struct cert_spec *s, unsigned bits, unsigned prime)
{
	struct modulus m;

	modulus_make(&m, bits, prime);
	return rsa_build(s, &m, 65537);
}

struct bytes
defect_srv(struct cert_spec *s, const char *name)
{
	struct bytes parts[] = {
		defect_oid(s, OID_ON_DNS_SRV),
		DEFECT_ELEMENT(s, DER_CONTEXT_CONSTRUCTED(0),
		    DEFECT_ELEMENT(s, DER_IA5_STRING, bytes_of(name)))
	};
	struct bytes whole = defect_element(s, DER_SEQUENCE, parts, 2);

	/* Under its tag in GeneralName the SEQUENCE is implicit. */
	return whole.len > 2 && whole.data[1] < 0x80 ? bytes_skip(whole, 2) :
	    DEFECT_NOTHING;
}
