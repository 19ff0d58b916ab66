/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The test CA in a folder. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gnutls/x509.h>

#include "base/file.h"
#include "ca/chainwright-ca.h"
#include "path/verdict.h"
#include "tests/folder.h"
#include "tests/octets.h"
#include "tests/test.h"
#include "x509/certs.h"
#include "x509/general_name.h"

#define DAY INT64_C(86400)

static char pki[128];

static void
setup(void)
{
	folder_setup();
	snprintf(pki, sizeof(pki), "%s", in_folder("pki"));
}

/* A path in the PKI; eight of them may be in use at once. */
static const char *
in_pki(const char *name)
{
	static char paths[8][768];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof(paths[0]), "%s/%s", pki, name);
	return path;
}

static int
try(const struct cw_mint_options *change, const char *name,
    struct cw_mint_result *result, struct cw_error *err)
{
	struct cw_mint_options o = change != NULL ? *change :
	    (struct cw_mint_options){ 0 };

	o.pki = pki;
	o.names = &name;
	o.name_count = 1;
	if (o.now == 0)
		o.now = TEST_NOW;
	memset(result, 0, sizeof(*result));
	err->text[0] = '\0';
	return cw_mint(&o, result, err);
}

static struct cw_mint_result
must(const struct cw_mint_options *change, const char *name)
{
	struct cw_mint_result result;
	struct cw_error err;

	ck_assert_msg(try(change, name, &result, &err) == 0, "%s", err.text);
	return result;
}

static void
must_not(const char *name, const char *format)
{
	struct cw_mint_result result;
	struct cw_error err;
	char expected[512];
	const char *hole = strstr(format, "PKI");

	ck_assert_int_eq(try(NULL, name, &result, &err), -1);
	if (hole != NULL)
		snprintf(expected, sizeof(expected), "%.*s%s%s",
		    (int)(hole - format), format, pki, hole + 3);
	else
		snprintf(expected, sizeof(expected), "%s", format);
	ck_assert_str_eq(err.text, expected);
}

static struct cw_certs *
certs_of(const char *path)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };

	ck_assert_msg(cw_certs_load(certs, path, &err) == 0, "%s", err.text);
	return certs;
}

/* The chain of a folder is good for GnuTLS, and its key fits. */
static void
assert_works(const char *where, const char *purpose)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_x509_trust_list_t list;
	gnutls_x509_crt_t *chain = NULL;
	gnutls_datum_t data;
	gnutls_typed_vdata_st wants = { GNUTLS_DT_KEY_PURPOSE_OID,
		(unsigned char *)(uintptr_t)purpose, 0 };
	unsigned count = 0, status = ~0u;
	char path[768], key[768];

	snprintf(path, sizeof(path), "%s/fullchain.pem", where);
	snprintf(key, sizeof(key), "%s/privkey.pem", where);
	gnutls_certificate_allocate_credentials(&credentials);
	ck_assert_int_eq(gnutls_certificate_set_x509_key_file(credentials, path,
	    key, GNUTLS_X509_FMT_PEM), 0);
	gnutls_certificate_free_credentials(credentials);
	ck_assert_int_eq(gnutls_load_file(path, &data), 0);
	ck_assert_int_eq(gnutls_x509_crt_list_import2(&chain, &count, &data,
	    GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED), 0);
	ck_assert_uint_eq(count, 2);
	gnutls_free(data.data);
	gnutls_x509_trust_list_init(&list, 0);
	ck_assert_int_eq(gnutls_x509_trust_list_add_trust_file(list,
	    in_pki("root.pem"), NULL, GNUTLS_X509_FMT_PEM, 0, 0), 1);
	ck_assert_int_eq(gnutls_x509_trust_list_verify_crt2(list, chain, count,
	    &wants, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status, NULL), 0);
	ck_assert_uint_eq(status, 0);
	gnutls_x509_trust_list_deinit(list, 1);
	for (unsigned i = 0; i < count; i++)
		gnutls_x509_crt_deinit(chain[i]);
	gnutls_free(chain);
}

/* ---- first use and after ------------------------------------------------ */

