/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/file.h"
#include "base/pem.h"
#include "load/bundle.h"
#include "load/load.h"

static int
refuse_key(const char *source, size_t line, struct cw_error *err)
{
	error_set(err, "%s holds a private key in a block that says "
	    "CERTIFICATE (line %zu); give the certificate instead", source, line);
	return -1;
}

/* OpenSSL puts its own settings of trust behind the certificate. */
static struct bytes
without_settings(const char *label, struct bytes der)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_element e;
	struct der_reader r;

	der_start(&r, der, &trouble);
	if (strcmp(label, "TRUSTED CERTIFICATE") == 0 && der_any(&r, &e))
		return e.whole;
	return der;
}

/* Kept beside the certificate: they count when it is an anchor. */
static bool
add_block(struct cw_certs *certs, const char *label, struct bytes der,
    struct origin origin)
{
	struct bytes cert = without_settings(label, der), settings;
	uint8_t *copy;

	if (!certs_append(certs, cert, origin))
		return false;
	settings = bytes_skip(der, cert.len);
	if (settings.len == 0)
		return true;
	copy = arena_copy(certs->arena, settings);
	if (copy != NULL)
		certs->cert[certs->count - 1]->trust_settings =
		    (struct bytes){ copy, settings.len };
	return copy != NULL;
}

static int
read_block(struct load *l, const struct pem_block *block, struct bytes der,
    struct origin origin, struct cw_error *err)
{
	enum look kind = look_label(block->label);

	if (kind == LOOK_PKCS7)
		return pkcs7_load(l, der, block->line, err);
	if (kind == LOOK_PKCS12)
		return pkcs12_load(l, der, err);
	if (kind != LOOK_CERTIFICATE) {
		if (l->other.kind == LOOK_NOTHING)
			l->other.kind = kind;
		return 0;
	}
	if (look_der(der) == LOOK_PRIVATE_KEY)
		return refuse_key(l->source, block->line, err);
	if (!add_block(l->certs, block->label, der, origin))
		return error_memory(err);
	return 0;
}

static int
read_bad_block(struct load *l, const struct pem_reader *r,
    const struct pem_block *block, struct origin origin, struct cw_error *err)
{
	struct bytes text = { r->input.data + block->offset,
		r->next - block->offset };

	if (look_label(block->label) != LOOK_CERTIFICATE) {
		l->other.line = block->bad_line;
		l->other.problem = block->problem;
		return 0;
	}
	if (!certs_append_block(l->certs, text, block, origin))
		return error_memory(err);
	return 0;
}

int
load_count(struct load *l, struct cw_error *err)
{
	unsigned most = l->certs->limits.most[LIMIT_FILE_OBJECTS];

	if (l->objects++ < most)
		return 0;
	error_set(err, "%s holds more than %u objects", l->source, most);
	return -1;
}

static int
read_pem(struct load *l, struct bytes octets, struct cw_error *err)
{
	struct buffer der = BUFFER_EMPTY;
	struct origin origin = { .source = l->source };
	enum pem_result result;
	struct pem_block block;
	struct pem_reader r;
	int rc = 0;

	pem_start(&r, octets);
	while (rc == 0 && (result = pem_next(&r, &block, &der)) != PEM_END) {
		origin.position = l->certs->count - l->before;
		origin.line = block.line;
		if (load_count(l, err) != 0)
			rc = -1;
		else if (result == PEM_BAD)
			rc = read_bad_block(l, &r, &block, origin, err);
		else
			rc = read_block(l, &block, buffer_bytes(&der), origin,
			    err);
		if (der.failed)
			rc = error_memory(err);
	}
	buffer_wipe(&der);
	return rc;
}

static int
read_der(struct load *l, struct bytes octets, struct cw_error *err)
{
	struct origin origin = { .source = l->source };

	l->other.kind = look_der(octets);
	if (l->other.kind == LOOK_PKCS7)
		return pkcs7_load(l, octets, 0, err);
	if (l->other.kind == LOOK_PKCS12)
		return pkcs12_load(l, octets, err);
	if (l->other.kind != LOOK_CERTIFICATE)
		return 0;
	return certs_append(l->certs, octets, origin) ? 0 : error_memory(err);
}

/* Why there is nothing to add, and what to give instead. */
static int
explain_nothing(const char *source, const struct other *other,
    struct cw_error *err)
{
	if (other->kind != LOOK_NOTHING)
		error_set(err, "%s holds %s and no certificate; give %s",
		    source, look_name(other->kind), look_instead(other->kind));
	else if (other->problem != NULL)
		error_set(err, "%s holds no certificate (line %zu: %s)", source,
		    other->line, other->problem);
	else
		error_set(err, "%s holds no certificate, neither in PEM nor in "
		    "DER", source);
	return -1;
}

int
cw_certs_read(struct cw_certs *certs, const void *octets, size_t len,
    const char *source, struct cw_error *err)
{
	struct bytes input = { octets, len };
	struct load l = { .certs = certs, .before = certs->count };
	int rc;

	if (len == 0) {
		error_set(err, "%s is empty", source);
		return -1;
	}
	if (len > certs->limits.most[LIMIT_FILE_OCTETS]) {
		error_set(err, "%s is larger than %u octets", source,
		    certs->limits.most[LIMIT_FILE_OCTETS]);
		return -1;
	}
	l.source = arena_string(certs->arena, source);
	if (l.source == NULL)
		return error_memory(err);
	rc = pem_looks_like(input) ? read_pem(&l, input, err) :
	    read_der(&l, input, err);
	if (rc == 0 && certs->count == l.before)
		rc = explain_nothing(l.source, &l.other, err);
	if (rc == 0 && !certs_index(certs))
		rc = error_memory(err);
	if (rc != 0)
		certs->count = l.before;
	return rc;
}

int
cw_certs_load(struct cw_certs *certs, const char *path, struct cw_error *err)
{
	struct buffer content = BUFFER_EMPTY;
	int rc;

	if (file_read(path, certs->limits.most[LIMIT_FILE_OCTETS], &content,
	    err) != 0)
		return -1;
	rc = cw_certs_read(certs, content.data, content.len,
	    strcmp(path, "-") == 0 ? "standard input" : path, err);
	/* It may have been a private key that was given by mistake. */
	buffer_wipe(&content);
	return rc;
}
