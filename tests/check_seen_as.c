/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other programs' words for our failures: the table, and the search in it. */
#include "config.h"

#include <string.h>
#include "find/seen_as.h"
#include "tests/test.h"

static const char *const slugs[] = {
#define SEEN_AS(slug, ...) slug,
#include "find/seen_as.def"
#undef SEEN_AS
};
#define ROWS (sizeof(slugs) / sizeof(slugs[0]))

/* ---- the table ------------------------------------------------------------ */

START_TEST(every_failure_has_a_row)
{
	const char *slug = failure_get((enum failure_id)_i)->slug;
	size_t rows = 0, i;

	for (i = 0; i < ROWS; i++)
		rows += strcmp(slugs[i], slug) == 0;
	ck_assert_msg(rows == 1, "%s has %zu rows in lib/find/seen_as.def: give "
	    "it one, with \"-\" where nobody has a word for it", slug, rows);
}
END_TEST

START_TEST(every_row_has_a_failure)
{
	ck_assert_msg(failure_find(slugs[_i]) != FAILURE_COUNT,
	    "lib/find/seen_as.def: no failure %s", slugs[_i]);
}
END_TEST

/* No mark of the survey, no empty word, no beginning that is left out. */
START_TEST(words_are_plain)
{
	struct bytes word;
	unsigned by;
	size_t i;

	for (by = 0; by < SEEN_PROGRAMS; by++)
		for (i = 0; seen_as((enum failure_id)_i, (enum seen_by)by, i,
		    &word); i++) {
			ck_assert_uint_gt(word.len, 2);
			ck_assert_msg(memchr(word.data, '*', word.len) == NULL &&
			    memchr(word.data, '?', word.len) == NULL,
			    "%.*s", (int)word.len, (const char *)word.data);
			ck_assert(word.data[0] != ' ' &&
			    word.data[word.len - 1] != ' ');
			ck_assert(memcmp(word.data, "X509_V",
			    word.len < 6 ? word.len : 6) != 0);
		}
}
END_TEST

/* ---- the search ----------------------------------------------------------- */

static const struct {
	const char *words;
	enum seen_match match;
	const char *first;              /* most likely */
	const char *among;              /* further down; NULL: anything */
} cases[] = {
	{ "unable to get local issuer certificate", MATCH_EXACT,
	    "issuer-not-found", "extension-malformed" },
	{ "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", MATCH_EXACT, "issuer-not-found",
	    NULL },
	{ "x509_v_err_unable_to_get_issuer_cert_locally", MATCH_EXACT,
	    "issuer-not-found", NULL },
	{ "20", MATCH_EXACT, "issuer-not-found", "chain-loop" },
	{ " (20) ", MATCH_EXACT, "issuer-not-found", NULL },
	{ "-201", MATCH_EXACT, "validity-expired", "validity-not-yet-valid" },
	{ "CERTIFICATE\tHAS \n expired", MATCH_EXACT, "validity-expired", NULL },
	{ "verify error:num=10:certificate has expired", MATCH_WITHIN,
	    "validity-expired", "trust-anchor-expired" },
	{ "GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE", MATCH_EXACT,
	    "path-length-exceeded", NULL },
	{ "The certificate issuer is unknown.", MATCH_EXACT, "issuer-not-found",
	    "root-not-trusted" },
	{ "x509: certificate is valid for a.test, b.test, not www.test",
	    MATCH_WITHIN, "peer-name-dns-mismatch", NULL },
	{ "tls: failed to verify certificate: x509: certificate signed by "
	    "unknown authority", MATCH_WITHIN, "issuer-not-found", NULL },
	{ "InvalidCertificate(UnknownIssuer)", MATCH_WITHIN, "issuer-not-found",
	    NULL },
	{ "unknownissu", MATCH_PART, "issuer-not-found", NULL },
	{ "issuer local unable", MATCH_WORDS, "issuer-not-found", NULL },
	{ "kMaxPathLengthViolated", MATCH_EXACT, "path-length-exceeded", NULL },
};

START_TEST(meaning)
{
	struct meaning found[FAILURE_COUNT];
	size_t count = meanings_find(cases[_i].words, found), i;
	bool among = cases[_i].among == NULL;

	ck_assert_msg(count > 0, "%s", cases[_i].words);
	ck_assert_str_eq(failure_get(found[0].id)->slug, cases[_i].first);
	ck_assert_int_eq(found[0].match, cases[_i].match);
	for (i = 0; i < count; i++) {
		ck_assert(i == 0 || found[i].match <= found[i - 1].match);
		among = among || strcmp(failure_get(found[i].id)->slug,
		    cases[_i].among) == 0;
	}
	ck_assert_msg(among, "%s: not %s", cases[_i].words, cases[_i].among);
}
END_TEST

static const char *const nothing[] = { "", " ", ".", "frobnicate", "9999",
	"the", "a b", "x", "\xff\xfe", "validity-expird" };

START_TEST(no_meaning)
{
	struct meaning found[FAILURE_COUNT];

	ck_assert_uint_eq(meanings_find(nothing[_i], found), 0);
}
END_TEST

START_TEST(one_program_alone)
{
	struct meaning found[FAILURE_COUNT];
	size_t count = meanings_of(SEEN_GNUTLS, "EXPIRED", found), i;

	ck_assert_uint_ge(count, 2);
	ck_assert_str_eq(failure_get(found[0].id)->slug, "validity-expired");
	for (i = 0; i < count; i++)
		ck_assert_int_eq(found[i].by, SEEN_GNUTLS);
	ck_assert_uint_eq(meanings_of(SEEN_OPENSSL, "UnknownIssuer", found), 0);
	ck_assert_uint_eq(meanings_of(SEEN_GNUTLS, "EXPIR", found), 0);
}
END_TEST

START_TEST(nearest)
{
	ck_assert_str_eq(foreign_nearest("issuer of local moon cheese unable"),
	    "unable to get local issuer certificate");
	ck_assert_ptr_null(foreign_nearest("moon cheese"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("seen as");
	TCase *table = tcase_create("table"), *search = tcase_create("search");

	tcase_add_loop_test(table, every_failure_has_a_row, 0, FAILURE_COUNT);
	tcase_add_loop_test(table, every_row_has_a_failure, 0, ROWS);
	tcase_add_loop_test(table, words_are_plain, 0, FAILURE_COUNT);
	tcase_add_loop_test(search, meaning, 0,
	    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(search, no_meaning, 0,
	    sizeof(nothing) / sizeof(nothing[0]));
	tcase_add_test(search, one_program_alone);
	tcase_add_test(search, nearest);
	suite_add_tcase(s, table);
	suite_add_tcase(s, search);
	return s;
}