START_TEST(test_first_use)
{
	struct cw_mint_result r;
	char target[16] = "";

	umask(022);
	r = must(NULL, "www.example.test");
	ck_assert(r.created);
	ck_assert_str_eq(r.folder, in_pki("certs/www.example.test/1"));
	ck_assert_int_eq(r.not_after, TEST_NOW + 90 * DAY);
	ck_assert_uint_eq(strlen(r.serial), 32);
	ck_assert_uint_eq(mode_of(pki), 0700);
	ck_assert_uint_eq(mode_of(in_pki("keys")), 0700);
	ck_assert_uint_eq(mode_of(in_pki("keys/root.pem")), 0600);
	ck_assert_uint_eq(mode_of(in_pki("keys/issuing.pem")), 0600);
	ck_assert_uint_eq(mode_of(in_pki("root.pem")), 0644);
	ck_assert_uint_eq(mode_of(in_pki("issuing.pem")), 0644);
	ck_assert_uint_eq(mode_of(in_pki("certs/www.example.test/1/"
	    "privkey.pem")), 0600);
	ck_assert_uint_eq(mode_of(in_pki("certs/www.example.test/1/"
	    "cert.pem")), 0644);
	ck_assert_int_eq((int)readlink(in_pki("certs/www.example.test/"
	    "current"), target, sizeof(target) - 1), 1);
	ck_assert_str_eq(target, "1");
	assert_works(r.folder, GNUTLS_KP_TLS_WWW_SERVER);
}
END_TEST

START_TEST(test_next_number)
{
	struct cw_mint_result first = must(NULL, "a.test"), second, other;
	struct cw_certs *before = certs_of(in_pki("root.pem")), *after;
	char target[16] = "";

	second = must(NULL, "a.test");
	other = must(NULL, "b.test");
	ck_assert(!second.created);
	ck_assert_str_eq(second.folder, in_pki("certs/a.test/2"));
	ck_assert_str_eq(other.folder, in_pki("certs/b.test/1"));
	ck_assert_str_ne(first.serial, second.serial);
	ck_assert_int_eq((int)readlink(in_pki("certs/a.test/current"), target,
	    sizeof(target) - 1), 1);
	ck_assert_str_eq(target, "2");
	assert_works(first.folder, GNUTLS_KP_TLS_WWW_SERVER);
	assert_works(second.folder, GNUTLS_KP_TLS_WWW_SERVER);
	after = certs_of(in_pki("root.pem"));
	ck_assert(bytes_equal(before->cert[0]->der, after->cert[0]->der));
	cw_certs_free(before);
	cw_certs_free(after);
}
END_TEST

static const struct {
	const char *key, *profile, *name;
	enum cw_profile most;           /* the strictest that allows it */
} kinds[] = {
	{ "p256", "server", "a.test", CW_WEBPKI },
	{ "p384", "server", "a.test", CW_WEBPKI },
	{ "ed25519", "server", "a.test", CW_TLS },
	{ "p521", "server", "a.test", CW_TLS },
	{ "ed448", "server", "a.test", CW_RFC5280 },
	{ "rsa-pss", "client", "a.test", CW_RFC5280 },
	{ "rsa2048", "server", "192.0.2.7", CW_WEBPKI },
	{ "rsa3072", NULL, "b.a.test", CW_WEBPKI },
	{ NULL, "client", "me@a.test", CW_TLS },
};

/* We find nothing to say of it. */
static void
assert_no_finding(const char *where, const char *name, enum cw_profile profile,
    bool client)
{
	char path[768];
	struct cw_certs *chain, *trust = certs_of(in_pki("root.pem"));
	struct cw_verdict *verdict = NULL;
	struct cw_question q = { .trust = trust, .at = TEST_NOW, .name = name,
		.name_type = cw_name_guess(name), .profile = profile,
		.purpose = client ? CW_CLIENT : CW_SERVER, .strict = true };

	snprintf(path, sizeof(path), "%s/fullchain.pem", where);
	q.chain = chain = certs_of(path);
	ck_assert_int_eq(cw_verify(&q, &verdict, NULL), 0);
	ck_assert_msg(verdict->findings.count == 0, "%s",
	    verdict->findings.count == 0 ? "" :
	    failure_get(verdict->findings.list[0].id)->slug);
	cw_verdict_free(verdict);
	cw_certs_free(chain);
	cw_certs_free(trust);
}

START_TEST(test_kinds)
{
	const struct cw_mint_options o = { .key = kinds[_i].key,
		.profile = kinds[_i].profile };
	struct cw_mint_result r = must(&o, kinds[_i].name);
	bool client = o.profile != NULL && strcmp(o.profile, "client") == 0;

	assert_works(r.folder, client ? GNUTLS_KP_TLS_WWW_CLIENT :
	    GNUTLS_KP_TLS_WWW_SERVER);
	assert_no_finding(r.folder, kinds[_i].name, CW_TLS, client);
	assert_no_finding(r.folder, kinds[_i].name, kinds[_i].most, client);
}
END_TEST

