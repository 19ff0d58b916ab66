/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of limits: how they are set, and what each refuses. */
#include "config.h"

#include <time.h>
#include "base/limit.h"
#include "ca/encode.h"
#include "tests/grove.h"
#include "tests/test.h"

/* ---- setting them -------------------------------------------------------------- */

START_TEST(test_rows)
{
	struct cw_limit_row row, other;
	size_t i, k;

	ck_assert_uint_eq(cw_limits(), LIMIT_COUNT);
	for (i = 0; i < cw_limits(); i++) {
		ck_assert(cw_limit_row(i, &row));
		ck_assert_uint_le(row.least, row.by_default);
		ck_assert_uint_le(row.by_default, row.most);
		ck_assert(row.name[0] != '\0' && row.unit[0] != '\0' &&
		    row.counts[0] != '\0' && row.why[0] != '\0');
		/* Two lines of 80 columns in the table of --limits. */
		ck_assert_uint_le(strlen(row.name), 18);
		ck_assert_uint_le(strlen(row.counts), 40);
		ck_assert_uint_le(strlen(row.why), 76);
		for (k = 0; k < i; k++)
			ck_assert(cw_limit_row(k, &other) &&
			    strcmp(row.name, other.name) != 0);
	}
	ck_assert(!cw_limit_row(i, &row));
}
END_TEST

static const struct {
	const char *text;
	const char *name;               /* NULL: refused */
	unsigned most;
	const char *why;
} texts[] = {
	{ "depth=0", "depth", 0, NULL },
	{ "depth=16", "depth", 16, NULL },
	{ "signatures=007", "signatures", 7, NULL },
	{ "depth=17", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=-1", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth= 1", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=1x", NULL, 0, "the limit depth takes a number from 0 to 16" },
	{ "depth=4294967297", NULL, 0,
	    "the limit depth takes a number from 0 to 16" },
	{ "depth=99999999999999999999", NULL, 0,
	    "the limit depth takes a number from 0 to 16" },
	{ "steps=0", NULL, 0,
	    "the limit steps takes a number from 1 to 200000" },
	{ "detph=1", NULL, 0, "no limit \"detph\"; the nearest is \"depth\"" },
	{ "DEPTH=1", NULL, 0, "no limit \"DEPTH\"" },
	{ "=1", NULL, 0, "no limit \"\"" },
	{ "", NULL, 0, "no limit \"\"" },
};

START_TEST(test_read)
{
	struct cw_limit limit = { "untouched", 99 };
	struct cw_error err = { "" };
	int result = cw_limit_read(texts[_i].text, &limit, &err);

	if (texts[_i].name != NULL) {
		ck_assert_msg(result == 0, "%s: %s", texts[_i].text, err.text);
		ck_assert_str_eq(limit.name, texts[_i].name);
		ck_assert_uint_eq(limit.most, texts[_i].most);
		return;
	}
	ck_assert_int_eq(result, -1);
	ck_assert_str_eq(err.text, texts[_i].why);
	ck_assert_str_eq(limit.name, "untouched");
}
END_TEST

/* A question with a wrong limit is no question; the last of two counts. */
START_TEST(test_question)
{
	static const struct cw_limit wrong[] = { { "depth", 3 },
		{ "deph", 3 } };
	static const struct cw_limit high[] = { { "depth", 17 } };
	static const struct cw_limit twice[] = { { "depth", 0 },
		{ "depth", 1 } };
	struct cw_error err;
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, "CA", NULL, NULL);
	grove_plain(g.chain, "CA", "Root");
	grove_plain(g.trust, "Root", "Root");
	g.question.limit = wrong;
	g.question.limit_count = 2;
	ck_assert_int_eq(cw_verify(&g.question, &g.verdict, &err), -1);
	ck_assert_str_eq(err.text,
	    "no limit \"deph\"; the nearest is \"depth\"");
	g.question.limit = high;
	g.question.limit_count = 1;
	ck_assert_int_eq(cw_verify(&g.question, &g.verdict, &err), -1);
	ck_assert_str_eq(err.text,
	    "the limit depth takes a number from 0 to 16");
	g.question.limit = twice;
	g.question.limit_count = 2;
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), "");
	ck_assert_int_eq(cw_certs_limit(g.rest, wrong, 2, &err), -1);
	ck_assert_uint_eq(g.rest->limits.most[LIMIT_DEPTH], 10);
	grove_end(&g);
}
END_TEST

