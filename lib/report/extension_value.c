/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The values of extensions that no rule keeps decoded: read again from their
 * octets when they are shown. What is shown has been found readable before.
 */
#include "config.h"

#include <inttypes.h>
#include "base/calendar.h"
#include "base/escape.h"
#include "der/time.h"
#include "report/report.h"
#include "x509/general_name.h"
#include "x509/resources.h"
#include "x509/scts.h"

#define SHOWN 12                /* entries of a list; then "..." */

/* Puts a separator before all but the first; false: enough are shown. */
static bool
entry_begin(struct row *row, size_t *count, const char *separator)
{
	if (*count > 0)
		buffer_string(&row->value, separator);
	if ((*count)++ < SHOWN)
		return true;
	buffer_string(&row->value, "...");
	return false;
}

static void
general_text(struct row *row, const struct general_name *name)
{
	size_t from = row->value.len;

	buffer_format(&row->value, "%s:", general_name_title(name));
	general_name_write(name, &row->value);
	row_part(row, from, name->whole);
}

/* GeneralNames, whatever their tag was. */
static void
names_text(struct row *row, struct bytes contents, size_t *count)
{
	struct general_name_walk walk;
	struct general_name name;

	general_name_start(&walk, contents);
	while (general_name_next(&walk, &name)) {
		if (!entry_begin(row, count, ", "))
			return;
		general_text(row, &name);
	}
}

static void
alt_name_text(struct row *row, struct der_reader *r)
{
	struct der_reader names;
	size_t count = 0;

	if (der_open(r, DER_SEQUENCE, &names))
		names_text(row, der_rest(&names), &count);
}

/* SEQUENCE OF SEQUENCE { accessMethod, accessLocation } */
static void
access_text(struct row *row, struct der_reader *r)
{
	struct der_reader list, access;
	struct general_name location;
	struct bytes method;
	size_t count = 0, from;

	if (!der_open(r, DER_SEQUENCE, &list))
		return;
	while (der_open(&list, DER_SEQUENCE, &access) &&
	    der_oid(&access, &method) &&
	    general_name_read(&access, &location)) {
		if (!entry_begin(row, &count, ", "))
			return;
		from = row->value.len;
		oid_write(&row->value, method);
		row_part(row, from, method);
		buffer_byte(&row->value, ' ');
		general_text(row, &location);
	}
}

/* Where each point's CRL is; a name relative to the issuer in hex. */
static void
point_text(struct row *row, struct der_reader *point, size_t *count)
{
	struct der_reader choice, names;
	struct der_element e;

	if (der_is(point, DER_CONTEXT_CONSTRUCTED(0)) &&
	    der_open(point, DER_CONTEXT_CONSTRUCTED(0), &choice)) {
		if (der_open(&choice, DER_CONTEXT_CONSTRUCTED(0), &names)) {
			names_text(row, der_rest(&names), count);
		} else if (entry_begin(row, count, ", ")) {
			buffer_string(&row->value, "relative name ");
			escape_hex(&row->value, der_rest(&choice), 32);
		}
	}
	if (der_is(point, DER_CONTEXT(1)) && der_any(point, &e)) {
		buffer_string(&row->value, *count > 0 ? " (reasons " :
		    "(reasons ");
		escape_hex(&row->value, e.value, 4);
		buffer_byte(&row->value, ')');
	}
	if (der_is(point, DER_CONTEXT_CONSTRUCTED(2)) && der_any(point, &e)) {
		buffer_string(&row->value, *count > 0 ? " by " : "by ");
		*count = 0;
		names_text(row, e.value, count);
	}
}

static void
points_text(struct row *row, struct der_reader *r)
{
	struct der_reader list, point;
	size_t count = 0;

	if (!der_open(r, DER_SEQUENCE, &list))
		return;
	while (count <= SHOWN && der_open(&list, DER_SEQUENCE, &point))
		point_text(row, &point, &count);
}

