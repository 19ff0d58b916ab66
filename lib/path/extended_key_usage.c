/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 5280 4.2.1.12: what a certificate may be used for, and, as clients have
 * agreed without an RFC, what the CAs above it may let it be used for.
 */
#include "config.h"

#include "base/mark.h"
#include "der/oid.h"
#include "path/walk.h"

/* What the list of purposes says about those that would do. */
struct purposes {
	size_t count;
	unsigned allowed;               /* by name: 1u << enum cw_purpose */
	bool any;
	struct bytes first;             /* contents of its OID */
	struct bytes any_at;
	struct bytes prohibited;        /* the first that no server may have */
};

static const enum oid purpose_oids[CW_PURPOSE_COUNT] = {
	[CW_SERVER] = OID_KP_SERVER_AUTH,
	[CW_CLIENT] = OID_KP_CLIENT_AUTH,
	[CW_EMAIL] = OID_KP_EMAIL_PROTECTION,
	[CW_ANY_PURPOSE] = OID_UNKNOWN,
	[CW_CODE_SIGNING] = OID_KP_CODE_SIGNING,
	[CW_TIME_STAMPING] = OID_KP_TIME_STAMPING,
	[CW_OCSP_SIGNING] = OID_KP_OCSP_SIGNING
};

static unsigned
purpose_bit(enum oid id)
{
	unsigned i;

	for (i = 0; id != OID_UNKNOWN && i < CW_PURPOSE_COUNT; i++)
		if (purpose_oids[i] == id)
			return 1u << i;
	return 0;
}

/* Those that no CA has ruled out so far. */
static unsigned
purposes_left(const struct walk *w)
{
	return walk_purposes(w) & ~w->purposes_out;
}

/* Nobody asks what it is for. */
static bool
any_will_do(const struct walk *w)
{
	return (walk_purposes(w) >> CW_ANY_PURPOSE & 1) != 0;
}

/* BR 7.1.2.7.10: purposes that must not stand beside serverAuth. */
static bool
is_prohibited(enum oid purpose)
{
	switch (purpose) {
	case OID_KP_ANY:
	case OID_KP_CODE_SIGNING:
	case OID_KP_EMAIL_PROTECTION:
	case OID_KP_TIME_STAMPING:
	case OID_KP_OCSP_SIGNING:
	case OID_KP_CT_PRECERTIFICATE_SIGNING:
		return true;
	default:
		return false;
	}
}

/* ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId */
static struct purposes
purposes_read(const struct cert *c)
{
	struct der_trouble trouble = { 0 };
	struct purposes p = { 0 };
	struct der_reader r;
	struct bytes oid;
	enum oid id;

	der_start(&r, c->ext_key_usage, &trouble);
	while (der_more(&r) && der_oid(&r, &oid)) {
		id = oid_find(oid);
		if (p.count++ == 0)
			p.first = oid;
		p.allowed |= purpose_bit(id);
		if (id == OID_KP_ANY) {
			p.any = true;
			p.any_at = oid;
		}
		if (is_prohibited(id) && p.prohibited.len == 0)
			p.prohibited = oid;
	}
	return p;
}

static struct finding *
find_usage(struct walk *w, enum failure_id id, struct bytes at)
{
	return find(w->found, id, w->cert, FIELD_EXT_KEY_USAGE, at);
}

/* The first purpose that would still do. */
static enum oid
purpose_needed(const struct walk *w)
{
	unsigned left = purposes_left(w), i = 0;

	while ((left >> i & 1) == 0)
		i++;
	return purpose_oids[i];
}

/* {1} the purpose needed, {2} the first there is, {3} how many there are */
static void
find_purpose(struct walk *w, enum failure_id id, struct bytes at,
    const struct purposes *p)
{
	struct finding *f = find_usage(w, id, at);

	f->value[0] = value_word(oid_name(purpose_needed(w)));
	f->value[1] = value_oid(p->first);
	f->value[2] = value_number((int64_t)p->count);
}

/* BR 7.1.2.7.6, 7.1.2.7.10: how a server certificate says its purposes. */
static void
check_server_usage(struct walk *w, const struct extension *ext,
    const struct purposes *p)
{
	if (ext->critical)
		find_usage(w, F_EKU_CRITICAL, ext->critical_at);
	if ((p->allowed >> CW_SERVER & 1) != 0 && p->prohibited.len > 0)
		find_usage(w, F_EKU_PROHIBITED_COMBINATION,
		    p->prohibited)->value[0] = value_oid(p->prohibited);
}

