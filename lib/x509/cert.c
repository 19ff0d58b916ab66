/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/cert.h"
#include "x509/fault.h"
#include "x509/extension.h"
#include "x509/name.h"

/* One certificate being read, and what of it, in words for reports. */
struct reading {
	struct cert *cert;
	struct der_trouble trouble;
	const char *what;
	bool undated;                   /* a time is none */
	bool exhausted;                 /* no element is left: nothing more can
	                                   be said */
};

/* The fault that stopped a reader becomes a finding, and the trouble is fine
   again for what stands behind the element that could not be read. */
static bool
stop(struct reading *g)
{
	if (g->trouble.fault == DER_FINE || g->exhausted)
		return false;
	g->exhausted = g->trouble.fault == DER_LIMIT &&
	    g->trouble.limit == LIMIT_ELEMENTS;
	trouble_add(g->cert, &g->trouble, g->what, NULL);
	g->trouble.fault = DER_FINE;
	return false;
}

/* Version ::= INTEGER { v1(0), v2(1), v3(2) }, [0] EXPLICIT DEFAULT v1 */
static bool
version_read(struct reading *g, struct der_reader *tbs)
{
	struct cert *c = g->cert;
	const uint8_t *start = tbs->next;
	struct der_reader inner;
	bool present;
	uint8_t first;

	g->what = "the version";
	c->version = 1;
	if (!der_open_optional(tbs, DER_CONTEXT_CONSTRUCTED(0), &present, &inner))
		return false;
	if (!present)
		return true;
	if (!der_integer(&inner, &c->version_at) || !der_end(&inner))
		return false;
	first = c->version_at.data[0];
	c->version = c->version_at.len > 1 || first >= 0x80 ? UINT32_MAX :
	    first + 1u;
	if (c->version > 3)
		find(&c->faults, F_VERSION_UNSUPPORTED, c, FIELD_VERSION,
		    c->version_at)->value[0] = value_hex(c->version_at);
	if (c->version == 1)
		fault_add(c, DER_DEFAULT_ENCODED, start, g->what, NULL);
	return true;
}

static bool
serial_read(struct reading *g, struct der_reader *tbs)
{
	struct cert *c = g->cert;
	struct finding *f;

	g->what = "the serial number";
	if (!der_integer(tbs, &c->serial))
		return false;
	if (c->serial.data[0] >= 0x80)
		find(&c->faults, F_SERIAL_NEGATIVE, c, FIELD_SERIAL_NUMBER,
		    c->serial)->value[0] = value_hex(c->serial);
	if (c->serial.len == 1 && c->serial.data[0] == 0)
		find(&c->faults, F_SERIAL_ZERO, c, FIELD_SERIAL_NUMBER,
		    c->serial);
	if (c->serial.len > limit_most(g->trouble.limits, LIMIT_SERIAL_OCTETS)) {
		f = find(&c->faults, F_SERIAL_TOO_LONG, c, FIELD_SERIAL_NUMBER,
		    c->serial);
		f->value[0] = value_number((int64_t)c->serial.len);
		f->value[1] = value_hex(c->serial);
	}
	return true;
}

/* A Name as a whole; how it is built inside does not stop the reading. */
static bool
name_read(struct reading *g, struct der_reader *tbs, const char *what,
    struct bytes *name)
{
	struct der_element e;

	g->what = what;
	if (!der_element(tbs, DER_SEQUENCE, &e))
		return false;
	*name = e.whole;
	return true;
}

static void
name_judge(struct reading *g, struct bytes name, enum field field)
{
	struct cert *c = g->cert;
	struct name_fault fault;
	struct finding *f;

	if (name_check(name, g->trouble.limits, &fault))
		return;
	if (fault.limit != LIMIT_COUNT) {
		limit_add(c, fault.limit, limit_most(g->trouble.limits, fault.limit),
		    field, fault.at);
		return;
	}
	f = find(&c->faults, F_NAME_MALFORMED, c, field,
	    fault_octet(c, fault.at));
	f->value[0] = value_number(fault.at - c->der.data);
	f->value[1] = value_word(fault.why);
	f->value[2] = value_word(g->what);
}

#define YEAR_2050 INT64_C(2524608000)

