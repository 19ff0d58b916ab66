/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The extensions about policies, a row for each policy and each mapping. */
#include "config.h"

#include <inttypes.h>
#include "base/escape.h"
#include "report/report.h"
#include "x509/policies.h"

#define SHOWN 8                 /* policies or mappings on a card */
#define TEXT_SHOWN 120

static void
qualifier_text(struct row *row, const struct policy_qualifier *q)
{
	size_t from;

	buffer_string(&row->value, ", ");
	from = row->value.len;
	if (oid_find(q->id) != OID_UNKNOWN)
		buffer_string(&row->value, oid_name(oid_find(q->id)));
	else
		oid_write_dotted(&row->value, q->id);
	row_part(row, from, q->id);
	buffer_byte(&row->value, ' ');
	from = row->value.len;
	if (q->text.len > 0)
		escape_text(&row->value, q->text, TEXT_SHOWN);
	else
		escape_hex(&row->value, q->value, 16);
	row_part(row, from, q->value);
}

static void
policy_row(struct rows *rows, const struct policy *p, const char *label,
    struct bytes whole)
{
	struct row *row = rows_add(rows, FIELD_CERTIFICATE_POLICIES, label,
	    whole);
	struct policy_qualifier qualifier;
	struct policy_walk walk;

	oid_write(&row->value, p->id);
	row_part(row, 0, p->id);
	policy_start(&walk, p->qualifiers);
	while (policy_qualifier_next(&walk, &qualifier))
		qualifier_text(row, &qualifier);
	row_part(row, 0, whole);
}

static void
mapping_row(struct rows *rows, const struct policy_mapping *m,
    const char *label, struct bytes whole)
{
	struct row *row = rows_add(rows, FIELD_POLICY_MAPPINGS, label, whole);
	size_t from;

	oid_write(&row->value, m->issuer);
	row_part(row, 0, m->issuer);
	buffer_string(&row->value, " to ");
	from = row->value.len;
	oid_write(&row->value, m->subject);
	row_part(row, from, m->subject);
	row_part(row, 0, m->whole);
	row_part(row, 0, whole);
}

/* Which are shown: the first ones, and that which holds the octets at. */
struct choice {
	size_t shown, hidden, most;
	struct bytes at;
};

static struct choice
choice_of(const struct field_context *context)
{
	return (struct choice){ .at = context->at,
	    .most = context->finding == NULL ? SIZE_MAX : SHOWN };
}

static bool
choose(struct choice *c, struct bytes part)
{
	if (c->shown < c->most || (c->at.data != NULL && c->at.len > 0 &&
	    bytes_within(c->at, part))) {
		c->shown++;
		return true;
	}
	c->hidden++;
	return false;
}

static void
hidden_row(struct rows *rows, enum field field, const struct choice *c)
{
	if (c->hidden > 0)
		buffer_format(&rows_add(rows, field, "",
		    (struct bytes){ NULL, 0 })->value, "and %zu more",
		    c->hidden);
}

/* From the identifier on; its qualifiers lie behind it. */
static struct bytes
policy_octets(const struct policy *p)
{
	size_t len = p->id.len;

	if (p->qualifiers.len > 0)
		len = (size_t)(p->qualifiers.data - p->id.data) +
		    p->qualifiers.len;
	return (struct bytes){ p->id.data, len };
}

void
policies_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const char *label = field_label(FIELD_CERTIFICATE_POLICIES);
	struct choice choice = choice_of(context);
	struct policy_walk walk;
	struct policy policy;

	policy_start(&walk, c->certificate_policies);
	while (rows->count < ROWS_MAX && policy_next(&walk, &policy)) {
		if (!choose(&choice, policy_octets(&policy)))
			continue;
		policy_row(rows, &policy, label, *label == '\0' ?
		    policy_octets(&policy) :
		    c->certificate_policies_ext->whole);
		label = "";
	}
	hidden_row(rows, FIELD_CERTIFICATE_POLICIES, &choice);
}

void
mappings_rows(struct rows *rows, const struct cert *c,
    const struct field_context *context)
{
	const char *label = field_label(FIELD_POLICY_MAPPINGS);
	struct choice choice = choice_of(context);
	struct policy_mapping mapping;
	struct policy_walk walk;

	policy_start(&walk, c->policy_mappings);
	while (rows->count < ROWS_MAX && policy_mapping_next(&walk, &mapping)) {
		if (!choose(&choice, mapping.whole))
			continue;
		mapping_row(rows, &mapping, label, *label == '\0' ?
		    mapping.whole : c->policy_mappings_ext->whole);
		label = "";
	}
	hidden_row(rows, FIELD_POLICY_MAPPINGS, &choice);
}

static void
certs_text(struct row *row, const char *name, uint32_t certs, struct bytes at)
{
	size_t from;

	if (row->value.len > 0)
		buffer_string(&row->value, ", ");
	buffer_string(&row->value, name);
	from = row->value.len;
	if (at.len <= 4)
		buffer_format(&row->value, "%" PRIu32, certs);
	else
		escape_hex(&row->value, at, 16);
	row_part(row, from, at);
}

void
policy_constraints_text(struct row *row, const struct cert *c)
{
	const struct policy_constraints *pc = &c->policy_constraints;

	if (pc->has_explicit)
		certs_text(row, "requireExplicitPolicy ", pc->explicit_policy,
		    pc->explicit_at);
	if (pc->has_mapping)
		certs_text(row, "inhibitPolicyMapping ", pc->mapping,
		    pc->mapping_at);
	if (!pc->has_explicit && !pc->has_mapping)
		row_text(row, "(empty)", c->policy_constraints_ext->value);
}

void
inhibit_any_policy_text(struct row *row, const struct cert *c)
{
	certs_text(row, "", c->inhibit_any_policy.certs,
	    c->inhibit_any_policy.at);
}
