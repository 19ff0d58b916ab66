/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 5280 6.1.3 (b) and (c), 6.1.4 (g): names against what CAs above allow. */
#include "config.h"

#include "base/mark.h"
#include "path/name_constraints.h"
#include "path/name_key.h"
#include "x509/name.h"

#define LISTED 3                /* permitted constraints that are shown */

/* ---- the names of a certificate ---------------------------------------------- */

/* One name, where it stands, and as what it is constrained. */
struct presented {
	struct general_name name;
	enum field field;
	bool utf8;                      /* a mailbox with UTF-8 before its @ */
};

/* Every name that may be constrained, one after another. */
struct presented_walk {
	const struct cert *cert;
	struct general_name_walk names;
	struct name_walk subject;
	bool subject_given, has_waiting;
	struct presented waiting;       /* an otherName's mailbox */
};

static void
presented_start(struct presented_walk *p, const struct cert *c)
{
	p->cert = c;
	p->subject_given = p->has_waiting = false;
	general_name_start(&p->names, c->subject_alt_name);
	name_start(&p->subject, c->subject);
}

/*
 * 4.2.1.10: emailAddress counts where there is no subjectAltName. It does beside
 * one as well: a client that reads it does not look for another name first.
 */
static bool
next_mailbox(struct presented_walk *p, struct presented *out)
{
	struct name_attribute a;

	while (name_next(&p->subject, &a)) {
		if (a.id != OID_AT_EMAIL_ADDRESS)
			continue;
		*out = (struct presented){
			{ GN_EMAIL, a.value, a.value }, FIELD_SUBJECT, false };
		return true;
	}
	return false;
}

static bool
presented_next(struct presented_walk *p, struct presented *out)
{
	struct bytes mailbox;

	if (p->has_waiting) {
		*out = p->waiting;
		p->has_waiting = false;
		return true;
	}
	if (!p->subject_given) {
		p->subject_given = true;
		*out = (struct presented){ { GN_DIRECTORY, p->cert->subject,
			p->cert->subject }, FIELD_SUBJECT, false };
		if (p->cert->subject.len > 0 &&
		    !name_is_empty(p->cert->subject))
			return true;
	}
	*out = (struct presented){ .field = FIELD_SUBJECT_ALT_NAME };
	if (!general_name_next(&p->names, &out->name))
		return next_mailbox(p, out);
	if (smtp_utf8_mailbox(&out->name, &mailbox)) {
		p->waiting = (struct presented){ { GN_EMAIL, out->name.whole,
			mailbox }, FIELD_SUBJECT_ALT_NAME, true };
		p->has_waiting = true;
	}
	return true;
}

static struct bytes
presented_place(const struct presented *p)
{
	return p->name.value.len > 0 ? p->name.value : p->name.whole;
}

/* ---- what was found about them ------------------------------------------------ */

/* One row about one certificate and one CA: the first name, and how many. */
struct tally {
	size_t count;
	struct presented first;
	struct bytes constraint;
	const char *why;
};

/* One certificate under the constraints of one CA. */
struct trial {
	struct walk *w;
	struct constraint_index *index;
	bool active[FORMS];             /* names of that form are compared */
	bool read[FORMS];               /* they are read at least */
	struct buffer key;
	struct tally outside[FORMS][SIDES];     /* not permitted; excluded */
	struct tally wildcard[SIDES], malformed, no_host, unsupported;
};

static void
tally_add(struct tally *t, const struct presented *p, struct bytes constraint,
    const char *why)
{
	if (t->count++ > 0)
		return;
	t->first = *p;
	t->constraint = constraint;
	t->why = why;
}

static struct bytes
text_keep(struct walk *w, struct buffer *text)
{
	struct bytes kept = { NULL, 0 };

	kept.data = text->failed ? NULL : arena_copy(w->found->arena,
	    buffer_bytes(text));
	if (kept.data == NULL)
		w->found->failed = true;
	else
		kept.len = text->len;
	buffer_free(text);
	return kept;
}

static struct bytes
name_text(struct walk *w, const struct general_name *name)
{
	struct buffer text = BUFFER_EMPTY;

	if (name->kind == GN_DNS || name->kind == GN_EMAIL ||
	    name->kind == GN_URI)
		return name->value;
	general_name_write(name, &text);
	return text_keep(w, &text);
}

/* The constraints of a form on one side, the first few; or, where only says
   so, the one that lies there. */