/* Of several purposes one that all CAs allow has to be left, where CAs count. */
static void
check_target_usage(struct walk *w, const struct extension *ext,
    const struct purposes *p)
{
	if (w->question->purpose == CW_SERVER)
		check_server_usage(w, ext, p);
	if (any_will_do(w) || (p->allowed & purposes_left(w)) != 0)
		return;
	if (p->any)
		find_purpose(w, F_EKU_ONLY_ANY, p->any_at, p);
	else
		find_purpose(w, F_EKU_PURPOSE_NOT_ALLOWED,
		    w->cert->ext_key_usage, p);
}

/* BR 7.1.2.10.6: a CA for servers says so; elsewhere "any" will do. */
static void
check_issuer_usage(struct walk *w, const struct purposes *p)
{
	bool lacks = !any_will_do(w) && (p->allowed & purposes_left(w)) == 0;

	if (lacks && !p->any)
		find_purpose(w, F_EKU_ISSUER_PURPOSE_NOT_ALLOWED,
		    w->cert->ext_key_usage, p);
	else if (lacks && w->question->profile == CW_WEBPKI && !w->is_anchor)
		find_purpose(w, F_EKU_ONLY_ANY, p->any_at, p);
	else if (w->is_anchor && cert_self_issued(w->cert) &&
	    walk_binds_issuer(w))
		find_usage(w, F_EKU_ON_ROOT, w->cert->ext_key_usage)->value[0] =
		    value_oid(p->first);
	if (!lacks && !p->any)
		w->purposes_out |= ~p->allowed;
}

/*
 * NetscapeCertType ::= BIT STRING { sslClient(0), sslServer(1), smime(2),
 *     objsign(3), sslCA(5), smimeCA(6), objsignCA(7) }
 */
static const struct {
	enum cw_purpose purpose;
	unsigned leaf, ca;
	const char *leaf_name, *ca_name;
} netscape_types[] = {
	{ CW_SERVER, 1, 5, "sslServer", "sslCA" },
	{ CW_CLIENT, 0, 5, "sslClient", "sslCA" },
	{ CW_EMAIL, 2, 6, "smime", "smimeCA" },
	{ CW_CODE_SIGNING, 3, 7, "objsign", "objsignCA" }
};
#define NETSCAPE_TYPES (sizeof(netscape_types) / sizeof(netscape_types[0]))

/* One of several purposes is enough; some have no bit. */
static void
check_netscape_type(struct walk *w)
{
	unsigned purposes = walk_purposes(w);
	const struct extension *e;
	struct der_trouble trouble = { 0 };
	struct bit_string bits;
	struct der_reader r;
	const char *needed = NULL;

	e = cert_extension(w->cert, OID_NETSCAPE_CERT_TYPE);
	if (e == NULL || !e->readable || any_will_do(w))
		return;
	der_start(&r, e->value, &trouble);
	if (!der_named_bits(&r, &bits))
		return;
	for (size_t i = 0; i < NETSCAPE_TYPES; i++) {
		if ((purposes >> netscape_types[i].purpose & 1) == 0)
			continue;
		if (bit_is_set(&bits, w->is_target ? netscape_types[i].leaf :
		    netscape_types[i].ca))
			return;
		purposes &= ~(1u << netscape_types[i].purpose);
		if (needed == NULL)
			needed = w->is_target ? netscape_types[i].leaf_name :
			    netscape_types[i].ca_name;
	}
	if (purposes == 0)
		find(w->found, F_NETSCAPE_CERT_TYPE_MISMATCH, w->cert,
		    FIELD_NETSCAPE_CERT_TYPE, e->value)->value[0] =
		    value_word(needed);
}

void
check_extended_key_usage(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct extension *ext;
	struct purposes p;

	if (!walk_binds_fields(w))
		return;
	check_netscape_type(w);
	ext = cert_extension(c, OID_CE_EXT_KEY_USAGE);
	if (ext == NULL) {
		if (w->is_target && c->version >= 3 &&
		    w->question->purpose == CW_SERVER)
			find_usage(w, F_EKU_MISSING,
			    (struct bytes){ NULL, 0 });
		return;
	}
	if (!ext->readable)
		return;         /* that fault was found already */
	if (c->ext_key_usage.len == 0) {
		find_usage(w, F_EKU_EMPTY, ext->value);
		return;
	}
	p = purposes_read(c);
	if (w->is_target)
		check_target_usage(w, ext, &p);
	else
		check_issuer_usage(w, &p);
}
