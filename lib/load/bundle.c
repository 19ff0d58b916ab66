/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "load/bundle.h"
#include "x509/name.h"

/* Of more nobody makes a chain: they are a store, and stay as they lay. */
#define CHAIN_MOST ((size_t)1000)

int
bundle_add(struct load *l, struct bytes der, size_t line, struct cw_error *err)
{
	struct origin origin = { .source = l->source, .line = line,
		.position = l->certs->count - l->before };

	if (load_count(l, err) != 0)
		return -1;
	return certs_append(l->certs, der, origin) ? 0 : error_memory(err);
}

int
bundle_refuse(const struct load *l, enum look kind, struct bytes der,
    const struct der_trouble *trouble, struct cw_error *err)
{
	struct bytes at = { trouble->at, 0 };

	if (bytes_within(at, der))
		error_set(err, "%s holds %s that is damaged: %s, octet %zu of "
		    "%zu", l->source, look_name(kind),
		    der_fault_text(trouble->fault),
		    (size_t)(trouble->at - der.data), der.len);
	else
		error_set(err, "%s holds %s that is damaged inside: %s",
		    l->source, look_name(kind),
		    der_fault_text(trouble->fault));
	return -1;
}

/* Names by their hashes: two that are not equal differ here too, or a chain is
   put together wrong, which who judges it then sees. */
struct ties {
	struct cert **cert;
	uint64_t *subject, *issuer;
	size_t count;
};

static void
swap(uint64_t *list, size_t from, size_t to)
{
	uint64_t moved = list[from];

	memmove(list + to + 1, list + to, (from - to) * sizeof(*list));
	list[to] = moved;
}

/* Puts one forward; those between keep their order. */
static void
forward(struct ties *t, size_t from, size_t to)
{
	struct cert *moved = t->cert[from];

	memmove(t->cert + to + 1, t->cert + to,
	    (from - to) * sizeof(struct cert *));
	t->cert[to] = moved;
	swap(t->subject, from, to);
	swap(t->issuer, from, to);
}

static bool
issued_other(const struct ties *t, size_t i)
{
	size_t k;

	for (k = 0; k < t->count; k++)
		if (k != i && t->cert[k]->readable &&
		    t->issuer[k] == t->subject[i])
			return true;
	return false;
}

/* How much it looks like the one that all the others are there for. */
static int
target_likeness(const struct ties *t, size_t i)
{
	if (!t->cert[i]->readable || issued_other(t, i))
		return 0;
	if (t->subject[i] == t->issuer[i])
		return 1;
	return t->cert[i]->basic_constraints.ca ? 2 : 3;
}

static void
order(struct ties *t)
{
	size_t best = 0, i, place;
	int likeness = 0;

	for (i = 0; i < t->count; i++) {
		int other = target_likeness(t, i);

		if (other > likeness) {
			likeness = other;
			best = i;
		}
	}
	forward(t, best, 0);
	for (place = 1; place < t->count; place++) {
		for (i = place; i < t->count; i++)
			if (t->cert[i]->readable &&
			    t->subject[i] == t->issuer[place - 1])
				break;
		if (i == t->count || !t->cert[place - 1]->readable)
			return;
		forward(t, i, place);
	}
}

bool
bundle_order(struct load *l, size_t first)
{
	struct arena *scratch;
	struct ties t = { .cert = l->certs->cert + first,
		.count = l->certs->count - first };
	size_t i;

	if (t.count < 2 || t.count > CHAIN_MOST)
		return true;
	scratch = arena_new(0);
	if (scratch == NULL)
		return false;
	t.subject = arena_array(scratch, t.count, sizeof(*t.subject));
	t.issuer = arena_array(scratch, t.count, sizeof(*t.issuer));
	if (t.subject == NULL || t.issuer == NULL) {
		arena_free(scratch);
		return false;
	}
	for (i = 0; i < t.count; i++) {
		t.subject[i] = name_hash(t.cert[i]->subject);
		t.issuer[i] = name_hash(t.cert[i]->issuer);
	}
	order(&t);
	for (i = 0; i < t.count; i++)
		t.cert[i]->origin.position = first - l->before + i;
	arena_free(scratch);
	return true;
}
