/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/spki.h"

bool
algorithm_read(struct der_reader *r, struct algorithm *out)
{
	const uint8_t *start = r->next;
	struct der_reader seq;
	struct der_element any;

	if (!der_open(r, DER_SEQUENCE, &seq) || !der_oid(&seq, &out->oid))
		return false;
	out->parameters = (struct bytes){ NULL, 0 };
	if (der_more(&seq)) {
		if (!der_opaque(&seq, &any) || !der_end(&seq))
			return false;
		out->parameters = any.whole;
	}
	out->id = oid_find(out->oid);
	out->whole = (struct bytes){ start, (size_t)(r->next - start) };
	return true;
}

static enum key_kind
kind_of(enum oid id)
{
	switch (id) {
	case OID_RSA_ENCRYPTION:
		return KEY_RSA;
	case OID_RSASSA_PSS:
		return KEY_RSA_PSS;
	case OID_EC_PUBLIC_KEY:
		return KEY_EC;
	case OID_ED25519:
		return KEY_ED25519;
	case OID_ED448:
		return KEY_ED448;
	case OID_X25519:
		return KEY_X25519;
	case OID_X448:
		return KEY_X448;
	case OID_DSA:
		return KEY_DSA;
	case OID_ML_DSA_44:
		return KEY_ML_DSA_44;
	case OID_ML_DSA_65:
		return KEY_ML_DSA_65;
	case OID_ML_DSA_87:
		return KEY_ML_DSA_87;
	default:
		return KEY_UNKNOWN;
	}
}

unsigned
curve_bits(enum oid curve)
{
	switch (curve) {
	case OID_SECP160R1:
	case OID_BRAINPOOL_P160R1:
		return 160;
	case OID_SECP192R1:
	case OID_SECP192K1:
	case OID_BRAINPOOL_P192R1:
		return 192;
	case OID_SECP224R1:
	case OID_SECP224K1:
	case OID_BRAINPOOL_P224R1:
		return 224;
	case OID_SECP256R1:
	case OID_SECP256K1:
	case OID_BRAINPOOL_P256R1:
		return 256;
	case OID_BRAINPOOL_P320R1:
		return 320;
	case OID_SECP384R1:
	case OID_BRAINPOOL_P384R1:
		return 384;
	case OID_BRAINPOOL_P512R1:
		return 512;
	case OID_SECP521R1:
		return 521;
	case OID_SECT163K1:
	case OID_SECT163R2:
		return 163;
	case OID_SECT233K1:
	case OID_SECT233R1:
		return 233;
	case OID_SECT283K1:
	case OID_SECT283R1:
		return 283;
	case OID_SECT409K1:
	case OID_SECT409R1:
		return 409;
	case OID_SECT571K1:
	case OID_SECT571R1:
		return 571;
	default:
		return 0;
	}
}

/* ECParameters ::= CHOICE { namedCurve OID, implicitCurve NULL, specifiedCurve
   SEQUENCE }; RFC 5480 2.1.1 allows the first alone. */
static void
curve_read(struct spki *key)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;
	struct bytes oid;

	der_start(&r, key->algorithm.parameters, &trouble);
	if (der_is(&r, DER_SEQUENCE)) {
		key->explicit_curve = true;
		return;
	}
	if (!der_is(&r, DER_OID) || !der_oid(&r, &oid))
		return;
	key->curve = oid_find(oid);
	key->bits = curve_bits(key->curve);
	if (key->bits == 0)
		key->curve = OID_UNKNOWN;
}

bool
spki_read(struct der_reader *r, struct spki *out)
{
	const uint8_t *start = r->next;
	struct der_reader seq;

	*out = (struct spki){ .kind = KEY_UNKNOWN };
	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !algorithm_read(&seq, &out->algorithm) ||
	    !der_bits(&seq, &out->key) || !der_end(&seq))
		return false;
	out->whole = (struct bytes){ start, (size_t)(r->next - start) };
	out->kind = kind_of(out->algorithm.id);
	if (out->kind == KEY_EC)
		curve_read(out);
	return true;
}

static bool
is_null(struct bytes element)
{
	return element.len == 2 && element.data[0] == DER_NULL &&
	    element.data[1] == 0;
}

/* Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER } */
static bool
dsa_parameters_read(struct bytes element, struct bytes *p)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq;
	struct bytes q, g;

	der_start(&r, element, &trouble);
	return der_open(&r, DER_SEQUENCE, &seq) && der_integer(&seq, p) &&
	    der_integer(&seq, &q) && der_integer(&seq, &g) && der_end(&seq);
}

