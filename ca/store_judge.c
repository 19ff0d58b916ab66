/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was signed is judged by our own validator before anybody gets it. */
#include "config.h"

#include "ca/reread.h"
#include "ca/store.h"

/* A moment at which the certificate itself is valid, now if it can be. */
static int64_t
moment(const struct cw_store *s, const struct cert *cert,
    const struct authority *issuer)
{
	int64_t at = s->now;

	if (at < cert->not_before)
		at = cert->not_before;
	if (at < issuer->cert->not_before)
		at = issuer->cert->not_before;
	return at > cert->not_after ? cert->not_after : at;
}

static int
add(struct cw_certs *certs, const struct cert *cert, struct cw_error *err)
{
	return cw_certs_add(certs, cert->der.data, cert->der.len,
	    "new certificate", err);
}

/* The chain up to the last CA that the store has, which is trusted. */
static int
chain_build(const struct cert *cert, const struct authority *issuer,
    struct cw_certs *chain, struct cw_certs *trust, struct cw_error *err)
{
	if (add(chain, cert, err) < 0)
		return -1;
	for (; issuer->issuer != NULL; issuer = issuer->issuer)
		if (add(chain, issuer->cert, err) < 0)
			return -1;
	return add(trust, issuer->cert, err);
}

static int
verdict_tell(const struct cw_verdict *verdict, struct cw_error *err)
{
	struct cw_finding finding;

	if (cw_verdict_valid(verdict))
		return 0;
	if (!cw_verdict_finding(verdict, 0, &finding))
		finding = (struct cw_finding){ .slug = "no path",
			.title = "no path leads to the root" };
	error_set(err, "not issued, for everybody would refuse it: %s [%s]%s",
	    finding.title, finding.slug, strncmp(finding.slug, "nc-", 3) == 0 ?
	    "; chainwright ca new --unconstrained makes a CA for any name in "
	    "another folder" : "");
	return -1;
}

static int
judge(struct cw_store *s, const struct cert *cert,
    const struct authority *issuer, struct cw_error *err)
{
	/* A certificate may be wished for that begins before its CA. */
	static const char *const early[] = { "validity-not-yet-valid" };
	struct cw_certs *chain = cw_certs_new(), *trust = cw_certs_new();
	struct cw_question q = { .chain = chain, .trust = trust,
		.any_name = true, .purpose = CW_ANY_PURPOSE,
		.at = moment(s, cert, issuer), .profile = CW_RFC5280,
		.cache = s->cache };
	struct cw_verdict *verdict = NULL;
	int result = -1;

	if (q.at < issuer->cert->not_before) {
		q.tolerate = early;
		q.tolerate_count = 1;
		q.anchor_mode = CW_ANCHOR_CONSTRAINTS;
	}
	if (chain == NULL || trust == NULL)
		error_memory(err);
	else if (chain_build(cert, issuer, chain, trust, err) == 0 &&
	    cw_verify(&q, &verdict, err) == 0)
		result = verdict_tell(verdict, err);
	cw_verdict_free(verdict);
	cw_certs_free(chain);
	cw_certs_free(trust);
	return result;
}

const struct cert *
store_judge(struct cw_store *s, struct bytes der,
    const struct authority *issuer, struct cw_error *err)
{
	struct bytes kept = { arena_copy(s->arena, der), der.len };
	const struct cert *cert;

	if (kept.data == NULL) {
		error_memory(err);
		return NULL;
	}
	cert = cert_reread(s->arena, kept, err);
	if (cert == NULL || issuer == NULL)
		return cert;
	return judge(s, cert, issuer, err) == 0 ? cert : NULL;
}
