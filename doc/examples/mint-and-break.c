/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mints a chain that fails in one way, or in none, judges it, and writes it to a
 * folder for other programs to try their hand at:
 *
 *     cc mint-and-break.c $(pkg-config --cflags --libs chainwright-ca)
 *     ./a.out validity-expired folder
 *
 * Exit status: 0 that failure and no other was found, 1 another, 2 no verdict.
 */
#include <chainwright-ca.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int
judge(const struct cw_scenario *scenario, const char *slug)
{
	struct cw_verdict *verdict;
	struct cw_finding f;
	struct cw_error err;
	int status;

	if (cw_verify(cw_scenario_question(scenario), &verdict, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	status = cw_verdict_findings(verdict) == 1 &&
	    cw_verdict_finding(verdict, 0, &f) &&
	    strcmp(f.slug, slug) == 0 ? 0 : 1;
	if (status == 0)
		printf("%s: %s\n%s\n", f.slug, f.title, f.clause);
	cw_verdict_free(verdict);
	return status;
}

int
main(int argc, char **argv)
{
	struct cw_scenario_options options = { .now = time(NULL) };
	struct cw_scenario *scenario;
	struct cw_error err;
	int status;

	if (argc != 3) {
		fprintf(stderr, "usage: %s FAILURE FOLDER\n", argv[0]);
		return 2;
	}
	options.slug = argv[1];
	if (cw_scenario_new(&options, &scenario, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	status = judge(scenario, argv[1]);
	if (status == 0 && cw_scenario_write(scenario, argv[2], &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		status = 2;
	}
	cw_scenario_free(scenario);
	return status;
}
