/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/pem.h"
#include "report/jwk.h"
#include "sig/hash.h"

/* RFC 4648 5: another alphabet, and no padding. */
static void
base64url_write(struct buffer *out, struct bytes octets)
{
	size_t i = out->len;

	base64_write(out, octets);
	if (out->failed)
		return;
	for (; i < out->len && out->data[i] != '='; i++) {
		if (out->data[i] == '+')
			out->data[i] = '-';
		else if (out->data[i] == '/')
			out->data[i] = '_';
	}
	buffer_cut(out, i);
}

static void
member_write(struct buffer *out, const char *name, struct bytes octets)
{
	buffer_format(out, ",\"%s\":\"", name);
	base64url_write(out, octets);
	buffer_byte(out, '"');
}

/* RFC 7518 6.3.1: the octets of the number alone. */
static struct bytes
magnitude(struct bytes integer)
{
	while (integer.len > 1 && integer.data[0] == 0)
		integer = bytes_skip(integer, 1);
	return integer;
}

static bool
rsa_write(struct buffer *out, const struct spki *key)
{
	buffer_string(out, "{\"e\":\"");
	base64url_write(out, magnitude(key->exponent));
	buffer_string(out, "\",\"kty\":\"RSA\"");
	member_write(out, "n", magnitude(key->modulus));
	return true;
}

/* RFC 7518 6.2.1, RFC 8812 3.1: both coordinates in full length. */
static bool
ec_write(struct buffer *out, const struct spki *key)
{
	static const struct {
		enum oid curve;
		const char *name;
	} curves[] = { { OID_SECP256R1, "P-256" }, { OID_SECP384R1, "P-384" },
		{ OID_SECP521R1, "P-521" }, { OID_SECP256K1, "secp256k1" } };
	size_t half = (key->bits + 7) / 8, i = 0;
	struct bytes point = key->key.bytes;

	while (i < sizeof(curves) / sizeof(curves[0]) &&
	    curves[i].curve != key->curve)
		i++;
	if (i == sizeof(curves) / sizeof(curves[0]) ||
	    point.len != 1 + 2 * half || point.data[0] != 4)
		return false;
	buffer_format(out, "{\"crv\":\"%s\",\"kty\":\"EC\"", curves[i].name);
	member_write(out, "x", (struct bytes){ point.data + 1, half });
	member_write(out, "y", (struct bytes){ point.data + 1 + half, half });
	return true;
}

/* RFC 8037 2. */
static bool
okp_write(struct buffer *out, const struct spki *key, const char *curve)
{
	buffer_format(out, "{\"crv\":\"%s\",\"kty\":\"OKP\"", curve);
	member_write(out, "x", key->key.bytes);
	return true;
}

/* What the thumbprint is over, but for the brace at its end: the members that
   have to be there, sorted. */
static bool
members_write(struct buffer *out, const struct spki *key)
{
	if (!key->usable)
		return false;
	switch (key->kind) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return rsa_write(out, key);
	case KEY_EC:
		return ec_write(out, key);
	case KEY_ED25519:
		return okp_write(out, key, "Ed25519");
	case KEY_ED448:
		return okp_write(out, key, "Ed448");
	case KEY_X25519:
		return okp_write(out, key, "X25519");
	case KEY_X448:
		return okp_write(out, key, "X448");
	default:
		return false;
	}
}

bool
jwk_write(struct buffer *out, const struct spki *key)
{
	struct buffer members = BUFFER_EMPTY;
	uint8_t hash[SHA256_OCTETS];

	if (!members_write(&members, key)) {
		buffer_free(&members);
		return false;
	}
	buffer_byte(&members, '}');
	if (members.failed || !sha256(buffer_bytes(&members), hash)) {
		out->failed = true;
	} else {
		buffer_add(out, (struct bytes){ members.data, members.len - 1 });
		member_write(out, "kid", (struct bytes){ hash, sizeof(hash) });
		buffer_byte(out, '}');
	}
	buffer_free(&members);
	return true;
}
