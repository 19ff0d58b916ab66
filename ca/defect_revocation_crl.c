/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRLs that say that something is revoked, or do not count. */
#include "config.h"

#include "ca/defect.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

/* The CRL that the leaf needs. */
static struct crl_spec *
crl_of_leaf(struct scenario *s)
{
	scenario_crls(s);
	return &s->crl[SCENARIO_ISSUING_CRL];
}

/* IssuingDistributionPoint with these contents. */
static void
scope_set(struct scenario *s, struct crl_spec *crl, struct bytes contents)
{
	crl_spec_extension(crl, OID_CE_ISSUING_DISTRIBUTION_POINT, true,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, contents));
}

/* DistributionPointName with one URI. */
static struct bytes
point_name(struct scenario *s, const char *uri)
{
	return DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT(GN_URI), bytes_of(uri))));
}

/* The leaf has one distribution point. */
static void
point_set(struct scenario *s, struct bytes contents)
{
	spec_extension(s->leaf, OID_CE_CRL_DISTRIBUTION_POINTS, false,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE, contents)));
}

void
defect_CERTIFICATE_REVOKED_CRL(struct scenario *s)
{
	crl_spec_revoke(crl_of_leaf(s), SCENARIO_LEAF, s->now - 2 * DAY,
	    REASON_KEY_COMPROMISE);
}

void
defect_CERTIFICATE_ON_HOLD(struct scenario *s)
{
	crl_spec_revoke(crl_of_leaf(s), SCENARIO_LEAF, s->now - 2 * DAY,
	    REASON_CERTIFICATE_HOLD);
}

/* That of the root alone. */
void
defect_CRL_NOT_AVAILABLE(struct scenario *s)
{
	scenario_crls(s);
	s->crl_count = SCENARIO_ISSUING_CRL;
}

void
defect_REVOCATION_MECHANISM_MISSING(struct scenario *s)
{
	scenario_crls(s);
	s->crl_count = SCENARIO_ISSUING_CRL;
}

static void
crl_truncate(struct buffer *crl)
{
	buffer_cut(crl, crl->len > 10 ? crl->len - 10 : 0);
}

void
defect_CRL_MALFORMED(struct scenario *s)
{
	crl_of_leaf(s)->patch_crl = crl_truncate;
}

void
defect_CRL_VERSION_UNSUPPORTED(struct scenario *s)
{
	crl_of_leaf(s)->version = 1;
}

void
defect_CRL_EXPIRED(struct scenario *s)
{
	crl_of_leaf(s)->next_update = s->now - HOUR;
}

void
defect_CRL_NOT_YET_VALID(struct scenario *s)
{
	crl_of_leaf(s)->this_update = s->now + HOUR;
}

void
defect_CRL_NEXT_UPDATE_MISSING(struct scenario *s)
{
	crl_of_leaf(s)->no_next_update = true;
}

/* One bit of the last number in it. */
static void
value_flip(struct buffer *value)
{
	if (value->len > 0)
		value->data[value->len - 1] ^= 0x01;
	else
		value->failed = true;
}

void
defect_CRL_SIGNATURE_INVALID(struct scenario *s)
{
	crl_of_leaf(s)->patch_signature = value_flip;
}

/* ecdsa-with-SHA384 outside, where nobody signed it. */
void
defect_CRL_SIGNATURE_ALGORITHM_UNACCEPTABLE(struct scenario *s)
{
	crl_of_leaf(s)->outer_algorithm = defect_algorithm(s->leaf,
	    OID_ECDSA_SHA384, DEFECT_NOTHING);
}

/* The leaf leaves its CRL to an authority whose certificate nobody gives. */
void
defect_CRL_ISSUER_NOT_FOUND(struct scenario *s)
{
	struct crl_spec *crl = crl_of_leaf(s);
	int index = scenario_add(s, "crl", SPEC_CA_ISSUING, "Demo CRL Issuer",
	    SCENARIO_ROOT);

	crl->issuer = index;
	scope_set(s, crl, SPEC_OCTETS(s->leaf, DER_CONTEXT(4), 1, 0xff));
	point_set(s, DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(2),
	    DEFECT_ELEMENT(s->leaf, DER_CONTEXT_CONSTRUCTED(GN_DIRECTORY),
	    s->cert[index].subject)));
}

void
defect_CRL_ISSUER_NO_CRL_SIGN(struct scenario *s)
{
	scenario_crls(s);
	spec_key_usage(s->issuing, true, SPEC_KU(KU_KEY_CERT_SIGN));
}

/* Another root of the same name is trusted too, and it issued the CRL. */
void
defect_CRL_ISSUER_PATH_INVALID(struct scenario *s)
{
	struct crl_spec *crl = crl_of_leaf(s);
	int index = scenario_add(s, "namesake", SPEC_CA_ROOT,
	    "Demo Issuing CA", (int)s->cert_count);

	crl->issuer = index;
	s->trusted[s->trusted_count++] = index;
}

