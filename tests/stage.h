/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Minted scenarios and their servers, for the suites about handshakes. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "ca/chainwright-ca.h"
#include "tls/handshake.h"

#define FORMS 3
extern const enum cw_tls forms[FORMS];

/* A minted scenario and its server, as the public interface gives them. */
struct stage {
	struct cw_scenario *scenario;
	const struct cw_question *question;
	struct cw_server server;
	enum cw_tls tls;
};

/* Mints it; slug NULL: the good one. */
void stage_start(struct stage *s, const char *slug, enum cw_tls tls);
/* Runs the handshake, which has to give an answer. */
struct cw_handshake *stage_run(const struct stage *s);
/* The row of the verdict's first finding. */
const struct failure *stage_first(const struct cw_handshake *h);

/* What the wire carried is what the server was given, and what was judged. */
void assert_chain(const struct cw_handshake *h, const struct cw_certs *given);
/* Every record is in the clear or was opened, to the end of both streams. */
void assert_no_record_sealed(const struct trace *t);
/*
 * The client refuses with that alert, once, and the server's session gets it;
 * in TLS 1.3 it is encrypted.
 */
void assert_refused(const struct cw_handshake *h, enum cw_tls tls,
    const char *what, int alert);

#endif
