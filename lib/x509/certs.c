/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "base/error.h"
#include "x509/certs.h"

struct cw_certs *
cw_certs_new(void)
{
	struct cw_certs *certs = calloc(1, sizeof(*certs));

	if (certs == NULL)
		return NULL;
	certs->arena = arena_new(0);
	if (certs->arena == NULL) {
		free(certs);
		return NULL;
	}
	limit_set_start(&certs->limits);
	return certs;
}

int
cw_certs_limit(struct cw_certs *certs, const struct cw_limit *limit,
    size_t count, struct cw_error *err)
{
	return limit_set_change(&certs->limits, limit, count, err);
}

int
cw_certs_password(struct cw_certs *certs, const char *password,
    struct cw_error *err)
{
	struct buffer copy = BUFFER_EMPTY;

	buffer_string(&copy, password);
	if (copy.failed)
		return error_memory(err);
	buffer_wipe(&certs->password);
	certs->password = copy;
	return 0;
}

void
cw_certs_free(struct cw_certs *certs)
{
	if (certs == NULL)
		return;
	buffer_wipe(&certs->password);
	arena_free(certs->arena);
	free(certs);
}

size_t
cw_certs_count(const struct cw_certs *certs)
{
	return certs->count;
}

const unsigned char *
cw_certs_der(const struct cw_certs *certs, size_t i, size_t *len)
{
	if (i >= certs->count)
		return NULL;
	*len = certs->cert[i]->der.len;
	return certs->cert[i]->der.data;
}

static bool
append(struct cw_certs *certs, struct cert *cert)
{
	size_t size = certs->size == 0 ? 8 : 2 * certs->size;
	struct cert **list;

	if (cert == NULL)
		return false;
	if (certs->count == certs->size) {
		list = arena_array(certs->arena, size, sizeof(*list));
		if (list == NULL)
			return false;
		if (certs->count > 0)
			memcpy(list, certs->cert, certs->count * sizeof(*list));
		certs->cert = list;
		certs->size = size;
	}
	certs->cert[certs->count++] = cert;
	return true;
}

bool
certs_append(struct cw_certs *certs, struct bytes der, struct origin origin)
{
	uint8_t *copy = arena_copy(certs->arena, der);

	return copy != NULL && append(certs, cert_read_within(certs->arena,
	    (struct bytes){ copy, der.len }, origin, &certs->limits));
}

bool
certs_append_block(struct cw_certs *certs, struct bytes text,
    const struct pem_block *block, struct origin origin)
{
	uint8_t *copy = arena_copy(certs->arena, text);

	return copy != NULL && append(certs, cert_unreadable(certs->arena,
	    (struct bytes){ copy, text.len }, origin,
	    block->bad_offset - block->offset, block->bad_line,
	    block->problem));
}

bool
certs_borrow(struct cw_certs *certs, const struct cw_certs *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (!append(certs, from->cert[i]))
			return false;
	return true;
}

int
cw_certs_add(struct cw_certs *certs, const void *der, size_t len,
    const char *source, struct cw_error *err)
{
	struct origin origin = { .position = certs->count };

	origin.source = arena_string(certs->arena, source);
	if (origin.source == NULL ||
	    !certs_append(certs, (struct bytes){ der, len }, origin))
		return error_memory(err);
	if (!certs_index(certs)) {
		certs->count--;
		return error_memory(err);
	}
	return 0;
}
