/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signatures: what verifies, what does not, and what is not even tried. */
#include "config.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/arena.h"
#include "ca/key.h"
#include "sig/hash.h"
#include "sig/verify.h"
#include "tests/dsl.h"
#include "tests/test.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define ALG_ECDSA "30{06{2a8648ce3d040302}}"
#define ALG_RSA "30{06{2a864886f70d01010b}0500}"
#define ALG_ED25519 "30{06{2b6570}}"
#define SHA(n) "30{06{60864801650304020" n "}0500}"
#define MGF(hash) "30{06{2a864886f70d010108}" hash "}"
#define ALG_PSS(parameters) "30{06{2a864886f70d01010a}" parameters "}"
#define PSS(hash, mask, salt, more) \
	ALG_PSS("30{a0{" hash "}a1{" MGF(mask) "}a2{0201" salt "}" more "}")
#define ALG_UNKNOWN "30{06{883701}}"

/* ---- keys and what they sign --------------------------------------------------- */

struct signer {
	struct key *key;
	struct buffer spki_octets, signature;
	struct spki spki;
};

/* Made once, before the first test: RSA keys take their time. */
static const enum key_type types[] = { KEY_TYPE_P256, KEY_TYPE_ED25519,
	KEY_TYPE_RSA2048, KEY_TYPE_P384 };
static struct key *made[COUNT(types)][2];

static void
keys_make(void)
{
	struct cw_error err;
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		made[i][0] = key_new(types[i], "test", "one", &err);
		made[i][1] = key_new(types[i], "test", "other", &err);
		ck_assert_msg(made[i][0] != NULL && made[i][1] != NULL, "%s",
		    err.text);
	}
}

static void
keys_free(void)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++) {
		key_free(made[i][0]);
		key_free(made[i][1]);
	}
}

static struct bytes
message(void)
{
	return bytes_of("what is signed");
}

static void
spki_parse(struct bytes octets, struct spki *spki)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;
	const uint8_t *at;
	const char *why = "";

	der_start(&r, octets, &trouble);
	ck_assert_msg(spki_read(&r, spki) && der_end(&r), "%s",
	    der_fault_text(trouble.fault));
	ck_assert_msg(spki_decode(spki, &at, &why), "%s", why);
}

static void
signer_start(struct signer *s, enum key_type type, size_t which,
    enum oid algorithm)
{
	struct cw_error err;
	size_t i = 0;

	memset(s, 0, sizeof(*s));
	while (types[i] != type)
		i++;
	s->key = made[i][which];
	ck_assert_int_eq(key_public(s->key, &s->spki_octets, &err), 0);
	ck_assert_msg(key_sign(s->key, algorithm, message(), &s->signature,
	    &err) == 0, "%s", err.text);
	spki_parse(buffer_bytes(&s->spki_octets), &s->spki);
}

static void
signer_free(struct signer *s)
{
	buffer_free(&s->spki_octets);
	buffer_free(&s->signature);
}

static void
algorithm_parse(const char *text, struct buffer *octets, struct algorithm *a)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	size_t mark = DSL_NO_MARK;
	struct der_reader r;

	dsl_write(text, octets, &mark);
	der_start(&r, buffer_bytes(octets), &trouble);
	ck_assert(algorithm_read(&r, a) && der_end(&r));
}

static enum sig_result
try(const struct spki *spki, const char *algorithm, struct bytes text,
    struct bytes value, unsigned unused)
{
	struct buffer octets = BUFFER_EMPTY;
	struct bit_string bits = { value, unused };
	struct algorithm a;
	enum sig_result result;
	struct sig_key *key = sig_key_new(spki, &result);

	if (key == NULL)
		return result;
	algorithm_parse(algorithm, &octets, &a);
	result = sig_verify(key, spki, &a, text, &bits);
	sig_key_free(key);
	buffer_free(&octets);
	return result;
}

