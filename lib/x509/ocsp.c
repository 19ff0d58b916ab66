/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/name.h"
#include "x509/ocsp_extension.h"

/* One response being read, and what of it, in words for reports. */
struct reading {
	struct ocsp *ocsp;
	struct arena *arena;
	struct der_trouble trouble;
	const char *what;
};

struct finding *
ocsp_fault(struct ocsp *o, enum failure_id id, enum field field,
    struct bytes at)
{
	struct finding *f = find(&o->faults, id, NULL, FIELD_NONE,
	    (struct bytes){ NULL, 0 });

	f->ocsp = o;
	f->answer_field = field;
	f->answer_at = at;
	return f;
}

static struct bytes
octet_of(const struct ocsp *o, const uint8_t *at)
{
	const uint8_t *end = o->der.data + o->der.len;

	if (at >= o->der.data && at < end)
		return (struct bytes){ at, 1 };
	return (struct bytes){ end, 0 };
}

static void
malformed(struct ocsp *o, const uint8_t *at, const char *why,
    const char *what)
{
	struct bytes octet = octet_of(o, at);
	struct finding *f = ocsp_fault(o, F_OCSP_RESPONSE_MALFORMED,
	    FIELD_OCSP_OCTETS, octet);

	f->value[0] = value_number(octet.data - o->der.data);
	f->value[1] = value_word(why);
	f->value[2] = value_word(what);
}

static void
too_large(struct ocsp *o, enum limit limit, size_t most, const uint8_t *at)
{
	struct finding *f = ocsp_fault(o, F_OCSP_RESPONSE_TOO_LARGE,
	    FIELD_OCSP_OCTETS, octet_of(o, at));

	f->value[0] = value_number((int64_t)most);
	f->value[1] = value_word(limit_name(limit));
	f->value[2] = value_number((int64_t)o->der.len);
	f->value[3] = value_word(limit_counts(limit));
}

static void
trouble_tell(struct reading *g)
{
	const struct der_trouble *t = &g->trouble;

	if (t->fault == DER_LIMIT)
		too_large(g->ocsp, t->limit, limit_most(t->limits, t->limit),
		    t->at);
	else
		malformed(g->ocsp, t->at, der_fault_text(t->fault), g->what);
}

/* ---- ResponseData --------------------------------------------------------- */

/* version [0] EXPLICIT Version DEFAULT v1, and there is no other. */
static bool
version_read(struct reading *g, struct der_reader *data)
{
	struct der_reader outer;
	uint32_t version = 0;
	bool present;
	const uint8_t *at = data->next;

	g->what = "the version";
	if (!der_open_optional(data, DER_CONTEXT_CONSTRUCTED(0), &present,
	    &outer))
		return false;
	if (present && (!der_uint(&outer, &version) || !der_end(&outer)))
		return false;
	return version == 0 || der_refuse(data, DER_VALUE_INVALID, at);
}

/* A Name; that it can be compared has to be known before it is. */
static bool
responder_name_read(struct reading *g, struct der_reader *r)
{
	struct ocsp *o = g->ocsp;
	struct name_fault fault;
	struct der_element e;

	if (!der_element(r, DER_SEQUENCE, &e))
		return false;
	if (!name_check(e.whole, g->trouble.limits, &fault)) {
		if (fault.limit != LIMIT_COUNT)
			return der_refuse_limit(r, fault.limit, fault.at);
		malformed(o, fault.at, fault.why, g->what);
		return false;
	}
	o->responder_name = e.whole;
	return true;
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash }, EXPLICIT */
static bool
responder_read(struct reading *g, struct der_reader *data)
{
	struct ocsp *o = g->ocsp;
	struct der_reader id;

	g->what = "the responder";
	if (der_is(data, DER_CONTEXT_CONSTRUCTED(2)))
		return der_open(data, DER_CONTEXT_CONSTRUCTED(2), &id) &&
		    der_octets(&id, &o->responder_key) && der_end(&id);
	return der_open(data, DER_CONTEXT_CONSTRUCTED(1), &id) &&
	    responder_name_read(g, &id) && der_end(&id);
}

