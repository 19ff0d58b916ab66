/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/arena.h"
#include "ca/encode.h"
#include "tests/differential/mutate.h"

#define COUNT(table) (unsigned)(sizeof(table) / sizeof((table)[0]))
#define DAY 86400

static uint64_t state;

void
chance_seed(uint64_t seed)
{
	state = seed;
}

/* splitmix64 */
unsigned
chance(unsigned bound)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) % bound);
}

static struct spec_extension *
extension_any(struct cert_spec *c)
{
	return c->extension_count == 0 ? NULL :
	    &c->extension[chance((unsigned)c->extension_count)];
}

static struct bytes
keep(struct cert_spec *c, struct buffer *b)
{
	struct bytes kept = spec_octets(c, b->data, b->len);

	c->failed |= b->failed;
	buffer_free(b);
	return kept;
}

/* ---- extensions as they are ------------------------------------------------- */

static void
extension_drop(struct scenario *s, struct cert_spec *c)
{
	struct spec_extension *e = extension_any(c);
	size_t i = e == NULL ? 0 : (size_t)(e - c->extension);

	(void)s;
	if (e == NULL)
		return;
	c->extension_count--;
	memmove(e, e + 1, (c->extension_count - i) * sizeof(*e));
}

static void
extension_repeat(struct scenario *s, struct cert_spec *c)
{
	struct spec_extension *e = extension_any(c);

	(void)s;
	if (e != NULL && c->extension_count < SPEC_EXTENSIONS)
		c->extension[c->extension_count++] = *e;
}

static void
extension_swap(struct scenario *s, struct cert_spec *c)
{
	struct spec_extension *a = extension_any(c), *b = extension_any(c), t;

	(void)s;
	if (a == NULL || b == NULL)
		return;
	t = *a;
	*a = *b;
	*b = t;
}

static void
extension_flip(struct scenario *s, struct cert_spec *c)
{
	struct spec_extension *e = extension_any(c);

	(void)s;
	if (e != NULL)
		e->critical = !e->critical;
}

/* An octet of a value changed, added or taken away. */
static void
extension_damage(struct scenario *s, struct cert_spec *c)
{
	struct spec_extension *e = extension_any(c);
	struct buffer b = BUFFER_EMPTY;
	const uint8_t octet = (uint8_t)chance(256);

	(void)s;
	if (e == NULL || e->value.len == 0)
		return;
	buffer_add(&b, e->value);
	if (b.failed)
		return;
	switch (chance(3)) {
	case 0:
		b.data[chance((unsigned)b.len)] ^= (uint8_t)(1u << chance(8));
		break;
	case 1:
		buffer_add(&b, (struct bytes){ &octet, 1 });
		break;
	default:
		buffer_cut(&b, b.len - 1);
		break;
	}
	e->value = keep(c, &b);
}

static void
extension_unknown(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	spec_extension_dotted(c, chance(2) == 0 ? "1.3.6.1.4.1.99999.1" :
	    "2.5.29.99", chance(2) == 0, SPEC_OCTETS(c, 0x05, 0x00));
}

static void
extensions_none(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	c->no_extensions = true;
}

/* ---- extensions with other values ------------------------------------------- */

static void
constraints_change(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	spec_basic_constraints(c, chance(4) != 0, chance(3) != 0,
	    (int)chance(4) - 1);
}

static void
usage_change(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	spec_key_usage(c, chance(4) != 0, chance(3) == 0 ? chance(512) :
	    SPEC_KU(chance(9)) | SPEC_KU(chance(9)));
}

static void
purposes_change(struct scenario *s, struct cert_spec *c)
{
	static const enum oid purposes[] = { OID_KP_SERVER_AUTH,
		OID_KP_CLIENT_AUTH, OID_KP_EMAIL_PROTECTION,
		OID_KP_CODE_SIGNING, OID_KP_OCSP_SIGNING, OID_KP_ANY };
	enum oid some[3];
	/* "Any" last: RFC 5280 lets everyone judge it as he likes. */
	unsigned n = chance(4), all = COUNT(purposes), i;

	if (c != s->leaf)
		all--;
	for (i = 0; i < n; i++)
		some[i] = purposes[chance(all)];
	spec_ext_key_usage(c, chance(4) == 0, some, n);
}

