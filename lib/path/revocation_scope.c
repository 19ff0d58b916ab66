/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which certificates a CRL is about: RFC 5280 5.2.5 and 6.3.3 (b), (d), (e). */
#include "config.h"

#include "base/buffer.h"
#include "path/revocation.h"
#include "x509/general_name.h"
#include "x509/name.h"

/* ---- names of distribution points ------------------------------------------- */

/* The RDNs of a Name, as they lie; empty: it has none, or is none. */
static struct bytes
rdns_of(struct bytes name)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, rdns;

	der_start(&r, name, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &rdns))
		return (struct bytes){ NULL, 0 };
	return der_rest(&rdns);
}

/* Appends an identifier octet and the length of what will follow. */
static void
header_write(struct buffer *out, uint8_t tag, size_t len)
{
	buffer_byte(out, tag);
	if (len >= 0x80) {
		buffer_byte(out, 0x82);
		buffer_byte(out, (uint8_t)(len >> 8));
	}
	buffer_byte(out, (uint8_t)len);
	if (len > 0xffff)
		out->failed = true;
}

/* nameRelativeToCRLIssuer: the name of the issuer with one RDN more. */
static bool
relative_write(struct bytes issuer, struct bytes rdn, struct buffer *out)
{
	struct bytes rdns = rdns_of(issuer);
	struct buffer set = BUFFER_EMPTY;
	bool fine;

	header_write(&set, DER_SET, rdn.len);
	buffer_add(&set, rdn);
	header_write(out, DER_SEQUENCE, rdns.len + set.len);
	buffer_add(out, rdns);
	buffer_add(out, buffer_bytes(&set));
	fine = !set.failed && !out->failed;
	buffer_free(&set);
	return fine;
}

/* The first directoryName of GeneralNames contents; false: none. */
static bool
first_directory(struct bytes names, struct bytes *name)
{
	struct general_name_walk walk;
	struct general_name n;

	general_name_start(&walk, names);
	while (general_name_next(&walk, &n)) {
		if (n.kind != GN_DIRECTORY)
			continue;
		*name = n.value;
		return true;
	}
	return false;
}

static bool
has_directory(struct bytes names, struct bytes name)
{
	struct general_name_walk walk;
	struct general_name n;

	general_name_start(&walk, names);
	while (general_name_next(&walk, &n))
		if (n.kind == GN_DIRECTORY && name_equal(n.value, name))
			return true;
	return false;
}

static bool
names_equal(const struct general_name *a, const struct general_name *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == GN_DIRECTORY ? name_equal(a->value, b->value) :
	    bytes_equal(a->value, b->value);
}

/* One of the names of each is the same. */
static bool
names_meet(struct bytes a, struct bytes b)
{
	struct general_name_walk walk, inner;
	struct general_name x, y;

	general_name_start(&walk, a);
	while (general_name_next(&walk, &x)) {
		general_name_start(&inner, b);
		while (general_name_next(&inner, &y))
			if (names_equal(&x, &y))
				return true;
	}
	return false;
}

/* The names of a point, made whole: of one that is relative, its full name in
   *out as the one directoryName *full. */
struct full_names {
	struct bytes names;             /* GeneralNames contents; or */
	struct bytes name;              /* one Name; data NULL: names */
	struct buffer buffer;
};

static bool
full_start(struct full_names *f, const struct point_name *name,
    struct bytes issuer)
{
	*f = (struct full_names){ .names = name->names };
	if (name->kind != POINT_RELATIVE)
		return true;
	if (!relative_write(issuer, name->names, &f->buffer))
		return false;
	f->name = buffer_bytes(&f->buffer);
	return true;
}

static bool
full_meet(const struct full_names *a, const struct full_names *b)
{
	if (a->name.data != NULL && b->name.data != NULL)
		return name_equal(a->name, b->name);
	if (a->name.data != NULL)
		return has_directory(b->names, a->name);
	if (b->name.data != NULL)
		return has_directory(a->names, b->name);
	return names_meet(a->names, b->names);
}

