/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The store of a test CA: nothing that was issued is ever lost. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "ca/store.h"
#include "tests/folder.h"
#include "tests/octets.h"
#include "tests/test.h"

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

static struct cw_store *
store_of(struct cw_store_options options)
{
	struct cw_store *store = NULL;
	struct cw_error err = { "" };

	options.folder = pki;
	if (options.now == 0)
		options.now = TEST_NOW;
	ck_assert_msg(cw_store_open(&options, &store, &err) == 0, "%s",
	    err.text);
	return store;
}

static int
mint(struct cw_store *store, const char *name, unsigned count,
    struct cw_error *err)
{
	const struct cw_mint_options o = { .names = &name, .name_count = 1 };

	return cw_store_mint(store, &o, count, NULL, NULL, err);
}

static void
must(const char *name, unsigned count)
{
	struct cw_store *store = store_of(
	    (struct cw_store_options){ .create = true });
	struct cw_error err = { "" };

	ck_assert_msg(mint(store, name, count, &err) == 0, "%s", err.text);
	cw_store_close(store);
}

/* ---- what it says of itself -------------------------------------------------- */

struct seen {
	size_t count, repaired;
	char first[512];
};

static void
told(void *context, const struct cw_store_fault *fault)
{
	struct seen *seen = context;

	if (seen->count++ == 0)
		snprintf(seen->first, sizeof(seen->first), "%s: %s",
		    fault->where, fault->what);
	seen->repaired += fault->repaired;
}

static struct seen
check(bool repair)
{
	struct cw_store *store = store_of((struct cw_store_options){
	    .mending = true, .read_only = !repair });
	struct seen seen = { .count = 0 };
	struct cw_error err = { "" };
	size_t checked;

	ck_assert_msg(cw_store_check(store, repair, told, &seen, &checked,
	    &err) == 0, "%s", err.text);
	ck_assert_uint_gt(checked, 0);
	cw_store_close(store);
	return seen;
}

static void
assert_well(void)
{
	struct seen seen = check(false);

	ck_assert_msg(seen.count == 0, "%s", seen.first);
}

static int64_t
number(struct cw_store *store, const char *sql)
{
	int64_t n = -1;
	struct cw_error err = { "" };

	ck_assert_msg(store_number(store, &n, &err, sql, "") == 0, "%s",
	    err.text);
	return n;
}

#define ISSUED "SELECT count(*) FROM certs WHERE state = 'issued'"

START_TEST(test_first_use)
{
	struct cw_store *store;

	umask(0);
	must("a.test", 1);
	ck_assert_uint_eq(mode_of(pki), 0700);
	ck_assert_uint_eq(mode_of(in_pki("store.db")), 0600);
	ck_assert_uint_eq(mode_of(in_pki("store.db-wal")), 0600);
	ck_assert_uint_eq(mode_of(in_pki("store.db-shm")), 0600);
	assert_well();
	store = store_of((struct cw_store_options){ .read_only = true });
	ck_assert(!cw_store_created(store));
	ck_assert_int_eq(number(store, ISSUED), 3);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM audit"), 4);
	ck_assert_int_eq(number(store, "PRAGMA synchronous"), 2);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM certs "
	    "WHERE written = 0"), 0);
	cw_store_close(store);
}
END_TEST

START_TEST(test_count)
{
	struct cw_store *store;

	must("n{}.test", 110);
	store = store_of((struct cw_store_options){ .create = true });
	ck_assert_int_eq(number(store, ISSUED), 112);
	ck_assert_int_eq(number(store, "SELECT count(DISTINCT serial) FROM "
	    "certs"), 112);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM names WHERE "
	    "value = 'n110.test'"), 1);
	ck_assert_int_eq(mint(store, "same.test", 12, NULL), 0);
	cw_store_close(store);
	ck_assert_uint_eq(mode_of(in_pki("certs/n110.test/1/privkey.pem")),
	    0600);
	ck_assert_uint_eq(mode_of(in_pki("certs/same.test/12/cert.pem")),
	    0644);
	assert_well();
}
END_TEST

START_TEST(test_taken_over)
{
	struct cw_store *store;

	must("a.test", 2);
	must("b.test", 1);
	ck_assert_int_eq(unlink(in_pki("store.db")), 0);
	unlink(in_pki("store.db-wal"));
	unlink(in_pki("store.db-shm"));
	must("a.test", 1);
	store = store_of((struct cw_store_options){ .read_only = true });
	ck_assert_int_eq(number(store, ISSUED), 6);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM certs WHERE "
	    "source = 'files'"), 5);
	cw_store_close(store);
	ck_assert_uint_eq(mode_of(in_pki("certs/a.test/3/cert.pem")), 0644);
	assert_well();
	/* What was taken over can be made again too, with its key. */
	ck_assert_int_eq(unlink(in_pki("certs/b.test/1/privkey.pem")), 0);
	ck_assert_uint_eq(check(true).repaired, 1);
	ck_assert_uint_eq(mode_of(in_pki("certs/b.test/1/privkey.pem")), 0600);
	assert_well();
}
END_TEST