static void
names_change(struct scenario *s, struct cert_spec *c)
{
	static const char *const names[] = { "www.demo.test", "WWW.Demo.TEST",
		"*.demo.test", "*.test", "www.*.test", "w*.demo.test",
		"www.demo.test.", "demo.test", "", ".demo.test",
		"other.test", "www.demo.test\n", "www demo.test", "*",
		"www..demo.test", "192.0.2.1", "xn--a.test",
		"a_b.demo.test", "-www.demo.test", "*.*.test" };
	static const enum general_name_kind kinds[] = { GN_DNS, GN_DNS, GN_DNS,
		GN_DNS, GN_EMAIL, GN_URI, GN_IP };
	struct spec_name some[4];
	unsigned n = chance(4), i;

	(void)s;
	for (i = 0; i < n; i++) {
		some[i].kind = kinds[chance(COUNT(kinds))];
		some[i].value = bytes_of(names[chance(COUNT(names))]);
		if (some[i].kind == GN_IP && chance(2) == 0)
			some[i].value = SPEC_OCTETS(c, 192, 0, 2, 1);
		if (chance(3) == 0)
			some[i] = (struct spec_name){ GN_DNS,
				bytes_of("www.demo.test") };
	}
	spec_subject_alt_name(c, chance(4) == 0, some, n);
}

static void
key_id_change(struct scenario *s, struct cert_spec *c)
{
	static const enum oid ids[] = { OID_CE_SUBJECT_KEY_ID,
		OID_CE_AUTHORITY_KEY_ID };
	enum oid id = ids[chance(2)];

	(void)s;
	spec_extension(c, id, chance(4) == 0, id == OID_CE_SUBJECT_KEY_ID ?
	    SPEC_OCTETS(c, 0x04, 0x02, 0x12, 0x34) :
	    SPEC_OCTETS(c, 0x30, 0x04, 0x80, 0x02, 0x12, 0x34));
}

/* ---- the other fields ---------------------------------------------------------- */

static void
dates_change(struct scenario *s, struct cert_spec *c)
{
	static const int64_t steps[] = { -3650, -400, -90, -1, 0, 1, 90, 400,
		3650, 36500 };
	int64_t *when = chance(2) == 0 ? &c->not_before : &c->not_after;

	*when = s->now + steps[chance(COUNT(steps))] * DAY +
	    (int64_t)chance(3) - 1;
}

/* The wrong type for the year, or a form that DER does not have. */
static void
date_form_change(struct scenario *s, struct cert_spec *c)
{
	static const char *const forms[] = { "20261231235959Z", "261231235959Z",
		"2612312359Z", "20261231235959.5Z", "261231235959+0100",
		"20261231235960Z", "20261331235959Z", "491231235959Z",
		"20490101000000Z", "99991231235959Z", "20261231235959" };
	const char *form = forms[chance(COUNT(forms))];
	struct buffer b = BUFFER_EMPTY;

	(void)s;
	encode_element(&b, strlen(form) > 13 && form[0] == '2' &&
	    form[1] == '0' ? DER_GENERALIZED_TIME : DER_UTC_TIME,
	    bytes_of(form));
	c->not_after_der = keep(c, &b);
}

static void
subject_change(struct scenario *s, struct cert_spec *c)
{
	static const char *const names[] = { "Demo Issuing CA",
		"demo issuing ca", "Demo  Issuing CA", "Demo Root CA",
		"www.demo.test", "Other", "", "D\xc3\xa9mo" };

	(void)s;
	spec_subject(c, names[chance(COUNT(names))],
	    chance(3) == 0 ? "Demo" : NULL);
	if (chance(6) == 0)
		c->subject = SPEC_OCTETS(c, 0x30, 0x00);
}

