/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "path/walk.h"

/* Every rule about one certificate. Their order is no order of importance. */
static void (*const rules[])(struct walk *) = {
	check_distrust,
	check_anchor_constraints,
	check_signature_fields,
	check_validity,
	check_issuer_reference,
	check_basic_constraints,
	check_key_usage,
	check_extended_key_usage,
	check_algorithm_strength,
	check_limits,
	check_extension_profile,
	check_policy,
	check_name_constraints,
	check_resources,
	check_names,
	check_peer_name,
};

/* What reading it found; an anchor's fields do not all count. */
static void
judge_faults(struct walk *w)
{
	const struct findings *faults = &w->cert->faults;
	struct findings one = { .count = 1 };
	size_t i;

	if (faults->count == 0 || !walk_binds_fields(w))
		return;
	if (walk_binds_issuer(w)) {
		findings_judge(w->found, faults);
		return;
	}
	for (i = 0; i < faults->count; i++) {
		one.list = &faults->list[i];
		if (failure_get(one.list->id)->binds != BINDS_ISSUER)
			findings_judge(w->found, &one);
	}
}

static void
walk_cert(struct walk *w)
{
	size_t i;

	judge_faults(w);
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i](w);
}

void
walk_path(struct cw_verdict *verdict, struct path *path)
{
	struct walk w = {
		.found = &path->findings,
		.question = &verdict->question,
		.verdict = verdict,
		.path = path,
		.max_path_length = PATH_MAX_CERTS       /* 6.1.2 (k) */
	};
	size_t i;

	policy_run_start(&w.policy, verdict, path);
	for (i = path->count; i-- > 0;) {
		w.cert = path->cert[i];
		w.issuer = i + 1 < path->count ? path->cert[i + 1] : NULL;
		w.index = i;
		w.is_anchor = path->anchored && i + 1 == path->count;
		w.is_target = i == 0;
		walk_cert(&w);
	}
}
