/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * chainwright's servers on loopback, and what their visitors do. Conventions are
 * those of chainwright.h.
 */
#ifndef CHAINWRIGHT_SERVE_H
#define CHAINWRIGHT_SERVE_H

#include <chainwright.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a server on loopback ------------------------------------------------------ */

/* What is shown to whoever asks for a name. */
struct cw_site {
	const char *name;               /* or NULL */
	struct cw_server server;
	const void *staple;             /* an OCSP response, DER; or NULL */
	size_t staple_len;
	const struct cw_question *question;     /* by which a client that asked
	                                   for the name judges it; its chain is
	                                   not read. NULL: it is not judged */
};

/* A page for visitors with plain HTTP: GET PATH. */
struct cw_page {
	const char *path, *type;        /* "/", "text/html; charset=utf-8" */
	const void *body;
	size_t len;
};

struct cw_listen_options {
	const struct cw_site *site;     /* the first one is for those who ask
	                                   for none of them */
	size_t site_count;
	unsigned port;                  /* 0: the system chooses */
	bool ipv6;                      /* ::1 as well as 127.0.0.1 */
	enum cw_offer offer;
	const char *const *alpn;        /* the best one first */
	size_t alpn_count;
	const struct cw_question *client;       /* asks visitors for a
	                                   certificate, which this judges; NULL:
	                                   none is asked for */
	unsigned timeout;               /* milliseconds a visitor has; 0: 10,000 */
	unsigned visitors;              /* at once; 0: 256. Others wait */
};

struct cw_listener;
struct cw_visit;

/*
 * Listens on 127.0.0.1, never on an address that others can reach. What the
 * options point to has to outlive the listener and its visits. -1: the port is
 * taken, a key cannot be used.
 */
CW_PUBLIC int cw_listener_new(const struct cw_listen_options *options,
    struct cw_listener **out, struct cw_error *err);
CW_PUBLIC void cw_listener_free(struct cw_listener *listener);
CW_PUBLIC unsigned cw_listener_port(const struct cw_listener *listener);
/* What visitors with plain HTTP are shown, on the same port; it has to outlive
   the listener. */
CW_PUBLIC void cw_listener_pages(struct cw_listener *listener,
    const struct cw_page *page, size_t count);

/*
 * Serves all visitors until one of them has ended, timeout milliseconds are over
 * (-1: never) or stop can be read (-1: none; it is not read). *out is the visit
 * that ended, or NULL. -1: trouble of ours, the listener goes on.
 */
CW_PUBLIC int cw_listener_next(struct cw_listener *listener, int stop,
    int timeout, struct cw_visit **out, struct cw_error *err);
CW_PUBLIC void cw_visit_free(struct cw_visit *visit);

enum cw_visit_end {
	CW_VISIT_DATA,          /* handshake complete, and it sent data */
	CW_VISIT_COMPLETE,      /* handshake complete, and it left without data */
	CW_VISIT_ALERT,         /* it said why not */
	CW_VISIT_CLOSED,        /* it left in the middle, without a word */
	CW_VISIT_RESET,         /* the same, and tore the connection */
	CW_VISIT_LATE,          /* its time was up */
	CW_VISIT_REFUSED,       /* the server could not go on, or not believe it */
	CW_VISIT_FLOOD,         /* it sent more than any handshake needs */
	CW_VISIT_NOT_TLS        /* it speaks something else */
};

/* A visit as plain data; strings and lists live as long as it does. */
struct cw_visit_facts {
	unsigned long number;           /* from 1, in the order in which they
	                                   ended */
	const char *peer;               /* "127.0.0.1:40312" */
	const char *asked;              /* the name that it asked for, as it
	                                   came; or NULL */
	const char *alpn;               /* agreed on; or NULL */
	enum cw_visit_end end;
	bool complete;                  /* both Finished were exchanged */
	int alert;                      /* that it said; -1: none */
	bool alert_encrypted;
	int expected_alert;             /* of a client that judges by the
	                                   question; -1: it would go on */
	size_t data;                    /* octets of application data */
	const struct cw_verdict *client;        /* on its certificate; NULL:
	                                   it showed none */
};

CW_PUBLIC void cw_visit_tell(const struct cw_visit *visit,
    struct cw_visit_facts *out);
/* The handshake as the server saw it; it lives as long as the visit. */
CW_PUBLIC const struct cw_handshake *cw_visit_handshake(
    const struct cw_visit *visit);
/* Its handshake step by step and what it said or did; JSON is
   chainwright-visit-1, on one line. free(). */
CW_PUBLIC char *cw_visit_text(const struct cw_visit *visit,
    const struct cw_style *style);
CW_PUBLIC char *cw_visit_json(const struct cw_visit *visit);

/* A line of the page that lists the sites of a port. */
struct cw_site_row {
	const char *name;       /* to ask for */
	const char *slug;       /* what is wrong; NULL: nothing */
	const char *means;      /* in a sentence; or NULL */
	const char *root;       /* path of the root to trust, on that port */
};

/* That page, in HTML, everything escaped; no script, no outside reference.
   free(). */
CW_PUBLIC char *cw_sites_page(const struct cw_site_row *row, size_t count,
    unsigned port);

#ifdef __cplusplus
}
#endif
#endif
