/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * chainwright: reads certificates, judges chains, runs TLS handshakes, and says
 * exactly why a client refuses.
 *
 * Conventions. A function that returns int gives 0 when it did its work and -1
 * when it could not: then *err holds one sentence (err may be NULL). A bad
 * certificate is never such an error; it is a finding of the verdict. Times are
 * seconds since 1970-01-01 00:00:00 UTC. Strings are UTF-8. Whatever a function
 * makes is freed by the function named with it; freeing NULL does nothing. The
 * library keeps no state, reads no clock, no environment and no file that it was
 * not given, and never prints. Objects may be used by several threads as long as
 * no two use the same one at once, unless both only read it.
 *
 * There is no promise of a stable ABI before version 1.0.
 */
#ifndef CHAINWRIGHT_H
#define CHAINWRIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CW_PUBLIC __attribute__((visibility("default")))
#else
#define CW_PUBLIC
#endif

struct cw_error {
	char text[512];                 /* one sentence, no newline, NUL at the end */
};

/* "0.1.0" */
CW_PUBLIC const char *cw_version(void);

/* ---- how a chain is judged ---------------------------------------------- */

enum cw_severity { CW_OFF, CW_NOTE, CW_WARNING, CW_ERROR };

enum cw_profile {
	CW_TLS,                 /* what a careful TLS client enforces (default) */
	CW_RFC5280,             /* RFC 5280 section 6 and no more */
	CW_WEBPKI,              /* CA/Browser Forum Baseline Requirements too */
	CW_PROFILE_COUNT
};

enum cw_anchor_mode {
	CW_ANCHOR_CERTIFICATE,  /* its own dates, constraints, usages count */
	CW_ANCHOR_KEY,          /* a name and a key: RFC 5280 6.1.1 (d) */
	CW_ANCHOR_CONSTRAINTS,  /* and what its extensions limit (RFC 5937): it
	                           need not say that it is a CA */
	CW_ANCHOR_DATES,        /* a name, a key and its dates */
	CW_ANCHOR_MODE_COUNT
};

/* Hashes that can be broken, in signatures. */
enum cw_weak_hashes {
	CW_WEAK_BY_PROFILE,
	CW_WEAK_REFUSED,        /* whatever the profile says */
	CW_WEAK_SHA1,           /* SHA-1 will do, the others are refused */
	CW_WEAK_ALLOWED
};

enum cw_purpose {
	CW_SERVER,
	CW_CLIENT,
	CW_EMAIL,
	CW_ANY_PURPOSE,
	CW_CODE_SIGNING,
	CW_TIME_STAMPING,
	CW_OCSP_SIGNING,
	CW_PURPOSE_COUNT
};

/*
 * Whom a certificate may have to name (RFC 9525): a host (www.example; letters
 * of any script), an address, a mailbox (me@example, by rfc822Name or, when
 * what stands before the @ is not ASCII, by SmtpUTF8Mailbox of RFC 9598), the
 * scheme and host of a URI (sip:voice.example), a service at a host by the name
 * of its SRV record without the protocol (_imap.example, RFC 4985). A name of
 * one type is never matched by one of another: for a service that may also be
 * named by its host, ask twice.
 */
enum cw_name_type {
	CW_NAME_NONE, CW_NAME_DNS, CW_NAME_IP, CW_NAME_EMAIL, CW_NAME_URI,
	CW_NAME_SRV
};

/*
 * "tls", "rfc5280", "webpki"; false and untouched output for anything else.
 * The type of a name is guessed by cw_name_guess: an address is CW_NAME_IP, what
 * holds an @ is CW_NAME_EMAIL, the rest is CW_NAME_DNS. URI and SRV are never
 * guessed.
 */
CW_PUBLIC bool cw_profile_read(const char *text, enum cw_profile *profile);
CW_PUBLIC const char *cw_profile_name(enum cw_profile profile);
CW_PUBLIC enum cw_name_type cw_name_guess(const char *text);

