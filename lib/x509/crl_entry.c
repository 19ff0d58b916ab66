/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries of a CRL, read where they lie: RFC 5280 5.1.2.6 and 5.3. */
#include "config.h"

#include <stdlib.h>
#include "der/time.h"
#include "x509/crl.h"
#include "x509/extension.h"
#include "x509/general_name.h"
#include "x509/name.h"

#define SERIAL_MOST 127         /* octets: a length that is one octet */
#define EXTENSIONS_MOST 16      /* of an entry; RFC 5280 knows three */

/* Of the entry a place: its serial's INTEGER, and whose certificate it is. */
struct crl_place {
	const uint8_t *entry;
	const uint8_t *serial;          /* the length octet, contents behind it */
	struct bytes issuer;            /* contents of GeneralNames; empty: the
	                                   issuer of the CRL */
};

struct crl_index {
	size_t count;
	struct crl_place place[];
};

/* ---- reading ------------------------------------------------------------ */

/* ReasonCode ::= ENUMERATED */
static bool
reason_read(struct der_reader *r, struct crl_entry *e)
{
	size_t i;

	if (!der_take(r, DER_ENUMERATED, &e->reason_at))
		return false;
	if (e->reason_at.len == 0)
		return der_refuse(r, DER_INTEGER_EMPTY, e->reason_at.data - 1);
	e->reason = e->reason_at.data[0] >= 0x80 ? UINT32_MAX : 0;
	for (i = 0; i < e->reason_at.len && e->reason != UINT32_MAX; i++)
		e->reason = i == 3 ? UINT32_MAX :
		    e->reason << 8 | e->reason_at.data[i];
	return true;
}

/* InvalidityDate ::= GeneralizedTime */
static bool
invalidity_read(struct der_reader *r, struct crl_entry *e)
{
	size_t bad;

	if (!der_take(r, DER_GENERALIZED_TIME, &e->invalid_since_at))
		return false;
	if (!generalized_time_read(e->invalid_since_at, &e->invalid_since, &bad))
		return der_refuse(r, DER_TIME_INVALID,
		    e->invalid_since_at.data + bad);
	return true;
}

static bool
value_read(struct der_reader *list, const struct extension *x,
    struct crl_entry *e)
{
	struct der_reader r;
	struct bytes octets;

	der_start(&r, x->value, list->trouble);
	r.depth = list->depth + 2;
	switch (x->id) {
	case OID_CE_REASON_CODE:
		return reason_read(&r, e) && der_end(&r);
	case OID_CE_INVALIDITY_DATE:
		return invalidity_read(&r, e) && der_end(&r);
	case OID_CE_CERTIFICATE_ISSUER:
		return general_names_read(&r, DER_SEQUENCE, &e->issuer) &&
		    der_end(&r);
	default:
		break;
	}
	if (x->critical && e->unknown.len == 0)
		e->unknown = x->oid;
	octets = der_rest(&r);
	return der_measure(octets, r.depth, r.trouble);
}

/* crlEntryExtensions; an empty list says nothing, and nobody minds. */
static bool
entry_extensions_read(struct der_reader *entry, struct crl_entry *e)
{
	struct bytes seen[EXTENSIONS_MOST];
	struct der_reader list;
	struct extension x;
	size_t n = 0, i;

	if (!der_open(entry, DER_SEQUENCE, &list))
		return false;
	while (der_more(&list)) {
		memset(&x, 0, sizeof(x));
		if (n == EXTENSIONS_MOST)
			return der_refuse_limit(&list, LIMIT_EXTENSIONS,
			    list.next);
		if (!extension_read(&list, &x))
			return false;
		for (i = 0; i < n; i++)
			if (bytes_equal(seen[i], x.oid))
				return der_refuse(&list, DER_VALUE_INVALID,
				    x.whole.data);
		seen[n++] = x.oid;
		if (!value_read(&list, &x, e))
			return false;
	}
	e->extended = true;
	return true;
}

/* SEQUENCE { userCertificate CertificateSerialNumber, revocationDate Time,
 *     crlEntryExtensions Extensions OPTIONAL } */
bool
crl_entry_read(struct der_reader *entries, struct crl_entry *out)
{
	const uint8_t *start = entries->next;
	struct crl_entry e = { .extended = false };
	struct der_reader entry;
	struct der_element time;

	if (!der_open(entries, DER_SEQUENCE, &entry) ||
	    !der_integer(&entry, &e.serial))
		return false;
	if (e.serial.len > SERIAL_MOST)
		return der_refuse(&entry, DER_INTEGER_TOO_LARGE, e.serial.data);
	if (!der_time(&entry, &e.revoked, &time))
		return false;
	e.revoked_at = time.value;
	if (der_more(&entry) && !entry_extensions_read(&entry, &e))
		return false;
	if (!der_end(&entry))
		return false;
	e.whole = (struct bytes){ start, (size_t)(entries->next - start) };
	*out = e;
	return true;
}

/* ---- looking up --------------------------------------------------------- */

/* Walks entries that were read before. */
struct walk {
	struct der_trouble trouble;
	struct der_reader entries;
	struct bytes issuer;            /* of the certificates from here on */
};

