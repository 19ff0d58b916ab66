/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates for requests of others (PKCS#10). A request proves its key and
 * may ask for names; everything else is the CA's business, and what is not
 * taken is told.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/pem.h"
#include "ca/store.h"
#include "ca/wanted.h"
#include "sig/verify.h"
#include "x509/general_name.h"
#include "x509/name.h"
#include "x509/name_constraints.h"
#include "x509/request.h"

#define RSA_BITS_LEAST 2048

struct signing {
	struct cw_store *store;
	const struct cw_sign_options *options;
	struct authority *issuer;
	struct request request;
	bool client;
	struct wanted wanted;
	struct cert_spec spec;
};

static void tell(struct signing *g, bool kept, const char *why,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void
tell(struct signing *g, bool kept, const char *why, const char *format, ...)
{
	struct buffer what = BUFFER_EMPTY;
	va_list args;

	va_start(args, format);
	buffer_vformat(&what, format, args);
	va_end(args);
	if (!what.failed && g->options->told != NULL)
		g->options->told(g->options->context, kept,
		    (const char *)what.data, why);
	buffer_free(&what);
}

/* ---- reading and proof ---------------------------------------------------------- */

static int
octets_take(struct signing *g, struct bytes *der, struct cw_error *err)
{
	const struct cw_sign_options *o = g->options;
	struct bytes given = { o->request, o->request_len };
	struct buffer decoded = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;

	if (!pem_looks_like(given)) {
		buffer_add(&decoded, given);
	} else {
		pem_start(&r, given);
		if (pem_next(&r, &block, &decoded) != PEM_BLOCK ||
		    (strcmp(block.label, "CERTIFICATE REQUEST") != 0 &&
		    strcmp(block.label, "NEW CERTIFICATE REQUEST") != 0)) {
			buffer_free(&decoded);
			error_set(err, "%.200s holds no certificate request "
			    "(PKCS#10)", o->source);
			return -1;
		}
	}
	*der = buffer_bytes(&decoded);
	der->data = arena_copy(g->store->arena, *der);
	buffer_free(&decoded);
	return der->data != NULL ? 0 : error_memory(err);
}

static int
request_take(struct signing *g, struct cw_error *err)
{
	struct request_fault fault;
	struct bytes der;

	if (octets_take(g, &der, err) < 0)
		return -1;
	if (request_read(der, &g->request, &fault))
		return 0;
	error_set(err, "%.200s is no certificate request that can be signed: "
	    "%s at byte %zu, in %s", g->options->source, fault.why, fault.at,
	    fault.what);
	return -1;
}

/* That whoever asks has the private key. */
static int
possession_check(struct signing *g, struct cw_error *err)
{
	const struct request *r = &g->request;
	enum sig_result result = SIG_FAILED;
	struct sig_key *key = sig_key_new(&r->spki, &result);

	if (key != NULL)
		result = sig_verify(key, &r->spki, &r->algorithm, r->info,
		    &r->signature);
	sig_key_free(key);
	if (result == SIG_GOOD)
		return 0;
	if (result == SIG_FAILED)
		return error_memory(err);
	error_set(err, "not signed: the signature of %.200s is not by the key "
	    "that it holds, so whoever made it need not have that key",
	    g->options->source);
	return 1;
}

static int
key_check(struct signing *g, struct cw_error *err)
{
	const struct spki *key = &g->request.spki;
	const char *problem = sig_key_problem(key);

	if (problem != NULL) {
		error_set(err, "not signed: the key of %.200s cannot be used: "
		    "%s", g->options->source, problem);
		return 1;
	}
	if (key->kind == KEY_RSA && key->bits < RSA_BITS_LEAST) {
		error_set(err, "not signed: the RSA key of %.200s has %u bits, "
		    "and less than %d can be broken", g->options->source,
		    key->bits, RSA_BITS_LEAST);
		return 1;
	}
	for (const struct authority *a = g->issuer; a != NULL; a = a->issuer)
		if (bytes_equal(a->cert->spki.whole, key->whole)) {
			error_set(err, "not signed: the key of %.200s is that "
			    "of the %s CA", g->options->source, a->name);
			return 1;
		}
	return 0;
}

/* ---- names ------------------------------------------------------------------- */

/* RFC 5280 4.2.1.10, for the forms that are certified here. The validator has
   the last word over the whole; this finds which name it would be. */
static bool
is_below(const struct general_name *base, enum general_name_kind kind,
    struct bytes name)
{
	struct bytes b = base->value;
	const uint8_t *at;

	if (kind == GN_IP) {
		if (b.len != 2 * name.len)
			return false;
		for (size_t i = 0; i < name.len; i++)
			if (((name.data[i] ^ b.data[i]) &
			    b.data[name.len + i]) != 0)
				return false;
		return true;
	}
	if (kind == GN_EMAIL && !bytes_have(b, '@')) {
		at = memchr(name.data, '@', name.len);
		if (at != NULL)
			name = bytes_skip(name, (size_t)(at + 1 - name.data));
		if (b.len > 0 && b.data[0] != '.' && b.len != name.len)
			return false;
	}
	if (b.len > name.len || strncasecmp((const char *)name.data +
	    name.len - b.len, (const char *)b.data, b.len) != 0)
		return false;
	return b.len == 0 || b.len == name.len || b.data[0] == '.' ||
	    name.data[name.len - b.len - 1] == '.';
}

static bool
list_has(struct bytes list, enum general_name_kind kind, struct bytes name,
    bool *any)
{
	struct subtree_walk walk;
	struct subtree tree;
	bool found = false;

	*any = false;
	if (list.len == 0)
		return false;
	subtree_start(&walk, list);
	while (subtree_next(&walk, &tree))
		if (tree.base.kind == kind) {
			*any = true;
			found = found || is_below(&tree.base, kind, name);
		}
	return found;
}

/* The CA that may not certify the name; NULL: all may. */
static const struct authority *
forbidden_by(const struct signing *g, enum general_name_kind kind,
    struct bytes name)
{
	const struct authority *a;
	bool any;

	for (a = g->issuer; a != NULL; a = a->issuer) {
		const struct name_constraints *nc = &a->cert->name_constraints;

		if (list_has(nc->excluded, kind, name, &any) ||
		    (!list_has(nc->permitted, kind, name, &any) && any))
			return a;
	}
	return NULL;
}

/* A name by itself: legal, of a form of this profile, within constraints. NULL:
   it is added. */
static const char *
name_judge(struct signing *g, const char *text, enum general_name_kind kind)
{
	struct wanted *one = arena_alloc(g->store->arena, sizeof(*one));
	const char *const names[] = { text };
	const struct authority *ca;
	char why[160];

	if (one == NULL)
		return "no memory";
	if (wanted_read(one, g->store->arena, names, 1, g->client, NULL) < 0)
		return kind == GN_EMAIL && !g->client ?
		    "no server certificate names a mailbox" :
		    "it is no legal name";
	if (one->name[0].kind != kind)
		return "it is no legal name";
	ca = forbidden_by(g, kind, one->name[0].value);
	if (ca != NULL) {
		snprintf(why, sizeof(why), "the %s CA may not certify it",
		    ca->name);
		return arena_string(g->store->arena, why);
	}
	if (g->wanted.count == SPEC_NAMES)
		return "too many names";
	g->wanted.name[g->wanted.count++] = one->name[0];
	if (g->wanted.first == NULL)
		g->wanted.first = one->first;
	return NULL;
}

static void
name_take(struct signing *g, const char *label, const struct general_name *name)
{
	struct buffer text = BUFFER_EMPTY;
	const char *why = NULL, *string;
	bool plain = name->kind == GN_DNS || name->kind == GN_EMAIL;

	general_name_write(name, &text);
	string = text.data != NULL ? (const char *)text.data : "";
	if (text.failed)
		why = "no memory";
	else if (!plain && name->kind != GN_IP)
		why = "names of this type are not certified here";
	/* What was escaped is no name. */
	else if (plain && !bytes_equal(buffer_bytes(&text), name->value))
		why = "it is no legal name";
	else
		why = name_judge(g, string, name->kind);
	tell(g, why == NULL, why, "%s %s", label, string);
	buffer_free(&text);
}

/* Without a subjectAltName, as old programs ask. */
static void
common_name_take(struct signing *g)
{
	struct name_attribute cn;
	uint8_t address[16];
	struct general_name name = { .kind = GN_DNS };
	char *text;
	size_t len;

	if (!name_common_name(g->request.subject, &cn) || cn.value.len == 0)
		return;
	name.value = cn.value;
	text = strndup((const char *)cn.value.data, cn.value.len);
	if (text != NULL && strchr(text, '@') != NULL)
		name.kind = GN_EMAIL;
	if (text != NULL && address_read(text, address, &len)) {
		name.kind = GN_IP;
		name.value = (struct bytes){ address, len };
	}
	free(text);
	name_take(g, "commonName as name", &name);
}

static int
names_take(struct signing *g, struct cw_error *err)
{
	const struct extension *e = request_extension(&g->request,
	    OID_CE_SUBJECT_ALT_NAME);
	struct der_trouble trouble = { .fault = DER_FINE };
	struct general_name_walk walk;
	struct general_name name;
	struct der_reader r, list;

	if (e != NULL) {
		der_start(&r, e->value, &trouble);
		if (!der_open(&r, DER_SEQUENCE, &list) || !der_end(&r)) {
			error_set(err, "the subjectAltName of %.200s cannot be "
			    "read", g->options->source);
			return -1;
		}
		general_name_start(&walk, der_rest(&list));
		while (general_name_next(&walk, &name))
			name_take(g, general_name_label(name.kind), &name);
		if (walk.trouble.fault != DER_FINE) {
			error_set(err, "the subjectAltName of %.200s cannot be "
			    "read: %s", g->options->source,
			    der_fault_text(walk.trouble.fault));
			return -1;
		}
	} else
		common_name_take(g);
	if (g->wanted.count > 0)
		return 0;
	error_set(err, "not signed: no name is left of those that %.200s asks "
	    "for", g->options->source);
	return 1;
}

/* ---- what else is asked for ----------------------------------------------------- */

static void
key_usage_tell(struct signing *g, const struct extension *e)
{
	static const char *const bits[] = { "digitalSignature",
		"nonRepudiation", "keyEncipherment", "dataEncipherment",
		"keyAgreement", "keyCertSign", "cRLSign", "encipherOnly",
		"decipherOnly" };
	struct der_trouble trouble = { .fault = DER_FINE };
	struct bit_string asked, ours;
	struct der_reader r;

	der_start(&r, e->value, &trouble);
	if (!der_named_bits(&r, &asked) || !der_end(&r)) {
		tell(g, false, "it cannot be read", "keyUsage");
		return;
	}
	e = NULL;
	der_start(&r, spec_find(&g->spec, OID_CE_KEY_USAGE)->value, &trouble);
	der_named_bits(&r, &ours);
	for (unsigned i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if (bit_is_set(&asked, i))
			tell(g, bit_is_set(&ours, i), "the profile has it not",
			    "keyUsage %s", bits[i]);
}

static void
purposes_tell(struct signing *g, const struct extension *e)
{
	enum oid ours = g->client ? OID_KP_CLIENT_AUTH : OID_KP_SERVER_AUTH;
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, list;
	struct bytes oid;

	der_start(&r, e->value, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &list))
		tell(g, false, "it cannot be read", "extKeyUsage");
	else
		while (der_more(&list) && der_oid(&list, &oid)) {
			struct buffer text = BUFFER_EMPTY;

			oid_write(&text, oid);
			if (!text.failed && text.data != NULL)
				tell(g, oid_find(oid) == ours,
				    "the profile has it not", "extKeyUsage %s",
				    (const char *)text.data);
			buffer_free(&text);
		}
}

static void
constraints_tell(struct signing *g, const struct extension *e)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, seq;
	bool ca = false;

	der_start(&r, e->value, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &seq) ||
	    !der_bool_default(&seq, false, &ca))
		tell(g, false, "it cannot be read", "basicConstraints");
	else
		tell(g, !ca, "a request makes nobody a CA: see ca sub",
		    "basicConstraints CA:%s", ca ? "TRUE" : "FALSE");
}

