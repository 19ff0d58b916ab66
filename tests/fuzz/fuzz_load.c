/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of certificates: PEM, DER, PKCS#7 and PKCS#12. */
#include "config.h"

#include "ca/encode.h"
#include "tests/fuzz/fuzz.h"
#include "x509/certs.h"

#define ROUNDS 6        /* of a password, at most */
#define OBJECTS 9

#define OCTETS(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* What stands for a certificate. */
static const struct bytes cert = OCTETS("\x30\x03\x02\x01\x05");

/* ---- seeds -------------------------------------------------------------------- */

static void
pkcs7_write(struct buffer *out, size_t n)
{
	size_t info = encode_open(out), any, data, part;

	encode_oid(out, OID_PKCS7_SIGNED_DATA);
	any = encode_open(out);
	data = encode_open(out);
	encode_int(out, 1);
	encode_element(out, DER_SET, bytes_of(""));
	part = encode_open(out);
	encode_oid(out, OID_PKCS7_DATA);
	encode_close(out, part, DER_SEQUENCE);
	part = encode_open(out);
	while (n-- > 0)
		buffer_add(out, cert);
	encode_close(out, part, DER_CONTEXT_CONSTRUCTED(0));
	encode_element(out, DER_SET, bytes_of(""));
	encode_close(out, data, DER_SEQUENCE);
	encode_close(out, any, DER_CONTEXT_CONSTRUCTED(0));
	encode_close(out, info, DER_SEQUENCE);
}

/* An element of one more, and so on: tags from the outermost in. */
static void
wrap(struct buffer *out, const char *tags, struct bytes contents)
{
	size_t start;

	if (*tags == '\0') {
		buffer_add(out, contents);
		return;
	}
	start = encode_open(out);
	wrap(out, tags + 1, contents);
	encode_close(out, start, (uint8_t)*tags);
}

static void
safe_write(struct buffer *out)
{
	struct buffer bag = BUFFER_EMPTY, bags = BUFFER_EMPTY;

	encode_oid(&bag, OID_PKCS9_X509_CERTIFICATE);
	wrap(&bag, "\xa0\x04", cert);
	encode_oid(&bags, OID_PKCS12_CERT_BAG);
	wrap(&bags, "\xa0\x30", buffer_bytes(&bag));
	wrap(out, "\x30\x30", buffer_bytes(&bags));
	buffer_cut(&bags, 0);
	encode_oid(&bags, OID_PKCS12_SAFE_CONTENTS_BAG);
	wrap(&bags, "\xa0", buffer_bytes(out));
	buffer_cut(out, 0);
	wrap(out, "\x30\x30", buffer_bytes(&bags));
	buffer_free(&bag);
	buffer_free(&bags);
}

/* algorithm: of what is encrypted; "": it is not. mac: MacData, or "". */
static void
pkcs12_write(struct buffer *out, struct bytes algorithm, struct bytes mac)
{
	struct buffer safe = BUFFER_EMPTY, info = BUFFER_EMPTY,
	    data = BUFFER_EMPTY;

	if (algorithm.len == 0) {
		safe_write(&safe);
		encode_oid(&info, OID_PKCS7_DATA);
		wrap(&info, "\xa0\x04", buffer_bytes(&safe));
	} else {
		encode_oid(&data, OID_PKCS7_DATA);
		buffer_add(&data, algorithm);
		wrap(&data, "\x80", bytes_of("0123456789abcdef"));
		encode_int(&safe, 0);
		wrap(&safe, "\x30", buffer_bytes(&data));
		encode_oid(&info, OID_PKCS7_ENCRYPTED_DATA);
		wrap(&info, "\xa0\x30", buffer_bytes(&safe));
	}
	buffer_cut(&data, 0);
	encode_oid(&data, OID_PKCS7_DATA);
	buffer_cut(&safe, 0);
	wrap(&safe, "\x30\x30", buffer_bytes(&info));
	wrap(&data, "\xa0\x04", buffer_bytes(&safe));
	buffer_cut(&info, 0);
	encode_int(&info, 3);
	wrap(&info, "\x30", buffer_bytes(&data));
	buffer_add(&info, mac);
	wrap(out, "\x30", buffer_bytes(&info));
	buffer_free(&safe);
	buffer_free(&info);
	buffer_free(&data);
}