static void
walk_start(struct walk *w, struct bytes entries)
{
	w->trouble = (struct der_trouble){ .fault = DER_FINE };
	w->issuer = (struct bytes){ NULL, 0 };
	der_start(&w->entries, entries, &w->trouble);
}

/*
 * The next entry, by the few octets that have to be looked at: its place, and
 * where it ends. 5.3.3: certificateIssuer holds for the entries behind it too.
 */
static bool
walk_next(struct walk *w, bool issued, struct crl_place *out)
{
	struct der_reader entry;
	struct crl_entry e;

	if (!der_more(&w->entries))
		return false;
	w->trouble.elements = 0;
	out->entry = w->entries.next;
	if (issued) {
		if (!crl_entry_read(&w->entries, &e))
			return false;
		if (e.issuer.data != NULL)
			w->issuer = e.issuer;
		out->serial = e.serial.data - 1;
	} else {
		if (!der_open(&w->entries, DER_SEQUENCE, &entry))
			return false;
		out->serial = entry.next + 1;
	}
	out->issuer = w->issuer;
	return true;
}

static int
serial_compare(const uint8_t *a, const uint8_t *b)
{
	if (*a != *b)
		return *a < *b ? -1 : 1;
	return memcmp(a + 1, b + 1, *a);
}

static int
place_compare(const void *first, const void *second)
{
	const struct crl_place *a = first, *b = second;
	int order = serial_compare(a->serial, b->serial);

	if (order != 0)
		return order;
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* Whether the entry is about a certificate of that issuer. */
static bool
is_of_issuer(const struct crl *c, const struct crl_place *p,
    struct bytes issuer)
{
	struct general_name_walk names;
	struct general_name name;

	if (p->issuer.data == NULL)
		return name_equal(issuer, c->issuer);
	general_name_start(&names, p->issuer);
	while (general_name_next(&names, &name))
		if (name.kind == GN_DIRECTORY && name_equal(name.value, issuer))
			return true;
	return false;
}

static struct crl_index *
index_make(const struct crl *c)
{
	struct crl_index *index = NULL;
	struct walk w;

	if (c->entry_count <= SIZE_MAX / sizeof(struct crl_place) - 1)
		index = malloc(sizeof(*index) +
		    c->entry_count * sizeof(struct crl_place));
	if (index == NULL)
		return NULL;
	index->count = 0;
	walk_start(&w, c->entries);
	while (index->count < c->entry_count && walk_next(&w,
	    c->entries_issued, &index->place[index->count]))
		index->count++;
	qsort(index->place, index->count, sizeof(index->place[0]),
	    place_compare);
	return index;
}

/* That of the CRL, made now if it is due; NULL: walk. */
static const struct crl_index *
index_of(struct crl *c)
{
	struct crl_index *index = __atomic_load_n(&c->index, __ATOMIC_ACQUIRE);
	struct crl_index *none = NULL;

	if (index != NULL || __atomic_fetch_add(&c->lookups, 1,
	    __ATOMIC_RELAXED) == 0)
		return index;
	index = index_make(c);
	if (index != NULL && !__atomic_compare_exchange_n(&c->index, &none,
	    index, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
		free(index);
		index = none;
	}
	return index;
}

static const uint8_t *
find_walking(const struct crl *c, const uint8_t *key, struct bytes issuer)
{
	const uint8_t *found = NULL;
	struct crl_place p;
	struct walk w;

	walk_start(&w, c->entries);
	while (walk_next(&w, c->entries_issued, &p))
		if (serial_compare(p.serial, key) == 0 &&
		    is_of_issuer(c, &p, issuer))
			found = p.entry;
	return found;
}

static const uint8_t *
find_indexed(const struct crl *c, const struct crl_index *index,
    const uint8_t *key, struct bytes issuer)
{
	size_t low = 0, high = index->count, middle;
	const uint8_t *found = NULL;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (serial_compare(index->place[middle].serial, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->count && serial_compare(index->place[low].serial,
	    key) == 0; low++)
		if (is_of_issuer(c, &index->place[low], issuer))
			found = index->place[low].entry;
	return found;
}

bool
crl_find(struct crl *c, struct bytes serial, struct bytes issuer,
    struct crl_entry *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	const struct crl_index *index;
	uint8_t key[1 + SERIAL_MOST];
	const uint8_t *at, *end = c->entries.data + c->entries.len;
	struct der_reader r;

	if (serial.len == 0 || serial.len > SERIAL_MOST || c->entry_count == 0)
		return false;
	key[0] = (uint8_t)serial.len;
	memcpy(key + 1, serial.data, serial.len);
	index = index_of(c);
	at = index == NULL ? find_walking(c, key, issuer) :
	    find_indexed(c, index, key, issuer);
	if (at == NULL)
		return false;
	der_start(&r, (struct bytes){ at, (size_t)(end - at) }, &trouble);
	return crl_entry_read(&r, out);
}

void
crl_forget(struct crl *c)
{
	free(c->index);
	c->index = NULL;
}
