/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mutants of the good chain, judged by us, by GnuTLS and, where libcrypto was
 * found, by OpenSSL. Whoever accepts what another refuses belongs to a class of
 * disagreement, and every class has a row in differential.tsv that says who is
 * right and why:
 *
 *   what we say, who says otherwise, what they say, who is right, the reason
 *
 * We say a slug, or "valid", or "valid+SLUG" for a warning about how issuers are
 * told apart; "anchor:" stands before it when the anchor itself was changed, or
 * another is trusted. Who
 * refuses what we accept is asked again, about the path that we found and nothing
 * beside it: "our-path" says that he takes that. A class without a row fails.
 * What both refuse that we accept belongs to a class of "both", and mbedTLS, where
 * it was found, is asked as a third; what it refuses as well is accepted by us
 * alone and belongs to a class of "all".
 *
 *   differential [-n MUTANTS] [-s SEED] [-o MUTANT] TABLE
 *
 * -o makes one mutant alone and prints it as PEM.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pem.h"
#include "path/verdict.h"
#include "tests/differential/mutate.h"
#include "tests/differential/peer.h"
#include "x509/certs.h"

#define NOW INT64_C(1795439206)
#define KEY_SEED "differential"
#define CLASSES 1024

struct class {
	char ours[64], who[16], said[64];
	unsigned long count, example;
	char words[128];
	bool known;
};

static struct class classes[CLASSES];
static size_t class_count;
static struct cw_error err;

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "differential: %s\n", why);
	exit(2);
}

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
refuses(const char *word)
{
	return !is(word, "accepts") && !is(word, "our-path") && !is(word, "-");
}

/* ---- one mutant --------------------------------------------------------------- */

struct verdicts {
	bool show;                      /* the chain as PEM */
	bool valid;
	char ours[64];
	const char *gnutls, *openssl, *third, *words;
	struct bytes path[PATH_MAX_CERTS];      /* that we found */
	size_t path_count;
};


static struct cw_certs *
certs_of(const struct bytes *der, size_t count)
{
	struct cw_certs *certs = cw_certs_new();
	size_t i;

	if (certs == NULL)
		die("out of memory");
	for (i = 0; i < count; i++)
		if (cw_certs_add(certs, der[i].data, der[i].len, "d", &err) != 0)
			die(err.text);
	return certs;
}

static void
word_write(struct verdicts *v, const struct cw_verdict *verdict)
{
	static const enum failure_id warnings[] = { F_AKI_KEYID_MISMATCH,
		F_ISSUER_NAME_ENCODING_DIFFERS };
	const char *before = strstr(v->words, "(root)") != NULL ||
	    strstr(v->words, "another anchor") != NULL ? "anchor:" : "";
	const char *plus = "", *slug = "";
	size_t i;

	v->valid = cw_verdict_valid(verdict);
	if (!v->valid) {
		snprintf(v->ours, sizeof(v->ours), "%s",
		    failure_get(verdict->findings.list[0].id)->slug);
		return;
	}
	for (i = 0; i < 2; i++) {
		if (findings_have(&verdict->findings, warnings[i], NULL)) {
			slug = failure_get(warnings[i])->slug;
			plus = "+";
		}
	}
	snprintf(v->ours, sizeof(v->ours), "%svalid%s%s", before, plus, slug);
}

static void
path_keep(struct verdicts *v, const struct cw_verdict *verdict,
    struct arena *arena)
{
	const struct path *p = verdict->best;
	size_t i;

	for (i = 0; p != NULL && i < p->count; i++) {
		v->path[i].data = arena_copy(arena, p->cert[i]->der);
		v->path[i].len = p->cert[i]->der.len;
		if (v->path[i].data == NULL)
			die("out of memory");
	}
	v->path_count = i;
}

static void
ask_us(const struct peer_question *p, struct verdicts *v, struct arena *arena)
{
	struct cw_certs *chain = certs_of(p->sent, p->sent_count);
	struct cw_certs *trust = certs_of(p->trusted, p->trusted_count);
	struct cw_question q = { .chain = chain, .trust = trust, .at = p->at,
		.name_type = CW_NAME_DNS, .name = p->host };
	struct cw_verdict *verdict;

	if (cw_verify(&q, &verdict, &err) != 0)
		die(err.text);
	word_write(v, verdict);
	path_keep(v, verdict, arena);
	cw_verdict_free(verdict);
	cw_certs_free(chain);
	cw_certs_free(trust);
}

