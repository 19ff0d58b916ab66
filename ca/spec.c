/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/encode.h"
#include "ca/spec.h"
#include "x509/cert.h"

#define DAY INT64_C(86400)
#define BACK_DATED 60           /* clocks differ by a little */

void
spec_start(struct cert_spec *s, struct arena *arena, const char *label)
{
	*s = (struct cert_spec){
		.arena = arena,
		.label = label,
		.key_type = KEY_TYPE_P256,
		.version = 3,
		.sign_with = -1,
	};
}

struct bytes
spec_octets(struct cert_spec *s, const void *octets, size_t len)
{
	struct bytes from = { octets, len }, kept = { NULL, 0 };

	kept.data = arena_copy(s->arena, from);
	if (kept.data == NULL)
		s->failed = true;
	else
		kept.len = len;
	return kept;
}

/* Moves what was written into the arena of the spec. */
static struct bytes
octets_keep(struct cert_spec *s, struct buffer *b)
{
	struct bytes kept = { NULL, 0 };

	if (b->failed)
		s->failed = true;
	else
		kept = spec_octets(s, b->data, b->len);
	buffer_free(b);
	return kept;
}

static void
attribute_encode(struct buffer *b, enum oid type, const char *text)
{
	size_t rdn = encode_open(b), pair = encode_open(b);

	encode_oid(b, type);
	encode_element(b, DER_UTF8_STRING, bytes_of(text));
	encode_close(b, pair, DER_SEQUENCE);
	encode_close(b, rdn, DER_SET);
}

void
spec_subject(struct cert_spec *s, const char *common_name,
    const char *organization)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	if (organization != NULL)
		attribute_encode(&b, OID_AT_ORGANIZATION_NAME, organization);
	if (common_name != NULL)
		attribute_encode(&b, OID_AT_COMMON_NAME, common_name);
	encode_close(&b, start, DER_SEQUENCE);
	s->subject = octets_keep(s, &b);
}

struct spec_extension *
spec_find(struct cert_spec *s, enum oid id)
{
	for (size_t i = 0; i < s->extension_count; i++)
		if (s->extension[i].id == id)
			return &s->extension[i];
	return NULL;
}

static struct spec_extension *
extension_append(struct cert_spec *s)
{
	if (s->extension_count == SPEC_EXTENSIONS) {
		s->failed = true;
		return NULL;
	}
	return &s->extension[s->extension_count++];
}

void
spec_extension_again(struct cert_spec *s, enum oid id, bool critical,
    struct bytes value)
{
	struct spec_extension *e = extension_append(s);

	if (e != NULL)
		*e = (struct spec_extension){ .id = id, .critical = critical,
		    .value = value };
}

void
spec_extension(struct cert_spec *s, enum oid id, bool critical,
    struct bytes value)
{
	struct spec_extension *e = spec_find(s, id);

	if (e == NULL) {
		spec_extension_again(s, id, critical, value);
		return;
	}
	*e = (struct spec_extension){ .id = id, .critical = critical,
	    .value = value };
}

void
spec_extension_dotted(struct cert_spec *s, const char *oid, bool critical,
    struct bytes value)
{
	struct spec_extension *e = NULL;
	struct buffer b = BUFFER_EMPTY;
	struct bytes contents;

	if (!oid_read_dotted(oid, &b))
		b.failed = true;
	contents = octets_keep(s, &b);
	if (contents.len == 0)
		return;
	for (size_t i = 0; i < s->extension_count && e == NULL; i++)
		if (s->extension[i].id == OID_UNKNOWN &&
		    bytes_equal(s->extension[i].oid, contents))
			e = &s->extension[i];
	if (e == NULL)
		e = extension_append(s);
	if (e != NULL)
		*e = (struct spec_extension){ .id = OID_UNKNOWN,
		    .oid = contents, .critical = critical, .value = value };
}

void
spec_remove(struct cert_spec *s, enum oid id)
{
	struct spec_extension *e = spec_find(s, id);
	size_t behind;

	if (e == NULL)
		return;
	behind = s->extension_count - (size_t)(e - s->extension) - 1;
	memmove(e, e + 1, behind * sizeof(*e));
	s->extension_count--;
}

/* Sets it to what was written. */
static void
extension_keep(struct cert_spec *s, enum oid id, bool critical,
    struct buffer *b)
{
	spec_extension(s, id, critical, octets_keep(s, b));
}

void
spec_basic_constraints(struct cert_spec *s, bool critical, bool ca,
    int path_len)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	if (ca)
		encode_bool(&b, true);
	if (path_len >= 0)
		encode_int(&b, path_len);
	encode_close(&b, start, DER_SEQUENCE);
	extension_keep(s, OID_CE_BASIC_CONSTRAINTS, critical, &b);
}

void
spec_key_usage(struct cert_spec *s, bool critical, unsigned bits)
{
	struct buffer b = BUFFER_EMPTY;

	encode_named_bits(&b, bits);
	extension_keep(s, OID_CE_KEY_USAGE, critical, &b);
}