/*
 * A time as people write it, in UTC: 2026-11-20, 2026-11-20T13:06:07Z,
 * @1780000000, or relative to now: +90d, -3h, +10y (s m h d w y).
 */
CW_PUBLIC bool cw_time_read(const char *text, int64_t now, int64_t *seconds);

/* ---- what an input may cost ------------------------------------------------- */

/* "depth" and 0: no CA may stand between anchor and target. */
struct cw_limit {
	const char *name;
	unsigned most;
};

struct cw_limit_row {
	const char *name;       /* "depth" */
	unsigned by_default;
	unsigned least, most;   /* what it may be set to */
	const char *unit;       /* "certificates" */
	const char *counts;     /* what it counts, and why there is a limit */
	const char *why;
};

/* Every limit there is: rows 0 to cw_limits() - 1; false: no such row. */
CW_PUBLIC size_t cw_limits(void);
CW_PUBLIC bool cw_limit_row(size_t i, struct cw_limit_row *out);

/*
 * "depth=0"; the name in *out lives for ever. -1: no limit has that name (the
 * sentence says which is nearest), or it cannot be set to that number.
 */
CW_PUBLIC int cw_limit_read(const char *text, struct cw_limit *out,
    struct cw_error *err);

/* ---- certificates --------------------------------------------------------- */

/* An ordered list of certificates, readable or not, with their origins. */
struct cw_certs;

CW_PUBLIC struct cw_certs *cw_certs_new(void);          /* NULL: no memory */
CW_PUBLIC void cw_certs_free(struct cw_certs *certs);
CW_PUBLIC size_t cw_certs_count(const struct cw_certs *certs);

/*
 * Sets limits of reading for what is added later; those that are spent while a
 * chain is judged have no effect here. -1: as cw_limit_read; none is set then.
 */
CW_PUBLIC int cw_certs_limit(struct cw_certs *certs,
    const struct cw_limit *limit, size_t count, struct cw_error *err);

/*
 * The password for PKCS#12 files that are added later, in UTF-8; copied. The
 * empty one is tried first in any case. -1: no memory.
 */
CW_PUBLIC int cw_certs_password(struct cw_certs *certs, const char *password,
    struct cw_error *err);

/*
 * Adds every certificate of a file ("-": standard input): PEM, DER, PKCS#7
 * (certificates of a SignedData) or PKCS#12, found out by looking. A bundle has
 * no order, so its certificates are put into that of a chain: first the one that
 * issued none of the others, then its issuers, then the rest. A block that claims
 * to be a certificate and cannot be read is added as such, and found by cw_verify.
 * -1: the file cannot be read, holds no certificate (empty, a private key, text, a
 * damaged bundle), is not opened by its password, or exceeds the limits
 * file-octets, file-objects or password-rounds. Nothing was added then.
 */
CW_PUBLIC int cw_certs_load(struct cw_certs *certs, const char *path,
    struct cw_error *err);

/* The same for octets in memory, copied; source names them in reports. */
CW_PUBLIC int cw_certs_read(struct cw_certs *certs, const void *octets,
    size_t len, const char *source, struct cw_error *err);

/* Adds one certificate in DER, copied, whatever it holds. */
CW_PUBLIC int cw_certs_add(struct cw_certs *certs, const void *der, size_t len,
    const char *source, struct cw_error *err);

/* DER of certificate i; it lives as long as the list. */
CW_PUBLIC const unsigned char *cw_certs_der(const struct cw_certs *certs,
    size_t i, size_t *len);

/* ---- revocation lists --------------------------------------------------------- */

/* CRLs, readable or not, with their origins. Their entries stay octets: a list
   of a million takes little more memory than itself. */
struct cw_crls;

CW_PUBLIC struct cw_crls *cw_crls_new(void);            /* NULL: no memory */
CW_PUBLIC void cw_crls_free(struct cw_crls *crls);
CW_PUBLIC size_t cw_crls_count(const struct cw_crls *crls);
/* As cw_certs_limit, for the limits crl-octets, crl-entries and others. */
CW_PUBLIC int cw_crls_limit(struct cw_crls *crls, const struct cw_limit *limit,
    size_t count, struct cw_error *err);