/* ---- what each refuses ----------------------------------------------------------- */

static struct bytes
letters(struct cert_spec *spec, size_t count)
{
	uint8_t *octets = arena_array(spec->arena, count, 1);

	memset(octets, 'x', count);
	return (struct bytes){ octets, count };
}

static void
edit_organization(struct cert_spec *spec)
{
	spec_subject(spec, GROVE_HOST, "Demo");
}

static void
edit_common_name(struct cert_spec *spec)
{
	spec_subject(spec, (const char *)SPEC_OCTETS(spec,
	    'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
	    'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
	    'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
	    'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
	    'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
	    0).data, NULL);
}

/* One relative name of two attributes. */
static void
edit_pair(struct cert_spec *spec)
{
	spec->subject = SPEC_OCTETS(spec, 0x30, 0x16, 0x31, 0x14,
	    0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x01, 'o',
	    0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0b, 0x0c, 0x01, 'u');
}

static void
edit_three_names(struct cert_spec *spec)
{
	const struct spec_name name[] = { { GN_DNS, bytes_of(GROVE_HOST) },
		{ GN_DNS, bytes_of("b.demo.test") },
		{ GN_DNS, bytes_of("c.demo.test") } };

	spec_subject_alt_name(spec, false, name, 3);
}

/* A directoryName of two parts. */
static void
edit_directory_name(struct cert_spec *spec)
{
	struct cert_spec *other = arena_alloc(spec->arena, sizeof(*other));
	struct spec_name name[] = { { GN_DNS, bytes_of(GROVE_HOST) },
		{ GN_DIRECTORY, { NULL, 0 } } };

	spec_start(other, spec->arena, "other");
	spec_subject(other, "a", "b");
	name[1].value = other->subject;
	spec_subject_alt_name(spec, false, name, 2);
}

/* Sixteen and seventeen octets: 2.999 and arcs of one octet. */
static void
oid_add(struct cert_spec *spec, const char *dotted)
{
	spec_extension_dotted(spec, dotted, false, SPEC_OCTETS(spec, 5, 0));
}

static void
edit_oid_16(struct cert_spec *spec)
{
	oid_add(spec, "2.999.1.1.1.1.1.1.1.1.1.1.1.1.1.1");
}

static void
edit_oid_17(struct cert_spec *spec)
{
	oid_add(spec, "2.999.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1");
}

/* An extension's value lies at depth 6. */
static void
nest(struct cert_spec *spec, size_t levels)
{
	uint8_t *octets = arena_array(spec->arena, 2 * levels, 1);

	for (size_t i = 0; i < levels; i++) {
		octets[2 * i] = DER_SEQUENCE;
		octets[2 * i + 1] = (uint8_t)(2 * (levels - i - 1));
	}
	spec_extension_dotted(spec, "2.999.1", false,
	    (struct bytes){ octets, 2 * levels });
}

static void
edit_nest_11(struct cert_spec *spec)
{
	nest(spec, 11);
}

static void
edit_nest_27(struct cert_spec *spec)
{
	nest(spec, 27);
}

static void
edit_nest_28(struct cert_spec *spec)
{
	nest(spec, 28);
}

/* The same in an otherName: SubjectAltName, [0], [0] are around it. */
static void
edit_nest_other(struct cert_spec *spec)
{
	struct spec_name name[] = { { GN_DNS, bytes_of(GROVE_HOST) },
		{ GN_OTHER, SPEC_OCTETS(spec, 0x06, 0x02, 0x88, 0x37, 0xa0, 18,
		    0x30, 16, 0x30, 14, 0x30, 12, 0x30, 10, 0x30, 8, 0x30, 6,
		    0x30, 4, 0x30, 2, 0x30, 0) } };

	spec_subject_alt_name(spec, false, name, 2);
}