static struct bytes
constraints_text(struct walk *w, struct bytes list,
    enum general_name_kind kind, struct bytes only)
{
	struct buffer text = BUFFER_EMPTY;
	struct subtree_walk trees;
	struct subtree tree;
	size_t shown = 0;

	subtree_start(&trees, list);
	while (subtree_next(&trees, &tree)) {
		if (tree.base.kind != kind || (only.data != NULL &&
		    subtree_place(&tree).data != only.data))
			continue;
		if (shown > 0)
			buffer_string(&text, kind == GN_DIRECTORY ? "; " :
			    ", ");
		if (shown++ == LISTED) {
			buffer_string(&text, "...");
			break;
		}
		if ((kind == GN_DNS || kind == GN_EMAIL || kind == GN_URI) &&
		    tree.base.value.len > 0)
			buffer_add(&text, tree.base.value);
		else
			subtree_write(&tree.base, &text);
	}
	return text_keep(w, &text);
}

static struct finding *
find_tally(struct trial *t, enum failure_id id, const struct tally *tally)
{
	struct finding *f = find(t->w->found, id, t->w->cert,
	    tally->first.field, presented_place(&tally->first));

	f->other = t->index->cert;
	f->other_field = FIELD_NAME_CONSTRAINTS;
	f->other_at = tally->constraint;
	return f;
}

static struct value
presented_value(struct trial *t, const struct presented *p)
{
	return p->name.kind == GN_IP ? value_address(p->name.value) :
	    value_text(name_text(t->w, &p->name));
}

static const struct {
	enum general_name_kind kind;
	enum failure_id id[SIDES];
} outside_rows[] = {
	{ GN_DNS, { F_NC_DNS_NOT_PERMITTED, F_NC_DNS_EXCLUDED } },
	{ GN_IP, { F_NC_IP_NOT_PERMITTED, F_NC_IP_EXCLUDED } },
	{ GN_EMAIL, { F_NC_EMAIL_NOT_PERMITTED, F_NC_EMAIL_EXCLUDED } },
	{ GN_DIRECTORY, { F_NC_DN_NOT_PERMITTED, F_NC_DN_EXCLUDED } },
	{ GN_URI, { F_NC_URI_NOT_PERMITTED, F_NC_URI_EXCLUDED } },
};
#define OUTSIDE_ROWS (sizeof(outside_rows) / sizeof(outside_rows[0]))

static void
find_outside(struct trial *t, enum failure_id id, enum side side,
    const struct tally *tally)
{
	const struct name_constraints *nc = &t->index->cert->name_constraints;
	enum general_name_kind kind = tally->first.name.kind;
	struct finding *f = find_tally(t, id, tally);

	f->value[0] = presented_value(t, &tally->first);
	f->value[1] = value_text(side == PERMITTED ?
	    constraints_text(t->w, nc->permitted, kind,
	    (struct bytes){ NULL, 0 }) :
	    constraints_text(t->w, nc->excluded, kind, tally->constraint));
	f->value[2] = value_number((int64_t)tally->count);
}

static void
find_wildcard(struct trial *t, enum side side)
{
	const struct name_constraints *nc = &t->index->cert->name_constraints;
	const struct tally *tally = &t->wildcard[side];
	struct finding *f = find_tally(t, F_NC_WILDCARD_MAY_VIOLATE, tally);

	f->value[0] = value_text(tally->first.name.value);
	f->value[1] = value_text(constraints_text(t->w, side == PERMITTED ?
	    nc->permitted : nc->excluded, GN_DNS, tally->constraint));
	f->value[2] = value_word(side == PERMITTED ?
	    N_("not all of them are permitted") : N_("one is excluded"));
}

static void
find_all(struct trial *t)
{
	struct finding *f;
	unsigned side;

	for (size_t i = 0; i < OUTSIDE_ROWS; i++)
		for (side = PERMITTED; side < SIDES; side++)
			if (t->outside[outside_rows[i].kind][side].count > 0)
				find_outside(t, outside_rows[i].id[side],
				    (enum side)side,
				    &t->outside[outside_rows[i].kind][side]);
	for (side = PERMITTED; side < SIDES; side++)
		if (t->wildcard[side].count > 0)
			find_wildcard(t, (enum side)side);
	if (t->malformed.count > 0) {
		f = find_tally(t, F_NC_PRESENTED_NAME_MALFORMED, &t->malformed);
		f->value[0] = value_text(name_text(t->w,
		    &t->malformed.first.name));
		f->value[1] = value_word(t->malformed.why);
		f->value[2] = value_word(general_name_label(
		    t->malformed.first.name.kind));
		f->value[3] = value_number((int64_t)t->malformed.count);
	}
	if (t->no_host.count > 0) {
		f = find_tally(t, F_NC_URI_WITHOUT_HOST, &t->no_host);
		f->value[0] = value_text(t->no_host.first.name.value);
		f->value[1] = value_word(t->no_host.why);
		f->value[2] = value_number((int64_t)t->no_host.count);
	}
	if (t->unsupported.count > 0) {
		f = find_tally(t, F_NC_UNSUPPORTED_NAME_TYPE, &t->unsupported);
		f->value[0] = value_word(general_name_label(
		    t->unsupported.first.name.kind));
		f->value[1] = value_text(name_text(t->w,
		    &t->unsupported.first.name));
		f->value[2] = value_number((int64_t)t->unsupported.count);
	}
}