/*
 * Adds every CRL of a file ("-": standard input), PEM or DER. What claims to be
 * a CRL and cannot be read is added as such, and found by cw_verify. -1: the
 * file cannot be read or holds no CRL; nothing was added then.
 */
CW_PUBLIC int cw_crls_load(struct cw_crls *crls, const char *path,
    struct cw_error *err);
/* The same for octets in memory, copied; source names them in reports. */
CW_PUBLIC int cw_crls_read(struct cw_crls *crls, const void *octets, size_t len,
    const char *source, struct cw_error *err);
/* Adds one CRL in DER, copied, whatever it holds. */
CW_PUBLIC int cw_crls_add(struct cw_crls *crls, const void *der, size_t len,
    const char *source, struct cw_error *err);
/* DER of CRL i; it lives as long as the list. */
CW_PUBLIC const unsigned char *cw_crls_der(const struct cw_crls *crls,
    size_t i, size_t *len);

/* ---- OCSP responses ------------------------------------------------------------ */

/* OCSP responses (RFC 6960), readable or not, with their origins. */
struct cw_ocsp;

CW_PUBLIC struct cw_ocsp *cw_ocsp_new(void);            /* NULL: no memory */
CW_PUBLIC void cw_ocsp_free(struct cw_ocsp *list);
CW_PUBLIC size_t cw_ocsp_count(const struct cw_ocsp *list);
/* As cw_certs_limit, for the limits ocsp-octets, ocsp-responses and others. */
CW_PUBLIC int cw_ocsp_limit(struct cw_ocsp *list, const struct cw_limit *limit,
    size_t count, struct cw_error *err);

/*
 * Adds every response of a file ("-": standard input), DER or PEM ("OCSP
 * RESPONSE"). What claims to be one and cannot be read is added as such, and
 * found by cw_verify. -1: the file cannot be read or holds none; nothing was
 * added then.
 */
CW_PUBLIC int cw_ocsp_load(struct cw_ocsp *list, const char *path,
    struct cw_error *err);
/* The same for octets in memory, copied; source names them in reports. */
CW_PUBLIC int cw_ocsp_read(struct cw_ocsp *list, const void *octets, size_t len,
    const char *source, struct cw_error *err);
/* Adds one response in DER, copied, whatever it holds. */
CW_PUBLIC int cw_ocsp_add(struct cw_ocsp *list, const void *der, size_t len,
    const char *source, struct cw_error *err);
/* DER of response i; it lives as long as the list. */
CW_PUBLIC const unsigned char *cw_ocsp_der(const struct cw_ocsp *list,
    size_t i, size_t *len);

/* ---- a verdict -------------------------------------------------------------- */

/*
 * Whether certificates were revoked (RFC 5280 6.3, RFC 6960). Soft: without a CRL
 * or OCSP response that is meant for it a certificate is taken, and a note says
 * so; what is revoked is refused, and so is what should be told by one that
 * cannot be relied on: who hands one in wants it to count. Hard: each certificate
 * has to be known to be good.
 */
enum cw_revocation {
	CW_REVOCATION_OFF,
	CW_REVOCATION_SOFT,
	CW_REVOCATION_HARD,
	CW_REVOCATION_COUNT
};

/*
 * What is worth remembering from one question to the next: which signatures were
 * found good or bad, known by the SHA-256 of all that was signed, the signature
 * and the key. It changes no verdict, only what it costs: a chain below an
 * intermediate seen before takes one signature less. At most that many signatures
 * are kept (0: 4096; about 48 octets each), and those not asked for longest make
 * room. It may be shared by questions of several threads at once. NULL: no memory.
 */
struct cw_cache;
CW_PUBLIC struct cw_cache *cw_cache_new(size_t signatures);
CW_PUBLIC void cw_cache_free(struct cw_cache *cache);

/* Zeroed, it is a strict question to which only chain, trust, at and name
   have to be added. */
