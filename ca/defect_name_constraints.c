/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/arena.h"
#include "ca/defect.h"
#include "der/reader.h"

#define OCTETS(...) (struct bytes){ (const uint8_t[]){ __VA_ARGS__ }, \
    sizeof((const uint8_t[]){ __VA_ARGS__ }) }

/* The issuing CA may certify that alone, of names of its form. */
static void
permit(struct scenario *s, enum general_name_kind kind, struct bytes base)
{
	const struct spec_subtree tree = { kind, base, -1, -1 };

	spec_name_constraints(s->issuing, true, &tree, 1, NULL, 0);
}

static void
exclude(struct scenario *s, enum general_name_kind kind, struct bytes base)
{
	const struct spec_subtree tree = { kind, base, -1, -1 };

	spec_name_constraints(s->issuing, true, NULL, 0, &tree, 1);
}

/* A Name of one attribute. */
static struct bytes
directory(struct scenario *s, enum oid type, const char *text)
{
	return DEFECT_ELEMENT(s->issuing, DER_SEQUENCE,
	    DEFECT_ELEMENT(s->issuing, DER_SET,
	        DEFECT_ELEMENT(s->issuing, DER_SEQUENCE,
	            defect_oid(s->issuing, type),
	            DEFECT_ELEMENT(s->issuing, DER_UTF8_STRING,
	                bytes_of(text)))));
}

void
defect_NC_DNS_NOT_PERMITTED(struct scenario *s)
{
	permit(s, GN_DNS, bytes_of("shop.test"));
}

void
defect_NC_DNS_EXCLUDED(struct scenario *s)
{
	exclude(s, GN_DNS, bytes_of(defect_domain(s, "")));
}

void
defect_NC_WILDCARD_MAY_VIOLATE(struct scenario *s)
{
	exclude(s, GN_DNS, bytes_of(defect_domain(s, "admin.")));
	defect_name_beside(s, GN_DNS, bytes_of(defect_domain(s, "*.")));
}

void
defect_NC_IP_NOT_PERMITTED(struct scenario *s)
{
	permit(s, GN_IP, OCTETS(192, 0, 2, 0, 255, 255, 255, 0));
	defect_name_beside(s, GN_IP, OCTETS(192, 0, 3, 1));
}

void
defect_NC_IP_EXCLUDED(struct scenario *s)
{
	exclude(s, GN_IP, OCTETS(192, 0, 2, 0, 255, 255, 255, 0));
	defect_name_beside(s, GN_IP, OCTETS(192, 0, 2, 1));
}

void
defect_NC_EMAIL_NOT_PERMITTED(struct scenario *s)
{
	permit(s, GN_EMAIL, bytes_of(defect_domain(s, "")));
	defect_name_beside(s, GN_EMAIL,
	    bytes_of(defect_domain(s, "alice@mail.")));
}

void
defect_NC_EMAIL_EXCLUDED(struct scenario *s)
{
	exclude(s, GN_EMAIL, bytes_of(defect_domain(s, ".")));
	defect_name_beside(s, GN_EMAIL,
	    bytes_of(defect_domain(s, "alice@mail.")));
}

void
defect_NC_DN_NOT_PERMITTED(struct scenario *s)
{
	permit(s, GN_DIRECTORY, directory(s, OID_AT_ORGANIZATION_NAME,
	    "Another Company"));
}

void
defect_NC_DN_EXCLUDED(struct scenario *s)
{
	exclude(s, GN_DIRECTORY, directory(s, OID_AT_ORGANIZATION_NAME,
	    "DEMO"));
	spec_subject(s->leaf, s->name, "Demo");
}

void
defect_NC_URI_NOT_PERMITTED(struct scenario *s)
{
	permit(s, GN_URI, bytes_of(defect_domain(s, ".")));
	defect_name_beside(s, GN_URI,
	    bytes_of(defect_text(s, "https://%s/device", s->domain)));
}

void
defect_NC_URI_EXCLUDED(struct scenario *s)
{
	exclude(s, GN_URI, bytes_of(defect_domain(s, "")));
	defect_name_beside(s, GN_URI,
	    bytes_of(defect_text(s, "https://%s/device", s->domain)));
}

void
defect_NC_URI_WITHOUT_HOST(struct scenario *s)
{
	permit(s, GN_URI, bytes_of(defect_domain(s, ".")));
	defect_name_beside(s, GN_URI, bytes_of("urn:demo:device:1"));
}

