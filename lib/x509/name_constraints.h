/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NameConstraints: RFC 5280 4.2.1.10, as slices of the extension. */
#ifndef X509_NAME_CONSTRAINTS_H
#define X509_NAME_CONSTRAINTS_H

#include "x509/cert.h"
#include "x509/general_name.h"

struct subtree {
	struct bytes whole;             /* the GeneralSubtree */
	struct general_name base;
	struct bytes minimum, maximum;  /* contents; data NULL: absent */
};

struct subtree_walk {
	struct der_trouble trouble;
	struct der_reader trees;
};

/* Reads the extension; that it is empty is for the rule about it. */
bool name_constraints_read(struct der_reader *r, struct name_constraints *out);

/* Walks permitted or excluded of a cert's name_constraints, which was read. */
void subtree_start(struct subtree_walk *w, struct bytes contents);
bool subtree_next(struct subtree_walk *w, struct subtree *out);

/*
 * Appends what a constraint of that kind means, as text: "example.com",
 * "192.0.2.0/24", a name; hex where it means nothing.
 */
void subtree_write(const struct general_name *base, struct buffer *out);

/* Bits of the mask of an iPAddress constraint; -1: it is none, as *why says. */
int range_prefix(struct bytes range, const char **why);

#endif