/* What is wrong with one of them and does not stop the reading, once for all. */
static void
single_judge(struct ocsp *o, const struct ocsp_single *s)
{
	struct finding *f;

	if (s->unknown.len == 0 || findings_have(&o->faults,
	    F_OCSP_CRITICAL_EXTENSION_UNKNOWN, NULL))
		return;
	f = ocsp_fault(o, F_OCSP_CRITICAL_EXTENSION_UNKNOWN,
	    FIELD_OCSP_SINGLE_EXTENSION, s->unknown_at);
	f->value[0] = value_oid(s->unknown);
	f->value[1] = value_word("an answer about one certificate");
}

/* responses SEQUENCE OF SingleResponse */
static bool
singles_read(struct reading *g, struct der_reader *data)
{
	size_t most = limit_most(g->trouble.limits, LIMIT_OCSP_RESPONSES);
	struct ocsp *o = g->ocsp;
	struct ocsp_single s;
	struct der_reader list;

	g->what = "the list of answers";
	if (!der_open(data, DER_SEQUENCE, &list))
		return false;
	o->singles = der_rest(&list);
	g->what = "an answer about one certificate";
	while (der_more(&list)) {
		if (o->single_count == most)
			return der_refuse_limit(&list, LIMIT_OCSP_RESPONSES,
			    list.next);
		/* Each is bounded by itself, and their number above. */
		g->trouble.elements = 0;
		if (!ocsp_single_read(&list, &s))
			return false;
		o->single_count++;
		single_judge(o, &s);
	}
	g->trouble.elements = 0;
	return true;
}

static bool
data_read(struct reading *g, struct der_reader *data)
{
	struct ocsp *o = g->ocsp;

	if (!version_read(g, data) || !responder_read(g, data))
		return false;
	g->what = "producedAt";
	if (!ocsp_time_read(data, &o->produced, &o->produced_at) ||
	    !singles_read(g, data))
		return false;
	g->what = "the extensions";
	if (!ocsp_extensions_read(o, data, &g->what))
		return false;
	g->what = "the part that is signed";
	return der_end(data);
}

/* ---- around it ------------------------------------------------------------ */

/* How many certificates follow; false: too many. */
static bool
certs_count(struct reading *g, struct der_reader list, size_t *count)
{
	size_t most = limit_most(g->trouble.limits, LIMIT_OCSP_CERTIFICATES);
	struct der_element e;

	for (*count = 0; der_more(&list); ++*count) {
		if (*count == most)
			return der_refuse_limit(&list, LIMIT_OCSP_CERTIFICATES,
			    list.next);
		if (!der_element(&list, DER_SEQUENCE, &e))
			return false;
	}
	return true;
}

/* certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL. One that cannot be read
   is no signer, and no fault of the response. */
static bool
certs_read(struct reading *g, struct der_reader *basic)
{
	struct ocsp *o = g->ocsp;
	struct der_reader outer, list;
	struct der_element e;
	size_t count;
	bool present;

	g->what = "the certificates";
	if (!der_open_optional(basic, DER_CONTEXT_CONSTRUCTED(0), &present,
	    &outer))
		return false;
	if (!present)
		return true;
	if (!der_open(&outer, DER_SEQUENCE, &list) || !der_end(&outer) ||
	    !certs_count(g, list, &count))
		return false;
	o->cert = arena_array(g->arena, count + 1, sizeof(struct cert *));
	o->faults.failed |= o->cert == NULL;
	while (!o->faults.failed && der_more(&list)) {
		struct origin origin = { o->origin.source, o->cert_count, 0 };

		if (!der_element(&list, DER_SEQUENCE, &e))
			return false;
		o->cert[o->cert_count] = cert_read_within(g->arena, e.whole,
		    origin, g->trouble.limits);
		o->faults.failed |= o->cert[o->cert_count++] == NULL;
	}
	return !o->faults.failed;
}

/* BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm,
 *     signature BIT STRING, certs } */
static bool
basic_read(struct reading *g, struct bytes octets)
{
	struct ocsp *o = g->ocsp;
	struct der_reader input, basic, data;
	const uint8_t *start;

	der_start(&input, octets, &g->trouble);
	g->what = "the basic response";
	if (!der_open(&input, DER_SEQUENCE, &basic))
		return false;
	start = basic.next;
	g->what = "the part that is signed";
	if (!der_open(&basic, DER_SEQUENCE, &data))
		return false;
	o->tbs = (struct bytes){ start, (size_t)(basic.next - start) };
	if (!data_read(g, &data))
		return false;
	g->what = "the signature algorithm";
	if (!algorithm_read(&basic, &o->algorithm))
		return false;
	g->what = "the signature";
	if (!der_bits(&basic, &o->signature) || !certs_read(g, &basic))
		return false;
	g->what = "the basic response";
	return der_end(&basic) && der_end(&input);
}

