/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/extension.h"
#include "x509/name.h"
#include "x509/request.h"

struct reading {
	struct request *request;
	struct der_trouble trouble;
	const char *what, *why;         /* why: what no trouble says */
	const uint8_t *at;
	bool asked;                     /* an extensionRequest was there */
};

static bool
refuse(struct reading *g, const uint8_t *at, const char *why)
{
	g->at = at;
	g->why = why;
	return false;
}

const struct extension *
request_extension(const struct request *r, enum oid id)
{
	for (size_t i = 0; i < r->extension_count; i++)
		if (r->extension[i].id == id)
			return &r->extension[i];
	return NULL;
}

static bool
is_repeated(const struct request *r, const struct extension *e)
{
	for (size_t i = 0; i < r->extension_count; i++)
		if (bytes_equal(r->extension[i].oid, e->oid))
			return true;
	return false;
}

/* Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension */
static bool
requested_read(struct reading *g, struct der_reader *values)
{
	struct request *r = g->request;
	struct der_reader list;

	g->what = "the extensionRequest";
	if (g->asked)
		return refuse(g, values->next, "a second one");
	g->asked = true;
	if (!der_open(values, DER_SEQUENCE, &list))
		return false;
	while (der_more(&list)) {
		struct extension e = { .id = OID_UNKNOWN };
		const uint8_t *at = list.next;

		if (!extension_read(&list, &e))
			return false;
		if (is_repeated(r, &e))
			return refuse(g, at, "an extension for the second "
			    "time");
		if (r->extension_count == REQUEST_EXTENSIONS)
			return refuse(g, at, "more than 64 extensions");
		r->extension[r->extension_count++] = e;
	}
	return der_end(values);
}

/* Attribute ::= SEQUENCE { type, values SET OF ANY } */
static bool
attribute_read(struct reading *g, struct der_reader *list)
{
	struct der_reader attribute, values;
	struct der_element value;
	struct bytes type;

	g->what = "an attribute";
	if (!der_open(list, DER_SEQUENCE, &attribute) ||
	    !der_oid(&attribute, &type) ||
	    !der_open(&attribute, DER_SET, &values) || !der_end(&attribute))
		return false;
	if (oid_find(type) == OID_EXTENSION_REQUEST)
		return requested_read(g, &values);
	g->request->other_attributes++;
	if (!der_more(&values))
		return refuse(g, values.next, "no value");
	while (der_more(&values))
		if (!der_opaque(&values, &value))
			return false;
	return true;
}

static bool
subject_read(struct reading *g, struct der_reader *info)
{
	struct name_fault fault;
	struct der_element e;

	g->what = "the subject";
	if (!der_element(info, DER_SEQUENCE, &e))
		return false;
	if (!name_check(e.whole, g->trouble.limits, &fault))
		return refuse(g, fault.at, fault.why);
	g->request->subject = e.whole;
	return true;
}

static bool
key_read(struct reading *g, struct der_reader *info)
{
	struct spki *key = &g->request->spki;
	const char *why = NULL;
	const uint8_t *at = info->next;

	g->what = "the public key";
	if (!spki_read(info, key))
		return false;
	if (!spki_decode(key, &at, &why))
		return refuse(g, at, why);
	return key->usable ? true : refuse(g, key->whole.data,
	    "a kind of key that is not known");
}

/* CertificationRequestInfo ::= SEQUENCE { version INTEGER, subject Name,
 *     subjectPKInfo SubjectPublicKeyInfo, attributes [0] SET OF Attribute } */
static bool
info_read(struct reading *g, struct der_reader *info)
{
	const uint8_t *at = info->next;
	struct der_reader attributes;
	uint32_t version;

	g->what = "the version";
	if (!der_uint(info, &version))
		return false;
	if (version != 0)
		return refuse(g, at, "another version than 0");
	if (!subject_read(g, info) || !key_read(g, info))
		return false;
	g->what = "the attributes";
	if (!der_open(info, DER_CONTEXT_CONSTRUCTED(0), &attributes) ||
	    !der_end(info))
		return false;
	while (der_more(&attributes))
		if (!attribute_read(g, &attributes))
			return false;
	return true;
}

static bool
whole_read(struct reading *g, struct der_reader *r)
{
	struct request *out = g->request;
	struct der_reader outer, info;
	const uint8_t *start;

	g->what = "the request";
	if (!der_open(r, DER_SEQUENCE, &outer))
		return false;
	start = outer.next;
	if (!der_open(&outer, DER_SEQUENCE, &info))
		return false;
	out->info = (struct bytes){ start, (size_t)(outer.next - start) };
	g->what = "the signature";
	if (!algorithm_read(&outer, &out->algorithm) ||
	    !der_bits(&outer, &out->signature) || !der_end(&outer) ||
	    !der_end(r))
		return false;
	return info_read(g, &info);
}

bool
request_read(struct bytes der, struct request *out,
    struct request_fault *fault)
{
	struct reading g = { .request = out };
	struct limit_set limits;
	struct der_reader r;

	limit_set_start(&limits);
	g.trouble.limits = &limits;
	*out = (struct request){ .der = der };
	der_start(&r, der, &g.trouble);
	if (whole_read(&g, &r) && g.trouble.noted == DER_FINE)
		return true;
	if (g.why == NULL) {
		g.why = der_fault_text(g.trouble.fault != DER_FINE ?
		    g.trouble.fault : g.trouble.noted);
		g.at = g.trouble.fault != DER_FINE ? g.trouble.at :
		    g.trouble.noted_at;
	}
	*fault = (struct request_fault){ g.at != NULL && g.at >= der.data ?
	    (size_t)(g.at - der.data) : 0, g.why, g.what };
	if (fault->at > der.len)
		fault->at = der.len;
	return false;
}
