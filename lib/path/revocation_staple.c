/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What certificates demand of the server that shows them: RFC 7633. */
#include "config.h"

#include "path/revocation.h"

#define STATUS_REQUEST 5                /* RFC 6066 8 */

/* Features are numbers of TLS extensions, in contents of INTEGERs. */
struct feature_walk {
	struct der_trouble trouble;
	struct der_reader list;
};

/* False: it names none. */
static bool
features_start(struct feature_walk *w, const struct cert *c)
{
	const struct extension *e = cert_extension(c, OID_PE_TLS_FEATURE);
	struct der_reader r;

	if (e == NULL || !e->readable)
		return false;
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	der_start(&r, e->value, &w->trouble);
	return der_open(&r, DER_SEQUENCE, &w->list);
}

static bool
features_next(struct feature_walk *w, struct bytes *feature)
{
	return der_more(&w->list) && der_integer(&w->list, feature);
}

static bool
has_feature(const struct cert *c, struct bytes wanted)
{
	struct feature_walk w;
	struct bytes feature;

	if (!features_start(&w, c))
		return false;
	while (features_next(&w, &feature))
		if (bytes_equal(feature, wanted))
			return true;
	return false;
}

static void
find_lacking(struct path *p, const struct cert *c, const struct cert *ca,
    struct bytes feature)
{
	struct finding *f = find(&p->findings, F_OCSP_MUST_STAPLE_NOT_HONOURED,
	    c, FIELD_TLS_FEATURE, (struct bytes){ NULL, 0 });

	f->value[0] = value_word("its CA demands a feature that it lacks");
	f->value[1] = value_hex(feature);
	f->other = ca;
	f->other_field = FIELD_TLS_FEATURE;
	f->other_at = feature;
}

/* 4.2.2: what a CA demands, the certificates that it issued demand too. */
static void
check_inheritance(struct path *p, size_t i)
{
	struct feature_walk w;
	struct bytes feature;

	if (!features_start(&w, p->cert[i]))
		return;
	while (features_next(&w, &feature)) {
		if (has_feature(p->cert[i - 1], feature))
			continue;
		find_lacking(p, p->cert[i - 1], p->cert[i], feature);
		return;
	}
}

/* 4.3.3: a response has to come along. */
static void
check_stapled(const struct cw_question *q, struct path *p)
{
	static const uint8_t number[] = { STATUS_REQUEST };
	struct bytes feature = { number, sizeof(number) };
	const struct cert *c = p->cert[0];
	struct finding *f;

	if (!has_feature(c, feature) || (q->ocsp != NULL && q->ocsp->count > 0))
		return;
	f = find(&p->findings, F_OCSP_MUST_STAPLE_NOT_HONOURED, c,
	    FIELD_TLS_FEATURE, cert_extension(c, OID_PE_TLS_FEATURE)->value);
	f->value[0] = value_word("no response came along");
	f->value[1] = value_hex(feature);
}

void
staple_check(struct search *s, struct path *path)
{
	const struct cw_question *q = &s->verdict->question;
	size_t i;

	if (!q->stapled && q->revocation == CW_REVOCATION_OFF)
		return;
	for (i = path->count - 1; i > 0; i--)
		check_inheritance(path, i);
	if (q->stapled)
		check_stapled(q, path);
}
