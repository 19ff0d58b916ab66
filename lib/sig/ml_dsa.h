/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside lib/sig alone: ML-DSA (FIPS 204), its verification without secrets. */
#ifndef SIG_ML_DSA_H
#define SIG_ML_DSA_H

#include "sig/verify.h"

/*
 * Verifies a signature of the pure form with an empty context (RFC 9881). kind is
 * one of KEY_ML_DSA_44, 65 and 87. A value of the wrong length, with hints that
 * are no hints or numbers out of their range is SIG_VALUE_MALFORMED.
 */
enum sig_result ml_dsa_verify(enum key_kind kind, struct bytes key,
    struct bytes message, struct bytes signature);

/* Octets of a signature; 0: not a kind of ML-DSA. */
size_t ml_dsa_signature_octets(enum key_kind kind);

#endif
