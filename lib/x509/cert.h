/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A certificate: slices of the octets that hold it, each extension decoded once.
 * Nothing here points anywhere but into der and the arena.
 */
#ifndef X509_CERT_H
#define X509_CERT_H

#include "der/oid.h"
#include "der/reader.h"
#include "find/finding.h"
#include "x509/spki.h"

/* Where a certificate came from, for people. */
struct origin {
	const char *source;             /* "chain.pem", "sent", "example:443" */
	size_t position;                /* in it, from 0 */
	size_t line;                    /* of its PEM block; 0: not PEM */
};

struct extension {
	enum oid id;                    /* OID_UNKNOWN: not recognised */
	bool critical;
	struct bytes whole;             /* the SEQUENCE */
	struct bytes oid;               /* contents */
	struct bytes critical_at;       /* the BOOLEAN element; empty: absent */
	struct bytes value;             /* contents of the OCTET STRING */
	bool readable;                  /* value decoded, or not our business */
};

struct basic_constraints {
	bool ca, has_path_len;
	uint32_t path_len;              /* UINT32_MAX also for anything larger; 0
	                                   for a negative one (see path_len_at) */
	struct bytes ca_at;             /* contents of the BOOLEAN; empty: absent */
	struct bytes path_len_at;       /* contents of the INTEGER */
};

enum key_usage_bit {                    /* RFC 5280 4.2.1.3 */
	KU_DIGITAL_SIGNATURE, KU_NON_REPUDIATION, KU_KEY_ENCIPHERMENT,
	KU_DATA_ENCIPHERMENT, KU_KEY_AGREEMENT, KU_KEY_CERT_SIGN, KU_CRL_SIGN,
	KU_ENCIPHER_ONLY, KU_DECIPHER_ONLY
};

struct authority_key_id {
	struct bytes key_id;            /* [0] contents; empty: absent */
	bool has_issuer, has_serial;
	struct bytes issuer;            /* [1] GeneralNames contents */
	struct bytes serial;            /* [2] contents */
};

struct policy_constraints {             /* numbers of certificates: UINT32_MAX
	                                   also for anything larger */
	bool has_explicit, has_mapping;
	uint32_t explicit_policy, mapping;
	struct bytes explicit_at, mapping_at;   /* contents of the INTEGERs */
};

struct inhibit_any_policy {
	uint32_t certs;
	struct bytes at;                /* contents of the INTEGER */
};

struct name_constraints {
	struct bytes permitted, excluded;       /* contents of the lists of
	                                   GeneralSubtree; data NULL: absent */
};

struct cert {
	struct bytes der;               /* all of it; the text of its PEM block
	                                   when that cannot be decoded */
	struct origin origin;
	struct bytes trust_settings;    /* of OpenSSL, that stood behind it in
	                                   its file; empty: none */
	bool readable;                  /* false: der, origin, faults and what
	                                   could be read (other slices empty) */

	struct bytes tbs;               /* whole element: what is signed */
	unsigned version;               /* 1, 2, 3 (or what was found, plus 1) */
	struct bytes version_at;        /* contents of the INTEGER; empty: v1 */
	struct bytes serial;            /* contents */
	struct algorithm inner_algorithm;
	struct bytes issuer;            /* whole Name */
	int64_t not_before, not_after;
	struct bytes not_before_at, not_after_at;       /* contents */
	uint8_t not_before_tag, not_after_tag;
	struct bytes subject;           /* whole Name */
	struct spki spki;
	struct bytes issuer_unique_id, subject_unique_id;
	struct bytes extensions_at;     /* the SEQUENCE; empty: absent */
	struct extension *extension;
	size_t extension_count;

	/* Decoded extensions; NULL or empty: absent or not readable. */
	const struct extension *basic_constraints_ext, *key_usage_ext,
	    *ext_key_usage_ext, *subject_alt_name_ext, *authority_key_id_ext,
	    *subject_key_id_ext, *certificate_policies_ext,
	    *policy_mappings_ext, *policy_constraints_ext,
	    *inhibit_any_policy_ext, *name_constraints_ext;
	struct basic_constraints basic_constraints;
	struct bit_string key_usage;
	struct bytes ext_key_usage;     /* contents of the SEQUENCE OF OID */
	struct bytes subject_alt_name;  /* contents of the GeneralNames */
	struct authority_key_id authority_key_id;
	struct bytes subject_key_id;    /* contents */
	struct bytes certificate_policies;      /* contents of the SEQUENCE OF, */
	struct bytes policy_mappings;           /* for lib/x509/policies.h */
	struct policy_constraints policy_constraints;
	struct inhibit_any_policy inhibit_any_policy;
	struct name_constraints name_constraints;

	struct algorithm outer_algorithm;
	struct bit_string signature;

	struct findings faults;         /* of parsing, all as errors */
};

/*
 * Reads a certificate. der must outlive it; origin.source too. Always gives a
 * certificate (readable or not) with its faults, but for NULL: no memory.
 */
struct cert *cert_read(struct arena *arena, struct bytes der,
    struct origin origin);
/* The same within other limits than those by default, which are not NULL. */
struct cert *cert_read_within(struct arena *arena, struct bytes der,
    struct origin origin, const struct limit_set *limits);

/*
 * A certificate that cannot be read because its PEM block cannot be decoded:
 * text is the block, bad an offset in it, line of the file the line that is
 * wrong. NULL: no memory.
 */
struct cert *cert_unreadable(struct arena *arena, struct bytes text,
    struct origin origin, size_t bad, size_t line, const char *problem);

/* The first extension of that type, or NULL. */
const struct extension *cert_extension(const struct cert *c, enum oid id);

/* Issuer and subject are the same name (RFC 5280 6.1). */
bool cert_self_issued(const struct cert *c);

/* Offset of a slice of this certificate; 0 when it is not inside. */
size_t cert_offset(const struct cert *c, struct bytes at);

/* The keyUsage extension is there, readable, and has the bit. Where it is
   absent every usage is allowed: key_usage_ext tells. */
bool cert_has_usage(const struct cert *c, enum key_usage_bit bit);

/*
 * Whether validation obeys what this extension says, so that it may be critical.
 * False for those whose restriction would go unheeded: TLS features and the
 * like.
 */
bool extension_processed(enum oid id);

#endif
