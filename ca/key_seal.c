/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private keys under a passphrase: EncryptedPrivateKeyInfo, RFC 5958 3. */
#include "config.h"

#include <stdlib.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/pbkdf2.h>

#include "ca/encode.h"
#include "ca/key_parts.h"
#include "load/pbe.h"

#define SALT_OCTETS 16
#define PASSPHRASE_SIZE 1026
#define ROUNDS_MOST 5000000u    /* a second or two: no file may ask for hours */

/* ---- sealing ---------------------------------------------------------------- */

/* RFC 8018 A.2 and A.4: how the key comes of the passphrase, and the cipher. */
static void
scheme_encode(struct buffer *b, const uint8_t salt[SALT_OCTETS],
    const uint8_t iv[AES_BLOCK_SIZE])
{
	static const uint8_t rounds[] = { KEY_ROUNDS >> 16,
		KEY_ROUNDS >> 8 & 0xff, KEY_ROUNDS & 0xff };
	size_t scheme = encode_open(b), parameters, part, inner;

	encode_oid(b, OID_PBES2);
	parameters = encode_open(b);
	part = encode_open(b);
	encode_oid(b, OID_PBKDF2);
	inner = encode_open(b);
	encode_element(b, DER_OCTET_STRING,
	    (struct bytes){ salt, SALT_OCTETS });
	encode_magnitude(b, (struct bytes){ rounds, sizeof(rounds) });
	encode_algorithm(b, OID_HMAC_SHA256, true);
	encode_close(b, inner, DER_SEQUENCE);
	encode_close(b, part, DER_SEQUENCE);
	part = encode_open(b);
	encode_oid(b, OID_AES256_CBC);
	encode_element(b, DER_OCTET_STRING,
	    (struct bytes){ iv, AES_BLOCK_SIZE });
	encode_close(b, part, DER_SEQUENCE);
	encode_close(b, parameters, DER_SEQUENCE);
	encode_close(b, scheme, DER_SEQUENCE);
}

/* The octets from start on are encrypted where they are. */
static void
octets_encrypt(const char *passphrase, const uint8_t salt[SALT_OCTETS],
    uint8_t iv[AES_BLOCK_SIZE], uint8_t *octets, size_t len)
{
	uint8_t key[AES256_KEY_SIZE];
	struct aes256_ctx aes;

	pbkdf2_hmac_sha256(strlen(passphrase), (const uint8_t *)passphrase,
	    KEY_ROUNDS, SALT_OCTETS, salt, sizeof(key), key);
	aes256_set_encrypt_key(&aes, key);
	cbc_encrypt(&aes, (nettle_cipher_func *)aes256_encrypt, AES_BLOCK_SIZE,
	    iv, len, octets, octets);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(&aes, sizeof(aes));
}

int
key_seal(struct bytes pkcs8, const char *passphrase, struct buffer *sealed,
    struct cw_error *err)
{
	uint8_t drawn[SALT_OCTETS + AES_BLOCK_SIZE], *iv = drawn + SALT_OCTETS;
	size_t pad = AES_BLOCK_SIZE - pkcs8.len % AES_BLOCK_SIZE;
	size_t start = encode_open(sealed), octets;

	if (gnutls_rnd(GNUTLS_RND_NONCE, drawn, sizeof(drawn)) < 0) {
		error_set(err, "protecting a key failed: the system gives no "
		    "random numbers");
		return -1;
	}
	/* Room at once, so that no copy of the key is left behind. */
	octets = sealed->len;
	buffer_fill(sealed, 0, pkcs8.len + 256);
	buffer_cut(sealed, octets);
	scheme_encode(sealed, drawn, iv);
	octets = encode_open(sealed);
	buffer_add(sealed, pkcs8);
	buffer_fill(sealed, (uint8_t)pad, pad);
	if (sealed->failed)
		return error_memory(err);
	octets_encrypt(passphrase, drawn, iv, sealed->data + octets,
	    pkcs8.len + pad);
	encode_close(sealed, octets, DER_OCTET_STRING);
	encode_close(sealed, start, DER_SEQUENCE);
	return sealed->failed ? error_memory(err) : 0;
}