/* ---- one name under one CA ------------------------------------------------------ */

/* Any constraint of the form, for what no single one decides. */
static struct bytes
any_constraint(const struct trial *t, enum general_name_kind kind)
{
	const struct name_constraints *nc = &t->index->cert->name_constraints;
	struct subtree_walk trees;
	struct subtree tree;

	if (t->index->form[kind].count[PERMITTED] > 0)
		return t->index->form[kind].first;
	subtree_start(&trees, nc->excluded);
	while (subtree_next(&trees, &tree))
		if (tree.base.kind == kind)
			return subtree_place(&tree);
	return t->index->cert->name_constraints_ext->value;
}

static bool
judges_permitted(const struct form_constraints *form)
{
	/* What a broken one would permit is not known. */
	return form->count[PERMITTED] > 0 && !form->unclear[PERMITTED];
}

static void
judge_key(struct trial *t, const struct presented *p)
{
	const struct form_constraints *form = &t->index->form[p->name.kind];
	struct tally *outside = t->outside[p->name.kind];
	struct bytes key = buffer_bytes(&t->key);
	const struct key *by = key_set_covers(&form->set[EXCLUDED], key);

	if (by != NULL)
		tally_add(&outside[EXCLUDED], p, by->base, NULL);
	if (judges_permitted(form) &&
	    key_set_covers(&form->set[PERMITTED], key) == NULL)
		tally_add(&outside[PERMITTED], p, form->first, NULL);
}

/*
 * RFC 5280 says nothing of wildcards. *.REST stands for every host one label
 * below REST: all of them have to be permitted, none may be excluded.
 */
static void
judge_wildcard(struct trial *t, const struct presented *p)
{
	const struct form_constraints *form = &t->index->form[GN_DNS];
	struct bytes key = buffer_bytes(&t->key);
	const struct key *by;

	if (!constraint_index_parents(t->w, t->index))
		return;
	by = key_set_covers(&form->set[EXCLUDED], key);
	if (by != NULL)
		tally_add(&t->outside[GN_DNS][EXCLUDED], p, by->base, NULL);
	else if ((by = key_set_find(&form->parent[EXCLUDED], key)) != NULL)
		tally_add(&t->wildcard[EXCLUDED], p, by->base, NULL);
	if (!judges_permitted(form) ||
	    key_set_covers(&form->set[PERMITTED], key) != NULL)
		return;
	by = key_set_find(&form->parent[PERMITTED], key);
	if (by != NULL)
		tally_add(&t->wildcard[PERMITTED], p, by->base, NULL);
	else
		tally_add(&t->outside[GN_DNS][PERMITTED], p, form->first,
		    NULL);
}

static void
judge_name(struct trial *t, const struct presented *p)
{
	const struct general_name *name = &p->name;
	struct general_name rest = *name;
	bool wildcard, readable;
	const char *why;

	if (!t->active[name->kind] && !t->read[name->kind])
		return;
	buffer_cut(&t->key, 0);
	wildcard = name->kind == GN_DNS &&
	    dns_wildcard(name->value, &rest.value);
	readable = name->kind == GN_EMAIL ?
	    mailbox_key(name->value, p->utf8, &t->key, &why) :
	    name_key(&rest, &t->key, &why);
	if (!readable)
		tally_add(name->kind == GN_URI ? &t->no_host : &t->malformed,
		    p, any_constraint(t, name->kind), why);
	else if (wildcard && t->active[GN_DNS])
		judge_wildcard(t, p);
	else if (t->active[name->kind])
		judge_key(t, p);
}

/* ---- one certificate under one CA ------------------------------------------------ */

