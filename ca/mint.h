/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Turns a spec into DER and signs it: the only place that does. */
#ifndef CA_MINT_H
#define CA_MINT_H

#include "ca/spec.h"

struct mint_issuer {
	struct bytes subject;           /* Name, whole */
	struct bytes spki;              /* whole; for the key identifier */
	const struct key *key;
};

/*
 * Appends the certificate. subject_spki is the public key to certify (ignored
 * when the spec has its own), serial what was drawn when the spec has none.
 */
int mint(const struct cert_spec *spec, struct bytes subject_spki,
    const struct mint_issuer *issuer, struct bytes serial, struct buffer *der,
    struct cw_error *err);

/* Appends an Extension; the keys are for the key identifiers. */
void mint_extension(struct buffer *b, const struct spec_extension *e,
    struct bytes subject_spki, struct bytes issuer_spki);

/* 16 octets, positive: random, or from seed and label. */
int mint_serial(const char *seed, const char *label, uint8_t out[16],
    struct cw_error *err);

#endif