/* (b)(2)(i). Without a point of the certificate, its issuer's name is one. */
static bool
point_fits(struct asked *a, const struct crl *crl,
    const struct distribution_point *point)
{
	struct full_names scope, own;
	struct bytes issuer = a->cert->issuer;
	bool fits;

	if (crl->scope.name.kind == POINT_ABSENT)
		return true;
	if (point != NULL && point->issuer.data != NULL &&
	    !first_directory(point->issuer, &issuer))
		return false;
	if (!full_start(&scope, &crl->scope.name, crl->issuer)) {
		a->s->failed = true;
		buffer_free(&scope.buffer);
		return false;
	}
	if (point == NULL)
		own = (struct full_names){ .name = a->cert->issuer };
	else if (point->name.kind == POINT_ABSENT)
		own = (struct full_names){ .names = point->issuer };
	else if (!full_start(&own, &point->name, issuer))
		a->s->failed = true;
	fits = !a->s->failed && full_meet(&scope, &own);
	buffer_free(&scope.buffer);
	buffer_free(&own.buffer);
	return fits;
}

/* ---- the scope as a whole --------------------------------------------------- */

/* (b)(1). A point that names a CRL issuer wants an indirect CRL of that one. */
static bool
issuer_fits(const struct asked *a, const struct crl *crl,
    const struct distribution_point *point)
{
	if (point == NULL || point->issuer.data == NULL)
		return name_equal(crl->issuer, a->cert->issuer);
	return crl->scope.indirect && has_directory(point->issuer, crl->issuer);
}

/* (b)(2)(ii) to (iv); what the CRL covers if it does not cover this. */
static const char *
type_unfit(const struct asked *a, const struct crl *crl, const char **due)
{
	const struct cert *c = a->cert;
	bool ca = c->version >= 3 && c->basic_constraints_ext != NULL &&
	    c->basic_constraints.ca;

	*due = NULL;
	/* What contradicts itself is told as that. */
	if ((unsigned)crl->scope.only_attribute + crl->scope.only_user +
	    crl->scope.only_ca > 1)
		return NULL;
	*due = ca ? "certificates of CAs" : "certificates of end entities";
	if (crl->scope.only_attribute)
		return "attribute certificates alone";
	if (crl->scope.only_user && ca)
		return "certificates of end entities alone";
	if (crl->scope.only_ca && !ca)
		return "certificates of CAs alone";
	return NULL;
}

/* (d): the reasons that the CRL covers for this point. */
static unsigned
reasons_of(const struct crl *crl, const struct distribution_point *point)
{
	unsigned mask = REASONS_ALL;

	if (crl->scope.has_reasons)
		mask &= reason_flags_mask(&crl->scope.reasons);
	if (point != NULL && point->has_reasons)
		mask &= reason_flags_mask(&point->reasons);
	return mask;
}

static struct bytes
text_keep(struct asked *a, struct buffer *text)
{
	struct bytes kept = { NULL, 0 };

	kept.data = text->failed ? NULL : arena_copy(a->s->verdict->arena,
	    buffer_bytes(text));
	if (kept.data == NULL)
		a->s->failed = true;
	else
		kept.len = text->len;
	buffer_free(text);
	return kept;
}

static void
point_write(const struct point_name *name, struct buffer *out)
{
	struct general_name_walk walk;
	struct general_name n;

	if (name->kind == POINT_RELATIVE)
		buffer_string(out, "a name below its issuer's");
	if (name->kind == POINT_ABSENT)
		buffer_string(out, "its issuer's name");
	if (name->kind != POINT_FULL)
		return;
	general_name_start(&walk, name->names);
	if (general_name_next(&walk, &n))
		general_name_write(&n, out);
}

static void
refuse_point(struct asked *a, const struct crl *crl,
    const struct distribution_point *point)
{
	static const struct point_name absent = { .kind = POINT_ABSENT };
	struct buffer found = BUFFER_EMPTY, wanted = BUFFER_EMPTY;
	struct finding *f;

	point_write(&crl->scope.name, &found);
	point_write(point == NULL ? &absent : &point->name, &wanted);
	f = revocation_refuse(a, F_CRL_SCOPE_DISTRIBUTION_POINT, crl,
	    FIELD_CRL_SCOPE, crl->scope_ext->value);
	f->value[0] = value_text(text_keep(a, &found));
	f->value[1] = value_text(text_keep(a, &wanted));
}

