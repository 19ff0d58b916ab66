/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a certificate shall hold. ca/mint.c alone turns a spec into DER and
 * signs it. What no spec can say (a bad length, a flipped bit) is a patch of
 * the octets before or after signing.
 */
#ifndef CA_SPEC_H
#define CA_SPEC_H

#include "base/buffer.h"
#include "ca/key.h"
#include "x509/general_name.h"

#define SPEC_EXTENSIONS 80
#define SPEC_NAMES 1024

struct spec_extension {
	enum oid id;                    /* OID_UNKNOWN: oid says it */
	struct bytes oid;               /* contents, when id is OID_UNKNOWN */
	bool critical;
	struct bytes value;             /* contents of the OCTET STRING */
	bool from_keys;                 /* value is made while minting: subject
	                                   and authority key identifiers */
};

/* Everything that a spec points to lives in its arena. */
struct cert_spec {
	struct arena *arena;
	const char *label;              /* seeds serial number; "root" */
	int issuer;                     /* index of the spec that signs; its
	                                   own: self-signed */
	int key;                        /* index of the spec whose key it holds;
	                                   normally its own */
	enum key_type key_type;
	unsigned version;               /* 1 to 3 (4 for a defect) */
	struct bytes serial;            /* contents; empty: 16 octets, drawn */
	struct bytes subject;           /* Name, whole */
	struct bytes issuer_name;       /* Name; empty: the issuer's subject */
	int64_t not_before, not_after;
	struct bytes not_before_der;    /* whole; else by 4.1.2.5 */
	struct bytes not_after_der;
	enum oid algorithm;             /* to sign with; OID_UNKNOWN: the
	                                   key's */
	struct bytes inner_algorithm;   /* whole; else by algorithm */
	struct bytes outer_algorithm;
	struct bytes spki;              /* whole; else the key's own */
	int sign_with;                  /* index whose key really signs; -1:
	                                   the issuer's */
	struct bytes issuer_unique_id;  /* contents of bits */
	struct bytes subject_unique_id;
	struct spec_extension extension[SPEC_EXTENSIONS];
	size_t extension_count;
	bool no_extensions;             /* leave the field out */
	/* Patches of the octets, which may grow or shrink: what will be
	   signed, the contents of the signature, the whole at the end. */
	void (*patch_tbs)(struct buffer *tbs);
	void (*patch_signature)(struct buffer *value);
	void (*patch_cert)(struct buffer *cert);
	bool failed;                    /* no memory while filling it */
};

void spec_start(struct cert_spec *s, struct arena *arena, const char *label);

/* Names: CN alone, or CN and O. */
void spec_subject(struct cert_spec *s, const char *common_name,
    const char *organization);

/* Setting an extension replaces the first of its type, or appends it. */
void spec_extension(struct cert_spec *s, enum oid id, bool critical,
    struct bytes value);
void spec_extension_dotted(struct cert_spec *s, const char *oid, bool critical,
    struct bytes value);
/* Appends, even if one of that type is there. */
void spec_extension_again(struct cert_spec *s, enum oid id, bool critical,
    struct bytes value);
struct spec_extension *spec_find(struct cert_spec *s, enum oid id);
void spec_remove(struct cert_spec *s, enum oid id);

/* The usual ones, encoded by libtasn1. path_len < 0: none. */
void spec_basic_constraints(struct cert_spec *s, bool critical, bool ca,
    int path_len);
void spec_key_usage(struct cert_spec *s, bool critical, unsigned bits);
#define SPEC_KU(bit) (1u << (bit))      /* bit: enum key_usage_bit */
void spec_ext_key_usage(struct cert_spec *s, bool critical,
    const enum oid *purposes, size_t count);
/* SubjectAltName from kind and contents octets, in order. */
struct spec_name {
	enum general_name_kind kind;
	struct bytes value;
};
void spec_subject_alt_name(struct cert_spec *s, bool critical,
    const struct spec_name *names, size_t count);
/* NameConstraints: a list without a member is left out, and so are a minimum and
   a maximum below zero. */
struct spec_subtree {
	enum general_name_kind kind;
	struct bytes base;
	int minimum, maximum;
};
#define SPEC_SUBTREE(kind, text) { (kind), bytes_of(text), -1, -1 }
void spec_name_constraints(struct cert_spec *s, bool critical,
    const struct spec_subtree *permitted, size_t permitted_count,
    const struct spec_subtree *excluded, size_t excluded_count);
void spec_subject_key_id(struct cert_spec *s);  /* SHA-1 of the key bits */
void spec_authority_key_id(struct cert_spec *s);        /* the issuer's */

/* Helpers for raw values, allocated in the arena of the spec. */
struct bytes spec_octets(struct cert_spec *s, const void *octets, size_t len);
#define SPEC_OCTETS(s, ...) spec_octets((s), (const uint8_t[]){ __VA_ARGS__ }, \
    sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* Whole profiles: fill extensions, dates (10 y, 5 y, 90 d), version. */
enum spec_profile { SPEC_CA_ROOT, SPEC_CA_ISSUING, SPEC_SERVER, SPEC_CLIENT };
void spec_profile(struct cert_spec *s, enum spec_profile profile, int64_t now);

#endif
