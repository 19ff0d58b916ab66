/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The certificate review as a list of checks, each with its outcome. */
#include "config.h"

#include "report/story.h"
static bool
group_wrong(const struct cw_verdict *v, enum failure_group group)
{
	for (size_t i = 0; i < v->findings.count; i++) {
		const struct finding *f = &v->findings.list[i];

		if (f->severity == CW_ERROR &&
		    failure_get(f->id)->group == group)
			return true;
	}
	return false;
}

static struct review *
review_add(struct review *list, size_t *count)
{
	struct review *r = &list[(*count)++];

	*r = (struct review){ .what = BUFFER_EMPTY };
	return r;
}

/* One line a link, from the anchor down. */
static void
review_links(const struct path *path, struct review *list, size_t *count)
{
	for (size_t i = path->count - 1; i-- > 0;) {
		struct review *r = review_add(list, count);

		words_cert_name(&r->what, path->cert[i + 1]);
		buffer_string(&r->what, " signed ");
		words_cert_name(&r->what, path->cert[i]);
		if (path->link[i] == LINK_GOOD)
			r->result = REVIEW_CORRECT;
		else if (path->link[i] == LINK_BAD)
			r->result = REVIEW_WRONG;
		else
			r->result = REVIEW_NOT_CHECKED;
	}
}

/*
 * A rule is only called correct when the whole path was walked, that is, when
 * it reached an anchor: nobody knows what else would have been found.
 */
static void
review_group(const struct cw_verdict *v, enum failure_group group,
    const char *what, struct review *list, size_t *count)
{
	struct review *r = review_add(list, count);
	bool walked = v->best != NULL && v->best->anchored;

	buffer_string(&r->what, what);
	if (group_wrong(v, group))
		r->result = REVIEW_WRONG;
	else
		r->result = walked ? REVIEW_CORRECT : REVIEW_NOT_CHECKED;
}

static void
review_trust(const struct cw_verdict *v, struct review *list, size_t *count)
{
	struct review *r = review_add(list, count);

	buffer_string(&r->what, "ends at a trusted root in ");
	words_trust(&r->what, v);
	r->result = v->best != NULL && v->best->anchored ? REVIEW_CORRECT :
	    REVIEW_WRONG;
}

/* Every certificate given was read, whatever became of the path. */
static void
review_encoding(const struct cw_verdict *v, struct review *list,
    size_t *count)
{
	struct review *r = review_add(list, count);

	buffer_string(&r->what, "encoding of every certificate");
	r->result = group_wrong(v, GROUP_PARSE) ||
	    group_wrong(v, GROUP_LIMITS) ? REVIEW_WRONG : REVIEW_CORRECT;
}

/* Good, revoked, or not known: then it is wrong only to those who insist. */
static void
review_revocation(const struct cw_verdict *v, struct review *list,
    size_t *count)
{
	const struct path *p = v->best;
	struct review *r;

	if (v->question.revocation == CW_REVOCATION_OFF &&
	    !group_wrong(v, GROUP_REVOCATION_OCSP))
		return;
	review_group(v, GROUP_REVOCATION_CRL, "revocation", list, count);
	r = &list[*count - 1];
	if (group_wrong(v, GROUP_REVOCATION_OCSP))
		r->result = REVIEW_WRONG;
	for (size_t i = 0; p != NULL && p->status != NULL && i + 1 < p->count;
	    i++)
		if (r->result == REVIEW_CORRECT &&
		    p->status[i].status != CW_STATUS_GOOD)
			r->result = REVIEW_NOT_CHECKED;
}

size_t
review_list(const struct cw_verdict *v, struct review list[REVIEWS_MAX])
{
	static const struct {
		enum failure_group group;
		const char *what;
	} rules[] = {
		{ GROUP_CHAIN_BUILDING, "order and key ids of the chain" },
		{ GROUP_SIGNATURE, "algorithms of the signatures" },
		{ GROUP_VALIDITY, "dates" },
		{ GROUP_BASIC_CONSTRAINTS, "CA rights" },
		{ GROUP_KEY_USAGE, "key usage" },
		{ GROUP_EXTENDED_KEY_USAGE, "purpose of the keys" },
		{ GROUP_ALGORITHM_STRENGTH, "strength of keys and hashes" },
		{ GROUP_EXTENSION_PROFILE, "version, names and extensions" },
		{ GROUP_NAME_CONSTRAINTS, "names that its CAs may certify" },
		{ GROUP_POLICY, "certificate policies" },
		{ GROUP_PEER_NAME, "the names of the server" },
	};
	size_t count = 0;

	if (v->best != NULL && v->best->count > 0)
		review_links(v->best, list, &count);
	review_trust(v, list, &count);
	review_encoding(v, list, &count);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		review_group(v, rules[i].group, rules[i].what, list, &count);
	review_revocation(v, list, &count);
	return count;
}

const char *
review_result_text(enum review_result result)
{
	switch (result) {
	case REVIEW_CORRECT:
		return "correct";
	case REVIEW_WRONG:
		return "wrong";
	case REVIEW_NOT_CHECKED:
		break;
	}
	return "not checked";
}
