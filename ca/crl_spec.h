/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a CRL shall hold, as ca/spec.h says it of a certificate. */
#ifndef CA_CRL_SPEC_H
#define CA_CRL_SPEC_H

#include "ca/mint.h"
#include "x509/crl.h"

#define CRL_SPEC_ENTRIES 8
#define CRL_SPEC_EXTENSIONS 8

struct crl_spec_entry {
	int cert;                       /* index of the spec that is revoked; -1: */
	struct bytes serial;            /* this number; contents */
	int64_t revoked;
	int reason;                     /* below 0: none is written */
	struct spec_extension extension;        /* one more; value.data NULL: none */
};

/* Everything that it points to lives in its arena. */
struct crl_spec {
	struct arena *arena;
	int issuer;                     /* index of the spec that issues it */
	int sign_with;                  /* whose key really signs; -1: its own */
	unsigned version;               /* 1 is not written, but for */
	bool version_written;
	struct bytes issuer_name;       /* Name; empty: the issuer's subject */
	int64_t this_update, next_update;
	bool no_next_update;
	struct crl_spec_entry entry[CRL_SPEC_ENTRIES];
	size_t entry_count;
	struct spec_extension extension[CRL_SPEC_EXTENSIONS];
	size_t extension_count;
	struct bytes outer_algorithm;   /* whole; else the key's */
	void (*patch_tbs)(struct buffer *tbs);
	void (*patch_signature)(struct buffer *value);
	void (*patch_crl)(struct buffer *crl);
	bool failed;                    /* no memory while filling it */
};

/* Version 2, number 1, of yesterday, good for a week; an entry of an unknown
   certificate. */
void crl_spec_start(struct crl_spec *s, struct arena *arena, int issuer,
    int64_t now);

void crl_spec_revoke(struct crl_spec *s, int cert, int64_t revoked, int reason);

/* As those of spec.h. */
void crl_spec_extension(struct crl_spec *s, enum oid id, bool critical,
    struct bytes value);
struct spec_extension *crl_spec_find(struct crl_spec *s, enum oid id);
void crl_spec_remove(struct crl_spec *s, enum oid id);
struct bytes crl_spec_octets(struct crl_spec *s, const void *octets,
    size_t len);
#define CRL_SPEC_OCTETS(s, ...) crl_spec_octets((s), \
    (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* cRLNumber, or deltaCRLIndicator; below 128. */
void crl_spec_number(struct crl_spec *s, enum oid id, unsigned number);

/*
 * Appends the CRL in DER, signed. serial: of each certificate of the scenario,
 * by the indexes in its entries.
 */
int crl_mint(const struct crl_spec *s, const struct mint_issuer *issuer,
    const struct bytes *serial, struct buffer *der, struct cw_error *err);

#endif