/* A time that is none leaves the certificate without a date, not unread. */
static bool
time_read(struct reading *g, struct der_reader *validity, enum field field,
    int64_t *seconds, struct der_element *e)
{
	struct cert *c = g->cert;
	struct finding *f;

	if (der_time(validity, seconds, e)) {
		if (e->tag == DER_GENERALIZED_TIME && *seconds < YEAR_2050)
			find(&c->faults, F_TIME_TYPE_WRONG_FOR_YEAR, c, field,
			    e->value)->value[0] = value_time(*seconds);
		return true;
	}
	if (g->trouble.fault != DER_TIME_INVALID)
		return false;
	f = find(&c->faults, F_TIME_FORMAT_INVALID, c, field,
	    fault_octet(c, g->trouble.at));
	f->value[0] = value_number(g->trouble.at - c->der.data);
	g->trouble.fault = DER_FINE;
	if (!der_any(validity, e))
		return false;
	f->value[1] = value_text(e->value);
	f->value[2] = value_word(e->tag == DER_UTC_TIME ? "YYMMDDHHMMSSZ" :
	    "YYYYMMDDHHMMSSZ");
	g->undated = true;
	return true;
}

/* Validity ::= SEQUENCE { notBefore Time, notAfter Time } */
static bool
validity_read(struct reading *g, struct der_reader *tbs)
{
	struct cert *c = g->cert;
	struct der_reader validity;
	struct der_element e;

	g->what = "the validity";
	if (!der_open(tbs, DER_SEQUENCE, &validity) ||
	    !time_read(g, &validity, FIELD_NOT_BEFORE, &c->not_before, &e))
		return false;
	c->not_before_at = e.value;
	c->not_before_tag = e.tag;
	if (!time_read(g, &validity, FIELD_NOT_AFTER, &c->not_after, &e))
		return false;
	c->not_after_at = e.value;
	c->not_after_tag = e.tag;
	return der_end(&validity);
}

static void
parameters_judge(struct cert *c)
{
	const struct algorithm *a = &c->spki.algorithm;
	struct finding *f;
	const char *due;

	if (spki_parameters_legal(&c->spki, &due))
		return;
	f = find(&c->faults, F_SPKI_PARAMETERS_INVALID, c,
	    FIELD_PUBLIC_KEY_ALGORITHM, a->whole);
	f->value[0] = value_oid(a->oid);
	f->value[1] = value_word(due);
	f->value[2] = a->parameters.len == 0 ? value_word("nothing") :
	    value_hex(a->parameters);
}

static bool
key_read(struct reading *g, struct der_reader *tbs)
{
	struct cert *c = g->cert;
	struct finding *f;
	const uint8_t *at;
	const char *why;

	g->what = "the public key";
	if (!spki_read(tbs, &c->spki))
		return false;
	/* Unused bits are told with the key, below. */
	if (c->spki.key.unused != 0)
		g->trouble.noted = DER_FINE;
	if (c->spki.kind == KEY_UNKNOWN)
		find(&c->faults, F_SPKI_ALGORITHM_UNKNOWN, c,
		    FIELD_PUBLIC_KEY_ALGORITHM, c->spki.algorithm.whole)->
		    value[0] = value_oid(c->spki.algorithm.oid);
	parameters_judge(c);
	if (!spki_decode(&c->spki, &at, &why)) {
		f = find(&c->faults, F_SPKI_MALFORMED, c, FIELD_PUBLIC_KEY,
		    fault_octet(c, at));
		f->value[0] = value_oid(c->spki.algorithm.oid);
		f->value[1] = value_word(why);
	}
	return true;
}

/* UniqueIdentifier ::= BIT STRING, under [1] or [2]. */
static bool
unique_id_read(struct reading *g, struct der_reader *tbs, unsigned number,
    enum field field, struct bytes *out)
{
	uint8_t tag = (uint8_t)DER_CONTEXT(number);
	struct cert *c = g->cert;
	struct bytes bits;

	g->what = "a unique identifier";
	if (!der_is(tbs, tag))
		return true;
	if (!der_take(tbs, tag, &bits))
		return false;
	if (bits.len == 0 || bits.data[0] > 7 ||
	    (bits.len == 1 && bits.data[0] != 0))
		return der_refuse(tbs, DER_BITS_INVALID,
		    bits.len == 0 ? bits.data - 1 : bits.data);
	*out = bits;
	if (c->version == 1)
		find(&c->faults, F_UNIQUE_ID_IN_V1, c, field, bits);
	return true;
}

/* TBSCertificate ::= SEQUENCE { ... } in RFC 5280 4.1 */
static bool
tbs_read(struct reading *g, struct der_reader *tbs)
{
	struct cert *c = g->cert;

	if (!version_read(g, tbs) || !serial_read(g, tbs))
		return false;
	g->what = "the signature algorithm inside";
	if (!algorithm_read(tbs, &c->inner_algorithm) ||
	    !name_read(g, tbs, "the issuer", &c->issuer))
		return false;
	name_judge(g, c->issuer, FIELD_ISSUER);
	if (!validity_read(g, tbs) ||
	    !name_read(g, tbs, "the subject", &c->subject))
		return false;
	if (!bytes_equal(c->subject, c->issuer))
		name_judge(g, c->subject, FIELD_SUBJECT);
	if (!key_read(g, tbs) ||
	    !unique_id_read(g, tbs, 1, FIELD_ISSUER_UNIQUE_ID,
	    &c->issuer_unique_id) ||
	    !unique_id_read(g, tbs, 2, FIELD_SUBJECT_UNIQUE_ID,
	    &c->subject_unique_id))
		return false;
	g->what = "the extensions";
	if (!extensions_read(c, tbs, &g->what))
		return false;
	g->what = "the part that is signed";
	return der_end(tbs);
}

