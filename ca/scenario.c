/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/arena.h"
#include "ca/scenario.h"

int
scenario_add(struct scenario *s, const char *label,
    enum spec_profile profile, const char *common_name, int issuer)
{
	int index = (int)s->cert_count;
	struct cert_spec *spec;

	if (s->cert_count == SCENARIO_CERTS) {
		s->failed = true;
		return SCENARIO_CERTS - 1;
	}
	spec = &s->cert[s->cert_count++];
	spec_start(spec, s->arena, label);
	spec->issuer = issuer;
	spec->key = index;
	spec_subject(spec, common_name, NULL);
	spec_profile(spec, profile, s->now);
	return index;
}

static void
leaf_fill(struct scenario *s, enum key_type key)
{
	const struct spec_name name = { GN_DNS, bytes_of(s->name) };

	scenario_add(s, "leaf", SPEC_SERVER, s->name, SCENARIO_ISSUING);
	s->leaf = &s->cert[SCENARIO_LEAF];
	if (key != s->leaf->key_type) {
		s->leaf->key_type = key;
		spec_profile(s->leaf, SPEC_SERVER, s->now);
	}
	spec_subject_alt_name(s->leaf, false, &name, 1);
}

void
scenario_good(struct scenario *s, struct arena *arena, int64_t now,
    enum key_type leaf_key)
{
	scenario_good_for(s, "www.demo.test", arena, now, leaf_key);
}

void
scenario_good_for(struct scenario *s, const char *name, struct arena *arena,
    int64_t now, enum key_type leaf_key)
{
	memset(s, 0, sizeof(*s));
	s->arena = arena;
	s->now = now;
	s->name_type = CW_NAME_DNS;
	s->name = name;
	s->domain = strchr(name, '.') + 1;
	s->profile = CW_TLS;
	s->purpose = CW_SERVER;
	scenario_add(s, "root", SPEC_CA_ROOT, "Demo Root CA", SCENARIO_ROOT);
	scenario_add(s, "issuing", SPEC_CA_ISSUING, "Demo Issuing CA",
	    SCENARIO_ROOT);
	s->root = &s->cert[SCENARIO_ROOT];
	s->issuing = &s->cert[SCENARIO_ISSUING];
	leaf_fill(s, leaf_key);
	s->sent[s->sent_count++] = SCENARIO_LEAF;
	s->sent[s->sent_count++] = SCENARIO_ISSUING;
	s->trusted[s->trusted_count++] = SCENARIO_ROOT;
}

struct crl_spec *
scenario_crl(struct scenario *s, int issuer)
{
	struct crl_spec *crl;

	if (s->crl_count == SCENARIO_CRLS) {
		s->failed = true;
		return &s->crl[SCENARIO_CRLS - 1];
	}
	crl = &s->crl[s->crl_count++];
	crl_spec_start(crl, s->arena, issuer, s->now);
	return crl;
}

void
scenario_crls(struct scenario *s)
{
	s->revocation = CW_REVOCATION_HARD;
	if (s->crl_count > 0)
		return;
	scenario_crl(s, SCENARIO_ROOT);
	scenario_crl(s, SCENARIO_ISSUING);
}

struct ocsp_spec *
scenario_ocsp(struct scenario *s, int cert)
{
	struct ocsp_spec *ocsp;

	if (s->ocsp_count == SCENARIO_OCSPS) {
		s->failed = true;
		return &s->ocsp[SCENARIO_OCSPS - 1];
	}
	ocsp = &s->ocsp[s->ocsp_count++];
	ocsp_spec_start(ocsp, s->arena, cert, s->cert[cert].issuer, s->now);
	return ocsp;
}

void
scenario_ocsps(struct scenario *s)
{
	s->revocation = CW_REVOCATION_HARD;
	s->stapled = true;
	if (s->ocsp_count > 0)
		return;
	scenario_ocsp(s, SCENARIO_ISSUING);
	scenario_ocsp(s, SCENARIO_LEAF);
}