bool
spki_parameters_legal(const struct spki *key, const char **due)
{
	struct bytes parameters = key->algorithm.parameters, p;

	switch (key->kind) {
	case KEY_RSA:
		*due = "NULL";
		return is_null(parameters);
	case KEY_RSA_PSS:
		*due = "nothing, or a SEQUENCE of hash, mask and salt";
		return parameters.len == 0 || parameters.data[0] == DER_SEQUENCE;
	case KEY_DSA:
		*due = "p, q and g, or nothing";
		return parameters.len == 0 || dsa_parameters_read(parameters, &p);
	case KEY_ED25519:
	case KEY_ED448:
	case KEY_X25519:
	case KEY_X448:
	case KEY_ML_DSA_44:
	case KEY_ML_DSA_65:
	case KEY_ML_DSA_87:
		*due = "nothing";
		return parameters.len == 0;
	case KEY_EC:
	case KEY_UNKNOWN:
		break;
	}
	*due = "any";
	return true;
}

bool
spki_inherits(const struct spki *key)
{
	struct bytes parameters = key->algorithm.parameters;

	return key->kind == KEY_DSA &&
	    (parameters.len == 0 || is_null(parameters));
}

size_t
integer_bits(struct bytes contents)
{
	uint8_t first;
	size_t bits;

	while (contents.len > 0 && contents.data[0] == 0) {
		contents.data++;
		contents.len--;
	}
	if (contents.len == 0)
		return 0;
	bits = 8 * (contents.len - 1);
	for (first = contents.data[0]; first > 0; first >>= 1)
		bits++;
	return bits;
}

struct complaint {
	const uint8_t *at;
	const char *why;
};

static bool
complain(struct complaint *c, const uint8_t *at, const char *why)
{
	c->at = at;
	c->why = why;
	return false;
}

static bool
is_positive(struct bytes integer)
{
	return integer.data[0] < 0x80 && (integer.len > 1 ||
	    integer.data[0] != 0);
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static bool
rsa_decode(struct spki *key, struct der_reader *r, struct complaint *c)
{
	struct der_reader seq;
	struct bytes n, e;

	if (!der_open(r, DER_SEQUENCE, &seq) || !der_integer(&seq, &n) ||
	    !der_integer(&seq, &e) || !der_end(&seq) || !der_end(r))
		return complain(c, r->trouble->at,
		    der_fault_text(r->trouble->fault));
	key->modulus = n;
	key->exponent = e;
	if (!is_positive(n))
		return complain(c, n.data, "a modulus that is not positive");
	key->bits = (unsigned)integer_bits(n);
	if ((n.data[n.len - 1] & 1) == 0)
		return complain(c, n.data + n.len - 1, "an even modulus");
	if (!is_positive(e))
		return complain(c, e.data, "an exponent that is not positive");
	return true;
}

static bool
dsa_decode(struct spki *key, struct der_reader *r, struct complaint *c)
{
	struct bytes y, p;

	if (!der_integer(r, &y) || !der_end(r))
		return complain(c, r->trouble->at,
		    der_fault_text(r->trouble->fault));
	if (!is_positive(y))
		return complain(c, y.data, "a number that is not positive");
	if (dsa_parameters_read(key->algorithm.parameters, &p))
		key->bits = (unsigned)integer_bits(p);
	return true;
}

/* SEC 1 2.3.3: 04 x y, or 02 x or 03 x. */
static bool
point_decode(const struct spki *key, struct complaint *c)
{
	struct bytes point = key->key.bytes;
	size_t octets = (key->bits + 7) / 8;

	if (key->curve == OID_UNKNOWN)
		return complain(c, key->algorithm.oid.data +
		    key->algorithm.oid.len, "a point, but no curve it is on");
	if (point.len == 0)
		return complain(c, point.data, "no point");
	switch (point.data[0]) {
	case 0x04:
		if (point.len == 1 + 2 * octets)
			return true;
		break;
	case 0x02:
	case 0x03:
		if (point.len == 1 + octets)
			return true;
		break;
	case 0x00:
		return complain(c, point.data, "the point at infinity");
	default:
		return complain(c, point.data, "a point of no known form");
	}
	return complain(c, point.data, "a point of wrong length for its curve");
}

static bool
octets_decode(const struct spki *key, size_t due, struct complaint *c)
{
	if (key->key.bytes.len == due)
		return true;
	switch (due) {
	case 32:
		return complain(c, key->key.bytes.data,
		    "a key that is not 32 octets long");
	case 56:
		return complain(c, key->key.bytes.data,
		    "a key that is not 56 octets long");
	case 57:
		return complain(c, key->key.bytes.data,
		    "a key that is not 57 octets long");
	default:
		return complain(c, key->key.bytes.data,
		    "a key that is not as long as its parameter set has it");
	}
}

static bool
key_decode(struct spki *key, struct complaint *c)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;

	if (key->key.unused != 0)
		return complain(c, key->key.bytes.data - 1,
		    "a key that is no whole number of octets");
	der_start(&r, key->key.bytes, &trouble);
	switch (key->kind) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return rsa_decode(key, &r, c);
	case KEY_DSA:
		return dsa_decode(key, &r, c);
	case KEY_EC:
		return point_decode(key, c);
	case KEY_ED25519:
	case KEY_X25519:
		key->bits = 256;
		return octets_decode(key, 32, c);
	case KEY_ED448:
		key->bits = 456;
		return octets_decode(key, 57, c);
	case KEY_X448:
		key->bits = 448;
		return octets_decode(key, 56, c);
	case KEY_ML_DSA_44:
		return octets_decode(key, 1312, c);
	case KEY_ML_DSA_65:
		return octets_decode(key, 1952, c);
	case KEY_ML_DSA_87:
		return octets_decode(key, 2592, c);
	case KEY_UNKNOWN:
		break;
	}
	return true;
}

