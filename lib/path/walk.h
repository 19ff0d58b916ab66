/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RFC 5280 6.1.2 to 6.1.5: walks one path from its anchor down and lets every
 * rule add its findings. One function a rule, in the file of its group.
 */
#ifndef PATH_WALK_H
#define PATH_WALK_H

#include "path/policy.h"

struct walk {
	struct findings *found;
	const struct cw_question *question;
	struct cw_verdict *verdict;
	struct path *path;
	const struct cert *cert;        /* under examination */
	const struct cert *issuer;      /* that signed it; NULL: anchor itself */
	size_t index;                   /* of cert in path->cert; 0: the target */
	bool is_anchor, is_target;
	/* State of 6.1.2. */
	unsigned max_path_length;       /* (k) */
	const struct cert *path_length_by;      /* who set it; NULL: the caller */
	unsigned purposes_out;          /* that a CA above has ruled out */
	struct policy_run policy;       /* (a), (d) to (f) */
	struct constraint_index *constrained_by[PATH_MAX_CERTS];  /* (b), (c) */
	size_t constrained_count;
};

/* Walks it from the top down. Links have been judged before, or not at all. */
void walk_path(struct cw_verdict *verdict, struct path *path);

/*
 * Whether rules that bind issuers alone are checked on this certificate: not on
 * an anchor, but under webpki or strict, and never when it is a name and a key.
 */
static inline bool
walk_binds_issuer(const struct walk *w)
{
	const struct cw_question *q = w->question;

	return w->is_target || !w->is_anchor ||
	    (q->anchor_mode == CW_ANCHOR_CERTIFICATE &&
	    (q->strict || q->profile == CW_WEBPKI));
}

/* Whether fields of this certificate count at all, beside its name and key. */
static inline bool
walk_binds_fields(const struct walk *w)
{
	enum cw_anchor_mode mode = w->question->anchor_mode;

	return w->is_target || !w->is_anchor || mode == CW_ANCHOR_CERTIFICATE ||
	    mode == CW_ANCHOR_CONSTRAINTS;
}

static inline bool
walk_binds_dates(const struct walk *w)
{
	enum cw_anchor_mode mode = w->question->anchor_mode;

	return w->is_target || !w->is_anchor || mode == CW_ANCHOR_CERTIFICATE ||
	    mode == CW_ANCHOR_DATES;
}

/* Purposes of which one is enough, a bit each: 1u << CW_SERVER ... */
static inline unsigned
walk_purposes(const struct walk *w)
{
	return 1u << w->question->purpose | w->question->or_purposes;
}

/* anchor_constraints.c: what a trust store says of its anchors */
void check_anchor_constraints(struct walk *w);
/* resources.c: addresses and numbers of RFC 3779 */
void check_resources(struct walk *w);
/* distrust.c */
void check_distrust(struct walk *w);
/* validity.c */
void check_validity(struct walk *w);
/* chain_building.c: how a certificate names its issuer */
void check_issuer_reference(struct walk *w);
/* basic_constraints.c */
void check_basic_constraints(struct walk *w);
/* key_usage.c */
void check_key_usage(struct walk *w);
/* extended_key_usage.c */
void check_extended_key_usage(struct walk *w);
/* algorithm_strength.c */
void check_algorithm_strength(struct walk *w);
/* limits.c: keys too large to compute with */
void check_limits(struct walk *w);
/* extension_profile.c */
void check_extension_profile(struct walk *w);
/* policy.c: the policies of the path, and the four extensions about them */
void check_policy(struct walk *w);
/* name_constraints.c */
void check_name_constraints(struct walk *w);
/* presented_name.c: form of the names in any certificate */
void check_names(struct walk *w);
/* peer_name.c: the name asked for */
void check_peer_name(struct walk *w);
/* signature.c (rules about the algorithm fields; the link itself is build.c's) */
void check_signature_fields(struct walk *w);

#endif
