/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The field extensions of a certificate: RFC 5280 4.1.2.9 and 4.2. */
#include "config.h"

#include <stdlib.h>
#include "x509/extension.h"
#include "x509/fault.h"

bool
extensions_count(struct der_reader *r, size_t *count)
{
	const size_t most = limit_most(r->trouble->limits, LIMIT_EXTENSIONS);
	struct der_trouble trouble = *r->trouble;
	struct der_reader copy = *r;
	struct der_element e;

	copy.trouble = &trouble;
	for (*count = 0; der_more(&copy); ++*count) {
		if (*count == most)
			return der_refuse_limit(r, LIMIT_EXTENSIONS,
			    copy.next);
		if (!der_any(&copy, &e))
			break;
	}
	return true;
}

/* Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER,
 *     critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
bool
extension_read(struct der_reader *list, struct extension *e)
{
	const uint8_t *start = list->next, *flag;
	struct der_reader seq;

	if (!der_open(list, DER_SEQUENCE, &seq) || !der_oid(&seq, &e->oid))
		return false;
	flag = seq.next;
	if (!der_bool_default(&seq, false, &e->critical))
		return false;
	if (seq.next > flag)
		e->critical_at = (struct bytes){ flag,
			(size_t)(seq.next - flag) };
	if (!der_octets(&seq, &e->value) || !der_end(&seq))
		return false;
	e->whole = (struct bytes){ start, (size_t)(list->next - start) };
	e->id = oid_find(e->oid);
	return true;
}

/*
 * Decodes the value; its trouble is its own, so that one extension that cannot
 * be read does not hide what is wrong with the next. False: no element is left
 * for those.
 */
static bool
value_judge(struct cert *c, struct extension *e, struct der_reader *list)
{
	struct der_trouble *shared = list->trouble;
	struct der_trouble own = { .elements = shared->elements,
		.limits = shared->limits };
	const char *what = e->id == OID_UNKNOWN ? "an extension" :
	    oid_name(e->id);

	e->readable = extension_decode(c, e, &own);
	shared->elements = own.elements;
	if (own.fault == DER_LIMIT && own.limit == LIMIT_ELEMENTS)
		return der_refuse_limit(list, own.limit, own.at);
	if (!e->readable)
		trouble_add(c, &own, what, e);
	note_add(c, &own, what, e);
	return true;
}

static void
duplicate_add(struct cert *c, const struct extension *e)
{
	if (!fault_has_room(c))
		return;
	find(&c->faults, F_EXTENSION_DUPLICATE, c, extension_field(e->id),
	    e->whole)->value[0] = value_oid(e->oid);
}

static int
oid_compare(const void *first, const void *second)
{
	const struct extension *a = *(const struct extension *const *)first;
	const struct extension *b = *(const struct extension *const *)second;
	size_t len = a->oid.len < b->oid.len ? a->oid.len : b->oid.len;
	int order = memcmp(a->oid.data, b->oid.data, len);

	if (order != 0)
		return order;
	if (a->oid.len != b->oid.len)
		return a->oid.len < b->oid.len ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* Sorted, so that thousands of unknown extensions cost no square of that. */
static void
unknown_duplicates(struct cert *c, size_t unknown)
{
	const struct extension **sorted;
	size_t i, n = 0;

	if (unknown < 2)
		return;
	sorted = arena_array(c->faults.arena, unknown, sizeof(*sorted));
	if (sorted == NULL) {
		c->faults.failed = true;
		return;
	}
	for (i = 0; i < c->extension_count; i++)
		if (c->extension[i].id == OID_UNKNOWN)
			sorted[n++] = &c->extension[i];
	qsort(sorted, n, sizeof(*sorted), oid_compare);
	for (i = 1; i < n; i++)
		if (bytes_equal(sorted[i]->oid, sorted[i - 1]->oid))
			duplicate_add(c, sorted[i]);
}

static void
version_judge(struct cert *c)
{
	struct finding *f;

	if (c->version > 2)
		return;
	f = find(&c->faults, F_EXTENSIONS_IN_PRE_V3, c, FIELD_EXTENSIONS,
	    c->extensions_at);
	f->value[0] = value_number(c->version);
	f->value[1] = value_number((int64_t)c->extension_count);
}

bool
extensions_read(struct cert *c, struct der_reader *tbs, const char **what)
{
	uint64_t seen[(OID_COUNT + 63) / 64] = { 0 };
	struct der_reader outer, list;
	const uint8_t *start;
	size_t size, unknown = 0;
	bool present;

	if (!der_open_optional(tbs, DER_CONTEXT_CONSTRUCTED(3), &present, &outer))
		return false;
	if (!present)
		return true;
	start = outer.next;
	if (!der_open(&outer, DER_SEQUENCE, &list) || !der_end(&outer))
		return false;
	c->extensions_at = (struct bytes){ start, (size_t)(outer.next - start) };
	*what = "the extensions";
	if (!extensions_count(&list, &size))
		return false;
	c->extension = arena_array(c->faults.arena, size + 1,
	    sizeof(*c->extension));
	if (c->extension == NULL) {
		c->faults.failed = true;
		return true;
	}
	do {
		struct extension *e = &c->extension[c->extension_count];
		uint64_t bit;

		*what = "an extension";
		if (!extension_read(&list, e))
			return false;
		c->extension_count++;
		note_add(c, list.trouble, *what, NULL);
		bit = UINT64_C(1) << (e->id % 64);
		if (e->id == OID_UNKNOWN) {
			unknown++;
		} else if ((seen[e->id / 64] & bit) != 0) {
			duplicate_add(c, e);
			continue;
		}
		seen[e->id / 64] |= bit;
		if (!value_judge(c, e, &list))
			return false;
	} while (der_more(&list));
	unknown_duplicates(c, unknown);
	version_judge(c);
	return true;
}
