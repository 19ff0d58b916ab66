/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The four extensions about policies, of the certificates of one path: an octet
 * of options, then extensions, each behind an octet that tells which one it is
 * and whose, and two octets of length. Certificate 0 is the target; the last one
 * named is the anchor, or stands below one without extensions.
 */
#include "config.h"

#include "path/walk.h"
#include "report/report.h"
#include "tests/fuzz/fuzz.h"
#include "x509/extension.h"

#define CERTS 7
#define EXTENSIONS 4

enum { EXPLICIT = 1, NO_MAPPING = 2, NO_ANY = 4, ASKED = 8, FEW = 16,
	ANCHOR_KEY = 32, WEBPKI = 64, ANCHOR_LAST = 128 };

static const enum oid types[EXTENSIONS] = { OID_CE_CERTIFICATE_POLICIES,
	OID_CE_POLICY_MAPPINGS, OID_CE_POLICY_CONSTRAINTS,
	OID_CE_INHIBIT_ANY_POLICY };

/* ---- seeds ------------------------------------------------------------------- */

/* The policies 2.999.1 and so on. */
#define P(n) 0x30, 5, 6, 3, 0x88, 0x37, (n)
#define ANY 0x30, 6, 6, 4, 0x55, 0x1d, 0x20, 0
#define PAIR(a, b) 0x30, 10, 6, 3, 0x88, 0x37, (a), 6, 3, 0x88, 0x37, (b)
#define TO_ANY(a) 0x30, 11, 6, 3, 0x88, 0x37, (a), 6, 4, 0x55, 0x1d, 0x20, 0
#define CPS(n) 0x30, 25, 6, 3, 0x88, 0x37, (n), 0x30, 18, 0x30, 16, 6, 8, \
	0x2b, 6, 1, 5, 5, 7, 2, 1, 0x16, 4, 'h', ':', '/', '/'
#define NOTICE(n) 0x30, 25, 6, 3, 0x88, 0x37, (n), 0x30, 18, 0x30, 16, 6, 8, \
	0x2b, 6, 1, 5, 5, 7, 2, 2, 0x30, 4, 0x0c, 2, 'h', 'i'
#define ODD(n) 0x30, 16, 6, 3, 0x88, 0x37, (n), 0x30, 9, 0x30, 7, 6, 3, 0x88, \
	0x37, 9, 5, 0

#define COUNT(...) (uint8_t)sizeof((const uint8_t[]){ __VA_ARGS__ })
#define LIST(...) 0x30, COUNT(__VA_ARGS__), __VA_ARGS__
#define CRITICAL 0x40
#define SELF 0x80               /* self-issued */
#define EXT(cert, type, ...) (cert) << 2 | (type), 0, COUNT(__VA_ARGS__), \
	__VA_ARGS__
#define POLICIES(cert, ...) EXT(cert, 0, LIST(__VA_ARGS__))
#define MAPPINGS(cert, ...) EXT(cert, 1, LIST(__VA_ARGS__))

