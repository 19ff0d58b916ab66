/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check "signature": options hold data, and in DER an AlgorithmIdentifier, a
 * SubjectPublicKeyInfo and the BIT STRING of a signature, all in base64.
 */
#include "config.h"

#include <string.h>
#include "base/arena.h"
#include "find/failure.h"
#include "path/search.h"
#include "sig/verify.h"
#include "tests/limbo.h"

struct signed_octets {
	struct bytes data, algorithm, key, signature;
};

static int
digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

bool
limbo_octets(struct arena *arena, const json_t *options, const char *key,
    struct bytes *out)
{
	const char *s = limbo_text(options, key);
	uint8_t *octets = arena_alloc(arena, strlen(s) + 1);
	size_t len = 0, i;
	unsigned bits = 0;

	if (octets == NULL)
		return false;
	for (i = 0; digit(s[i]) >= 0; i++) {
		bits = bits << 6 | (unsigned)digit(s[i]);
		if (i % 4 != 0)
			octets[len++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	*out = (struct bytes){ octets, len };
	return true;
}

static bool
algorithm_of(struct bytes der, struct algorithm *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;

	der_start(&r, der, &trouble);
	return algorithm_read(&r, out) && der_end(&r);
}

static bool
key_of(struct bytes der, struct spki *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	const uint8_t *at;
	const char *why;
	struct der_reader r;

	der_start(&r, der, &trouble);
	return spki_read(&r, out) && der_end(&r) &&
	    spki_decode(out, &at, &why);
}

static bool
value_of(struct bytes der, struct bit_string *out)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;

	der_start(&r, der, &trouble);
	return der_bits(&r, out) && der_end(&r);
}

/* The failure, as a path with such a link has it; FAILURE_COUNT: none. */
static enum failure_id
judge(const struct signed_octets *o, enum sig_result *result)
{
	struct algorithm algorithm = { .id = OID_UNKNOWN };
	struct spki key = { .kind = KEY_UNKNOWN };
	struct bit_string value;
	struct sig_key *k;

	*result = SIG_BAD;
	if (!algorithm_of(o->algorithm, &algorithm))
		return F_DER_MALFORMED;
	if (!key_of(o->key, &key))
		return F_SPKI_MALFORMED;
	if (!value_of(o->signature, &value))
		return F_SIGNATURE_VALUE_MALFORMED;
	k = sig_key_new(&key, result);
	if (k != NULL)
		*result = sig_verify(k, &key, &algorithm, o->data, &value);
	sig_key_free(k);
	return *result == SIG_GOOD ? FAILURE_COUNT : link_failure(*result);
}

static enum judgement
signature_tell(const struct signed_octets *o, char context[CONTEXT_MAX])
{
	enum sig_result result;
	enum failure_id failure = judge(o, &result);

	if (result == SIG_FAILED) {
		limbo_say(context, "trouble of ours");
		return NOT_JUDGED;
	}
	if (failure == FAILURE_COUNT)
		return JUDGED_GOOD;
	limbo_say(context, failure_get(failure)->slug);
	return JUDGED_BAD;
}

enum judgement
limbo_signature(const json_t *c, char context[CONTEXT_MAX])
{
	const json_t *options = json_object_get(c, "options");
	enum judgement judgement = NOT_JUDGED;
	struct arena *arena = arena_new(0);
	struct signed_octets o;

	if (arena != NULL && limbo_octets(arena, options, "data", &o.data) &&
	    limbo_octets(arena, options, "algorithm", &o.algorithm) &&
	    limbo_octets(arena, options, "public_key", &o.key) &&
	    limbo_octets(arena, options, "signature", &o.signature))
		judgement = signature_tell(&o, context);
	arena_free(arena);
	return judgement;
}
