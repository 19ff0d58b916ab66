/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One certificate field by field, and its public key. */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <ca/chainwright-ca.h>
#include "find/failure.h"
#include "report/jwk.h"
#include "tests/dsl.h"
#include "tests/test.h"
#include "x509/certs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cw_scenario *scenario;

static const struct cw_certs *
chain(const char *slug)
{
	struct cw_scenario_options options = { .slug = slug,
		.now = TEST_NOW, .seed = "test" };
	struct cw_error err = { "" };

	ck_assert_msg(cw_scenario_new(&options, &scenario, &err) == 0, "%s",
	    err.text);
	return cw_scenario_question(scenario)->chain;
}

static const char *const lines[] = {
	"certificate fullchain.pem[0] www.demo.test, 454 octets\n",
	"   byte  octets   field                    value\n",
	"     12       1   version                  3\n",
	"     43      28   issuer                   CN=Demo Issuing CA\n",
	"     75      13   not before               2026-11-23 13:05:46Z\n",
	"     90      13   not after                2027-02-21 13:06:46Z\n",
	"   public key               EC P-256\n",
	"   basicConstraints         cA FALSE, critical\n",
	"   keyUsage                 digitalSignature, critical\n",
	"   subjectAltName           DNS:www.demo.test\n",
	"   signatureAlgorithm       ecdsa-with-SHA256\n",
};

START_TEST(fields_in_text)
{
	char *text = cw_inspect_text(chain(NULL), 0, NULL);

	ck_assert_ptr_nonnull(text);
	ck_assert_msg(strstr(text, lines[_i]) != NULL, "no line\n%sin\n%s",
	    lines[_i], text);
	free(text);
	ck_assert_ptr_null(cw_inspect_text(cw_scenario_question(
	    scenario)->chain, 2, NULL));
	cw_scenario_free(scenario);
}
END_TEST

/* ---- JSON --------------------------------------------------------------- */

static json_t *
parsed(const struct cw_certs *certs)
{
	char *text = cw_inspect_json(certs, NULL, NULL);
	json_error_t why;
	json_t *document;

	ck_assert_ptr_nonnull(text);
	document = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	ck_assert_msg(document != NULL, "%s: %s", why.text, text);
	free(text);
	return document;
}

/* Every place lies in the certificate; hex values are the octets there. */
static void
check_field(const char *slug, json_t *field, const struct cert *c)
{
	json_t *bytes = json_object_get(field, "bytes");
	const char *path = json_string_value(json_object_get(field, "field"));
	const char *value = json_string_value(json_object_get(field, "value"));
	json_int_t offset, length;
	unsigned octet;

	ck_assert(path != NULL && value != NULL);
	if (!json_is_object(bytes))
		return;
	offset = json_integer_value(json_object_get(bytes, "offset"));
	length = json_integer_value(json_object_get(bytes, "length"));
	ck_assert_msg(offset >= 0 && length >= 0 &&
	    (size_t)(offset + length) <= c->der.len, "%s: %s", slug, path);
	if (strcmp(path, "serialNumber") != 0 || length == 0)
		return;
	octet = (unsigned)strtoul((char[]){ value[0], value[1], '\0' }, NULL,
	    16);
	ck_assert_uint_eq(c->der.data[offset], octet);
}

START_TEST(every_certificate)
{
	const char *slug = failure_get((enum failure_id)_i)->slug;
	const struct cw_certs *certs = chain(slug);
	json_t *document = parsed(certs), *list;

	list = json_object_get(document, "certificates");
	ck_assert_uint_eq(json_array_size(list), certs->count);
	for (size_t i = 0; i < certs->count; i++) {
		json_t *one = json_array_get(list, i);
		json_t *fields = json_object_get(one, "fields");

		ck_assert_int_eq(json_is_true(json_object_get(one,
		    "readable")), certs->cert[i]->readable);
		ck_assert_uint_eq(json_array_size(json_object_get(one,
		    "faults")), certs->cert[i]->faults.count);
		ck_assert_uint_gt(json_array_size(fields), 0);
		for (size_t k = 0; k < json_array_size(fields); k++)
			check_field(slug, json_array_get(fields, k),
			    certs->cert[i]);
	}
	json_decref(document);
	cw_scenario_free(scenario);
}
END_TEST

/* ---- the public key ----------------------------------------------------- */

START_TEST(public_key)
{
	const struct cw_certs *certs = chain(NULL);
	const struct cert *leaf = certs->cert[0];
	struct cw_error err;
	json_t *document;
	char *key;
	size_t len;

	ck_assert_int_eq(cw_inspect_key(certs, 0, CW_KEY_DER, &key, &len,
	    &err), 0);
	ck_assert(bytes_equal((struct bytes){ (uint8_t *)key, len },
	    leaf->spki.whole));
	free(key);
	ck_assert_int_eq(cw_inspect_key(certs, 0, CW_KEY_PEM, &key, &len,
	    &err), 0);
	ck_assert_uint_eq(len, strlen(key));
	ck_assert_int_eq(strncmp(key, "-----BEGIN PUBLIC KEY-----\n", 27), 0);
	free(key);
	ck_assert_int_eq(cw_inspect_key(certs, 0, CW_KEY_PIN, &key, &len,
	    &err), 0);
	ck_assert_uint_eq(len, 44);
	document = parsed(certs);
	ck_assert_str_eq(key, json_string_value(json_object_get(
	    json_object_get(json_array_get(json_object_get(document,
	    "certificates"), 0), "public_key"), "pin_sha256")));
	json_decref(document);
	free(key);
	ck_assert_int_eq(cw_inspect_key(certs, 2, CW_KEY_PEM, &key, &len,
	    &err), -1);
	ck_assert_str_eq(err.text, "there is no certificate 2, only 2");
	cw_scenario_free(scenario);
}
END_TEST