#define OCTETS 160
static const struct {
	uint8_t len, octets[OCTETS];
} seeds[] = {
#define SEED_ROW(...) { COUNT(__VA_ARGS__), { __VA_ARGS__ } }
	SEED_ROW(EXPLICIT, POLICIES(1, P(1)), POLICIES(0, P(1))),
	SEED_ROW(EXPLICIT, POLICIES(1, P(1)), POLICIES(0, P(2))),
	SEED_ROW(EXPLICIT | ASKED, POLICIES(1, P(3)), POLICIES(0, P(3))),
	SEED_ROW(EXPLICIT | ASKED, POLICIES(1, ANY), POLICIES(0, ANY)),
	SEED_ROW(EXPLICIT | NO_ANY, POLICIES(1, P(1)), POLICIES(0, ANY)),
	SEED_ROW(EXPLICIT, POLICIES(2, P(1)), MAPPINGS(2, PAIR(1, 2),
	    PAIR(1, 3)), POLICIES(1, P(2), ANY), MAPPINGS(1, PAIR(2, 4)),
	    POLICIES(0, P(4))),
	SEED_ROW(EXPLICIT, POLICIES(1, ANY), MAPPINGS(1, PAIR(1, 2)),
	    POLICIES(0, P(2))),
	SEED_ROW(EXPLICIT | NO_MAPPING, POLICIES(1, P(1)), MAPPINGS(1,
	    PAIR(1, 2)), POLICIES(0, P(2))),
	SEED_ROW(EXPLICIT, POLICIES(1, P(1)), MAPPINGS(1, TO_ANY(1)),
	    POLICIES(0, P(2))),
	SEED_ROW(0, POLICIES(2, P(1)), EXT(CRITICAL >> 2 | 2, 2, LIST(0x80, 1,
	    0, 0x81, 1, 1)), EXT(2, 3, 2, 1, 0), POLICIES(1, ANY),
	    EXT(SELF >> 2 | 1, 1, LIST(PAIR(1, 2))), POLICIES(0, P(2))),
	SEED_ROW(0, EXT(1, 2, LIST(0x80, 5, 1, 0, 0, 0, 0)), EXT(1, 3, 2, 5,
	    1, 0, 0, 0, 0)),
	SEED_ROW(WEBPKI, EXT(1, 2, 0x30, 0), POLICIES(0, P(1), P(2), P(1))),
	SEED_ROW(WEBPKI, POLICIES(0, P(1), P(2), P(3), P(4), P(5), P(6), P(7),
	    P(8), P(9), P(10), P(11), P(12), P(13), P(14), P(15), P(16),
	    P(1))),
	SEED_ROW(0, EXT(CRITICAL >> 2 | 0, 0, LIST(CPS(1), NOTICE(2),
	    ODD(3)))),
	SEED_ROW(EXPLICIT | ANCHOR_LAST, POLICIES(2, P(1)), POLICIES(1, P(1)),
	    POLICIES(0, P(1))),
	SEED_ROW(EXPLICIT | ANCHOR_LAST | ANCHOR_KEY, POLICIES(2, P(2)),
	    POLICIES(1, P(1)), POLICIES(0, P(1))),
	SEED_ROW(EXPLICIT | FEW, POLICIES(1, P(1), P(2), P(3)), MAPPINGS(1,
	    PAIR(1, 2)), POLICIES(0, P(2), P(3))),
	SEED_ROW(EXPLICIT, EXT(1, 0, 0x30, 0), POLICIES(0, P(1))),
};

static void
policies_seeds(fuzz_emit *emit, void *to)
{
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(to, (struct bytes){ seeds[i].octets, seeds[i].len });
}

static const char *const policies_reaches[] = { "certificate_policies_read",
	"user_notice_read", "policy_mappings_read", "policy_constraints_read",
	"inhibit_any_policy_read", "policy_graph_take", "level_merge",
	"policy_graph_map", "level_map", "level_delete", "expect_mapped",
	"policy_graph_authorities", "level_reach", "policies_of_user",
	"take_constraints", "wrap_up", "find_repeated", "check_qualifiers",
	"check_mappings", "check_form", "find_trouble",
	"find_mapping_inhibited", "find_any_inhibited", "find_not_acceptable",
	"find_required", "satisfied_without", "policies_rows",
	"mappings_rows", "policy_constraints_text", "inhibit_any_policy_text",
	NULL };

const struct fuzz_target fuzz_target = { policies_seeds, policies_reaches,
	0 };

/* ---- the path ------------------------------------------------------------------ */

struct input {
	struct cert cert[CERTS + 1];
	struct extension extension[CERTS][EXTENSIONS];
	struct path path;
};

/* One of a certificate: a second of its type takes the place of the first. */
static void
extension_add(struct input *in, unsigned head, struct bytes value)
{
	size_t place = (head >> 2 & 0x0f) % CERTS;
	struct cert *c = &in->cert[place];
	struct extension *e = &in->extension[place][head % EXTENSIONS];
	struct der_trouble trouble = { .fault = DER_FINE };

	if (e->id != OID_UNKNOWN)
		return;
	*e = (struct extension){
		.id = types[head % EXTENSIONS],
		.critical = (head & CRITICAL) != 0,
		.oid = oid_contents(types[head % EXTENSIONS]),
		.value = value, .whole = value
	};
	e->readable = extension_decode(c, e, &trouble);
	in->path.self_issued[place] |= (head & SELF) != 0;
	if (in->path.count <= place)
		in->path.count = place + 1;
}

static void
path_fill(struct input *in, const uint8_t *data, size_t size)
{
	size_t i, len;

	in->path.anchored = true;
	for (i = 0; i <= CERTS; i++) {
		in->path.cert[i] = &in->cert[i];
		in->cert[i].der = (struct bytes){ data, size };
	}
	for (i = 0; i < CERTS; i++) {
		in->cert[i].extension = in->extension[i];
		in->cert[i].extension_count = EXTENSIONS;
	}
	for (i = 0; i < CERTS * EXTENSIONS; i++)
		in->extension[i / EXTENSIONS][i % EXTENSIONS].readable = true;
	while (size >= 3) {
		len = (size_t)data[1] << 8 | data[2];
		if (len > size - 3)
			len = size - 3;
		extension_add(in, data[0], (struct bytes){ data + 3, len });
		data += 3 + len;
		size -= 3 + len;
	}
}

