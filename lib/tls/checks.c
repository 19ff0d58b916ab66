/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that a trace proves, as one list. */
#include "config.h"

#include "tls/decode.h"

#define NO_MESSAGE SIZE_MAX
#define N_(text) text

static const struct check_row {
	const char *slug, *question, *clause;
} rows[] = {
#define CHECK(ID, slug, question, clause) { slug, question, clause },
#include "tls/checks.def"
#undef CHECK
};

const char *
trace_check_slug(enum trace_check_id id)
{
	return rows[id].slug;
}

const char *
trace_check_question(enum trace_check_id id)
{
	return rows[id].question;
}

const char *
trace_check_clause(enum trace_check_id id)
{
	return rows[id].clause;
}

struct trace_check *
check_add(struct trace *t, enum trace_check_id id, enum proof_result result,
    const char *why)
{
	struct trace_check *check = &t->check[t->check_count++];

	*check = (struct trace_check){ .id = id, .result = result,
		.why = result == PROOF_HOLDS ? NULL : why,
		.message = NO_MESSAGE };
	return check;
}

static enum proof_result
holds_if(bool good)
{
	return good ? PROOF_HOLDS : PROOF_FAILS;
}

/* The last message of a type from a side. */
static size_t
message_of(const struct trace *t, enum side from, uint8_t type)
{
	for (size_t i = t->message_count; i-- > 0;)
		if (t->message[i].type == type && t->message[i].from == from)
			return i;
	return NO_MESSAGE;
}

static bool
code_offered(const uint16_t *list, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == code)
			return true;
	return false;
}

/* ---- octets and records ---------------------------------------------------- */

static const char *
fault_text(enum trace_fault fault)
{
	switch (fault) {
	case TRACE_WHOLE:
		break;
	case TRACE_TRUNCATED:
		return N_("they end within a record or a message");
	case TRACE_NOT_TLS:
		return N_("what stands there is no TLS record");
	case TRACE_NOT_OPENED:
		return N_("the tag of a record does not fit");
	case TRACE_MESSAGE_MALFORMED:
		return N_("a message cannot be read");
	case TRACE_UNEXPECTED:
		return N_("a message or record is out of turn");
	}
	return NULL;
}

static void
check_stream(struct trace *t, enum side side)
{
	if (t->stream[side].len > 0)
		check_add(t, side == SIDE_CLIENT ? TRACE_CHECK_CLIENT_STREAM :
		    TRACE_CHECK_SERVER_STREAM,
		    holds_if(t->end[side].fault == TRACE_WHOLE),
		    fault_text(t->end[side].fault));
}

static void
check_records(struct decoder *d, enum side side)
{
	struct trace *t = d->t;
	enum trace_check_id id = side == SIDE_CLIENT ?
	    TRACE_CHECK_CLIENT_RECORDS : TRACE_CHECK_SERVER_RECORDS;

	if (t->sealed[side] + t->opened[side] == 0)
		return;
	if (t->sealed[side] == 0)
		check_add(t, id, PROOF_HOLDS, NULL);
	else if (t->end[side].fault == TRACE_NOT_OPENED)
		check_add(t, id, PROOF_FAILS,
		    fault_text(TRACE_NOT_OPENED));
	else if (d->suite == NULL ||
	    d->suite->cipher == GNUTLS_CIPHER_UNKNOWN)
		check_add(t, id, PROOF_UNKNOWN,
		    N_("records of this cipher suite are not decrypted here"));
	else if (!t->keylog_given)
		check_add(t, id, PROOF_UNKNOWN, N_("no key log was given"));
	else
		check_add(t, id, PROOF_FAILS,
		    N_("the key log has no secret that they need"));
}

/* ---- what was agreed ------------------------------------------------------- */

/* Only who offered TLS 1.3 can tell that somebody took the offer away. */
static void
check_downgrade(struct trace *t)
{
	bool offered = code_offered(t->offered_version,
	    t->offered_version_count, VERSION_TLS13);

	if (!t->downgrade_marker)
		check_add(t, TRACE_CHECK_DOWNGRADE, PROOF_HOLDS, NULL);
	else if (offered)
		check_add(t, TRACE_CHECK_DOWNGRADE, PROOF_FAILS,
		    N_("the server could speak the TLS 1.3 that the client "
		    "offers: somebody on the way took the offer away"));
	else
		check_add(t, TRACE_CHECK_DOWNGRADE, PROOF_UNKNOWN,
		    N_("the server could speak a newer TLS, which this client "
		    "does not offer"));
}

/* An answer is no stranger to the question. */
static void
check_choice(struct trace *t)
{
	bool tls13 = t->version == VERSION_TLS13, echoed;

	if (t->version == 0)
		return;
	/* A version below the one offered was offered too, before TLS 1.3. */
	check_add(t, TRACE_CHECK_VERSION_OFFERED, holds_if(
	    code_offered(t->offered_version, t->offered_version_count,
	    t->version) || (t->offered_version_count == 1 && !tls13 &&
	    t->version <= t->client_version)),
	    N_("the client did not offer it"));
	check_add(t, TRACE_CHECK_SUITE_OFFERED, holds_if(
	    code_offered(t->offered_suite, t->offered_suite_count, t->suite)),
	    N_("the client did not offer it"));
	echoed = bytes_equal(t->client_session_id, t->server_session_id);
	if (tls13)
		check_add(t, TRACE_CHECK_SESSION_ECHO, holds_if(echoed),
		    N_("the server sent another session ID"));
	else
		check_downgrade(t);
}

