/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* With OpenSSL's defaults, as a client without settings of its own has them. */
#include "config.h"

#include "tests/differential/peer.h"

#ifndef HAVE_LIBCRYPTO

const char *
peer_openssl(const struct peer_question *q)
{
	(void)q;
	return "-";
}

#else

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>

static X509 *
import(struct bytes der)
{
	const unsigned char *p = der.data;
	X509 *x = d2i_X509(NULL, &p, (long)der.len);

	/* As its PEM reader, which asks for nothing behind it. */
	if (x != NULL && p != der.data + der.len) {
		X509_free(x);
		return NULL;
	}
	return x;
}

/* Certificates that it cannot read are not there for it. */
static void
fill(const struct peer_question *q, X509_STORE *store, STACK_OF(X509) *rest)
{
	X509 *x;
	size_t i;

	for (i = 0; i < q->trusted_count; i++) {
		x = import(q->trusted[i]);
		if (x != NULL)
			X509_STORE_add_cert(store, x);
		X509_free(x);
	}
	for (i = 1; i < q->sent_count; i++) {
		x = import(q->sent[i]);
		if (x != NULL && !sk_X509_push(rest, x))
			X509_free(x);
	}
}

static const char *
judge(const struct peer_question *q, X509_STORE_CTX *ctx)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	static char word[32];

	X509_VERIFY_PARAM_set_time(param, (time_t)q->at);
	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (X509_VERIFY_PARAM_set1_host(param, q->host, 0) != 1 ||
	    X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER) != 1)
		return "failed";
	if (X509_verify_cert(ctx) == 1)
		return "accepts";
	snprintf(word, sizeof(word), "error-%d",
	    X509_STORE_CTX_get_error(ctx));
	return word;
}

const char *
peer_openssl(const struct peer_question *q)
{
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *rest = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509 *leaf = q->sent_count > 0 ? import(q->sent[0]) : NULL;
	const char *word = "failed";

	if (leaf == NULL) {
		word = "unreadable";
	} else if (store != NULL && rest != NULL && ctx != NULL) {
		fill(q, store, rest);
		if (X509_STORE_CTX_init(ctx, store, leaf, rest) == 1)
			word = judge(q, ctx);
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_pop_free(rest, X509_free);
	X509_free(leaf);
	X509_STORE_free(store);
	ERR_clear_error();
	return word;
}
#endif
