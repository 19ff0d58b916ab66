/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that ask how a chain shall be judged: verify and connect. */
#ifndef TOOLS_QUESTION_H
#define TOOLS_QUESTION_H

#include "tools/limit_options.h"
#include "tools/command.h"
#include "tools/password.h"
#include "tools/suffix.h"

#define FILES_MAX 16
#define TOLERATE_MAX 64
#define NONCE_MOST 128           /* octets: RFC 9654 2 */

struct files {
	const char *path[FILES_MAX];
	int count;
};

struct question_options {
	struct files trust, untrusted, distrust, crl, ocsp;
	const char *tolerate[TOLERATE_MAX];
	size_t tolerate_count;
	int64_t expiring;
	enum cw_name_type name_type;
	const char *name;
	const char *at;
	const char *password_file;
	const char *profile, *purpose, *anchor_mode;
	struct limits limits;
	const char *policy[FILES_MAX];
	size_t policy_count;
	bool explicit_policy, inhibit_policy_mapping, inhibit_any_policy;
	bool strict;
	enum cw_revocation revocation;
	bool revocation_asked, target_only, stapled;
	unsigned char ocsp_nonce[NONCE_MOST];
	size_t ocsp_nonce_len;
};

/* What was loaded for a question; the lists live until question_close. */
struct question {
	struct cw_question ask;
	struct cw_certs *trust, *untrusted, *distrust;
	struct cw_crls *crls;
	struct cw_ocsp *ocsp;
	struct public_suffixes *suffixes;
	char source[256];
	char password[PASSWORD_SIZE];   /* of bundles; "": none */
};

/* The first member of the options of a command that takes these. */
int take_trust(void *options, const char *value, struct cw_error *err);
int take_distrust(void *options, const char *value, struct cw_error *err);
int take_untrusted(void *options, const char *value, struct cw_error *err);
int take_password_file(void *options, const char *value,
    struct cw_error *err);
int take_tolerate(void *options, const char *value, struct cw_error *err);
int take_expiring(void *options, const char *value, struct cw_error *err);
int take_name(void *options, const char *value, struct cw_error *err);
int take_hostname(void *options, const char *value, struct cw_error *err);
int take_at(void *options, const char *value, struct cw_error *err);
int take_profile(void *options, const char *value, struct cw_error *err);
int take_purpose(void *options, const char *value, struct cw_error *err);
int take_anchor_mode(void *options, const char *value, struct cw_error *err);
int take_limit(void *options, const char *value, struct cw_error *err);
int take_limits(void *options, const char *value, struct cw_error *err);
int take_max_depth(void *options, const char *value, struct cw_error *err);
int take_max_signatures(void *options, const char *value, struct cw_error *err);
int take_policy(void *options, const char *value, struct cw_error *err);
int take_explicit_policy(void *options, const char *value,
    struct cw_error *err);
int take_inhibit_policy_mapping(void *options, const char *value,
    struct cw_error *err);
int take_inhibit_any_policy(void *options, const char *value,
    struct cw_error *err);
int take_crl(void *options, const char *value, struct cw_error *err);
int take_ocsp(void *options, const char *value, struct cw_error *err);
int take_ocsp_nonce(void *options, const char *value, struct cw_error *err);
int take_stapled(void *options, const char *value, struct cw_error *err);
int take_revocation(void *options, const char *value, struct cw_error *err);
int take_target_only(void *options, const char *value, struct cw_error *err);
int take_strict(void *options, const char *value, struct cw_error *err);

