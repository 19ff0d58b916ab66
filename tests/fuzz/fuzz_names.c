/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names under name constraints: an octet of options, the lengths of the
 * constraints and of the subject in two octets each, then the value of
 * nameConstraints, the subject, and the value of subjectAltName. What the walk
 * finds is what a slow and plain judge finds.
 */
#include "config.h"

#include "ca/spec.h"
#include "path/name_key.h"
#include "tests/constrained.h"
#include "tests/fuzz/fuzz.h"

#define CRITICAL 1u
#define MOST 8192               /* octets: names have no more elements */

/* ---- seeds ------------------------------------------------------------------ */

#define OCTETS(literal) \
	{ (const uint8_t *)(literal), sizeof(literal) - 1 }
#define TREE(kind, literal) { (kind), OCTETS(literal), -1, -1 }
#define NAME(kind, literal) { (kind), OCTETS(literal) }

/* CN=a; O=Demo, CN=a+OU=b */
#define DN_A "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "a"
#define DN_B "\x30\x23\x31\x0d\x30\x0b\x06\x03\x55\x04\x0a\x13\x04" "Demo" \
	"\x31\x12\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "A\x30\x06\x06\x02" \
	"\x55\x04\x1e\x00"
#define DN_O "\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x0a\x0c\x04" "demo"
/* emailAddress=a@example */
#define DN_MAIL "\x30\x1a\x31\x18\x30\x16\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01" \
	"\x09\x01\x16\x09" "a@example"
/* SmtpUTF8Mailbox of an umlaut at example */
#define SMTP_UTF8 "\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09\xa0\x0c\x0c\x0a" \
	"\xc3\xb6@example"