/* ---- names -------------------------------------------------------------- */

START_TEST(test_refused_before_anything)
{
	struct stat st;

	must_not("a..test",
	    "\"a..test\" is no legal host name: a label is empty");
	ck_assert_int_eq(stat(pki, &st), -1);
}
END_TEST

START_TEST(test_many_names)
{
	const char *const names[] = { "a.test", "192.0.2.1", "A.test", "::1",
		"*.a.test" };
	const struct cw_mint_options o = { .pki = pki, .names = names,
		.name_count = COUNT(names), .now = TEST_NOW };
	struct general_name_walk walk;
	struct general_name name;
	struct cw_mint_result r;
	struct cw_error err;
	struct cw_certs *certs;
	size_t count = 0;

	ck_assert_int_eq(cw_mint(&o, &r, &err), 0);
	certs = certs_of(in_pki("certs/a.test/1/cert.pem"));
	general_name_start(&walk, certs->cert[0]->subject_alt_name);
	while (general_name_next(&walk, &name))
		count++;
	ck_assert_uint_eq(count, 4);
	ck_assert(!certs->cert[0]->subject_alt_name_ext->critical);
	cw_certs_free(certs);
}
END_TEST

START_TEST(test_long_name)
{
	static const char name[] = "a123456789a123456789a123456789a123456789"
	    "a123456789.b123456789b123456789b123456789b123456789b123456789"
	    ".c123456789c123456789c123456789c123456789c123456789"
	    ".d123456789d123456789d123456789d123456789d123456789d.test";
	struct cw_mint_result r = must(NULL, name);
	char path[768];
	struct cw_certs *certs;

	ck_assert_ptr_nonnull(strstr(r.folder, "/certs/a123456789"));
	ck_assert_ptr_null(strstr(r.folder, ".test/1"));
	snprintf(path, sizeof(path), "%s/cert.pem", r.folder);
	certs = certs_of(path);
	/* No room for it in a common name: RFC 5280 A.1, then 4.2.1.6. */
	ck_assert_uint_eq(certs->cert[0]->subject.len, 2);
	ck_assert(certs->cert[0]->subject_alt_name_ext->critical);
	cw_certs_free(certs);
}
END_TEST

/* ---- options ------------------------------------------------------------ */

static const struct {
	struct cw_mint_options options;
	const char *sentence;
} wrong[] = {
	{ { .key = "rsa1024" },
	    "no type of key is called \"rsa1024\": " KEY_TYPES },
	{ { .profile = "CA" },
	    "no profile is called \"CA\": server or client" },
	{ { .not_after = TEST_NOW - 61 },
	    "the certificate would end before it begins" },
};

START_TEST(test_wrong_option)
{
	struct cw_mint_result result;
	struct cw_error err;

	ck_assert_int_eq(try(&wrong[_i].options, "a.test", &result, &err), -1);
	ck_assert_str_eq(err.text, wrong[_i].sentence);
}
END_TEST

START_TEST(test_no_name)
{
	const struct cw_mint_options o = { .pki = pki, .now = TEST_NOW };
	struct cw_mint_result result;
	struct cw_error err;

	ck_assert_int_eq(cw_mint(&o, &result, &err), -1);
	ck_assert_str_eq(err.text, "no name is given for the certificate");
}
END_TEST

START_TEST(test_validity)
{
	struct cw_mint_options o = { .not_before = TEST_NOW + DAY,
		.not_after = TEST_NOW + 2 * DAY };
	struct cw_mint_result r = must(&o, "a.test");
	struct cw_certs *certs = certs_of(in_pki("certs/a.test/1/cert.pem"));
	struct cw_error err;

	ck_assert_int_eq(certs->cert[0]->not_before, o.not_before);
	ck_assert_int_eq(certs->cert[0]->not_after, o.not_after);
	ck_assert_int_eq(r.not_after, o.not_after);
	cw_certs_free(certs);
	o = (struct cw_mint_options){ .not_after = TEST_NOW + 2000 * DAY };
	ck_assert_int_eq(try(&o, "a.test", &r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "before the certificate would"));
	/* Near its end the CA issues shorter ones, and none after it. */
	o = (struct cw_mint_options){ .now = TEST_NOW + 1800 * DAY };
	r = must(&o, "a.test");
	ck_assert_int_eq(r.not_after, TEST_NOW + 1825 * DAY);
	o.now = TEST_NOW + 1826 * DAY;
	ck_assert_int_eq(try(&o, "a.test", &r, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "expired on 2031-11-22"));
}
END_TEST

