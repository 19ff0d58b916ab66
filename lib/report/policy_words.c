/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a path is valid for, and what was asked: for the reports. */
#include "config.h"

#include "report/report.h"
#include "report/verdict_json.h"

/* ---- text --------------------------------------------------------------- */

/* Somebody asked for a policy, or some CA demands one. */
static bool
matters(const struct cw_verdict *v)
{
	const struct path *p = v->best;

	return v->asked.count > 0 || v->question.explicit_policy ||
	    (p != NULL && p->policy_required);
}

bool
policies_fact(struct buffer *out, const struct cw_verdict *v)
{
	const struct policy_set *set;

	if (v->best == NULL || !matters(v))
		return false;
	set = &v->best->user_policies;
	if (set->count == 0)
		buffer_string(out, v->asked.count > 0 ?
		    "none of those asked for, and none is required" :
		    "none, and none is required");
	for (size_t i = 0; i < set->count; i++) {
		if (i > 0)
			buffer_string(out, ", ");
		oid_write(out, set->policy[i]);
	}
	return true;
}

/* ---- JSON --------------------------------------------------------------- */

static json_t *
set_json(struct json *j, const struct policy_set *set)
{
	json_t *array = json_make_array(j);

	for (size_t i = 0; set != NULL && i < set->count; i++) {
		struct buffer text = BUFFER_EMPTY;

		oid_write_dotted(&text, set->policy[i]);
		json_append_text(j, array, &text);
	}
	return array;
}

json_t *
policies_json(struct json *j, const struct cw_verdict *v)
{
	const struct cw_question *q = &v->question;
	const struct path *p = v->best;
	json_t *object = json_make_object(j);

	json_put(j, object, "asked", set_json(j, &v->asked));
	json_put_bool(j, object, "explicit_policy", q->explicit_policy);
	json_put_bool(j, object, "inhibit_policy_mapping",
	    q->inhibit_policy_mapping);
	json_put_bool(j, object, "inhibit_any_policy", q->inhibit_any_policy);
	json_put_bool(j, object, "required", p != NULL && p->policy_required);
	json_put(j, object, "authority_constrained",
	    set_json(j, p == NULL ? NULL : &p->authority_policies));
	json_put(j, object, "user_constrained",
	    set_json(j, p == NULL ? NULL : &p->user_policies));
	return object;
}
