/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A visitor of our server as JSON: chainwright-visit-1. */
#include "config.h"

#include <chainwright-serve.h>
#include <stdlib.h>
#include "report/verdict_json.h"
#include "tls/handshake.h"

static const char *
end_name(enum cw_visit_end end)
{
	static const char *const names[] = { [CW_VISIT_DATA] = "data",
		[CW_VISIT_COMPLETE] = "complete", [CW_VISIT_ALERT] = "alert",
		[CW_VISIT_CLOSED] = "closed", [CW_VISIT_RESET] = "reset",
		[CW_VISIT_LATE] = "late", [CW_VISIT_REFUSED] = "refused",
		[CW_VISIT_FLOOD] = "flood", [CW_VISIT_NOT_TLS] = "not-tls" };

	return names[end];
}

static json_t *
alert_or_null(struct json *j, int alert)
{
	return alert < 0 ? json_null() : alert_json(j, alert);
}

static json_t *
said_json(struct json *j, const struct cw_visit_facts *f)
{
	json_t *object = alert_or_null(j, f->alert);

	if (f->alert >= 0)
		json_put_bool(j, object, "encrypted", f->alert_encrypted);
	return object;
}

/* The document of the handshake alone, as a part of this one. */
static json_t *
trace_json(struct json *j, const struct cw_handshake *h)
{
	char *text = cw_handshake_json(h);
	json_t *object = text == NULL ? NULL : json_loads(text, 0, NULL);

	if (object == NULL)
		j->failed = true;
	free(text);
	return object;
}

char *
cw_visit_json(const struct cw_visit *visit)
{
	const struct cw_handshake *h = cw_visit_handshake(visit);
	struct json j = { false };
	json_t *object = json_make_object(&j);
	struct cw_visit_facts f;

	cw_visit_tell(visit, &f);
	json_put_string(&j, object, "schema", "chainwright-visit-1");
	json_put_number(&j, object, "number", (int64_t)f.number);
	json_put_string(&j, object, "peer", f.peer);
	json_put_hostile(&j, object, "asked", f.asked);
	json_put_hostile(&j, object, "alpn", f.alpn);
	json_put_string(&j, object, "end", end_name(f.end));
	json_put_bool(&j, object, "complete", f.complete);
	json_put(&j, object, "alert", said_json(&j, &f));
	json_put(&j, object, "expected_alert",
	    alert_or_null(&j, f.expected_alert));
	json_put_number(&j, object, "data", (int64_t)f.data);
	json_put(&j, object, "client_report", f.client == NULL ? json_null() :
	    verdict_json(&j, f.client));
	json_put(&j, object, "handshake", trace_json(&j, h));
	return json_finish_line(&j, object);
}