struct cw_question {
	const struct cw_certs *chain;   /* certificate 0 is judged, the others
	                                   may help to build its path */
	const struct cw_certs *untrusted;       /* more that may help; or NULL */
	const struct cw_certs *trust;   /* the anchors */
	const char *trust_source;       /* what reports call them, or NULL */
	const struct cw_certs *distrust;        /* refused, whoever vouches for
	                                   them, as is any certificate with the
	                                   same key; or NULL */
	int64_t at;                     /* the moment of judgement */
	enum cw_name_type name_type;
	const char *name;               /* whom the certificate has to name */
	bool any_name;                  /* judge no name; without it and without
	                                   a name cw_verify refuses to work */
	/* Whether anybody may register names directly below this domain, which
	   is in lower case and A-labels (https://publicsuffix.org, its part
	   ICANN DOMAINS): then *.DOMAIN is no name for a certificate. NULL: every
	   domain of one label is such a one, and no other. */
	bool (*public_suffix)(void *context, const char *domain);
	void *public_suffix_context;
	enum cw_profile profile;
	enum cw_purpose purpose;
	unsigned or_purposes;           /* others of which any one will do as
	                                   well: 1u << CW_CLIENT ... */
	enum cw_anchor_mode anchor_mode;
	enum cw_weak_hashes weak_hashes;
	unsigned min_rsa_bits;          /* 0: 2048, where the profile minds; else
	                                   smaller keys are errors in any */
	bool strict;                    /* rules that bind issuers are errors */
	const char *const *tolerate;    /* slugs of failures that shall be no
	                                   errors, only warnings; see
	                                   cw_failure_tolerable */
	size_t tolerate_count;
	int64_t expiring;               /* seconds: warn of a certificate of the
	                                   path that ends within them; 0: no */
	const struct cw_limit *limit;   /* those that are not to be as by
	                                   default; limits of reading have no
	                                   effect here, see cw_certs_limit */
	size_t limit_count;
	/*
	 * Certificate policies, RFC 5280 6.1.1 (c), (e) to (g). Policies are
	 * object identifiers in dotted form ("2.23.140.1.2.1"); none, or
	 * "2.5.29.32.0" among them, means any-policy. That a path has none of
	 * them is an error only where a valid policy is required: by
	 * explicit_policy, or by a CA in its policyConstraints.
	 */
	const char *const *policies;    /* user-initial-policy-set */
	size_t policy_count;
	bool explicit_policy;           /* initial-explicit-policy */
	bool inhibit_policy_mapping;    /* initial-policy-mapping-inhibit */
	bool inhibit_any_policy;        /* initial-any-policy-inhibit */
	struct cw_cache *cache;         /* of signatures; or NULL */
	enum cw_revocation revocation;
	bool revocation_of_target;      /* of certificate 0 alone, not of the
	                                   whole path below its anchor */
	/*
	 * Judge only what CRLs and OCSP responses tell of certificate 0, and
	 * whether they may: its issuer is the one of trust that has its name,
	 * on the word of the caller. No path is built, and nothing else is
	 * judged. With an empty chain: what the first answer of ocsp tells of
	 * whichever certificate it is about.
	 */
	bool revocation_alone;
	const struct cw_crls *crls;     /* that tell; or NULL */
	const struct cw_ocsp *ocsp;     /* that tell too; or NULL */
	bool stapled;                   /* the chain was sent by a TLS server, and
	                                   what it stapled is in ocsp: must-staple
	                                   counts (RFC 7633) */
	bool ignore_staples;            /* of a handshake, which otherwise adds
	                                   them to ocsp, says stapled and asks
	                                   softly even if revocation is off: who
	                                   was sent one has to look (RFC 6066 8) */
	const void *ocsp_nonce;         /* of the request; or NULL */
	size_t ocsp_nonce_len;
	int64_t ocsp_age;               /* as crl_age, of OCSP responses; 0: what
	                                   they say counts, or 7 days where they
	                                   name no end */
	int64_t crl_age;                /* seconds after which a CRL is too old,
	                                   whatever it says itself; 0: what it
	                                   says counts */
	const struct cw_fetches *fetches;       /* that cw_fetch made for it
	                                   (chainwright-fetch.h); or NULL */
};

