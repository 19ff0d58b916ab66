/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/decode.h"

#define RANDOM_OCTETS 32

enum {                                          /* RFC 8446 4.2 */
	EXT_SERVER_NAME = 0, EXT_GROUPS = 10, EXT_SCHEMES = 13,
	EXT_EXTENDED_MASTER_SECRET = 23, EXT_PRE_SHARED_KEY = 41,
	EXT_EARLY_DATA = 42, EXT_VERSIONS = 43, EXT_KEY_SHARE = 51
};

/* RFC 8446 4.1.3: the random of a Hello Retry Request. */
static const uint8_t retry_random[RANDOM_OCTETS] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02,
	0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
	0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c
};

/* Extensions may be absent before TLS 1.3. */
static bool
extensions_open(struct cursor *c, struct bytes *out)
{
	*out = (struct bytes){ NULL, 0 };
	if (c->left == 0)
		return true;
	return cursor_vector(c, 2, out) && c->left == 0;
}

static bool
extension_next(struct cursor *all, uint16_t *type, struct bytes *value)
{
	return cursor_u16(all, type) && cursor_vector(all, 2, value);
}

bool
extensions_have(struct bytes list, uint16_t type)
{
	struct cursor all = cursor_over(list);
	struct bytes value;
	uint16_t here;

	while (extension_next(&all, &here, &value))
		if (here == type)
			return true;
	return false;
}

/* Numbers of 16 bits, all of them, in an array of the arena. */
static bool
numbers_read(struct decoder *d, struct bytes list, uint16_t **out,
    size_t *count)
{
	struct cursor c = cursor_over(list);

	if (list.len % 2 != 0)
		return false;
	*out = arena_array(d->arena, list.len / 2 + 1, sizeof(**out));
	if (*out == NULL) {
		d->failed = true;
		return false;
	}
	for (*count = 0; cursor_u16(&c, &(*out)[*count]); ++*count)
		continue;
	return true;
}

/* The first of a list of 16-bit numbers that fit. */
static bool
numbers_keep(struct bytes list, uint16_t *out, size_t most, size_t *count)
{
	struct cursor c = cursor_over(list);

	if (list.len % 2 != 0)
		return false;
	*count = 0;
	while (*count < most && cursor_u16(&c, &out[*count]))
		++*count;
	return true;
}

/* RFC 6066 3: the first name of type host_name. */
static bool
server_name_read(struct bytes value, struct bytes *name)
{
	struct cursor c = cursor_over(value), one;
	struct bytes list;
	uint8_t type;

	if (!cursor_vector(&c, 2, &list) || c.left > 0)
		return false;
	one = cursor_over(list);
	return cursor_u8(&one, &type) && type == 0 &&
	    cursor_vector(&one, 2, name);
}

static bool
client_shares_read(struct trace *t, struct bytes value)
{
	struct cursor c = cursor_over(value), one;
	struct bytes list, share;
	uint16_t group;

	if (!cursor_vector(&c, 2, &list) || c.left > 0)
		return false;
	t->key_share_count = 0;
	for (one = cursor_over(list); one.left > 0;) {
		if (!cursor_u16(&one, &group) ||
		    !cursor_vector(&one, 2, &share))
			return false;
		if (t->key_share_count < TRACE_SHARES)
			t->key_share_group[t->key_share_count++] = group;
		if (t->client_share.data == NULL)
			t->client_share = share;
	}
	return true;
}

/* The client's public value for the group that the server chose. */
static void
client_share_choose(struct trace *t, struct bytes value)
{
	struct cursor c = cursor_over(value), one;
	struct bytes list, share;
	uint16_t group;

	if (!cursor_vector(&c, 2, &list))
		return;
	one = cursor_over(list);
	while (cursor_u16(&one, &group) && cursor_vector(&one, 2, &share))
		if (group == t->group)
			t->client_share = share;
}

static bool
client_extension_read(struct decoder *d, uint16_t type, struct bytes value)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(value);
	struct bytes list;

	switch (type) {
	case EXT_SERVER_NAME:
		return server_name_read(value, &t->server_name);
	case EXT_GROUPS:
		return cursor_vector(&c, 2, &list) && numbers_keep(list,
		    t->offered_group, TRACE_GROUPS, &t->offered_group_count);
	case EXT_SCHEMES:
		return cursor_vector(&c, 2, &list) && numbers_keep(list,
		    t->offered_scheme, TRACE_SCHEMES,
		    &t->offered_scheme_count);
	case EXT_EARLY_DATA:
		t->early_data = true;
		return true;
	case EXT_VERSIONS:
		return cursor_vector(&c, 1, &list) && numbers_read(d, list,
		    &t->offered_version, &t->offered_version_count);
	case EXT_KEY_SHARE:
		d->client_shares = value;
		t->client_share = (struct bytes){ NULL, 0 };
		return client_shares_read(t, value);
	default:
		return true;
	}
}

