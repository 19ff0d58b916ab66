/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/decode.h"

bool
out_of_turn(struct decoder *d)
{
	d->fault = TRACE_UNEXPECTED;
	return false;
}

static struct trace_message *
message_add(struct decoder *d)
{
	struct trace *t = d->t;
	struct trace_message *m;
	size_t size = d->messages_size;

	if (t->message_count == size) {
		size = size == 0 ? 16 : size * 2;
		m = arena_array(d->arena, size, sizeof(*m));
		if (m == NULL) {
			d->failed = true;
			return NULL;
		}
		if (t->message_count > 0)
			memcpy(m, t->message, t->message_count * sizeof(*m));
		t->message = m;
		d->messages_size = size;
	}
	return &t->message[t->message_count++];
}

bool
certificates_read(struct bytes body, bool tls13, struct arena *arena,
    struct bytes **list, size_t *count)
{
	struct cursor c = cursor_over(body), one, again;
	struct bytes all, octets;
	size_t n = 0;

	if (tls13 && !cursor_vector(&c, 1, &octets))
		return false;
	if (!cursor_vector(&c, 3, &all) || c.left > 0)
		return false;
	for (one = cursor_over(all); one.left > 0; n++)
		if (!cursor_vector(&one, 3, &octets) ||
		    (tls13 && !cursor_vector(&one, 2, &octets)))
			return false;
	*list = arena_array(arena, n + 1, sizeof(**list));
	if (*list == NULL)
		return false;
	again = cursor_over(all);
	for (size_t i = 0; i < n; i++) {
		cursor_vector(&again, 3, &(*list)[i]);
		if (tls13)
			cursor_vector(&again, 2, &octets);
	}
	*count = n;
	return true;
}

static bool
certificate_take(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;

	bool tls13 = t->version == VERSION_TLS13;

	/* A second one is out of turn. */
	if (m->from == SIDE_CLIENT)
		return t->client_certificate == NULL ? certificates_read(
		    m->body, tls13, d->arena, &t->client_certificate,
		    &t->client_certificate_count) : out_of_turn(d);
	return t->certificate == NULL ? certificates_read(m->body, tls13,
	    d->arena, &t->certificate, &t->certificate_count) :
	    out_of_turn(d);
}

/* ECParameters and point (RFC 8422 5.4). */
static bool
ecdhe_params_read(struct cursor *c, struct trace *t)
{
	uint8_t curve_type;
	uint16_t group;
	struct bytes share;

	if (!cursor_u8(c, &curve_type) || curve_type != 3 ||
	    !cursor_u16(c, &group) || !cursor_vector(c, 1, &share))
		return false;
	t->group = group;
	t->server_share = share;
	return true;
}

/* dh_p, dh_g, dh_Ys (RFC 5246 7.4.3). */
static bool
dhe_params_read(struct cursor *c, struct trace *t)
{
	struct bytes p, g, share;

	if (!cursor_vector(c, 2, &p) || !cursor_vector(c, 2, &g) ||
	    !cursor_vector(c, 2, &share))
		return false;
	t->server_share = share;
	return true;
}

/* Before TLS 1.2 the key alone says the algorithm. */
static bool
signature_read(struct cursor *c, const struct trace *t, uint16_t *scheme,
    struct bytes *signature)
{
	*scheme = 0;
	return (t->version < VERSION_TLS12 || cursor_u16(c, scheme)) &&
	    cursor_vector(c, 2, signature) && c->left == 0;
}

static bool
server_key_exchange_take(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(m->body);
	enum key_exchange kx = d->suite == NULL ? KX_RSA : d->suite->kx;
	bool read;

	if (m->from != SIDE_SERVER || t->version > VERSION_TLS12 ||
	    t->version == 0 ||
	    t->signature.data != NULL)
		return out_of_turn(d);
	if (kx == KX_ECDHE)
		read = ecdhe_params_read(&c, t);
	else if (kx == KX_DHE)
		read = dhe_params_read(&c, t);
	else
		return true;            /* of a suite that we do not know */
	if (!read)
		return false;
	d->dh_params = (struct bytes){ m->body.data, m->body.len - c.left };
	if (!signature_read(&c, t, &t->signature_scheme, &t->signature))
		return false;
	prove_key_tls12(d);
	return true;
}

static bool
client_key_exchange_take(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(m->body);
	enum key_exchange kx = d->suite == NULL ? KX_ANY : d->suite->kx;

	if (m->from != SIDE_CLIENT || t->version == VERSION_TLS13 ||
	    t->client_share.data != NULL || t->encrypted_premaster.data != NULL)
		return out_of_turn(d);
	switch (kx) {
	case KX_RSA:
		return cursor_vector(&c, 2, &t->encrypted_premaster) &&
		    c.left == 0;
	case KX_ECDHE:
		return cursor_vector(&c, 1, &t->client_share) && c.left == 0;
	case KX_DHE:
		return cursor_vector(&c, 2, &t->client_share) && c.left == 0;
	case KX_ANY:
		break;
	}
	return true;
}