static void
edit_rsa(struct cert_spec *spec)
{
	spec->key_type = KEY_TYPE_RSA2048;
}

static void
edit_long_value(struct cert_spec *spec)
{
	spec_extension_dotted(spec, "2.999.1", false, letters(spec, 66000));
}

/* 120 of them in one extension. */
static void
edit_elements(struct cert_spec *spec)
{
	uint8_t octets[3 + 240] = { DER_SEQUENCE, 0x81, 240 };

	for (size_t i = 3; i < sizeof(octets); i += 2)
		octets[i] = DER_NULL;
	spec_extension_dotted(spec, "2.999.1", false,
	    spec_octets(spec, octets, sizeof(octets)));
}

static const struct reach {
	const char *name;
	void (*edit)(struct cert_spec *spec);
	const char *limit;              /* NULL: the defaults */
	unsigned most;
	const char *found;
} reaches[] = {
	{ "two parts of two", edit_organization, "rdns", 2, "" },
	{ "two parts of one", edit_organization, "rdns", 1,
	    "error rdn-count-exceeded" },
	{ "two attributes of two", edit_pair, "attributes", 2, "" },
	{ "two attributes of one", edit_pair, "attributes", 1,
	    "error rdn-count-exceeded" },
	{ "one part of one", edit_pair, "rdns", 1, "" },
	{ "a value of 65 octets", edit_common_name, "attribute-octets", 65,
	    "" },
	{ "a value of 65 octets, 64 allowed", edit_common_name,
	    "attribute-octets", 64, "error rdn-count-exceeded" },
	{ "two parts of one in a directoryName", edit_directory_name, "rdns",
	    1, "error rdn-count-exceeded" },
	{ "three names of three", edit_three_names, "alt-names", 3, "" },
	{ "three names of two", edit_three_names, "alt-names", 2,
	    "error san-count-exceeded" },
	{ "an identifier of 16 octets", edit_oid_16, "oid-octets", 16, "" },
	{ "an identifier of 17 octets", edit_oid_17, "oid-octets", 16,
	    "error oid-too-long" },
	{ "an identifier of 17 octets, 17 allowed", edit_oid_17, "oid-octets",
	    17, "" },
	{ "17 levels of 16", edit_nest_11, "nesting", 16,
	    "error der-nesting-too-deep" },
	{ "17 levels of 17", edit_nest_11, "nesting", 17, "" },
	{ "33 levels", edit_nest_27, NULL, 0, "error der-nesting-too-deep" },
	{ "33 levels of 33", edit_nest_27, "nesting", 33, "" },
	{ "34 levels of 33", edit_nest_28, "nesting", 33,
	    "error der-nesting-too-deep" },
	{ "18 levels in an otherName", edit_nest_other, "nesting", 18, "" },
	{ "18 levels in an otherName, of 17", edit_nest_other, "nesting", 17,
	    "error der-nesting-too-deep" },
	{ "a serial number of 16 octets", NULL, "serial-octets", 16, "" },
	{ "a modulus of 2048 bits", edit_rsa, "rsa-bits", 2048, "" },
	{ "a modulus of 2048 bits, 2047 allowed", edit_rsa, "rsa-bits", 2047,
	    "error rsa-key-too-large" },
	{ "an exponent of 17 bits", edit_rsa, "rsa-exponent-bits", 17, "" },
	{ "an exponent of 17 bits, 16 allowed", edit_rsa, "rsa-exponent-bits",
	    16, "error rsa-key-too-large" },
	{ "66,000 octets", edit_long_value, NULL, 0,
	    "error certificate-too-large" },
	{ "66,000 octets allowed", edit_long_value, "certificate-octets",
	    70000, "" },
};

