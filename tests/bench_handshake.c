/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Full handshakes in one process, both ends, with a P-256 leaf: plain GnuTLS
 * with its own validator; ours without the trace (the verdict on the chain all
 * the same); ours as everybody runs it, every octet decoded and proved. They
 * take turns; processor time, the best of the rounds. Ratios count, not rates:
 * the machine may be shared.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ca/chainwright-ca.h"
#include "tls/decode.h"
#include "tls/session.h"
#include "x509/certs.h"

#define HANDSHAKES 100
#define ROUNDS 7
#define STEPS 16

static const char *const priorities[] = {
	[CW_TLS13] = "NORMAL:-VERS-ALL:+VERS-TLS1.3",
	[CW_TLS12] = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA",
};

struct stage {
	struct cw_scenario *scenario;
	struct cw_server server;
	const struct cw_question *question;
	enum cw_tls tls;
	gnutls_certificate_credentials_t server_has, client_has;
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench_handshake: %s failed\n", what);
	exit(2);
}

/* ---- plain GnuTLS ---------------------------------------------------------- */

static int
peer_verify(gnutls_session_t session)
{
	unsigned int status;

	return gnutls_certificate_verify_peers3(session, "www.demo.test",
	    &status) == 0 && status == 0 ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

static void
credentials_fill(struct stage *s)
{
	const struct cw_certs *chain = s->server.chain;
	const struct cw_certs *trust = s->question->trust;
	gnutls_datum_t key = { (unsigned char *)(uintptr_t)s->server.key,
		(unsigned)s->server.key_len };
	gnutls_datum_t root = datum_of(trust->cert[0]->der);
	gnutls_x509_crt_t list[2];
	gnutls_x509_privkey_t private_key;

	need(gnutls_certificate_allocate_credentials(&s->server_has) == 0 &&
	    gnutls_certificate_allocate_credentials(&s->client_has) == 0 &&
	    chain->count == 2 && gnutls_x509_privkey_init(&private_key) == 0 &&
	    gnutls_x509_privkey_import_pkcs8(private_key, &key,
	    GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN) == 0, "credentials");
	for (size_t i = 0; i < 2; i++) {
		gnutls_datum_t der = datum_of(chain->cert[i]->der);

		need(gnutls_x509_crt_init(&list[i]) == 0 &&
		    gnutls_x509_crt_import(list[i], &der,
		    GNUTLS_X509_FMT_DER) == 0, "reading the chain");
	}
	need(gnutls_certificate_set_x509_key(s->server_has, list, 2,
	    private_key) >= 0, "the server's chain");
	need(gnutls_certificate_set_x509_trust_mem(s->client_has, &root,
	    GNUTLS_X509_FMT_DER) == 1, "the root");
	for (size_t i = 0; i < 2; i++)
		gnutls_x509_crt_deinit(list[i]);
	gnutls_x509_privkey_deinit(private_key);
}

static gnutls_session_t
plain_open(const struct stage *s, unsigned flags, struct wire_end *end)
{
	gnutls_session_t session;

	need(gnutls_init(&session, flags | GNUTLS_NONBLOCK |
	    GNUTLS_NO_TICKETS) == 0 && gnutls_priority_set_direct(session,
	    priorities[s->tls], NULL) == 0 && gnutls_credentials_set(session,
	    GNUTLS_CRD_CERTIFICATE, flags == GNUTLS_SERVER ? s->server_has :
	    s->client_has) == 0, "a session");
	session_join(session, end);
	return session;
}

static void
plain(const struct stage *s)
{
	struct arena *arena = arena_new(0);
	struct queue queue;
	struct wire_end ends[] = { { &queue, SIDE_CLIENT },
		{ &queue, SIDE_SERVER } };
	gnutls_session_t client, server;
	int c = GNUTLS_E_AGAIN, v = GNUTLS_E_AGAIN;

	need(arena != NULL, "memory");
	queue_start(&queue, arena);
	client = plain_open(s, GNUTLS_CLIENT, &ends[0]);
	server = plain_open(s, GNUTLS_SERVER, &ends[1]);
	gnutls_server_name_set(client, GNUTLS_NAME_DNS, "www.demo.test", 13);
	gnutls_session_set_verify_function(client, peer_verify);
	for (int i = 0; i < STEPS && (c != 0 || v != 0); i++) {
		if (c != 0)
			c = gnutls_handshake(client);
		if (v != 0)
			v = gnutls_handshake(server);
	}
	need(c == 0 && v == 0, "a plain handshake");
	gnutls_deinit(client);
	gnutls_deinit(server);
	arena_free(arena);
}

/* ---- ours ------------------------------------------------------------------ */

static void
untraced(const struct stage *s)
{
	struct cw_error err = { "" };
	struct cw_handshake *h = handshake_new(s->tls, &err);
	struct queue queue;
	struct server server = { .end = { &queue, SIDE_SERVER },
		.alert_received = -1 };
	struct client client = { .handshake = h, .question = s->question,
		.end = { &queue, SIDE_CLIENT } };

	need(h != NULL, "memory");
	queue_start(&queue, h->arena);
	handshake_server_name(h, s->question, NULL);
	need(server_open(&server, h->arena, &s->server, priorities[s->tls],
	    &err) == 0 && client_open(&client, priorities[s->tls], &err) == 0,
	    "opening");
	session_join(client.session, &client.end);
	for (int i = 0; i < STEPS && !(client.done && server.done); i++) {
		client_step(&client);
		server_step(&server);
	}
	need(client.done && server.done && cw_verdict_valid(h->verdict),
	    "a handshake of ours");
	client_close(&client);
	server_close(&server);
	cw_handshake_free(h);
}

static void
traced(const struct stage *s)
{
	struct cw_error err = { "" };
	struct cw_handshake *h;

	need(cw_handshake_run(&s->server, s->tls, s->question, &h, &err) == 0 &&
	    cw_handshake_complete(h), "a traced handshake");
	need(h->trace.key_proof == PROOF_HOLDS &&
	    h->trace.server_finished == PROOF_HOLDS, "its proof");
	cw_handshake_free(h);
}

/* ---- the table --------------------------------------------------------------- */

static double
milliseconds_each(void (*run)(const struct stage *), const struct stage *s)
{
	double begin = seconds();

	for (int i = 0; i < HANDSHAKES; i++)
		run(s);
	return (seconds() - begin) * 1000 / HANDSHAKES;
}

static void
row(const char *name, enum cw_tls tls)
{
	static void (*const runs[])(const struct stage *) = { plain, untraced,
		traced };
	struct cw_scenario_options what = { .tls = tls, .now = (int64_t)time(NULL),
		.seed = "bench" };
	struct stage s = { .tls = tls };
	double best[3] = { 1e9, 1e9, 1e9 };
	struct cw_error err = { "" };

	need(cw_scenario_new(&what, &s.scenario, &err) == 0 &&
	    cw_scenario_server(s.scenario, &s.server), "the scenario");
	s.question = cw_scenario_question(s.scenario);
	credentials_fill(&s);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < 3; i++) {
			double each = milliseconds_each(runs[i], &s);

			best[i] = each < best[i] ? each : best[i];
		}
	}
	printf("%-8s plain %6.3f ms (%4.0f/s)  ours %6.3f ms  with trace "
	       "%6.3f ms (%4.0f/s)  trace/ours %.2f  trace/plain %.2f\n", name,
	    best[0], 1000 / best[0], best[1], best[2], 1000 / best[2],
	    best[2] / best[1], best[2] / best[0]);
	gnutls_certificate_free_credentials(s.server_has);
	gnutls_certificate_free_credentials(s.client_has);
	cw_scenario_free(s.scenario);
}

int
main(void)
{
	puts("full handshakes in one process, both ends, P-256 leaf");
	row("TLS 1.3", CW_TLS13);
	row("TLS 1.2", CW_TLS12);
	return 0;
}
