/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gnutls/crypto.h>
#include "tls/decode.h"

#define SECRET_MAX 64
#define LABEL_PREFIX "tls13 "

static bool
hex_digit(uint8_t c, uint8_t *value)
{
	if (c >= '0' && c <= '9')
		*value = (uint8_t)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*value = (uint8_t)(c - 'a' + 10);
	else if (c >= 'A' && c <= 'F')
		*value = (uint8_t)(c - 'A' + 10);
	else
		return false;
	return true;
}

/* Octets of a word in hex; false: none, too many, or no hex. */
static bool
hex_read(struct bytes word, uint8_t *out, size_t most, size_t *len)
{
	uint8_t high, low;

	if (word.len == 0 || word.len % 2 != 0 || word.len / 2 > most)
		return false;
	for (size_t i = 0; i < word.len; i += 2) {
		if (!hex_digit(word.data[i], &high) ||
		    !hex_digit(word.data[i + 1], &low))
			return false;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*len = word.len / 2;
	return true;
}

/* The next word of a line, and what stands behind it. */
static struct bytes
word_take(struct bytes *line)
{
	struct bytes word = *line;
	size_t n = 0;

	while (n < line->len && line->data[n] != ' ')
		n++;
	word.len = n;
	n = n < line->len ? n + 1 : n;
	line->data += n;
	line->len -= n;
	return word;
}

static struct bytes
line_take(struct bytes *text)
{
	struct bytes line = *text;
	size_t n = 0;

	while (n < text->len && text->data[n] != '\n')
		n++;
	line.len = n;
	n = n < text->len ? n + 1 : n;
	text->data += n;
	text->len -= n;
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* "LABEL client-random secret" of this connection. */
static bool
keylog_line(const struct decoder *d, struct bytes line, struct bytes *label,
    uint8_t secret[SECRET_MAX], size_t *len)
{
	uint8_t random[32];
	size_t random_len;

	*label = word_take(&line);
	return hex_read(word_take(&line), random, sizeof(random),
	    &random_len) &&
	    bytes_equal((struct bytes){ random, random_len },
	    d->t->client_random) &&
	    hex_read(word_take(&line), secret, SECRET_MAX, len);
}

struct bytes
keylog_find(struct decoder *d, const char *wanted)
{
	struct bytes rest = d->keylog, label, none = { NULL, 0 }, copy;
	uint8_t secret[SECRET_MAX];
	size_t len;

	while (rest.len > 0) {
		if (!keylog_line(d, line_take(&rest), &label, secret, &len) ||
		    !bytes_equal_string(label, wanted))
			continue;
		copy = (struct bytes){ secret, len };
		copy.data = arena_copy(d->arena, copy);
		gnutls_memset(secret, 0, sizeof(secret));
		if (copy.data == NULL) {
			d->failed = true;
			return none;
		}
		return copy;
	}
	return none;
}

void
keylog_read(struct decoder *d)
{
	static const char *const labels[] = {
		"CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
		"SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
		"SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET",
		"CLIENT_EARLY_TRAFFIC_SECRET"
	};
	struct trace *t = d->t;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct bytes value = keylog_find(d, labels[i]);

		if (value.len == 0)
			continue;
		t->secret[t->secret_count++] =
		    (struct trace_secret){ labels[i], value };
		if (i == 0)
			t->master_secret = value;
	}
}

/* P_hash of RFC 5246 5: A(i) = HMAC(secret, A(i - 1)), A(0) = label + seed. */
static bool
prf_expand(gnutls_mac_algorithm_t hash, struct bytes secret, struct bytes seed,
    uint8_t *out, size_t len)
{
	size_t size = gnutls_hmac_get_len(hash), n;
	uint8_t a[HASH_MAX], block[HASH_MAX];
	struct buffer input = BUFFER_EMPTY;
	bool good = gnutls_hmac_fast(hash, secret.data, secret.len, seed.data,
	    seed.len, a) == 0;

	while (good && len > 0) {
		buffer_cut(&input, 0);
		buffer_add(&input, (struct bytes){ a, size });
		buffer_add(&input, seed);
		good = !input.failed && gnutls_hmac_fast(hash, secret.data,
		    secret.len, input.data, input.len, block) == 0 &&
		    gnutls_hmac_fast(hash, secret.data, secret.len, a, size,
		    a) == 0;
		n = len < size ? len : size;
		if (good)
			memcpy(out, block, n);
		out += n;
		len -= n;
	}
	gnutls_memset(block, 0, sizeof(block));
	buffer_wipe(&input);
	return good;
}

bool
prf(gnutls_mac_algorithm_t hash, struct bytes secret, const char *label,
    struct bytes seed, uint8_t *out, size_t len)
{
	struct buffer whole = BUFFER_EMPTY;
	bool good;

	buffer_string(&whole, label);
	buffer_add(&whole, seed);
	good = !whole.failed &&
	    prf_expand(hash, secret, buffer_bytes(&whole), out, len);
	buffer_free(&whole);
	return good;
}

/* With an empty context. */
bool
hkdf_label(gnutls_mac_algorithm_t hash, struct bytes secret, const char *label,
    uint8_t *out, size_t len)
{
	return hkdf_label_context(hash, secret, label,
	    (struct bytes){ NULL, 0 }, out, len);
}

/* HKDF-Expand-Label of RFC 8446 7.1. */
bool
hkdf_label_context(gnutls_mac_algorithm_t hash, struct bytes secret,
    const char *label, struct bytes context, uint8_t *out, size_t len)
{
	struct buffer info = BUFFER_EMPTY;
	gnutls_datum_t key = datum_of(secret), text;
	bool good;

	buffer_byte(&info, (uint8_t)(len >> 8));
	buffer_byte(&info, (uint8_t)len);
	buffer_byte(&info, (uint8_t)(strlen(LABEL_PREFIX) + strlen(label)));
	buffer_string(&info, LABEL_PREFIX);
	buffer_string(&info, label);
	buffer_byte(&info, (uint8_t)context.len);
	buffer_add(&info, context);
	text = datum_of(buffer_bytes(&info));
	good = !info.failed &&
	    gnutls_hkdf_expand(hash, &key, &text, out, len) == 0;
	buffer_free(&info);
	return good;
}

bool
transcript_hash(const struct decoder *d, uint8_t out[HASH_MAX], size_t *len)
{
	gnutls_digest_algorithm_t hash;

	if (d->suite == NULL || d->transcript.failed)
		return false;
	hash = (gnutls_digest_algorithm_t)d->suite->hash;
	if (gnutls_hash_fast(hash, d->transcript.data, d->transcript.len,
	    out) != 0)
		return false;
	*len = gnutls_hash_get_len(hash);
	return true;
}