/* ---- keys ------------------------------------------------------------------ */

static void
check_key_log(struct trace *t)
{
	if (t->keylog_given && t->version >= VERSION_TLS12)
		check_add(t, TRACE_CHECK_KEY_LOG,
		    holds_if(t->secret_count > 0),
		    N_("no line of it has this client random"));
}

static void
check_signature(struct trace *t, enum side side)
{
	bool server = side == SIDE_SERVER;
	struct bytes signature = server ? t->signature : t->client_signature;
	uint16_t scheme = server ? t->signature_scheme : t->client_scheme;
	struct trace_check *check;

	if (signature.data == NULL)
		return;
	if (server && t->offered_scheme_count > 0 &&
	    t->version >= VERSION_TLS12)
		check_add(t, TRACE_CHECK_SCHEME_OFFERED, holds_if(
		    code_offered(t->offered_scheme, t->offered_scheme_count,
		    scheme)), N_("the client did not offer it"));
	check = check_add(t, server ? TRACE_CHECK_KEY_PROOF :
	    TRACE_CHECK_CLIENT_KEY_PROOF,
	    server ? t->key_proof : t->client_key_proof,
	    (server ? t->key_proof : t->client_key_proof) == PROOF_FAILS ?
	    N_("it was made by another key or over other octets") :
	    N_("the key or the algorithm cannot be used here"));
	check->input = server ? t->signed_octets : t->client_signed_octets;
	check->expected = signature;
	check->message = message_of(t, side, server &&
	    t->version != VERSION_TLS13 ? MESSAGE_SERVER_KEY_EXCHANGE :
	    MESSAGE_CERTIFICATE_VERIFY);
}

/* Ephemeral keys never leave the two ends, unless one of them tells its own. */
static void
check_shared(struct trace *t)
{
	struct trace_check *check = check_add(t, TRACE_CHECK_SHARED_SECRET,
	    t->shared_proof, t->shared_proof == PROOF_FAILS ?
	    N_("the client's private key does not make the client's share, or "
	    "not the secrets of the key log") :
	    N_("the ephemeral private keys never left the two ends"));

	check->input = t->server_share;
	if (t->shared_derived.len > 0)
		check->expected = t->shared_logged;
	check->computed = t->shared_derived;
}

static void
check_secret(struct trace *t)
{
	struct trace_check *check;

	if (t->encrypted_premaster.data != NULL) {
		check = check_add(t, TRACE_CHECK_PREMASTER, t->premaster_proof,
		    t->premaster_proof == PROOF_FAILS ?
		    N_("the private key does not open it, or the master "
		    "secrets differ") :
		    N_("the server's private key or the key log is not at "
		    "hand"));
		check->input = t->encrypted_premaster;
		/* A secret of the key log is shown to who opened the same. */
		if (t->master_computed.len > 0)
			check->expected = t->master_secret;
		check->computed = t->master_computed;
		check->message = message_of(t, SIDE_CLIENT,
		    MESSAGE_CLIENT_KEY_EXCHANGE);
	} else if (t->client_share.data != NULL &&
	    t->server_share.data != NULL) {
		check_shared(t);
	}
	if (t->version == VERSION_TLS13 && t->resumed)
		check_add(t, TRACE_CHECK_BINDER, PROOF_UNKNOWN,
		    N_("key logs do not hold the pre-shared key"));
}

static void
check_finished(struct trace *t, enum side side)
{
	bool server = side == SIDE_SERVER;
	enum proof_result result = server ? t->server_finished :
	    t->client_finished;
	struct trace_check *check;

	if (!t->finished_seen[side])
		return;
	check = check_add(t, server ? TRACE_CHECK_SERVER_FINISHED :
	    TRACE_CHECK_CLIENT_FINISHED, result, result == PROOF_FAILS ?
	    N_("the two sides did not see the same messages, or have not the "
	    "same keys") : N_("its secret is not in the key log"));
	check->input = t->transcript_hash[side];
	check->expected = t->verify_data[side];
	check->computed = t->verify_data_computed[side];
	check->message = message_of(t, side, MESSAGE_FINISHED);
}

void
checks_make(struct decoder *d)
{
	struct trace *t = d->t;

	check_stream(t, SIDE_CLIENT);
	check_stream(t, SIDE_SERVER);
	check_choice(t);
	check_key_log(t);
	check_records(d, SIDE_CLIENT);
	check_records(d, SIDE_SERVER);
	check_signature(t, SIDE_SERVER);
	check_secret(t);
	check_signature(t, SIDE_CLIENT);
	check_finished(t, SIDE_SERVER);
	check_finished(t, SIDE_CLIENT);
}