#define QUESTION_OPTIONS \
	{ "trust", 't', N_("FILE"), \
	    N_("trust the certificates in FILE alone (may be repeated)"), \
	    take_trust }, \
	{ "distrust", 0, N_("FILE"), \
	    N_("refuse the certificates in FILE and their keys"), \
	    take_distrust }, \
	{ "untrusted", 'u', N_("FILE"), \
	    N_("certificates that may help to build the path"), \
	    take_untrusted }, \
	{ "password-file", 0, N_("FILE"), \
	    N_("the first line of FILE opens PKCS#12 files"), \
	    take_password_file }, \
	{ "name", 'n', N_("TYPE:VALUE"), \
	    N_("whom it has to name: dns:, ip:, email:, uri: or srv:"), take_name }, \
	{ "hostname", 'H', N_("NAME"), \
	    N_("the same for a host name or an address"), take_hostname }, \
	{ "at", 0, N_("TIME"), \
	    N_("judge at this time (2026-11-20, +90d, @1780000000)"), \
	    take_at }, \
	{ "tolerate", 0, N_("SLUG"), \
	    N_("let this failure be a warning (may be repeated)"), \
	    take_tolerate }, \
	{ "expiring", 0, N_("TIME"), \
	    N_("refuse a path with a certificate that ends within TIME (30d)"), \
	    take_expiring }, \
	{ "profile", 0, N_("PROFILE"), \
	    N_("rules: tls (default), rfc5280 or webpki"), take_profile }, \
	{ "purpose", 0, N_("PURPOSE"), \
	    N_("server (default), client, email, code-signing, " \
	    "time-stamping, ocsp-signing or any"), take_purpose }, \
	{ "anchor-mode", 0, N_("MODE"), \
	    N_("a root counts as certificate (default), as key, as key with " \
	    "its constraints, or with its dates"), \
	    take_anchor_mode }, \
	{ "limit", 0, N_("NAME=N"), \
	    N_("what the input may cost (may be repeated)"), take_limit }, \
	{ "limits", 0, NULL, \
	    N_("print every limit with its value, and exit"), take_limits }, \
	{ "max-depth", 0, N_("N"), \
	    N_("the same as --limit depth=N"), \
	    take_max_depth }, \
	{ "max-signatures", 0, N_("N"), \
	    N_("the same as --limit signatures=N"), \
	    take_max_signatures }, \
	{ "policy", 0, N_("OID"), \
	    N_("a policy to be valid for, or any (may be repeated)"), \
	    take_policy }, \
	{ "explicit-policy", 0, NULL, \
	    N_("it has to be valid for such a policy"), \
	    take_explicit_policy }, \
	{ "inhibit-policy-mapping", 0, NULL, \
	    N_("policy mappings of CAs do not count"), \
	    take_inhibit_policy_mapping }, \
	{ "inhibit-any-policy", 0, NULL, \
	    N_("anyPolicy in a certificate does not count"), \
	    take_inhibit_any_policy }, \
	{ "crl", 0, N_("FILE|DIR"), \
	    N_("CRLs that tell what was revoked (may be repeated)"), \
	    take_crl }, \
	{ "ocsp", 0, N_("FILE"), \
	    N_("OCSP responses that tell the same (may be repeated)"), \
	    take_ocsp }, \
	{ "ocsp-nonce", 0, N_("HEX"), \
	    N_("the nonce that the responses have to repeat"), \
	    take_ocsp_nonce }, \
	{ "revocation", 0, N_("MODE"), \
	    N_("off, soft (with --crl, --ocsp) or hard: each known good"), \
	    take_revocation }, \
	{ "target-only", 0, NULL, \
	    N_("ask whether the target was revoked, and not its CAs"), \
	    take_target_only }, \
	{ "strict", 0, NULL, \
	    N_("rules that bind issuers are errors too"), take_strict }

/* A list into which files of this question are read: within its limits, under
   its password. NULL: no memory, or a limit that is none. */
struct cw_certs *question_list(const struct question *q,
    const struct question_options *options, struct cw_error *err);

/* Fills the question from the options: loads trust and other files. It points
   into them. */
int question_open(struct question *q, const struct question_options *options,
    int64_t now, struct cw_error *err);
void question_close(struct question *q);

/* Prints a verdict as the output wants it; gives the exit status. */
int verdict_print(const struct cw_verdict *verdict, const struct output *output);

#endif