/* A client that names no versions offers its legacy_version. */
static bool
legacy_version_offer(struct decoder *d)
{
	struct trace *t = d->t;

	if (t->offered_version_count > 0)
		return true;
	t->offered_version = arena_array(d->arena, 1, sizeof(uint16_t));
	if (t->offered_version == NULL) {
		d->failed = true;
		return false;
	}
	t->offered_version[0] = t->client_version;
	t->offered_version_count = 1;
	return true;
}

bool
client_hello_read(struct decoder *d, struct bytes body)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(body), all;
	struct bytes random, session_id, suites, compression, extensions, value;
	uint16_t version, type;

	/* A second one answers a retry request, and nothing else. */
	if (t->client_random.data != NULL && (!t->retried || t->version != 0))
		return out_of_turn(d);
	if (!cursor_u16(&c, &version) ||
	    !cursor_take(&c, RANDOM_OCTETS, &random) ||
	    !cursor_vector(&c, 1, &session_id) || session_id.len > 32 ||
	    !cursor_vector(&c, 2, &suites) ||
	    !cursor_vector(&c, 1, &compression) ||
	    !extensions_open(&c, &extensions))
		return false;
	t->client_version = version;
	t->client_random = random;
	t->client_session_id = session_id;
	t->offered_version_count = 0;
	if (!numbers_read(d, suites, &t->offered_suite,
	    &t->offered_suite_count))
		return false;
	for (all = cursor_over(extensions); all.left > 0;)
		if (!extension_next(&all, &type, &value) ||
		    !client_extension_read(d, type, value))
			return false;
	return legacy_version_offer(d);
}

static bool
server_extension_read(struct decoder *d, uint16_t type, struct bytes value,
    bool retry)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(value);

	switch (type) {
	case EXT_VERSIONS:
		return cursor_u16(&c, &t->version) && c.left == 0;
	case EXT_KEY_SHARE:
		if (!cursor_u16(&c, &t->group))
			return false;
		if (retry)
			return c.left == 0;
		client_share_choose(t, d->client_shares);
		return cursor_vector(&c, 2, &t->server_share) && c.left == 0;
	case EXT_EXTENDED_MASTER_SECRET:
		t->extended_master_secret = true;
		return true;
	case EXT_PRE_SHARED_KEY:
		t->resumed = true;
		return true;
	default:
		return true;
	}
}

/* RFC 8446 4.1.3: a server that could do better says so. */
static bool
random_has_marker(struct bytes random)
{
	static const uint8_t marker[7] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D' };
	const uint8_t *end = random.data + RANDOM_OCTETS - 8;

	return memcmp(end, marker, sizeof(marker)) == 0 && end[7] <= 1;
}

bool
server_hello_read(struct decoder *d, struct trace_message *m)
{
	struct trace *t = d->t;
	struct cursor c = cursor_over(m->body), all;
	struct bytes random, session_id, extensions, value;
	uint16_t version, suite, type;
	uint8_t compression;
	bool retry;

	if (t->client_random.data == NULL || t->version != 0)
		return out_of_turn(d);
	if (!cursor_u16(&c, &version) ||
	    !cursor_take(&c, RANDOM_OCTETS, &random) ||
	    !cursor_vector(&c, 1, &session_id) || session_id.len > 32 ||
	    !cursor_u16(&c, &suite) || !cursor_u8(&c, &compression) ||
	    !extensions_open(&c, &extensions))
		return false;
	retry = memcmp(random.data, retry_random, RANDOM_OCTETS) == 0;
	if (retry && t->retried)
		return out_of_turn(d);
	m->retry = retry;
	t->server_random = random;
	t->server_session_id = session_id;
	t->suite = suite;
	d->suite = suite_find(suite);
	t->version = version;
	for (all = cursor_over(extensions); all.left > 0;)
		if (!extension_next(&all, &type, &value) ||
		    !server_extension_read(d, type, value, retry))
			return false;
	if (t->version < VERSION_TLS13) {
		t->downgrade_marker = random_has_marker(random);
		t->client_share = (struct bytes){ NULL, 0 };
	}
	if (retry) {
		t->retried = true;
		t->version = 0;         /* the true Server Hello says it */
	}
	return true;
}