int
scenario_responder(struct scenario *s, int issuer)
{
	static const enum oid purpose[] = { OID_KP_OCSP_SIGNING };
	int index = scenario_add(s, "responder", SPEC_SERVER,
	    "Demo OCSP Responder", issuer);
	struct cert_spec *spec = &s->cert[index];

	spec_ext_key_usage(spec, false, purpose, 1);
	spec_extension(spec, OID_OCSP_NO_CHECK, false,
	    SPEC_OCTETS(spec, DER_NULL, 0));
	return index;
}

static struct bytes
bytes_keep(struct scenario *s, struct buffer *b, struct cw_error *err)
{
	struct bytes kept = { NULL, 0 };

	if (!b->failed)
		kept.data = arena_copy(s->arena, buffer_bytes(b));
	if (kept.data == NULL)
		error_memory(err);
	else
		kept.len = b->len;
	return kept;
}

/* The key of a spec: its own, or that of the spec it shares one with. */
static const struct key *
spec_key(const struct scenario *s, int index, struct key_cache *keys,
    struct cw_error *err)
{
	const struct cert_spec *spec = &s->cert[s->cert[index].key];

	return key_cache_get(keys, spec->key_type, spec->label, err);
}

static int
spki_make(struct scenario *s, int index, struct key_cache *keys,
    struct bytes *spki, struct cw_error *err)
{
	const struct cert_spec *spec = &s->cert[index];
	const struct key *key = spec_key(s, index, keys, err);
	struct buffer b = BUFFER_EMPTY;
	int result = -1;

	if (key == NULL)
		return -1;
	if (spec->spki.len > 0) {
		*spki = spec->spki;
		return 0;
	}
	if (key_public(key, &b, err) == 0) {
		*spki = bytes_keep(s, &b, err);
		result = spki->data != NULL ? 0 : -1;
	}
	buffer_free(&b);
	return result;
}

static int
cert_make(struct scenario *s, int index, struct key_cache *keys,
    const char *seed, const struct bytes spki[SCENARIO_CERTS],
    struct bytes *der, struct cw_error *err)
{
	const struct cert_spec *spec = &s->cert[index];
	int signer = spec->sign_with >= 0 ? spec->sign_with : spec->issuer;
	struct mint_issuer issuer = { s->cert[spec->issuer].subject,
	    spki[spec->issuer], spec_key(s, signer, keys, err) };
	struct buffer b = BUFFER_EMPTY;
	uint8_t serial[16];
	int result = -1;

	if (issuer.key == NULL || mint_serial(seed, spec->label, serial,
	    err) < 0)
		return -1;
	if (mint(spec, spki[index], &issuer,
	    (struct bytes){ serial, sizeof(serial) }, &b, err) == 0) {
		*der = bytes_keep(s, &b, err);
		result = der->data != NULL ? 0 : -1;
	}
	buffer_free(&b);
	return result;
}

static int
serial_make(struct scenario *s, int index, const char *seed,
    struct bytes *serial, struct cw_error *err)
{
	const struct cert_spec *spec = &s->cert[index];
	uint8_t octets[16];

	if (mint_serial(seed, spec->label, octets, err) < 0)
		return -1;
	*serial = spec->serial.len > 0 ? spec->serial : (struct bytes){
		arena_copy(s->arena, (struct bytes){ octets, sizeof(octets) }),
		sizeof(octets) };
	return serial->data != NULL ? 0 : error_memory(err);
}

