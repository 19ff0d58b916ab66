/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handshake as JSON: chainwright-trace-1. */
#include "config.h"

#include "report/story.h"
#include "report/trace_json.h"
#include "report/verdict_json.h"

#include "x509/certs.h"

static const char *
side_name(enum side side)
{
	return side == SIDE_CLIENT ? "client" : "server";
}

const char *
proof_name(enum proof_result proof)
{
	if (proof == PROOF_HOLDS)
		return "holds";
	return proof == PROOF_FAILS ? "fails" : "unknown";
}

static const char *
state_name(enum record_state state)
{
	if (state == RECORD_CLEAR)
		return "clear";
	return state == RECORD_OPENED ? "opened" : "sealed";
}

static void
put_code(struct json *j, json_t *object, const char *key, uint16_t code,
    const char *(*name)(uint16_t))
{
	char number[CODE_TEXT];

	json_put_string(j, object, key, code == 0 ? NULL :
	    story_code(name(code), code, number));
}

static void
put_codes(struct json *j, json_t *object, const char *key,
    const uint16_t *codes, size_t count, const char *(*name)(uint16_t))
{
	json_t *array = json_make_array(j);
	char number[CODE_TEXT];

	for (size_t i = 0; i < count; i++)
		json_append(j, array, json_string(
		    story_code(name(codes[i]), codes[i], number)));
	json_put(j, object, key, array);
}

static void
put_octets(struct json *j, json_t *object, const char *key,
    struct bytes octets)
{
	if (octets.len == 0)
		octets.data = NULL;
	json_put_hex(j, object, key, octets);
}

static json_t *
client_hello_json(struct json *j, const struct trace *t)
{
	json_t *object = json_make_object(j);

	put_octets(j, object, "random", t->client_random);
	put_octets(j, object, "session_id", t->client_session_id);
	put_codes(j, object, "versions", t->offered_version,
	    t->offered_version_count, trace_version_name);
	put_codes(j, object, "suites", t->offered_suite,
	    t->offered_suite_count, trace_suite_name);
	put_codes(j, object, "groups", t->offered_group,
	    t->offered_group_count, trace_group_name);
	put_codes(j, object, "key_shares", t->key_share_group,
	    t->key_share_count, trace_group_name);
	put_codes(j, object, "schemes", t->offered_scheme,
	    t->offered_scheme_count, trace_scheme_name);
	return object;
}

static json_t *
server_hello_json(struct json *j, const struct trace *t)
{
	json_t *object = json_make_object(j);

	put_octets(j, object, "random", t->server_random);
	put_octets(j, object, "session_id", t->server_session_id);
	put_code(j, object, "version", t->version, trace_version_name);
	put_code(j, object, "suite", t->suite, trace_suite_name);
	put_code(j, object, "group", t->group, trace_group_name);
	json_put_bool(j, object, "retried", t->retried);
	json_put_bool(j, object, "resumed", t->resumed);
	json_put_bool(j, object, "downgrade_marker", t->downgrade_marker);
	return object;
}

static json_t *
certificates_json(struct json *j, const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < t->certificate_count; i++) {
		json_t *object = json_make_object(j);

		json_put_number(j, object, "index", (int64_t)i);
		if (h->chain != NULL && i < h->chain->count)
			put_cert_name(j, object, "name", h->chain->cert[i]);
		else
			json_put_null(j, object, "name");
		json_put_number(j, object, "octets",
		    (int64_t)t->certificate[i].len);
		json_put_sha256(j, object, "sha256", t->certificate[i]);
		json_append(j, array, object);
	}
	return array;
}

static json_t *
review_json(struct json *j, const struct cw_verdict *v)
{
	struct review list[REVIEWS_MAX];
	json_t *array = json_make_array(j);
	size_t count = v == NULL ? 0 : review_list(v, list);

	for (size_t i = 0; i < count; i++) {
		json_t *object = json_make_object(j);

		json_put_text(j, object, "check", &list[i].what);
		json_put_string(j, object, "result",
		    review_result_text(list[i].result));
		json_append(j, array, object);
	}
	return array;
}

static const char *
exchange_name(enum exchange exchange)
{
	switch (exchange) {
	case EXCHANGE_TLS13:
		return "tls13";
	case EXCHANGE_ECDHE:
		return "ecdhe";
	case EXCHANGE_RSA:
		return "rsa";
	case EXCHANGE_NONE:
		break;
	}
	return NULL;
}

static json_t *
key_exchange_json(struct json *j, const struct cw_handshake *h)
{
	const struct trace *t = &h->trace;
	json_t *object = json_make_object(j);

	json_put_string(j, object, "kind", exchange_name(story_exchange(h)));
	put_octets(j, object, "client_share", t->client_share);
	put_octets(j, object, "server_share", t->server_share);
	put_code(j, object, "signature_scheme", t->signature_scheme,
	    trace_scheme_name);
	json_put_string(j, object, "key_proof", proof_name(t->key_proof));
	put_octets(j, object, "encrypted_premaster", t->encrypted_premaster);
	put_octets(j, object, "premaster", t->premaster);
	json_put_string(j, object, "premaster_proof",
	    proof_name(t->premaster_proof));
	put_octets(j, object, "shared_secret", t->shared_secret);
	json_put_string(j, object, "shared_proof",
	    proof_name(t->shared_proof));
	json_put_bool(j, object, "extended_master_secret",
	    t->extended_master_secret);
	return object;
}

