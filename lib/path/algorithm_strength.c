/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys and hashes that can be broken, or that clients do not take. The key of
 * an anchor counts in either anchor mode: it is what the anchor is.
 */
#include "config.h"

#include "base/mark.h"
#include "path/walk.h"
#include "sig/rsa.h"
#include "sig/verify.h"

#define RSA_MIN_BITS 2048u

static bool
is_webpki(const struct walk *w)
{
	return w->question->profile == CW_WEBPKI;
}

/* BR 7.1.3.1.2, and what TLS 1.3 can sign with: RFC 8446 4.2.3. */
static bool
is_allowed_curve(enum oid curve)
{
	return curve == OID_SECP256R1 || curve == OID_SECP384R1 ||
	    curve == OID_SECP521R1;
}

static struct finding *
find_key(struct walk *w, enum failure_id id, struct bytes at)
{
	return find(w->found, id, w->cert, FIELD_PUBLIC_KEY, at);
}

/* A positive INTEGER that is odd and at least 3 (RFC 8017 3.1). */
static bool
is_exponent(struct bytes e)
{
	return (e.data[e.len - 1] & 1) == 1 && (e.len > 1 || e.data[0] >= 3);
}

static const char *
weakness_text(enum rsa_weakness weakness)
{
	switch (weakness) {
	case RSA_SMALL_FACTOR:
		return N_("a number below 752 divides it");
	case RSA_ROCA:
		return N_("made by the generator of CVE-2017-15361 (ROCA)");
	case RSA_CLOSE_PRIMES:
		return N_("its two primes are close to each other");
	case RSA_SOUND:
		break;
	}
	return NULL;
}

/* Looked at only where it counts: it takes a while. */
static void
check_rsa_modulus(struct walk *w)
{
	const char *why;

	if (failure_severity(F_RSA_MODULUS_WEAK, &w->found->rule) == CW_OFF)
		return;
	why = weakness_text(rsa_weakness(w->cert->spki.modulus));
	if (why != NULL)
		find_key(w, F_RSA_MODULUS_WEAK,
		    w->cert->spki.modulus)->value[0] = value_word(why);
}

static void
check_rsa_key(struct walk *w)
{
	const struct spki *key = &w->cert->spki;
	unsigned least = w->question->min_rsa_bits;
	struct finding *f;

	least = least != 0 ? least : RSA_MIN_BITS;

	if (!key->usable)
		return;         /* that fault was found already */
	if (key->bits < least) {
		f = find_key(w, F_RSA_KEY_TOO_SMALL, key->modulus);
		f->value[0] = value_number(key->bits);
		f->value[1] = value_number(least);
	} else if (key->bits % 8 != 0) {
		f = find_key(w, F_RSA_SIZE_NOT_MULTIPLE_OF_8, key->modulus);
		f->value[0] = value_number(key->bits);
	}
	check_rsa_modulus(w);
	if (!is_exponent(key->exponent))
		find_key(w, F_RSA_EXPONENT_INVALID, key->exponent)->value[0] =
		    value_hex(key->exponent);
}

static void
check_ec_key(struct walk *w)
{
	const struct spki *key = &w->cert->spki;
	struct der_trouble trouble = { 0 };
	struct der_reader r;
	struct bytes curve;

	if (key->explicit_curve) {
		find_key(w, F_EC_PARAMETERS_EXPLICIT,
		    key->algorithm.parameters);
		return;
	}
	der_start(&r, key->algorithm.parameters, &trouble);
	if (der_oid(&r, &curve) && !is_allowed_curve(key->curve))
		find_key(w, F_EC_CURVE_NOT_ALLOWED, curve)->value[0] =
		    value_oid(curve);
}

/* Kinds that sign nothing in TLS 1.3, and under the BR all but RSA and EC. */
static bool
is_allowed_key(const struct walk *w, enum key_kind kind)
{
	switch (kind) {
	case KEY_RSA:
	case KEY_EC:
	case KEY_UNKNOWN:       /* that is a fault of its own */
		return true;
	case KEY_RSA_PSS:
	case KEY_ED25519:
	case KEY_ED448:
		return !is_webpki(w);
	case KEY_DSA:
	case KEY_X25519:
	case KEY_X448:
	case KEY_ML_DSA_44:
	case KEY_ML_DSA_65:
	case KEY_ML_DSA_87:
		break;
	}
	return false;
}

static void
check_key(struct walk *w)
{
	const struct spki *key = &w->cert->spki;

	if (!is_allowed_key(w, key->kind)) {
		find_key(w, F_PUBLIC_KEY_ALGORITHM_NOT_ALLOWED,
		    key->algorithm.oid)->value[0] =
		    value_oid(key->algorithm.oid);
		return;
	}
	if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS)
		check_rsa_key(w);
	else if (key->kind == KEY_EC)
		check_ec_key(w);
}

static bool
is_weak_hash(enum oid hash)
{
	return hash == OID_MD2 || hash == OID_MD4 || hash == OID_MD5 ||
	    hash == OID_SHA1;
}

/*
 * Sound, but not taken everywhere: no client of today verifies SHA-224, and the
 * BR (7.1.3.2) allow RSA and ECDSA with SHA-256, SHA-384 and SHA-512. An issuer
 * whose very kind of key is not allowed was named for that.
 */
static bool
is_allowed_signature(const struct walk *w, const struct algorithm *a)
{
	enum oid hash = sig_hash(a);

	if (!is_allowed_key(w, sig_key_kind(a)))
		return true;
	switch (a->id) {
	case OID_ED25519:
	case OID_ED448:
		return true;
	default:
		return hash == OID_UNKNOWN || hash == OID_SHA256 ||
		    hash == OID_SHA384 || hash == OID_SHA512;
	}
}

/* The caller takes it, whatever the profile would say. */
static bool
is_permitted(const struct walk *w, enum oid hash)
{
	enum cw_weak_hashes weak = w->question->weak_hashes;

	return is_weak_hash(hash) && (weak == CW_WEAK_ALLOWED ||
	    (weak == CW_WEAK_SHA1 && hash == OID_SHA1));
}

static void
check_signature_strength(struct walk *w)
{
	const struct algorithm *a = &w->cert->outer_algorithm;
	struct finding *f;

	if (is_permitted(w, sig_hash(a)))
		return;
	if (is_weak_hash(sig_hash(a))) {
		f = find(w->found, F_SIGNATURE_HASH_WEAK, w->cert,
		    FIELD_SIGNATURE_ALGORITHM, a->oid);
		f->value[0] = value_oid(a->oid);
		f->value[1] = value_word(oid_name(sig_hash(a)));
	} else if (!is_allowed_signature(w, a)) {
		f = find(w->found, F_SIGNATURE_ALGORITHM_NOT_ALLOWED, w->cert,
		    FIELD_SIGNATURE_ALGORITHM, a->oid);
		f->value[0] = value_oid(a->oid);
	}
}

void
check_algorithm_strength(struct walk *w)
{
	check_key(w);
	/* Nobody verifies an anchor's own signature. */
	if (!w->is_anchor)
		check_signature_strength(w);
}
