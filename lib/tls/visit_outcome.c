/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a visit came to: what was shown, judged as a client would, and what the
   visitor did. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>
#include "tls/listen.h"
#include "x509/certs.h"

static int
chain_rebuild(struct cw_handshake *h, struct cw_error *err)
{
	const struct trace *t = &h->trace;

	for (size_t i = 0; i < t->certificate_count; i++)
		if (cw_certs_add(h->chain, t->certificate[i].data,
		    t->certificate[i].len, "sent", err) != 0)
			return -1;
	return 0;
}

/* As a client would that asked for that name, and does its duty. */
static int
shown_judge(struct cw_visit *v, struct cw_error *err)
{
	struct cw_handshake *h = v->handshake;
	struct cw_question question;

	if (h->chain->count == 0 || v->site == NULL ||
	    v->site->what->question == NULL)
		return 0;
	question = *v->site->what->question;
	question.chain = h->chain;
	if (h->server_name != NULL) {
		question.name_type = CW_NAME_DNS;
		question.name = h->server_name;
		question.any_name = false;
	}
	return cw_verify(&question, &h->verdict, err);
}

static void
trouble_tell(struct cw_visit *v)
{
	struct cw_handshake *h = v->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	if (v->failed)
		handshake_trouble(h, "%s", v->err.text);
	else if (v->flooded)
		handshake_trouble(h, "the visitor sent more than %u octets",
		    VISIT_MAX_OCTETS);
	else if (v->late)
		handshake_trouble(h, "time is up: the visitor took longer than "
		    "%g seconds", v->listener->options.timeout / 1000.0);
	else if (alert->present && !h->refused)
		handshake_trouble(h, "the visitor sent the alert %s (%d)",
		    alert_name(alert->description), alert->description);
	else if (!v->complete && !alert->present && v->reset)
		handshake_trouble(h, "the visitor tore the connection");
	else if (!v->complete && !alert->present && v->code != 0 &&
	    v->code != GNUTLS_E_PREMATURE_TERMINATION)
		handshake_trouble(h, "the handshake failed: %s",
		    gnutls_strerror(v->code));
	if (v->code != 0)
		snprintf(h->error, sizeof(h->error), "%s",
		    gnutls_strerror(v->code));
}

static void
outcome_note(struct cw_visit *v)
{
	struct cw_handshake *h = v->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	h->complete = v->complete;
	h->alert_sent = alert->present ? alert->description : -1;
	h->refused = !v->complete && h->verdict != NULL &&
	    !cw_verdict_valid(h->verdict);
	trouble_tell(v);
}

int
visit_finish(struct cw_visit *v, struct cw_error *err)
{
	struct cw_handshake *h = v->handshake;
	struct bytes key = { NULL, 0 }, name;

	if (v->session != NULL)
		v->site = visit_site(v->listener, v->session);
	visit_session_close(v);
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	if (v->plain || v->silent)
		return 0;
	if (v->site != NULL)
		key = (struct bytes){ v->site->what->server.key,
			v->site->what->server.key_len };
	if (handshake_decode(h, &v->queue, &v->keylog, key, err) != 0)
		return -1;
	name = h->trace.server_name;
	if (name.len > 0 && !bytes_have(name, 0)) {
		h->server_name = (char *)arena_copy(h->arena, name);
		if (h->server_name == NULL)
			return error_memory(err);
	}
	if (chain_rebuild(h, err) != 0 || shown_judge(v, err) != 0)
		return -1;
	ca_signatures_open(h);
	h->stand_in = v->site != NULL && v->site->stand_in;
	outcome_note(v);
	return 0;
}

static enum cw_visit_end
visit_end(const struct cw_visit *v)
{
	const struct trace *t = &v->handshake->trace;

	if (t->alert[SIDE_CLIENT].present)
		return CW_VISIT_ALERT;
	if (v->flooded)
		return CW_VISIT_FLOOD;
	if (v->complete && v->code == 0 && !v->late)
		return v->data > 0 ? CW_VISIT_DATA : CW_VISIT_COMPLETE;
	if (v->late)
		return CW_VISIT_LATE;
	if (t->end[SIDE_CLIENT].fault == TRACE_NOT_TLS &&
	    t->end[SIDE_CLIENT].offset == 0)
		return CW_VISIT_NOT_TLS;
	if (v->reset)
		return CW_VISIT_RESET;
	if (v->failed || t->alert[SIDE_SERVER].present)
		return CW_VISIT_REFUSED;
	return v->complete ? CW_VISIT_COMPLETE : CW_VISIT_CLOSED;
}

void
cw_visit_tell(const struct cw_visit *visit, struct cw_visit_facts *out)
{
	const struct cw_handshake *h = visit->handshake;
	const struct trace_alert *alert = &h->trace.alert[SIDE_CLIENT];

	*out = (struct cw_visit_facts){ .number = visit->number,
		.peer = visit->peer, .asked = h->server_name,
		.alpn = visit->alpn[0] != '\0' ? visit->alpn : NULL,
		.end = visit_end(visit), .complete = visit->complete,
		.alert = alert->present ? alert->description : -1,
		.alert_encrypted = alert->present && alert->encrypted,
		.expected_alert = h->verdict != NULL ?
		    cw_verdict_alert(h->verdict) : -1,
		.data = visit->data, .client = visit->verdict };
}

const struct cw_handshake *
cw_visit_handshake(const struct cw_visit *visit)
{
	return visit->handshake;
}
