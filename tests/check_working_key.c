/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RFC 3279 2.3.2, RFC 5280 6.1.4 (d) to (f): DSA keys that leave their parameters
   to the keys above them. */
#include "config.h"

#include <nettle/dsa.h>
#include <nettle/knuth-lfib.h>
#include <nettle/sha2.h>

#include "ca/encode.h"
#include "tests/grove.h"
#include "tests/test.h"

/* The key of a CA: its parameters are its own, or left to its issuer's. */
enum parameters { EC, OWN, OTHER, LEFT, LEFT_AS_NULL };

/* One private number, and two groups that differ in their generator alone. */
static struct dsa_params group[2];
static mpz_t private_number;
static struct knuth_lfib_ctx numbers;

/* ---- certificates ------------------------------------------------------------- */

/* What the edits of the certificate that is being made want to know. */
static struct {
	const char *subject, *issuer;
	enum parameters key, signer;
	struct sha256_ctx hashed;
} making;

static void
random_octets(void *ctx, size_t len, uint8_t *out)
{
	knuth_lfib_random(ctx, len, out);
}

static const struct dsa_params *
group_of(enum parameters key)
{
	return &group[key == OTHER];
}

static void
number_encode(struct buffer *b, const mpz_t number)
{
	uint8_t octets[256];
	size_t len;

	ck_assert_uint_le(mpz_sizeinbase(number, 256), sizeof(octets));
	mpz_export(octets, &len, 1, 1, 1, 0, number);
	encode_magnitude(b, (struct bytes){ octets, len });
}

static void
parameters_encode(struct buffer *b, enum parameters key)
{
	size_t start = encode_open(b);

	number_encode(b, group_of(key)->p);
	number_encode(b, group_of(key)->q);
	number_encode(b, group_of(key)->g);
	encode_close(b, start, DER_SEQUENCE);
}

static void
spki_encode(struct buffer *b, enum parameters key)
{
	struct buffer number = BUFFER_EMPTY;
	size_t start = encode_open(b), algorithm = encode_open(b);
	mpz_t y;

	encode_oid(b, OID_DSA);
	if (key == OWN || key == OTHER)
		parameters_encode(b, key);
	if (key == LEFT_AS_NULL)
		encode_null(b);
	encode_close(b, algorithm, DER_SEQUENCE);
	mpz_init(y);
	mpz_powm(y, group_of(key)->g, private_number, group_of(key)->p);
	number_encode(&number, y);
	encode_bits(b, buffer_bytes(&number));
	encode_close(b, start, DER_SEQUENCE);
	buffer_free(&number);
	mpz_clear(y);
}

static void
hash_tbs(struct buffer *tbs)
{
	sha256_init(&making.hashed);
	sha256_update(&making.hashed, tbs->len, tbs->data);
}

static void
sign(struct buffer *value)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct dsa_signature signature;
	size_t start;

	sha256_digest(&making.hashed, sizeof(digest), digest);
	dsa_signature_init(&signature);
	ck_assert_int_eq(dsa_sign(group_of(making.signer), private_number,
	    &numbers, random_octets, sizeof(digest), digest, &signature), 1);
	value->len = 0;
	start = encode_open(value);
	number_encode(value, signature.r);
	number_encode(value, signature.s);
	encode_close(value, start, DER_SEQUENCE);
	dsa_signature_clear(&signature);
}

static struct bytes
keep(struct cert_spec *spec, struct buffer *b)
{
	struct bytes kept = spec_octets(spec, b->data, b->len);

	buffer_free(b);
	return kept;
}

/* Key identifiers that follow from names: CAs of one name share them. */
static void
identify(struct cert_spec *spec)
{
	struct buffer id = BUFFER_EMPTY;
	size_t start;

	if (spec_find(spec, OID_CE_SUBJECT_KEY_ID) != NULL) {
		encode_element(&id, DER_OCTET_STRING, bytes_of(making.subject));
		spec_extension(spec, OID_CE_SUBJECT_KEY_ID, false,
		    keep(spec, &id));
	}
	if (spec_find(spec, OID_CE_AUTHORITY_KEY_ID) == NULL)
		return;
	start = encode_open(&id);
	encode_element(&id, DER_CONTEXT(0), bytes_of(making.issuer));
	encode_close(&id, start, DER_SEQUENCE);
	spec_extension(spec, OID_CE_AUTHORITY_KEY_ID, false, keep(spec, &id));
}

static void
edit(struct cert_spec *spec)
{
	struct buffer b = BUFFER_EMPTY;

	identify(spec);
	if (making.key != EC) {
		spki_encode(&b, making.key);
		spec->spki = keep(spec, &b);
	}
	if (making.signer == EC)
		return;
	encode_algorithm(&b, OID_DSA_SHA256, false);
	spec->inner_algorithm = spec->outer_algorithm = keep(spec, &b);
	spec->patch_tbs = hash_tbs;
	spec->patch_signature = sign;
}

static void
grow(struct cw_certs *to, const char *subject, enum parameters key,
    const char *issuer, enum parameters signer)
{
	making.subject = subject;
	making.issuer = issuer;
	making.key = key;
	making.signer = signer;
	grove_ca(to, &(struct tree){ .subject = subject, .issuer = issuer,
	    .edit = edit });
}

static void
grow_leaf(struct grove *g, const char *issuer, enum parameters signer)
{
	making.subject = GROVE_HOST;
	making.issuer = issuer;
	making.key = EC;
	making.signer = signer;
	grove_leaf(g, issuer, NULL, edit);
}