/* A good chain within the limit of a case. */
static void
reach_start(struct grove *g, const char *limit, unsigned most,
    void (*edit)(struct cert_spec *spec))
{
	const struct cw_limit one = { limit, most };
	struct cw_error err;

	grove_start(g);
	if (limit != NULL) {
		grove_limit(g, limit, most);
		ck_assert_int_eq(cw_certs_limit(g->chain, &one, 1, &err), 0);
	}
	grove_leaf(g, "CA", NULL, edit);
	grove_plain(g->chain, "CA", "Root");
	grove_plain(g->trust, "Root", "Root");
}

START_TEST(test_reach)
{
	const struct reach *r = &reaches[_i];
	const struct finding *f;
	struct grove g;

	reach_start(&g, r->limit, r->most, r->edit);
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), r->found) == 0, "%s: %s",
	    r->name, grove_found(&g));
	if (r->found[0] != '\0') {
		f = &g.verdict->findings.list[0];
		ck_assert_ptr_eq(f->cert, g.chain->cert[0]);
		ck_assert_uint_gt(f->at.len, 0);
		ck_assert(bytes_within(f->at, f->cert->der));
	}
	grove_end(&g);
}
END_TEST

/* From some number on the chain is valid; below it, that one row is told. */
static const struct {
	const char *limit;
	void (*edit)(struct cert_spec *spec);
	unsigned least, most;
	const char *found;
} boundaries[] = {
	{ "elements", edit_elements, 100, 400,
	    "error der-element-budget-exhausted" },
	{ "extensions", edit_three_names, 1, 64,
	    "error extension-count-exceeded" },
	{ "certificate-octets", edit_three_names, 460, 2000,
	    "error certificate-too-large" },
};

START_TEST(test_boundary)
{
	unsigned low = boundaries[_i].least, high = boundaries[_i].most;
	struct grove g;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		reach_start(&g, boundaries[_i].limit, middle,
		    boundaries[_i].edit);
		grove_ask(&g);
		if (strcmp(grove_found(&g), "") == 0)
			high = middle;
		else
			low = middle + 1;
		grove_end(&g);
	}
	ck_assert_uint_gt(low, boundaries[_i].least);
	ck_assert_uint_lt(low, boundaries[_i].most);
	reach_start(&g, boundaries[_i].limit, low - 1,
	    boundaries[_i].edit);
	grove_ask(&g);
	ck_assert_str_eq(grove_found(&g), boundaries[_i].found);
	ck_assert_int_eq(g.verdict->findings.list[0].value[0].as.number,
	    low - 1);
	if (strcmp(boundaries[_i].limit, "certificate-octets") == 0)
		ck_assert_uint_eq(g.chain->cert[0]->der.len, low);
	grove_end(&g);
}
END_TEST

/* ---- keys that nobody is to compute with ------------------------------------------ */

/* A number of that many bits, which ends with that octet. */
static void
number_add(struct buffer *out, size_t bits, uint8_t last)
{
	uint8_t octets[131072 / 8];
	size_t len = (bits + 7) / 8;

	for (size_t i = 0; i < len; i++)
		octets[i] = (uint8_t)(i * 151 + 7);
	octets[len - 1] = last;
	octets[0] = (uint8_t)(1u << (bits - 1) % 8);
	encode_magnitude(out, (struct bytes){ octets, len });
}

static const struct hostile {
	const char *name;
	size_t modulus, exponent;       /* bits */
	uint8_t modulus_last, exponent_last;
	const char *found;
} hostile[] = {
	{ "131,072 bits, and an exponent as long", 131072, 131072, 1, 1,
	    "error rsa-key-too-large" },
	{ "131,072 bits", 131072, 17, 1, 1, "error rsa-key-too-large" },
	{ "8,200 bits", 8200, 17, 1, 1, "error rsa-key-too-large" },
	{ "an exponent longer than the modulus", 2048, 4096, 1, 1,
	    "error rsa-key-too-large" },
	{ "an exponent of 65 bits", 2048, 65, 1, 1,
	    "error rsa-key-too-large" },
	{ "an exponent of 34 bits", 2048, 34, 1, 1,
	    "error rsa-key-too-large" },
	{ "an even modulus", 2048, 17, 2, 1, "error spki-malformed" },
	{ "an even exponent", 2048, 17, 1, 2, "error rsa-exponent-invalid" },
	{ "a modulus of 64 bits", 64, 17, 1, 1,
	    "error spki-malformed, error rsa-key-too-small" },
};

