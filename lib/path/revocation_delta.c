/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRLs in time, and changes to them: RFC 5280 5.2.4 and 6.3.3 (a), (c). */
#include "config.h"

#include "path/revocation.h"
#include "x509/name.h"

int
crl_number_compare(struct bytes a, struct bytes b)
{
	while (a.len > 0 && a.data[0] == 0)
		a = bytes_skip(a, 1);
	while (b.len > 0 && b.data[0] == 0)
		b = bytes_skip(b, 1);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.data, b.data, a.len);
}

int64_t
revocation_ends(const struct asked *a, const struct crl *crl)
{
	int64_t most = a->s->verdict->question.crl_age;
	int64_t end = crl->next_update_at.len > 0 ? crl->next_update : INT64_MAX;

	if (most > 0 && crl->this_update <= INT64_MAX - most &&
	    crl->this_update + most < end)
		end = crl->this_update + most;
	return end;
}

bool
revocation_is_current(const struct asked *a, const struct crl *crl)
{
	int64_t now = a->s->verdict->question.at;

	return crl->this_update <= now && now <= revocation_ends(a, crl);
}

static bool
is_negative(struct bytes number)
{
	return number.len > 0 && number.data[0] >= 0x80;
}

static struct bytes
key_id_of(const struct crl *c)
{
	return c->authority_key_id_ext == NULL ? (struct bytes){ NULL, 0 } :
	    c->authority_key_id_ext->value;
}

/* 5.2.4 (a) to (d); NULL: it fits. The issuer is the same. */
static const char *
unfit_why(const struct crl *base, const struct crl *delta)
{
	if (!revocation_same_scope(base, delta))
		return "of another scope";
	if (!bytes_equal(key_id_of(base), key_id_of(delta)))
		return "signed by another key";
	if (base->number_ext == NULL || delta->number_ext == NULL ||
	    is_negative(base->number) || is_negative(delta->number) ||
	    is_negative(delta->base_number))
		return "without numbers to compare";
	if (crl_number_compare(delta->base_number, base->number) > 0)
		return "to a later list than this one";
	if (crl_number_compare(delta->number, base->number) < 0)
		return "older than the list";
	return NULL;
}

/* Nothing in it keeps it from being used. */
static bool
is_sound(const struct asked *a, const struct crl *crl)
{
	size_t i;

	for (i = 0; i < crl->faults.count; i++)
		if (revocation_weighs(a->s, crl->faults.list[i].id))
			return false;
	return crl->readable;
}

struct crl *
revocation_delta(struct asked *a, const struct crl *base,
    const struct crl **unfit, const char **why)
{
	const struct cw_crls *crls = a->s->verdict->question.crls;
	struct crl *best = NULL;
	size_t i;

	*unfit = NULL;
	for (i = 0; i < crls->count; i++) {
		struct crl *delta = crls->crl[i];
		const char *no;

		if (!is_sound(a, delta) || delta->delta_ext == NULL ||
		    !name_equal(delta->issuer, base->issuer) ||
		    !revocation_is_current(a, delta))
			continue;
		no = unfit_why(base, delta);
		if (no != NULL) {
			*unfit = delta;
			*why = no;
			continue;
		}
		if (best != NULL && crl_number_compare(delta->number,
		    best->number) <= 0)
			continue;
		if (revocation_issuer(a, delta))
			best = delta;
	}
	if (best != NULL)
		*unfit = NULL;
	return best;
}