/* A curve that is named or written out, but not one that we know. */
static bool
has_strange_curve(const struct spki *key)
{
	struct bytes parameters = key->algorithm.parameters;

	return key->kind == KEY_EC && key->curve == OID_UNKNOWN &&
	    (key->explicit_curve || (parameters.len > 0 &&
	    parameters.data[0] == DER_OID));
}

bool
spki_decode(struct spki *key, const uint8_t **at, const char **why)
{
	struct complaint c;

	if (key->kind == KEY_UNKNOWN || has_strange_curve(key))
		return true;
	if (!key_decode(key, &c)) {
		*at = c.at;
		*why = c.why;
		return false;
	}
	key->usable = true;
	return true;
}

static const char *
curve_name(enum oid curve)
{
	switch (curve) {
	case OID_SECP192R1:
		return "P-192";
	case OID_SECP224R1:
		return "P-224";
	case OID_SECP256R1:
		return "P-256";
	case OID_SECP384R1:
		return "P-384";
	case OID_SECP521R1:
		return "P-521";
	default:
		return oid_name(curve);
	}
}

static void
ec_describe(const struct spki *key, struct buffer *out)
{
	struct bytes parameters = key->algorithm.parameters;

	if (key->explicit_curve) {
		buffer_string(out, "EC on a curve of its own");
	} else if (key->curve != OID_UNKNOWN) {
		buffer_format(out, "EC %s", curve_name(key->curve));
	} else {
		buffer_string(out, "EC on an unknown curve");
		if (parameters.len > 2 && parameters.data[0] == DER_OID &&
		    parameters.data[1] < 0x80) {
			buffer_byte(out, ' ');
			oid_write_dotted(out, (struct bytes){
			    parameters.data + 2, parameters.len - 2 });
		}
	}
}

void
spki_describe(const struct spki *key, struct buffer *out)
{
	static const char *const names[] = {
		[KEY_RSA] = "RSA", [KEY_RSA_PSS] = "RSA-PSS",
		[KEY_DSA] = "DSA", [KEY_ED25519] = "Ed25519",
		[KEY_ED448] = "Ed448", [KEY_X25519] = "X25519",
		[KEY_X448] = "X448", [KEY_ML_DSA_44] = "ML-DSA-44",
		[KEY_ML_DSA_65] = "ML-DSA-65", [KEY_ML_DSA_87] = "ML-DSA-87"
	};

	switch (key->kind) {
	case KEY_EC:
		ec_describe(key, out);
		return;
	case KEY_RSA:
	case KEY_RSA_PSS:
	case KEY_DSA:
		buffer_string(out, names[key->kind]);
		if (key->bits > 0)
			buffer_format(out, " %u", key->bits);
		return;
	case KEY_ED25519:
	case KEY_ED448:
	case KEY_X25519:
	case KEY_X448:
	case KEY_ML_DSA_44:
	case KEY_ML_DSA_65:
	case KEY_ML_DSA_87:
		buffer_string(out, names[key->kind]);
		return;
	case KEY_UNKNOWN:
		break;
	}
	if (key->algorithm.oid.len == 0)
		buffer_string(out, "none");
	else if (key->algorithm.id != OID_UNKNOWN)
		buffer_string(out, oid_name(key->algorithm.id));
	else
		oid_write_dotted(out, key->algorithm.oid);
}
