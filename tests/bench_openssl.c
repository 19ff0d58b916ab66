/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/bench_openssl.h"

#ifndef HAVE_LIBCRYPTO

bool
openssl_there(void)
{
	return false;
}

struct openssl *
openssl_new(const struct bytes *root, size_t count, int64_t at)
{
	(void)root;
	(void)count;
	(void)at;
	return NULL;
}

void
openssl_free(struct openssl *o)
{
	(void)o;
}

struct openssl_cert *
openssl_cert_new(struct bytes der)
{
	(void)der;
	return NULL;
}

void
openssl_cert_free(struct openssl_cert *c)
{
	(void)c;
}

bool
openssl_judge(const struct openssl *o, struct bytes leaf, struct bytes issuer,
    const struct openssl_cert *kept, const char *host)
{
	(void)o;
	(void)leaf;
	(void)issuer;
	(void)kept;
	(void)host;
	return false;
}

bool
openssl_parse(struct bytes der)
{
	(void)der;
	return false;
}

#else

#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct openssl {
	X509_STORE *store;
	int64_t at;
};

struct openssl_cert {
	X509 *x509;
};

static X509 *
import(struct bytes der)
{
	const unsigned char *p = der.data;

	return d2i_X509(NULL, &p, (long)der.len);
}

bool
openssl_there(void)
{
	return true;
}

struct openssl *
openssl_new(const struct bytes *root, size_t count, int64_t at)
{
	struct openssl *o = malloc(sizeof(*o));
	size_t i;

	if (o == NULL || (o->store = X509_STORE_new()) == NULL)
		abort();
	o->at = at;
	for (i = 0; i < count; i++) {
		X509 *x = import(root[i]);

		if (x == NULL || X509_STORE_add_cert(o->store, x) != 1)
			abort();
		X509_free(x);
	}
	return o;
}

void
openssl_free(struct openssl *o)
{
	if (o == NULL)
		return;
	X509_STORE_free(o->store);
	free(o);
}

struct openssl_cert *
openssl_cert_new(struct bytes der)
{
	struct openssl_cert *c = malloc(sizeof(*c));

	if (c == NULL)
		abort();
	c->x509 = import(der);
	return c;
}

void
openssl_cert_free(struct openssl_cert *c)
{
	if (c == NULL)
		return;
	X509_free(c->x509);
	free(c);
}

bool
openssl_judge(const struct openssl *o, struct bytes leaf, struct bytes issuer,
    const struct openssl_cert *kept, const char *host)
{
	X509 *target = import(leaf);
	X509 *above = kept != NULL ? kept->x509 : import(issuer);
	STACK_OF(X509) *rest = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param;
	bool good;

	if (rest == NULL || ctx == NULL || !sk_X509_push(rest, above) ||
	    X509_STORE_CTX_init(ctx, o->store, target, rest) != 1)
		abort();
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)o->at);
	X509_VERIFY_PARAM_set1_host(param, host, 0);
	X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER);
	good = X509_verify_cert(ctx) == 1;
	X509_STORE_CTX_free(ctx);
	sk_X509_free(rest);
	if (kept == NULL)
		X509_free(above);
	X509_free(target);
	return good;
}

bool
openssl_parse(struct bytes der)
{
	X509 *x = import(der);

	X509_free(x);
	return x != NULL;
}
#endif