/* ---- what is not as it was --------------------------------------------------- */

static const struct {
	const char *file, *text;        /* NULL: it is removed */
	const char *what;
	bool repairable;
} damage[] = {
	{ "root.pem", "nothing", "not what the store holds", true },
	{ "issuing.pem", NULL, NULL, true },    /* made again by itself */
	{ "certs/a.test/1/cert.pem", NULL, "is missing", true },
	{ "certs/a.test/1/privkey.pem", "x", "not what the store", true },
	{ "certs/a.test/1/chain.pem", "", "not what the store", true },
	{ "keys/issuing.pem", NULL, "issuing.pem, is missing", false },
	{ "keys/root.pem", "x", "no private key", false },
};

START_TEST(test_damage)
{
	const char *path;
	struct seen seen;

	must("a.test", 1);
	path = in_pki(damage[_i].file);
	ck_assert_int_eq(unlink(path), 0);
	if (damage[_i].text != NULL)
		ck_assert_int_eq(file_create(path, bytes_of(damage[_i].text),
		    FILE_SECRET, NULL), 0);
	seen = check(false);
	ck_assert_uint_eq(seen.count, damage[_i].what != NULL);
	if (damage[_i].what != NULL)
		ck_assert_msg(strstr(seen.first, damage[_i].what) != NULL,
		    "%s", seen.first);
	seen = check(true);
	ck_assert((seen.count == seen.repaired) == damage[_i].repairable);
	if (damage[_i].repairable)
		assert_well();
}
END_TEST

/* What nobody could do by accident: the store refuses it, and finds it. */
static const struct {
	const char *trigger, *sql, *what;
} tampering[] = {
	{ "certs_fixed", "UPDATE certs SET serial = x'01' WHERE folder = "
	    "'a.test'", "another serial number" },
	{ "certs_fixed", "UPDATE certs SET sha256 = x'00' WHERE folder = "
	    "'a.test'", "not the one that was issued" },
	{ "certs_kept", "DELETE FROM certs WHERE folder = 'a.test'",
	    NULL },
	{ "audit_fixed", "UPDATE audit SET object = 'x' WHERE seq = 2",
	    "entry 2 of the audit was changed" },
	{ "audit_kept", "DELETE FROM audit WHERE seq = 3",
	    "entry 4 of the audit" },
	{ "audit_kept", "DELETE FROM audit WHERE seq = 1",
	    "entry 2 of the audit" },
};

START_TEST(test_tampering)
{
	struct cw_store *store;
	char drop[64];
	struct seen seen;

	must("a.test", 1);
	store = store_of((struct cw_store_options){ .create = true });
	ck_assert_int_eq(store_exec(store, "DELETE FROM names", NULL), 0);
	ck_assert_int_eq(store_exec(store, tampering[_i].sql, NULL), -1);
	snprintf(drop, sizeof(drop), "DROP TRIGGER %s", tampering[_i].trigger);
	ck_assert_int_eq(store_exec(store, drop, NULL), 0);
	ck_assert_int_eq(store_exec(store, tampering[_i].sql, NULL), 0);
	cw_store_close(store);
	seen = check(true);
	ck_assert_uint_ge(seen.count, 1);
	if (tampering[_i].what != NULL)
		ck_assert_msg(strstr(seen.first, tampering[_i].what) != NULL,
		    "%s", seen.first);
	else
		ck_assert_msg(strstr(seen.first, "knows no such certificate")
		    != NULL, "%s", seen.first);
}
END_TEST

static void
must_not_open(struct cw_store_options o, const char *words)
{
	struct cw_store *store;
	struct cw_error err = { "" };

	o.folder = pki;
	o.now = TEST_NOW;
	ck_assert_int_eq(cw_store_open(&o, &store, &err), -1);
	ck_assert_msg(strstr(err.text, words) != NULL, "%s", err.text);
}

