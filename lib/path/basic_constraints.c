/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/walk.h"

static struct finding *
find_here(struct walk *w, enum failure_id id, struct bytes at)
{
	return find(w->found, id, w->cert, FIELD_BASIC_CONSTRAINTS, at);
}

/* The certificate that the one at fault signed: there its right matters. */
static void
name_child(struct walk *w, struct finding *f)
{
	const struct cert *child = w->path->cert[w->index - 1];

	f->other = child;
	f->other_field = FIELD_ISSUER;
	f->other_at = child->issuer;
}

/* RFC 5280 6.1.4 (k). An anchor of version 1 is trusted for what it is. */
static void
check_ca(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct extension *ext = c->basic_constraints_ext;
	struct finding *f;

	if (c->version < 3 && !w->is_anchor) {
		f = find(w->found, F_V1_CERTIFICATE_AS_ISSUER, c, FIELD_VERSION,
		    c->version_at);
		f->value[0] = value_number(c->version);
	} else if (c->version < 3) {
		return;
	} else if (ext == NULL) {
		/* One that is there and cannot be read was found before. */
		if (cert_extension(c, OID_CE_BASIC_CONSTRAINTS) != NULL ||
		    (w->is_anchor &&
		    w->question->anchor_mode == CW_ANCHOR_CONSTRAINTS))
			return;
		f = find_here(w, F_BASIC_CONSTRAINTS_MISSING_IN_CA,
		    (struct bytes){ NULL, 0 });
	} else if (!c->basic_constraints.ca) {
		f = find_here(w, F_ISSUER_NOT_CA,
		    c->basic_constraints.ca_at.len > 0 ?
		    c->basic_constraints.ca_at : ext->value);
	} else {
		if (!ext->critical && walk_binds_issuer(w))
			find_here(w, F_BASIC_CONSTRAINTS_NOT_CRITICAL,
			    ext->whole);
		return;
	}
	name_child(w, f);
}

/* CAs below index that count: self-issued ones do not (6.1.4 (l)). */
static unsigned
count_below(const struct path *p, size_t index)
{
	unsigned n = 0;

	while (--index > 0)
		n += p->self_issued[index] ? 0 : 1;
	return n;
}

static size_t
index_of(const struct path *p, const struct cert *c)
{
	size_t i = 0;

	while (p->cert[i] != c)
		i++;
	return i;
}

/* 6.1.4 (l): each CA takes one from what those above it allow. */
static void
check_path_length(struct walk *w)
{
	const struct cert *by = w->path_length_by;
	struct finding *f;

	if (w->is_anchor || w->path->self_issued[w->index])
		return;
	if (w->max_path_length > 0) {
		w->max_path_length--;
		return;
	}
	if (by == NULL || findings_have(w->found, F_PATH_LENGTH_EXCEEDED, by))
		return;
	f = find(w->found, F_PATH_LENGTH_EXCEEDED, by, FIELD_BASIC_CONSTRAINTS,
	    by->basic_constraints.path_len_at);
	f->other = w->cert;
	f->other_field = FIELD_BASIC_CONSTRAINTS;
	f->other_at = w->cert->basic_constraints_ext != NULL ?
	    w->cert->basic_constraints_ext->value : w->cert->subject;
	f->value[0] = value_number(by->basic_constraints.path_len);
	f->value[1] = value_number(count_below(w->path, index_of(w->path, by)));
}

/* 6.1.4 (m). */
static void
take_path_length(struct walk *w)
{
	const struct basic_constraints *bc = &w->cert->basic_constraints;

	if (w->cert->basic_constraints_ext == NULL || !bc->ca ||
	    !bc->has_path_len || bc->path_len >= w->max_path_length)
		return;
	w->max_path_length = bc->path_len;
	w->path_length_by = w->cert;
}

/*
 * 4.2.1.9: a limit where nothing can be limited. Of a certificate that signed
 * another one, that it may not sign at all is the fault, and found elsewhere.
 */
static void
check_use_of_path_length(struct walk *w)
{
	const struct cert *c = w->cert;
	const struct basic_constraints *bc = &c->basic_constraints;
	struct finding *f;

	if (!bc->has_path_len)
		return;
	if (!bc->ca) {
		f = find_here(w, F_PATH_LENGTH_ON_NON_CA, bc->path_len_at);
	} else if (c->key_usage_ext != NULL &&
	    !cert_has_usage(c, KU_KEY_CERT_SIGN)) {
		f = find_here(w, F_PATH_LENGTH_WITHOUT_CERT_SIGN,
		    bc->path_len_at);
		f->other = c;
		f->other_field = FIELD_KEY_USAGE;
		f->other_at = c->key_usage_ext->value;
	} else {
		return;
	}
	f->value[0] = value_number(bc->path_len);
}

/* 4.2.1.9: from 0 on. True: it is. */
static bool
check_sign(struct walk *w)
{
	struct bytes length = w->cert->basic_constraints.path_len_at;

	if (w->cert->basic_constraints_ext == NULL || length.len == 0 ||
	    length.data[0] < 0x80)
		return true;
	find_here(w, F_PATH_LENGTH_NEGATIVE, length)->value[0] =
	    value_hex(length);
	return false;
}

static void
check_target(struct walk *w)
{
	if (w->cert->basic_constraints_ext == NULL)
		return;
	if (w->cert->basic_constraints.ca)
		find_here(w, F_CA_CERTIFICATE_AS_LEAF,
		    w->cert->basic_constraints.ca_at);
	if (check_sign(w))
		check_use_of_path_length(w);
}

void
check_basic_constraints(struct walk *w)
{
	if (w->is_target) {
		check_target(w);
	} else if (walk_binds_fields(w)) {
		check_ca(w);
		check_path_length(w);
		if (check_sign(w))
			take_path_length(w);
	}
}