static void
others_tell(struct signing *g)
{
	for (size_t i = 0; i < g->request.extension_count; i++) {
		const struct extension *e = &g->request.extension[i];
		struct buffer text = BUFFER_EMPTY;

		if (e->id == OID_CE_SUBJECT_ALT_NAME)
			continue;
		if (e->id == OID_CE_KEY_USAGE) {
			key_usage_tell(g, e);
		} else if (e->id == OID_CE_EXT_KEY_USAGE) {
			purposes_tell(g, e);
		} else if (e->id == OID_CE_BASIC_CONSTRAINTS) {
			constraints_tell(g, e);
		} else {
			oid_write(&text, e->oid);
			if (!text.failed && text.data != NULL)
				tell(g, false, "it is not taken from requests",
				    "%s", (const char *)text.data);
		}
		buffer_free(&text);
	}
}

/* The subject is the first name, whatever was asked for. */
static void
subject_tell(struct signing *g)
{
	struct buffer text = BUFFER_EMPTY;

	if (!name_is_empty(g->request.subject) &&
	    !bytes_equal(g->request.subject, g->spec.subject)) {
		name_write(g->request.subject, &text);
		if (!text.failed)
			tell(g, false, "the subject is the first name",
			    "subject %s", (const char *)text.data);
	}
	buffer_free(&text);
}