struct cw_verdict;

/*
 * Judges a chain. The lists of the question must outlive the verdict; strings
 * are copied. -1: no memory, or a question without a sense. Reaching a limit
 * is a finding.
 */
CW_PUBLIC int cw_verify(const struct cw_question *question,
    struct cw_verdict **verdict, struct cw_error *err);
CW_PUBLIC void cw_verdict_free(struct cw_verdict *verdict);

/* No finding is an error. */
CW_PUBLIC bool cw_verdict_valid(const struct cw_verdict *verdict);
/* Valid, and no certificate of its path ends within what the question calls
   expiring. */
CW_PUBLIC bool cw_verdict_holds(const struct cw_verdict *verdict);
CW_PUBLIC size_t cw_verdict_findings(const struct cw_verdict *verdict);

/* A finding as plain data; its strings live as long as the verdict. */
struct cw_finding {
	const char *slug, *group, *title, *clause;
	enum cw_severity severity;
	long certificate;       /* position in the chain as given; -1: none, or
	                           one that is not of the chain */
	const char *field;      /* "validity.notAfter"; "" */
	size_t offset, length;  /* octets in that certificate; 0, 0: none */
	int alert;              /* TLS alert that a client sends */
	bool tolerated;         /* a warning only because the question says so */
};

/* Finding i, nearest the cause first; false: no such finding. */
CW_PUBLIC bool cw_verdict_finding(const struct cw_verdict *verdict, size_t i,
    struct cw_finding *out);

/* The alert of the first error; -1 for a valid chain. */
CW_PUBLIC int cw_verdict_alert(const struct cw_verdict *verdict);

enum cw_status {
	CW_STATUS_UNCHECKED,    /* not asked for, or its path is refused anyway */
	CW_STATUS_GOOD,
	CW_STATUS_REVOKED,
	CW_STATUS_UNKNOWN
};

/* What is known of the revocation of one certificate of the path that is told;
   strings live as long as the verdict. */
struct cw_revocation_status {
	long certificate;       /* position in the chain as given; -1: not there */
	enum cw_status status;
	const char *source;     /* of the CRL or response that tells; NULL: none
	                           does */
	int64_t revoked;        /* REVOKED: since when, */
	const char *reason;     /* and why: "keyCompromise" */
	const char *why;        /* UNKNOWN: slug of the failure that says why */
};

/* Certificate i of the path, the one that is judged first; false: no such one.
   An anchor has no status. */
CW_PUBLIC bool cw_verdict_revocation(const struct cw_verdict *verdict, size_t i,
    struct cw_revocation_status *out);

enum cw_policy_set {
	CW_POLICIES_OF_AUTHORITIES,     /* for which the CAs vouch */
	CW_POLICIES_OF_USER             /* those of them that were asked for */
};

/*
 * The authority-constrained or the user-constrained policy set (RFC 5280 6.1.6)
 * of the path that was told: OIDs in dotted form with a space between them,
 * sorted; "" for an empty set. Any policy at all is "2.5.29.32.0". NULL: no
 * memory. free().
 */
CW_PUBLIC char *cw_verdict_policies(const struct cw_verdict *verdict,
    enum cw_policy_set set);

/* ---- words ------------------------------------------------------------------ */

struct cw_style {
	bool color;             /* ANSI colours, the eight basic ones */
	bool utf8;              /* box characters */
	unsigned columns;       /* 60 to 100; 0: 80 */
};

/*
 * Asks GnuTLS for its own verdict: same certificates, time, name and purpose.
 * Reports show it beside this one. -1: no memory.
 */
CW_PUBLIC int cw_verdict_ask_gnutls(struct cw_verdict *verdict,
    struct cw_error *err);

struct cw_opinion {
	const char *engine;     /* "OpenSSL 3.0.17" */
	bool accepts;
	const char *words;      /* why not: its own, a line each; or NULL */
};