void
spec_ext_key_usage(struct cert_spec *s, bool critical,
    const enum oid *purposes, size_t count)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	for (size_t i = 0; i < count; i++)
		encode_oid(&b, purposes[i]);
	encode_close(&b, start, DER_SEQUENCE);
	extension_keep(s, OID_CE_EXT_KEY_USAGE, critical, &b);
}

/* otherName, x400Address, directoryName and ediPartyName are constructed. */
static uint8_t
general_name_tag(enum general_name_kind kind)
{
	if (kind == GN_OTHER || kind == GN_X400 || kind == GN_DIRECTORY ||
	    kind == GN_EDI_PARTY)
		return (uint8_t)DER_CONTEXT_CONSTRUCTED((unsigned)kind);
	return (uint8_t)DER_CONTEXT((unsigned)kind);
}

void
spec_subject_alt_name(struct cert_spec *s, bool critical,
    const struct spec_name *names, size_t count)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	for (size_t i = 0; i < count; i++)
		encode_element(&b, general_name_tag(names[i].kind),
		    names[i].value);
	encode_close(&b, start, DER_SEQUENCE);
	extension_keep(s, OID_CE_SUBJECT_ALT_NAME, critical, &b);
}

static void
number_encode(struct buffer *b, uint8_t tag, int number)
{
	size_t start = b->len;

	if (number < 0)
		return;
	encode_int(b, number);
	if (!b->failed)
		b->data[start] = tag;
}

static void
subtrees_encode(struct buffer *b, uint8_t tag,
    const struct spec_subtree *trees, size_t count)
{
	size_t list = encode_open(b), tree;

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		tree = encode_open(b);
		encode_element(b, general_name_tag(trees[i].kind),
		    trees[i].base);
		number_encode(b, DER_CONTEXT(0), trees[i].minimum);
		number_encode(b, DER_CONTEXT(1), trees[i].maximum);
		encode_close(b, tree, DER_SEQUENCE);
	}
	encode_close(b, list, tag);
}

void
spec_name_constraints(struct cert_spec *s, bool critical,
    const struct spec_subtree *permitted, size_t permitted_count,
    const struct spec_subtree *excluded, size_t excluded_count)
{
	struct buffer b = BUFFER_EMPTY;
	size_t start = encode_open(&b);

	subtrees_encode(&b, DER_CONTEXT_CONSTRUCTED(0), permitted,
	    permitted_count);
	subtrees_encode(&b, DER_CONTEXT_CONSTRUCTED(1), excluded,
	    excluded_count);
	encode_close(&b, start, DER_SEQUENCE);
	extension_keep(s, OID_CE_NAME_CONSTRAINTS, critical, &b);
}

static void
extension_from_keys(struct cert_spec *s, enum oid id)
{
	struct spec_extension *e;

	spec_extension(s, id, false, (struct bytes){ NULL, 0 });
	e = spec_find(s, id);
	if (e != NULL)
		e->from_keys = true;
}

void
spec_subject_key_id(struct cert_spec *s)
{
	extension_from_keys(s, OID_CE_SUBJECT_KEY_ID);
}

void
spec_authority_key_id(struct cert_spec *s)
{
	extension_from_keys(s, OID_CE_AUTHORITY_KEY_ID);
}

static void
fill_ca(struct cert_spec *s, bool root)
{
	const enum oid purpose = OID_KP_SERVER_AUTH;

	if (!root)
		spec_authority_key_id(s);
	spec_subject_key_id(s);
	spec_basic_constraints(s, true, true, root ? -1 : 0);
	spec_key_usage(s, true, SPEC_KU(KU_KEY_CERT_SIGN) |
	    SPEC_KU(KU_CRL_SIGN));
	if (!root)
		spec_ext_key_usage(s, false, &purpose, 1);
}

static void
fill_end_entity(struct cert_spec *s, enum oid purpose)
{
	unsigned usage = SPEC_KU(KU_DIGITAL_SIGNATURE);

	/* RSA key transport, TLS 1.2 without forward secrecy, enciphers. */
	if (purpose == OID_KP_SERVER_AUTH && key_type_enciphers(s->key_type))
		usage |= SPEC_KU(KU_KEY_ENCIPHERMENT);
	spec_authority_key_id(s);
	spec_subject_key_id(s);
	spec_basic_constraints(s, true, false, -1);
	spec_key_usage(s, true, usage);
	spec_ext_key_usage(s, false, &purpose, 1);
}

void
spec_profile(struct cert_spec *s, enum spec_profile profile, int64_t now)
{
	s->version = 3;
	s->not_before = now - BACK_DATED;
	switch (profile) {
	case SPEC_CA_ROOT:
		s->not_after = now + 10 * 365 * DAY;
		fill_ca(s, true);
		break;
	case SPEC_CA_ISSUING:
		s->not_after = now + 5 * 365 * DAY;
		fill_ca(s, false);
		break;
	case SPEC_SERVER:
		s->not_after = now + 90 * DAY;
		fill_end_entity(s, OID_KP_SERVER_AUTH);
		break;
	case SPEC_CLIENT:
		s->not_after = now + 90 * DAY;
		fill_end_entity(s, OID_KP_CLIENT_AUTH);
		break;
	}
}
