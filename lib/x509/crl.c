/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "x509/crl.h"
#include "x509/crl_extension.h"
#include "x509/name.h"

/* One CRL being read, and what of it, in words for reports. */
struct reading {
	struct crl *crl;
	struct der_trouble trouble;
	const char *what;
};

struct finding *
crl_fault(struct crl *c, enum failure_id id, enum field field,
    struct bytes at)
{
	struct finding *f = find(&c->faults, id, NULL, FIELD_NONE,
	    (struct bytes){ NULL, 0 });

	f->crl = c;
	f->answer_field = field;
	f->answer_at = at;
	return f;
}

static struct bytes
octet_of(const struct crl *c, const uint8_t *at)
{
	const uint8_t *end = c->der.data + c->der.len;

	if (at >= c->der.data && at < end)
		return (struct bytes){ at, 1 };
	return (struct bytes){ end, 0 };
}

void
crl_malformed(struct crl *c, const uint8_t *at, const char *why,
    const char *what)
{
	struct bytes octet = octet_of(c, at);
	struct finding *f = crl_fault(c, F_CRL_MALFORMED, FIELD_CRL_OCTETS,
	    octet);

	f->value[0] = value_number(octet.data - c->der.data);
	f->value[1] = value_word(why);
	f->value[2] = value_word(what);
}

static void
too_large(struct crl *c, enum limit limit, size_t most, const uint8_t *at)
{
	struct finding *f = crl_fault(c, F_CRL_TOO_LARGE, FIELD_CRL_OCTETS,
	    octet_of(c, at));

	f->value[0] = value_number((int64_t)most);
	f->value[1] = value_word(limit_name(limit));
	f->value[2] = value_number((int64_t)c->der.len);
	f->value[3] = value_word(limit_counts(limit));
}

void
crl_trouble(struct crl *c, const struct der_trouble *trouble,
    const char *what)
{
	if (trouble->fault == DER_LIMIT)
		too_large(c, trouble->limit, limit_most(trouble->limits,
		    trouble->limit), trouble->at);
	else
		crl_malformed(c, trouble->at, der_fault_text(trouble->fault),
		    what);
}

/* Version ::= INTEGER { v2(1) } OPTIONAL: whoever writes v1 out breaks 5.1.2.1. */
static bool
version_read(struct reading *g, struct der_reader *tbs)
{
	struct crl *c = g->crl;
	uint8_t first;

	g->what = "the version";
	c->version = 1;
	if (!der_is(tbs, DER_INTEGER))
		return true;
	if (!der_integer(tbs, &c->version_at))
		return false;
	first = c->version_at.data[0];
	c->version = c->version_at.len > 1 || first >= 0x80 ? UINT32_MAX :
	    first + 1u;
	return true;
}

/* A Name; that it can be compared has to be known before it is. */
static bool
issuer_read(struct reading *g, struct der_reader *tbs)
{
	struct crl *c = g->crl;
	struct name_fault fault;
	struct der_element e;

	g->what = "the issuer";
	if (!der_element(tbs, DER_SEQUENCE, &e))
		return false;
	if (!name_check(e.whole, g->trouble.limits, &fault)) {
		if (fault.limit != LIMIT_COUNT)
			return der_refuse_limit(tbs, fault.limit, fault.at);
		crl_malformed(c, fault.at, fault.why, g->what);
		return false;
	}
	c->issuer = e.whole;
	return true;
}

static bool
updates_read(struct reading *g, struct der_reader *tbs)
{
	struct crl *c = g->crl;
	struct der_element e;

	g->what = "thisUpdate";
	if (!der_time(tbs, &c->this_update, &e))
		return false;
	c->this_update_at = e.value;
	if (!der_is(tbs, DER_UTC_TIME) && !der_is(tbs, DER_GENERALIZED_TIME))
		return true;
	g->what = "nextUpdate";
	if (!der_time(tbs, &c->next_update, &e))
		return false;
	c->next_update_at = e.value;
	return true;
}

/* What is wrong with an entry and does not stop the reading, once for all. */
static void
entry_judge(struct crl *c, const struct crl_entry *e)
{
	struct finding *f;

	c->entries_extended |= e->extended;
	c->entries_issued |= e->issuer.data != NULL;
	if (c->removal.len == 0 && e->reason == REASON_REMOVE_FROM_CRL)
		c->removal = e->reason_at;
	if (c->undefined_reason.len == 0 && !crl_reason_defined(e->reason))
		c->undefined_reason = e->reason_at;
	if (e->unknown.len > 0 && !findings_have(&c->faults,
	    F_CRL_CRITICAL_EXTENSION_UNKNOWN, NULL)) {
		f = crl_fault(c, F_CRL_CRITICAL_EXTENSION_UNKNOWN,
		    FIELD_CRL_ENTRY, e->whole);
		f->value[0] = value_oid(e->unknown);
		f->value[1] = value_word("an entry of the CRL");
	}
}

/* revokedCertificates ::= SEQUENCE SIZE (1..MAX) OF entry */
static bool
entries_read(struct reading *g, struct der_reader *tbs)
{
	size_t most = limit_most(g->trouble.limits, LIMIT_CRL_ENTRIES);
	struct crl *c = g->crl;
	struct der_reader list;
	struct crl_entry e;

	g->what = "the list of entries";
	if (!der_is(tbs, DER_SEQUENCE))
		return true;
	if (!der_open(tbs, DER_SEQUENCE, &list))
		return false;
	c->entries = der_rest(&list);
	g->what = "an entry";
	do {
		if (c->entry_count == most)
			return der_refuse_limit(&list, LIMIT_CRL_ENTRIES,
			    list.next);
		/* Each is bounded by itself, and their number above. */
		g->trouble.elements = 0;
		if (!crl_entry_read(&list, &e))
			return false;
		c->entry_count++;
		entry_judge(c, &e);
	} while (der_more(&list));
	g->trouble.elements = 0;
	return true;
}