/* Adds what another program said of the same question; copied. -1: no memory. */
CW_PUBLIC int cw_verdict_add_opinion(struct cw_verdict *verdict,
    const struct cw_opinion *opinion, struct cw_error *err);

/*
 * Reports as text or as a JSON document (chainwright-report-1). The caller frees
 * the string with free(). NULL: no memory.
 */
CW_PUBLIC char *cw_verdict_text(const struct cw_verdict *verdict,
    const struct cw_style *style);
CW_PUBLIC char *cw_verdict_json(const struct cw_verdict *verdict);

/* ---- many verdicts, for people and for machines ------------------------------- */

enum cw_form {
	CW_FORM_TEXT,           /* for people */
	CW_FORM_LINE,           /* FILE:CERT:OFFSET: severity: slug: title */
	CW_FORM_JSON,           /* chainwright-report-1; -reports-1 for many */
	CW_FORM_JSONL,          /* a document a target, each on one line */
	CW_FORM_JUNIT,          /* XML: a target is a test case */
	CW_FORM_TAP,            /* Test Anything Protocol, a target a test */
	CW_FORM_SARIF           /* SARIF 2.1.0: a finding is a result */
};

/* "text", "line", "json", "jsonl", "junit", "tap", "sarif"; false and
   untouched output for anything else. */
CW_PUBLIC bool cw_form_read(const char *text, enum cw_form *form);

struct cw_report_options {
	enum cw_form form;
	struct cw_style style;  /* of text */
	size_t targets;         /* how many will come; 0: not known */
	bool all_paths;         /* text: every path tried, with its findings */
};

struct cw_report;
struct cw_entry;

/* NULL: no memory. */
CW_PUBLIC struct cw_report *cw_report_new(
    const struct cw_report_options *options);
CW_PUBLIC void cw_report_free(struct cw_report *report);

/*
 * What the report says of one target: its verdict or, when that is NULL, the
 * trouble that was in its way (one sentence). The report is only read: several
 * threads may make entries at once. NULL: no memory.
 */
CW_PUBLIC struct cw_entry *cw_entry_new(const struct cw_report *report,
    const char *target, const struct cw_verdict *verdict, const char *trouble);
CW_PUBLIC void cw_entry_free(struct cw_entry *entry);

/*
 * Adds the next entry, which is freed, and gives the text that can be written
 * by now ("" when the form waits for the end): in the order of the entries it
 * is the same whoever made them. The end gives the rest, with the summary.
 * NULL: no memory. free().
 */
CW_PUBLIC char *cw_report_add(struct cw_report *report, struct cw_entry *entry);
CW_PUBLIC char *cw_report_end(struct cw_report *report);

/* ---- one certificate, CRL, OCSP response ---------------------------------------- */

/* Every field with its place, of a CRL the first 100 entries, of an OCSP
   response as many answers. NULL: there is no
   such one, or no memory. free(). */
CW_PUBLIC char *cw_inspect_text(const struct cw_certs *certs, size_t i,
    const struct cw_style *style);
CW_PUBLIC char *cw_inspect_crl_text(const struct cw_crls *crls, size_t i,
    const struct cw_style *style);
CW_PUBLIC char *cw_inspect_ocsp_text(const struct cw_ocsp *list, size_t i,
    const struct cw_style *style);
/* The same of all of them (NULL: none) as chainwright-inspect-1. */
CW_PUBLIC char *cw_inspect_json(const struct cw_certs *certs,
    const struct cw_crls *crls, const struct cw_ocsp *ocsp);

enum cw_key_form { CW_KEY_PEM, CW_KEY_DER, CW_KEY_PIN, CW_KEY_JWK };

/*
 * The subject's public key: SubjectPublicKeyInfo as PEM or DER, the base64 of its
 * SHA-256 (RFC 7469 2.4), or a JSON Web Key (RFC 7517) whose kid is its thumbprint
 * (RFC 7638). *out is freed with free(). -1: the certificate has no readable key,
 * or one of a kind that has no JWK (DSA, ML-DSA, another curve).
 */