static json_t *
finished_json(struct json *j, const struct trace *t)
{
	json_t *object = json_make_object(j);

	for (unsigned side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
		json_t *one = json_make_object(j);

		json_put_bool(j, one, "seen", t->finished_seen[side]);
		json_put_string(j, one, "proof", proof_name(
		    side == SIDE_CLIENT ? t->client_finished :
		    t->server_finished));
		put_octets(j, one, "verify_data", t->verify_data[side]);
		put_octets(j, one, "computed", t->verify_data_computed[side]);
		json_put(j, object, side_name((enum side)side), one);
	}
	return object;
}

static json_t *
records_json(struct json *j, const struct trace *t)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < t->record_count; i++) {
		const struct trace_record *r = &t->record[i];
		json_t *object = json_make_object(j);

		json_put_string(j, object, "from", side_name(r->from));
		json_put_number(j, object, "type", r->type);
		json_put_number(j, object, "inner_type", r->inner_type);
		json_put_string(j, object, "state", state_name(r->state));
		json_put_number(j, object, "octets", (int64_t)r->raw.len);
		json_append(j, array, object);
	}
	return array;
}

static json_t *
messages_json(struct json *j, const struct trace *t)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < t->message_count; i++) {
		const struct trace_message *m = &t->message[i];
		json_t *object = json_make_object(j);

		json_put_string(j, object, "from", side_name(m->from));
		json_put_number(j, object, "type", m->type);
		json_put_string(j, object, "name",
		    trace_message_name(m->type));
		json_put_number(j, object, "octets", (int64_t)m->whole.len);
		json_put_bool(j, object, "encrypted", m->encrypted);
		json_put_bool(j, object, "in_transcript", m->in_transcript);
		json_put_number(j, object, "record", (int64_t)m->record);
		json_put_number(j, object, "offset", (int64_t)m->offset);
		if (i < TRACE_FIELDS_MESSAGES)
			json_put(j, object, "fields",
			    message_fields_json(j, t, m));
		else
			json_put_null(j, object, "fields");
		json_append(j, array, object);
	}
	return array;
}

static json_t *
alerts_json(struct json *j, const struct trace *t)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; i < 2; i++) {
		const struct trace_alert *a = &t->alert[i];
		json_t *object;

		if (!a->present)
			continue;
		object = alert_json(j, a->description);
		json_put_string(j, object, "from", side_name(a->from));
		json_put_bool(j, object, "encrypted", a->encrypted);
		json_append(j, array, object);
	}
	return array;
}

static json_t *
alert_or_null(struct json *j, int alert)
{
	return alert < 0 ? json_null() : alert_json(j, alert);
}

static void
put_outcome(struct json *j, json_t *object, const struct cw_handshake *h)
{
	json_put_bool(j, object, "complete", h->complete);
	json_put_bool(j, object, "refused", h->refused);
	json_put(j, object, "alert_sent", alert_or_null(j, h->alert_sent));
	json_put(j, object, "alert_received",
	    alert_or_null(j, h->alert_received));
	json_put_hostile(j, object, "trouble",
	    h->trouble[0] == '\0' ? NULL : h->trouble);
}

static const char *
asked_name(enum cw_tls tls)
{
	if (tls == CW_TLS13)
		return "1.3";
	return tls == CW_TLS12 ? "1.2" : "1.2-rsa";
}

char *
cw_handshake_json(const struct cw_handshake *handshake)
{
	const struct cw_handshake *h = handshake;
	const struct trace *t = &h->trace;
	struct json j = { false };
	json_t *object = json_make_object(&j);

	json_put_string(&j, object, "schema", "chainwright-trace-1");
	json_put_hostile(&j, object, "peer", h->peer);
	json_put_hostile(&j, object, "server_name", h->server_name);
	json_put_string(&j, object, "asked", asked_name(h->asked));
	put_outcome(&j, object, h);
	json_put(&j, object, "client_hello", client_hello_json(&j, t));
	json_put(&j, object, "server_hello", server_hello_json(&j, t));
	json_put(&j, object, "certificates", certificates_json(&j, h));
	json_put(&j, object, "review", review_json(&j, h->verdict));
	json_put(&j, object, "key_exchange", key_exchange_json(&j, h));
	json_put(&j, object, "finished", finished_json(&j, t));
	json_put(&j, object, "alerts", alerts_json(&j, t));
	json_put(&j, object, "records", records_json(&j, t));
	json_put(&j, object, "messages", messages_json(&j, t));
	json_put(&j, object, "checks", checks_json(&j, t));
	json_put(&j, object, "report", h->verdict == NULL ? json_null() :
	    verdict_json(&j, h->verdict));
	return json_finish(&j, object);
}
