/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Private keys: made, used, written and read. */
#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

#include "base/pem.h"
#include "ca/key_parts.h"
#include "tests/octets.h"
#include "tests/test.h"

/* What the seed "test" and the label "leaf" give, on every machine: SHA-256 of
   the SubjectPublicKeyInfo. */
static const struct {
	enum key_type type;
	const char *sha256;
} seeded[] = {
	{ KEY_TYPE_P256,
	    "8a9ffee4606dda5ddddf74ca5e70b17c"
	    "ec8962183d7482dd918b74d647dfa1a0" },
	{ KEY_TYPE_P384,
	    "5746cca4a77bb728b8b3aea7a8352200"
	    "a8f4c66d2edbc2907199ca30d9ec5464" },
	{ KEY_TYPE_ED25519,
	    "7bfede0285399d2a60bd90a944b09686"
	    "6fffbc9daa186f758e4df42a0eb055f4" },
	{ KEY_TYPE_RSA2048,
	    "27dad46da7e4300118f6b4fe00ebbc3b"
	    "bbe563e037413abb9946689c4fc145e5" },
	{ KEY_TYPE_RSA3072,
	    "5ea296db668a87df44e5384bc71f72b1"
	    "00a28a0feaf01d4c3b3596b29928985c" },
	{ KEY_TYPE_P521,
	    "3ec5e57792e9a9335f470daa6db95ce9"
	    "fc36ebdbb5d472fa20356b74eeb35a03" },
	{ KEY_TYPE_ED448,
	    "c84f569141c1f29d78c9673fcdb26941"
	    "af729b8dc545332e32b36dae83b173f0" },
	{ KEY_TYPE_PSS2048,
	    "a35bf3e116a79f44aced45b5258c705d"
	    "012e91775d0be022c8f3262d3341f9d3" },
	{ KEY_TYPE_RSA1024,
	    "38a298bdd260975d4ffb5f94f2c5ef99"
	    "bc58697706f238c2383d2fffb764ca8c" },
	{ KEY_TYPE_P224,
	    "e7f8e9d9b96c0900d6bd880b716a1012"
	    "7f0e61da3ffc09e5b41fbf4fac97d79f" },
};

START_TEST(test_seeded_key)
{
	struct key *key = key_make(seeded[_i].type, "test", "leaf");
	struct buffer spki = BUFFER_EMPTY;
	uint8_t digest[32];
	char text[HEX_MAX];

	ck_assert_int_eq(key_public(key, &spki, NULL), 0);
	ck_assert_int_eq(gnutls_hash_fast(GNUTLS_DIG_SHA256, spki.data,
	    spki.len, digest), 0);
	ck_assert_str_eq(hex((struct bytes){ digest, 32 }, text),
	    seeded[_i].sha256);
	buffer_free(&spki);
	key_free(key);
}
END_TEST

START_TEST(test_other_keys)
{
	static const struct {
		const char *seed, *label;
	} rows[] = { { "test", "leaf" }, { "test", "root" }, { "tes", "tleaf" },
	    { "other", "leaf" }, { NULL, "leaf" }, { NULL, "leaf" } };
	struct buffer spki[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *key = key_make((enum key_type)_i, rows[i].seed,
		    rows[i].label);

		spki[i] = (struct buffer)BUFFER_EMPTY;
		ck_assert_int_eq(key_public(key, &spki[i], NULL), 0);
		key_free(key);
		for (size_t j = 0; j < i; j++)
			ck_assert(!bytes_equal(buffer_bytes(&spki[i]),
			    buffer_bytes(&spki[j])));
	}
	for (size_t i = 0; i < COUNT(rows); i++)
		buffer_free(&spki[i]);
}
END_TEST