static void
issuer_change(struct scenario *s, struct cert_spec *c)
{
	struct bytes keep_subject = c->subject;

	subject_change(s, c);
	c->issuer_name = c->subject;
	c->subject = keep_subject;
}

static void
serial_change(struct scenario *s, struct cert_spec *c)
{
	static const uint8_t octets[24] = { 0x00, 0x80, 1, 2, 3 };
	static const struct bytes serials[] = { { octets, 1 },
		{ octets + 1, 1 }, { octets + 2, 1 }, { octets, 2 },
		{ octets, 3 }, { octets + 2, 20 }, { octets + 2, 21 },
		{ octets, 21 }, { octets + 1, 20 }, { octets, 0 } };
	unsigned i = chance(COUNT(serials));

	(void)s;
	c->serial = spec_octets(c, serials[i].data, serials[i].len);
}

static void
version_change(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	c->version = 1 + chance(4);
}

static void
algorithm_change(struct scenario *s, struct cert_spec *c)
{
	static const enum oid ids[] = { OID_ECDSA_SHA384, OID_ECDSA_SHA512,
		OID_ECDSA_SHA1, OID_ECDSA_SHA256, OID_ECDSA_SHA224 };

	(void)s;
	c->algorithm = ids[chance(COUNT(ids))];
}

static void
algorithm_field_change(struct scenario *s, struct cert_spec *c)
{
	static const enum oid ids[] = { OID_ECDSA_SHA256, OID_ECDSA_SHA384,
		OID_RSA_SHA256 };
	struct buffer b = BUFFER_EMPTY;

	(void)s;
	encode_algorithm(&b, ids[chance(COUNT(ids))], chance(2) == 0);
	if (chance(2) == 0)
		c->inner_algorithm = keep(c, &b);
	else
		c->outer_algorithm = keep(c, &b);
}

static void
unique_id_add(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	if (chance(2) == 0)
		c->issuer_unique_id = SPEC_OCTETS(c, 0x12, 0x34);
	else
		c->subject_unique_id = SPEC_OCTETS(c, 0x12, 0x34);
}

/* ---- octets ------------------------------------------------------------------------ */

static void
octet_change(struct buffer *b)
{
	if (b->len > 0)
		b->data[chance((unsigned)b->len)] ^= (uint8_t)(1u << chance(8));
}

static void
tbs_change(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	c->patch_tbs = octet_change;
}

static void
signature_change(struct scenario *s, struct cert_spec *c)
{
	(void)s;
	c->patch_signature = octet_change;
}

static void
signer_change(struct scenario *s, struct cert_spec *c)
{
	(void)c;
	s->cert[chance(2) + 1].sign_with = (int)chance(3);
}

/* ---- the chain ----------------------------------------------------------------------- */

/* Another intermediate between the issuing CA and what it issued. */
static void
chain_lengthen(struct scenario *s, struct cert_spec *c)
{
	static const char *const names[] = { "Demo Sub CA", "Demo Issuing CA" };
	int below = scenario_add(s, "sub", SPEC_CA_ISSUING, names[chance(2)],
	    SCENARIO_ISSUING);

	(void)c;
	s->leaf->issuer = below;
	s->sent[s->sent_count++] = below;
	if (chance(3) != 0)
		spec_basic_constraints(s->issuing, true, true,
		    (int)chance(3) - 1);
}

static void
chain_disorder(struct scenario *s, struct cert_spec *c)
{
	size_t a = 1 + chance((unsigned)s->sent_count);
	int t;

	(void)c;
	if (a >= s->sent_count) {
		s->sent[s->sent_count++] = SCENARIO_ROOT;
		return;
	}
	t = s->sent[a];
	s->sent[a] = s->sent[s->sent_count - 1];
	s->sent[s->sent_count - 1] = t;
}

