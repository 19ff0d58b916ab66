/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include "base/unicode.h"
#include "load/pbe.h"

#define DIGEST_MOST 64
#define BLOCK_MOST 128
#define KEY_MOST 32
#define IV_MOST 16

struct pbe_digest {
	enum oid digest, hmac;
	gnutls_digest_algorithm_t hash;
	gnutls_mac_algorithm_t mac;
	size_t octets, block;
};

static const struct pbe_digest digests[] = {
	{ OID_SHA1, OID_HMAC_SHA1, GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1, 20, 64 },
	{ OID_SHA224, OID_HMAC_SHA224, GNUTLS_DIG_SHA224, GNUTLS_MAC_SHA224, 28,
	    64 },
	{ OID_SHA256, OID_HMAC_SHA256, GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256, 32,
	    64 },
	{ OID_SHA384, OID_HMAC_SHA384, GNUTLS_DIG_SHA384, GNUTLS_MAC_SHA384, 48,
	    128 },
	{ OID_SHA512, OID_HMAC_SHA512, GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512, 64,
	    128 },
};

struct pbe_cipher {
	enum oid oid;
	gnutls_cipher_algorithm_t cipher;
	size_t key, block;
};

static const struct pbe_cipher pbes1_ciphers[] = {
	{ OID_PBE_SHA1_3DES, GNUTLS_CIPHER_3DES_CBC, 24, 8 },
	{ OID_PBE_SHA1_RC2_40, GNUTLS_CIPHER_RC2_40_CBC, 5, 8 },
};

static const struct pbe_cipher pbes2_ciphers[] = {
	{ OID_AES128_CBC, GNUTLS_CIPHER_AES_128_CBC, 16, 16 },
	{ OID_AES192_CBC, GNUTLS_CIPHER_AES_192_CBC, 24, 16 },
	{ OID_AES256_CBC, GNUTLS_CIPHER_AES_256_CBC, 32, 16 },
	{ OID_DES_EDE3_CBC, GNUTLS_CIPHER_3DES_CBC, 24, 8 },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct pbe_digest *
digest_find(enum oid oid, bool hmac)
{
	size_t i;

	for (i = 0; i < COUNT(digests); i++)
		if (oid == (hmac ? digests[i].hmac : digests[i].digest))
			return &digests[i];
	return NULL;
}

static const struct pbe_cipher *
cipher_find(const struct pbe_cipher *list, size_t count, enum oid oid)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i].oid == oid)
			return &list[i];
	return NULL;
}

bool
password_write(struct bytes utf8, struct buffer *bmp)
{
	uint32_t code = 0;
	size_t len;

	while (utf8.len > 0) {
		len = utf8_read(utf8, &code);
		if (len == 0)
			return false;
		if (code > 0xffff) {
			code -= 0x10000;
			buffer_byte(bmp, (uint8_t)(0xd8 | code >> 18));
			buffer_byte(bmp, (uint8_t)(code >> 10));
			code = 0xdc00 | (code & 0x3ff);
		}
		buffer_byte(bmp, (uint8_t)(code >> 8));
		buffer_byte(bmp, (uint8_t)code);
		utf8 = bytes_skip(utf8, len);
	}
	buffer_byte(bmp, 0);
	buffer_byte(bmp, 0);
	return !bmp->failed;
}

/* ---- reading ------------------------------------------------------------------- */

static bool
salt_read(struct der_reader *r, struct bytes *salt)
{
	return der_octets(r, salt) && (salt->len <= PBE_SALT_MOST ||
	    der_refuse(r, DER_VALUE_INVALID, salt->data + PBE_SALT_MOST));
}

/* A number of rounds, of which there has to be one. */
static bool
rounds_read(struct der_reader *r, uint32_t *rounds)
{
	const uint8_t *at = r->next;

	return der_uint(r, rounds) &&
	    (*rounds > 0 || der_refuse(r, DER_VALUE_INVALID, at));
}

/* pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER } */
static bool
pbes1_read(struct der_reader *r, struct pbe *out)
{
	struct der_reader seq;

	out->digest = digest_find(OID_SHA1, false);
	return der_open(r, DER_SEQUENCE, &seq) && salt_read(&seq, &out->salt) &&
	    rounds_read(&seq, &out->rounds) && der_end(&seq);
}

/* prf AlgorithmIdentifier DEFAULT hmacWithSHA1 */
static bool
prf_read(struct der_reader *r, struct pbe *out)
{
	struct der_element ignored;
	struct der_reader seq;
	struct bytes oid;
	bool present;

	out->digest = digest_find(OID_HMAC_SHA1, true);
	if (!der_open_optional(r, DER_SEQUENCE, &present, &seq))
		return false;
	if (!present)
		return true;
	if (!der_oid(&seq, &oid) || (der_more(&seq) && !der_any(&seq, &ignored)))
		return false;
	out->digest = digest_find(oid_find(oid), true);
	return der_end(&seq);
}