/* Types of attributes, and how many values each has. */
static void
attributes_text(struct row *row, struct der_reader *r)
{
	struct der_reader list, attribute, values;
	struct der_element e;
	struct bytes type;
	size_t count = 0, from, n;

	if (!der_open(r, DER_SEQUENCE, &list))
		return;
	while (der_open(&list, DER_SEQUENCE, &attribute) &&
	    der_oid(&attribute, &type) &&
	    der_open(&attribute, DER_SET, &values)) {
		if (!entry_begin(row, &count, ", "))
			return;
		from = row->value.len;
		oid_write(&row->value, type);
		row_part(row, from, type);
		for (n = 0; der_any(&values, &e); n++)
			if (n == 0) {
				buffer_byte(&row->value, ' ');
				escape_hex(&row->value, e.value, 16);
			}
		if (n > 1)
			buffer_format(&row->value, " and %zu more", n - 1);
	}
}

/* [0] notBefore, [1] notAfter */
static void
period_text(struct row *row, struct der_reader *r)
{
	static const char *const words[] = { "from ", "until " };
	struct der_reader seq;
	char text[CALENDAR_TEXT];
	struct bytes time;
	int64_t seconds;
	size_t from, bad;

	if (!der_open(r, DER_SEQUENCE, &seq))
		return;
	for (unsigned i = 0; i < 2; i++) {
		if (!der_is(&seq, (uint8_t)DER_CONTEXT(i)) ||
		    !der_take(&seq, (uint8_t)DER_CONTEXT(i), &time) ||
		    !generalized_time_read(time, &seconds, &bad))
			continue;
		if (row->value.len > 0)
			buffer_byte(&row->value, ' ');
		buffer_string(&row->value, words[i]);
		from = row->value.len;
		calendar_iso(seconds, text);
		buffer_string(&row->value, text);
		row_part(row, from, time);
	}
}

/* RFC 7633: numbers of TLS extensions that the server promises to send. */
static void
features_text(struct row *row, struct der_reader *r)
{
	struct der_reader list;
	struct bytes feature;
	size_t count = 0, from;

	if (!der_open(r, DER_SEQUENCE, &list))
		return;
	while (der_integer(&list, &feature)) {
		if (!entry_begin(row, &count, ", "))
			return;
		from = row->value.len;
		if (feature.len == 1 && feature.data[0] == 5)
			buffer_string(&row->value, "status_request (5)");
		else if (feature.len == 1 && feature.data[0] == 17)
			buffer_string(&row->value, "status_request_v2 (17)");
		else if (feature.len == 1)
			buffer_format(&row->value, "%u", feature.data[0]);
		else
			escape_hex(&row->value, feature, 16);
		row_part(row, from, feature);
	}
}

/* Which logs have seen it, and when. */
static void
scts_text(struct row *row, struct bytes value)
{
	struct bytes list = sct_list(value), rest = list;
	char text[CALENDAR_TEXT];
	struct sct sct;
	size_t count = 0, from;

	while (sct_next(&rest, &sct))
		count++;
	buffer_format(&row->value, "%zu", count);
	for (count = 0; sct_next(&list, &sct);) {
		if (!entry_begin(row, &count, count > 0 ? "; " : ""))
			return;
		if (count == 1)
			buffer_string(&row->value, ": ");
		from = row->value.len;
		if (sct.version != 0) {
			buffer_format(&row->value, "version %u",
			    sct.version + 1);
			row_part(row, from, sct.whole);
			continue;
		}
		buffer_string(&row->value, "log ");
		from = row->value.len;
		escape_hex(&row->value, sct.log_id, 8);
		row_part(row, from, sct.log_id);
		buffer_string(&row->value, " at ");
		from = row->value.len;
		if (sct.timestamp / 1000 <= CALENDAR_MAX) {
			calendar_iso((int64_t)(sct.timestamp / 1000), text);
			buffer_string(&row->value, text);
		} else {
			buffer_format(&row->value, "%" PRIu64 " ms",
			    sct.timestamp);
		}
		row_part(row, from, sct.timestamp_at);
	}
}