START_TEST(test_not_opened)
{
	const struct cw_store_options create = { .create = true };
	struct cw_store *store;
	struct stat st;

	must_not_open((struct cw_store_options){ .create = false },
	    "chainwright mint NAME makes one");
	ck_assert_int_eq(stat(pki, &st), -1);
	must("a.test", 1);
	ck_assert_int_eq(chmod(in_pki("store.db"), 0644), 0);
	must_not_open(create, "others can read the store");
	ck_assert_int_eq(chmod(in_pki("store.db"), 0600), 0);
	store = store_of(create);
	ck_assert_int_eq(store_exec(store, "PRAGMA user_version = 99", NULL),
	    0);
	cw_store_close(store);
	must_not_open(create, "made by a newer chainwright");
	ck_assert_int_eq(unlink(in_pki("store.db")), 0);
	unlink(in_pki("store.db-wal"));
	unlink(in_pki("store.db-shm"));
	ck_assert_int_eq(file_create(in_pki("store.db"), bytes_of("This is no "
	    "database, however long one looks at it, for a database begins "
	    "with a header of 100 octets, which are not here.............."),
	    FILE_SECRET, NULL), 0);
	must_not_open(create, "is damaged");
}
END_TEST

START_TEST(test_busy)
{
	struct cw_store *holder;
	char words[64];
	int ready[2], status;
	char octet;
	pid_t child;

	must("a.test", 1);
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		holder = store_of((struct cw_store_options){ .create = true });
		if (store_begin(holder, NULL) < 0 ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	ck_assert_int_eq((int)read(ready[0], &octet, 1), 1);
	holder = store_of((struct cw_store_options){ .create = true,
	    .wait = 1 });
	struct cw_error err = { "" };
	ck_assert_int_eq(mint(holder, "b.test", 1, &err), -1);
	cw_store_close(holder);
	snprintf(words, sizeof(words), "process %ld has been writing",
	    (long)child);
	ck_assert_msg(strstr(err.text, words) != NULL, "%s", err.text);
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	must("b.test", 1);
	assert_well();
}
END_TEST

/* ---- many at once, and none to its end -------------------------------------- */

#define PROCESSES 50

static pid_t
mint_in_child(const char *name, unsigned count)
{
	pid_t child = fork();
	struct cw_store_options o = { .folder = pki, .create = true,
		.now = TEST_NOW, .wait = 120 };
	struct cw_store *store;
	struct cw_error err;

	ck_assert_int_ge(child, 0);
	if (child != 0)
		return child;
	if (cw_store_open(&o, &store, &err) == 0 &&
	    mint(store, name, count, &err) == 0)
		_exit(0);
	fprintf(stderr, "%s\n", err.text);
	_exit(1);
}

START_TEST(test_fifty)
{
	pid_t child[PROCESSES];
	struct cw_store *store;
	int status;

	for (int i = 0; i < PROCESSES; i++)
		child[i] = mint_in_child(i % 2 != 0 ? "a.test" : "b.test", 1);
	for (int i = 0; i < PROCESSES; i++) {
		ck_assert_int_eq(waitpid(child[i], &status, 0), child[i]);
		ck_assert_int_eq(status, 0);
	}
	store = store_of((struct cw_store_options){ .read_only = true });
	ck_assert_int_eq(number(store, ISSUED), PROCESSES + 2);
	ck_assert_int_eq(number(store, "SELECT count(DISTINCT serial) FROM "
	    "certs"), PROCESSES + 2);
	ck_assert_int_eq(number(store, "SELECT max(number) FROM certs WHERE "
	    "folder = 'a.test'"), PROCESSES / 2);
	cw_store_close(store);
	assert_well();
}
END_TEST

#define WRITERS 3

START_TEST(test_killed)
{
	int rounds = getenv("CHECK_LONG") != NULL ? 200 : 6, status;
	unsigned seed = 4711;
	struct seen seen;

	for (int i = 0; i < rounds; i++) {
		pid_t child[WRITERS];

		for (int w = 0; w < WRITERS; w++)
			child[w] = mint_in_child("a{}.test", 20);
		seed = seed * 1103515245u + 12345u;
		usleep(seed >> 16 & 0x7fff);
		for (int w = 0; w < WRITERS; w++)
			kill(child[w], SIGKILL);
		for (int w = 0; w < WRITERS; w++)
			ck_assert_int_eq(waitpid(child[w], &status, 0),
			    child[w]);
		/* Whoever comes next finishes what they began. */
		must("after.test", 1);
		assert_well();
	}
	seen = check(true);
	ck_assert_msg(seen.count == 0, "%s", seen.first);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("store");
	TCase *t = tcase_create("use");

	tcase_set_timeout(t, 300);
	tcase_add_checked_fixture(t, setup, folder_teardown);
	tcase_add_test(t, test_first_use);
	tcase_add_test(t, test_count);
	tcase_add_test(t, test_taken_over);
	tcase_add_loop_test(t, test_damage, 0, (int)COUNT(damage));
	tcase_add_loop_test(t, test_tampering, 0, (int)COUNT(tampering));
	tcase_add_test(t, test_not_opened);
	tcase_add_test(t, test_busy);
	tcase_add_test(t, test_fifty);
	tcase_add_test(t, test_killed);
	suite_add_tcase(s, t);
	return s;
}
