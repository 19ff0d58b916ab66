/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/stage.h"
#include "tests/test.h"
#include "x509/certs.h"

const enum cw_tls forms[FORMS] = { CW_TLS13, CW_TLS12, CW_TLS12_RSA };

void
stage_start(struct stage *s, const char *slug, enum cw_tls tls)
{
	struct cw_scenario_options options = { .slug = slug, .tls = tls,
		.now = TEST_NOW, .seed = "test" };
	struct cw_error err = { "" };

	s->tls = tls;
	ck_assert_msg(cw_scenario_new(&options, &s->scenario, &err) == 0,
	    "%s", err.text);
	s->question = cw_scenario_question(s->scenario);
	ck_assert(cw_scenario_server(s->scenario, &s->server));
}

struct cw_handshake *
stage_run(const struct stage *s)
{
	struct cw_handshake *h = NULL;
	struct cw_error err = { "" };

	ck_assert_msg(cw_handshake_run(&s->server, s->tls, s->question, &h,
	    &err) == 0, "%s", err.text);
	return h;
}

const struct failure *
stage_first(const struct cw_handshake *h)
{
	ck_assert_ptr_nonnull(h->verdict);
	ck_assert_uint_gt(h->verdict->findings.count, 0);
	return failure_get(h->verdict->findings.list[0].id);
}

void
assert_chain(const struct cw_handshake *h, const struct cw_certs *given)
{
	const struct trace *t = &h->trace;

	ck_assert_uint_eq(t->certificate_count, given->count);
	ck_assert_uint_eq(cw_certs_count(cw_handshake_chain(h)), given->count);
	for (size_t i = 0; i < given->count; i++) {
		ck_assert(bytes_equal(t->certificate[i], given->cert[i]->der));
		ck_assert(bytes_equal(h->chain->cert[i]->der,
		    given->cert[i]->der));
		ck_assert_str_eq(h->chain->cert[i]->origin.source, "sent");
	}
}

void
assert_no_record_sealed(const struct trace *t)
{
	ck_assert_uint_gt(t->record_count, 0);
	for (size_t i = 0; i < t->record_count; i++)
		ck_assert_int_ne(t->record[i].state, RECORD_SEALED);
	ck_assert_int_eq(t->end[SIDE_CLIENT].fault, TRACE_WHOLE);
	ck_assert_int_eq(t->end[SIDE_SERVER].fault, TRACE_WHOLE);
}

void
assert_refused(const struct cw_handshake *h, enum cw_tls tls, const char *slug,
    int alert)
{
	const struct trace_alert *seen = &h->trace.alert[SIDE_CLIENT];

	ck_assert_msg(h->refused && !cw_handshake_complete(h), "%s", slug);
	ck_assert(!cw_verdict_valid(cw_handshake_verdict(h)));
	ck_assert_int_eq(cw_verdict_alert(cw_handshake_verdict(h)), alert);
	ck_assert_int_eq(h->alert_sent, alert);
	ck_assert_int_eq(cw_handshake_alert_received(h), alert);
	ck_assert(seen->present);
	ck_assert_int_eq(seen->level, 2);
	ck_assert_int_eq(seen->description, alert);
	ck_assert(seen->encrypted == (tls == CW_TLS13));
	ck_assert(!h->trace.finished_seen[SIDE_CLIENT]);
	ck_assert(!h->trace.alert[SIDE_SERVER].present);
	assert_no_record_sealed(&h->trace);
}