static void
show(const struct bytes *der, size_t count)
{
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	for (i = 0; i < count; i++)
		pem_write(&text, "CERTIFICATE", der[i]);
	if (!text.failed)
		printf("%s", (const char *)text.data);
	buffer_free(&text);
}

/* About our path alone. */
static void
ask_again(struct verdicts *v, const struct peer_question *asked)
{
	static const char ours[] = "our-path";
	struct peer_question q = *asked;

	q.sent = v->path;
	q.sent_count = v->path_count - 1;
	q.trusted = &v->path[v->path_count - 1];
	q.trusted_count = 1;
	if (q.sent_count == 0)
		return;
	if (!is(v->gnutls, "accepts")) {
		v->gnutls = peer_gnutls(&q);
		if (is(v->gnutls, "accepts"))
			v->gnutls = ours;
	}
	if (!is(v->openssl, "accepts")) {
		v->openssl = peer_openssl(&q);
		if (is(v->openssl, "accepts"))
			v->openssl = ours;
	}
}

/* False: what was drawn cannot be minted. */
static bool
judge(struct arena *arena, struct key_cache *keys, struct verdicts *v)
{
	struct scenario *s = arena_alloc(arena, sizeof(*s));
	struct bytes sent[SCENARIO_CERTS], trusted[SCENARIO_CERTS];
	struct scenario_minted minted;
	struct peer_question q;
	size_t i;

	if (s == NULL)
		die("out of memory");
	scenario_good(s, arena, NOW, KEY_TYPE_P256);
	v->words = mutate(s);
	if (s->failed || scenario_mint(s, keys, KEY_SEED, &minted, &err) != 0)
		return false;
	for (i = 0; i < s->sent_count; i++)
		sent[i] = minted.der[s->sent[i]];
	for (i = 0; i < s->trusted_count; i++)
		trusted[i] = minted.der[s->trusted[i]];
	if (v->show)
		show(sent, s->sent_count);
	q = (struct peer_question){ sent, trusted, s->sent_count,
		s->trusted_count, s->now, s->name };
	ask_us(&q, v, arena);
	v->gnutls = peer_gnutls(&q);
	v->openssl = peer_openssl(&q);
	v->third = "-";
	if (v->valid)
		ask_again(v, &q);
	if (v->valid && refuses(v->gnutls) && refuses(v->openssl))
		v->third = peer_mbedtls(&q);
	return true;
}

/* ---- classes --------------------------------------------------------------------- */

static void
class_count_one(const struct verdicts *v, const char *who, const char *said,
    unsigned long number)
{
	struct class *c;
	size_t i;

	for (i = 0; i < class_count; i++) {
		c = &classes[i];
		if (is(c->ours, v->ours) && is(c->who, who) && is(c->said, said))
			break;
	}
	if (i == CLASSES)
		die("too many classes");
	c = &classes[i];
	if (i == class_count) {
		class_count++;
		snprintf(c->ours, sizeof(c->ours), "%s", v->ours);
		snprintf(c->who, sizeof(c->who), "%s", who);
		snprintf(c->said, sizeof(c->said), "%s", said);
		snprintf(c->words, sizeof(c->words), "%s", v->words);
		c->example = number;
	}
	c->count++;
}

static bool
row_is(const struct class *c, char *const *column)
{
	return is(c->ours, column[0]) && is(c->who, column[1]) &&
	    is(c->said, column[2]);
}

static void
row_read(char *line)
{
	char *column[5] = { line };
	size_t i;

	for (i = 1; i < 5; i++) {
		column[i] = strchr(column[i - 1], '\t');
		if (column[i] == NULL)
			die("a row of the table has fewer than five columns");
		*column[i]++ = '\0';
	}
	if (column[4][0] == '\0')
		die("a row of the table gives no reason");
	for (i = 0; i < class_count; i++)
		classes[i].known |= row_is(&classes[i], column);
}

static void
table_read(const char *path)
{
	struct buffer text = BUFFER_EMPTY;
	char *line, *next;

	if (file_read(path, 1 << 20, &text, &err) != 0)
		die(err.text);
	for (line = (char *)text.data; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (*line != '#' && *line != '\0')
			row_read(line);
	}
	buffer_free(&text);
}