static void
chain_shorten(struct scenario *s, struct cert_spec *c)
{
	(void)c;
	if (s->sent_count > 1)
		s->sent_count--;
}

/* A twin of the issuing CA: renewed, re-keyed or restricted. */
static void
chain_twin(struct scenario *s, struct cert_spec *c)
{
	int twin = scenario_add(s, "twin", SPEC_CA_ISSUING, "Demo Issuing CA",
	    SCENARIO_ROOT);

	(void)c;
	if (chance(2) == 0)
		s->cert[twin].key = SCENARIO_ISSUING;
	if (chance(2) == 0)
		s->cert[twin].not_after = s->now - DAY;
	s->sent[s->sent_count++] = twin;
	if (chance(2) == 0)
		chain_disorder(s, c);
}

static void
trust_change(struct scenario *s, struct cert_spec *c)
{
	(void)c;
	s->trusted[0] = (int)chance(3);
}

/* ---- which ------------------------------------------------------------------------------ */

static const struct {
	const char *words;
	void (*edit)(struct scenario *s, struct cert_spec *c);
	unsigned weight;
} edits[] = {
	{ "drop an extension", extension_drop, 4 },
	{ "repeat an extension", extension_repeat, 3 },
	{ "swap extensions", extension_swap, 3 },
	{ "flip critical", extension_flip, 6 },
	{ "damage an extension", extension_damage, 6 },
	{ "unknown extension", extension_unknown, 4 },
	{ "no extensions", extensions_none, 1 },
	{ "basicConstraints", constraints_change, 6 },
	{ "keyUsage", usage_change, 5 },
	{ "extKeyUsage", purposes_change, 5 },
	{ "subjectAltName", names_change, 6 },
	{ "key identifier", key_id_change, 5 },
	{ "dates", dates_change, 8 },
	{ "form of a date", date_form_change, 4 },
	{ "subject", subject_change, 4 },
	{ "issuer", issuer_change, 4 },
	{ "serial number", serial_change, 5 },
	{ "version", version_change, 3 },
	{ "algorithm", algorithm_change, 5 },
	{ "algorithm field", algorithm_field_change, 2 },
	{ "unique identifier", unique_id_add, 3 },
	{ "an octet of what is signed", tbs_change, 5 },
	{ "an octet of the signature", signature_change, 2 },
	{ "another signer", signer_change, 2 },
	{ "another intermediate", chain_lengthen, 5 },
	{ "disorder", chain_disorder, 6 },
	{ "a certificate less", chain_shorten, 2 },
	{ "a twin", chain_twin, 6 },
	{ "another anchor", trust_change, 2 },
};

static unsigned
edit_draw(void)
{
	unsigned all = 0, i, at;

	for (i = 0; i < COUNT(edits); i++)
		all += edits[i].weight;
	at = chance(all);
	for (i = 0; at >= edits[i].weight; i++)
		at -= edits[i].weight;
	return i;
}

const char *
mutate(struct scenario *s)
{
	static const int who[] = { SCENARIO_LEAF, SCENARIO_LEAF,
		SCENARIO_LEAF, SCENARIO_ISSUING, SCENARIO_ISSUING,
		SCENARIO_ISSUING, SCENARIO_ROOT };
	unsigned n = 1 + chance(3), i, which;
	struct buffer words = BUFFER_EMPTY;
	const char *kept;
	int certificate;

	for (i = 0; i < n; i++) {
		which = edit_draw();
		certificate = who[chance(COUNT(who))];
		/* The anchor is changed alone. */
		if (certificate == SCENARIO_ROOT && i > 0)
			break;
		if (certificate == SCENARIO_ROOT)
			n = 1;
		edits[which].edit(s, &s->cert[certificate]);
		buffer_format(&words, "%s%s (%s)", i > 0 ? ", " : "",
		    edits[which].words, s->cert[certificate].label);
	}
	kept = arena_string(s->arena, words.data == NULL ? "" :
	    (const char *)words.data);
	buffer_free(&words);
	return kept;
}
