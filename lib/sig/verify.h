/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only verifier of signatures. What is no signature value, no sane key or
 * no algorithm of ours is told apart before any arithmetic.
 */
#ifndef SIG_VERIFY_H
#define SIG_VERIFY_H

#include "x509/spki.h"

enum sig_result {
	SIG_GOOD,
	SIG_BAD,                        /* well formed, does not verify */
	SIG_VALUE_MALFORMED,            /* not a value of this algorithm */
	SIG_ALGORITHM_UNKNOWN,
	SIG_KEY_MISMATCH,               /* algorithm needs another key type */
	SIG_PARAMETERS_INVALID,         /* of the AlgorithmIdentifier */
	SIG_KEY_UNUSABLE,               /* key does not decode, or exceeds limits */
	SIG_FAILED                      /* trouble of ours: no memory */
};

/* Largest key that we ever compute with, whatever a question allows: a random
   exponent as long as a modulus of 65,536 bits keeps a client busy for a quarter
   of a minute. */
#define SIG_MAX_RSA_BITS LIMIT_RSA_BITS_MOST
#define SIG_MAX_RSA_EXPONENT_BITS LIMIT_RSA_EXPONENT_BITS_MOST
/* FIPS 186-4 4.2 ends at 3072, with a q of 256. */
#define SIG_MAX_DSA_BITS 4096

/*
 * Whether the point of an EC key lies on its curve; true for keys of other kinds
 * and for curves that we cannot compute with.
 */
bool sig_point_valid(const struct spki *key);

/* Why we do not compute with the key, in words; NULL: we do. */
const char *sig_key_problem(const struct spki *key);

/* An imported key, kept while several signatures are checked with it. */
struct sig_key;
/*
 * NULL: *why is SIG_KEY_UNUSABLE or SIG_FAILED. A key that cannot sign at all is
 * no such case: sig_verify says SIG_KEY_MISMATCH of it.
 */
struct sig_key *sig_key_new(const struct spki *key, enum sig_result *why);
void sig_key_free(struct sig_key *key);

/* spki is the one that key was made of; message is what was signed. */
enum sig_result sig_verify(struct sig_key *key, const struct spki *spki,
    const struct algorithm *algorithm, struct bytes message,
    const struct bit_string *signature);

/* The hash that the signature algorithm uses: OID_SHA256 ...; OID_UNKNOWN. */
enum oid sig_hash(const struct algorithm *algorithm);
/* The kind of key that it needs; KEY_UNKNOWN for an unknown algorithm. */
enum key_kind sig_key_kind(const struct algorithm *algorithm);
/* Whether the AlgorithmIdentifier's parameters are as the RFC wants them; *due
   says what that is. An unknown algorithm may have any. */
bool sig_parameters_legal(const struct algorithm *algorithm, const char **due);

#endif