static void
find_budget(struct trial *t, size_t names, size_t constraints)
{
	struct walk *w = t->w;
	const struct extension *san = w->cert->subject_alt_name_ext;
	struct finding *f;

	if (findings_have(w->found, F_NC_COMPARISON_BUDGET_EXHAUSTED, w->cert))
		return;
	f = find(w->found, F_NC_COMPARISON_BUDGET_EXHAUSTED, w->cert,
	    san != NULL ? FIELD_SUBJECT_ALT_NAME : FIELD_SUBJECT,
	    san != NULL ? san->value : w->cert->subject);
	f->other = t->index->cert;
	f->other_field = FIELD_NAME_CONSTRAINTS;
	f->other_at = t->index->cert->name_constraints_ext->value;
	f->value[0] = value_number((int64_t)names);
	f->value[1] = value_number((int64_t)constraints);
	f->value[2] = value_number(
	    w->verdict->limits.most[LIMIT_NAME_COMPARISONS]);
}

/* 4.2.1.10: a minimum or a maximum must be obeyed, or the certificate be
   refused, where the extension is critical and such a name follows. */
static void
find_bounded(struct trial *t, const struct presented *p)
{
	const struct cert *ca = t->index->cert;
	const struct subtree *tree = &t->index->form[p->name.kind].bounded;
	bool maximum = tree->maximum.data != NULL;
	struct finding *f;

	if (findings_have(t->w->found, F_NC_MINIMUM_MAXIMUM_SET, ca))
		return;
	f = find(t->w->found, F_NC_MINIMUM_MAXIMUM_SET, ca,
	    FIELD_NAME_CONSTRAINTS, maximum ? tree->maximum : tree->minimum);
	f->other = t->w->cert;
	f->other_field = p->field;
	f->other_at = presented_place(p);
	f->value[0] = value_text(name_text(t->w, &tree->base));
	f->value[1] = value_word(maximum ? N_("maximum") : N_("minimum"));
	f->value[2] = value_hex(maximum ? tree->maximum : tree->minimum);
	f->value[3] = value_word(general_name_label(p->name.kind));
}

/*
 * A name of a form that is not evaluated and the same constraint, octet for
 * octet: whatever either means, it is excluded.
 */
static void
judge_unevaluated(struct trial *t, enum general_name_kind kind, size_t names)
{
	const struct cert *ca = t->index->cert;
	struct presented_walk walk;
	struct subtree_walk trees;
	struct subtree tree;
	struct presented p;

	if (!limits_spend_many(&t->w->verdict->limits, LIMIT_NAME_COMPARISONS,
	    names * t->index->form[kind].count[EXCLUDED])) {
		find_budget(t, names, t->index->form[kind].count[EXCLUDED]);
		return;
	}
	presented_start(&walk, t->w->cert);
	while (presented_next(&walk, &p)) {
		subtree_start(&trees, ca->name_constraints.excluded);
		while (p.name.kind == kind && subtree_next(&trees, &tree))
			if (tree.base.kind == kind &&
			    bytes_equal(tree.base.value, p.name.value))
				tally_add(&t->unsupported, &p,
				    subtree_place(&tree), NULL);
	}
}

/* Whether names of the form are to be compared with this CA's constraints. */
static bool
form_start(struct trial *t, const struct presented *first, size_t names)
{
	enum general_name_kind kind = first->name.kind;
	const struct form_constraints *form = &t->index->form[kind];
	size_t constraints = form->count[PERMITTED] + form->count[EXCLUDED];

	if (constraints == 0)
		return false;
	if (form->bounded.whole.len > 0 && t->index->critical) {
		find_bounded(t, first);
		return false;
	}
	if (!name_key_serves(kind)) {
		/* A must only where it is critical. */
		if (!t->index->critical) {
			judge_unevaluated(t, kind, names);
			return false;
		}
		tally_add(&t->unsupported, first, any_constraint(t, kind),
		    NULL);
		t->unsupported.count = names;
		return false;
	}
	if (!limits_spend_many(&t->w->verdict->limits,
	    LIMIT_NAME_COMPARISONS, names * constraints)) {
		find_budget(t, names, constraints);
		return false;
	}
	return constraint_index_build(t->w, t->index, kind);
}

/* How many names there are of each form, and the first of each. */
struct census {
	size_t count[FORMS];
	struct presented first[FORMS];
};