/*
 * PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER,
 *     keyLength INTEGER OPTIONAL, prf }
 */
static bool
pbkdf2_read(struct der_reader *r, struct pbe *out, uint32_t *key)
{
	struct der_reader kdf, seq;
	struct der_element ignored;
	struct bytes oid;
	bool present;

	if (!der_open(r, DER_SEQUENCE, &kdf) || !der_oid(&kdf, &oid))
		return false;
	*key = 0;
	if (oid_find(oid) != OID_PBKDF2)
		return !der_more(&kdf) || der_any(&kdf, &ignored);
	return der_open(&kdf, DER_SEQUENCE, &seq) && der_end(&kdf) &&
	    salt_read(&seq, &out->salt) && rounds_read(&seq, &out->rounds) &&
	    der_uint_optional(&seq, &present, key) && prf_read(&seq, out) &&
	    der_end(&seq);
}

/* PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme } */
static bool
pbes2_read(struct der_reader *r, struct pbe *out)
{
	const struct pbe_cipher *cipher;
	struct der_reader seq, scheme;
	struct der_element iv;
	struct bytes oid;
	uint32_t key;

	out->pbkdf2 = true;
	if (!der_open(r, DER_SEQUENCE, &seq) || !pbkdf2_read(&seq, out, &key) ||
	    !der_open(&seq, DER_SEQUENCE, &scheme) || !der_end(&seq) ||
	    !der_oid(&scheme, &oid))
		return false;
	out->named = oid_find(oid);
	cipher = cipher_find(pbes2_ciphers, COUNT(pbes2_ciphers), out->named);
	if (der_more(&scheme) && !der_any(&scheme, &iv))
		return false;
	if (!der_end(&scheme) || cipher == NULL)
		return r->trouble->fault == DER_FINE;
	if (iv.tag != DER_OCTET_STRING || iv.value.len != cipher->block)
		return der_refuse(&scheme, DER_VALUE_INVALID, iv.whole.data);
	out->iv = iv.value;
	if (out->digest != NULL && (key == 0 || key == cipher->key))
		out->cipher = cipher;
	return true;
}

bool
pbe_read(struct der_reader *r, struct pbe *out)
{
	struct der_element ignored;
	struct der_reader seq;
	struct bytes oid;

	memset(out, 0, sizeof(*out));
	if (!der_open(r, DER_SEQUENCE, &seq) || !der_oid(&seq, &oid))
		return false;
	out->named = oid_find(oid);
	if (out->named == OID_PBES2)
		return pbes2_read(&seq, out) && der_end(&seq);
	out->cipher = cipher_find(pbes1_ciphers, COUNT(pbes1_ciphers),
	    out->named);
	if (out->cipher != NULL)
		return pbes1_read(&seq, out) && der_end(&seq);
	return (!der_more(&seq) || der_any(&seq, &ignored)) && der_end(&seq);
}

/* DigestInfo ::= SEQUENCE { AlgorithmIdentifier, digest OCTET STRING } */
bool
pbe_mac_read(struct der_reader *r, struct pbe_mac *out)
{
	struct der_reader seq, info, algorithm;
	struct der_element ignored;
	struct bytes oid;

	memset(out, 0, sizeof(*out));
	out->rounds = 1;
	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !der_open(&seq, DER_SEQUENCE, &info) ||
	    !der_open(&info, DER_SEQUENCE, &algorithm) ||
	    !der_oid(&algorithm, &oid) ||
	    (der_more(&algorithm) && !der_any(&algorithm, &ignored)) ||
	    !der_end(&algorithm) || !der_octets(&info, &out->value) ||
	    !der_end(&info) || !salt_read(&seq, &out->salt) ||
	    (der_more(&seq) && !rounds_read(&seq, &out->rounds)))
		return false;
	out->named = oid_find(oid);
	out->digest = digest_find(out->named, false);
	return der_end(&seq);
}

/* ---- keys ------------------------------------------------------------------------ */

enum use { USE_KEY = 1, USE_IV, USE_MAC };      /* RFC 7292 B.3 */

/* The string again and again, up to a whole number of blocks. */
static void
repeat(struct buffer *out, struct bytes string, size_t block)
{
	size_t i, due = (string.len + block - 1) / block * block;

	for (i = 0; i < due; i++)
		buffer_byte(out, string.data[i % string.len]);
}

/* block + addend + 1, as one number each (B.2, 6 C). */
static void
block_add(uint8_t *block, const uint8_t *addend, size_t len)
{
	unsigned sum = 1;

	while (len-- > 0) {
		sum += (unsigned)block[len] + addend[len];
		block[len] = (uint8_t)sum;
		sum >>= 8;
	}
}

