/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 9525: the certificate names whom we asked for. The common name is never
 * looked at, but to say so. A certificate that does not match gets one finding,
 * the one that tells most.
 */
#include "config.h"

#include "base/mark.h"
#include "der/string.h"
#include "path/peer_name.h"
#include "path/service_name.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* What the names of a certificate that does not match have to say. */
struct mismatch {
	size_t names;                   /* of the type asked for */
	size_t hosts;                   /* dNSNames and iPAddresses */
	struct bytes nearest;
	size_t common;                  /* labels that it shares */
	enum dns_near_miss miss;
	struct bytes miss_at;
	struct bytes address;           /* a dNSName that is the address */
	struct service_name service;    /* the nearest one */
	unsigned service_score;         /* 1: neither, 2: service, 3: host */
	bool host;                      /* a dNSName is the service's host */
	bool unicode;                   /* a dNSName is the host in UTF-8 */
};

const struct reference_name *
peer_reference(struct walk *w)
{
	struct reference_name *r = &w->verdict->reference;
	const struct cw_question *q = w->question;

	if (q->any_name || q->name == NULL)
		return NULL;
	if (!r->prepared)
		reference_name_read(r, q->name_type, q->name);
	w->found->failed = w->found->failed || r->failed;
	return r;
}

static bool
name_matches(const struct general_name *gn, const struct reference_name *r)
{
	struct service_name service;
	struct bytes mailbox;

	switch (r->type) {
	case CW_NAME_DNS:
		return gn->kind == GN_DNS &&
		    dns_name_matches(gn->value, r->host);
	case CW_NAME_IP:
		return gn->kind == GN_IP && bytes_equal(gn->value, r->address);
	case CW_NAME_EMAIL:
		if (gn->kind == GN_EMAIL)
			return mailbox_matches(gn->value, r);
		return other_name_text(gn, OID_ON_SMTP_UTF8_MAILBOX,
		    &mailbox) && utf8_mailbox_matches(mailbox, r);
	case CW_NAME_URI:
	case CW_NAME_SRV:
		return service_name_of(gn, r->type, &service) &&
		    service_matches(&service, r) &&
		    dns_name_matches(service.host, r->host);
	case CW_NAME_NONE:
		break;
	}
	return false;
}

/* ---- why nothing matches ------------------------------------------------ */

