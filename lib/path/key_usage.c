/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/walk.h"

static struct finding *
find_here(struct walk *w, enum failure_id id)
{
	return find(w->found, id, w->cert, FIELD_KEY_USAGE,
	    w->cert->key_usage_ext->value);
}

static bool
asserts_ca(const struct cert *c)
{
	return c->basic_constraints_ext != NULL && c->basic_constraints.ca;
}

/* True: a bit is set, or that none is does not yet refuse the certificate. */
static bool
check_empty(struct walk *w)
{
	unsigned bit;

	for (bit = 0; bit <= KU_DECIPHER_ONLY; bit++)
		if (cert_has_usage(w->cert, bit))
			return true;
	return find_here(w, F_KEY_USAGE_EMPTY)->severity != CW_ERROR;
}

/* RFC 5280 6.1.4 (n). */
static void
check_issuer(struct walk *w)
{
	const struct cert *c = w->cert, *child = w->path->cert[w->index - 1];
	struct finding *f;

	if (c->key_usage_ext == NULL) {
		if (c->version == 3 && walk_binds_issuer(w) &&
		    cert_extension(c, OID_CE_KEY_USAGE) == NULL)
			find(w->found, F_KEY_USAGE_MISSING_IN_CA, c,
			    FIELD_KEY_USAGE, (struct bytes){ NULL, 0 });
		return;
	}
	if (cert_has_usage(c, KU_KEY_CERT_SIGN) || !check_empty(w))
		return;
	f = find_here(w, F_KEY_USAGE_NO_CERT_SIGN);
	f->other = child;
	f->other_field = FIELD_ISSUER;
	f->other_at = child->issuer;
}

/*
 * What TLS does with the key: a signature in the handshake, or for RSA under
 * TLS 1.2 the decryption of a secret (RFC 8446 4.4.2.2, RFC 5246 7.4.2).
 */
static bool
usable_for(const struct cert *c, enum cw_purpose purpose)
{
	switch (purpose) {
	case CW_SERVER:
		return cert_has_usage(c, KU_DIGITAL_SIGNATURE) ||
		    (c->spki.kind == KEY_RSA &&
		    cert_has_usage(c, KU_KEY_ENCIPHERMENT));
	case CW_CLIENT:
		return cert_has_usage(c, KU_DIGITAL_SIGNATURE);
	default:
		return true;
	}
}

static bool
usable_in_handshake(const struct walk *w)
{
	unsigned wanted = walk_purposes(w), i;

	for (i = 0; i < CW_PURPOSE_COUNT; i++)
		if ((wanted >> i & 1) != 0 &&
		    usable_for(w->cert, (enum cw_purpose)i))
			return true;
	return false;
}

static void
check_target(struct walk *w)
{
	const struct cert *c = w->cert;

	if (c->key_usage_ext == NULL || !check_empty(w))
		return;
	if (!usable_in_handshake(w))
		find_here(w, F_KEY_USAGE_NO_DIGITAL_SIGNATURE);
	if (cert_has_usage(c, KU_KEY_CERT_SIGN) && !asserts_ca(c))
		find_here(w, F_KEY_USAGE_CERT_SIGN_ON_NON_CA);
}

void
check_key_usage(struct walk *w)
{
	if (!walk_binds_fields(w))
		return;
	if (w->is_target)
		check_target(w);
	else
		check_issuer(w);
}