static const struct {
	const char *name;
	enum key_type type;
	enum oid id;
	const char *algorithm;
} good[] = {
	{ "P-256 with SHA-256", KEY_TYPE_P256, OID_ECDSA_SHA256, ALG_ECDSA },
	{ "P-256 with SHA-384", KEY_TYPE_P256, OID_ECDSA_SHA384,
	    "30{06{2a8648ce3d040303}}" },
	{ "P-256 with SHA-1", KEY_TYPE_P256, OID_ECDSA_SHA1,
	    "30{06{2a8648ce3d0401}}" },
	{ "P-256 with NULL", KEY_TYPE_P256, OID_ECDSA_SHA256,
	    "30{06{2a8648ce3d040302}0500}" },
	{ "P-384 with SHA-384", KEY_TYPE_P384, OID_ECDSA_SHA384,
	    "30{06{2a8648ce3d040303}}" },
	{ "P-384 with SHA-256", KEY_TYPE_P384, OID_ECDSA_SHA256, ALG_ECDSA },
	{ "Ed25519", KEY_TYPE_ED25519, OID_ED25519, ALG_ED25519 },
	{ "RSA with SHA-256", KEY_TYPE_RSA2048, OID_RSA_SHA256, ALG_RSA },
	{ "RSA with SHA-1", KEY_TYPE_RSA2048, OID_RSA_SHA1,
	    "30{06{2a864886f70d010105}0500}" },
	{ "RSA without NULL", KEY_TYPE_RSA2048, OID_RSA_SHA256,
	    "30{06{2a864886f70d01010b}}" },
	{ "RSA-PSS with SHA-256", KEY_TYPE_RSA2048, OID_RSASSA_PSS,
	    PSS(SHA("1"), SHA("1"), "20", "") },
};

START_TEST(test_good)
{
	const char *name = good[_i].name, *algorithm = good[_i].algorithm;
	struct signer s, other;
	struct bytes value;
	size_t i;

	signer_start(&s, good[_i].type, 0, good[_i].id);
	signer_start(&other, good[_i].type, 1, good[_i].id);
	value = buffer_bytes(&s.signature);
	ck_assert_msg(try(&s.spki, algorithm, message(), value, 0) == SIG_GOOD,
	    "%s", name);
	ck_assert_msg(try(&s.spki, algorithm, bytes_of("What is signed"), value,
	    0) == SIG_BAD, "%s: another text", name);
	ck_assert_msg(try(&other.spki, algorithm, message(), value, 0) ==
	    SIG_BAD, "%s: another key", name);
	ck_assert_msg(try(&s.spki, algorithm, message(), value, 1) ==
	    SIG_VALUE_MALFORMED, "%s: unused bits", name);
	ck_assert_msg(try(&s.spki, algorithm, message(), (struct bytes){ value.data,
	    0 }, 0) == SIG_VALUE_MALFORMED, "%s: no octets", name);
	ck_assert_msg(try(&s.spki, algorithm, message(), (struct bytes){ value.data,
	    value.len - 1 }, 0) == SIG_VALUE_MALFORMED, "%s: cut", name);
	buffer_byte(&s.signature, 0);
	ck_assert_msg(try(&s.spki, algorithm, message(),
	    buffer_bytes(&s.signature), 0) == SIG_VALUE_MALFORMED,
	    "%s: an octet more", name);
	buffer_cut(&s.signature, s.signature.len - 1);
	for (i = 0; i < s.signature.len; i++) {
		s.signature.data[i] ^= 0x10;
		ck_assert_msg(try(&s.spki, algorithm, message(),
		    buffer_bytes(&s.signature), 0) != SIG_GOOD,
		    "%s: octet %zu changed", name, i);
		s.signature.data[i] ^= 0x10;
	}
	signer_free(&s);
	signer_free(&other);
}
END_TEST

/* ---- ECDSA-Sig-Value ------------------------------------------------------------- */

#define N "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define BIG "01ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