/* ---- all of them ------------------------------------------------------------------ */

struct tally {
	unsigned long mutants, some, ours, gnutls, openssl, differ, alone;
};

static void
differ(struct tally *t, const struct verdicts *v, bool gnutls, bool openssl,
    unsigned long number)
{
	char said[64];
	bool alone;

	t->differ++;
	if (v->valid && refuses(v->gnutls) && refuses(v->openssl)) {
		alone = !is(v->third, "accepts");
		t->alone += alone;
		snprintf(said, sizeof(said), "%s/%s%s%s", v->gnutls,
		    v->openssl, alone ? "/" : "", alone ? v->third : "");
		class_count_one(v, alone ? "all" : "both", said, number);
		return;
	}
	if (v->valid != gnutls)
		class_count_one(v, "GnuTLS", v->gnutls, number);
	if (v->valid != openssl && !is(v->openssl, "-"))
		class_count_one(v, "OpenSSL", v->openssl, number);
}

static void
count(struct tally *t, const struct verdicts *v, unsigned long number)
{
	bool gnutls = is(v->gnutls, "accepts");
	bool openssl = is(v->openssl, "-") ? gnutls : is(v->openssl, "accepts");

	t->mutants++;
	t->ours += v->valid;
	t->gnutls += gnutls;
	t->openssl += is(v->openssl, "accepts");
	t->some += v->valid || gnutls || openssl;
	if (v->valid != gnutls || v->valid != openssl)
		differ(t, v, gnutls, openssl, number);
}

static int
classes_tell(void)
{
	size_t i, new = 0;

	for (i = 0; i < class_count; i++) {
		const struct class *c = &classes[i];

		printf("%s%6lu  %s, %s says %s", c->known ? "" : "NEW ",
		    c->count, c->ours, c->who, c->said);
		if (c->known)
			printf("\n");
		else
			printf("; mutant %lu: %s\n", c->example, c->words);
		new += !c->known;
	}
	if (new > 0)
		printf("%zu classes of disagreement have no row in the table\n",
		    new);
	return new > 0 ? 1 : 0;
}

static int
tally_tell(const struct tally *t)
{
	double share = t->mutants == 0 ? 0 :
	    100 * (double)t->some / (double)t->mutants;

	printf("%lu mutants: %.1f %% accepted by somebody (us %lu, GnuTLS %lu, "
	    "OpenSSL %lu), %lu disagreements in %zu classes, %lu accepted by "
	    "us alone\n", t->mutants, share, t->ours, t->gnutls, t->openssl,
	    t->differ, class_count, t->alone);
	if (t->mutants >= 100 && (share < 20 || share > 60)) {
		printf("the mutants are too %s to tell anything\n",
		    share < 20 ? "broken" : "good");
		return 1;
	}
	return 0;
}

/* Each mutant has a seed of its own, so that one alone can be made again. */
static void
run(unsigned long number, uint64_t seed, struct key_cache *keys,
    struct tally *t, bool tell)
{
	struct arena *arena = arena_new(0);
	struct verdicts v = { .show = tell };

	if (arena == NULL)
		die("out of memory");
	chance_seed(seed * UINT64_C(1000003) + number);
	if (judge(arena, keys, &v))
		count(t, &v, number);
	else
		tell = false;
	if (tell)
		printf("%s: %s, GnuTLS %s, OpenSSL %s, mbedTLS %s\n",
		    v.words, v.ours, v.gnutls, v.openssl, v.third);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	unsigned long n = 1000, only = 0, i;
	struct key_cache *keys = key_cache_new(KEY_SEED, &err);
	struct tally t = { .mutants = 0 };
	uint64_t seed = 1;
	int option, rc;

	while ((option = getopt(argc, argv, "n:s:o:")) != -1) {
		switch (option) {
		case 'n':
			n = strtoul(optarg, NULL, 10);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 10);
			break;
		case 'o':
			only = strtoul(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	}
	if (keys == NULL || optind + 1 != argc)
		die("usage: differential [-n MUTANTS] [-s SEED] [-o MUTANT] "
		    "TABLE");
	for (i = only == 0 ? 1 : only; i <= (only == 0 ? n : only); i++)
		run(i, seed, keys, &t, only != 0);
	key_cache_free(keys);
	table_read(argv[optind]);
	rc = classes_tell();
	return tally_tell(&t) | rc;
}
