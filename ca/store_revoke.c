/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Revoked, held, and let go again. */
#include "config.h"

#include <stdio.h>

#include "base/calendar.h"
#include "ca/store.h"
#include "x509/crl.h"

static int
reason_read(const char *word, int64_t *reason, struct cw_error *err)
{
	for (uint32_t i = 0; i < REASONS; i++)
		if (crl_reason_defined(i) && i != REASON_REMOVE_FROM_CRL &&
		    strcmp(crl_reason_name(i), word) == 0) {
			*reason = i;
			return 0;
		}
	error_set(err, "no reason is called \"%.40s\": unspecified, "
	    "keyCompromise, cACompromise, affiliationChanged, superseded, "
	    "cessationOfOperation, certificateHold, privilegeWithdrawn or "
	    "aACompromise", word);
	return -1;
}

/* What is known of it already. */
struct known {
	bool revoked, own;              /* own: it is its own issuer */
	int64_t reason, at;
};

static int
known_read(struct cw_store *s, int64_t id, struct known *k,
    struct cw_error *err)
{
	struct query q;
	int row = -1;

	if (query_start(&q, s, err, "SELECT r.reason, r.revoked_at, "
	    "c.authority IS NOT NULL AND c.authority = c.issuer FROM certs c "
	    "LEFT JOIN revocations r ON r.cert = c.id WHERE c.id = ?", "i",
	    id) == 0)
		row = query_next(&q, err);
	if (row == 1)
		*k = (struct known){ !query_is_null(&q, 0),
			query_int(&q, 2) != 0, query_int(&q, 0),
			query_int(&q, 1) };
	query_end(&q);
	return row == 1 ? 0 : -1;
}

static int
refuse_revoked(const struct known *k, const char *reference,
    struct cw_error *err)
{
	char text[CALENDAR_TEXT];

	calendar_text(k->at, text);
	error_set(err, "\"%.100s\" was revoked on %s already, for %s",
	    reference, text, crl_reason_name((uint32_t)k->reason));
	return -1;
}

static int
change_record(struct cw_store *s, const char *action, int64_t id,
    const char *why, struct cw_error *err)
{
	char object[96];

	snprintf(object, sizeof(object), "certificate %lld %s", (long long)id,
	    why);
	return audit_add(s, action, object, err);
}

static int
revoke(struct cw_store *s, const char *reference, int64_t reason,
    int64_t since, struct cw_error *err)
{
	struct known k;
	int64_t id;

	if (stored_find(s, reference, &id, err) < 0 ||
	    known_read(s, id, &k, err) < 0)
		return -1;
	if (k.own) {
		error_set(err, "\"%.100s\" is a root, which nobody can revoke: "
		    "take it out of the trust stores that have it", reference);
		return -1;
	}
	if (k.revoked && (k.reason != REASON_CERTIFICATE_HOLD ||
	    reason == REASON_CERTIFICATE_HOLD))
		return refuse_revoked(&k, reference, err);
	if (store_run(s, err, "INSERT INTO revocations VALUES (?, ?, ?, "
	    "nullif(?, 0)) ON CONFLICT (cert) DO UPDATE SET reason = "
	    "excluded.reason, invalid_since = excluded.invalid_since", "iiii",
	    id, reason, s->now, since) < 0)
		return -1;
	return change_record(s, "revoke", id, crl_reason_name((uint32_t)reason),
	    err);
}

static int
unrevoke(struct cw_store *s, const char *reference, struct cw_error *err)
{
	struct known k;
	int64_t id;

	if (stored_find(s, reference, &id, err) < 0 ||
	    known_read(s, id, &k, err) < 0)
		return -1;
	if (!k.revoked) {
		error_set(err, "\"%.100s\" is not revoked", reference);
		return -1;
	}
	if (k.reason != REASON_CERTIFICATE_HOLD) {
		error_set(err, "\"%.100s\" was revoked for %s, and only a hold "
		    "(certificateHold) can be lifted: mint a new one",
		    reference, crl_reason_name((uint32_t)k.reason));
		return -1;
	}
	if (store_run(s, err, "DELETE FROM revocations WHERE cert = ?", "i",
	    id) < 0)
		return -1;
	return change_record(s, "unrevoke", id, "", err);
}

int
cw_store_revoke(struct cw_store *store, const char *const *references,
    size_t count, const char *reason, int64_t invalid_since,
    struct cw_error *err)
{
	int64_t number;
	int result;

	if (reason_read(reason != NULL ? reason : "unspecified", &number,
	    err) < 0 || store_begin(store, err) < 0)
		return -1;
	result = 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = revoke(store, references[i], number, invalid_since,
		    err);
	if (result == 0 && store_commit(store, err) == 0)
		return 0;
	store_rollback(store);
	return -1;
}

int
cw_store_unrevoke(struct cw_store *store, const char *const *references,
    size_t count, struct cw_error *err)
{
	int result = store_begin(store, err);

	if (result < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++)
		result = unrevoke(store, references[i], err);
	if (result == 0 && store_commit(store, err) == 0)
		return 0;
	store_rollback(store);
	return -1;
}