static bool
client_verify_take(struct decoder *d, struct bytes body)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(body);

	if (t->client_signature.data != NULL ||
	    t->client_certificate_count == 0)
		return out_of_turn(d);
	if (!signature_read(&c, t, &t->client_scheme, &t->client_signature))
		return false;
	prove_client_key(d);
	return true;
}

static bool
certificate_verify_take(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(m->body);

	if (m->from == SIDE_CLIENT)
		return client_verify_take(d, m->body);
	if (t->version != VERSION_TLS13 || t->signature.data != NULL)
		return out_of_turn(d);
	if (!signature_read(&c, t, &t->signature_scheme, &t->signature))
		return false;
	prove_key_tls13(d);
	return true;
}

static bool
finished_take(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;

	/* RFC 5246 7.3: the server is done first, and no key was exchanged. */
	if (t->version != VERSION_TLS13 && m->from == SIDE_SERVER &&
	    !t->finished_seen[SIDE_CLIENT])
		t->resumed = true;
	t->finished_seen[m->from] = true;
	t->verify_data[m->from] = m->body;
	prove_finished(d, m->from, m->body);
	return true;
}

/* RFC 8446 4.2.10: whether what the client sent early was taken. */
static bool
encrypted_extensions_take(struct decoder *d, const struct trace_message *m)
{
	struct cursor c = cursor_over(m->body);
	struct bytes list;

	if (m->from != SIDE_SERVER || d->t->version != VERSION_TLS13)
		return out_of_turn(d);
	if (!cursor_vector(&c, 2, &list) || c.left > 0)
		return false;
	d->early_accepted = extensions_have(list, 42);
	return true;
}

/* The next generation of a traffic secret (RFC 8446 7.2). */
static bool
key_update_take(struct decoder *d, const struct trace_message *m)
{
	struct stream *s = &d->stream[m->from];
	uint8_t *next;

	if (d->t->version != VERSION_TLS13 || m->body.len != 1)
		return false;
	if (s->secret.len == 0 || d->suite == NULL)
		return true;
	next = arena_alloc(d->arena, s->secret.len);
	if (next == NULL || !hkdf_label(d->suite->hash, s->secret,
	    "traffic upd", next, s->secret.len)) {
		d->failed = true;
		return true;
	}
	opener_from_traffic(d, m->from,
	    (struct bytes){ next, s->secret.len });
	return true;
}

/* Reads the message; what it proves is about the transcript before it. */
static bool
message_read(struct decoder *d, struct trace_message *m)
{
	switch (m->type) {
	case MESSAGE_CLIENT_HELLO:
		return m->from == SIDE_CLIENT ?
		    client_hello_read(d, m->body) : out_of_turn(d);
	case MESSAGE_SERVER_HELLO:
		return m->from == SIDE_SERVER ?
		    server_hello_read(d, m) : out_of_turn(d);
	case MESSAGE_ENCRYPTED_EXTENSIONS:
		return encrypted_extensions_take(d, m);
	case MESSAGE_CERTIFICATE:
		return certificate_take(d, m);
	case MESSAGE_SERVER_KEY_EXCHANGE:
		return server_key_exchange_take(d, m);
	case MESSAGE_CLIENT_KEY_EXCHANGE:
		return client_key_exchange_take(d, m);
	case MESSAGE_CERTIFICATE_VERIFY:
		return certificate_verify_take(d, m);
	case MESSAGE_FINISHED:
		return finished_take(d, m);
	default:
		return true;
	}
}

/* RFC 8446 4.4.1: a first Client Hello that was answered by a retry request
   counts as its hash. */
static void
transcript_retry(struct decoder *d)
{
	uint8_t hash[HASH_MAX];
	size_t len;

	if (!transcript_hash(d, hash, &len))
		return;
	buffer_cut(&d->transcript, 0);
	buffer_byte(&d->transcript, MESSAGE_HASH);
	buffer_fill(&d->transcript, 0, 2);
	buffer_byte(&d->transcript, (uint8_t)len);
	buffer_add(&d->transcript, (struct bytes){ hash, len });
}

static bool
message_counts(const struct decoder *d, const struct trace_message *m)
{
	if (m->type == MESSAGE_HELLO_REQUEST || m->type == MESSAGE_KEY_UPDATE)
		return false;
	if (m->type == MESSAGE_NEW_SESSION_TICKET &&
	    d->t->version == VERSION_TLS13)
		return false;
	return !d->t->finished_seen[m->from];
}

