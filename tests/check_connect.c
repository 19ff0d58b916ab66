/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network client against servers of this process, on loopback alone. */
#include "config.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "ca/chainwright-ca.h"
#include "tests/test.h"
#include "tls/session.h"
#include "x509/certs.h"

enum manner { SAY_AND_CLOSE, SAY_AND_WAIT, DRIP, RESET, SPEAK_TLS };

/* A server for one connection, in a thread. */
struct peer {
	int listener;
	char port[8];
	pthread_t thread;
	enum manner manner;
	const char *octets;
	size_t len;
	const struct cw_server *server; /* SPEAK_TLS */
	const char *priority;
	int alert_received;
	bool done;
};

static void
wait_for_close(int fd)
{
	char octets[512];

	while (recv(fd, octets, sizeof(octets), 0) > 0)
		continue;
}

static void
drip(int fd, const char *octets, size_t len)
{
	static const struct timespec pause = { 0, 40 * 1000000 };

	for (size_t i = 0; i < 2000; i++) {
		char octet = i < len ? octets[i] : 'x';

		if (send(fd, &octet, 1, MSG_NOSIGNAL) != 1)
			return;
		nanosleep(&pause, NULL);
	}
}

static void
reset(int fd)
{
	struct linger now = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static ssize_t
socket_send(gnutls_transport_ptr_t fd, const void *octets, size_t len)
{
	return send((int)(intptr_t)fd, octets, len, MSG_NOSIGNAL);
}

static ssize_t
socket_recv(gnutls_transport_ptr_t fd, void *octets, size_t len)
{
	return recv((int)(intptr_t)fd, octets, len, 0);
}

static void
speak(struct peer *p, int fd)
{
	struct queue unused = { 0 };
	struct server s = { .end = { &unused, SIDE_SERVER },
		.alert_received = -1 };
	struct arena *arena = arena_new(0);
	struct cw_error err;

	if (server_open(&s, arena, p->server, p->priority, &err) == 0) {
		gnutls_transport_set_ptr(s.session,
		    (gnutls_transport_ptr_t)(intptr_t)fd);
		gnutls_transport_set_push_function(s.session, socket_send);
		gnutls_transport_set_pull_function(s.session, socket_recv);
		server_step(&s);
		p->alert_received = s.alert_received;
		p->done = s.done;
		shutdown(fd, SHUT_WR);
		wait_for_close(fd);
	}
	server_close(&s);
	arena_free(arena);
}

static void *
peer_run(void *pointer)
{
	struct peer *p = pointer;
	int fd = accept(p->listener, NULL, NULL);

	if (fd < 0)
		return NULL;
	switch (p->manner) {
	case SAY_AND_CLOSE:
	case SAY_AND_WAIT:
		send(fd, p->octets, p->len, MSG_NOSIGNAL);
		if (p->manner == SAY_AND_CLOSE)
			shutdown(fd, SHUT_WR);
		wait_for_close(fd);
		break;
	case DRIP:
		drip(fd, p->octets, p->len);
		break;
	case RESET:
		reset(fd);
		break;
	case SPEAK_TLS:
		speak(p, fd);
		break;
	}
	close(fd);
	return NULL;
}

static void
peer_listen(struct peer *p)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	p->alert_received = -1;
	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(p->listener, 0);
	ck_assert_int_eq(bind(p->listener, (struct sockaddr *)&a, sizeof(a)),
	    0);
	ck_assert_int_eq(listen(p->listener, 1), 0);
	ck_assert_int_eq(getsockname(p->listener, (struct sockaddr *)&a, &len),
	    0);
	snprintf(p->port, sizeof(p->port), "%d", ntohs(a.sin_port));
}

static void
peer_start(struct peer *p)
{
	peer_listen(p);
	ck_assert_int_eq(pthread_create(&p->thread, NULL, peer_run, p), 0);
}