static const struct {
	const char *name, *value;
	enum sig_result result;
} ecdsa[] = {
	{ "one and one", "30{020101020101}", SIG_BAD },
	{ "both zero", "30{020100020100}", SIG_VALUE_MALFORMED },
	{ "r zero", "30{020100020101}", SIG_VALUE_MALFORMED },
	{ "s zero", "30{020101020100}", SIG_VALUE_MALFORMED },
	{ "r negative", "30{0201ff020101}", SIG_VALUE_MALFORMED },
	{ "s negative", "30{02010102{80}}", SIG_VALUE_MALFORMED },
	{ "r the order", "30{02{" N "}020101}", SIG_BAD },
	{ "s the order", "30{02010102{" N "}}", SIG_BAD },
	{ "r longer than the order", "30{02{" BIG "}020101}",
	    SIG_VALUE_MALFORMED },
	{ "r with a zero to spare", "30{02{0001}020101}", SIG_VALUE_MALFORMED },
	{ "r without octets", "30{0200020101}", SIG_VALUE_MALFORMED },
	{ "one number", "30{020101}", SIG_VALUE_MALFORMED },
	{ "three numbers", "30{020101020101020101}", SIG_VALUE_MALFORMED },
	{ "nothing", "3000", SIG_VALUE_MALFORMED },
	{ "a SET", "31{020101020101}", SIG_VALUE_MALFORMED },
	{ "a long length", "308106020101020101", SIG_VALUE_MALFORMED },
	{ "an open length", "30800201010201010000", SIG_VALUE_MALFORMED },
	{ "octets behind it", "30{020101020101}00", SIG_VALUE_MALFORMED },
	{ "bare numbers", "0101", SIG_VALUE_MALFORMED },
	{ "enumerated numbers", "30{0a01010a0101}", SIG_VALUE_MALFORMED },
};

START_TEST(test_ecdsa)
{
	struct buffer value = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	enum sig_result result;
	struct signer s;

	signer_start(&s, KEY_TYPE_P256, 0, OID_UNKNOWN);
	dsl_write(ecdsa[_i].value, &value, &mark);
	result = try(&s.spki, ALG_ECDSA, message(), buffer_bytes(&value), 0);
	ck_assert_msg(result == ecdsa[_i].result, "%s: %d", ecdsa[_i].name,
	    (int)result);
	buffer_free(&value);
	signer_free(&s);
}
END_TEST

/* A true signature written in BER is not taken for a true one. */
START_TEST(test_ecdsa_ber)
{
	struct buffer ber = BUFFER_EMPTY;
	struct signer s;

	signer_start(&s, KEY_TYPE_P256, 0, OID_UNKNOWN);
	buffer_byte(&ber, 0x30);
	buffer_byte(&ber, 0x81);
	buffer_add(&ber, (struct bytes){ s.signature.data + 1,
		s.signature.len - 1 });
	ck_assert_int_eq(try(&s.spki, ALG_ECDSA, message(), buffer_bytes(&ber),
	    0), SIG_VALUE_MALFORMED);
	buffer_free(&ber);
	signer_free(&s);
}
END_TEST

/* ---- RSA-PSS --------------------------------------------------------------------- */

static const struct {
	const char *name, *algorithm;
	enum sig_result result;
} pss[] = {
	{ "as it was signed", PSS(SHA("1"), SHA("1"), "20", ""), SIG_GOOD },
	{ "the trailer written out", PSS(SHA("1"), SHA("1"), "20",
	    "a3{020101}"), SIG_GOOD },
	{ "a shorter salt", PSS(SHA("1"), SHA("1"), "1f", ""), SIG_BAD },
	{ "a longer salt", PSS(SHA("1"), SHA("1"), "21", ""), SIG_BAD },
	{ "another hash", PSS(SHA("2"), SHA("2"), "20", ""), SIG_BAD },
	{ "another hash for the mask", PSS(SHA("1"), SHA("2"), "20", ""),
	    SIG_ALGORITHM_UNKNOWN },
	{ "an unknown hash", PSS("30{06{883701}}", SHA("1"), "20", ""),
	    SIG_ALGORITHM_UNKNOWN },
	{ "a huge salt", ALG_PSS("30{a0{" SHA("1") "}a1{" MGF(SHA("1"))
	    "}a2{02{7fffffff}}}"), SIG_BAD },
	{ "a salt of 2^40", ALG_PSS("30{a0{" SHA("1") "}a1{" MGF(SHA("1"))
	    "}a2{02{010000000000}}}"), SIG_PARAMETERS_INVALID },
	{ "a negative salt", PSS(SHA("1"), SHA("1"), "ff", ""),
	    SIG_PARAMETERS_INVALID },
	{ "another trailer", PSS(SHA("1"), SHA("1"), "20", "a3{020102}"),
	    SIG_PARAMETERS_INVALID },
	{ "a fifth member", PSS(SHA("1"), SHA("1"), "20", "a4{020101}"),
	    SIG_PARAMETERS_INVALID },
	{ "no parameters", ALG_PSS(""), SIG_PARAMETERS_INVALID },
	{ "NULL", ALG_PSS("0500"), SIG_PARAMETERS_INVALID },
	{ "the defaults, which are SHA-1", ALG_PSS("3000"), SIG_BAD },
};

