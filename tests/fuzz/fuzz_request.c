/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of certificate requests. */
#include "config.h"

#include "ca/encode.h"
#include "ca/key.h"
#include "tests/fuzz/fuzz.h"
#include "x509/request.h"

static void
extension_put(struct buffer *b, enum oid id, struct bytes value)
{
	size_t start = encode_open(b);

	encode_oid(b, id);
	encode_element(b, DER_OCTET_STRING, value);
	encode_close(b, start, DER_SEQUENCE);
}

/* The attributes: copies of an extensionRequest, then a password. */
static void
attributes_put(struct buffer *b, unsigned copies, bool password)
{
	static const uint8_t empty[] = { 0x30, 0 }, phrase[] = { 0x0c, 1, 'x' };
	size_t field = encode_open(b), attribute, values, list;

	while (copies-- > 0) {
		attribute = encode_open(b);
		encode_oid(b, OID_EXTENSION_REQUEST);
		values = encode_open(b);
		list = encode_open(b);
		extension_put(b, OID_CE_BASIC_CONSTRAINTS,
		    (struct bytes){ empty, sizeof(empty) });
		extension_put(b, OID_CE_KEY_USAGE,
		    (struct bytes){ empty, sizeof(empty) });
		encode_close(b, list, DER_SEQUENCE);
		encode_close(b, values, DER_SET);
		encode_close(b, attribute, DER_SEQUENCE);
	}
	if (password) {
		attribute = encode_open(b);
		encode_oid(b, OID_AT_UNSTRUCTURED_NAME);
		encode_element(b, DER_SET,
		    (struct bytes){ phrase, sizeof(phrase) });
		encode_close(b, attribute, DER_SEQUENCE);
	}
	encode_close(b, field, DER_CONTEXT_CONSTRUCTED(0));
}

static void
request_emit(enum key_type type, unsigned copies, bool password,
    fuzz_emit *emit, void *to)
{
	struct key *key = key_new(type, "test", "fuzz", NULL);
	struct buffer info = BUFFER_EMPTY, value = BUFFER_EMPTY,
	    der = BUFFER_EMPTY;
	size_t start = encode_open(&info), name, rdn, pair;

	if (key == NULL)
		abort();
	encode_int(&info, 0);
	name = encode_open(&info);
	rdn = encode_open(&info);
	pair = encode_open(&info);
	encode_oid(&info, OID_AT_COMMON_NAME);
	encode_element(&info, DER_UTF8_STRING, bytes_of("a.test"));
	encode_close(&info, pair, DER_SEQUENCE);
	encode_close(&info, rdn, DER_SET);
	encode_close(&info, name, DER_SEQUENCE);
	if (key_public(key, &info, NULL) < 0)
		abort();
	attributes_put(&info, copies, password);
	encode_close(&info, start, DER_SEQUENCE);
	if (key_sign(key, OID_UNKNOWN, buffer_bytes(&info), &value, NULL) < 0)
		abort();
	start = encode_open(&der);
	buffer_add(&der, buffer_bytes(&info));
	encode_signature_algorithm(&der, key_algorithm(key));
	encode_bits(&der, buffer_bytes(&value));
	encode_close(&der, start, DER_SEQUENCE);
	emit(to, buffer_bytes(&der));
	buffer_free(&info);
	buffer_free(&value);
	buffer_free(&der);
	key_free(key);
}

static void
request_seeds(fuzz_emit *emit, void *to)
{
	request_emit(KEY_TYPE_P256, 1, true, emit, to);
	request_emit(KEY_TYPE_ED25519, 2, false, emit, to);
	request_emit(KEY_TYPE_P384, 0, false, emit, to);
}

static const char *const request_reaches[] = { "request_read", "whole_read",
	"info_read", "subject_read", "key_read", "attribute_read",
	"requested_read", "is_repeated", "refuse", NULL };

const struct fuzz_target fuzz_target = { request_seeds, request_reaches, 600 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes der = { data, size };
	struct request_fault fault;
	struct request r;

	if (!request_read(der, &r, &fault)) {
		FUZZ_REQUIRE(fault.at <= size);
		FUZZ_REQUIRE(fault.why != NULL && fault.what != NULL);
		return 0;
	}
	FUZZ_REQUIRE(bytes_within(r.info, der));
	FUZZ_REQUIRE(bytes_within(r.subject, r.info));
	FUZZ_REQUIRE(bytes_within(r.spki.whole, r.info));
	FUZZ_REQUIRE(bytes_within(r.signature.bytes, der));
	FUZZ_REQUIRE(r.extension_count <= REQUEST_EXTENSIONS);
	for (size_t i = 0; i < r.extension_count; i++) {
		FUZZ_REQUIRE(bytes_within(r.extension[i].whole, r.info));
		FUZZ_REQUIRE(bytes_within(r.extension[i].value,
		    r.extension[i].whole));
	}
	return 0;
}
