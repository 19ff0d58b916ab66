/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "ca/drbg.h"
#include "ca/key_parts.h"

#define RSA_EXPONENT 65537
#define KEY_TYPE_LAST KEY_TYPE_PSS4096  /* that somebody may ask for */

#define RSA(word, text, bits) { word, text, KEY_RSA, OID_UNKNOWN, NULL, \
	bits, OID_RSA_SHA256, GNUTLS_SIGN_RSA_SHA256 }
#define PSS(word, text, bits) { word, text, KEY_RSA_PSS, OID_UNKNOWN, NULL, \
	bits, OID_RSASSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256 }

static const struct key_form forms[] = {
	[KEY_TYPE_P256] = { "p256", "EC P-256", KEY_EC,
	    OID_SECP256R1, nettle_get_secp_256r1, 256, OID_ECDSA_SHA256,
	    GNUTLS_SIGN_ECDSA_SHA256 },
	[KEY_TYPE_P384] = { "p384", "EC P-384", KEY_EC,
	    OID_SECP384R1, nettle_get_secp_384r1, 384, OID_ECDSA_SHA384,
	    GNUTLS_SIGN_ECDSA_SHA384 },
	[KEY_TYPE_P521] = { "p521", "EC P-521", KEY_EC,
	    OID_SECP521R1, nettle_get_secp_521r1, 521, OID_ECDSA_SHA512,
	    GNUTLS_SIGN_ECDSA_SHA512 },
	[KEY_TYPE_ED25519] = { "ed25519", "Ed25519", KEY_ED25519,
	    OID_UNKNOWN, NULL, 256, OID_ED25519,
	    GNUTLS_SIGN_EDDSA_ED25519 },
	[KEY_TYPE_ED448] = { "ed448", "Ed448", KEY_ED448,
	    OID_UNKNOWN, NULL, 456, OID_ED448,
	    GNUTLS_SIGN_EDDSA_ED448 },
	[KEY_TYPE_RSA2048] = RSA("rsa2048", "RSA 2048", 2048),
	[KEY_TYPE_RSA3072] = RSA("rsa3072", "RSA 3072", 3072),
	[KEY_TYPE_RSA4096] = RSA("rsa4096", "RSA 4096", 4096),
	[KEY_TYPE_RSA6144] = RSA("rsa6144", "RSA 6144", 6144),
	[KEY_TYPE_RSA8192] = RSA("rsa8192", "RSA 8192", 8192),
	[KEY_TYPE_PSS2048] = PSS("rsa-pss", "RSA-PSS 2048", 2048),
	[KEY_TYPE_PSS3072] = PSS("rsa-pss3072", "RSA-PSS 3072", 3072),
	[KEY_TYPE_PSS4096] = PSS("rsa-pss4096", "RSA-PSS 4096", 4096),
	[KEY_TYPE_RSA1024] = RSA("rsa1024", "RSA 1024", 1024),
	[KEY_TYPE_P224] = { "p224", "EC P-224", KEY_EC,
	    OID_SECP224R1, nettle_get_secp_224r1, 224, OID_ECDSA_SHA256,
	    GNUTLS_SIGN_ECDSA_SHA256 },
};

const struct key_form *
key_form(enum key_type type)
{
	return &forms[type];
}

bool
key_is_rsa(const struct key *key)
{
	return forms[key->type].kind == KEY_RSA ||
	    forms[key->type].kind == KEY_RSA_PSS;
}

bool
key_is_ec(const struct key *key)
{
	return forms[key->type].kind == KEY_EC;
}

bool
key_type_find(enum key_kind kind, unsigned bits, enum key_type *type)
{
	for (int t = KEY_TYPE_P256; t <= KEY_TYPE_LAST; t++)
		if (forms[t].kind == kind && forms[t].bits == bits) {
			*type = (enum key_type)t;
			return true;
		}
	return false;
}

enum key_type
key_type(const struct key *key)
{
	return key->type;
}

bool
key_type_read(const char *word, enum key_type *type)
{
	for (int t = KEY_TYPE_P256; t <= KEY_TYPE_LAST; t++) {
		if (strcmp(forms[t].word, word) == 0) {
			*type = (enum key_type)t;
			return true;
		}
	}
	return false;
}

int
key_type_take(const char *word, enum key_type *type, struct cw_error *err)
{
	if (key_type_read(word, type))
		return 0;
	error_set(err, "no type of key is called \"%.40s\": " KEY_TYPES, word);
	return -1;
}

const char *
key_type_word(enum key_type type)
{
	return forms[type].word;
}

bool
key_type_enciphers(enum key_type type)
{
	return forms[type].kind == KEY_RSA;
}

const char *
key_type_text(enum key_type type)
{
	return forms[type].text;
}

enum oid
key_algorithm(const struct key *key)
{
	return forms[key->type].algorithm;
}

void
number_wipe(mpz_t number)
{
	size_t size = mpz_size(number);

	if (size > 0)
		explicit_bzero(mpz_limbs_modify(number, (mp_size_t)size),
		    size * sizeof(mp_limb_t));
	mpz_set_ui(number, 0);
}

size_t
key_field_octets(const struct key *key)
{
	return (forms[key->type].bits + 7) / 8;
}

void
key_scalar_octets(const struct key *key, uint8_t *out)
{
	mpz_t number;

	mpz_init(number);
	ecc_scalar_get(&key->scalar, number);
	nettle_mpz_get_str_256(key_field_octets(key), out, number);
	number_wipe(number);
	mpz_clear(number);
}

