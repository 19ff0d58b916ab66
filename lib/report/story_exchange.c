/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fourth step: how both sides come by the same secret, and what of that can
   be known to us. */
#include "config.h"

#include "base/escape.h"
#include "report/step.h"
#include "report/story.h"

enum exchange
story_exchange(const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;

	if (t->version == 0x0304)
		return EXCHANGE_TLS13;
	if (t->version == 0)
		return EXCHANGE_NONE;
	return t->group == 0 ? EXCHANGE_RSA : EXCHANGE_ECDHE;
}

static const char *
proof_text(enum proof_result result)
{
	if (result == PROOF_HOLDS)
		return "correct";
	return result == PROOF_FAILS ? "WRONG" : "not checked";
}

static void
key_proof(struct step *s, const struct trace *t, const char *what)
{
	struct buffer text = BUFFER_EMPTY;
	char number[CODE_TEXT];

	buffer_format(&text, "%s (%s)", what, story_code(
	    trace_scheme_name(t->signature_scheme), t->signature_scheme,
	    number));
	step_check(s, &text, proof_text(t->key_proof));
}

/* Of a client that tells its own private key. */
static void
shared_secret(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	if (t->shared_secret.len == 0)
		return;
	buffer_string(&text, "the shared secret, which no recording holds: ");
	escape_hex(&text, t->shared_secret, 32);
	step_take(s, &text);
	buffer_string(&text, t->version == 0x0304 ?
	    "traffic secret of both sides, equal" :
	    "both master secrets computed, equal");
	step_check(s, &text, proof_text(t->shared_proof));
}

static void
exchange_tls13(struct step *s, const struct trace *t)
{
	step_text(s, "no message of its own: both sides compute the same "
	    "secret from the two key shares of steps 1 and 2");
	shared_secret(s, t);
	step_text(s, "the public key above encrypts nothing; it proves that "
	    "the server signed this very conversation");
	key_proof(s, t, "signature");
}

static void
exchange_ecdhe(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_format(&text, "the client sends its half, %zu bytes: ",
	    t->client_share.len);
	escape_hex(&text, t->client_share, 16);
	step_take(s, &text);
	step_text(s, "both sides compute the same secret from the two halves; "
	    "who records this and steals the server's key later learns "
	    "nothing");
	shared_secret(s, t);
	step_text(s, "the public key above encrypts nothing; it proves that "
	    "the server's half is the server's");
	key_proof(s, t, "signature");
}

static void
exchange_rsa(struct step *s, const struct trace *t)
{
	struct buffer text = BUFFER_EMPTY;

	buffer_format(&text, "the client makes a premaster secret and "
	    "encrypts it with the public key above, %zu bytes: ",
	    t->encrypted_premaster.len);
	escape_hex(&text, t->encrypted_premaster, 16);
	step_take(s, &text);
	if (t->premaster.len > 0) {
		buffer_format(&text, "opened with the server's private key, "
		    "%zu bytes: ", t->premaster.len);
		escape_hex(&text, t->premaster, 16);
		step_take(s, &text);
		buffer_string(&text, "both master secrets computed, equal");
		step_check(s, &text, proof_text(t->premaster_proof));
	}
	step_text(s, "who gets that private key later can read this "
	    "recording");
}

static bool
reached_exchange(const struct trace *t)
{
	return t->finished_seen[SIDE_CLIENT] ||
	    t->finished_seen[SIDE_SERVER] || t->client_share.len > 0 ||
	    t->encrypted_premaster.len > 0;
}

void
story_key_exchange(struct page *p, const struct cw_handshake *h)
{
	struct step s = { .page = p, .left = { "  4 key exchange" } };
	const struct trace *t = &h->trace;
	enum exchange exchange = story_exchange(h);

	if (h->refused) {
		step_text(&s, "not used: nobody vouches for the key");
		if (exchange == EXCHANGE_TLS13 && t->key_proof == PROOF_HOLDS)
			step_text(&s, "(the server did prove that it holds the "
			    "key: TLS 1.3 asks that before the client can say "
			    "no)");
		return;
	}
	if (exchange == EXCHANGE_NONE || !reached_exchange(t)) {
		step_text(&s, "never reached");
		return;
	}
	if (exchange == EXCHANGE_TLS13)
		exchange_tls13(&s, t);
	else if (exchange == EXCHANGE_ECDHE)
		exchange_ecdhe(&s, t);
	else
		exchange_rsa(&s, t);
}
