/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/store.h"
#include "x509/name.h"

static const struct cw_certs nothing;

void
store_start(struct store *s, const struct cw_question *question,
    struct limits *limits)
{
	size_t most = limits->most[LIMIT_POOL];

	s->trust = question->trust != NULL ? question->trust : &nothing;
	s->chain = question->chain != NULL ? question->chain : &nothing;
	s->rest = question->untrusted != NULL ? question->untrusted : &nothing;
	s->pool_count = s->chain->count + s->rest->count;
	if (s->pool_count > most) {
		s->pool_count = most;
		limits->reached[LIMIT_POOL] = true;
	}
}

const struct cert *
store_pool(const struct store *s, size_t place)
{
	return place < s->chain->count ? s->chain->cert[place] :
	    s->rest->cert[place - s->chain->count];
}

uint64_t
store_pool_hash(const struct store *s, size_t place)
{
	const struct cw_certs *in = s->chain;

	if (place >= in->count) {
		place -= in->count;
		in = s->rest;
	}
	return place < in->index.count ? in->index.hash[place] :
	    name_hash(in->cert[place]->subject);
}

static void
start(struct store_search *q, struct bytes name, uint64_t hash,
    const struct cw_certs *in)
{
	q->name = name;
	q->hash = hash;
	q->in = in;
	q->then = NULL;
	q->next = certs_first(in, hash);
	q->base = 0;
	q->end = SIZE_MAX;
}

void
store_anchors(struct store_search *q, const struct store *s,
    struct bytes name, uint64_t hash)
{
	start(q, name, hash, s->trust);
}

void
store_issuers(struct store_search *q, const struct store *s,
    struct bytes name, uint64_t hash)
{
	start(q, name, hash, s->chain);
	q->then = s->rest;
	q->end = s->pool_count;
}

/* The next with this hash, readable or not; false: none is left. */
static bool
next_of_hash(struct store_search *q, size_t *i)
{
	while (q->next == CERTS_NONE) {
		if (q->then == NULL)
			return false;
		q->base = q->in->count;
		q->in = q->then;
		q->then = NULL;
		q->next = certs_first(q->in, q->hash);
	}
	*i = q->next;
	q->next = certs_next(q->in, *i);
	return true;
}

const struct cert *
store_next(struct store_search *q, size_t *place)
{
	const struct cert *c;
	size_t i;

	while (next_of_hash(q, &i)) {
		c = q->in->cert[i];
		if (q->base + i < q->end && c->readable &&
		    name_equal(c->subject, q->name)) {
			*place = q->base + i;
			return c;
		}
	}
	return NULL;
}