/* ---- what a folder may hold --------------------------------------------- */

static void
discard(const char *name)
{
	ck_assert_int_eq(unlink(in_pki(name)), 0);
}

/* A test CA that consists of files alone. */
static void
discard_store(void)
{
	discard("store.db");
	unlink(in_pki("store.db-wal"));
	unlink(in_pki("store.db-shm"));
}

/* What is there when the first call was stopped, and no store: files in the
   order in which they come. */
static const char *const order[] = { "keys/root.pem", "root.pem",
	"keys/issuing.pem", "issuing.pem" };

START_TEST(test_unfinished)
{
	struct cw_mint_result r = must(NULL, "a.test");
	struct cw_certs *before = certs_of(in_pki("issuing.pem")), *after;

	discard_store();
	for (size_t i = (size_t)_i; i < COUNT(order); i++)
		discard(order[i]);
	r = must(NULL, "a.test");
	ck_assert(r.created == (_i < (int)COUNT(order)));
	assert_works(r.folder, GNUTLS_KP_TLS_WWW_SERVER);
	after = certs_of(in_pki("issuing.pem"));
	/* A key that is there is used. */
	ck_assert(bytes_equal(before->cert[0]->spki.whole,
	    after->cert[0]->spki.whole) == (_i >= 3));
	cw_certs_free(before);
	cw_certs_free(after);
}
END_TEST

START_TEST(test_root_key_elsewhere)
{
	must(NULL, "a.test");
	discard("keys/root.pem");
	assert_works(must(NULL, "a.test").folder, GNUTLS_KP_TLS_WWW_SERVER);
	discard("issuing.pem");
	discard_store();
	must_not("a.test", "the key of the root, PKI/keys/root.pem, is "
	    "missing, and without it no issuing CA can be made");
}
END_TEST

START_TEST(test_issuing_key_missing)
{
	must(NULL, "a.test");
	discard("keys/issuing.pem");
	must_not("a.test", "the key of the issuing CA, PKI/keys/issuing.pem, "
	    "is missing: put it back, or make a new CA in another folder");
}
END_TEST

static void
overwrite(const char *name, const char *text, mode_t mode)
{
	discard(name);
	ck_assert_int_eq(file_create(in_pki(name), bytes_of(text),
	    mode == 0600 ? FILE_SECRET : FILE_PUBLIC, NULL), 0);
}

START_TEST(test_damaged)
{
	char expected[512];

	must(NULL, "a.test");
	overwrite("root.pem", "nothing", 0644);
	must_not("a.test", "PKI/root.pem is not the certificate that the store "
	    "has of that CA: chainwright check --repair writes it again");
	discard_store();
	snprintf(expected, sizeof(expected),
	    "PKI/root.pem holds no readable certificate");
	must_not("a.test", expected);
	discard("root.pem");
	ck_assert_int_eq(link(in_pki("issuing.pem"), in_pki("root.pem")), 0);
	snprintf(expected, sizeof(expected), "PKI/keys/root.pem is not the key "
	    "of %s/root.pem: one of them is of another CA", pki);
	must_not("a.test", expected);
	overwrite("keys/root.pem", "-----BEGIN PRIVATE KEY-----\n", 0600);
	must_not("a.test", "PKI/keys/root.pem: no private key can be read "
	    "from it");
}
END_TEST

START_TEST(test_loose_key)
{
	must(NULL, "a.test");
	ck_assert_int_eq(chmod(in_pki("keys/issuing.pem"), 0640), 0);
	must_not("a.test", "others can read the key PKI/keys/issuing.pem: "
	    "chmod 600 it, or make a new CA in another folder if they did");
}
END_TEST

START_TEST(test_not_a_folder)
{
	ck_assert_int_eq(file_create(pki, bytes_of("x"), FILE_PUBLIC, NULL), 0);
	must_not("a.test", "PKI exists already and is no folder");
}
END_TEST

/* Somebody who may read but not write. */
static void
become_nobody(void)
{
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
}

START_TEST(test_unwritable)
{
	ck_assert_int_eq(chmod(folder, 0755), 0);
	ck_assert_int_eq(mkdir(pki, 0755), 0);
	ck_assert_int_eq(chmod(pki, 0555), 0);
	become_nobody();
	must_not("a.test", "cannot create folder PKI/keys: Permission denied");
	ck_assert(geteuid() == 0 || seteuid(getuid()) == 0);
	ck_assert_int_eq(chmod(pki, 0755), 0);
}
END_TEST

