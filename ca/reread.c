/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <limits.h>

#include "ca/reread.h"
#include "der/pkix.h"

static bool
element_reencodes(asn1_node *element, struct bytes der, uint8_t *again)
{
	int len = (int)der.len;

	return asn1_der_decoding2(element, der.data, &len,
	    ASN1_DECODE_FLAG_STRICT_DER, NULL) == ASN1_SUCCESS &&
	    len == (int)der.len &&
	    asn1_der_coding(*element, "", again, &len, NULL) == ASN1_SUCCESS &&
	    len == (int)der.len && memcmp(again, der.data, der.len) == 0;
}

static bool
schema_agrees(struct arena *arena, struct bytes der)
{
	asn1_node module = NULL, element = NULL;
	uint8_t *again = arena_alloc(arena, der.len);
	bool good = again != NULL && der.len < INT_MAX &&
	    asn1_array2tree(pkix_asn1_tab, &module, NULL) == ASN1_SUCCESS &&
	    asn1_create_element(module, "CHAINWRIGHT.Certificate",
	    &element) == ASN1_SUCCESS &&
	    element_reencodes(&element, der, again);

	asn1_delete_structure(&element);
	asn1_delete_structure(&module);
	return good;
}

const struct cert *
cert_reread(struct arena *arena, struct bytes der, struct cw_error *err)
{
	const struct origin origin = { "new certificate", 0, 0 };
	const struct cert *cert = cert_read(arena, der, origin);

	if (cert == NULL) {
		error_memory(err);
		return NULL;
	}
	if (cert->readable && cert->faults.count == 0 &&
	    schema_agrees(arena, der))
		return cert;
	error_set(err, "the certificate that was made cannot be read again, "
	    "so it was not issued; please report this");
	return NULL;
}