static void
setup(void)
{
	grove_setup();
	knuth_lfib_init(&numbers, 1);
	dsa_params_init(&group[0]);
	dsa_params_init(&group[1]);
	mpz_init_set_ui(private_number, 20261123);
	ck_assert_int_eq(dsa_generate_params(&group[0], &numbers, random_octets,
	    NULL, NULL, 1024, 160), 1);
	mpz_set(group[1].p, group[0].p);
	mpz_set(group[1].q, group[0].q);
	mpz_powm_ui(group[1].g, group[0].g, 2, group[0].p);
}

static void
teardown(void)
{
	mpz_clear(private_number);
	dsa_params_clear(&group[0]);
	dsa_params_clear(&group[1]);
	grove_teardown();
}

/* ---- one path ------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum parameters root, upper, sub;
	const char *found;
} paths[] = {
	{ "each has its own", OWN, OWN, OWN, "" },
	{ "each its own, of two groups", OWN, OTHER, OWN, "" },
	{ "left to the issuer", OWN, OWN, LEFT, "" },
	{ "left to the issuer, which is the anchor", EC, OWN, LEFT, "" },
	{ "left twice in a row", OWN, LEFT, LEFT, "" },
	{ "NULL for nothing", OWN, LEFT, LEFT_AS_NULL,
	    "warning spki-parameters-invalid" },
	{ "NULL, and inherited on", OWN, LEFT_AS_NULL, LEFT,
	    "warning spki-parameters-invalid" },
	{ "left to a key of another kind", EC, EC, LEFT,
	    "error spki-malformed" },
	{ "lost below a key of another kind", OWN, EC, LEFT,
	    "error spki-malformed" },
	{ "lost, and inherited on", EC, LEFT, LEFT, "error spki-malformed" },
	{ "an anchor without any", LEFT, OWN, LEFT, "error spki-malformed" },
	{ "an anchor without any, inherited on", LEFT, LEFT, LEFT,
	    "error spki-malformed" },
	{ "of another group", OWN, OTHER, LEFT, "error signature-invalid" },
};

START_TEST(test_path)
{
	struct grove g;

	grove_start(&g);
	g.question.profile = CW_RFC5280;
	grow(g.trust, "Root", paths[_i].root, "Root", paths[_i].root);
	grow_leaf(&g, "Sub", paths[_i].sub);
	grow(g.chain, "Sub", paths[_i].sub, "Upper", paths[_i].upper);
	grow(g.chain, "Upper", paths[_i].upper, "Root", paths[_i].root);
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), paths[_i].found) == 0,
	    "%s: found \"%s\", expected \"%s\"", paths[_i].name,
	    grove_found(&g), paths[_i].found);
	grove_end(&g);
}
END_TEST

/* The finding is about the certificate that left its parameters to nobody. */
START_TEST(test_who_has_none)
{
	const struct finding *f;
	struct grove g;

	grove_start(&g);
	g.question.profile = CW_RFC5280;
	grow(g.trust, "Root", EC, "Root", EC);
	grow_leaf(&g, "Sub", LEFT);
	grow(g.chain, "Sub", LEFT, "Upper", LEFT);
	grow(g.chain, "Upper", LEFT, "Root", EC);
	grove_ask(&g);
	f = &g.verdict->findings.list[0];
	ck_assert_int_eq(f->id, F_SPKI_MALFORMED);
	ck_assert_ptr_eq(f->cert, g.chain->cert[2]);
	ck_assert_str_eq(f->value[1].as.word,
	    "parameters left to its issuer's key, which has none");
	grove_end(&g);
}
END_TEST

/* ---- one key, several paths ------------------------------------------------------ */

/* One name and one key below two CAs: the parameters of one of them are wrong. */
static void
start_fork(struct grove *g, enum parameters first, enum parameters second)
{
	grove_start(g);
	g->question.profile = CW_RFC5280;
	grow(g->trust, "Root", EC, "Root", EC);
	grow_leaf(g, "Sub", LEFT);
	grow(g->chain, "Sub", LEFT, "First", first);
	grow(g->chain, "Sub", LEFT, "Second", second);
	grow(g->chain, "First", first, "Root", EC);
	grow(g->chain, "Second", second, "Root", EC);
}

static const struct {
	enum parameters first, second;
	bool valid;
} forks[] = {
	{ OWN, OTHER, true },
	{ OTHER, OWN, true },
	{ OTHER, EC, false },
	{ EC, OTHER, false },
	{ EC, OWN, true },
	{ OWN, EC, true },
	{ OTHER, OTHER, false },
};

START_TEST(test_fork)
{
	struct grove g;

	start_fork(&g, forks[_i].first, forks[_i].second);
	grove_ask(&g);
	ck_assert_msg(cw_verdict_valid(g.verdict) == forks[_i].valid, "%s",
	    grove_found(&g));
	grove_end(&g);
}
END_TEST

/* What was learnt with some parameters says nothing of others. */
START_TEST(test_cache)
{
	struct cw_cache *cache = cw_cache_new(0);
	struct grove g;

	for (size_t i = 0; i < 2 * sizeof(forks) / sizeof(forks[0]); i++) {
		size_t at = i / 2;

		start_fork(&g, forks[at].first, forks[at].second);
		g.question.cache = cache;
		grove_ask(&g);
		ck_assert(cw_verdict_valid(g.verdict) == forks[at].valid);
		grove_end(&g);
	}
	cw_cache_free(cache);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("working key");
	TCase *t = tcase_create("working key");

	tcase_add_unchecked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, test_path, 0,
	    (int)(sizeof(paths) / sizeof(paths[0])));
	tcase_add_test(t, test_who_has_none);
	tcase_add_loop_test(t, test_fork, 0,
	    (int)(sizeof(forks) / sizeof(forks[0])));
	tcase_add_test(t, test_cache);
	suite_add_tcase(s, t);
	return s;
}
