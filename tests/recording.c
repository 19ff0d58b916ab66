/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "tests/recording.h"
#include "tests/rfc8448_more.h"
#include "tests/test.h"

static void
hex_add(struct buffer *out, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buffer_format(out, "%02x", octets[i]);
}

static void
recording_add(struct recording *r, enum side from, const uint8_t *octets,
    size_t len)
{
	uint8_t *copy = malloc(len);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, octets, len);
	r->octets[r->count] = copy;
	r->chunk[r->count++] = (struct trace_chunk){ from, { copy, len } };
}

/* The random of a Client Hello stands 11 octets into its record. */
void
recording_secret(struct recording *r, const char *label, const uint8_t *secret)
{
	buffer_format(&r->keylog, "%s ", label);
	hex_add(&r->keylog, r->octets[0] + 11, 32);
	buffer_byte(&r->keylog, ' ');
	hex_add(&r->keylog, secret, 32);
	buffer_byte(&r->keylog, '\n');
}

void
recording_free(struct recording *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->octets[i]);
	buffer_free(&r->keylog);
}

#define RECORDING(name) \
void \
name##_start(struct recording *r) \
{ \
	*r = (struct recording){ .keylog = BUFFER_EMPTY }; \
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) \
		recording_add(r, name[i].from, name[i].data, name[i].len); \
	recording_secret(r, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", name##_c_hs); \
	recording_secret(r, "SERVER_HANDSHAKE_TRAFFIC_SECRET", name##_s_hs); \
	recording_secret(r, "CLIENT_TRAFFIC_SECRET_0", name##_c_ap); \
	recording_secret(r, "SERVER_TRAFFIC_SECRET_0", name##_s_ap); \
}

RECORDING(simple)
RECORDING(resumed)
RECORDING(retry)
RECORDING(client_auth)
RECORDING(compat)

void
early_start(struct recording *r)
{
	resumed_start(r);
	recording_secret(r, "CLIENT_EARLY_TRAFFIC_SECRET", resumed_c_e);
}

struct arena *
recording_decode(struct trace *t, const struct recording *r, size_t count)
{
	struct arena *arena = arena_new(0);
	struct cw_error err;

	ck_assert_ptr_nonnull(arena);
	ck_assert_int_eq(trace_decode(t, arena, r->chunk, count,
	    buffer_bytes(&r->keylog), (struct bytes){ NULL, 0 }, &err), 0);
	return arena;
}

const struct trace_check *
trace_check_of(const struct trace *t, enum trace_check_id id)
{
	for (size_t i = 0; i < t->check_count; i++)
		if (t->check[i].id == id)
			return &t->check[i];
	return NULL;
}