static void
refuse_type(struct asked *a, const struct crl *crl, const char *covers,
    const char *due)
{
	struct finding *f = revocation_refuse(a, F_CRL_SCOPE_CERTIFICATE_TYPE,
	    crl, FIELD_CRL_SCOPE, crl->scope_ext->value);

	f->value[0] = value_word(covers);
	f->value[1] = value_word(due);
}

static void
refuse_indirect(struct asked *a, const struct crl *crl)
{
	struct finding *f = revocation_refuse(a, F_CRL_INDIRECT_NOT_AUTHORISED,
	    crl, FIELD_CRL_ISSUER, crl->issuer);

	f->value[0] = value_name(crl->issuer);
	f->value[1] = value_name(a->cert->issuer);
}

/* The points of the certificate; the last one is its issuer's name: NULL. */
struct point_walk {
	struct distribution_point_walk walk;
	struct distribution_point point;
	bool listed, ended;
};

static void
points_start(struct point_walk *w, const struct cert *c)
{
	const struct extension *e = cert_extension(c,
	    OID_CE_CRL_DISTRIBUTION_POINTS);

	w->ended = false;
	w->listed = e != NULL && e->readable;
	if (w->listed)
		distribution_point_start(&w->walk, e->value);
}

static bool
points_next(struct point_walk *w, const struct distribution_point **point)
{
	if (w->listed && distribution_point_next(&w->walk, &w->point)) {
		*point = &w->point;
		return true;
	}
	if (w->ended)
		return false;
	w->ended = true;
	*point = NULL;
	return true;
}

enum meant
revocation_scope(struct asked *a, const struct crl *crl, unsigned *reasons)
{
	const struct distribution_point *point, *near = NULL;
	struct distribution_point kept;
	bool mine = false, fits = false;
	const char *covers, *due;
	struct point_walk w;

	*reasons = 0;
	points_start(&w, a->cert);
	while (points_next(&w, &point)) {
		if (!issuer_fits(a, crl, point))
			continue;
		if (point_fits(a, crl, point)) {
			fits = true;
			*reasons |= reasons_of(crl, point);
		} else if (!mine && point != NULL) {
			kept = *point;
			near = &kept;
		}
		mine = true;
	}
	if (!mine && crl->scope.indirect) {
		refuse_indirect(a, crl);
		return MEANT_REFUSED;
	}
	if (!mine)
		return MEANT_NOT;
	covers = type_unfit(a, crl, &due);
	if (!fits)
		refuse_point(a, crl, near);
	else if (covers != NULL)
		refuse_type(a, crl, covers, due);
	return fits && covers == NULL ? MEANT : MEANT_REFUSED;
}

bool
revocation_same_scope(const struct crl *a, const struct crl *b)
{
	if ((a->scope_ext == NULL) != (b->scope_ext == NULL) ||
	    !name_equal(a->issuer, b->issuer))
		return false;
	return a->scope_ext == NULL ||
	    bytes_equal(a->scope_ext->value, b->scope_ext->value);
}

struct bytes
revocation_reasons_text(struct asked *a, unsigned reasons)
{
	/* ReasonFlags and CRLReason number alike but for these two. */
	static const char *const names[] = { "unused", "keyCompromise",
		"cACompromise", "affiliationChanged", "superseded",
		"cessationOfOperation", "certificateHold",
		"privilegeWithdrawn", "aACompromise" };
	struct buffer text = BUFFER_EMPTY;
	unsigned bit;

	for (bit = 1; bit <= 8; bit++) {
		if ((reasons >> bit & 1) == 0)
			continue;
		buffer_string(&text, text.len > 0 ? ", " : "");
		buffer_string(&text, names[bit]);
	}
	if (text.len == 0)
		buffer_string(&text, "none");
	return text_keep(a, &text);
}