/* ---- all of it ------------------------------------------------------------------ */

static void
spec_fill(struct signing *g)
{
	bool fits = wanted_common_name(&g->wanted);

	spec_start(&g->spec, g->store->arena, "leaf");
	g->spec.key_type = g->request.spki.kind == KEY_RSA ?
	    KEY_TYPE_RSA2048 : KEY_TYPE_P256;
	spec_subject(&g->spec, fits ? g->wanted.first : NULL, NULL);
	spec_profile(&g->spec, g->client ? SPEC_CLIENT : SPEC_SERVER,
	    g->store->now);
	spec_subject_alt_name(&g->spec, !fits, g->wanted.name,
	    g->wanted.count);
}

static int
issue(struct signing *g, struct cw_mint_result *result, struct cw_error *err)
{
	char *folder = wanted_folder(&g->wanted);
	const struct cw_mint_options dates = {
		.not_before = g->options->not_before,
		.not_after = g->options->not_after };
	const struct issue_wish wish = { .options = &dates,
		.issuer = g->issuer, .spec = &g->spec, .folder = folder,
		.profile = g->client ? "client" : "server",
		.source = "request", .spki = g->request.spki.whole,
		.request = g->request.der };
	int done = folder == NULL ? error_memory(err) :
	    issue_wish(g->store, &wish, result, err);

	free(folder);
	return done;
}

