/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/limits.h"
#include "path/walk.h"

int
limits_start(struct limits *l, const struct cw_question *question,
    struct cw_error *err)
{
	struct limit_set set;
	size_t i;

	limit_set_start(&set);
	if (limit_set_change(&set, question->limit, question->limit_count,
	    err) != 0)
		return -1;
	*l = (struct limits){ .reached = { false } };
	for (i = 0; i < LIMIT_COUNT; i++)
		l->most[i] = set.most[i];
	return 0;
}

bool
limits_spend(struct limits *l, enum limit what)
{
	if (l->spent[what] >= l->most[what]) {
		l->reached[what] = true;
		return false;
	}
	l->spent[what]++;
	return true;
}

bool
limits_spend_many(struct limits *l, enum limit what, size_t count)
{
	if (count > l->most[what] - l->spent[what]) {
		l->reached[what] = true;
		return false;
	}
	l->spent[what] += (unsigned)count;
	return true;
}

bool
limits_take_key(const struct limits *l, const struct spki *key,
    enum limit *broken)
{
	if (!key->usable ||
	    (key->kind != KEY_RSA && key->kind != KEY_RSA_PSS))
		return true;
	*broken = key->bits > l->most[LIMIT_RSA_BITS] ? LIMIT_RSA_BITS :
	    LIMIT_RSA_EXPONENT_BITS;
	return key->bits <= l->most[LIMIT_RSA_BITS] &&
	    integer_bits(key->exponent) <= l->most[LIMIT_RSA_EXPONENT_BITS];
}

/* Of every certificate of the path: what is trusted, too, may take too long, and
   a TLS client computes with the key of the target. */
void
check_limits(struct walk *w)
{
	const struct spki *key = &w->cert->spki;
	const struct limits *l = &w->verdict->limits;
	enum limit broken;
	struct finding *f;

	if (limits_take_key(l, key, &broken))
		return;
	f = find(w->found, F_RSA_KEY_TOO_LARGE, w->cert, FIELD_PUBLIC_KEY,
	    broken == LIMIT_RSA_BITS ? key->modulus : key->exponent);
	f->value[0] = value_number(key->bits);
	f->value[1] = value_number((int64_t)integer_bits(key->exponent));
	f->value[2] = value_word(limit_name(broken));
	f->value[3] = value_number(l->most[broken]);
}