static int
crl_make(struct scenario *s, const struct crl_spec *spec,
    struct key_cache *keys, const struct bytes *spki,
    const struct bytes *serial, struct bytes *der, struct cw_error *err)
{
	int signer = spec->sign_with >= 0 ? spec->sign_with : spec->issuer;
	struct mint_issuer issuer = { s->cert[spec->issuer].subject,
	    spki[spec->issuer], spec_key(s, signer, keys, err) };
	struct buffer b = BUFFER_EMPTY;
	int result = -1;

	if (issuer.key == NULL)
		return -1;
	if (crl_mint(spec, &issuer, serial, &b, err) == 0) {
		*der = bytes_keep(s, &b, err);
		result = der->data != NULL ? 0 : -1;
	}
	buffer_free(&b);
	return result;
}

static int
ocsp_make(struct scenario *s, const struct ocsp_spec *spec,
    struct key_cache *keys, const struct bytes *spki,
    const struct ocsp_facts *facts, struct bytes *der, struct cw_error *err)
{
	int signer = spec->sign_with >= 0 ? spec->sign_with : spec->responder;
	struct mint_issuer responder = { s->cert[spec->responder].subject,
	    spki[spec->responder], spec_key(s, signer, keys, err) };
	struct buffer b = BUFFER_EMPTY;
	int result = -1;

	if (responder.key == NULL)
		return -1;
	if (ocsp_mint(spec, &responder, facts, &b, err) == 0) {
		*der = bytes_keep(s, &b, err);
		result = der->data != NULL ? 0 : -1;
	}
	buffer_free(&b);
	return result;
}

static int
ocsps_mint(struct scenario *s, struct key_cache *keys,
    const struct bytes *spki, const struct bytes *serial,
    struct scenario_minted *out, struct cw_error *err)
{
	struct bytes issuer[SCENARIO_CERTS], issuer_spki[SCENARIO_CERTS];
	const struct ocsp_facts facts = { issuer, issuer_spki, serial,
		out->der };

	for (size_t i = 0; i < s->cert_count; i++) {
		const struct cert_spec *spec = &s->cert[i];

		issuer[i] = spec->issuer_name.len > 0 ? spec->issuer_name :
		    s->cert[spec->issuer].subject;
		issuer_spki[i] = spki[spec->issuer];
	}
	for (size_t i = 0; i < s->ocsp_count; i++)
		if (ocsp_make(s, &s->ocsp[i], keys, spki, &facts,
		    &out->ocsp[i], err) < 0)
			return -1;
	return 0;
}

/* What tells whether they were revoked. */
static int
answers_mint(struct scenario *s, struct key_cache *keys, const char *seed,
    const struct bytes *spki, struct scenario_minted *out,
    struct cw_error *err)
{
	struct bytes serial[SCENARIO_CERTS];

	if (s->crl_count + s->ocsp_count == 0)
		return 0;
	for (int i = 0; i < (int)s->cert_count; i++)
		if (serial_make(s, i, seed, &serial[i], err) < 0)
			return -1;
	for (size_t i = 0; i < s->crl_count; i++)
		if (crl_make(s, &s->crl[i], keys, spki, serial, &out->crl[i],
		    err) < 0)
			return -1;
	return ocsps_mint(s, keys, spki, serial, out, err);
}

int
scenario_mint(struct scenario *s, struct key_cache *keys, const char *seed,
    struct scenario_minted *out, struct cw_error *err)
{
	struct bytes spki[SCENARIO_CERTS];

	memset(out, 0, sizeof(*out));
	if (s->failed)
		return error_memory(err);
	for (int i = 0; i < (int)s->cert_count; i++)
		if (spki_make(s, i, keys, &spki[i], err) < 0)
			return -1;
	for (int i = 0; i < (int)s->cert_count; i++)
		if (cert_make(s, i, keys, seed, spki, &out->der[i], err) < 0)
			return -1;
	if (answers_mint(s, keys, seed, spki, out, err) < 0)
		return -1;
	if (s->sent_count > 0)
		out->key = spec_key(s, s->sent[0], keys, err);
	else
		out->key = spec_key(s, SCENARIO_LEAF, keys, err);
	return out->key != NULL ? 0 : -1;
}