/* A name in UTF-8 that is the host once it is written as it should be. */
static bool
is_unicode_twin(struct bytes text, struct bytes host)
{
	struct reference_name twin;
	char copy[4 * HOST_MAX + 1];

	if (bytes_ascii(text) || text.len >= sizeof(copy) ||
	    memchr(text.data, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return reference_name_read(&twin, CW_NAME_DNS, copy) &&
	    bytes_equal(twin.host, host);
}

static void
mismatch_dns(struct mismatch *m, struct bytes name, struct bytes host)
{
	size_t common = dns_name_common(name, host);
	enum dns_near_miss miss = dns_name_near_miss(name, host);

	if (m->names++ == 0 || common > m->common) {
		m->nearest = name;
		m->common = common;
	}
	if (miss > m->miss) {
		m->miss = miss;
		m->miss_at = name;
	}
	m->unicode = m->unicode || is_unicode_twin(name, host);
}

/* A URI or SRV name: where the host is the same the service differs. */
static void
mismatch_service(struct mismatch *m, const struct general_name *gn,
    const struct reference_name *r)
{
	struct service_name name;
	unsigned score;

	if (gn->kind == GN_DNS && dns_name_matches(gn->value, r->host))
		m->host = true;
	if (!service_name_of(gn, r->type, &name))
		return;
	m->names++;
	score = dns_name_matches(name.host, r->host) ? 3 :
	    service_matches(&name, r) ? 2 : 1;
	if (score > m->service_score) {
		m->service_score = score;
		m->service = name;
	}
}

static void
mismatch_mailbox(struct mismatch *m, const struct general_name *gn,
    const struct reference_name *r)
{
	struct bytes mailbox = gn->value;
	size_t common;

	if (gn->kind != GN_EMAIL &&
	    !other_name_text(gn, OID_ON_SMTP_UTF8_MAILBOX, &mailbox))
		return;
	common = mailbox_likeness(mailbox, r);
	if (m->names++ == 0 || common > m->common) {
		m->nearest = mailbox;
		m->common = common;
	}
}

static void
mismatch_add(struct mismatch *m, const struct general_name *gn,
    const struct reference_name *r)
{
	uint8_t octets[16];
	size_t len;

	m->hosts += gn->kind == GN_DNS || gn->kind == GN_IP;
	if (r->type == CW_NAME_URI || r->type == CW_NAME_SRV) {
		mismatch_service(m, gn, r);
		return;
	}
	if (r->type == CW_NAME_DNS && gn->kind == GN_DNS)
		mismatch_dns(m, gn->value, r->host);
	else if (r->type == CW_NAME_IP && gn->kind == GN_DNS &&
	    address_text(gn->value, octets, &len) &&
	    bytes_equal((struct bytes){ octets, len }, r->address))
		m->address = gn->value;
	else if (r->type == CW_NAME_EMAIL)
		mismatch_mailbox(m, gn, r);
	else if (r->type == CW_NAME_IP && gn->kind == GN_IP &&
	    m->names++ == 0)
		m->nearest = gn->value;
}

/* The common name says what no subjectAltName says. */
static bool
common_name_matches(const struct cert *c, const struct reference_name *r,
    struct name_attribute *cn)
{
	struct buffer text = BUFFER_EMPTY;
	uint8_t octets[16];
	size_t len;
	bool matches = false;

	if (!name_common_name(c->subject, cn))
		return false;
	der_string_utf8(cn->tag, cn->value, &text);
	if (r->type == CW_NAME_DNS)
		matches = dns_name_matches(buffer_bytes(&text), r->host);
	else if (r->type == CW_NAME_IP)
		matches = address_text(buffer_bytes(&text), octets, &len) &&
		    bytes_equal((struct bytes){ octets, len }, r->address);
	buffer_free(&text);
	return matches;
}

static bool
is_error(const struct walk *w, enum failure_id id)
{
	return failure_severity(id, &w->found->rule) == CW_ERROR;
}

/* Another error of this certificate is why no name can match. */
static bool
is_explained(const struct walk *w, const struct extension *san,
    const struct mismatch *m)
{
	const struct cert *c = w->cert;

	if (san != NULL)
		return (c->subject_alt_name.len == 0 &&
		    is_error(w, F_SAN_EMPTY)) ||
		    (m->unicode && is_error(w, F_SAN_DNS_NOT_ASCII));
	return (c->version < 3 && c->extensions_at.len == 0 &&
	    is_error(w, F_VERSION_NOT_V3)) ||
	    (name_is_empty(c->subject) &&
	    is_error(w, F_SUBJECT_EMPTY_WITHOUT_SAN));
}

static enum failure_id
near_miss_failure(enum dns_near_miss miss)
{
	switch (miss) {
	case DNS_IN_IDNA_LABEL:
		return F_PEER_NAME_WILDCARD_IN_IDNA_LABEL;
	case DNS_SPANS_LABELS:
		return F_PEER_NAME_WILDCARD_SPANS_LABELS;
	case DNS_PARTIAL_LABEL:
		return F_PEER_NAME_WILDCARD_PARTIAL_LABEL;
	case DNS_NOT_LEFTMOST:
		return F_PEER_NAME_WILDCARD_NOT_LEFTMOST;
	case DNS_DIFFERENT:
		break;
	}
	return F_PEER_NAME_DNS_MISMATCH;
}

static enum failure_id
mismatch_failure(enum cw_name_type type)
{
	return type == CW_NAME_IP ? F_PEER_NAME_IP_MISMATCH :
	    type == CW_NAME_EMAIL ? F_PEER_NAME_EMAIL_MISMATCH :
	    F_PEER_NAME_DNS_MISMATCH;
}

/* None matches, and none nearly does. */
static void
find_mismatch(struct walk *w, const struct reference_name *r,
    const struct extension *san, const struct mismatch *m)
{
	const struct cert *c = w->cert;
	struct bytes at = m->names > 0 ? m->nearest :
	    san != NULL ? san->value : c->subject;
	struct finding *f = find(w->found, mismatch_failure(r->type), c,
	    san != NULL ? FIELD_SUBJECT_ALT_NAME : FIELD_SUBJECT, at);

	f->value[0] = value_text(r->asked);
	f->value[1] = value_number((int64_t)m->names);
	if (r->type == CW_NAME_DNS)
		f->value[2] = value_text(m->names > 0 ? m->nearest :
		    bytes_of("none"));
}

/* What keeps the nearest URI or SRV name from being the one. */
static const char *
service_difference(const struct mismatch *m, struct bytes *at)
{
	if (m->service_score == 3) {
		*at = m->service.service;
		return N_("another service at this host");
	}
	if (m->service_score > 0) {
		*at = m->service.host;
		return m->service_score == 2 ?
		    N_("this service at another host") :
		    N_("another service at another host");
	}
	return m->host ? N_("names the host, and not the service") :
	    N_("no name of this kind");
}

static void
find_service_mismatch(struct walk *w, const struct reference_name *r,
    const struct extension *san, const struct mismatch *m)
{
	const struct cert *c = w->cert;
	struct bytes at = san != NULL ? san->value : c->subject;
	const char *why = service_difference(m, &at);
	struct finding *f = find(w->found, F_PEER_NAME_SERVICE_MISMATCH, c,
	    san != NULL ? FIELD_SUBJECT_ALT_NAME : FIELD_SUBJECT, at);

	f->value[0] = value_text(r->asked);
	f->value[1] = value_number((int64_t)m->names);
	f->value[2] = value_text(m->names > 0 ? m->service.whole :
	    bytes_of("none"));
	f->value[3] = value_word(why);
}

static void
find_near_miss(struct walk *w, const struct reference_name *r,
    const struct mismatch *m)
{
	struct finding *f = find(w->found, near_miss_failure(m->miss), w->cert,
	    FIELD_SUBJECT_ALT_NAME, m->miss_at);

	f->value[0] = value_text(r->asked);
	f->value[1] = value_text(m->miss_at);
}

static void
explain_mismatch(struct walk *w, const struct reference_name *r,
    const struct extension *san)
{
	struct general_name_walk names;
	struct general_name gn;
	struct name_attribute cn;
	struct mismatch m = { 0 };
	struct finding *f;

	general_name_start(&names, w->cert->subject_alt_name);
	while (general_name_next(&names, &gn))
		mismatch_add(&m, &gn, r);
	if (is_explained(w, san, &m))
		return;
	if (m.hosts == 0 && common_name_matches(w->cert, r, &cn)) {
		f = find(w->found, F_PEER_NAME_COMMON_NAME_ONLY, w->cert,
		    FIELD_COMMON_NAME, cn.value);
		f->value[0] = value_text(r->asked);
	} else if (m.address.len > 0) {
		f = find(w->found, F_SAN_IP_IN_DNS_NAME, w->cert,
		    FIELD_SUBJECT_ALT_NAME, m.address);
		f->value[0] = value_text(m.address);
	} else if (m.miss != DNS_DIFFERENT) {
		find_near_miss(w, r, &m);
	} else if (r->type == CW_NAME_URI || r->type == CW_NAME_SRV) {
		find_service_mismatch(w, r, san, &m);
	} else {
		find_mismatch(w, r, san, &m);
	}
}

static bool
find_match(struct walk *w, const struct reference_name *r)
{
	struct general_name_walk names;
	struct general_name gn;

	general_name_start(&names, w->cert->subject_alt_name);
	while (general_name_next(&names, &gn)) {
		if (!name_matches(&gn, r))
			continue;
		w->verdict->name.matched = true;
		w->verdict->name.at = gn.whole;
		return true;
	}
	return false;
}

void
check_peer_name(struct walk *w)
{
	const struct reference_name *r = peer_reference(w);
	const struct extension *san;
	struct finding *f;

	if (!w->is_target || r == NULL)
		return;
	w->verdict->name.asked = true;
	if (r->problem != NULL) {
		f = find(w->found, F_PEER_NAME_REFERENCE_INVALID, NULL,
		    FIELD_REFERENCE_NAME, (struct bytes){ NULL, 0 });
		f->value[0] = value_text(r->asked);
		f->value[1] = value_word(r->problem);
		return;
	}
	san = cert_extension(w->cert, OID_CE_SUBJECT_ALT_NAME);
	if (san != NULL && !san->readable)
		return;         /* that fault was found already */
	if (!find_match(w, r))
		explain_mismatch(w, r, san);
}