static const struct hostile *planted;

static void
edit_hostile(struct cert_spec *spec)
{
	struct buffer key = BUFFER_EMPTY, spki = BUFFER_EMPTY;
	size_t start = encode_open(&key);

	number_add(&key, planted->modulus, planted->modulus_last);
	number_add(&key, planted->exponent, planted->exponent_last);
	encode_close(&key, start, DER_SEQUENCE);
	start = encode_open(&spki);
	encode_algorithm(&spki, OID_RSA_ENCRYPTION, true);
	encode_bits(&spki, buffer_bytes(&key));
	encode_close(&spki, start, DER_SEQUENCE);
	ck_assert(!spki.failed);
	spec->spki = spec_octets(spec, spki.data, spki.len);
	buffer_free(&key);
	buffer_free(&spki);
}

static double
cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* As the key of a CA that is sent, and of one that is trusted. */
START_TEST(test_hostile_key)
{
	const struct hostile *h = &hostile[_i / 2];
	bool trusted = _i % 2 == 1;
	const struct tree ca = { "CA", trusted ? "CA" : "Root", NULL, NULL,
		edit_hostile };
	double begin;
	struct grove g;

	planted = h;
	grove_start(&g);
	grove_leaf(&g, "CA", NULL, NULL);
	grove_ca(trusted ? g.trust : g.chain, &ca);
	grove_plain(g.trust, "Root", "Root");
	begin = cpu_seconds();
	grove_ask(&g);
	ck_assert_msg(cpu_seconds() - begin < 0.25, "%s", h->name);
	ck_assert_msg(strcmp(grove_found(&g), h->found) == 0, "%s: %s",
	    h->name, grove_found(&g));
	ck_assert_uint_le(g.verdict->signatures_good, trusted ? 0 : 1);
	grove_end(&g);
}
END_TEST

/* ---- certificates that may help ------------------------------------------------------ */

/* The leaf, two strangers, and its CA. */
START_TEST(test_pool)
{
	static const struct {
		unsigned most;
		const char *found;
	} cases[] = {
		{ 4, "" }, { 3, "error pool-too-large" },
		{ 1, "error pool-too-large" }, { 1000, "" }
	};
	const struct finding *f;
	struct grove g;

	grove_start(&g);
	grove_leaf(&g, "CA", NULL, NULL);
	grove_plain(g.rest, "Other", "Other");
	grove_plain(g.rest, "Another", "Other");
	grove_plain(g.rest, "CA", "Root");
	grove_plain(g.trust, "Root", "Root");
	grove_limit(&g, "pool", cases[_i].most);
	grove_ask(&g);
	ck_assert_msg(strcmp(grove_found(&g), cases[_i].found) == 0,
	    "%u: %s", cases[_i].most, grove_found(&g));
	if (cases[_i].found[0] != '\0') {
		f = &g.verdict->findings.list[0];
		ck_assert_int_eq(f->value[0].as.number, cases[_i].most);
		ck_assert_str_eq(f->value[1].as.word, "pool");
		ck_assert_int_eq(f->value[2].as.number, 4);
	}
	grove_end(&g);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("limits");
	TCase *t = tcase_create("limits");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, grove_setup, grove_teardown);
	tcase_add_test(t, test_rows);
	tcase_add_loop_test(t, test_read, 0,
	    (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(t, test_question);
	tcase_add_loop_test(t, test_reach, 0,
	    (int)(sizeof(reaches) / sizeof(reaches[0])));
	tcase_add_loop_test(t, test_boundary, 0,
	    (int)(sizeof(boundaries) / sizeof(boundaries[0])));
	tcase_add_loop_test(t, test_hostile_key, 0,
	    2 * (int)(sizeof(hostile) / sizeof(hostile[0])));
	tcase_add_loop_test(t, test_pool, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
