/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GnuTLS's own verdict on the question of a verdict, beside ours. */
#include "config.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include "base/buffer.h"
#include "base/error.h"
#include "path/verdict.h"
#include "x509/certs.h"

#define CHAIN_MOST 64                   /* it takes 16; more is its error */

/*
 * GnuTLS asks one function of the process for the time. While a thread asks for
 * an opinion this gives the question's moment to that thread alone.
 */
static __thread const int64_t *moment;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static time_t
time_of_question(time_t *out)
{
	struct timespec now = { 0, 0 };
	time_t seconds;

	if (moment != NULL) {
		seconds = (time_t)*moment;
	} else {
		clock_gettime(CLOCK_REALTIME, &now);
		seconds = now.tv_sec;
	}
	if (out != NULL)
		*out = seconds;
	return seconds;
}

static void
time_install(void)
{
	gnutls_global_set_time_function(time_of_question);
}

/* ---- its words ------------------------------------------------------------ */

static const struct {
	unsigned bit;
	const char *word;
} flags[] = {
	{ GNUTLS_CERT_REVOKED, "REVOKED" },
	{ GNUTLS_CERT_SIGNER_NOT_FOUND, "SIGNER_NOT_FOUND" },
	{ GNUTLS_CERT_SIGNER_NOT_CA, "SIGNER_NOT_CA" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, "INSECURE_ALGORITHM" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "NOT_ACTIVATED" },
	{ GNUTLS_CERT_EXPIRED, "EXPIRED" },
	{ GNUTLS_CERT_SIGNATURE_FAILURE, "SIGNATURE_FAILURE" },
	{ GNUTLS_CERT_UNEXPECTED_OWNER, "UNEXPECTED_OWNER" },
	{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
	    "SIGNER_CONSTRAINTS_FAILURE" },
	{ GNUTLS_CERT_MISMATCH, "MISMATCH" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH, "PURPOSE_MISMATCH" },
	{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "UNKNOWN_CRIT_EXTENSIONS" },
};

static void
flags_write(struct buffer *out, unsigned status)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if ((status & flags[i].bit) == 0)
			continue;
		buffer_string(out, out->len > 0 ? "\n" : "");
		buffer_string(out, flags[i].word);
	}
	/* The general flag says something when it stands alone. */
	if (out->len == 0 && status != 0)
		buffer_string(out, "INVALID");
}

static void
error_write(struct buffer *out, int code)
{
	const char *name = gnutls_strerror_name(code);

	buffer_string(out, name != NULL ? name : gnutls_strerror(code));
}

/* ---- the question in its terms -------------------------------------------- */

struct asked {
	gnutls_x509_trust_list_t trust;
	gnutls_x509_crt_t chain[CHAIN_MOST];
	unsigned count;
	gnutls_typed_vdata_st data[2];
	unsigned data_count;
};

static int
import(const struct cert *c, gnutls_x509_crt_t *out)
{
	gnutls_datum_t der = { (unsigned char *)(uintptr_t)c->der.data,
		(unsigned)c->der.len };
	int rc = gnutls_x509_crt_init(out);

	if (rc < 0)
		return rc;
	rc = gnutls_x509_crt_import(*out, &der, GNUTLS_X509_FMT_DER);
	if (rc < 0)
		gnutls_x509_crt_deinit(*out);
	return rc;
}

/* What it cannot read is no anchor for it. */
static int
add_trust(struct asked *a, const struct cw_certs *trust)
{
	for (size_t i = 0; i < trust->count; i++) {
		gnutls_x509_crt_t crt;
		int rc = import(trust->cert[i], &crt);

		if (rc == GNUTLS_E_MEMORY_ERROR)
			return rc;
		if (rc < 0)
			continue;
		if (gnutls_x509_trust_list_add_cas(a->trust, &crt, 1, 0) != 1)
			gnutls_x509_crt_deinit(crt);
	}
	return 0;
}

