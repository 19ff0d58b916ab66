/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gnutls/x509.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/differential/peer.h"

#define MOST 32

static int64_t now;

static time_t
fixed_clock(time_t *t)
{
	if (t != NULL)
		*t = (time_t)now;
	return (time_t)now;
}

static gnutls_x509_crt_t
import(struct bytes der)
{
	gnutls_datum_t d = { (unsigned char *)(uintptr_t)der.data,
	    (unsigned)der.len };
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) != 0)
		abort();
	if (gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) == 0)
		return crt;
	gnutls_x509_crt_deinit(crt);
	return NULL;
}

/* The weightiest of what it says. */
static const char *
status_word(unsigned status)
{
	static const struct {
		unsigned flag;
		const char *word;
	} words[] = {
		{ GNUTLS_CERT_SIGNATURE_FAILURE, "signature" },
		{ GNUTLS_CERT_SIGNER_NOT_FOUND, "signer-not-found" },
		{ GNUTLS_CERT_SIGNER_NOT_CA, "signer-not-ca" },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "constraints" },
		{ GNUTLS_CERT_INSECURE_ALGORITHM, "insecure" },
		{ GNUTLS_CERT_NOT_ACTIVATED, "not-yet" },
		{ GNUTLS_CERT_EXPIRED, "expired" },
		{ GNUTLS_CERT_PURPOSE_MISMATCH, "purpose" },
		{ GNUTLS_CERT_UNEXPECTED_OWNER, "name" },
		{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "critical" },
	};
	size_t i;

	if (status == 0)
		return "accepts";
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((status & words[i].flag) != 0)
			return words[i].word;
	return "invalid";
}

static const char *
judge(const struct peer_question *q, gnutls_x509_trust_list_t list,
    gnutls_x509_crt_t *chain, unsigned count)
{
	gnutls_typed_vdata_st data[2] = {
		{ GNUTLS_DT_DNS_HOSTNAME, (void *)(uintptr_t)q->host, 0 },
		{ GNUTLS_DT_KEY_PURPOSE_OID,
		    (void *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0 }
	};
	unsigned status;

	if (gnutls_x509_trust_list_verify_crt2(list, chain, count, data, 2, 0,
	    &status, NULL) != 0)
		return "failed";
	return status_word(status);
}

const char *
peer_gnutls(const struct peer_question *q)
{
	gnutls_x509_crt_t chain[MOST], root;
	gnutls_x509_trust_list_t list;
	const char *word = "unreadable";
	unsigned count = 0;
	size_t i;

	now = q->at;
	gnutls_global_set_time_function(fixed_clock);
	if (gnutls_x509_trust_list_init(&list, 0) != 0)
		abort();
	for (i = 0; i < q->trusted_count; i++) {
		root = import(q->trusted[i]);
		if (root != NULL &&
		    gnutls_x509_trust_list_add_cas(list, &root, 1, 0) != 1)
			gnutls_x509_crt_deinit(root);
	}
	/* Those behind the first that it cannot read are not there for it. */
	for (i = 0; i < q->sent_count && count < MOST; i++) {
		chain[count] = import(q->sent[i]);
		if (chain[count] != NULL)
			count++;
		else if (i == 0)
			break;
	}
	if (count > 0)
		word = judge(q, list, chain, count);
	while (count > 0)
		gnutls_x509_crt_deinit(chain[--count]);
	gnutls_x509_trust_list_deinit(list, 1);
	return word;
}