CW_PUBLIC int cw_inspect_key(const struct cw_certs *certs, size_t i,
    enum cw_key_form form, char **out, size_t *len, struct cw_error *err);

/* ---- the catalogue of failures ------------------------------------------------ */

struct cw_failure {
	const char *slug, *group, *clause;
	const char *means;      /* one plain sentence */
	enum cw_severity severity[CW_PROFILE_COUNT];    /* by enum cw_profile */
	int alert;
	const char *unsendable; /* why no TLS server can show it, so that a file
	                           has to; NULL: one can */
};

CW_PUBLIC size_t cw_failures(void);
CW_PUBLIC bool cw_failure(size_t i, struct cw_failure *out);
/* The nearest slug in spelling, or NULL. */
CW_PUBLIC const char *cw_failure_nearest(const char *slug);
/* Whether a question may tolerate it: one without which a path still stands
   and can be judged. False for an unknown slug too. */
CW_PUBLIC bool cw_failure_tolerable(const char *slug);

/*
 * What the failure means, the rule, the risk, what to check. Besides slugs other
 * programs' words are taken ("unable to get local issuer certificate", 20,
 * UnknownIssuer): then it lists which failures they can stand for, most likely
 * first. NULL and err: nothing fits (the sentence names the nearest), no memory.
 * free(). JSON is chainwright-explain-1, or chainwright-meanings-1 for words.
 */
CW_PUBLIC char *cw_explain_text(const char *slug, const struct cw_style *style,
    struct cw_error *err);
CW_PUBLIC char *cw_explain_json(const char *slug, struct cw_error *err);

/* ---- a handshake -------------------------------------------------------------- */

enum cw_tls { CW_TLS13, CW_TLS12, CW_TLS12_RSA };

struct cw_server {              /* the other end, in this process */
	const struct cw_certs *chain;   /* sent as they are, in this order */
	const void *key;                /* PKCS#8 in DER of its real key */
	size_t key_len;
};

struct cw_handshake;

/*
 * Runs a full handshake between a client and a server in this process, over two
 * queues of octets, and judges the chain as it was sent by the question (whose
 * chain is not read). A refused chain is no error: the client sends its alert
 * and the handshake object tells it. -1: trouble of ours.
 */
CW_PUBLIC int cw_handshake_run(const struct cw_server *server, enum cw_tls tls,
    const struct cw_question *question, struct cw_handshake **out,
    struct cw_error *err);

/*
 * A private key from a file, PEM (PKCS#8, SEC 1 or PKCS#1) or DER, not
 * encrypted, as PKCS#8 in DER: for struct cw_server. cw_key_free overwrites it.
 */
CW_PUBLIC int cw_key_load(const char *path, void **key, size_t *len,
    struct cw_error *err);
CW_PUBLIC void cw_key_free(void *key, size_t len);

/* Which versions a client offers, or a server takes, over the network. */
enum cw_offer {
	CW_OFFER_ALL,
	CW_OFFER_TLS12,
	CW_OFFER_TLS13,
	CW_OFFER_TLS12_RSA,             /* with RSA key transport alone */
	CW_OFFER_COUNT
};

/* What is spoken before TLS, by a protocol that begins without it. */
enum cw_starttls {
	CW_STARTTLS_NONE,
	CW_STARTTLS_SMTP,               /* RFC 3207 */
	CW_STARTTLS_IMAP,               /* RFC 3501 6.2.1 */
	CW_STARTTLS_POP3,               /* RFC 2595 4 */
	CW_STARTTLS_FTP,                /* RFC 4217 4 */
	CW_STARTTLS_XMPP,               /* RFC 6120 5 */
	CW_STARTTLS_LDAP,               /* RFC 4511 4.14 */
	CW_STARTTLS_POSTGRES,           /* SSLRequest */
	CW_STARTTLS_COUNT
};

/* "smtp" and so on; false and untouched output for anything else. */
CW_PUBLIC bool cw_starttls_read(const char *text, enum cw_starttls *protocol);