/* RFC 7638 3.1, RFC 8037 A.2 and A.3, RFC 7515 A.3.1: keys and thumbprints of
   others, in SubjectPublicKeyInfo. */
static const struct {
	const char *name, *spki, *jwk;
} keys[] = {
	{ "Ed25519 of RFC 8037", "30{30{06{2b6570}}03{00 d75a980182b10ab7d54bfed3"
	    "c964073a0ee172f3daa62325af021a68f707511a}}",
	    "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"11qYAYKxCrfVS_7TyWQHO"
	    "g7hcvPapiMlrwIaaPcHURo\",\"kid\":\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxH"
	    "CTwXBygrS4k\"}" },
	{ "P-256 of RFC 7515", "30{30{06{2a8648ce3d0201}06{2a8648ce3d030107}}03{00"
	    "04 7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
	    "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad}}",
	    "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMz"
	    "V76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIW"
	    "I5a0\",\"kid\":" },
	{ "RSA of RFC 7638", "30{30{06{2a864886f70d010101}0500}03{00 30{02{00"
	    "d2fc7b6a0a1e6c67104aeb8f88b257669b4df679ddad099b5c4a6cd9a88015b5"
	    "a133bf0b856c7871b6df000b554fceb3c2ed512bb68f145c6e8434752fab52a1"
	    "cfc124408f79b58a4578c16428855789f7a249e384cb2d9fae2d67fd96fb926c"
	    "198e077399fdc815c0af097dde5aadeff44de70e827f4878432439bfeeb96068"
	    "d0474fc50d6d90bf3a98dfaf1040c89c02d692ab3b3c2896609d86fd73b774ce"
	    "0740647ceeeaa310bd12f985a8eb9f59fdd426cea5b2120f4f2a34bcab764b7e"
	    "6c54d6840238bcc40587a59e66ed1f33894577635c470af75cf92c20d1da43e1"
	    "bfc419e222a6f0d0bb358c5e38f9cb050aeafe904814f1ac1aa49cca9ea0ca83"
	    "}0203010001}}}",
	    "{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\""
	    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86z"
	    "wu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5Js"
	    "GY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic"
	    "AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
	    "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
	    "Cur-kEgU8awapJzKnqDKgw"
	    "\",\"kid\":\"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs\"}" },
	{ "P-224, which has none", "30{30{06{2a8648ce3d0201}06{2b81040021}}03{00"
	    "04 7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c"
	    "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a462328}}", NULL },
	{ "a compressed point", "30{30{06{2a8648ce3d0201}06{2a8648ce3d030107}}03{00"
	    "03 7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
	    "}}", NULL },
};

START_TEST(jwk)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct buffer der = BUFFER_EMPTY, out = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	const uint8_t *at;
	const char *why;
	struct der_reader r;
	struct spki key;
	bool done;

	dsl_write(keys[_i].spki, &der, &mark);
	der_start(&r, buffer_bytes(&der), &trouble);
	ck_assert_msg(spki_read(&r, &key), "%s", keys[_i].name);
	ck_assert_msg(spki_decode(&key, &at, &why) || keys[_i].jwk == NULL, "%s",
	    keys[_i].name);
	done = jwk_write(&out, &key);
	ck_assert_msg(done == (keys[_i].jwk != NULL), "%s", keys[_i].name);
	if (done)
		ck_assert_msg(strncmp((char *)out.data, keys[_i].jwk,
		    strlen(keys[_i].jwk)) == 0, "%s: %s", keys[_i].name,
		    (char *)out.data);
	buffer_free(&der);
	buffer_free(&out);
}
END_TEST

/* What cannot be read has no key to give, and says so. */
START_TEST(no_public_key)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err;
	char *key, *text;
	size_t len;

	ck_assert_int_eq(cw_certs_add(certs, "\x30\x01\x00", 3, "three", &err),
	    0);
	ck_assert_int_eq(cw_inspect_key(certs, 0, CW_KEY_PEM, &key, &len,
	    &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "no public key"));
	text = cw_inspect_text(certs, 0, NULL);
	ck_assert_ptr_nonnull(strstr(text, "certificate three[0], 3 octets\n"));
	ck_assert_ptr_nonnull(strstr(text, "wrong["));
	free(text);
	cw_certs_free(certs);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("inspect");
	TCase *t = tcase_create("inspect");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, fields_in_text, 0, COUNT(lines));
	tcase_add_loop_test(t, every_certificate, 0, FAILURE_COUNT);
	tcase_add_test(t, public_key);
	tcase_add_loop_test(t, jwk, 0, (int)COUNT(keys));
	tcase_add_test(t, no_public_key);
	suite_add_tcase(s, t);
	return s;
}