static void
peer_end(struct peer *p)
{
	pthread_join(p->thread, NULL);
	close(p->listener);
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define OCTETS(text) text, sizeof(text) - 1

static const struct stranger {
	const char *name;
	enum manner manner;
	const char *octets;
	size_t len;
	const char *sentence;
} strangers[] = {
	{ "HTTP", SAY_AND_CLOSE, OCTETS("HTTP/1.1 400 Bad Request\r\n\r\n"),
	    "does not speak TLS: it answered \"HTTP/1.1 400 Bad Request" },
	{ "SSH", SAY_AND_WAIT, OCTETS("SSH-2.0-x\r\n"),
	    "does not speak TLS: it answered \"SSH-2.0-x" },
	{ "three octets of a banner", SAY_AND_WAIT, OCTETS("220"),
	    "does not speak TLS: it answered \"220\"" },
	{ "a terminal escape", SAY_AND_CLOSE, OCTETS("\033[31mred\033[0m!!"),
	    "\\u{1B}[31mred" },
	{ "nothing and a close", SAY_AND_CLOSE, OCTETS(""),
	    "closed the connection without an answer" },
	{ "a reset", RESET, OCTETS(""), "127.0.0.1" },
	{ "silence", SAY_AND_WAIT, OCTETS(""), "time is up: " },
	{ "half a record", SAY_AND_WAIT, OCTETS("\x16\x03\x03\x00\x50\x02"),
	    "time is up: " },
	{ "an octet now and then", DRIP, OCTETS("\x16\x03\x03\x40\x00"),
	    "time is up: " },
};
#define STRANGERS ((int)(sizeof(strangers) / sizeof(strangers[0])))

static const struct cw_question any_name = { .any_name = true };

static int
connect_to(const char *port, enum cw_offer offer,
    const struct cw_question *question, unsigned timeout,
    struct cw_handshake **h, struct cw_error *err)
{
	const struct cw_connect_options options = { .host = "127.0.0.1",
		.port = port, .offer = offer, .timeout = timeout };

	return cw_handshake_connect(&options, question, h, err);
}

/* One sentence, and no later than the deadline allows. */
START_TEST(stranger_is_told_in_a_sentence)
{
	const struct stranger *c = &strangers[_i];
	struct peer p = { .manner = c->manner, .octets = c->octets,
		.len = c->len };
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };
	int64_t begin = milliseconds();

	peer_start(&p);
	ck_assert_int_eq(connect_to(p.port, CW_OFFER_ALL, &any_name, 600, &h,
	    &err), -1);
	ck_assert_int_lt(milliseconds() - begin, 1500);
	ck_assert_ptr_null(h);
	ck_assert_msg(strstr(err.text, c->sentence) != NULL, "%s: %s", c->name,
	    err.text);
	for (const char *at = err.text; *at != '\0'; at++)
		ck_assert((unsigned char)*at >= ' ');
	peer_end(&p);
}
END_TEST

START_TEST(closed_port_is_told)
{
	struct peer p;
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };

	peer_listen(&p);
	close(p.listener);
	ck_assert_int_eq(connect_to(p.port, CW_OFFER_ALL, &any_name, 1000, &h,
	    &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "connection refused"));
}
END_TEST

START_TEST(port_that_is_none_is_told)
{
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };

	ck_assert_int_eq(connect_to("no-such-port", CW_OFFER_ALL, &any_name,
	    1000, &h, &err), -1);
	ck_assert_str_eq(err.text, "no such port: no-such-port");
}
END_TEST

START_TEST(alert_of_the_server_is_told)
{
	static const char octets[] = { 21, 3, 3, 0, 2, 2, 40 };
	struct peer p = { .manner = SAY_AND_CLOSE, .octets = octets,
		.len = sizeof(octets) };
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };

	peer_start(&p);
	ck_assert_msg(connect_to(p.port, CW_OFFER_ALL, &any_name, 1000, &h,
	    &err) == 0, "%s", err.text);
	ck_assert(!cw_handshake_complete(h));
	ck_assert_ptr_null(cw_handshake_verdict(h));
	ck_assert_ptr_nonnull(strstr(cw_handshake_trouble(h),
	    "handshake_failure (40)"));
	ck_assert_int_eq(h->trace.alert[SIDE_SERVER].description, 40);
	ck_assert_int_eq(h->alert_sent, -1);
	cw_handshake_free(h);
	peer_end(&p);
}
END_TEST

