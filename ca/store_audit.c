/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was done, each entry bound to the one before it by a hash. */
#include "config.h"

#include <unistd.h>

#include "ca/store.h"
#include "sig/hash.h"

static const uint8_t nothing[SHA256_OCTETS];

struct entry {
	int64_t seq, at, uid;
	struct bytes action, object, previous;
};

static bool
entry_hash(const struct entry *e, uint8_t hash[SHA256_OCTETS])
{
	struct buffer b = BUFFER_EMPTY;
	bool good;

	buffer_add(&b, e->previous);
	buffer_format(&b, "%lld %lld %lld %zu ", (long long)e->seq,
	    (long long)e->at, (long long)e->uid, e->action.len);
	buffer_add(&b, e->action);
	buffer_add(&b, e->object);
	good = !b.failed && sha256(buffer_bytes(&b), hash);
	buffer_free(&b);
	return good;
}

int
audit_add(struct cw_store *s, const char *action, const char *object,
    struct cw_error *err)
{
	uint8_t hash[SHA256_OCTETS], previous[SHA256_OCTETS];
	struct entry e = { 1, s->now, (int64_t)getuid(), bytes_of(action),
		bytes_of(object), { previous, sizeof(previous) } };
	struct query q;
	int row = -1;

	memcpy(previous, nothing, sizeof(previous));
	if (query_start(&q, s, err, "SELECT seq, hash FROM audit "
	    "ORDER BY seq DESC LIMIT 1", "") == 0)
		row = query_next(&q, err);
	if (row == 1 && query_bytes(&q, 1).len == sizeof(previous)) {
		e.seq = query_int(&q, 0) + 1;
		memcpy(previous, query_bytes(&q, 1).data, sizeof(previous));
	}
	query_end(&q);
	if (row < 0)
		return -1;
	if (!entry_hash(&e, hash))
		return error_memory(err);
	return store_run(s, err, "INSERT INTO audit VALUES (?,?,?,?,?,?,?)",
	    "iiittbb", e.seq, e.at, e.uid, action, object, e.previous,
	    (struct bytes){ hash, sizeof(hash) });
}

int
audit_check(struct cw_store *s, int64_t *bad, int64_t *count,
    struct cw_error *err)
{
	uint8_t last[SHA256_OCTETS], hash[SHA256_OCTETS];
	struct query q;
	int row = -1;

	*bad = *count = 0;
	memcpy(last, nothing, sizeof(last));
	if (query_start(&q, s, err, "SELECT seq, at, uid, action, object, "
	    "previous, hash FROM audit ORDER BY seq", "") == 0)
		while ((row = query_next(&q, err)) == 1) {
			const struct entry e = { query_int(&q, 0),
				query_int(&q, 1), query_int(&q, 2),
				query_bytes(&q, 3), query_bytes(&q, 4),
				{ last, sizeof(last) } };

			if (!entry_hash(&e, hash)) {
				row = error_memory(err);
				break;
			}
			if (*bad == 0 && (e.seq != *count + 1 ||
			    !bytes_equal(query_bytes(&q, 5), e.previous) ||
			    !bytes_equal(query_bytes(&q, 6),
			    (struct bytes){ hash, sizeof(hash) })))
				*bad = e.seq;
			memcpy(last, hash, sizeof(last));
			++*count;
		}
	query_end(&q);
	return row < 0 ? -1 : 0;
}
