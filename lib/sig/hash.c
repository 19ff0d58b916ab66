/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include "sig/hash.h"

bool
sha1(struct bytes message, uint8_t out[SHA1_OCTETS])
{
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, message.len, message.data);
	sha1_digest(&ctx, SHA1_OCTETS, out);
	return true;
}

bool
sha256(struct bytes message, uint8_t out[SHA256_OCTETS])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, message.len, message.data);
	sha256_digest(&ctx, SHA256_OCTETS, out);
	return true;
}

void
sha256_parts(const struct bytes *parts, size_t count,
    uint8_t out[SHA256_OCTETS])
{
	struct sha256_ctx ctx;
	uint8_t len[8];
	size_t i, j;

	sha256_init(&ctx);
	for (i = 0; i < count; i++) {
		for (j = 0; j < sizeof(len); j++)
			len[j] = (uint8_t)((uint64_t)parts[i].len >> 8 * j);
		sha256_update(&ctx, sizeof(len), len);
		if (parts[i].len > 0)
			sha256_update(&ctx, parts[i].len, parts[i].data);
	}
	sha256_digest(&ctx, SHA256_OCTETS, out);
}

bool
sha384(struct bytes message, uint8_t out[SHA384_OCTETS])
{
	struct sha384_ctx ctx;

	sha384_init(&ctx);
	sha384_update(&ctx, message.len, message.data);
	sha384_digest(&ctx, SHA384_OCTETS, out);
	return true;
}