static void
load_seeds(fuzz_emit *emit, void *to)
{
	static const struct bytes pbes1 = OCTETS("\x30\x15\x06\x0a\x2a\x86\x48"
	    "\x86\xf7\x0d\x01\x0c\x01\x03\x30\x07\x04\x02" "ab" "\x02\x01\x02"),
	    mac = OCTETS("\x30\x28\x30\x1f\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a"
	    "\x04\x14" "01234567890123456789" "\x04\x02" "ab" "\x02\x01\x02"),
	    pbes2 = OCTETS("\x30\x4e\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30\x41\x30"
	    "\x20\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c\x30\x13\x04\x02"
	    "\x61\x62\x02\x01\x02\x30\x0a\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02"
	    "\x09\x30\x1d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x02\x04\x10"
	    "\x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x61\x62\x63\x64\x65\x66");
	const struct bytes none = { NULL, 0 };
	struct buffer der = BUFFER_EMPTY, pem = BUFFER_EMPTY;
	size_t i;

	emit(to, cert);
	for (i = 0; i < 5; i++) {
		buffer_cut(&der, 0);
		buffer_cut(&pem, 0);
		if (i == 0)
			pkcs7_write(&der, 3);
		else
			pkcs12_write(&der, i == 2 ? pbes1 : i == 3 ? pbes2 :
			    none, i == 4 ? mac : none);
		FUZZ_REQUIRE(!der.failed);
		emit(to, buffer_bytes(&der));
		emit(to, (struct bytes){ der.data, der.len - 2 });
		pem_write(&pem, i == 0 ? "PKCS7" : "PKCS12",
		    buffer_bytes(&der));
		pem_write(&pem, "CERTIFICATE", cert);
		emit(to, buffer_bytes(&pem));
	}
	buffer_free(&der);
	buffer_free(&pem);
}

static const char *const load_reaches[] = { "pkcs7_load", "signed_data_read",
	"certificates_add", "bundle_add", "bundle_order", "bundle_refuse",
	"pkcs12_load", "pfx_read", "content_read", "contents_measure",
	"encrypted_read", "bags_add", "cert_bag_add", "safe_add",
	"password_fits", "password_find", "pbe_read", "pbes1_read",
	"pbes2_read", "pbkdf2_read", "prf_read", "pbe_mac_read",
	"pbe_mac_check", "derive", "derive_part", "block_add", "pbe_decrypt",
	"unseal", "password_write", "look_der", "look_label", NULL };

const struct fuzz_target fuzz_target = { load_seeds, load_reaches, 200 };

/* ---- what holds for every file -------------------------------------------------- */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cw_limit few[] = { { "password-rounds", ROUNDS },
		{ "file-objects", OBJECTS } };
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };
	size_t i;
	int rc;

	FUZZ_REQUIRE(certs != NULL);
	FUZZ_REQUIRE(cw_certs_limit(certs, few, 2, NULL) == 0);
	FUZZ_REQUIRE(cw_certs_password(certs, "secret", NULL) == 0);
	rc = cw_certs_read(certs, data, size, "file", &err);
	FUZZ_REQUIRE((rc == 0) == (certs->count > 0));
	FUZZ_REQUIRE((rc == 0) == (err.text[0] == '\0'));
	FUZZ_REQUIRE(certs->count <= OBJECTS);
	for (i = 0; i < certs->count; i++)
		FUZZ_REQUIRE(certs->cert[i]->origin.position == i);
	cw_certs_free(certs);
	return 0;
}