/* Zeroed, it is complete but for host and port. */
struct cw_connect_options {
	const char *host, *port;        /* a name or an address; a number */
	enum cw_offer offer;
	unsigned timeout;               /* milliseconds for all of it; 0: 10,000 */
	const char *server_name;        /* to ask for in the Client Hello; NULL:
	                                   the name to be judged, or the host */
	enum cw_starttls starttls;
	const char *const *alpn;        /* the best one first */
	size_t alpn_count;
	const struct cw_server *own;    /* certificate and key to show when the
	                                   server asks for one; or NULL */
};

/*
 * The same against a server on the network: host is resolved, its addresses are
 * tried one after another, and the whole operation ends within the timeout. No
 * application data is sent. -1: not reached, no TLS, time is up.
 */
CW_PUBLIC int cw_handshake_connect(const struct cw_connect_options *options,
    const struct cw_question *question, struct cw_handshake **out,
    struct cw_error *err);

/* The protocol that was agreed on by ALPN; NULL: none. */
CW_PUBLIC const char *cw_handshake_alpn(const struct cw_handshake *handshake);
/* The OCSP response that was sent along, DER; NULL: none. */
CW_PUBLIC const unsigned char *cw_handshake_staple(
    const struct cw_handshake *handshake, size_t *len);
/*
 * Makes the folder, which must not exist (0700), and writes chain.pem as sent,
 * keylog.txt in NSS format, capture.pcapng with these secrets inside and, when
 * one came, staple.der: the secrets with mode 0600.
 */
CW_PUBLIC int cw_handshake_save(const struct cw_handshake *handshake,
    const char *folder, struct cw_error *err);

CW_PUBLIC void cw_handshake_free(struct cw_handshake *handshake);

/* Both Finished were exchanged. */
CW_PUBLIC bool cw_handshake_complete(const struct cw_handshake *handshake);
/* The verdict on the chain as sent; NULL: none was sent. Freed with it. */
CW_PUBLIC const struct cw_verdict *cw_handshake_verdict(
    const struct cw_handshake *handshake);
/* The chain as it was sent, position by position. */
CW_PUBLIC const struct cw_certs *cw_handshake_chain(
    const struct cw_handshake *handshake);
/* The alert that the server's session received; -1: none. In process only. */
CW_PUBLIC int cw_handshake_alert_received(const struct cw_handshake *handshake);
/* What ended it when the verdict did not, in one sentence; "": nothing did: an
   alert of the server, a key that it does not hold, a limit. A chain may be
   valid and the handshake still not complete. It lives as long as the handshake. */
CW_PUBLIC const char *cw_handshake_trouble(
    const struct cw_handshake *handshake);
/* The five steps as taught, with true values from the wire; JSON is
   chainwright-trace-1. free(). */
CW_PUBLIC char *cw_handshake_text(const struct cw_handshake *handshake,
    const struct cw_style *style);
enum cw_detail {
	CW_DETAIL_LINES,        /* a line a message */
	CW_DETAIL_FIELDS,       /* and its fields, long values cut */
	CW_DETAIL_OCTETS        /* and every octet, with its place */
};

/* Every message as it went over the wire, numbered in its order and shown by the
   five steps, and all that was proved. free(). */
CW_PUBLIC char *cw_handshake_trace(const struct cw_handshake *handshake,
    enum cw_detail detail, const struct cw_style *style);
/* The part of cw_handshake_text that tells one step (1 to 5); 0: its heading, 6:
   how it ended. free(). */
CW_PUBLIC char *cw_handshake_step(const struct cw_handshake *handshake,
    unsigned step, const struct cw_style *style);
/*
 * One self-contained page of HTML, without script, that sets 1 to 4 handshakes
 * side by side by the five steps; titles name them. Text of the peer is escaped.
 * NULL: no memory, or another count. free().
 */
CW_PUBLIC char *cw_handshakes_html(
    const struct cw_handshake *const *handshake, const char *const *title,
    size_t count);
CW_PUBLIC char *cw_handshake_json(const struct cw_handshake *handshake);

#ifdef __cplusplus
}
#endif
#endif