START_TEST(test_pss)
{
	enum sig_result result;
	struct signer s;

	signer_start(&s, KEY_TYPE_RSA2048, 0, OID_RSASSA_PSS);
	result = try(&s.spki, pss[_i].algorithm, message(),
	    buffer_bytes(&s.signature), 0);
	ck_assert_msg(result == pss[_i].result, "%s: %d", pss[_i].name,
	    (int)result);
	signer_free(&s);
}
END_TEST

/* A key for PSS alone: which parameters it allows. */
static const struct {
	const char *name, *key, *algorithm;
	enum sig_result result;
} pss_keys[] = {
	{ "any", "30{06{2a864886f70d01010a}}",
	    PSS(SHA("1"), SHA("1"), "20", ""), SIG_GOOD },
	{ "these", PSS(SHA("1"), SHA("1"), "20", ""),
	    PSS(SHA("1"), SHA("1"), "20", ""), SIG_GOOD },
	{ "a salt of at least 16", PSS(SHA("1"), SHA("1"), "10", ""),
	    PSS(SHA("1"), SHA("1"), "20", ""), SIG_GOOD },
	{ "a salt of at least 33", PSS(SHA("1"), SHA("1"), "21", ""),
	    PSS(SHA("1"), SHA("1"), "20", ""), SIG_KEY_MISMATCH },
	{ "another hash", PSS(SHA("2"), SHA("2"), "20", ""),
	    PSS(SHA("1"), SHA("1"), "20", ""), SIG_KEY_MISMATCH },
	{ "not for PKCS #1", "30{06{2a864886f70d01010a}}", ALG_RSA,
	    SIG_KEY_MISMATCH },
};

START_TEST(test_pss_key)
{
	struct buffer octets = BUFFER_EMPTY;
	enum sig_result result;
	struct algorithm a;
	struct signer s;

	signer_start(&s, KEY_TYPE_RSA2048, 0, OID_RSASSA_PSS);
	algorithm_parse(pss_keys[_i].key, &octets, &a);
	s.spki.kind = KEY_RSA_PSS;
	s.spki.algorithm = a;
	result = try(&s.spki, pss_keys[_i].algorithm, message(),
	    buffer_bytes(&s.signature), 0);
	ck_assert_msg(result == pss_keys[_i].result, "%s: %d",
	    pss_keys[_i].name, (int)result);
	buffer_free(&octets);
	signer_free(&s);
}
END_TEST

/* ---- algorithms and keys that do not go together ---------------------------------- */

START_TEST(test_mismatch)
{
	static const char *const needs[] = { ALG_ECDSA, ALG_ED25519, ALG_RSA };
	struct signer s;
	size_t i;

	signer_start(&s, types[_i], 0, OID_UNKNOWN);
	for (i = 0; i < COUNT(needs); i++)
		ck_assert_int_eq(try(&s.spki, needs[i], message(),
		    buffer_bytes(&s.signature), 0), (int)i == _i ? SIG_GOOD :
		    SIG_KEY_MISMATCH);
	ck_assert_int_eq(try(&s.spki, ALG_UNKNOWN, message(),
	    buffer_bytes(&s.signature), 0), SIG_ALGORITHM_UNKNOWN);
	/* A key that signs nothing. */
	s.spki.kind = KEY_X25519;
	s.spki.algorithm.parameters = (struct bytes){ NULL, 0 };
	ck_assert_int_eq(try(&s.spki, needs[_i], message(),
	    buffer_bytes(&s.signature), 0), SIG_KEY_MISMATCH);
	signer_free(&s);
}
END_TEST

/* ---- keys that are not computed with ---------------------------------------------- */

#define P256 "30{06{2a8648ce3d0201}06{2a8648ce3d030107}}"
#define X "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define Y "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define ONES "0101010101010101010101010101010101010101010101010101010101010101"
#define RSA(n, e) "30{30{06{2a864886f70d010101}0500}03{00 30{02{" n "}02{" e \
	"}}}}"