/* TBSCertList ::= SEQUENCE { ... } in RFC 5280 5.1 */
static bool
tbs_read(struct reading *g, struct der_reader *tbs)
{
	struct crl *c = g->crl;

	if (!version_read(g, tbs))
		return false;
	g->what = "the signature algorithm inside";
	if (!algorithm_read(tbs, &c->inner_algorithm) || !issuer_read(g, tbs) ||
	    !updates_read(g, tbs) || !entries_read(g, tbs))
		return false;
	g->what = "the extensions";
	if (!crl_extensions_read(c, tbs, &g->what))
		return false;
	g->what = "the part that is signed";
	return der_end(tbs);
}

/* CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signature } */
static bool
list_read(struct reading *g, struct der_reader *input)
{
	struct der_reader list, tbs;
	struct crl *c = g->crl;
	const uint8_t *start;

	g->what = "the CRL";
	if (!der_open(input, DER_SEQUENCE, &list))
		return false;
	start = list.next;
	g->what = "the part that is signed";
	if (!der_open(&list, DER_SEQUENCE, &tbs))
		return false;
	c->tbs = (struct bytes){ start, (size_t)(list.next - start) };
	if (!tbs_read(g, &tbs))
		return false;
	g->what = "the signature algorithm";
	if (!algorithm_read(&list, &c->outer_algorithm))
		return false;
	g->what = "the signature";
	if (!der_bits(&list, &c->signature))
		return false;
	g->what = "the CRL";
	return der_end(&list) && der_end(input);
}

/* ---- what can be read and is wrong ---------------------------------------- */

static void
version_judge(struct crl *c)
{
	struct finding *f;
	bool extended = c->extension_count > 0 || c->entries_extended;

	if (c->version == 2 || (c->version_at.len == 0 && !extended))
		return;
	f = crl_fault(c, F_CRL_VERSION_UNSUPPORTED, FIELD_CRL_VERSION,
	    c->version_at.len > 0 ? c->version_at : c->tbs);
	f->value[0] = value_number(c->version);
}

static void
algorithms_judge(struct crl *c)
{
	struct finding *f;

	if (bytes_equal(c->outer_algorithm.whole, c->inner_algorithm.whole))
		return;
	f = crl_fault(c, F_CRL_SIGNATURE_ALGORITHM_UNACCEPTABLE,
	    FIELD_CRL_SIGNATURE_ALGORITHM, c->outer_algorithm.whole);
	f->value[0] = value_oid(c->outer_algorithm.oid);
	f->value[1] = value_word("the part that is signed names another one");
}

static void
form_judge(struct crl *c)
{
	version_judge(c);
	algorithms_judge(c);
	if (c->next_update_at.len == 0)
		crl_fault(c, F_CRL_NEXT_UPDATE_MISSING, FIELD_CRL_THIS_UPDATE,
		    c->this_update_at)->value[0] = value_time(c->this_update);
	crl_extensions_judge(c);
	crl_reasons_judge(c);
}

struct crl *
crl_read(struct arena *arena, struct bytes der, struct origin origin,
    const struct limit_set *limits)
{
	size_t most = limit_most(limits, LIMIT_CRL_OCTETS);
	struct reading g = { .trouble = { .limits = limits }, .what = "" };
	struct der_reader input;
	struct crl *c = arena_alloc(arena, sizeof(*c));

	if (c == NULL)
		return NULL;
	findings_start(&c->faults, arena, NULL);
	c->der = der;
	c->origin = origin;
	if (der.len > most) {
		too_large(c, LIMIT_CRL_OCTETS, most, der.data + most);
		return c->faults.failed ? NULL : c;
	}
	g.crl = c;
	der_start(&input, der, &g.trouble);
	c->readable = list_read(&g, &input);
	if (g.trouble.fault != DER_FINE)
		crl_trouble(c, &g.trouble, g.what);
	if (c->readable)
		form_judge(c);
	return c->faults.failed ? NULL : c;
}

struct crl *
crl_unreadable(struct arena *arena, struct bytes text, struct origin origin,
    size_t bad, const char *problem)
{
	struct crl *c = arena_alloc(arena, sizeof(*c));

	if (c == NULL)
		return NULL;
	findings_start(&c->faults, arena, NULL);
	c->der = text;
	c->origin = origin;
	crl_malformed(c, text.data + (bad < text.len ? bad : text.len), problem,
	    "the PEM block");
	return c->faults.failed ? NULL : c;
}

size_t
crl_offset(const struct crl *c, struct bytes at)
{
	if (at.data == NULL || !bytes_within(at, c->der))
		return 0;
	return (size_t)(at.data - c->der.data);
}

static const char *const reasons[REASONS] = { "unspecified",
	"keyCompromise", "cACompromise", "affiliationChanged", "superseded",
	"cessationOfOperation", "certificateHold", NULL, "removeFromCRL",
	"privilegeWithdrawn", "aACompromise" };

bool
crl_reason_defined(uint32_t reason)
{
	return reason < REASONS && reasons[reason] != NULL;
}

const char *
crl_reason_name(uint32_t reason)
{
	return crl_reason_defined(reason) ? reasons[reason] : "undefined";
}