static void
netscape_text(struct row *row, struct der_reader *r)
{
	static const char *const names[] = { "sslClient", "sslServer",
		"smime", "objsign", "reserved", "sslCA", "smimeCA",
		"objsignCA" };
	struct bit_string bits;
	size_t count = 0;

	if (!der_named_bits(r, &bits))
		return;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bit_is_set(&bits, i) && entry_begin(row, &count, ", "))
			buffer_string(&row->value, names[i]);
	if (count == 0)
		buffer_string(&row->value, "(no bit is set)");
	row_part(row, 0, bits.bytes);
}

/* ProxyCertInfo: how long the chain of proxies may grow, and what it may do. */
static void
proxy_text(struct row *row, struct der_reader *r)
{
	struct der_reader seq, policy;
	struct bytes language;
	uint32_t length;
	bool present;
	size_t from;

	if (!der_open(r, DER_SEQUENCE, &seq) ||
	    !der_uint_optional(&seq, &present, &length) ||
	    !der_open(&seq, DER_SEQUENCE, &policy) ||
	    !der_oid(&policy, &language))
		return;
	if (present)
		buffer_format(&row->value, "pathLenConstraint %" PRIu32 ", ",
		    length);
	buffer_string(&row->value, "policy ");
	from = row->value.len;
	oid_write(&row->value, language);
	row_part(row, from, language);
}

static void
set_text(struct row *row, const struct resource_set *set, size_t *count)
{
	struct resource_walk walk;
	struct resource_range range;
	size_t from;

	if (set->inherit) {
		if (!entry_begin(row, count, ", "))
			return;
		from = row->value.len;
		resource_family_write(set, &row->value);
		buffer_string(&row->value, " inherited");
		row_part(row, from, set->at);
		return;
	}
	resource_ranges_start(&walk, set);
	while (resource_ranges_next(&walk, &range)) {
		if (!entry_begin(row, count, ", "))
			return;
		from = row->value.len;
		resource_range_write(set, &range, &row->value);
		row_part(row, from, range.at);
	}
}

static void
resources_text(struct row *row, bool as, struct bytes value)
{
	struct resource_walk sets;
	struct resource_set set;
	size_t count = 0;

	resource_sets_start(&sets, as, value);
	while (count <= SHOWN && resource_sets_next(&sets, &set))
		set_text(row, &set, &count);
	if (count == 0)
		buffer_string(&row->value, "(none)");
}

bool
extension_value_text(struct row *row, const struct extension *e)
{
	struct der_trouble trouble = { 0 };
	struct der_reader r;

	der_start(&r, e->value, &trouble);
	switch (e->id) {
	case OID_CE_ISSUER_ALT_NAME:
		alt_name_text(row, &r);
		break;
	case OID_PE_AUTHORITY_INFO_ACCESS:
	case OID_PE_SUBJECT_INFO_ACCESS:
		access_text(row, &r);
		break;
	case OID_CE_CRL_DISTRIBUTION_POINTS:
	case OID_CE_FRESHEST_CRL:
		points_text(row, &r);
		break;
	case OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES:
		attributes_text(row, &r);
		break;
	case OID_CE_PRIVATE_KEY_USAGE_PERIOD:
		period_text(row, &r);
		break;
	case OID_PE_TLS_FEATURE:
		features_text(row, &r);
		break;
	case OID_CT_SCT_LIST:
		scts_text(row, e->value);
		break;
	case OID_NETSCAPE_CERT_TYPE:
		netscape_text(row, &r);
		break;
	case OID_PE_PROXY_CERT_INFO:
		proxy_text(row, &r);
		break;
	case OID_PE_IP_ADDR_BLOCKS:
	case OID_PE_AUTONOMOUS_SYS_IDS:
		resources_text(row, e->id == OID_PE_AUTONOMOUS_SYS_IDS,
		    e->value);
		break;
	case OID_CT_POISON:
	case OID_OCSP_NO_CHECK:
		buffer_string(&row->value, "present");
		break;
	default:
		return false;
	}
	if (row->value.len == 0)
		buffer_string(&row->value, "(empty)");
	return true;
}
