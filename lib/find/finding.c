/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include "find/finding.h"

/* As a profile: every row is an error, whatever its severities are. */
#define EVERY_ROW CW_PROFILE_COUNT

static const struct {
	const char *path, *label;
} fields[] = {
#define FIELD(ID, path, label) [FIELD_##ID] = { path, label },
#include "find/fields.def"
#undef FIELD
};

const char *
field_path(enum field field)
{
	return fields[field].path;
}

const char *
field_label(enum field field)
{
	return fields[field].label;
}

enum cw_severity
failure_severity(enum failure_id id, const struct severity_rule *rule)
{
	const struct failure *f = failure_get(id);
	enum cw_severity severity;

	if (rule == NULL || rule->profile == EVERY_ROW)
		return CW_ERROR;
	if (((rule->strict & STRICT_KEYS) != 0 && id == F_RSA_KEY_TOO_SMALL) ||
	    ((rule->strict & STRICT_HASHES) != 0 &&
	    id == F_SIGNATURE_HASH_WEAK))
		return CW_ERROR;
	severity = f->severity[rule->profile];
	if ((rule->strict & STRICT_ISSUERS) != 0 && f->binds == BINDS_ISSUER &&
	    severity != CW_OFF)
		return CW_ERROR;
	return severity;
}

/* As failure_severity; an error that is tolerated is a warning, and some are no
   more than the caller says. */
static enum cw_severity
weigh(const struct findings *f, enum failure_id id, enum cw_severity most,
    bool *tolerated)
{
	enum cw_severity severity = failure_severity(id, &f->rule);

	*tolerated = severity == CW_ERROR && f->tolerated != NULL &&
	    f->tolerated[id];
	if (*tolerated)
		severity = CW_WARNING;
	return most != CW_OFF && severity > most ? most : severity;
}

void
findings_start(struct findings *f, struct arena *arena,
    const struct severity_rule *rule)
{
	memset(f, 0, sizeof(*f));
	f->arena = arena;
	if (rule != NULL)
		f->rule = *rule;
	else
		f->rule.profile = EVERY_ROW;
}

static bool
has_room(struct findings *f)
{
	size_t size = f->size == 0 ? 4 : f->size * 2;
	struct finding *list;

	if (f->count < f->size)
		return true;
	list = arena_array(f->arena, size, sizeof(*list));
	if (list == NULL) {
		f->failed = true;
		return false;
	}
	if (f->count > 0)
		memcpy(list, f->list, f->count * sizeof(*list));
	f->list = list;
	f->size = size;
	return true;
}

/* The list is full: an error takes the place of the last finding that is none,
   so that a flood of warnings hides no error. */
static struct finding *
slot_of_full(struct findings *f, enum cw_severity severity)
{
	size_t i = f->count;

	f->dropped++;
	if (severity != CW_ERROR || f->errors == f->count)
		return &f->scratch;
	while (f->list[i - 1].severity == CW_ERROR)
		i--;
	f->warnings -= f->list[i - 1].severity == CW_WARNING;
	f->errors++;
	return &f->list[i - 1];
}

/* Where the next finding of that severity is written. */
static struct finding *
slot(struct findings *f, enum cw_severity severity)
{
	if (severity == CW_OFF)
		return &f->scratch;
	if (f->count == FINDINGS_MAX)
		return slot_of_full(f, severity);
	if (!has_room(f))
		return &f->scratch;
	f->errors += severity == CW_ERROR;
	f->warnings += severity == CW_WARNING;
	return &f->list[f->count++];
}

struct finding *
find(struct findings *f, enum failure_id id, const struct cert *cert,
    enum field field, struct bytes at)
{
	bool tolerated;
	enum cw_severity severity = weigh(f, id, f->most, &tolerated);
	struct finding *finding = slot(f, severity);

	memset(finding, 0, sizeof(*finding));
	finding->id = id;
	finding->severity = severity;
	finding->tolerated = tolerated;
	finding->most = f->most;
	finding->order = f->found++;
	finding->cert = cert;
	finding->field = field;
	finding->at = at;
	return finding;
}

void
findings_judge(struct findings *f, const struct findings *from)
{
	size_t i;

	for (i = 0; i < from->count; i++) {
		const struct finding *old = &from->list[i];
		bool tolerated;
		enum cw_severity most = f->most != CW_OFF ? f->most : old->most;
		enum cw_severity severity = weigh(f, old->id, most, &tolerated);
		struct finding *finding = slot(f, severity);

		*finding = *old;
		finding->severity = severity;
		finding->tolerated = tolerated;
		finding->most = most;
		finding->order = f->found++;
	}
	f->dropped += from->dropped;
	f->failed |= from->failed;
}

bool
findings_have(const struct findings *f, enum failure_id id,
    const struct cert *cert)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->list[i].id == id &&
		    (cert == NULL || f->list[i].cert == cert))
			return true;
	return false;
}

static int
finding_compare(const void *first, const void *second)
{
	const struct finding *a = first, *b = second;
	int rank_a = failure_get(a->id)->rank, rank_b = failure_get(b->id)->rank;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (rank_a != rank_b)
		return rank_a > rank_b ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void
findings_rank(struct findings *f)
{
	if (f->count > 1)
		qsort(f->list, f->count, sizeof(*f->list), finding_compare);
}