static const struct spec_subtree trees[][2] = {
	{ TREE(GN_DNS, "example"), TREE(GN_DNS, "a.b.Example") },
	{ TREE(GN_DNS, ""), TREE(GN_DNS, "a.example.") },
	{ TREE(GN_DNS, "*.example"), TREE(GN_DNS, ".example") },
	{ TREE(GN_EMAIL, "x@example"), TREE(GN_EMAIL, ".example") },
	{ TREE(GN_EMAIL, "example"), TREE(GN_EMAIL, "\"a@b\"@c.example") },
	{ TREE(GN_URI, ".example"), TREE(GN_URI, "h.example") },
	{ TREE(GN_IP, "\xc0\x00\x02\x00\xff\xff\xff\x00"),
	    TREE(GN_IP, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0") },
	{ TREE(GN_IP, "\xc0\x00\x02\x00\xff\x00\xff\x00"),
	    TREE(GN_IP, "\0\0\0\0\0\0\0\0") },
	{ TREE(GN_DIRECTORY, DN_O), TREE(GN_DIRECTORY, DN_B) },
	{ { GN_DNS, OCTETS("example"), 1, 4 },
	    { GN_DNS, OCTETS("example"), 0, -1 } },
	{ TREE(GN_OTHER, SMTP_UTF8), TREE(GN_REGISTERED_ID, "\x88\x37") },
};
static const struct spec_name names[][2] = {
	{ NAME(GN_DNS, "*.b.example"), NAME(GN_DNS, "www.Example.") },
	{ NAME(GN_DNS, ".example"), NAME(GN_DNS, "a..b") },
	{ NAME(GN_EMAIL, "x@Example"), NAME(GN_EMAIL, "\"a@b\"@c.example") },
	{ NAME(GN_EMAIL, "a@b@c"), NAME(GN_EMAIL, "a@[192.0.2.1]") },
	{ NAME(GN_URI, "s://u:p@h.example:80/a@b"), NAME(GN_URI, "urn:a:b") },
	{ NAME(GN_URI, "s://0x7f.1/"), NAME(GN_URI, "s://[::1]/") },
	{ NAME(GN_IP, "\xc0\x00\x02\x01"), NAME(GN_IP, "\xc0\x00\x02") },
	{ NAME(GN_DIRECTORY, DN_A), NAME(GN_DIRECTORY, DN_B) },
	{ NAME(GN_OTHER, SMTP_UTF8), NAME(GN_REGISTERED_ID, "\x88\x37") },
};
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
seed_emit(struct cert_spec *s, const char *subject, size_t subject_len,
    fuzz_emit *emit, void *to)
{
	struct bytes constraints =
	    spec_find(s, OID_CE_NAME_CONSTRAINTS)->value;
	const struct spec_extension *san =
	    spec_find(s, OID_CE_SUBJECT_ALT_NAME);
	struct buffer seed = BUFFER_EMPTY;

	buffer_byte(&seed, CRITICAL);
	buffer_byte(&seed, (uint8_t)(constraints.len >> 8));
	buffer_byte(&seed, (uint8_t)constraints.len);
	buffer_byte(&seed, 0);
	buffer_byte(&seed, (uint8_t)subject_len);
	buffer_add(&seed, constraints);
	buffer_add(&seed, (struct bytes){ (const uint8_t *)subject,
	    subject_len });
	if (san != NULL)
		buffer_add(&seed, san->value);
	FUZZ_REQUIRE(!seed.failed && !s->failed);
	emit(to, buffer_bytes(&seed));
	buffer_free(&seed);
}

/* Each pair of constraints, permitted and then excluded, above each of names. */
static void
names_seeds(fuzz_emit *emit, void *to)
{
	struct arena *arena = arena_new(0);
	struct cert_spec *s = arena_alloc(arena, sizeof(*s));
	size_t i, k;

	FUZZ_REQUIRE(s != NULL);
	spec_start(s, arena, "names");
	for (i = 0; i < COUNT(trees); i++) {
		for (k = 0; k < COUNT(names); k++) {
			if (trees[i][0].kind != names[k][0].kind)
				continue;
			spec_subject_alt_name(s, false, names[k], 2);
			spec_name_constraints(s, true, trees[i], 2, NULL, 0);
			seed_emit(s, DN_A, sizeof(DN_A) - 1, emit, to);
			spec_name_constraints(s, true, trees[i], 1,
			    trees[i] + 1, 1);
			seed_emit(s, DN_B, sizeof(DN_B) - 1, emit, to);
		}
	}
	spec_remove(s, OID_CE_SUBJECT_ALT_NAME);
	spec_name_constraints(s, true, trees[3], 2, NULL, 0);
	seed_emit(s, DN_MAIL, sizeof(DN_MAIL) - 1, emit, to);
	arena_free(arena);
}

static const char *const names_reaches[] = { "name_constraints_read",
	"subtree_next", "subtree_write", "range_prefix", "name_canonical",
	"attribute_canonical", "set_sort", "check_constraints",
	"constraint_index_build", "constraint_index_parents", "dns_constraint",
	"mailbox_constraint", "host_constraint", "range_constraint",
	"mailbox_cut", "is_literal", "smtp_utf8_mailbox", "authority_host",
	"is_numeric", "dns_key_parent", "next_mailbox", "judge_wildcard",
	"judge_key", "key_set_covers", "key_set_find", "find_outside",
	"find_wildcard", "find_bounded", "find_all", NULL };

const struct fuzz_target fuzz_target = { names_seeds, names_reaches, 40 };

/* ---- what holds for every input ----------------------------------------------- */

/* Writes every constraint; whether none has a minimum or a maximum. */
static bool
trees_walk(struct bytes list)
{
	struct buffer text = BUFFER_EMPTY;
	struct subtree_walk trees_of;
	struct subtree tree;
	bool plain = true;

	subtree_start(&trees_of, list);
	while (subtree_next(&trees_of, &tree)) {
		FUZZ_REQUIRE(bytes_within(tree.base.whole, tree.whole));
		subtree_write(&tree.base, &text);
		plain = plain && tree.minimum.data == NULL &&
		    tree.maximum.data == NULL;
	}
	FUZZ_REQUIRE(trees_of.trouble.fault == DER_FINE);
	buffer_free(&text);
	return plain;
}

static void
judge(struct constrained *k, struct bytes input)
{
	const struct name_constraints *nc = &k->ca.name_constraints;
	struct reference_counts counts;
	bool plain = trees_walk(nc->permitted);

	plain = trees_walk(nc->excluded) && plain;
	constrained_judge(k);
	FUZZ_REQUIRE(!k->path.findings.failed);
	for (size_t i = 0; i < k->path.findings.count; i++) {
		const struct finding *f = &k->path.findings.list[i];

		FUZZ_REQUIRE(failure_get(f->id)->group ==
		    GROUP_NAME_CONSTRAINTS);
		FUZZ_REQUIRE(f->at.len > 0 && bytes_within(f->at, input));
		FUZZ_REQUIRE(f->other == NULL ||
		    bytes_within(f->other_at, input));
	}
	if (!plain)
		return;
	reference_judge(k, &counts);
	FUZZ_REQUIRE(reference_differs(k, &counts) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { data, size }, subject;
	struct constrained k;
	size_t constraints, len;

	if (size < 5 || size > MOST)
		return 0;
	constraints = (size_t)data[1] << 8 | data[2];
	len = (size_t)data[3] << 8 | data[4];
	if (constraints + len > size - 5)
		return 0;
	subject = (struct bytes){ data + 5 + constraints, len };
	if (constrained_start(&k, (struct bytes){ data + 5, constraints },
	    (data[0] & CRITICAL) != 0, subject,
	    bytes_skip(input, 5 + constraints + len)))
		judge(&k, input);
	constrained_end(&k);
	return 0;
}