static int
sign(struct signing *g, struct cw_mint_result *result, struct cw_error *err)
{
	const struct cw_sign_options *o = g->options;
	const char *profile = o->profile != NULL ? o->profile : "server";
	int done;

	g->client = strcmp(profile, "client") == 0;
	if (!g->client && strcmp(profile, "server") != 0) {
		error_set(err, "no profile is called \"%.40s\": server or "
		    "client", profile);
		return -1;
	}
	g->wanted.arena = g->store->arena;
	if (authority_get(g->store, o->ca != NULL ? o->ca : "issuing",
	    &g->issuer, err) < 0 ||
	    authority_key(g->store, g->issuer, err) < 0 ||
	    request_take(g, err) < 0)
		return -1;
	if ((done = key_check(g, err)) != 0 ||
	    (done = possession_check(g, err)) != 0 ||
	    (done = names_take(g, err)) != 0)
		return done;
	spec_fill(g);
	subject_tell(g);
	others_tell(g);
	return issue(g, result, err);
}

int
cw_store_sign(struct cw_store *store, const struct cw_sign_options *options,
    struct cw_mint_result *result, bool *refused, struct cw_error *err)
{
	struct signing *g = calloc(1, sizeof(*g));
	int done;

	*refused = false;
	if (g == NULL)
		return error_memory(err);
	g->store = store;
	g->options = options;
	done = sign(g, result, err);
	*refused = done > 0;
	free(g);
	return done == 0 ? 0 : -1;
}