static void
census_take(struct census *census, const struct cert *c)
{
	struct presented_walk names;
	struct presented p;

	presented_start(&names, c);
	while (presented_next(&names, &p))
		if (census->count[p.name.kind]++ == 0)
			census->first[p.name.kind] = p;
}

/*
 * A client that falls back on the common name, where there is no dNSName, would
 * take this one for a host that the CA may not name.
 */
static void
check_common_name(struct trial *t, const struct census *census)
{
	struct walk *w = t->w;
	struct presented p = { { GN_DNS, { NULL, 0 }, { NULL, 0 } },
		FIELD_COMMON_NAME, false };
	struct bytes host;
	struct name_attribute cn;
	struct tally *outside = t->outside[GN_DNS];
	struct finding *f;
	unsigned side;

	if (!w->is_target || census->count[GN_DNS] > 0 ||
	    !name_common_name(w->cert->subject, &cn) ||
	    t->index->form[GN_DNS].count[PERMITTED] +
	    t->index->form[GN_DNS].count[EXCLUDED] == 0)
		return;
	p.name.whole = p.name.value = host = cn.value;
	dns_wildcard(cn.value, &host);
	if (!bytes_have(host, '.') || host_name_problem(host) != NULL ||
	    !constraint_index_build(w, t->index, GN_DNS))
		return;
	t->active[GN_DNS] = true;
	judge_name(t, &p);
	for (side = PERMITTED; side < SIDES; side++) {
		struct tally *tally = outside[side].count > 0 ?
		    &outside[side] : &t->wildcard[side];

		if (tally->count == 0)
			continue;
		f = find_tally(t, F_NC_COMMON_NAME_NOT_PERMITTED, tally);
		f->value[0] = value_text(cn.value);
		f->value[1] = value_text(constraints_text(w, side == PERMITTED ?
		    t->index->cert->name_constraints.permitted :
		    t->index->cert->name_constraints.excluded, GN_DNS,
		    tally->constraint));
		f->value[2] = value_word(side == PERMITTED ?
		    N_("it permits") : N_("it excludes"));
		tally->count = 0;
		return;
	}
}

/*
 * What is no host and no mailbox is of no form, so nothing tells that it is not
 * of one that is constrained. Once is enough.
 */
static bool
reads_anyway(const struct trial *t, enum general_name_kind kind)
{
	const struct form_constraints *form = &t->index->form[kind];
	const struct name_constraints *nc = &t->index->cert->name_constraints;

	return (kind == GN_DNS || kind == GN_EMAIL) &&
	    nc->permitted.len + nc->excluded.len > 0 &&
	    form->count[PERMITTED] + form->count[EXCLUDED] == 0 &&
	    !findings_have(t->w->found, F_NC_PRESENTED_NAME_MALFORMED,
	    t->w->cert);
}

static void
judge_under(struct walk *w, struct constraint_index *index,
    const struct census *census)
{
	struct trial t = { .w = w, .index = index };
	struct presented_walk names;
	struct presented p;
	bool any = false;

	for (unsigned kind = 0; kind < FORMS; kind++) {
		if (census->count[kind] == 0)
			continue;
		t.active[kind] = form_start(&t, &census->first[kind],
		    census->count[kind]);
		t.read[kind] = reads_anyway(&t, (enum general_name_kind)kind);
		any = any || t.active[kind] || t.read[kind];
	}
	if (any) {
		presented_start(&names, w->cert);
		while (presented_next(&names, &p))
			judge_name(&t, &p);
	}
	find_all(&t);
	check_common_name(&t, census);
	w->found->failed = w->found->failed || t.key.failed;
	buffer_free(&t.key);
}

/* 6.1.3: self-issued certificates are exempt, but for the last. */
static void
check_presented(struct walk *w)
{
	struct census census = { .count = { 0 } };
	size_t i;

	if (w->constrained_count == 0 ||
	    (!w->is_target && w->path->self_issued[w->index]))
		return;
	census_take(&census, w->cert);
	for (i = 0; i < w->constrained_count; i++)
		judge_under(w, w->constrained_by[i], &census);
}

/* 6.1.4 (g): the intersection and the union, by keeping them all. */
static void
take_constraints(struct walk *w)
{
	struct constraint_index *index;

	if (w->is_target || w->cert->name_constraints_ext == NULL ||
	    !walk_binds_fields(w))
		return;
	index = constraint_index_get(w);
	if (index != NULL)
		w->constrained_by[w->constrained_count++] = index;
}

void
check_name_constraints(struct walk *w)
{
	check_constraints_form(w);
	check_presented(w);
	take_constraints(w);
}