static const struct network {
	const char *name, *priority, *slug;
	enum cw_offer offer;
	uint16_t version;
	int alert;
	enum cw_tls form;               /* of the scenario: RSA leaf or not */
	bool limit;                     /* the chain is valid all the same */
} networks[] = {
	{ .name = "TLS 1.3", .priority = "NORMAL", .version = 0x0304,
	    .alert = -1 },
	{ .name = "TLS 1.2", .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2",
	    .version = 0x0303, .alert = -1 },
	{ .name = "TLS 1.2 with CBC, which stays sealed",
	    .priority = "NONE:+VERS-TLS1.2:+AES-128-CBC:+SHA1:+ECDHE-ECDSA:"
	    "+SIGN-ALL:+GROUP-ALL:+COMP-NULL:+CTYPE-X509", .version = 0x0303,
	    .alert = -1 },
	{ .name = "TLS 1.3 where only that is offered", .priority = "NORMAL",
	    .offer = CW_OFFER_TLS13, .version = 0x0304, .alert = -1 },
	{ .name = "TLS 1.2 where only that is offered", .priority = "NORMAL",
	    .offer = CW_OFFER_TLS12, .version = 0x0303, .alert = -1 },
	{ .name = "expired, TLS 1.3", .priority = "NORMAL",
	    .slug = "validity-expired", .version = 0x0304, .alert = 45 },
	{ .name = "untrusted, TLS 1.2",
	    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2",
	    .slug = "root-not-trusted", .version = 0x0303, .alert = 48 },
	{ .name = "TLS 1.2 with DHE", .form = CW_TLS12_RSA,
	    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA",
	    .version = 0x0303, .alert = -1 },
	{ .name = "a prime of 8,192 bits", .form = CW_TLS12_RSA,
	    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:"
	    "-GROUP-ALL:+GROUP-FFDHE8192", .version = 0x0303, .alert = 47,
	    .limit = true },
};
#define NETWORKS ((int)(sizeof(networks) / sizeof(networks[0])))

START_TEST(server_on_the_network_is_judged)
{
	const struct network *c = &networks[_i];
	struct cw_scenario_options options = { .slug = c->slug,
		.tls = c->form, .now = TEST_NOW, .seed = "test" };
	struct cw_scenario *scenario;
	struct cw_server server;
	struct peer p = { .manner = SPEAK_TLS, .server = &server,
		.priority = c->priority };
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };
	char source[32];

	ck_assert_int_eq(cw_scenario_new(&options, &scenario, &err), 0);
	ck_assert(cw_scenario_server(scenario, &server));
	peer_start(&p);
	ck_assert_msg(connect_to(p.port, c->offer,
	    cw_scenario_question(scenario), 5000, &h, &err) == 0, "%s: %s",
	    c->name, err.text);
	peer_end(&p);
	ck_assert_uint_eq(h->trace.version, c->version);
	ck_assert_int_eq(h->alert_sent, c->alert);
	ck_assert_int_eq(p.alert_received, c->alert);
	ck_assert(cw_handshake_complete(h) == (c->alert < 0));
	ck_assert(p.done == (c->alert < 0));
	ck_assert(cw_verdict_valid(h->verdict) == (c->alert < 0 || c->limit));
	ck_assert((h->trouble[0] != '\0') == c->limit);
	ck_assert(bytes_equal_string(h->trace.server_name, "www.demo.test"));
	snprintf(source, sizeof(source), "127.0.0.1:%s", p.port);
	ck_assert_str_eq(h->chain->cert[0]->origin.source, source);
	ck_assert_int_eq(h->trace.key_proof, PROOF_HOLDS);
	cw_handshake_free(h);
	cw_scenario_free(scenario);
}
END_TEST

/* A server that never stops is left at the bound of the record. */
START_TEST(flood_is_cut_off)
{
	static char octets[3 << 20];
	struct peer p = { .manner = SAY_AND_WAIT, .octets = octets,
		.len = sizeof(octets) };
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };
	int64_t begin = milliseconds();

	/* Warnings without an end. */
	for (size_t i = 0; i + 7 <= sizeof(octets); i += 7)
		memcpy(octets + i, "\x15\x03\x03\x00\x02\x01\x5a", 7);
	peer_start(&p);
	if (connect_to(p.port, CW_OFFER_ALL, &any_name, 3000, &h, &err) == 0) {
		ck_assert(!cw_handshake_complete(h));
		ck_assert_str_ne(cw_handshake_trouble(h), "");
		ck_assert_uint_le(h->trace.stream[SIDE_SERVER].len, 1u << 20);
	} else {
		ck_assert_str_ne(err.text, "");
	}
	ck_assert_int_lt(milliseconds() - begin, 4000);
	cw_handshake_free(h);
	peer_end(&p);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("connect");
	TCase *t = tcase_create("loopback");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, stranger_is_told_in_a_sentence, 0, STRANGERS);
	tcase_add_test(t, closed_port_is_told);
	tcase_add_test(t, port_that_is_none_is_told);
	tcase_add_test(t, alert_of_the_server_is_told);
	tcase_add_loop_test(t, server_on_the_network_is_judged, 0, NETWORKS);
	tcase_add_test(t, flood_is_cut_off);
	suite_add_tcase(s, t);
	return s;
}