static void
path_walk(struct input *in, struct cw_verdict *v)
{
	struct severity_rule rule = { v->question.profile, false };
	struct walk w = { .found = &in->path.findings,
		.question = &v->question, .verdict = v, .path = &in->path };
	size_t i;

	findings_start(&in->path.findings, v->arena, &rule);
	policy_run_start(&w.policy, v, &in->path);
	for (i = in->path.count; i-- > 0;) {
		w.cert = in->path.cert[i];
		w.index = i;
		w.is_anchor = i + 1 == in->path.count;
		w.is_target = i == 0;
		check_policy(&w);
	}
}

/* ---- what holds for every path --------------------------------------------------- */

static void
require_set(const struct policy_set *set)
{
	size_t i;

	for (i = 1; i < set->count; i++)
		FUZZ_REQUIRE(policy_compare(set->policy[i - 1],
		    set->policy[i]) < 0);
}

static void
require_sets(const struct path *p, const struct policy_set *asked)
{
	const struct bytes any = oid_contents(OID_ANY_POLICY);
	const struct policy_set *all = &p->authority_policies;
	const struct policy_set *user = &p->user_policies;
	size_t i;

	require_set(all);
	require_set(user);
	for (i = 0; i < user->count; i++) {
		FUZZ_REQUIRE(policies_have(all, user->policy[i]) ||
		    policies_have(all, any));
		FUZZ_REQUIRE(asked->count == 0 ||
		    policies_have(asked, user->policy[i]));
	}
}

static void
require_findings(const struct findings *f)
{
	unsigned about_path = 0;
	size_t i;

	FUZZ_REQUIRE(!f->failed);
	for (i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];

		FUZZ_REQUIRE(one->cert != NULL);
		FUZZ_REQUIRE(one->at.len == 0 ||
		    bytes_within(one->at, one->cert->der));
		about_path += policy_depends_on_path(one->id);
	}
	/* One cause, one error. */
	FUZZ_REQUIRE(about_path <= 1);
}

static void
require_rows(const struct input *in)
{
	const struct field_context context = { .verdict = NULL };
	struct rows rows = ROWS_EMPTY;
	size_t i, k;

	for (i = 0; i < CERTS; i++)
		for (k = 0; k < EXTENSIONS; k++)
			if (in->extension[i][k].id != OID_UNKNOWN)
				extension_rows(&rows, &in->cert[i],
				    extension_field(types[k]), &context);
	FUZZ_REQUIRE(!rows.failed);
	rows_free(&rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const asked[] = { "2.999.1", "2.999.2" };
	static const struct cw_limit few = { "policies", 5 };
	unsigned options = size > 0 ? data[0] : 0;
	struct input in;
	struct cw_verdict v;

	memset(&in, 0, sizeof(in));
	memset(&v, 0, sizeof(v));
	v.arena = arena_new(0);
	v.question = (struct cw_question){
		.profile = options & WEBPKI ? CW_WEBPKI : CW_RFC5280,
		.anchor_mode = options & ANCHOR_KEY ? CW_ANCHOR_KEY :
		    CW_ANCHOR_CERTIFICATE,
		.policies = asked, .policy_count = options & ASKED ? 2 : 0,
		.explicit_policy = (options & EXPLICIT) != 0,
		.inhibit_policy_mapping = (options & NO_MAPPING) != 0,
		.inhibit_any_policy = (options & NO_ANY) != 0,
		.limit = &few, .limit_count = options & FEW ? 1 : 0
	};
	FUZZ_REQUIRE(v.arena != NULL && policies_ask(&v));
	FUZZ_REQUIRE(limits_start(&v.limits, &v.question, NULL) == 0);
	path_fill(&in, size > 0 ? data + 1 : data, size > 0 ? size - 1 : 0);
	if ((options & ANCHOR_LAST) == 0 || in.path.count == 0)
		in.path.count++;
	path_walk(&in, &v);
	require_findings(&in.path.findings);
	require_sets(&in.path, &v.asked);
	require_rows(&in);
	FUZZ_REQUIRE(v.limits.spent[LIMIT_POLICIES] <=
	    v.limits.most[LIMIT_POLICIES]);
	arena_free(v.arena);
	return 0;
}
