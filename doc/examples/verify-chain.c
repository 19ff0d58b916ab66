/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judges the chain in a file for a host, as a TLS client would now, and tells
 * every failure:
 *
 *     cc verify-chain.c $(pkg-config --cflags --libs chainwright)
 *     ./a.out root.pem www.demo.test chain.pem
 *
 * Exit status: 0 valid, 1 not valid, 2 no verdict.
 */
#include <chainwright.h>
#include <stdio.h>
#include <time.h>

static void
findings_print(const struct cw_verdict *verdict)
{
	struct cw_finding f;
	size_t i;

	for (i = 0; cw_verdict_finding(verdict, i, &f); i++)
		printf("%s %s in certificate %ld: %s\n",
		    f.severity == CW_ERROR ? "error" : "warning", f.slug,
		    f.certificate, f.title);
}

int
main(int argc, char **argv)
{
	struct cw_certs *trust = cw_certs_new(), *chain = cw_certs_new();
	struct cw_verdict *verdict = NULL;
	struct cw_question question = { .trust = trust, .chain = chain,
		.at = time(NULL) };
	struct cw_error err = { "out of memory" };
	int status = 2;

	if (argc != 4) {
		fprintf(stderr, "usage: %s ROOT HOST CHAIN\n", argv[0]);
		goto out;
	}
	question.trust_source = argv[1];
	question.name = argv[2];
	question.name_type = cw_name_guess(argv[2]);
	if (trust == NULL || chain == NULL ||
	    cw_certs_load(trust, argv[1], &err) != 0 ||
	    cw_certs_load(chain, argv[3], &err) != 0 ||
	    cw_verify(&question, &verdict, &err) != 0) {
		fprintf(stderr, "%s\n", err.text);
		goto out;
	}
	findings_print(verdict);
	printf("%s\n", cw_verdict_valid(verdict) ? "valid" : "not valid");
	status = cw_verdict_valid(verdict) ? 0 : 1;
out:
	cw_verdict_free(verdict);
	cw_certs_free(chain);
	cw_certs_free(trust);
	return status;
}
