/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which extensions a certificate has, lacks, and marks as critical. */
#include "config.h"

#include "base/mark.h"
#include "path/walk.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* RFC 5280 4.2, 6.1.4 (o), 6.1.5 (f). */
static void
check_critical(struct walk *w)
{
	const struct cert *c = w->cert;

	for (size_t i = 0; i < c->extension_count; i++) {
		const struct extension *e = &c->extension[i];

		if (e->critical && e->id == OID_PE_PROXY_CERT_INFO)
			find(w->found, F_PROXY_CERTIFICATE_VIOLATION, c,
			    FIELD_PROXY_CERT_INFO, e->value);
		else if (e->critical && !extension_processed(e->id))
			find(w->found, F_CRITICAL_EXTENSION_UNKNOWN, c,
			    FIELD_EXTENSION, e->oid)->value[0] =
			    value_oid(e->oid);
	}
}

static void
check_not_critical(struct walk *w, enum oid id, enum failure_id failure,
    enum field field)
{
	const struct extension *e = cert_extension(w->cert, id);

	if (e != NULL && e->critical)
		find(w->found, failure, w->cert, field, e->critical_at);
}

static bool
is_ca(const struct walk *w)
{
	return !w->is_target || w->cert->basic_constraints.ca;
}

/* RFC 5280 4.1.2.4, 4.1.2.6, 4.2.1.6: somebody is named. */
static void
check_subject(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct extension *san;
	bool empty = name_is_empty(c->subject);

	san = cert_extension(c, OID_CE_SUBJECT_ALT_NAME);
	if (empty && is_ca(w))
		find(w->found, F_CA_SUBJECT_EMPTY, c, FIELD_SUBJECT,
		    c->subject);
	else if (empty && san == NULL)
		find(w->found, F_SUBJECT_EMPTY_WITHOUT_SAN, c, FIELD_SUBJECT,
		    c->subject);
	if (san == NULL || !san->readable)
		return;
	if (empty && !san->critical && !is_ca(w))
		find(w->found, F_SAN_NOT_CRITICAL_WITH_EMPTY_SUBJECT, c,
		    FIELD_SUBJECT_ALT_NAME, san->oid);
	else if (!empty && san->critical)
		find(w->found, F_SAN_CRITICAL_WITH_SUBJECT, c,
		    FIELD_SUBJECT_ALT_NAME, san->critical_at);
}

/* That a CA has no name was found on the CA, if that rule counts there. */
static bool
issuer_was_named(const struct walk *w)
{
	const struct cw_question *q = w->question;

	return w->issuer != NULL && name_is_empty(w->issuer->subject) &&
	    (w->index + 1 < w->path->count - 1 || !w->path->anchored ||
	    (q->anchor_mode == CW_ANCHOR_CERTIFICATE &&
	    (q->strict || q->profile == CW_WEBPKI)));
}

static void
check_issuer(struct walk *w)
{
	const struct cert *c = w->cert;

	if (name_is_empty(c->issuer) && !issuer_was_named(w) &&
	    !(cert_self_issued(c) && is_ca(w)))
		find(w->found, F_ISSUER_NAME_EMPTY, c, FIELD_ISSUER, c->issuer);
}

/* RFC 5280 4.2.1.1, A.2; BR 7.1.2.11.1: how the issuer's key is named. */
static void
check_authority_key_id(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct authority_key_id *aki = &c->authority_key_id;
	const struct extension *e = cert_extension(c, OID_CE_AUTHORITY_KEY_ID);

	if (e == NULL) {
		if (!cert_self_issued(c))
			find(w->found, F_AKI_MISSING, c,
			    FIELD_AUTHORITY_KEY_ID,
			    (struct bytes){ NULL, 0 });
		return;
	}
	if (!e->readable)
		return;         /* that fault was found already */
	if (aki->has_issuer != aki->has_serial)
		find(w->found, F_AKI_ISSUER_SERIAL_UNPAIRED, c,
		    FIELD_AUTHORITY_KEY_ID, e->value)->value[0] =
		    value_word(aki->has_serial ?
		    N_("authorityCertSerialNumber") :
		    N_("authorityCertIssuer"));
	else if (aki->has_issuer &&
	    !findings_have(w->found, F_AKI_ISSUER_SERIAL_MISMATCH, c))
		find(w->found, F_AKI_ISSUER_SERIAL_PRESENT, c,
		    FIELD_AUTHORITY_KEY_ID, aki->serial);
	if (aki->key_id.len == 0)
		find(w->found, F_AKI_KEYID_MISSING, c, FIELD_AUTHORITY_KEY_ID,
		    e->value);
}

/* RFC 5280 4.2.1.2: how the own key is named. */
static void
check_subject_key_id(struct walk *w)
{
	const struct cert *c = w->cert;
	struct bytes id = c->authority_key_id.key_id;
	struct finding *f;

	if (is_ca(w) && cert_extension(c, OID_CE_SUBJECT_KEY_ID) == NULL)
		find(w->found, F_SKI_MISSING_IN_CA, c, FIELD_SUBJECT_KEY_ID,
		    (struct bytes){ NULL, 0 });
	if (w->is_anchor && cert_self_issued(c) && id.len > 0 &&
	    c->subject_key_id.len > 0 && !bytes_equal(id, c->subject_key_id)) {
		f = find(w->found, F_ROOT_AKI_SKI_MISMATCH, c,
		    FIELD_AUTHORITY_KEY_ID, id);
		f->value[0] = value_hex(c->subject_key_id);
		f->value[1] = value_hex(id);
	}
}

void
check_extension_profile(struct walk *w)
{
	const struct cert *c = w->cert;

	if (walk_binds_fields(w))
		check_critical(w);
	if (!walk_binds_issuer(w))
		return;
	check_issuer(w);
	check_subject(w);
	if (c->version < 3) {
		/* What has a field of a later version was found when it was
		   read; a CA of version 1 is a matter of basicConstraints. */
		if (w->is_target && c->extensions_at.len == 0 &&
		    !findings_have(w->found, F_UNIQUE_ID_IN_V1, c))
			find(w->found, F_VERSION_NOT_V3, c, FIELD_VERSION,
			    c->version_at)->value[0] = value_number(c->version);
		return;
	}
	check_authority_key_id(w);
	check_subject_key_id(w);
	check_not_critical(w, OID_CE_AUTHORITY_KEY_ID, F_AKI_CRITICAL,
	    FIELD_AUTHORITY_KEY_ID);
	check_not_critical(w, OID_CE_SUBJECT_KEY_ID, F_SKI_CRITICAL,
	    FIELD_SUBJECT_KEY_ID);
	check_not_critical(w, OID_PE_AUTHORITY_INFO_ACCESS, F_AIA_CRITICAL,
	    FIELD_AUTHORITY_INFO_ACCESS);
}
