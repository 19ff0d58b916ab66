/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Certificate message, looked at before anybody computes with what it holds. */
#include "config.h"

#include "sig/verify.h"
#include "tls/decode.h"
#include "tls/keys.h"
#include "tls/session.h"
#include "x509/certs.h"

#define REFUSED 1

static int
chain_keep(struct cw_certs *chain, const struct received_from *from,
    const struct bytes *list, size_t count, struct cw_error *err)
{
	const struct cw_question *q = from->question;

	if (cw_certs_limit(chain, q->limit, q->limit_count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (cw_certs_add(chain, list[i].data, list[i].len,
		    from->source, err) != 0)
			return -1;
	return 0;
}

/* A key that we do not compute with, nor let GnuTLS. */
static int
key_limit(struct cw_handshake *h, const struct cw_certs *chain,
    const char *whose, int *alert)
{
	const struct limit_set *limits = &chain->limits;
	const struct cert *leaf = chain->cert[0];

	if (!leaf->readable)
		return REFUSED;
	if (key_is_computable(&leaf->spki, limits))
		return 0;
	*alert = ALERT_BAD_CERTIFICATE;
	handshake_trouble(h, "the %s's RSA key is too costly to compute with: "
	    "a modulus of %zu bits (at most %u), an exponent of %zu bits (at "
	    "most %u)", whose, number_bits(leaf->spki.modulus),
	    limits->most[LIMIT_RSA_BITS], number_bits(leaf->spki.exponent),
	    limits->most[LIMIT_RSA_EXPONENT_BITS]);
	return REFUSED;
}

int
certificates_receive(struct cw_handshake *h, struct cw_certs *chain,
    const struct received_from *from, struct bytes body, int *alert,
    struct cw_error *err)
{
	struct bytes *list;
	size_t count = 0;

	*alert = ALERT_BAD_CERTIFICATE;
	if (body.len > CERTIFICATE_MESSAGE_MAX) {
		handshake_trouble(h, "the %s's Certificate message has %zu "
		    "octets; at most %u are taken", from->whose, body.len,
		    CERTIFICATE_MESSAGE_MAX);
		return REFUSED;
	}
	if (!certificates_read(body, from->tls13, h->arena, &list, &count)) {
		*alert = ALERT_DECODE_ERROR;
		handshake_trouble(h, "the %s's Certificate message cannot be "
		    "read", from->whose);
		return REFUSED;
	}
	if (count > CERTIFICATE_MESSAGE_CERTS) {
		handshake_trouble(h, "the %s sent %zu certificates; at most %u "
		    "are taken", from->whose, count,
		    CERTIFICATE_MESSAGE_CERTS);
		return REFUSED;
	}
	*alert = -1;
	if (count == 0)
		return 0;
	if (chain_keep(chain, from, list, count, err) != 0)
		return -1;
	return key_limit(h, chain, from->whose, alert);
}