/* RFC 6979 A.2.5, A.2.6 and A.2.7, message "sample". */
static const struct {
	enum key_type type;
	const char *scalar;
	enum oid algorithm;
	const char *value;
} nonces[] = {
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA256,
	    "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea"
	    "84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064d"
	    "c4ab2f843acda8" },
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA1,
	    "3044022061340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a3"
	    "5471d3202206d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c9"
	    "96e1b8b7eb" },
	{ KEY_TYPE_P256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A"
	    "622B120F6721", OID_ECDSA_SHA512,
	    "30450221008496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d10976"
	    "78eb97f0002202362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554"
	    "f61fae3302fe" },
	{ KEY_TYPE_P384, "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA4"
	    "7740787137D896D5724E4C70A825F872C9EA60D2EDF5", OID_ECDSA_SHA384,
	    "306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4e"
	    "a95ad133c81a648152e44acf96e36dd1e80fabe4602310099ef4aeb15f178cea1"
	    "fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b8"
	    "2c71a38628ac8" },
	{ KEY_TYPE_P521, "0FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C8"
	    "6E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C"
	    "08B0E996B83538", OID_ECDSA_SHA512,
	    "308187024200c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc539"
	    "50e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf"
	    "05ec36e377fa024" "1617cce7cf5064806c467f678d3b4080d6f1cc50af26ca2"
	    "09417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc4"
	    "3997f1ee0e44da4a67a" },
};

START_TEST(test_rfc6979)
{
	struct key *key = key_alloc(nonces[_i].type, NULL);
	struct buffer value = BUFFER_EMPTY;
	mpz_t scalar;

	mpz_init_set_str(scalar, nonces[_i].scalar, 16);
	ck_assert_int_eq(ecc_scalar_set(&key->scalar, scalar), 1);
	ecc_point_mul_g(&key->point, &key->scalar);
	mpz_clear(scalar);
	ck_assert_int_eq(key_sign(key, nonces[_i].algorithm,
	    bytes_of("sample"), &value, NULL), 0);
	assert_hex(&value, nonces[_i].value);
	buffer_free(&value);
	key_free(key);
}
END_TEST

static const struct {
	enum key_type type;
	enum oid algorithm;
	gnutls_sign_algorithm_t gnutls;
} signatures[] = {
	{ KEY_TYPE_P256, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA1, GNUTLS_SIGN_ECDSA_SHA1 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA224, GNUTLS_SIGN_ECDSA_SHA224 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA384, GNUTLS_SIGN_ECDSA_SHA384 },
	{ KEY_TYPE_P256, OID_ECDSA_SHA512, GNUTLS_SIGN_ECDSA_SHA512 },
	{ KEY_TYPE_P384, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA384 },
	{ KEY_TYPE_P384, OID_ECDSA_SHA256, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_P224, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_ED25519, OID_UNKNOWN, GNUTLS_SIGN_EDDSA_ED25519 },
	{ KEY_TYPE_RSA2048, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA384, GNUTLS_SIGN_RSA_SHA384 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA512, GNUTLS_SIGN_RSA_SHA512 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA224, GNUTLS_SIGN_RSA_SHA224 },
	{ KEY_TYPE_RSA2048, OID_RSA_SHA1, GNUTLS_SIGN_RSA_SHA1 },
	{ KEY_TYPE_RSA2048, OID_RSA_MD5, GNUTLS_SIGN_RSA_MD5 },
	{ KEY_TYPE_RSA2048, OID_RSASSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256 },
	{ KEY_TYPE_RSA3072, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
	{ KEY_TYPE_RSA1024, OID_UNKNOWN, GNUTLS_SIGN_RSA_SHA256 },
	{ KEY_TYPE_P521, OID_UNKNOWN, GNUTLS_SIGN_ECDSA_SHA512 },
	{ KEY_TYPE_P521, OID_ECDSA_SHA256, GNUTLS_SIGN_ECDSA_SHA256 },
	{ KEY_TYPE_ED448, OID_UNKNOWN, GNUTLS_SIGN_EDDSA_ED448 },
	{ KEY_TYPE_PSS2048, OID_UNKNOWN, GNUTLS_SIGN_RSA_PSS_SHA256 },
};

START_TEST(test_signature)
{
	struct key *key = key_make(signatures[_i].type, "test", "signer");
	struct buffer spki = BUFFER_EMPTY, value = BUFFER_EMPTY,
	    again = BUFFER_EMPTY, message = BUFFER_EMPTY;
	gnutls_datum_t spki_datum, value_datum, message_datum;
	gnutls_pubkey_t pubkey;

	buffer_string(&message, "what is signed");
	ck_assert_int_eq(key_public(key, &spki, NULL), 0);
	ck_assert_int_eq(key_sign(key, signatures[_i].algorithm,
	    buffer_bytes(&message), &value, NULL), 0);
	ck_assert_int_eq(key_sign(key, signatures[_i].algorithm,
	    buffer_bytes(&message), &again, NULL), 0);
	ck_assert(bytes_equal(buffer_bytes(&value), buffer_bytes(&again)));
	spki_datum = datum(buffer_bytes(&spki));
	value_datum = datum(buffer_bytes(&value));
	message_datum = datum(buffer_bytes(&message));
	ck_assert_int_eq(gnutls_pubkey_init(&pubkey), 0);
	ck_assert_int_eq(gnutls_pubkey_import(pubkey, &spki_datum,
	    GNUTLS_X509_FMT_DER), 0);
	ck_assert_int_eq(gnutls_pubkey_verify_data2(pubkey,
	    signatures[_i].gnutls, GNUTLS_VERIFY_ALLOW_BROKEN, &message_datum,
	    &value_datum), 0);
	message.data[0] ^= 1;
	ck_assert_int_lt(gnutls_pubkey_verify_data2(pubkey,
	    signatures[_i].gnutls, GNUTLS_VERIFY_ALLOW_BROKEN, &message_datum,
	    &value_datum), 0);
	gnutls_pubkey_deinit(pubkey);
	buffer_free(&spki);
	buffer_free(&value);
	buffer_free(&again);
	buffer_free(&message);
	key_free(key);
}
END_TEST

START_TEST(test_signature_refused)
{
	static const struct {
		enum key_type type;
		enum oid algorithm;
		const char *sentence;
	} rows[] = {
		{ KEY_TYPE_P256, OID_RSA_SHA256, "a key of type EC P-256 "
		    "cannot sign by sha256WithRSAEncryption" },
		{ KEY_TYPE_ED25519, OID_ECDSA_SHA256, "a key of type Ed25519 "
		    "cannot sign by ecdsa-with-SHA256" },
		{ KEY_TYPE_ED448, OID_ED25519, "a key of type Ed448 cannot "
		    "sign by id-Ed25519" },
		{ KEY_TYPE_PSS2048, OID_RSA_SHA256, "a key of type RSA-PSS "
		    "2048 cannot sign by sha256WithRSAEncryption" },
		{ KEY_TYPE_P256, OID_KP_ANY, "a key of type EC P-256 cannot "
		    "sign by anyExtendedKeyUsage" },
	};
	struct buffer value = BUFFER_EMPTY;
	struct cw_error err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *key = key_make(rows[i].type, "test", "signer");

		ck_assert_int_eq(key_sign(key, rows[i].algorithm,
		    bytes_of("m"), &value, &err), -1);
		ck_assert_str_eq(err.text, rows[i].sentence);
		ck_assert_uint_eq(value.len, 0);
		key_free(key);
	}
	buffer_free(&value);
}
END_TEST