/* A user principal name. */
void
defect_NC_UNSUPPORTED_NAME_TYPE(struct scenario *s)
{
	struct bytes name = DEFECT_ELEMENT(s->leaf,
	    DER_CONTEXT_CONSTRUCTED(0),
	    DEFECT_ELEMENT(s->leaf, DER_UTF8_STRING,
	        bytes_of(defect_domain(s, "alice@"))));
	struct buffer other = BUFFER_EMPTY;

	buffer_add(&other, defect_oid(s->leaf, OID_UNKNOWN));
	buffer_add(&other, name);
	s->failed = s->failed || other.failed;
	exclude(s, GN_OTHER, buffer_bytes(&other));
	defect_name_beside(s, GN_OTHER, buffer_bytes(&other));
	buffer_free(&other);
}

void
defect_NC_PRESENTED_NAME_MALFORMED(struct scenario *s)
{
	permit(s, GN_DNS, bytes_of(defect_domain(s, "")));
	defect_name_beside(s, GN_DNS, bytes_of(defect_domain(s, ".")));
}

void
defect_NC_CONSTRAINT_MALFORMED(struct scenario *s)
{
	permit(s, GN_DNS, bytes_of(defect_domain(s, "*.")));
}

void
defect_NC_IP_RANGE_MALFORMED(struct scenario *s)
{
	permit(s, GN_IP, OCTETS(192, 0, 2, 0, 255, 0, 255, 0));
}

void
defect_NC_EMPTY(struct scenario *s)
{
	spec_extension(s->issuing, OID_CE_NAME_CONSTRAINTS, true,
	    defect_empty(s->issuing));
}

void
defect_NC_MINIMUM_MAXIMUM_SET(struct scenario *s)
{
	const struct spec_subtree tree = { GN_DNS,
		bytes_of(defect_domain(s, "")), 1, -1 };

	spec_name_constraints(s->issuing, true, &tree, 1, NULL, 0);
}

void
defect_NC_IN_NON_CA(struct scenario *s)
{
	const struct spec_subtree tree = SPEC_SUBTREE(GN_DNS,
	    defect_domain(s, ""));

	spec_name_constraints(s->leaf, true, &tree, 1, NULL, 0);
}

void
defect_NC_NOT_CRITICAL(struct scenario *s)
{
	permit(s, GN_DNS, bytes_of(defect_domain(s, "")));
	defect_critical(s->issuing, OID_CE_NAME_CONSTRAINTS, false);
}

/* The server is asked for by its address, and has no dNSName. */
void
defect_NC_COMMON_NAME_NOT_PERMITTED(struct scenario *s)
{
	const struct spec_name address = { GN_IP, OCTETS(192, 0, 2, 1) };

	permit(s, GN_DNS, bytes_of("shop.test"));
	spec_subject_alt_name(s->leaf, false, &address, 1);
	s->name_type = CW_NAME_IP;
	s->name = "192.0.2.1";
}

/* 600 names under 500 constraints: one of them would do. */
void
defect_NC_COMPARISON_BUDGET_EXHAUSTED(struct scenario *s)
{
	enum { NAMES = 600, TREES = 500 };
	struct spec_name *names = arena_array(s->arena, NAMES, sizeof(*names));
	struct spec_subtree *trees = arena_array(s->arena, TREES,
	    sizeof(*trees));

	if (names == NULL || trees == NULL) {
		s->failed = true;
		return;
	}
	for (unsigned i = 0; i < NAMES; i++) {
		char label[] = "n000.";
		struct bytes name;

		label[1] = (char)('0' + i / 100);
		label[2] = (char)('0' + i / 10 % 10);
		label[3] = (char)('0' + i % 10);
		name = bytes_of(defect_domain(s, label));
		names[i] = (struct spec_name){ GN_DNS, i == 0 ?
			bytes_of(s->name) : name };
		if (i < TREES)
			trees[i] = (struct spec_subtree){ GN_DNS, i == 0 ?
				bytes_of(defect_domain(s, "")) : name, -1, -1 };
	}
	spec_subject_alt_name(s->leaf, false, names, NAMES);
	spec_name_constraints(s->issuing, true, trees, TREES, NULL, 0);
}
