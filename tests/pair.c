/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include "tests/octets.h"
#include "tests/pair.h"
#include "tests/test.h"
#include "tls/keys.h"
#include "tls/queue.h"

#define ROUNDS 64
#define CHAIN 2

/* One end, and what it may show. */
struct end {
	struct pair *pair;
	enum side side;
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	gnutls_pcert_st chain[CHAIN];
	unsigned chain_count;
	gnutls_pubkey_t public_key;
	gnutls_privkey_t key;
	int code;
};

struct pair {
	const struct pair_case *what;
	struct pair_recording *out;
	struct queue queue;
	struct end end[2];
	bool recording, handshake;
	struct key_cache *keys;
	struct scenario scenario[2];
	struct scenario_minted minted[2];
	gnutls_datum_t session_data, ticket_key;
	struct buffer stored_key, stored_value;         /* by session ID */
};

/* ---- transport -------------------------------------------------------------- */

static ssize_t
push(gnutls_transport_ptr_t pointer, const void *octets, size_t len)
{
	struct end *end = pointer;
	struct pair *p = end->pair;
	struct pair_recording *out = p->out;
	struct buffer changed = BUFFER_EMPTY;
	struct bytes sent = { octets, len }, come;

	buffer_add(&changed, sent);
	if (p->what->attack != NULL && p->recording)
		p->what->attack(&changed, end->side, p->handshake);
	ck_assert(!changed.failed);
	come = buffer_bytes(&changed);
	ck_assert(queue_write(&p->queue, end->side, come));
	if (p->recording) {
		ck_assert_uint_lt(out->count, PAIR_CHUNKS);
		come.data = arena_copy(out->arena, come);
		sent.data = arena_copy(out->arena, sent);
		out->delivered[out->count] =
		    (struct trace_chunk){ end->side, come };
		out->sent[out->count++] =
		    (struct trace_chunk){ end->side, sent };
	}
	buffer_free(&changed);
	return (ssize_t)len;
}

static ssize_t
pull(gnutls_transport_ptr_t pointer, void *octets, size_t len)
{
	struct end *end = pointer;
	size_t n = queue_read(&end->pair->queue, end->side, octets, len);

	if (n > 0)
		return (ssize_t)n;
	errno = EAGAIN;
	return -1;
}

static int
pull_wait(gnutls_transport_ptr_t pointer, unsigned int milliseconds)
{
	struct end *end = pointer;

	(void)milliseconds;
	return queue_waiting(&end->pair->queue, end->side) ? 1 : 0;
}

/* ---- what the ends have ----------------------------------------------------- */

static int
chain_give(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
    gnutls_pcert_st **chain, unsigned int *count, gnutls_ocsp_data_st **ocsp,
    unsigned int *ocsp_count, gnutls_privkey_t *key, unsigned int *flags)
{
	struct end *end = gnutls_session_get_ptr(session);

	(void)info;
	*chain = end->chain;
	*count = end->chain_count;
	*ocsp = NULL;
	*ocsp_count = 0;
	*key = end->chain_count == 0 ? NULL : end->key;
	*flags = 0;
	return 0;
}

static int
staple_give(gnutls_session_t session, void *pointer, gnutls_datum_t *staple)
{
	static const char octets[] = "this stands where a staple would";

	(void)session;
	(void)pointer;
	staple->data = gnutls_malloc(sizeof(octets));
	ck_assert_ptr_nonnull(staple->data);
	memcpy(staple->data, octets, sizeof(octets));
	staple->size = sizeof(octets);
	return 0;
}

static int
session_store(void *pointer, gnutls_datum_t key, gnutls_datum_t value)
{
	struct pair *p = pointer;

	buffer_cut(&p->stored_key, 0);
	buffer_cut(&p->stored_value, 0);
	buffer_add(&p->stored_key, (struct bytes){ key.data, key.size });
	buffer_add(&p->stored_value, (struct bytes){ value.data, value.size });
	return 0;
}