static void
client_handshake_keys(struct decoder *d)
{
	d->stream[SIDE_CLIENT].early = false;
	opener_from_traffic(d, SIDE_CLIENT,
	    keylog_find(d, "CLIENT_HANDSHAKE_TRAFFIC_SECRET"));
}

/* TLS 1.3: keys change behind these messages. */
static void
keys_follow(struct decoder *d, const struct trace_message *m)
{
	bool early = d->stream[SIDE_CLIENT].early;

	if (m->type == MESSAGE_SERVER_HELLO && !m->retry) {
		opener_from_traffic(d, SIDE_SERVER,
		    keylog_find(d, "SERVER_HANDSHAKE_TRAFFIC_SECRET"));
		if (!early)
			client_handshake_keys(d);
	} else if (m->type == MESSAGE_ENCRYPTED_EXTENSIONS) {
		if (early && !d->early_accepted)
			client_handshake_keys(d);
	} else if (m->type == MESSAGE_END_OF_EARLY_DATA) {
		if (early && m->from == SIDE_CLIENT)
			client_handshake_keys(d);
	} else if (m->type == MESSAGE_FINISHED) {
		opener_from_traffic(d, m->from, keylog_find(d,
		    m->from == SIDE_CLIENT ? "CLIENT_TRAFFIC_SECRET_0" :
		    "SERVER_TRAFFIC_SECRET_0"));
	}
}

/* What the message changes once it is part of the transcript. */
static void
message_follow(struct decoder *d, const struct trace_message *m)
{
	struct trace *t = d->t;
	uint8_t hash[HASH_MAX];
	size_t len;

	if (m->type == MESSAGE_CLIENT_HELLO && t->early_data && !t->retried)
		opener_from_early(d);
	else if (t->version == VERSION_TLS13)
		keys_follow(d, m);
	else if (m->type == MESSAGE_CLIENT_KEY_EXCHANGE &&
	    t->encrypted_premaster.len > 0 && transcript_hash(d, hash, &len))
		prove_premaster(d, (struct bytes){ hash, len });
	if ((t->version == VERSION_TLS13 && m->type == MESSAGE_SERVER_HELLO &&
	    !m->retry) || m->type == MESSAGE_CLIENT_KEY_EXCHANGE)
		prove_shared_secret(d);
}

/* Whether nothing may stand behind the message under the same keys. */
static bool
message_changes_keys(const struct decoder *d, const struct trace_message *m)
{
	if (m->type == MESSAGE_FINISHED || m->type == MESSAGE_KEY_UPDATE ||
	    m->type == MESSAGE_END_OF_EARLY_DATA)
		return true;
	return m->type == MESSAGE_SERVER_HELLO && !m->retry &&
	    d->t->version == VERSION_TLS13;
}

/* False: the direction ends here. */
static bool
message_take(struct decoder *d, struct trace_message *m)
{
	bool after = d->t->finished_seen[m->from], counts;

	/* Tickets and renegotiation are shown, not followed. */
	if (after)
		return m->type != MESSAGE_KEY_UPDATE || key_update_take(d, m);
	counts = message_counts(d, m);
	if (!message_read(d, m))
		return false;
	if (m->retry)
		transcript_retry(d);
	m->in_transcript = counts;
	if (counts)
		buffer_add(&d->transcript, m->whole);
	message_follow(d, m);
	return true;
}

void
messages_take(struct decoder *d, enum side from)
{
	struct stream *s = &d->stream[from];
	struct trace_message *m;

	while (!s->ended && !d->failed && s->hand_len - s->hand_next >= 4) {
		struct bytes rest = { s->hand + s->hand_next,
			s->hand_len - s->hand_next };
		size_t len = (size_t)rest.data[1] << 16 |
		    (size_t)rest.data[2] << 8 | rest.data[3];

		if (rest.len - 4 < len)
			return;
		m = message_add(d);
		if (m == NULL)
			return;
		*m = (struct trace_message){ .from = from,
			.type = rest.data[0],
			.whole = { rest.data, 4 + len },
			.body = { rest.data + 4, len },
			.encrypted = s->hand_sealed,
			.record = s->begin_record, .offset = s->begin_offset,
			.last_record = d->t->record_count - 1 };
		s->hand_next += 4 + len;
		s->begin_record = d->t->record_count - 1;
		s->begin_offset = s->hand_next - s->content_from;
		s->hand_sealed =
		    d->t->record[s->begin_record].state == RECORD_OPENED;
		d->fault = TRACE_MESSAGE_MALFORMED;
		if (!message_take(d, m))
			stream_end(d, from, d->fault);
		else if (message_changes_keys(d, m) &&
		    s->hand_next != s->hand_len)
			stream_end(d, from, TRACE_UNEXPECTED);
	}
}
