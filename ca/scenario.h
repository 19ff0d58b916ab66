/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A situation: what is minted, what is sent and in which order, what is
 * trusted, and the question asked. The good one is valid without a single
 * finding; a defect edits it so that exactly one failure is found.
 */
#ifndef CA_SCENARIO_H
#define CA_SCENARIO_H

#include "ca/crl_spec.h"
#include "ca/mint.h"
#include "ca/ocsp_spec.h"
#include "find/failure.h"

#define SCENARIO_CERTS 24
#define SCENARIO_LIMITS 8
#define SCENARIO_CRLS 4
#define SCENARIO_OCSPS 4

enum { SCENARIO_ROOT, SCENARIO_ISSUING, SCENARIO_LEAF, SCENARIO_FIRST_EXTRA };

struct scenario {
	struct arena *arena;
	struct cert_spec cert[SCENARIO_CERTS];
	size_t cert_count;
	/* Short names for cert[SCENARIO_ROOT] and so on. */
	struct cert_spec *root, *issuing, *leaf;

	int sent[SCENARIO_CERTS];       /* indexes, as the server sends them */
	size_t sent_count;
	int trusted[SCENARIO_CERTS];
	size_t trusted_count;
	struct bytes trust_settings;    /* of OpenSSL, behind each that is
	                                   trusted */
	int distrusted[SCENARIO_CERTS];
	size_t distrusted_count;

	struct crl_spec crl[SCENARIO_CRLS];     /* handed to who judges */
	size_t crl_count;
	struct ocsp_spec ocsp[SCENARIO_OCSPS];  /* the same */
	size_t ocsp_count;
	bool stapled;                   /* the server sends them along */
	struct bytes ocsp_nonce;        /* that was asked with; empty: none */
	enum cw_revocation revocation;
	bool revocation_of_target;

	int64_t now;
	enum cw_name_type name_type;
	const char *name;               /* "www.demo.test" */
	const char *domain;             /* in which others of its names lie:
	                                   "demo.test" */
	enum cw_profile profile;
	enum cw_purpose purpose;
	enum cw_anchor_mode anchor_mode;
	bool strict;
	struct cw_limit limit[SCENARIO_LIMITS];
	size_t limit_count;
	const char *const *policies;    /* asked for, as in struct cw_question */
	size_t policy_count;
	bool explicit_policy, inhibit_policy_mapping, inhibit_any_policy;
	int64_t expiring;               /* of the question, in seconds */

	/* Edits the PEM text of the chain file, for what lies outside DER. */
	void (*patch_pem)(struct buffer *pem);
	bool failed;                    /* no memory */
};

/*
 * The good scenario: Demo Root CA, Demo Issuing CA (path length 0) and
 * www.demo.test; sent leaf and issuing; root trusted; profile tls. leaf_key is
 * KEY_TYPE_P256, or KEY_TYPE_RSA2048 for TLS 1.2 with RSA key transport.
 */
void scenario_good(struct scenario *s, struct arena *arena, int64_t now,
    enum key_type leaf_key);
/* The same for another host, of two labels at least, the first of them its
   own; the name is kept. */
void scenario_good_for(struct scenario *s, const char *name,
    struct arena *arena, int64_t now, enum key_type leaf_key);

/* Another certificate, e.g. scenario_add(s, "sub", SPEC_CA_ISSUING, "Demo Sub
   CA", SCENARIO_ISSUING). Gives its index. */
int scenario_add(struct scenario *s, const char *label,
    enum spec_profile profile, const char *common_name, int issuer);

/* Another CRL of that issuer. */
struct crl_spec *scenario_crl(struct scenario *s, int issuer);
/* The CRLs of root and issuing CA, once, and the question whether anything was
   revoked, which needs them. */
enum { SCENARIO_ROOT_CRL, SCENARIO_ISSUING_CRL };
void scenario_crls(struct scenario *s);

/* Another OCSP response, about that certificate, signed by its issuer. */
struct ocsp_spec *scenario_ocsp(struct scenario *s, int cert);
/* The responses about issuing CA and leaf, once, as a server staples them, and
   the question whether anything was revoked, which needs them. */
enum { SCENARIO_ISSUING_OCSP, SCENARIO_LEAF_OCSP };
void scenario_ocsps(struct scenario *s);
/* The certificate of a delegated OCSP responder; gives its index. */
int scenario_responder(struct scenario *s, int issuer);

/*
 * Mints every certificate of the scenario, cert[i] as der[i], in its arena.
 * Keys come from the cache, by the labels of the specs; key is that of the
 * first certificate sent and lives as long as the cache. An empty der (length
 * 0) is what a patch may leave.
 */
struct scenario_minted {
	struct bytes der[SCENARIO_CERTS];
	struct bytes crl[SCENARIO_CRLS];
	struct bytes ocsp[SCENARIO_OCSPS];
	const struct key *key;
};
int scenario_mint(struct scenario *s, struct key_cache *keys, const char *seed,
    struct scenario_minted *out, struct cw_error *err);

/* A defect for every row of failures.def: without one this does not link. */
#define FAIL(ID, slug, group, ...) void defect_##ID(struct scenario *s);
#include "find/failures.def"
#undef FAIL

/* Plants it, in the profile in which the failure is an error. */
void defect_apply(struct scenario *s, enum failure_id id);
/* Plants it as a TLS client meets it: in profile tls, where it may be a
   warning; what no such client minds, and what needs another question, as
   above. */
void defect_apply_as_client(struct scenario *s, enum failure_id id);

/*
 * The repaired twin of a broken scenario: the good one, asked the same
 * question, so that its certificate has the name too. A name that nobody can
 * have is not asked for again.
 */
void defect_twin(struct scenario *twin, struct arena *arena,
    const struct scenario *broken, enum key_type leaf_key);

#endif
