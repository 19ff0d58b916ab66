/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs the rules about names, purposes, strength and extensions over a scenario
 * whose path is known (no building, no signatures), and tells what they find.
 */
#ifndef TESTS_RULES_H
#define TESTS_RULES_H

#include "ca/scenario.h"

struct rules_case {
	const char *name;               /* the case in words */
	void (*edit)(struct scenario *s);
	enum cw_profile profile;
	bool strict;
	enum cw_anchor_mode anchor_mode;
	/* "error slug, warning slug": in the order of the walk; "" for none */
	const char *found;
	enum cw_weak_hashes weak_hashes;
	unsigned min_rsa_bits;
};

#define CASE(name, edit, profile, found) \
	{ name, edit, profile, false, CW_ANCHOR_CERTIFICATE, found, \
	    CW_WEAK_BY_PROFILE, 0 }
#define STRICT(name, edit, profile, found) \
	{ name, edit, profile, true, CW_ANCHOR_CERTIFICATE, found, \
	    CW_WEAK_BY_PROFILE, 0 }
#define KEY_ANCHOR(name, edit, profile, found) \
	{ name, edit, profile, true, CW_ANCHOR_KEY, found, \
	    CW_WEAK_BY_PROFILE, 0 }
#define ANCHOR(name, edit, mode, found) \
	{ name, edit, CW_TLS, false, mode, found, CW_WEAK_BY_PROFILE, 0 }
#define HASHES(name, edit, profile, weak, found) \
	{ name, edit, profile, false, CW_ANCHOR_CERTIFICATE, found, weak, 0 }
#define BITS(name, edit, profile, bits, found) \
	{ name, edit, profile, false, CW_ANCHOR_CERTIFICATE, found, \
	    CW_WEAK_BY_PROFILE, bits }

/* A scenario's edit, told in one line. */
#define EDIT(name, ...) \
	static void name(struct scenario *s) { __VA_ARGS__; }

#define GOOD_CASES \
	CASE("good, tls", NULL, CW_TLS, ""), \
	CASE("good, rfc5280", NULL, CW_RFC5280, ""), \
	CASE("good, webpki", NULL, CW_WEBPKI, ""), \
	STRICT("good, strict", NULL, CW_TLS, ""), \
	STRICT("good, rfc5280 strict", NULL, CW_RFC5280, ""), \
	STRICT("good, webpki strict", NULL, CW_WEBPKI, ""), \
	KEY_ANCHOR("good, the anchor is a key", NULL, CW_WEBPKI, "")

/* Fails the running test unless exactly that is found. */
void rules_check(const struct rules_case *c);

#endif
