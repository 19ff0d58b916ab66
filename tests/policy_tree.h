/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The valid_policy_tree of RFC 5280 6.1, letter by letter and as costly as it is
 * there, to compare with. Policies are the numbers 1 to 5, 0 is anyPolicy; a
 * set of them is a mask.
 */
#ifndef TESTS_POLICY_TREE_H
#define TESTS_POLICY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TREE_POLICIES 6
#define TREE_CERTS 6
#define TREE_MAPPINGS 4
#define TREE_ANY 1u                     /* in a mask */

struct tree_cert {
	bool self_issued, has_policies;
	unsigned policies;              /* mask */
	struct { unsigned from, to; } mapping[TREE_MAPPINGS];
	size_t mappings;
	int explicit_policy, inhibit_mapping, inhibit_any;      /* -1: none */
};

struct tree_question {
	struct tree_cert cert[TREE_CERTS];      /* from below the anchor down */
	size_t count;
	unsigned asked;                 /* mask; TREE_ANY: any-policy */
	bool explicit_policy, inhibit_mapping, inhibit_any;
};

struct tree_answer {
	bool valid;
	unsigned policies;              /* user-constrained-policy-set */
};

struct tree_answer tree_judge(const struct tree_question *q);

#endif