START_TEST(test_export)
{
	struct key *key = key_make(seeded[_i].type, "test", "leaf"), *read;
	struct buffer out = BUFFER_EMPTY, again = BUFFER_EMPTY;
	struct cw_error err = { "" };
	bool taken = seeded[_i].type <= KEY_TYPE_PSS4096;

	ck_assert_int_eq(key_export(key, &out, NULL), 0);
	assert_reencodes("CHAINWRIGHT.OneAsymmetricKey", buffer_bytes(&out));
	read = key_import(buffer_bytes(&out), "it", NULL, &err);
	if (taken) {
		ck_assert_msg(read != NULL, "%s", err.text);
		ck_assert_int_eq(key_type(read), seeded[_i].type);
		ck_assert_int_eq(key_export(read, &again, NULL), 0);
		ck_assert(bytes_equal(buffer_bytes(&out),
		    buffer_bytes(&again)));
	} else {
		ck_assert_ptr_null(read);
		ck_assert_str_eq(err.text, "a private key of a type that is "
		    "not taken here: " KEY_TYPES " is");
	}
	buffer_wipe(&out);
	buffer_wipe(&again);
	key_free(read);
	key_free(key);
}
END_TEST

START_TEST(test_import_refused)
{
	static const char *const rows[] = { "", "text", "\x30\x03\x02\x01",
	    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" };
	struct cw_error err;

	for (size_t i = 0; i < COUNT(rows); i++) {
		err.text[0] = '\0';
		ck_assert_ptr_null(key_import(bytes_of(rows[i]), "it", NULL,
		    &err));
		ck_assert_str_eq(err.text,
		    "no private key can be read from it");
	}
}
END_TEST

/* ---- under a passphrase ---------------------------------------------------- */

/* Whoever is asked; context is the passphrase, NULL: there is none. */
static int
passphrase_tell(void *context, const char *name, bool fresh, char *out,
    size_t size, struct cw_error *err)
{
	(void)fresh;
	ck_assert_str_eq(name, "it");
	if (context == NULL) {
		error_set(err, "there is none");
		return -1;
	}
	ck_assert_uint_lt(strlen(context), size);
	memcpy(out, context, strlen(context) + 1);
	return 0;
}

static char right[] = "correct horse battery \xc3\xa4", wrong[] = "wrong",
    nothing[] = "";

START_TEST(test_sealed)
{
	const struct cw_passphrase is = { passphrase_tell, right };
	struct key *key = key_make(seeded[_i].type, "test", "leaf"), *read;
	struct buffer plain = BUFFER_EMPTY, sealed = BUFFER_EMPTY,
	    pem = BUFFER_EMPTY, other = BUFFER_EMPTY;
	gnutls_datum_t in;
	gnutls_x509_privkey_t theirs;
	struct cw_error err = { "" };

	ck_assert_int_eq(key_export(key, &plain, NULL), 0);
	ck_assert_int_eq(key_seal_asked(buffer_bytes(&plain), "it", &is,
	    &sealed, NULL), 0);
	assert_reencodes("CHAINWRIGHT.EncryptedPrivateKeyInfo",
	    buffer_bytes(&sealed));
	ck_assert(key_is_sealed(buffer_bytes(&sealed)));
	ck_assert(!key_is_sealed(buffer_bytes(&plain)));
	/* Another salt each time. */
	ck_assert_int_eq(key_seal(buffer_bytes(&plain), right, &other, NULL),
	    0);
	ck_assert_uint_eq(sealed.len, other.len);
	ck_assert(!bytes_equal(buffer_bytes(&sealed), buffer_bytes(&other)));
	/* As GnuTLS reads it. */
	in = datum(buffer_bytes(&sealed));
	ck_assert_int_eq(gnutls_x509_privkey_init(&theirs), 0);
	ck_assert_int_eq(gnutls_x509_privkey_import_pkcs8(theirs, &in,
	    GNUTLS_X509_FMT_DER, right, 0), 0);
	gnutls_x509_privkey_deinit(theirs);
	/* And as we do, in PEM and in DER. */
	pem_write(&pem, key_label(buffer_bytes(&sealed)),
	    buffer_bytes(&sealed));
	for (int i = 0; i < 2; i++) {
		read = key_import(buffer_bytes(i == 0 ? &sealed : &pem), "it",
		    &is, &err);
		ck_assert_msg(read != NULL, "%s", err.text);
		buffer_cut(&other, 0);
		ck_assert_int_eq(key_export(read, &other, NULL), 0);
		ck_assert(bytes_equal(buffer_bytes(&plain),
		    buffer_bytes(&other)));
		key_free(read);
	}
	buffer_wipe(&plain);
	buffer_wipe(&sealed);
	buffer_wipe(&other);
	buffer_wipe(&pem);
	key_free(key);
}
END_TEST

START_TEST(test_sealed_refused)
{
	static const struct {
		void *passphrase;
		size_t at;              /* of an octet that is changed; 0 */
		uint8_t octet;
		const char *sentence;
	} rows[] = {
		{ wrong, 0, 0, "the passphrase is wrong" },
		{ nothing, 0, 0, "the passphrase is wrong" },
		{ NULL, 0, 0, "there is none" },
		/* the OID of PBES2, that of HMAC, a length, the rounds */
		{ right, 15, 0x7f, "a passphrase protects the private key in a "
		    "way that is not known here; PBES2 with AES is" },
		{ right, 67, 0x7f, "a passphrase protects the private key in a "
		    "way that is not known here; PBES2 with AES is" },
		{ right, 52, 0x7f, "no private key can be read from it: a "
		    "length that does not fit" },
		{ right, 53, 0x7f, "to try one passphrase on the private key "
		    "takes 8333248 rounds, and more than 5000000 are not done "
		    "here" },
	};
	struct key *key = key_make(KEY_TYPE_P256, "test", "leaf");
	struct buffer plain = BUFFER_EMPTY, sealed = BUFFER_EMPTY;
	struct cw_error err;

	ck_assert_int_eq(key_export(key, &plain, NULL), 0);
	ck_assert_int_eq(key_seal(buffer_bytes(&plain), right, &sealed, NULL),
	    0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct cw_passphrase is = { passphrase_tell,
			rows[i].passphrase };
		uint8_t before = sealed.data[rows[i].at];

		if (rows[i].at > 0)
			sealed.data[rows[i].at] = rows[i].octet;
		ck_assert_ptr_null(key_import(buffer_bytes(&sealed), "it", &is,
		    &err));
		ck_assert_str_eq(err.text, rows[i].sentence);
		sealed.data[rows[i].at] = before;
	}
	ck_assert_ptr_null(key_import(buffer_bytes(&sealed), "it", NULL, &err));
	ck_assert_str_eq(err.text, "a passphrase protects the private key");
	ck_assert_int_eq(key_seal_asked(buffer_bytes(&plain), "it",
	    &(struct cw_passphrase){ passphrase_tell, nothing }, &sealed,
	    &err), -1);
	ck_assert_str_eq(err.text, "an empty passphrase protects nothing");
	buffer_wipe(&plain);
	buffer_wipe(&sealed);
	key_free(key);
}
END_TEST

START_TEST(test_cache)
{
	struct key_cache *cache = key_cache_new("test", NULL);
	const struct key *leaf;
	struct key *alone = key_make(KEY_TYPE_P256, "test", "leaf");
	struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;

	leaf = key_cache_get(cache, KEY_TYPE_P256, "leaf", NULL);
	ck_assert_ptr_nonnull(leaf);
	ck_assert_ptr_eq(key_cache_get(cache, KEY_TYPE_P256, "leaf", NULL),
	    leaf);
	ck_assert_ptr_ne(key_cache_get(cache, KEY_TYPE_P384, "leaf", NULL),
	    leaf);
	ck_assert_ptr_ne(key_cache_get(cache, KEY_TYPE_P256, "root", NULL),
	    leaf);
	key_public(leaf, &a, NULL);
	key_public(alone, &b, NULL);
	ck_assert(bytes_equal(buffer_bytes(&a), buffer_bytes(&b)));
	buffer_free(&a);
	buffer_free(&b);
	key_free(alone);
	key_cache_free(cache);
}
END_TEST

START_TEST(test_key_words)
{
	static const char *const words[] = { "p256", "p384", "ed25519",
	    "rsa2048", "rsa3072", "p521", "ed448", "rsa4096", "rsa6144",
	    "rsa8192", "rsa-pss", "rsa-pss3072", "rsa-pss4096" };
	static const char *const others[] = { "rsa1024", "p224", "P256", "",
	    "rsa", "rsa-pss2048" };
	enum key_type type = KEY_TYPE_P224;

	for (size_t i = 0; i < COUNT(others); i++)
		ck_assert(!key_type_read(others[i], &type));
	ck_assert_int_eq(type, KEY_TYPE_P224);
	for (size_t i = 0; i < COUNT(words); i++) {
		ck_assert(key_type_read(words[i], &type));
		ck_assert_int_eq((int)type, (int)i);
		ck_assert_str_eq(key_type_word(type), words[i]);
		ck_assert_ptr_nonnull(strstr(KEY_TYPES, words[i]));
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("key");
	TCase *t = tcase_create("key");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_seeded_key, 0, (int)COUNT(seeded));
	tcase_add_loop_test(t, test_other_keys, KEY_TYPE_P256,
	    KEY_TYPE_ED25519 + 1);
	tcase_add_loop_test(t, test_rfc6979, 0, (int)COUNT(nonces));
	tcase_add_loop_test(t, test_signature, 0, (int)COUNT(signatures));
	tcase_add_test(t, test_signature_refused);
	tcase_add_loop_test(t, test_export, 0, (int)COUNT(seeded));
	tcase_add_test(t, test_import_refused);
	tcase_add_loop_test(t, test_sealed, 0, (int)COUNT(seeded) - 2);
	tcase_add_test(t, test_sealed_refused);
	tcase_add_test(t, test_cache);
	tcase_add_test(t, test_key_words);
	suite_add_tcase(s, t);
	return s;
}