/* The target has to be readable, the others help if they are. */
static int
add_chain(struct asked *a, const struct cw_certs *certs)
{
	for (size_t i = 0; certs != NULL && i < certs->count; i++) {
		int rc;

		if (a->count == CHAIN_MOST)
			return 0;
		rc = import(certs->cert[i], &a->chain[a->count]);
		if (rc == GNUTLS_E_MEMORY_ERROR || (rc < 0 && a->count == 0))
			return rc;
		a->count += rc >= 0;
	}
	return 0;
}

static void
add_data(struct asked *a, gnutls_vdata_types_t type, const char *text)
{
	gnutls_typed_vdata_st *d = &a->data[a->data_count++];

	d->type = type;
	d->data = (unsigned char *)(uintptr_t)text;
	d->size = (unsigned)strlen(text);
}

static const char *const purposes[CW_PURPOSE_COUNT] = {
	[CW_SERVER] = GNUTLS_KP_TLS_WWW_SERVER,
	[CW_CLIENT] = GNUTLS_KP_TLS_WWW_CLIENT,
	[CW_EMAIL] = GNUTLS_KP_EMAIL_PROTECTION,
	[CW_CODE_SIGNING] = GNUTLS_KP_CODE_SIGNING,
	[CW_TIME_STAMPING] = GNUTLS_KP_TIME_STAMPING,
	[CW_OCSP_SIGNING] = GNUTLS_KP_OCSP_SIGNING,
};

static void
add_question(struct asked *a, const struct cw_question *q)
{
	if (!q->any_name && q->name != NULL) {
		if (q->name_type == CW_NAME_DNS || q->name_type == CW_NAME_IP)
			add_data(a, GNUTLS_DT_DNS_HOSTNAME, q->name);
		else if (q->name_type == CW_NAME_EMAIL)
			add_data(a, GNUTLS_DT_RFC822NAME, q->name);
	}
	/* Of several of which one will do it cannot be asked. */
	if (q->or_purposes == 0 && purposes[q->purpose] != NULL)
		add_data(a, GNUTLS_DT_KEY_PURPOSE_OID, purposes[q->purpose]);
}

/* A negative code of GnuTLS, or 0 and its status. */
static int
ask(const struct cw_question *q, unsigned *status)
{
	struct asked a = { .count = 0 };
	int rc = gnutls_x509_trust_list_init(&a.trust, 0);

	if (rc < 0)
		return rc;
	rc = add_trust(&a, q->trust);
	if (rc >= 0)
		rc = add_chain(&a, q->chain);
	if (rc >= 0)
		rc = add_chain(&a, q->untrusted);
	if (rc >= 0 && a.count == 0)
		rc = GNUTLS_E_NO_CERTIFICATE_FOUND;
	if (rc >= 0) {
		add_question(&a, q);
		pthread_once(&once, time_install);
		moment = &q->at;
		rc = gnutls_x509_trust_list_verify_crt2(a.trust, a.chain,
		    a.count, a.data, a.data_count, 0, status, NULL);
		moment = NULL;
	}
	while (a.count > 0)
		gnutls_x509_crt_deinit(a.chain[--a.count]);
	gnutls_x509_trust_list_deinit(a.trust, 1);
	return rc;
}

int
cw_verdict_ask_gnutls(struct cw_verdict *verdict, struct cw_error *err)
{
	struct buffer words = BUFFER_EMPTY, engine = BUFFER_EMPTY;
	struct cw_opinion opinion = { .accepts = false };
	unsigned status = 0;
	int rc = ask(&verdict->question, &status);

	if (rc == GNUTLS_E_MEMORY_ERROR)
		return error_memory(err);
	if (rc < 0)
		error_write(&words, rc);
	else
		flags_write(&words, status);
	buffer_format(&engine, "GnuTLS %s", gnutls_check_version(NULL));
	if (words.failed || engine.failed) {
		rc = error_memory(err);
	} else {
		opinion.engine = (const char *)engine.data;
		opinion.accepts = rc >= 0 && status == 0;
		opinion.words = (const char *)words.data;
		rc = cw_verdict_add_opinion(verdict, &opinion, err);
	}
	buffer_free(&words);
	buffer_free(&engine);
	return rc;
}