static int
passphrase_ask(const struct cw_passphrase *secret, const char *name, bool fresh,
    char out[PASSPHRASE_SIZE], struct cw_error *err)
{
	out[0] = '\0';
	if (secret == NULL || secret->ask == NULL) {
		error_set(err, "a passphrase protects the private key");
		return -1;
	}
	return secret->ask(secret->context, name, fresh, out, PASSPHRASE_SIZE,
	    err);
}

int
key_seal_asked(struct bytes pkcs8, const char *name,
    const struct cw_passphrase *secret, struct buffer *sealed,
    struct cw_error *err)
{
	char passphrase[PASSPHRASE_SIZE];
	int result = passphrase_ask(secret, name, true, passphrase, err);

	if (result == 0 && passphrase[0] == '\0') {
		error_set(err, "an empty passphrase protects nothing");
		result = -1;
	}
	if (result == 0)
		result = key_seal(pkcs8, passphrase, sealed, err);
	explicit_bzero(passphrase, sizeof(passphrase));
	return result;
}

/* ---- opening ------------------------------------------------------------------ */

/* SEQUENCE { encryptionAlgorithm SEQUENCE, encryptedData OCTET STRING }; a key
   that nothing protects begins with its version, a number. */
bool
key_is_sealed(struct bytes der)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_element algorithm, data;
	struct der_reader r, seq;

	der_start(&r, der, &trouble);
	return der_open(&r, DER_SEQUENCE, &seq) &&
	    der_element(&seq, DER_SEQUENCE, &algorithm) &&
	    der_element(&seq, DER_OCTET_STRING, &data);
}

const char *
key_label(struct bytes der)
{
	return key_is_sealed(der) ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY";
}

static int
scheme_read(struct bytes sealed, struct pbe *pbe, struct bytes *octets,
    struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq;

	der_start(&r, sealed, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &seq) || !pbe_read(&seq, pbe) ||
	    !der_octets(&seq, octets) || !der_end(&seq) || !der_end(&r))
		error_set(err, "no private key can be read from it: %s",
		    der_fault_text(trouble.fault));
	else if (pbe->cipher == NULL || pbe->digest == NULL)
		error_set(err, "a passphrase protects the private key in a way "
		    "that is not known here; PBES2 with AES is");
	else if (pbe->rounds > ROUNDS_MOST)
		error_set(err, "to try one passphrase on the private key takes "
		    "%u rounds, and more than %u are not done here",
		    pbe->rounds, ROUNDS_MOST);
	else
		return 0;
	return -1;
}

/* False: another passphrase. Its padding may be right by chance (one in 256), so
   what is opened has to be a sequence too, as long as it says. */
static bool
passphrase_try(const struct pbe *pbe, struct bytes octets, const char *text,
    struct buffer *pkcs8)
{
	struct buffer bmp = BUFFER_EMPTY;
	struct password password = { .utf8 = bytes_of(text) };
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq;
	bool good;

	/* Only schemes older than PBES2 take it as UTF-16. */
	good = pbe->pbkdf2 || password_write(password.utf8, &bmp);
	password.bmp = buffer_bytes(&bmp);
	good = good && pbe_decrypt(pbe, &password, octets, pkcs8);
	if (good) {
		der_start(&r, buffer_bytes(pkcs8), &trouble);
		good = der_open(&r, DER_SEQUENCE, &seq) && der_end(&r);
	}
	buffer_wipe(&bmp);
	return good;
}

int
key_unseal(struct bytes sealed, const char *name,
    const struct cw_passphrase *secret, struct buffer *pkcs8,
    struct cw_error *err)
{
	char passphrase[PASSPHRASE_SIZE];
	struct bytes octets;
	struct pbe pbe = { .named = OID_UNKNOWN };
	int result = -1;

	if (scheme_read(sealed, &pbe, &octets, err) < 0 ||
	    passphrase_ask(secret, name, false, passphrase, err) < 0)
		return -1;
	if (passphrase_try(&pbe, octets, passphrase, pkcs8))
		result = 0;
	else
		error_set(err, "the passphrase is wrong");
	explicit_bzero(passphrase, sizeof(passphrase));
	return result;
}