static gnutls_datum_t
session_find(void *pointer, gnutls_datum_t key)
{
	struct pair *p = pointer;
	gnutls_datum_t found = { NULL, 0 };

	if (!bytes_equal((struct bytes){ key.data, key.size },
	    buffer_bytes(&p->stored_key)))
		return found;
	found.data = gnutls_malloc(p->stored_value.len);
	ck_assert_ptr_nonnull(found.data);
	memcpy(found.data, p->stored_value.data, p->stored_value.len);
	found.size = (unsigned)p->stored_value.len;
	return found;
}

static int
session_drop(void *pointer, gnutls_datum_t key)
{
	(void)pointer;
	(void)key;
	return 0;
}

static int
keylog_add(gnutls_session_t session, const char *label,
    const gnutls_datum_t *secret)
{
	struct end *end = gnutls_session_get_ptr(session);
	struct buffer *out = &end->pair->out->keylog;
	gnutls_datum_t client, server;

	if (!end->pair->recording)
		return 0;
	gnutls_session_get_random(session, &client, &server);
	buffer_format(out, "%s ", label);
	for (unsigned i = 0; i < client.size; i++)
		buffer_format(out, "%02x", client.data[i]);
	buffer_byte(out, ' ');
	for (unsigned i = 0; i < secret->size; i++)
		buffer_format(out, "%02x", secret->data[i]);
	buffer_byte(out, '\n');
	return 0;
}

/* GnuTLS logs no master secret of a session that is resumed in TLS 1.2. */
static void
master_log(struct end *client)
{
	gnutls_datum_t secret;

	if (client->pair->out->keylog.len > 0)
		return;
	gnutls_session_get_master_secret(client->session, &secret);
	keylog_add(client->session, "CLIENT_RANDOM", &secret);
}

/* The chain of one end, with its key or with another one of the kind. */
static void
chain_take(struct end *end, const struct scenario_minted *minted,
    const struct key *held)
{
	struct buffer pkcs8 = BUFFER_EMPTY;

	ck_assert_int_eq(key_export(held, &pkcs8, NULL), 0);
	end->key = private_key_read(buffer_bytes(&pkcs8));
	ck_assert_ptr_nonnull(end->key);
	ck_assert_int_eq(gnutls_pubkey_init(&end->public_key), 0);
	ck_assert_int_eq(gnutls_pubkey_import_privkey(end->public_key,
	    end->key, 0, 0), 0);
	for (unsigned i = 0; i < CHAIN; i++)
		end->chain[i] = (gnutls_pcert_st){
			.pubkey = end->public_key,
			.cert = datum(minted->der[i == 0 ? SCENARIO_LEAF :
			    SCENARIO_ISSUING]), .type = GNUTLS_CRT_X509 };
	end->chain_count = CHAIN;
	if (end->side == SIDE_SERVER) {
		buffer_cut(&end->pair->out->server_key, 0);
		buffer_add(&end->pair->out->server_key, buffer_bytes(&pkcs8));
	}
	buffer_wipe(&pkcs8);
}

static void
certificates_mint(struct pair *p)
{
	struct cw_error err = { "" };

	p->keys = key_cache_new("pair", &err);
	ck_assert_ptr_nonnull(p->keys);
	for (int i = 0; i < 2; i++) {
		scenario_good(&p->scenario[i], p->out->arena, TEST_NOW,
		    i == SIDE_SERVER ? p->what->key : KEY_TYPE_P256);
		ck_assert_msg(scenario_mint(&p->scenario[i], p->keys, "pair",
		    &p->minted[i], &err) == 0, "%s", err.text);
	}
}

/* ---- sessions --------------------------------------------------------------- */