/* signatureAlgorithm and signatureValue. Bits too many at the end of the
   signature are told by who verifies it. */
static bool
signature_read(struct reading *g, struct der_reader *cert)
{
	struct cert *c = g->cert;

	g->what = "the signature algorithm";
	if (!algorithm_read(cert, &c->outer_algorithm))
		return false;
	g->what = "the signature";
	if (!der_bits(cert, &c->signature))
		return false;
	g->trouble.noted = DER_FINE;
	g->what = "the certificate";
	return der_end(cert);
}

/* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature } */
static bool
certificate_read(struct reading *g, struct der_reader *input)
{
	struct cert *c = g->cert;
	struct der_reader cert, tbs;
	const uint8_t *start;
	bool good = true;

	g->what = "the certificate";
	if (!der_open(input, DER_SEQUENCE, &cert))
		return stop(g);
	start = cert.next;
	g->what = "the part that is signed";
	if (!der_open(&cert, DER_SEQUENCE, &tbs))
		return stop(g);
	c->tbs = (struct bytes){ start, (size_t)(cert.next - start) };
	if (!tbs_read(g, &tbs))
		good = stop(g);
	note_add(c, &g->trouble, g->what, NULL);
	if (!signature_read(g, &cert))
		good = stop(g);
	g->what = "the certificate";
	if (!der_end(input))
		stop(g);
	return good;
}

static bool
size_judge(struct cert *c, const struct limit_set *limits)
{
	size_t most = limit_most(limits, LIMIT_CERTIFICATE_OCTETS);

	if (c->der.len <= most)
		return true;
	limit_add(c, LIMIT_CERTIFICATE_OCTETS, most, FIELD_OCTETS,
	    c->der.data + most)->value[2] = value_number((int64_t)c->der.len);
	return false;
}

struct cert *
cert_read(struct arena *arena, struct bytes der, struct origin origin)
{
	struct limit_set limits;

	limit_set_start(&limits);
	return cert_read_within(arena, der, origin, &limits);
}

struct cert *
cert_read_within(struct arena *arena, struct bytes der, struct origin origin,
    const struct limit_set *limits)
{
	struct reading g = { .trouble = { .limits = limits }, .what = "" };
	struct der_reader input;
	struct cert *c;

	c = arena_alloc(arena, sizeof(*c));
	if (c == NULL)
		return NULL;
	findings_start(&c->faults, arena, NULL);
	c->der = der;
	c->origin = origin;
	g.cert = c;
	der_start(&input, der, &g.trouble);
	c->readable = size_judge(c, limits) && certificate_read(&g, &input) &&
	    !g.undated;
	return c->faults.failed ? NULL : c;
}

struct cert *
cert_unreadable(struct arena *arena, struct bytes text, struct origin origin,
    size_t bad, size_t line, const char *problem)
{
	struct cert *c = arena_alloc(arena, sizeof(*c));
	struct finding *f;

	if (c == NULL)
		return NULL;
	findings_start(&c->faults, arena, NULL);
	c->der = text;
	c->origin = origin;
	f = find(&c->faults, F_PEM_INVALID, c, FIELD_OCTETS, (struct bytes){
		text.data + (bad < text.len ? bad : text.len),
		bad < text.len ? 1 : 0 });
	f->value[0] = value_number((int64_t)line);
	f->value[1] = value_word(problem);
	return c->faults.failed ? NULL : c;
}

const struct extension *
cert_extension(const struct cert *c, enum oid id)
{
	size_t i;

	for (i = 0; i < c->extension_count; i++)
		if (c->extension[i].id == id)
			return &c->extension[i];
	return NULL;
}

bool
cert_self_issued(const struct cert *c)
{
	return name_equal(c->issuer, c->subject);
}

size_t
cert_offset(const struct cert *c, struct bytes at)
{
	if (at.data == NULL || !bytes_within(at, c->der))
		return 0;
	return (size_t)(at.data - c->der.data);
}

bool
cert_has_usage(const struct cert *c, enum key_usage_bit bit)
{
	return c->key_usage_ext != NULL &&
	    bit_is_set(&c->key_usage, (unsigned)bit);
}