void
defect_CRL_SCOPE_CERTIFICATE_TYPE(struct scenario *s)
{
	scope_set(s, crl_of_leaf(s),
	    SPEC_OCTETS(s->leaf, DER_CONTEXT(2), 1, 0xff));
}

void
defect_CRL_SCOPE_DISTRIBUTION_POINT(struct scenario *s)
{
	scope_set(s, crl_of_leaf(s),
	    point_name(s, "http://crl.demo.test/2.crl"));
	point_set(s, point_name(s, "http://crl.demo.test/1.crl"));
}

/* keyCompromise alone. */
void
defect_CRL_SCOPE_REASONS_INCOMPLETE(struct scenario *s)
{
	scope_set(s, crl_of_leaf(s),
	    SPEC_OCTETS(s->leaf, DER_CONTEXT(3), 2, 6, 0x40));
}

void
defect_CRL_IDP_INCONSISTENT(struct scenario *s)
{
	scope_set(s, crl_of_leaf(s), SPEC_OCTETS(s->leaf, DER_CONTEXT(1), 1,
	    0xff, DER_CONTEXT(2), 1, 0xff));
}

/* The root's CRL is about other CAs' certificates too, for who asked for it. */
void
defect_CRL_INDIRECT_NOT_AUTHORISED(struct scenario *s)
{
	struct crl_spec *crl = crl_of_leaf(s);

	crl->issuer = SCENARIO_ROOT;
	scope_set(s, crl, SPEC_OCTETS(s->leaf, DER_CONTEXT(4), 1, 0xff));
}

void
defect_CRL_DELTA_WITHOUT_BASE(struct scenario *s)
{
	struct crl_spec *crl = crl_of_leaf(s);

	crl_spec_number(crl, OID_CE_CRL_NUMBER, 2);
	crl_spec_number(crl, OID_CE_DELTA_CRL_INDICATOR, 1);
}

/* The complete CRL is out of date, and the changes do not bring it up. */
void
defect_CRL_DELTA_BASE_MISMATCH(struct scenario *s)
{
	struct crl_spec *base = crl_of_leaf(s);
	struct crl_spec *delta = scenario_crl(s, SCENARIO_ISSUING);

	base->next_update = s->now - HOUR;
	crl_spec_number(base, OID_CE_CRL_NUMBER, 4);
	crl_spec_number(delta, OID_CE_CRL_NUMBER, 6);
	crl_spec_number(delta, OID_CE_DELTA_CRL_INDICATOR, 5);
}

void
defect_CRL_NUMBER_MISSING(struct scenario *s)
{
	crl_spec_remove(crl_of_leaf(s), OID_CE_CRL_NUMBER);
}

void
defect_CRL_NUMBER_CRITICAL(struct scenario *s)
{
	struct spec_extension *e = crl_spec_find(crl_of_leaf(s),
	    OID_CE_CRL_NUMBER);

	if (e != NULL)
		e->critical = true;
	else
		s->failed = true;
}

/* 21 octets. */
void
defect_CRL_NUMBER_INVALID(struct scenario *s)
{
	uint8_t number[23] = { DER_INTEGER, 21, 1 };
	struct crl_spec *crl = crl_of_leaf(s);

	crl_spec_extension(crl, OID_CE_CRL_NUMBER, false,
	    crl_spec_octets(crl, number, sizeof(number)));
}

void
defect_CRL_CRITICAL_EXTENSION_UNKNOWN(struct scenario *s)
{
	struct crl_spec *crl = crl_of_leaf(s);
	struct bytes oid = defect_oid(s->leaf, OID_UNKNOWN);

	crl_spec_extension(crl, OID_UNKNOWN, true,
	    CRL_SPEC_OCTETS(crl, DER_NULL, 0));
	crl_spec_find(crl, OID_UNKNOWN)->oid = bytes_skip(oid, 2);
}

/* What belongs into a delta CRL stands in a complete one. */
void
defect_CRL_ENTRY_REASON_INVALID(struct scenario *s)
{
	crl_spec_revoke(crl_of_leaf(s), SCENARIO_LEAF, s->now - 2 * DAY,
	    REASON_REMOVE_FROM_CRL);
}

void
defect_CRL_OLDER_THAN_KNOWN(struct scenario *s)
{
	struct crl_spec *newer = crl_of_leaf(s);
	struct crl_spec *older = scenario_crl(s, SCENARIO_ISSUING);

	crl_spec_number(newer, OID_CE_CRL_NUMBER, 5);
	crl_spec_number(older, OID_CE_CRL_NUMBER, 4);
}

/* Two CRLs, each wrong in its own way. */
void
defect_REVOCATION_STATUS_UNDETERMINED(struct scenario *s)
{
	struct crl_spec *first = crl_of_leaf(s);
	struct crl_spec *second = scenario_crl(s, SCENARIO_ISSUING);

	first->next_update = s->now - HOUR;
	second->patch_signature = value_flip;
}
