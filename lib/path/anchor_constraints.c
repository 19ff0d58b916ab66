/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a trust store says about its anchors beside the certificate: OpenSSL's
 * trust settings, which follow it in a block TRUSTED CERTIFICATE and say for
 * which purposes it is trusted, and for which not.
 */
#include "config.h"

#include "base/mark.h"
#include "der/oid.h"
#include "path/walk.h"

static const struct {
	enum cw_purpose purpose;
	enum oid oid;
} purposes[] = {
	{ CW_SERVER, OID_KP_SERVER_AUTH },
	{ CW_CLIENT, OID_KP_CLIENT_AUTH },
	{ CW_EMAIL, OID_KP_EMAIL_PROTECTION },
	{ CW_CODE_SIGNING, OID_KP_CODE_SIGNING },
	{ CW_TIME_STAMPING, OID_KP_TIME_STAMPING },
	{ CW_OCSP_SIGNING, OID_KP_OCSP_SIGNING },
};
#define PURPOSES (sizeof(purposes) / sizeof(purposes[0]))
#define EVERY_PURPOSE (~0u)

/* SEQUENCE OF OBJECT IDENTIFIER under that tag: a bit for each purpose. */
static bool
list_read(struct der_reader *r, uint8_t tag, unsigned *out)
{
	struct der_reader list;
	struct bytes oid;
	enum oid id;

	if (!der_open(r, tag, &list))
		return false;
	*out = 0;
	while (der_more(&list)) {
		if (!der_oid(&list, &oid))
			return false;
		id = oid_find(oid);
		if (id == OID_KP_ANY)
			*out = EVERY_PURPOSE;
		for (size_t i = 0; i < PURPOSES; i++)
			if (purposes[i].oid == id)
				*out |= 1u << purposes[i].purpose;
	}
	return true;
}

/*
 * X509_CERT_AUX ::= SEQUENCE { trust SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
 *     reject [0] IMPLICIT SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
 *     alias UTF8String OPTIONAL, keyid OCTET STRING OPTIONAL,
 *     other [1] IMPLICIT SEQUENCE OF AlgorithmIdentifier OPTIONAL }
 * What is listed alone is trusted, and nothing that is rejected.
 */
static bool
settings_read(struct bytes notes, unsigned *trusted, unsigned *rejected)
{
	struct der_trouble trouble = { 0 };
	struct der_reader r, aux;
	struct der_element any;

	*trusted = EVERY_PURPOSE;
	*rejected = 0;
	der_start(&r, notes, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &aux) || !der_end(&r))
		return false;
	if (der_is(&aux, DER_SEQUENCE) &&
	    !list_read(&aux, DER_SEQUENCE, trusted))
		return false;
	if (der_is(&aux, DER_CONTEXT_CONSTRUCTED(0)) &&
	    !list_read(&aux, DER_CONTEXT_CONSTRUCTED(0), rejected))
		return false;
	while (der_more(&aux))
		if (!der_any(&aux, &any))
			return false;
	return true;
}

static const char *
purpose_name(unsigned wanted)
{
	for (size_t i = 0; i < PURPOSES; i++)
		if ((wanted >> purposes[i].purpose & 1) != 0)
			return oid_name(purposes[i].oid);
	return N_("any purpose");
}

void
check_anchor_constraints(struct walk *w)
{
	unsigned wanted = walk_purposes(w) & ~w->purposes_out;
	unsigned trusted, rejected, any = 1u << CW_ANY_PURPOSE;
	const char *why = NULL;
	struct finding *f;

	if (!w->is_anchor || w->cert->trust_settings.len == 0)
		return;
	if (!settings_read(w->cert->trust_settings, &trusted, &rejected))
		why = N_("its trust settings cannot be read");
	else if ((wanted & any) != 0 ? rejected == EVERY_PURPOSE :
	    (wanted & ~rejected) == 0)
		why = N_("its trust settings rule that out");
	else if ((wanted & any) == 0 && (wanted & trusted & ~rejected) == 0)
		why = N_("its trust settings allow other purposes alone");
	if (why == NULL) {
		if ((wanted & any) == 0)
			w->purposes_out |= ~trusted | rejected;
		return;
	}
	f = find(w->found, F_TRUST_ANCHOR_CONSTRAINT_VIOLATED, w->cert,
	    FIELD_SUBJECT, w->cert->subject);
	f->value[0] = value_word(purpose_name(wanted));
	f->value[1] = value_word(why);
}