#define MODULUS "00c1" ONES ONES ONES ONES "01"

static const struct {
	const char *name, *spki;
	bool usable;
} keys[] = {
	{ "the generator", "30{" P256 "03{00 04" X Y "}}", true },
	{ "ones and ones", "30{" P256 "03{00 04" ONES ONES "}}", false },
	{ "the generator's neighbour", "30{" P256 "03{00 04" X X "}}", false },
	{ "coordinates of zero", "30{" P256 "03{00 04"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "}}", false },
	{ "coordinates above the field", "30{" P256 "03{00 04"
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	    "}}", false },
	{ "a compressed point", "30{" P256 "03{00 03" X "}}", false },
	{ "secp256k1", "30{30{06{2a8648ce3d0201}06{2b8104000a}}03{00 04" X Y
	    "}}", false },
	{ "a curve of its own", "30{30{06{2a8648ce3d0201}30{020101}}03{00 04" X
	    Y "}}", false },
	{ "RSA with 65537", RSA(MODULUS, "010001"), true },
	{ "RSA with 3", RSA(MODULUS, "03"), true },
	{ "RSA with 1", RSA(MODULUS, "01"), false },
	{ "RSA with 4", RSA(MODULUS, "04"), false },
	{ "RSA with 2^32 + 1", RSA(MODULUS, "0100000001"), true },
	{ "RSA with 2^33 + 1", RSA(MODULUS, "0200000001"), false },
	{ "RSA with its modulus as exponent", RSA(MODULUS, MODULUS), false },
	{ "RSA of 8 bits", RSA("00c1", "03"), false },
	{ "DSA without parameters",
	    "30{30{06{2a8648ce380401}}03{00 020105}}", false },
	{ "DSA with p of zero", "30{30{06{2a8648ce380401}30{020100020100020100"
	    "}}03{00 020105}}", false },
	{ "RSA without NULL", "30{30{06{2a864886f70d010101}}03{00 30{02{"
	    MODULUS "}020103}}}", false },
};

START_TEST(test_key)
{
	struct buffer octets = BUFFER_EMPTY;
	enum sig_result why = SIG_GOOD;
	size_t mark = DSL_NO_MARK;
	struct sig_key *key;
	struct spki spki;

	dsl_write(keys[_i].spki, &octets, &mark);
	spki_parse(buffer_bytes(&octets), &spki);
	key = sig_key_new(&spki, &why);
	ck_assert_msg((key != NULL) == keys[_i].usable, "%s", keys[_i].name);
	ck_assert_msg((sig_key_problem(&spki) == NULL) == keys[_i].usable, "%s",
	    keys[_i].name);
	if (key == NULL)
		ck_assert_int_eq(why, SIG_KEY_UNUSABLE);
	sig_key_free(key);
	buffer_free(&octets);
}
END_TEST

/* A modulus and an exponent of 65,536 bits are refused before any arithmetic. */
START_TEST(test_huge_key)
{
	static uint8_t number[8193];
	struct spki spki = { .kind = KEY_RSA, .bits = 65536, .usable = true };
	clock_t start = clock();
	enum sig_result why;

	memset(number + 1, 0xff, sizeof(number) - 1);
	spki.modulus = spki.exponent = (struct bytes){ number, sizeof(number) };
	ck_assert_ptr_null(sig_key_new(&spki, &why));
	ck_assert_int_eq(why, SIG_KEY_UNUSABLE);
	ck_assert(clock() - start < CLOCKS_PER_SEC / 100);
}
END_TEST

START_TEST(test_point)
{
	struct buffer octets = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	struct spki spki;

	dsl_write("30{" P256 "03{00 04" ONES ONES "}}", &octets, &mark);
	spki_parse(buffer_bytes(&octets), &spki);
	ck_assert(!sig_point_valid(&spki));
	buffer_cut(&octets, 0);
	dsl_write("30{" P256 "03{00 04" X Y "}}", &octets, &mark);
	spki_parse(buffer_bytes(&octets), &spki);
	ck_assert(sig_point_valid(&spki));
	spki.curve = OID_SECP256K1;
	ck_assert(sig_point_valid(&spki));
	buffer_free(&octets);
}
END_TEST

/* ---- what an AlgorithmIdentifier says --------------------------------------------- */