START_TEST(test_unreadable)
{
	must(NULL, "a.test");
	ck_assert_int_eq(chmod(folder, 0755), 0);
	ck_assert_int_eq(chmod(pki, 0755), 0);
	become_nobody();
	must_not("a.test", "cannot open PKI/store.db: Permission denied");
	ck_assert(geteuid() == 0 || seteuid(getuid()) == 0);
}
END_TEST

START_TEST(test_nothing_half_written)
{
	char name[64];

	must(NULL, "a.test");
	/* The name of the certificate's folder is taken by a file. */
	ck_assert_int_eq(file_create(in_pki("certs/b.test"), bytes_of("x"),
	    FILE_PUBLIC, NULL), 0);
	snprintf(name, sizeof(name), "%s", "b.test");
	must_not(name, "PKI/certs/b.test exists already and is no folder");
	ck_assert_uint_eq(mode_of(in_pki("certs/b.test")), 0644);
}
END_TEST

/* ---- several at once, and none to its end ------------------------------- */

#define PROCESSES 12

static void
mint_and_exit(void)
{
	struct cw_mint_result result;
	struct cw_error err;

	if (try(NULL, "a.test", &result, &err) == 0)
		_exit(0);
	fprintf(stderr, "%s\n", err.text);
	_exit(1);
}

START_TEST(test_many_processes)
{
	pid_t child[PROCESSES];
	char name[64], target[16] = "";
	int status;

	for (int i = 0; i < PROCESSES; i++) {
		child[i] = fork();
		ck_assert_int_ge(child[i], 0);
		if (child[i] == 0)
			mint_and_exit();
	}
	for (int i = 0; i < PROCESSES; i++) {
		ck_assert_int_eq(waitpid(child[i], &status, 0), child[i]);
		ck_assert_int_eq(status, 0);
	}
	for (int i = 1; i <= PROCESSES; i++) {
		snprintf(name, sizeof(name), "certs/a.test/%d", i);
		assert_works(in_pki(name), GNUTLS_KP_TLS_WWW_SERVER);
	}
	ck_assert_int_gt((int)readlink(in_pki("certs/a.test/current"), target,
	    sizeof(target) - 1), 0);
	ck_assert_int_eq(atoi(target), PROCESSES);
}
END_TEST

START_TEST(test_killed)
{
	char name[64];
	struct stat st;
	int status;

	/* Later and later, from before the first file to behind the last. */
	for (useconds_t delay = 0; delay < 12000; delay += 400) {
		pid_t child = fork();

		ck_assert_int_ge(child, 0);
		if (child == 0)
			mint_and_exit();
		usleep(delay);
		kill(child, SIGKILL);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
	}
	assert_works(must(NULL, "a.test").folder, GNUTLS_KP_TLS_WWW_SERVER);
	for (int i = 1; i < 40; i++) {
		snprintf(name, sizeof(name), "certs/a.test/%d", i);
		if (stat(in_pki(name), &st) == 0)
			assert_works(in_pki(name), GNUTLS_KP_TLS_WWW_SERVER);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("pki");
	TCase *t = tcase_create("use");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, folder_teardown);
	tcase_add_test(t, test_first_use);
	tcase_add_test(t, test_next_number);
	tcase_add_loop_test(t, test_kinds, 0, (int)COUNT(kinds));
	tcase_add_test(t, test_refused_before_anything);
	tcase_add_test(t, test_many_names);
	tcase_add_test(t, test_long_name);
	tcase_add_loop_test(t, test_wrong_option, 0, (int)COUNT(wrong));
	tcase_add_test(t, test_no_name);
	tcase_add_test(t, test_validity);
	suite_add_tcase(s, t);

	t = tcase_create("trouble");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, folder_teardown);
	tcase_add_loop_test(t, test_unfinished, 0, (int)COUNT(order) + 1);
	tcase_add_test(t, test_root_key_elsewhere);
	tcase_add_test(t, test_issuing_key_missing);
	tcase_add_test(t, test_damaged);
	tcase_add_test(t, test_loose_key);
	tcase_add_test(t, test_not_a_folder);
	tcase_add_test(t, test_unwritable);
	tcase_add_test(t, test_unreadable);
	tcase_add_test(t, test_nothing_half_written);
	tcase_add_test(t, test_many_processes);
	tcase_add_test(t, test_killed);
	suite_add_tcase(s, t);
	return s;
}