/* One digest's worth of RFC 7292 B.2: state is D, S and P, as they come next. */
static bool
derive_part(const struct pbe_digest *d, struct buffer *state, uint32_t rounds,
    uint8_t part[DIGEST_MOST])
{
	uint8_t addend[BLOCK_MOST];
	size_t i;

	if (gnutls_hash_fast(d->hash, state->data, state->len, part) != 0)
		return false;
	while (--rounds > 0)
		if (gnutls_hash_fast(d->hash, part, d->octets, part) != 0)
			return false;
	for (i = 0; i < d->block; i++)
		addend[i] = part[i % d->octets];
	for (i = d->block; i < state->len; i += d->block)
		block_add(state->data + i, addend, d->block);
	return true;
}

static bool
derive(const struct pbe_digest *d, enum use use, struct bytes password,
    struct bytes salt, uint32_t rounds, uint8_t *out, size_t len)
{
	struct buffer state = BUFFER_EMPTY;
	uint8_t part[DIGEST_MOST];
	size_t i;
	bool good;

	buffer_fill(&state, (uint8_t)use, d->block);
	repeat(&state, salt, d->block);
	repeat(&state, password, d->block);
	good = !state.failed;
	for (i = 0; i < len && good; i += d->octets) {
		good = derive_part(d, &state, rounds, part);
		if (good)
			memcpy(out + i, part,
			    len - i < d->octets ? len - i : d->octets);
	}
	gnutls_memset(part, 0, sizeof(part));
	buffer_wipe(&state);
	return good;
}

static bool
key_make(const struct pbe *pbe, const struct password *password,
    uint8_t key[KEY_MOST], uint8_t iv[IV_MOST])
{
	gnutls_datum_t secret = { (void *)(uintptr_t)password->utf8.data,
		(unsigned)password->utf8.len };
	gnutls_datum_t salt = { (void *)(uintptr_t)pbe->salt.data,
		(unsigned)pbe->salt.len };

	if (!pbe->pbkdf2)
		return derive(pbe->digest, USE_KEY, password->bmp, pbe->salt,
		    pbe->rounds, key, pbe->cipher->key) &&
		    derive(pbe->digest, USE_IV, password->bmp, pbe->salt,
		    pbe->rounds, iv, pbe->cipher->block);
	memcpy(iv, pbe->iv.data, pbe->cipher->block);
	return gnutls_pbkdf2(pbe->digest->mac, &secret, &salt, pbe->rounds, key,
	    pbe->cipher->key) == 0;
}

/* ---- opening ----------------------------------------------------------------------- */

bool
pbe_mac_check(const struct pbe_mac *mac, const struct password *password,
    struct bytes content)
{
	uint8_t key[DIGEST_MOST], value[DIGEST_MOST];
	const struct pbe_digest *d = mac->digest;
	bool good;

	good = mac->value.len == d->octets &&
	    derive(d, USE_MAC, password->bmp, mac->salt, mac->rounds, key,
	    d->octets) && gnutls_hmac_fast(d->mac, key, d->octets,
	    content.data, content.len, value) == 0 &&
	    gnutls_memcmp(value, mac->value.data, d->octets) == 0;
	gnutls_memset(key, 0, sizeof(key));
	return good;
}

/* 1 to block octets, each of which says how many they are. */
static bool
padding_cut(struct buffer *out, size_t before, size_t block)
{
	size_t n = out->data[out->len - 1], i;

	if (n == 0 || n > block || n > out->len - before)
		return false;
	for (i = out->len - n; i < out->len; i++)
		if (out->data[i] != n)
			return false;
	buffer_cut(out, out->len - n);
	return true;
}

static bool
unseal(const struct pbe_cipher *c, uint8_t key[KEY_MOST], uint8_t iv[IV_MOST],
    uint8_t *octets, size_t len)
{
	gnutls_datum_t key_datum = { key, (unsigned)c->key };
	gnutls_datum_t iv_datum = { iv, (unsigned)c->block };
	gnutls_cipher_hd_t handle;
	int rc;

	if (gnutls_cipher_init(&handle, c->cipher, &key_datum, &iv_datum) != 0)
		return false;
	rc = gnutls_cipher_decrypt(handle, octets, len);
	gnutls_cipher_deinit(handle);
	return rc == 0;
}

bool
pbe_decrypt(const struct pbe *pbe, const struct password *password,
    struct bytes sealed, struct buffer *out)
{
	size_t before = out->len, block = pbe->cipher->block;
	uint8_t key[KEY_MOST], iv[IV_MOST];
	bool good;

	if (sealed.len == 0 || sealed.len % block != 0)
		return false;
	buffer_add(out, sealed);
	good = !out->failed && key_make(pbe, password, key, iv) &&
	    unseal(pbe->cipher, key, iv, out->data + before, sealed.len) &&
	    padding_cut(out, before, block);
	gnutls_memset(key, 0, sizeof(key));
	if (!good)
		buffer_cut(out, before);
	return good;
}
