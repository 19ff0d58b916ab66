/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What hostile inputs cost: CPU and memory over start-up, each in a process of
 * its own that reads, judges and reports; and how the time grows when the input
 * doubles. Fails when one is over what is promised: 250 ms, 64 MiB, 2.6 times.
 *
 *   bench_work
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tests/test.h"
#include "tests/work.h"

#define NOW INT64_C(1795439206)
#define SHARED ((size_t)64 << 20)
#define MOST_MS 250.0
#define MOST_KIB 65536
#define MOST_RATIO 2.6
#define ROUNDS 9
/* What takes less is mostly the clock, and start-up. */
#define LEAST_MS 0.5

/* Between the processes: what to judge, and what came of it. */
struct shared {
	double ms;
	long kib;
	unsigned signatures, steps;
	char found[80];
	size_t len;                     /* of the octets: numbers and DER */
	uint8_t octets[];
};

static struct shared *shared;

static _Noreturn void
give_up(const char *what)
{
	fprintf(stderr, "bench_work: %s\n", what);
	exit(EXIT_FAILURE);
}

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static long
peak_kib(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) != 0)
		give_up("getrusage");
	return u.ru_maxrss;
}

static void
put(const void *octets, size_t len)
{
	if (shared->len + len > SHARED - sizeof(*shared))
		give_up("a work is too large");
	memcpy(shared->octets + shared->len, octets, len);
	shared->len += len;
}

static void
put_list(const struct cw_certs *certs)
{
	put(&certs->count, sizeof(certs->count));
	for (size_t i = 0; i < certs->count; i++) {
		put(&certs->cert[i]->der.len, sizeof(size_t));
		put(certs->cert[i]->der.data, certs->cert[i]->der.len);
	}
}

static struct cw_certs *
get_list(const struct work *w, size_t *at)
{
	struct cw_certs *certs = cw_certs_new();
	size_t count, len;

	if (certs == NULL ||
	    cw_certs_limit(certs, w->limit, work_limits(w), NULL) != 0)
		give_up("no list");
	memcpy(&count, shared->octets + *at, sizeof(count));
	*at += sizeof(count);
	while (count-- > 0) {
		memcpy(&len, shared->octets + *at, sizeof(len));
		*at += sizeof(len);
		if (cw_certs_add(certs, shared->octets + *at, len, "work",
		    NULL) != 0)
			give_up("no certificate");
		*at += len;
	}
	return certs;
}

/* In a process of its own, so that its memory is no part of what is measured. */
static void
build(const struct work *w, size_t n)
{
	struct buffer file = BUFFER_EMPTY;
	struct grove g;

	shared->len = 0;
	if (w->write != NULL) {
		w->write(&file, n);
		put(file.data, file.len);
		return;
	}
	grove_setup();
	grove_start(&g);
	w->grow(&g, n);
	put_list(g.chain);
	put_list(g.rest);
	put_list(g.trust);
}

/* The groves assert, which only a test may. */
static const struct work *building;
static size_t building_n;

START_TEST(test_build)
{
	build(building, building_n);
}
END_TEST

static bool
build_as_test(const struct work *w, size_t n)
{
	Suite *s = suite_create("build");
	TCase *t = tcase_create("build");
	SRunner *runner = srunner_create(s);

	building = w;
	building_n = n;
	tcase_add_test(t, test_build);
	suite_add_tcase(s, t);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	return srunner_ntests_failed(runner) == 0;
}

static void
judge_file(void)
{
	struct cw_certs *certs = cw_certs_new();
	struct cw_error err = { "" };

	if (cw_certs_read(certs, shared->octets, shared->len, "file", &err) ==
	    0)
		snprintf(err.text, sizeof(err.text), "read");
	snprintf(shared->found, sizeof(shared->found), "%.79s", err.text);
	cw_certs_free(certs);
}

static void
judge_lists(const struct work *w)
{
	size_t at = 0;
	struct cw_certs *chain = get_list(w, &at), *rest = get_list(w, &at),
	    *trust = get_list(w, &at);
	struct cw_question q = { .chain = chain, .untrusted = rest,
		.trust = trust, .at = NOW, .name = GROVE_HOST,
		.limit = w->limit, .limit_count = work_limits(w) };
	struct cw_verdict *v;
	char *text;

	if (cw_verify(&q, &v, NULL) != 0)
		give_up("no verdict");
	text = cw_verdict_text(v, &(struct cw_style){ .columns = 80 });
	if (text == NULL)
		give_up("no report");
	shared->signatures = v->signatures;
	shared->steps = v->steps;
	snprintf(shared->found, sizeof(shared->found), "%s",
	    v->findings.errors == 0 ? "valid" :
	    failure_get(v->findings.list[0].id)->slug);
	free(text);
	cw_verdict_free(v);
	cw_certs_free(chain);
	cw_certs_free(rest);
	cw_certs_free(trust);
}

static void
judge(const struct work *w)
{
	volatile uint8_t touched = 0;
	double start;
	long kib;

	shared->signatures = shared->steps = 0;
	/* The input itself is no cost of ours. */
	for (size_t i = 0; i < shared->len; i += 1024)
		touched = (uint8_t)(touched ^ shared->octets[i]);
	kib = peak_kib();
	start = cpu_ms();
	if (w->write != NULL)
		judge_file();
	else
		judge_lists(w);
	shared->ms = cpu_ms() - start;
	shared->kib = peak_kib() - kib;
}

static void
apart(const struct work *w, size_t n)
{
	int status = -1;
	pid_t child;

	/* What waits to be printed is printed once. */
	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (n != 0)
			_exit(build_as_test(w, n) ? EXIT_SUCCESS :
			    EXIT_FAILURE);
		judge(w);
		_exit(EXIT_SUCCESS);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		give_up(w->name);
}

/* The least of some rounds, for the machine is not idle. */
static double
measure(const struct work *w, size_t n)
{
	double least = 1e9;

	apart(w, n);
	for (int i = 0; i < ROUNDS; i++) {
		apart(w, 0);
		least = shared->ms < least ? shared->ms : least;
	}
	return least;
}

static bool
report(const struct work *w)
{
	double once = measure(w, w->n), twice;
	bool good = once <= MOST_MS && shared->kib <= MOST_KIB;

	printf("%-34s %8.2f %7ld %5u %6u", w->name, once, shared->kib,
	    shared->signatures, shared->steps);
	if (w->twice == 0) {
		printf("       %s%s\n", shared->found, good ? "" : "  TOO MUCH");
		return good;
	}
	twice = measure(w, w->twice);
	if (twice > LEAST_MS && twice > MOST_RATIO * once)
		good = false;
	printf(" %5.2f %s%s\n", twice / once, shared->found,
	    good ? "" : "  TOO MUCH");
	return good;
}

int
main(void)
{
	bool good = true;

	shared = mmap(NULL, SHARED, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		give_up("no memory");
	printf("%-34s %8s %7s %5s %6s %5s %s\n", "hostile input", "CPU ms",
	    "KiB", "sigs", "steps", "x2", "verdict");
	for (size_t i = 0; i < work_count; i++)
		good = report(&works[i]) && good;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
