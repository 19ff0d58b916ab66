/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "load/bundle.h"

/*
 * CertificateChoices ::= CHOICE { certificate Certificate, and older or other
 *     things as [0] to [3] }, which are passed over
 */
static int
certificates_add(struct load *l, struct der_reader *set, size_t line,
    struct cw_error *err)
{
	struct der_element e;

	while (der_more(set)) {
		if (!der_any(set, &e))
			return 0;
		if (e.tag == DER_SEQUENCE &&
		    bundle_add(l, e.whole, line, err) != 0)
			return -1;
	}
	return 0;
}

/* ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY } */
static bool
content_open(struct bytes der, struct der_trouble *trouble, struct bytes *type,
    struct der_reader *signed_data)
{
	struct der_reader r, seq, content;

	der_start(&r, der, trouble);
	return der_open(&r, DER_SEQUENCE, &seq) && der_end(&r) &&
	    der_oid(&seq, type) &&
	    der_open(&seq, DER_CONTEXT_CONSTRUCTED(0), &content) &&
	    der_end(&seq) &&
	    (!bytes_equal(*type, oid_contents(OID_PKCS7_SIGNED_DATA)) ||
	    (der_open(&content, DER_SEQUENCE, signed_data) &&
	    der_end(&content)));
}

/*
 * SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET,
 *     encapContentInfo SEQUENCE, certificates [0] IMPLICIT OPTIONAL,
 *     crls [1] IMPLICIT OPTIONAL, signerInfos SET }
 */
static bool
signed_data_read(struct der_reader *seq, struct der_reader *certificates)
{
	struct der_element ignored;
	struct bytes version;
	bool present;

	return der_integer(seq, &version) &&
	    der_element(seq, DER_SET, &ignored) &&
	    der_element(seq, DER_SEQUENCE, &ignored) &&
	    der_open_optional(seq, DER_CONTEXT_CONSTRUCTED(0), &present,
	    certificates) &&
	    (!der_is(seq, DER_CONTEXT_CONSTRUCTED(1)) ||
	    der_any(seq, &ignored)) &&
	    der_element(seq, DER_SET, &ignored) && der_end(seq);
}

int
pkcs7_load(struct load *l, struct bytes der, size_t line, struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	size_t first = l->certs->count;
	struct der_reader r, set;
	struct bytes type;

	der_start(&set, (struct bytes){ der.data, 0 }, &trouble);
	if (!content_open(der, &trouble, &type, &r))
		return bundle_refuse(l, LOOK_PKCS7, der, &trouble, err);
	if (!bytes_equal(type, oid_contents(OID_PKCS7_SIGNED_DATA))) {
		error_set(err, "%s holds PKCS#7 of another kind than "
		    "SignedData, in which certificates lie", l->source);
		return -1;
	}
	if (!signed_data_read(&r, &set))
		return bundle_refuse(l, LOOK_PKCS7, der, &trouble, err);
	if (certificates_add(l, &set, line, err) != 0)
		return -1;
	if (trouble.fault != DER_FINE)
		return bundle_refuse(l, LOOK_PKCS7, der, &trouble, err);
	if (l->certs->count == first) {
		error_set(err, "%s holds a PKCS#7 bundle without a certificate",
		    l->source);
		return -1;
	}
	return bundle_order(l, first) ? 0 : error_memory(err);
}