static void
end_open(struct pair *p, enum side side, unsigned flags, const char *priority)
{
	struct end *end = &p->end[side];

	*end = (struct end){ .pair = p, .side = side,
		.code = GNUTLS_E_AGAIN };
	ck_assert_int_eq(gnutls_init(&end->session,
	    flags | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL), 0);
	ck_assert_int_eq(gnutls_priority_set_direct(end->session, priority,
	    NULL), 0);
	ck_assert_int_eq(gnutls_certificate_allocate_credentials(
	    &end->credentials), 0);
	ck_assert_int_eq(gnutls_credentials_set(end->session,
	    GNUTLS_CRD_CERTIFICATE, end->credentials), 0);
	gnutls_certificate_set_retrieve_function3(end->credentials,
	    chain_give);
	gnutls_session_set_ptr(end->session, end);
	gnutls_transport_set_ptr(end->session, end);
	gnutls_transport_set_push_function(end->session, push);
	gnutls_transport_set_pull_function(end->session, pull);
	gnutls_transport_set_pull_timeout_function(end->session, pull_wait);
}

static void
end_close(struct end *end)
{
	gnutls_deinit(end->session);
	gnutls_certificate_free_credentials(end->credentials);
	if (end->public_key != NULL)
		gnutls_pubkey_deinit(end->public_key);
	if (end->key != NULL)
		gnutls_privkey_deinit(end->key);
}

static void
client_prepare(struct pair *p)
{
	static const gnutls_datum_t protocol = { (unsigned char *)"h2", 2 };
	struct end *end = &p->end[SIDE_CLIENT];
	unsigned flags = p->what->flags;

	gnutls_session_set_keylog_function(end->session, keylog_add);
	if (flags & PAIR_CLIENT_CERT)
		chain_take(end, &p->minted[SIDE_CLIENT],
		    p->minted[SIDE_CLIENT].key);
	if (flags & PAIR_STAPLE)
		gnutls_ocsp_status_request_enable_client(end->session, NULL, 0,
		    NULL);
	if (flags & PAIR_NAMES) {
		gnutls_server_name_set(end->session, GNUTLS_NAME_DNS,
		    "www.demo.test", strlen("www.demo.test"));
		gnutls_alpn_set_protocols(end->session, &protocol, 1, 0);
	}
	if (flags & PAIR_SMALL_RECORDS)
		gnutls_record_set_max_recv_size(end->session, 512);
	if (p->session_data.data != NULL)
		ck_assert_int_eq(gnutls_session_set_data(end->session,
		    p->session_data.data, p->session_data.size), 0);
}

static void
server_prepare(struct pair *p)
{
	static const gnutls_datum_t protocol = { (unsigned char *)"h2", 2 };
	struct end *end = &p->end[SIDE_SERVER];
	unsigned flags = p->what->flags;
	const struct key *held = p->minted[SIDE_SERVER].key;

	if (flags & PAIR_WRONG_KEY)
		held = key_cache_get(p->keys, p->what->key, "another", NULL);
	ck_assert_ptr_nonnull(held);
	chain_take(end, &p->minted[SIDE_SERVER], held);
	if (flags & PAIR_ASK_CLIENT)
		gnutls_certificate_server_set_request(end->session,
		    GNUTLS_CERT_REQUEST);
	if (flags & PAIR_STAPLE)
		gnutls_certificate_set_ocsp_status_request_function(
		    end->credentials, staple_give, NULL);
	if (flags & PAIR_NAMES)
		gnutls_alpn_set_protocols(end->session, &protocol, 1, 0);
	if (flags & PAIR_SESSION_ID) {
		gnutls_db_set_store_function(end->session, session_store);
		gnutls_db_set_retrieve_function(end->session, session_find);
		gnutls_db_set_remove_function(end->session, session_drop);
		gnutls_db_set_ptr(end->session, p);
	}
	if (flags & PAIR_TICKET)
		gnutls_session_ticket_enable_server(end->session,
		    &p->ticket_key);
}

static bool
waits(int code)
{
	return code < 0 && gnutls_error_is_fatal(code) == 0;
}

static void
end_step(struct end *end)
{
	if (!waits(end->code))
		return;
	end->code = gnutls_handshake(end->session);
	if (end->code != 0 && !waits(end->code))
		gnutls_alert_send_appropriate(end->session, end->code);
}

