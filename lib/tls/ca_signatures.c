/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The RSA signatures of the path, opened with the public keys of its CAs. */
#include "config.h"

#include "sig/opened.h"
#include "tls/decode.h"
#include "tls/session.h"

static void
signature_open(struct cw_handshake *h, const struct cert *signed_one,
    const struct cert *issuer)
{
	struct sig_opened opened;
	struct trace_check *check;
	enum proof_result result = PROOF_UNKNOWN;
	bool there = sig_open(&issuer->spki, &signed_one->outer_algorithm,
	    signed_one->tbs, &signed_one->signature, h->arena, &opened);

	if (there)
		result = bytes_equal(opened.digest_info, opened.computed) ?
		    PROOF_HOLDS : PROOF_FAILS;
	check = check_add(&h->trace, TRACE_CHECK_CA_SIGNATURE, result,
	    there ? "it holds another hash, or none: this key did not sign "
	    "these octets" : "the key cannot be used for this algorithm");
	check->certificate = signed_one;
	check->issuer = issuer;
	check->input = signed_one->signature.bytes;
	if (!there)
		return;
	check->expected = opened.digest_info.len > 0 ? opened.digest_info :
	    opened.block;
	check->computed = opened.computed;
}

void
ca_signatures_open(struct cw_handshake *h)
{
	const struct path *path = h->verdict == NULL ? NULL : h->verdict->best;

	for (size_t i = 0; path != NULL && i + 1 < path->count; i++)
		if (path->link[i] != LINK_UNCHECKED &&
		    sig_can_open(&path->cert[i]->outer_algorithm))
			signature_open(h, path->cert[i], path->cert[i + 1]);
}
