/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "ca/defect.h"
#include "der/reader.h"

#define DAY (24 * INT64_C(3600))

void
defect_TARGET_CERTIFICATE_MISSING(struct scenario *s)
{
	s->sent_count = 0;
}

void
defect_TRUST_STORE_UNUSABLE(struct scenario *s)
{
	s->trusted_count = 0;
}

/* The server sends its own certificate alone. */
void
defect_ISSUER_NOT_FOUND(struct scenario *s)
{
	s->sent_count = 1;
}

/* A root beside those of the scenario. Its own issuer is itself. */
static int
root_add(struct scenario *s, const char *label, const char *name)
{
	return scenario_add(s, label, SPEC_CA_ROOT, name, (int)s->cert_count);
}

/* Everything hangs on another root, which is sent too. */
void
defect_ROOT_NOT_TRUSTED(struct scenario *s)
{
	s->trusted[0] = root_add(s, "trusted", "Demo Root CA");
	spec_subject(s->root, "Other Root CA", NULL);
	spec_subject(s->issuing, "Other Issuing CA", NULL);
	defect_send(s, s->sent_count, SCENARIO_ROOT);
}

void
defect_LEAF_SELF_SIGNED_UNTRUSTED(struct scenario *s)
{
	s->leaf->issuer = SCENARIO_LEAF;
	s->sent_count = 1;
}

/* The root was made anew under its old name: it has another key. */
void
defect_TRUST_ANCHOR_KEY_MISMATCH(struct scenario *s)
{
	s->trusted[0] = root_add(s, "new-root", "Demo Root CA");
	s->cert[s->trusted[0]].subject = s->root->subject;
}

/* Two issuers of one name and one key: one expired, the other is no CA. */
void
defect_ISSUER_CANDIDATES_ALL_REJECTED(struct scenario *s)
{
	int twin = scenario_add(s, "issuing-twin", SPEC_CA_ISSUING,
	    "Demo Issuing CA", SCENARIO_ROOT);

	s->cert[twin].key = SCENARIO_ISSUING;
	s->cert[twin].subject = s->issuing->subject;
	spec_basic_constraints(&s->cert[twin], true, false, -1);
	s->issuing->not_after = s->now - DAY;
	s->issuing->not_before = s->issuing->not_after - 365 * DAY;
	defect_send(s, s->sent_count, twin);
}

/* The same characters in another string type. */
void
defect_ISSUER_NAME_ENCODING_DIFFERS(struct scenario *s)
{
	struct patch_path last = PATCH_PATH(0, 0, 1);
	struct buffer name = BUFFER_EMPTY;
	struct patch_place place;
	size_t at = 0;

	buffer_add(&name, s->issuing->subject);
	for (; patch_find(&name, last, &place); last.step[0]++)
		at = place.at;
	if (at == 0) {
		s->failed = true;
	} else {
		name.data[at] = name.data[at] == DER_UTF8_STRING
		    ? DER_PRINTABLE_STRING : DER_UTF8_STRING;
		s->leaf->issuer_name = spec_octets(s->leaf, name.data,
		    name.len);
	}
	buffer_free(&name);
}

/* AuthorityKeyIdentifier with the identifier of a key that nobody has. */
void
defect_AKI_KEYID_MISMATCH(struct scenario *s)
{
	spec_extension(s->leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(s->leaf, DER_CONTEXT(0),
	            bytes_of("key nobody ever made"))));
}

/* Issuer and serial number of the CA's certificate, the latter wrong. */
void
defect_AKI_ISSUER_SERIAL_MISMATCH(struct scenario *s)
{
	struct cert_spec *leaf = s->leaf;

	s->issuing->serial = SPEC_OCTETS(s->issuing, 0x10, 0x01);
	spec_extension(leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(0), defect_key_id(s)),
	        DEFECT_ELEMENT(leaf, DER_CONTEXT_CONSTRUCTED(1),
	            DEFECT_ELEMENT(leaf, DER_CONTEXT_CONSTRUCTED(4),
	                s->root->subject)),
	        DEFECT_ELEMENT(leaf, DER_CONTEXT(2),
	            SPEC_OCTETS(leaf, 0x10, 0x02))));
}

/* Two CAs that certify each other, and no root above them. */
void
defect_CHAIN_LOOP(struct scenario *s)
{
	int partner = scenario_add(s, "partner", SPEC_CA_ISSUING,
	    "Demo Partner CA", SCENARIO_ISSUING);

	s->issuing->issuer = partner;
	spec_basic_constraints(s->issuing, true, true, -1);
	spec_basic_constraints(&s->cert[partner], true, true, -1);
	defect_send(s, s->sent_count, partner);
}

void
defect_CHAIN_DEPTH_EXCEEDED(struct scenario *s)
{
	defect_send(s, s->sent_count, defect_policy_ca(s));
	defect_limit(s, "depth", 1);
}

/* Leaf, the upper CA, then the one that signed the leaf. */
void
defect_CHAIN_UNORDERED(struct scenario *s)
{
	defect_send(s, 1, defect_policy_ca(s));
}

void
defect_CHAIN_SUPERFLUOUS_CERTIFICATE(struct scenario *s)
{
	defect_send(s, s->sent_count, root_add(s, "other", "Other Root CA"));
}

/*
 * Eight CAs of one name and one key identifier, all signed by the root, all
 * newer than the one whose key really signed the leaf: each costs two
 * signatures.
 */
void
defect_PATH_SEARCH_BUDGET_EXHAUSTED(struct scenario *s)
{
	static const char *const label[] = {
		"issuing-1", "issuing-2", "issuing-3", "issuing-4",
		"issuing-5", "issuing-6", "issuing-7", "issuing-8"
	};
	struct bytes id = defect_key_id(s);

	s->issuing->not_before -= 30 * DAY;
	for (size_t i = 0; i < sizeof(label) / sizeof(label[0]); i++) {
		int decoy = scenario_add(s, label[i], SPEC_CA_ISSUING,
		    "Demo Issuing CA", SCENARIO_ROOT);

		s->cert[decoy].subject = s->issuing->subject;
		spec_extension(&s->cert[decoy], OID_CE_SUBJECT_KEY_ID, false,
		    DEFECT_ELEMENT(s->issuing, DER_OCTET_STRING, id));
		defect_send(s, s->sent_count, decoy);
	}
	spec_extension(s->leaf, OID_CE_AUTHORITY_KEY_ID, false,
	    DEFECT_ELEMENT(s->leaf, DER_SEQUENCE,
	        DEFECT_ELEMENT(s->leaf, DER_CONTEXT(0), id)));
	defect_limit(s, "signatures", 6);
}

void
defect_CERTIFICATE_DISTRUSTED(struct scenario *s)
{
	s->distrusted[s->distrusted_count++] = SCENARIO_ISSUING;
}

/* Signed by the CA that is sent, and in another name. */
void
defect_ISSUER_NAME_MISMATCH(struct scenario *s)
{
	struct cert_spec named;

	spec_start(&named, s->arena, "name");
	spec_subject(&named, "Demo Former CA", NULL);
	s->leaf->issuer_name = named.subject;
	s->failed = s->failed || named.failed;
}

/* Trusted for mail alone. */
void
defect_TRUST_ANCHOR_CONSTRAINT_VIOLATED(struct scenario *s)
{
	s->trust_settings = DEFECT_ELEMENT(s->root, DER_SEQUENCE,
	    DEFECT_ELEMENT(s->root, DER_SEQUENCE,
	        defect_oid(s->root, OID_KP_EMAIL_PROTECTION)));
}
