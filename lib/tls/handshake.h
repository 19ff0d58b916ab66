/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef TLS_HANDSHAKE_H
#define TLS_HANDSHAKE_H

#include "path/verdict.h"
#include "tls/trace.h"

struct cw_handshake {
	struct arena *arena;
	enum cw_tls asked;
	char *server_name;              /* SNI that was sent, or NULL */
	char *peer;                     /* "host:port" or NULL: in process */
	struct trace trace;
	struct cw_certs *chain;         /* as sent */
	struct cw_ocsp *ocsp;           /* those of the question, and what was
	                                   stapled; NULL: it was not asked */
	struct cw_verdict *verdict;     /* NULL: no certificate came */
	char *alpn;                     /* agreed on, or NULL */
	struct bytes staple;            /* OCSP response that came along */
	bool stand_in;                  /* its own key serves nobody in this
	                                   form of TLS: another one signed */
	bool complete;                  /* both Finished exchanged */
	bool refused;                   /* by our verdict (or cap) */
	bool visited;                   /* the client is not ours */
	int alert_sent;                 /* by the client; -1: none */
	int alert_received;             /* by the server's session; -1: none */
	char trouble[256];              /* what stopped it when not the
	                                   verdict, one sentence; "" */
	char error[96];                 /* what GnuTLS called it; "" */
};

#endif