static void
word_move(struct end *from, struct end *to)
{
	char word[64];
	ssize_t n = GNUTLS_E_AGAIN;

	gnutls_record_send(from->session, "hello", 5);
	for (int i = 0; i < 16 && n != 5 && waits((int)n); i++)
		n = gnutls_record_recv(to->session, word, sizeof(word));
}

static void
words_exchange(struct pair *p)
{
	struct end *client = &p->end[SIDE_CLIENT];
	struct end *server = &p->end[SIDE_SERVER];

	word_move(client, server);
	word_move(server, client);
	if (p->what->flags & PAIR_KEY_UPDATE) {
		gnutls_session_key_update(client->session, GNUTLS_KU_PEER);
		word_move(client, server);
		word_move(server, client);
	}
	gnutls_bye(client->session, GNUTLS_SHUT_WR);
	gnutls_bye(server->session, GNUTLS_SHUT_WR);
}

static void
handshake_once(struct pair *p)
{
	const struct pair_case *what = p->what;
	unsigned tickets = what->flags & PAIR_TICKET ? 0 : GNUTLS_NO_TICKETS;
	unsigned shares = what->flags & PAIR_RETRY ? GNUTLS_KEY_SHARE_TOP : 0;
	struct end *client = &p->end[SIDE_CLIENT];

	queue_start(&p->queue, p->out->arena);
	end_open(p, SIDE_CLIENT, GNUTLS_CLIENT | tickets | shares,
	    what->client);
	end_open(p, SIDE_SERVER, GNUTLS_SERVER | tickets,
	    what->server == NULL ? what->client : what->server);
	client_prepare(p);
	server_prepare(p);
	p->handshake = true;
	for (int round = 0; round < ROUNDS; round++) {
		end_step(client);
		end_step(&p->end[SIDE_SERVER]);
	}
	p->handshake = false;
	if (client->code == 0 && p->end[SIDE_SERVER].code == 0)
		words_exchange(p);
	if (client->code == 0 && p->recording)
		master_log(client);
	p->out->client_code = client->code;
	p->out->server_code = p->end[SIDE_SERVER].code;
}

static void
ends_close(struct pair *p)
{
	end_close(&p->end[SIDE_CLIENT]);
	end_close(&p->end[SIDE_SERVER]);
}

void
pair_run(const struct pair_case *what, struct pair_recording *out)
{
	struct pair p = { .what = what, .out = out };

	*out = (struct pair_recording){ .arena = arena_new(0),
		.keylog = BUFFER_EMPTY, .server_key = BUFFER_EMPTY };
	ck_assert_ptr_nonnull(out->arena);
	certificates_mint(&p);
	if (what->flags & (PAIR_SESSION_ID | PAIR_TICKET)) {
		ck_assert_int_eq(gnutls_session_ticket_key_generate(
		    &p.ticket_key), 0);
		handshake_once(&p);
		ck_assert_int_eq(gnutls_session_get_data2(
		    p.end[SIDE_CLIENT].session, &p.session_data), 0);
		ends_close(&p);
	}
	p.recording = true;
	handshake_once(&p);
	ends_close(&p);
	gnutls_free(p.session_data.data);
	gnutls_free(p.ticket_key.data);
	buffer_free(&p.stored_key);
	buffer_free(&p.stored_value);
	key_cache_free(p.keys);
}

void
pair_free(struct pair_recording *recording)
{
	buffer_free(&recording->keylog);
	buffer_wipe(&recording->server_key);
	arena_free(recording->arena);
}

size_t
pair_view(const struct pair_recording *recording, enum side viewer,
    struct trace_chunk chunk[PAIR_CHUNKS])
{
	for (size_t i = 0; i < recording->count; i++)
		chunk[i] = recording->sent[i].from == viewer ?
		    recording->sent[i] : recording->delivered[i];
	return recording->count;
}