static const struct {
	const char *algorithm;
	enum key_kind kind;
	enum oid hash;
	bool legal;
} algorithms[] = {
	{ ALG_ECDSA, KEY_EC, OID_SHA256, true },
	{ "30{06{2a8648ce3d040302}0500}", KEY_EC, OID_SHA256, false },
	{ ALG_RSA, KEY_RSA, OID_SHA256, true },
	{ "30{06{2a864886f70d01010b}}", KEY_RSA, OID_SHA256, true },
	{ "30{06{2a864886f70d01010b}3000}", KEY_RSA, OID_SHA256, false },
	{ "30{06{2a864886f70d010105}0500}", KEY_RSA, OID_SHA1, true },
	{ "30{06{2a864886f70d010104}0500}", KEY_RSA, OID_MD5, true },
	{ ALG_ED25519, KEY_ED25519, OID_SHA512, true },
	{ "30{06{2b6570}0500}", KEY_ED25519, OID_SHA512, false },
	{ "30{06{2b6571}}", KEY_ED448, OID_SHAKE256, true },
	{ PSS(SHA("2"), SHA("2"), "30", ""), KEY_RSA_PSS, OID_SHA384, true },
	{ ALG_PSS("3000"), KEY_RSA_PSS, OID_SHA1, true },
	{ ALG_PSS(""), KEY_RSA_PSS, OID_UNKNOWN, false },
	{ "30{06{2a8648ce380403}}", KEY_DSA, OID_SHA1, true },
	{ "30{06{608648016503040311}}", KEY_ML_DSA_44, OID_SHAKE256, true },
	{ "30{06{608648016503040312}0500}", KEY_ML_DSA_65, OID_SHAKE256,
	    false },
	{ ALG_UNKNOWN, KEY_UNKNOWN, OID_UNKNOWN, true },
	/* ecdsa-with-SHA256 with an octet more, and one less. */
	{ "30{06{2a8648ce3d04030201}}", KEY_UNKNOWN, OID_UNKNOWN, true },
	{ "30{06{2a8648ce3d0403}}", KEY_UNKNOWN, OID_UNKNOWN, true },
};

START_TEST(test_algorithm)
{
	struct buffer octets = BUFFER_EMPTY;
	const char *due = NULL;
	struct algorithm a;

	algorithm_parse(algorithms[_i].algorithm, &octets, &a);
	ck_assert_int_eq(sig_key_kind(&a), algorithms[_i].kind);
	ck_assert_int_eq(sig_hash(&a), algorithms[_i].hash);
	ck_assert_int_eq(sig_parameters_legal(&a, &due), algorithms[_i].legal);
	ck_assert_ptr_nonnull(due);
	buffer_free(&octets);
}
END_TEST

/* "abc", from FIPS 180. */
START_TEST(test_hash)
{
	uint8_t out[SHA384_OCTETS];

	ck_assert(sha1(bytes_of("abc"), out));
	ck_assert_mem_eq(out, "\xa9\x99\x3e\x36\x47\x06\x81\x6a", 8);
	ck_assert(sha256(bytes_of("abc"), out));
	ck_assert_mem_eq(out, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8);
	ck_assert(sha384(bytes_of("abc"), out));
	ck_assert_mem_eq(out, "\xcb\x00\x75\x3f\x45\xa3\x5e\x8b", 8);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("signature");
	TCase *t = tcase_create("signature");

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, keys_make, keys_free);
	tcase_add_loop_test(t, test_good, 0, COUNT(good));
	tcase_add_loop_test(t, test_ecdsa, 0, COUNT(ecdsa));
	tcase_add_test(t, test_ecdsa_ber);
	tcase_add_loop_test(t, test_pss, 0, COUNT(pss));
	tcase_add_loop_test(t, test_pss_key, 0, COUNT(pss_keys));
	tcase_add_loop_test(t, test_mismatch, 0, 3);
	tcase_add_loop_test(t, test_key, 0, COUNT(keys));
	tcase_add_test(t, test_huge_key);
	tcase_add_test(t, test_point);
	tcase_add_loop_test(t, test_algorithm, 0, COUNT(algorithms));
	tcase_add_test(t, test_hash);
	suite_add_tcase(s, t);
	return s;
}
