/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the algorithm fields and the key of a certificate say of themselves;
   whether a signature verifies is found where the link is tried. */
#include "config.h"

#include "path/walk.h"
#include "sig/verify.h"

/* RFC 5280 4.1.1.2: both fields hold the same AlgorithmIdentifier. */
static void
check_fields_differ(struct walk *w)
{
	const struct cert *c = w->cert;
	struct finding *f;

	if (bytes_equal(c->outer_algorithm.whole, c->inner_algorithm.whole))
		return;
	f = find(w->found, F_SIGNATURE_ALGORITHM_FIELDS_DIFFER, c,
	    FIELD_SIGNATURE_ALGORITHM, c->outer_algorithm.whole);
	f->other = c;
	f->other_field = FIELD_INNER_ALGORITHM;
	f->other_at = c->inner_algorithm.whole;
	f->value[0] = value_oid(c->outer_algorithm.oid);
	f->value[1] = value_oid(c->inner_algorithm.oid);
}

static void
check_parameters(struct walk *w)
{
	const struct algorithm *a = &w->cert->outer_algorithm;
	struct finding *f;
	const char *due;

	if (sig_parameters_legal(a, &due))
		return;
	f = find(w->found, F_SIGNATURE_ALGORITHM_PARAMETERS_INVALID, w->cert,
	    FIELD_SIGNATURE_ALGORITHM, a->whole);
	f->value[0] = value_oid(a->oid);
	f->value[1] = value_word(due);
	f->value[2] = a->parameters.len == 0 ? value_word("nothing") :
	    value_hex(a->parameters);
}

/* The key of the target is used in the handshake; those above it are looked at
   when they verify. */
static void
check_point(struct walk *w)
{
	const struct spki *key = &w->cert->spki;
	struct finding *f;

	if (!w->is_target || sig_point_valid(key))
		return;
	f = find(w->found, F_SPKI_MALFORMED, w->cert, FIELD_PUBLIC_KEY,
	    key->key.bytes);
	f->value[0] = value_oid(key->algorithm.oid);
	f->value[1] = value_word("a point that is not on its curve");
}

void
check_signature_fields(struct walk *w)
{
	if (walk_binds_fields(w))
		check_fields_differ(w);
	if (walk_binds_issuer(w))
		check_parameters(w);
	check_point(w);
}