void
system_random(void *ctx, size_t len, uint8_t *out)
{
	struct system_random *r = ctx;

	if (!r->failed && gnutls_rnd(GNUTLS_RND_KEY, out, len) == 0)
		return;
	/* Something that ends the loop of who draws; the key is thrown away. */
	r->failed = true;
	memset(out, 0x55, len);
}

struct key *
key_alloc(enum key_type type, struct cw_error *err)
{
	struct key *key = calloc(1, sizeof(*key));

	if (key == NULL) {
		error_memory(err);
		return NULL;
	}
	key->type = type;
	if (key_is_ec(key)) {
		const struct ecc_curve *curve = forms[type].get_curve();

		ecc_scalar_init(&key->scalar, curve);
		ecc_point_init(&key->point, curve);
	} else if (key_is_rsa(key)) {
		rsa_private_key_init(&key->rsa);
		rsa_public_key_init(&key->rsa_public);
	}
	return key;
}

void
key_free(struct key *key)
{
	if (key == NULL)
		return;
	if (key_is_ec(key)) {
		explicit_bzero(key->scalar.p, sizeof(mp_limb_t) *
		    (size_t)ecc_size(key->scalar.ecc));
		ecc_scalar_clear(&key->scalar);
		ecc_point_clear(&key->point);
	} else if (key_is_rsa(key)) {
		number_wipe(key->rsa.d);
		number_wipe(key->rsa.p);
		number_wipe(key->rsa.q);
		number_wipe(key->rsa.a);
		number_wipe(key->rsa.b);
		number_wipe(key->rsa.c);
		rsa_private_key_clear(&key->rsa);
		rsa_public_key_clear(&key->rsa_public);
	}
	key_token_close(key);
	explicit_bzero(key, sizeof(*key));
	free(key);
}

void
key_edwards_derive(struct key *key)
{
	if (key->type == KEY_TYPE_ED448)
		ed448_shake256_public_key(key->ed_public, key->ed_private);
	else
		ed25519_sha512_public_key(key->ed_public, key->ed_private);
}

static void
key_draw_small(struct key *key, void *ctx, nettle_random_func *random)
{
	if (key_is_ec(key)) {
		ecdsa_generate_keypair(&key->point, &key->scalar, ctx, random);
		return;
	}
	random(ctx, key_field_octets(key), key->ed_private);
	key_edwards_derive(key);
}

/* A generator that the seed, the use and the label alone decide. */
static void
seed_start(struct drbg *d, const char *use, const char *seed, const char *label)
{
	struct bytes part[] = { bytes_of("chainwright"), { NULL, 0 },
	    { NULL, 0 }, { NULL, 0 } };

	/* With the NUL of each, so that no two lists of parts look alike. */
	part[0].len++;
	part[1] = (struct bytes){ (const uint8_t *)use, strlen(use) + 1 };
	part[2] = (struct bytes){ (const uint8_t *)seed, strlen(seed) + 1 };
	part[3] = (struct bytes){ (const uint8_t *)label, strlen(label) + 1 };
	drbg_seed(d, &nettle_sha512, part, sizeof(part) / sizeof(part[0]));
}

void
key_seed_octets(const char *use, const char *seed, const char *label,
    uint8_t *out, size_t len)
{
	struct drbg d;

	seed_start(&d, use, seed, label);
	drbg_random(&d, len, out);
	drbg_wipe(&d);
}

static bool
key_draw_seeded(struct key *key, const char *seed, const char *label)
{
	struct drbg d;
	bool good = true;

	seed_start(&d, forms[key->type].word, seed, label);
	if (key_is_rsa(key))
		good = key_rsa_draw(key, forms[key->type].bits, &d);
	else
		key_draw_small(key, &d, drbg_random);
	drbg_wipe(&d);
	return good;
}

/* nettle's search for primes may not end if its randomness stands still, so it
   draws from a generator whose seed was had before. */
static bool
key_draw_rsa(struct key *key)
{
	uint8_t entropy[DRBG_MAX_DIGEST];
	struct bytes seed = { entropy, sizeof(entropy) };
	struct drbg d;
	bool good;

	if (gnutls_rnd(GNUTLS_RND_KEY, entropy, sizeof(entropy)) < 0)
		return false;
	drbg_seed(&d, &nettle_sha512, &seed, 1);
	explicit_bzero(entropy, sizeof(entropy));
	mpz_set_ui(key->rsa_public.e, RSA_EXPONENT);
	good = rsa_generate_keypair(&key->rsa_public, &key->rsa, &d,
	    drbg_random, NULL, NULL, forms[key->type].bits, 0) == 1;
	drbg_wipe(&d);
	return good;
}

static bool
key_draw(struct key *key)
{
	struct system_random r = { false };

	if (key_is_rsa(key))
		return key_draw_rsa(key);
	key_draw_small(key, &r, system_random);
	return !r.failed;
}

struct key *
key_new(enum key_type type, const char *seed, const char *label,
    struct cw_error *err)
{
	struct key *key = key_alloc(type, err);

	if (key == NULL)
		return NULL;
	if (seed != NULL ? key_draw_seeded(key, seed, label) : key_draw(key))
		return key;
	error_set(err, "making a key (%s) failed: the system gives no random "
	    "numbers", forms[type].text);
	key_free(key);
	return NULL;
}
