/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/keys.h"

size_t
number_bits(struct bytes n)
{
	size_t bits;

	while (n.len > 0 && n.data[0] == 0) {
		n.data++;
		n.len--;
	}
	if (n.len == 0)
		return 0;
	bits = n.len * 8;
	for (unsigned top = n.data[0]; (top & 0x80) == 0; top <<= 1)
		bits--;
	return bits;
}

bool
key_is_computable(const struct spki *key, const struct limit_set *limits)
{
	if (key->kind != KEY_RSA && key->kind != KEY_RSA_PSS)
		return true;
	return number_bits(key->modulus) <= limit_most(limits, LIMIT_RSA_BITS) &&
	    number_bits(key->exponent) <=
	    limit_most(limits, LIMIT_RSA_EXPONENT_BITS);
}

gnutls_privkey_t
private_key_read(struct bytes pkcs8)
{
	gnutls_datum_t der = { (unsigned char *)(uintptr_t)pkcs8.data,
		(unsigned)pkcs8.len };
	gnutls_x509_privkey_t inner;
	gnutls_privkey_t key;

	if (pkcs8.len > UINT32_MAX || gnutls_x509_privkey_init(&inner) != 0)
		return NULL;
	if (gnutls_x509_privkey_import_pkcs8(inner, &der, GNUTLS_X509_FMT_DER,
	    NULL, GNUTLS_PKCS_PLAIN) != 0 || gnutls_privkey_init(&key) != 0) {
		gnutls_x509_privkey_deinit(inner);
		return NULL;
	}
	if (gnutls_privkey_import_x509(key, inner,
	    GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE) != 0) {
		gnutls_x509_privkey_deinit(inner);
		gnutls_privkey_deinit(key);
		return NULL;
	}
	return key;
}
