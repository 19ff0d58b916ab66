/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/walk.h"

#define DAY INT64_C(86400)

static void
find_times(struct walk *w, enum failure_id id, enum field field,
    struct bytes at, int64_t bound)
{
	int64_t now = w->question->at;
	struct finding *f = find(w->found, id, w->cert, field, at);

	f->value[0] = value_time(bound);
	f->value[1] = value_time(now);
	f->value[2] = value_span(now > bound ? now - bound : bound - now);
}

/* RFC 5280 6.1.3 (a)(2): valid when we look at it, both ends included. */
static void
check_now(struct walk *w)
{
	const struct cert *c = w->cert;
	bool anchor = w->is_anchor && !w->is_target;

	if (w->question->at < c->not_before)
		find_times(w, anchor ? F_TRUST_ANCHOR_EXPIRED :
		    F_VALIDITY_NOT_YET_VALID, FIELD_NOT_BEFORE,
		    c->not_before_at, c->not_before);
	else if (w->question->at > c->not_after)
		find_times(w, anchor ? F_TRUST_ANCHOR_EXPIRED :
		    F_VALIDITY_EXPIRED, FIELD_NOT_AFTER,
		    c->not_after_at, c->not_after);
}

/*
 * The days that CA/Browser Forum BR 6.3.2 allowed when it was issued; 0: there
 * was no such rule yet.
 */
static int64_t
days_allowed(int64_t issued)
{
	static const struct {
		int64_t from;
		int64_t days;
	} step[] = {
		{ INT64_C(1868227200), 47 },            /* 2029-03-15 */
		{ INT64_C(1805068800), 100 },           /* 2027-03-15 */
		{ INT64_C(1773532800), 200 },           /* 2026-03-15 */
		{ INT64_C(1598918400), 398 },           /* 2020-09-01 */
		{ INT64_C(1519862400), 825 },           /* 2018-03-01 */
		{ INT64_C(1427846400), 39 * 31 },       /* 2015-04-01: months */
		{ INT64_C(1341100800), 60 * 31 }        /* 2012-07-01: months */
	};
	size_t i;

	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++)
		if (issued >= step[i].from)
			return step[i].days;
	return 0;
}

/* The last second belongs to the period, and a part of a day is a day. */
static void
check_period(struct walk *w)
{
	const struct cert *c = w->cert;
	int64_t days = days_allowed(c->not_before);
	int64_t period = c->not_after - c->not_before + 1;
	struct finding *f;

	if (!w->is_target || w->question->purpose != CW_SERVER || days == 0 ||
	    period <= days * DAY)
		return;
	f = find(w->found, F_VALIDITY_PERIOD_TOO_LONG, c, FIELD_NOT_AFTER,
	    c->not_after_at);
	f->value[0] = value_number((period + DAY - 1) / DAY);
	f->value[1] = value_number(days);
	f->value[2] = value_time(c->not_before);
}

/* An issuer that has expired already is told as that. */
static void
check_nesting(struct walk *w)
{
	const struct cert *c = w->cert, *issuer = w->issuer;
	struct finding *f;

	if (issuer == NULL || c->not_after <= issuer->not_after ||
	    issuer->not_after < issuer->not_before ||
	    issuer->not_after < w->question->at)
		return;
	f = find(w->found, F_VALIDITY_OUTLIVES_ISSUER, c, FIELD_NOT_AFTER,
	    c->not_after_at);
	f->other = issuer;
	f->other_field = FIELD_NOT_AFTER;
	f->other_at = issuer->not_after_at;
	f->value[0] = value_time(c->not_after);
	f->value[1] = value_time(issuer->not_after);
	f->value[2] = value_span(c->not_after - issuer->not_after);
}

/* What the question wants to be told of in time. */
static void
check_soon(struct walk *w)
{
	const struct cert *c = w->cert;
	int64_t now = w->question->at, most = w->question->expiring;
	struct finding *f;

	if (most <= 0 || now < c->not_before || now > c->not_after ||
	    c->not_after - now >= most)
		return;
	f = find(w->found, F_VALIDITY_ENDS_SOON, c, FIELD_NOT_AFTER,
	    c->not_after_at);
	f->value[0] = value_time(c->not_after);
	f->value[1] = value_time(now);
	f->value[2] = value_span(c->not_after - now);
	f->value[3] = value_span(most);
}

void
check_validity(struct walk *w)
{
	const struct cert *c = w->cert;
	struct finding *f;

	/* A cause with a name of its own: unreadable, or never valid. */
	if (!walk_binds_dates(w) || c->not_after_at.len == 0)
		return;
	if (c->not_after < c->not_before) {
		f = find(w->found, F_VALIDITY_INVERTED, c, FIELD_NOT_AFTER,
		    c->not_after_at);
		f->value[0] = value_time(c->not_before);
		f->value[1] = value_time(c->not_after);
		return;
	}
	check_now(w);
	check_soon(w);
	check_period(w);
	check_nesting(w);
}
