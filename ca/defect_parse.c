/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/calendar.h"
#include "ca/defect.h"
#include "der/reader.h"

/* The sixth character of the first line of base64 becomes no base64. */
static void
pem_spoil(struct buffer *pem)
{
	uint8_t *line = pem->len == 0 ? NULL :
	    memchr(pem->data, '\n', pem->len);

	if (line == NULL || pem->len - (size_t)(line - pem->data) < 7)
		pem->failed = true;
	else
		line[6] = '!';
}

void
defect_PEM_INVALID(struct scenario *s)
{
	s->patch_pem = pem_spoil;
}

static void
cert_truncate(struct buffer *cert)
{
	buffer_cut(cert, cert->len - 10);
}

void
defect_DER_MALFORMED(struct scenario *s)
{
	s->leaf->patch_cert = cert_truncate;
}

void
defect_DER_INDEFINITE_LENGTH(struct scenario *s)
{
	s->leaf->patch_cert = patch_indefinite;
}

void
defect_DER_LENGTH_NOT_MINIMAL(struct scenario *s)
{
	s->leaf->patch_cert = patch_length_longer;
}

static void
serial_redundant(struct buffer *tbs)
{
	static const uint8_t serial[] = { DER_INTEGER, 2, 0, 1 };

	patch_replace(tbs, patch_field(tbs, TBS_SERIAL),
	    (struct bytes){ serial, sizeof(serial) });
}

void
defect_DER_INTEGER_NOT_MINIMAL(struct scenario *s)
{
	s->leaf->patch_tbs = serial_redundant;
}

static void
critical_odd(struct buffer *tbs)
{
	struct patch_path path = PATCH_PATH(0);

	if (!patch_extension(tbs, OID_CE_KEY_USAGE, &path)) {
		tbs->failed = true;
		return;
	}
	path.step[path.count++] = 1;    /* critical stands behind the type */
	patch_octet(tbs, path, 0, 0x01);
}

void
defect_DER_BOOLEAN_NOT_CANONICAL(struct scenario *s)
{
	defect_critical(s->leaf, OID_CE_KEY_USAGE, true);
	s->leaf->patch_tbs = critical_odd;
}

void
defect_DER_DEFAULT_VALUE_ENCODED(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_BASIC_CONSTRAINTS, true,
	    SPEC_OCTETS(s->leaf, DER_SEQUENCE, 3, DER_BOOLEAN, 1, 0));
}

/* digitalSignature alone has seven unused bits, not none. */
void
defect_DER_BIT_STRING_PADDING_INVALID(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_KEY_USAGE, true,
	    SPEC_OCTETS(s->leaf, DER_BIT_STRING, 2, 0, 0x80));
}

static void
cert_extend(struct buffer *cert)
{
	buffer_fill(cert, 0, 2);
}

void
defect_DER_TRAILING_DATA(struct scenario *s)
{
	s->leaf->patch_cert = cert_extend;
}

void
defect_VERSION_UNSUPPORTED(struct scenario *s)
{
	s->leaf->version = 4;
}

void
defect_EXTENSIONS_IN_PRE_V3(struct scenario *s)
{
	s->leaf->version = 1;
}

/* Version 1 has no extensions, thus no names: none is asked for. */
void
defect_UNIQUE_ID_IN_V1(struct scenario *s)
{
	s->leaf->version = 1;
	s->leaf->no_extensions = true;
	s->leaf->issuer_unique_id = SPEC_OCTETS(s->leaf, 0x5a);
	s->name_type = CW_NAME_NONE;
}

void
defect_SERIAL_NEGATIVE(struct scenario *s)
{
	s->leaf->serial = SPEC_OCTETS(s->leaf, 0xff);
}

void
defect_SERIAL_ZERO(struct scenario *s)
{
	s->leaf->serial = SPEC_OCTETS(s->leaf, 0);
}

void
defect_SERIAL_TOO_LONG(struct scenario *s)
{
	s->leaf->serial = SPEC_OCTETS(s->leaf, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
}

/* An offset in the place of Z. */
void
defect_TIME_FORMAT_INVALID(struct scenario *s)
{
	s->leaf->not_before_der = DEFECT_ELEMENT(s->leaf, DER_UTC_TIME,
	    bytes_of("260901000000+0000"));
}

void
defect_TIME_TYPE_WRONG_FOR_YEAR(struct scenario *s)
{
	struct buffer text = BUFFER_EMPTY;
	struct civil_time c;

	civil_from_seconds(s->leaf->not_before, &c);
	buffer_format(&text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
	s->leaf->not_before_der = DEFECT_ELEMENT(s->leaf, DER_GENERALIZED_TIME,
	    buffer_bytes(&text));
	buffer_free(&text);
}

static struct bytes
attribute(struct cert_spec *s, enum oid type, uint8_t tag, const char *text)
{
	return DEFECT_ELEMENT(s, DER_SET,
	    DEFECT_ELEMENT(s, DER_SEQUENCE, defect_oid(s, type),
	        DEFECT_ELEMENT(s, tag, bytes_of(text))));
}

/* PrintableString knows no @. */
void
defect_NAME_MALFORMED(struct scenario *s)
{
	s->leaf->subject = DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	    attribute(s->leaf, OID_AT_ORGANIZATION_NAME, DER_PRINTABLE_STRING,
	        "Demo @ Test"),
	    attribute(s->leaf, OID_AT_COMMON_NAME, DER_UTF8_STRING, s->name));
}

/* A point that is not on P-256: each octet of both coordinates is 01. */
void
defect_SPKI_MALFORMED(struct scenario *s)
{
	uint8_t bits[2 + 64] = { 0, 0x04 };
	struct cert_spec *leaf = s->leaf;

	memset(bits + 2, 0x01, 64);
	leaf->spki = DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	    defect_algorithm(leaf, OID_EC_PUBLIC_KEY,
	        defect_oid(leaf, OID_SECP256R1)),
	    DEFECT_ELEMENT(leaf, DER_BIT_STRING,
	        (struct bytes){ bits, sizeof(bits) }));
}

void
defect_SPKI_ALGORITHM_UNKNOWN(struct scenario *s)
{
	static const uint8_t bits[1 + 32] = { 0, 0xc1 };
	struct cert_spec *leaf = s->leaf;

	leaf->spki = DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	    defect_algorithm(leaf, OID_UNKNOWN,
	        DEFECT_NOTHING),
	    DEFECT_ELEMENT(leaf, DER_BIT_STRING,
	        (struct bytes){ bits, sizeof(bits) }));
}

static void
null_remove(struct buffer *tbs)
{
	defect_key_parameters(tbs, DEFECT_NOTHING);
}

void
defect_SPKI_PARAMETERS_INVALID(struct scenario *s)
{
	s->leaf->key_type = KEY_TYPE_RSA2048;
	s->leaf->patch_tbs = null_remove;
}

/* Text where SEQUENCE OF GeneralName is due. */
void
defect_EXTENSION_MALFORMED(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_SUBJECT_ALT_NAME, false,
	    spec_octets(s->leaf, s->name, strlen(s->name)));
}

void
defect_EXTENSION_DUPLICATE(struct scenario *s)
{
	const struct spec_extension *san =
	    spec_find(s->leaf, OID_CE_SUBJECT_ALT_NAME);

	if (san != NULL)
		spec_extension_again(s->leaf, OID_CE_SUBJECT_ALT_NAME,
		    san->critical, san->value);
	else
		s->failed = true;
}
