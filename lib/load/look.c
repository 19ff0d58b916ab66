/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "der/oid.h"
#include "der/reader.h"
#include "load/look.h"

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), due = strlen(end);

	return len >= due && strcmp(text + len - due, end) == 0;
}

enum look
look_label(const char *label)
{
	static const struct {
		const char *label;
		enum look kind;
	} labels[] = {
		{ "CERTIFICATE", LOOK_CERTIFICATE },
		{ "X509 CERTIFICATE", LOOK_CERTIFICATE },
		{ "TRUSTED CERTIFICATE", LOOK_CERTIFICATE },
		{ "PUBLIC KEY", LOOK_PUBLIC_KEY },
		{ "RSA PUBLIC KEY", LOOK_PUBLIC_KEY },
		{ "CERTIFICATE REQUEST", LOOK_REQUEST },
		{ "NEW CERTIFICATE REQUEST", LOOK_REQUEST },
		{ "X509 CRL", LOOK_CRL },
		{ "OCSP RESPONSE", LOOK_OCSP },
		{ "PKCS7", LOOK_PKCS7 },
		{ "CMS", LOOK_PKCS7 },
		{ "PKCS #7 SIGNED DATA", LOOK_PKCS7 },
		{ "PKCS12", LOOK_PKCS12 },
		{ "EC PARAMETERS", LOOK_PARAMETERS },
		{ "DH PARAMETERS", LOOK_PARAMETERS }
	};
	size_t i;

	if (ends_with(label, "PRIVATE KEY"))
		return LOOK_PRIVATE_KEY;
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (strcmp(label, labels[i].label) == 0)
			return labels[i].kind;
	return LOOK_NOTHING;
}

/* Text may begin with a 0, which is the identifier octet of a SEQUENCE. */
static bool
is_text(struct bytes octets)
{
	size_t i;

	for (i = 0; i < octets.len && i < 256; i++) {
		uint8_t c = octets.data[i];

		if (c >= 0x7f || (c < 0x20 && c != '\n' && c != '\r' &&
		    c != '\t'))
			return false;
	}
	return true;
}

/*
 * What follows the identifier and length octets of the SEQUENCE there; a length
 * that is wrong is for who reads it.
 */
static bool
enter(struct bytes *at)
{
	size_t skip;

	if (at->len < 2 || at->data[0] != DER_SEQUENCE)
		return false;
	skip = 2 + (at->data[1] > 0x80 ? at->data[1] & 0x7fu : 0);
	if (skip >= at->len)
		return false;
	at->data += skip;
	at->len -= skip;
	return true;
}

/* The element there as DER; what follows it is left in *at. */
static bool
element(struct bytes *at, struct der_element *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;

	der_start(&r, *at, &trouble);
	if (!der_any(&r, out))
		return false;
	*at = der_rest(&r);
	return true;
}

/*
 * PKCS#8, PKCS#1 and SEC 1 begin with a small number that is their version, 0 or
 * 1; that of PKCS#12 is 3, and a SEQUENCE follows, whole or not.
 */
static enum look
look_number(struct bytes rest, const struct der_element *number)
{
	if (number->value.len == 1 && number->value.data[0] == 3 &&
	    rest.len > 0 && rest.data[0] == DER_SEQUENCE)
		return LOOK_PKCS12;
	return LOOK_PRIVATE_KEY;
}

static bool
is_time(const struct der_element *e)
{
	return e->tag == DER_UTC_TIME || e->tag == DER_GENERALIZED_TIME;
}

/* Inside a SEQUENCE in a SEQUENCE, whose rest is *after. */
static enum look
look_inner(struct bytes inner, struct bytes after)
{
	struct der_element e[4], next;
	size_t count = 0;

	if (inner.len > 0 && inner.data[0] == DER_OID &&
	    element(&after, &next)) {
		if (next.tag == DER_BIT_STRING)
			return LOOK_PUBLIC_KEY;
		if (next.tag == DER_OCTET_STRING)
			return LOOK_PRIVATE_KEY;        /* encrypted PKCS#8 */
	}
	while (count < 4 && element(&inner, &e[count]))
		count++;
	/* version, subject, SubjectPublicKeyInfo, [0] attributes */
	if (count == 4 && e[3].tag == DER_CONTEXT_CONSTRUCTED(0))
		return LOOK_REQUEST;
	/* [version,] signature, issuer, thisUpdate */
	if ((count == 4 && e[0].tag == DER_INTEGER && is_time(&e[3])) ||
	    (count > 2 && e[0].tag == DER_SEQUENCE && is_time(&e[2])))
		return LOOK_CRL;
	return LOOK_CERTIFICATE;
}

enum look
look_der(struct bytes der)
{
	struct bytes at = der;
	struct der_element first;

	if (der.len == 0 || der.data[0] != DER_SEQUENCE || is_text(der))
		return LOOK_NOTHING;
	if (!enter(&at))
		return LOOK_CERTIFICATE;
	if (!element(&at, &first))
		return LOOK_CERTIFICATE;
	switch (first.tag) {
	case DER_INTEGER:
		return look_number(at, &first);
	case DER_OID:
		return LOOK_PKCS7;
	case DER_SEQUENCE:
		return look_inner(first.value, at);
	case DER_ENUMERATED:
		return LOOK_OCSP;
	default:
		return LOOK_CERTIFICATE;
	}
}

const char *
look_name(enum look kind)
{
	switch (kind) {
	case LOOK_PRIVATE_KEY:
		return "a private key";
	case LOOK_PUBLIC_KEY:
		return "a public key";
	case LOOK_REQUEST:
		return "a certificate request";
	case LOOK_CRL:
		return "a revocation list";
	case LOOK_PKCS7:
		return "a PKCS#7 bundle";
	case LOOK_PKCS12:
		return "a PKCS#12 bundle";
	case LOOK_PARAMETERS:
		return "key parameters";
	case LOOK_OCSP:
		return "an OCSP response";
	case LOOK_CERTIFICATE:
	case LOOK_NOTHING:
		break;
	}
	return "something else";
}

const char *
look_instead(enum look kind)
{
	switch (kind) {
	case LOOK_PRIVATE_KEY:
	case LOOK_PUBLIC_KEY:
	case LOOK_PARAMETERS:
		return "the certificate that belongs to it, often named "
		    "cert.pem, chain.pem or fullchain.pem";
	case LOOK_REQUEST:
		return "the certificate that was issued for it";
	case LOOK_CRL:
	case LOOK_OCSP:
		return "the certificate to judge";
	case LOOK_PKCS7:
	case LOOK_PKCS12:
		return "its certificates in PEM, one after another";
	case LOOK_CERTIFICATE:
	case LOOK_NOTHING:
		break;
	}
	return "a certificate in PEM or DER";
}