/* ResponseBytes ::= SEQUENCE { responseType OID, response OCTET STRING } */
static bool
bytes_read(struct reading *g, struct der_reader *response)
{
	struct der_reader outer, seq;
	struct bytes type, octets;

	g->what = "the response type";
	if (!der_open(response, DER_CONTEXT_CONSTRUCTED(0), &outer) ||
	    !der_open(&outer, DER_SEQUENCE, &seq) || !der_end(&outer) ||
	    !der_oid(&seq, &type))
		return false;
	if (oid_find(type) != OID_OCSP_BASIC)
		return der_refuse(&seq, DER_VALUE_INVALID, type.data);
	g->what = "the response";
	return der_octets(&seq, &octets) && der_end(&seq) &&
	    basic_read(g, octets);
}

static bool
status_read(struct reading *g, struct der_reader *response)
{
	struct ocsp *o = g->ocsp;
	struct bytes at;

	g->what = "the response status";
	if (!der_take(response, DER_ENUMERATED, &at))
		return false;
	if (at.len != 1 || at.data[0] >= OCSP_RESPONSE_STATUSES ||
	    ocsp_response_status_name(at.data[0]) == NULL)
		return der_refuse(response, DER_VALUE_INVALID, at.data);
	o->status = at.data[0];
	o->status_at = at;
	return true;
}

/* OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED,
 *     responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }: the latter with
 * successful, and with nothing else. */
static bool
response_read(struct reading *g, struct der_reader *input)
{
	struct der_reader response;

	g->what = "the OCSP response";
	if (!der_open(input, DER_SEQUENCE, &response) ||
	    !status_read(g, &response))
		return false;
	if (g->ocsp->status == OCSP_SUCCESSFUL && !bytes_read(g, &response))
		return false;
	g->what = "the OCSP response";
	return der_end(&response) && der_end(input);
}

struct ocsp *
ocsp_read(struct arena *arena, struct bytes der, struct origin origin,
    const struct limit_set *limits)
{
	size_t most = limit_most(limits, LIMIT_OCSP_OCTETS);
	struct reading g = { .arena = arena, .trouble = { .limits = limits },
		.what = "" };
	struct der_reader input;
	struct ocsp *o = arena_alloc(arena, sizeof(*o));

	if (o == NULL)
		return NULL;
	findings_start(&o->faults, arena, NULL);
	o->der = der;
	o->origin = origin;
	if (der.len > most) {
		too_large(o, LIMIT_OCSP_OCTETS, most, der.data + most);
		return o->faults.failed ? NULL : o;
	}
	g.ocsp = o;
	der_start(&input, der, &g.trouble);
	o->readable = response_read(&g, &input);
	if (g.trouble.fault != DER_FINE)
		trouble_tell(&g);
	if (o->readable)
		ocsp_extensions_judge(o);
	return o->faults.failed ? NULL : o;
}

struct ocsp *
ocsp_unreadable(struct arena *arena, struct bytes text, struct origin origin,
    size_t bad, const char *problem)
{
	struct ocsp *o = arena_alloc(arena, sizeof(*o));

	if (o == NULL)
		return NULL;
	findings_start(&o->faults, arena, NULL);
	o->der = text;
	o->origin = origin;
	malformed(o, text.data + (bad < text.len ? bad : text.len), problem,
	    "the PEM block");
	return o->faults.failed ? NULL : o;
}

size_t
ocsp_offset(const struct ocsp *o, struct bytes at)
{
	if (at.data == NULL || !bytes_within(at, o->der))
		return 0;
	return (size_t)(at.data - o->der.data);
}

const char *
ocsp_response_status_name(enum ocsp_response_status status)
{
	static const char *const names[OCSP_RESPONSE_STATUSES] = {
		"successful", "malformedRequest", "internalError", "tryLater",
		NULL, "sigRequired", "unauthorized" };

	return names[status];
}
