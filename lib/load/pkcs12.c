/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PKCS#12 (RFC 7292): its certificates, and nothing of its keys. */
#include "config.h"

#include "load/bundle.h"
#include "load/pbe.h"

struct pkcs12 {
	struct load *load;
	struct bytes der;
	struct bytes safe;              /* what the MAC is over */
	bool has_mac;
	struct pbe_mac mac;
	struct pbe first;               /* of the contents under a password */
	struct bytes first_sealed;      /* data NULL: none is */
	uint64_t rounds;
	struct password password;
	struct buffer bmp;              /* of the password that was given */
	enum oid unknown;               /* what nobody here can open, */
	bool refused;                   /* if there is such a thing */
};

static int
damaged(const struct pkcs12 *p, const struct der_trouble *trouble,
    struct cw_error *err)
{
	return bundle_refuse(p->load, LOOK_PKCS12, p->der, trouble, err);
}

static void
refuse(struct pkcs12 *p, enum oid unknown)
{
	p->unknown = unknown;
	p->refused = true;
}

/*
 * PFX ::= SEQUENCE { version INTEGER (3), authSafe ContentInfo of data,
 *     macData MacData OPTIONAL }
 */
static bool
pfx_read(struct pkcs12 *p, struct der_trouble *trouble)
{
	struct der_reader r, seq, info, any;
	const uint8_t *version;
	struct bytes type;
	uint32_t number;

	der_start(&r, p->der, trouble);
	if (!der_open(&r, DER_SEQUENCE, &seq) || !der_end(&r))
		return false;
	version = seq.next;
	if (!der_uint(&seq, &number) ||
	    (number != 3 && !der_refuse(&seq, DER_VALUE_INVALID, version)) ||
	    !der_open(&seq, DER_SEQUENCE, &info) || !der_oid(&info, &type))
		return false;
	if (oid_find(type) != OID_PKCS7_DATA) {
		refuse(p, oid_find(type));
		return true;
	}
	if (!der_open(&info, DER_CONTEXT_CONSTRUCTED(0), &any) ||
	    !der_end(&info) || !der_octets(&any, &p->safe) || !der_end(&any))
		return false;
	p->has_mac = der_more(&seq);
	if (p->has_mac && !pbe_mac_read(&seq, &p->mac))
		return false;
	return der_end(&seq);
}

struct content {
	bool sealed;
	struct pbe pbe;
	struct bytes octets;
};

/*
 * EncryptedData ::= SEQUENCE { version INTEGER, encryptedContentInfo SEQUENCE {
 *     contentType OID, AlgorithmIdentifier, [0] IMPLICIT OCTET STRING },
 *     unprotectedAttrs [1] IMPLICIT OPTIONAL }
 */
static bool
encrypted_read(struct der_reader *any, struct content *out)
{
	struct der_reader seq, info;
	struct der_element ignored;
	struct bytes type;
	uint32_t version;

	out->sealed = true;
	return der_open(any, DER_SEQUENCE, &seq) && der_uint(&seq, &version) &&
	    der_open(&seq, DER_SEQUENCE, &info) && der_oid(&info, &type) &&
	    pbe_read(&info, &out->pbe) &&
	    der_take(&info, DER_CONTEXT(0), &out->octets) && der_end(&info) &&
	    (!der_more(&seq) || der_any(&seq, &ignored)) && der_end(&seq);
}

/* The next ContentInfo; a type that we do not know is refused by name. */
static bool
content_read(struct pkcs12 *p, struct der_reader *list, struct content *out)
{
	struct der_reader info, any;
	struct bytes type;

	memset(out, 0, sizeof(*out));
	if (!der_open(list, DER_SEQUENCE, &info) || !der_oid(&info, &type) ||
	    !der_open(&info, DER_CONTEXT_CONSTRUCTED(0), &any) ||
	    !der_end(&info))
		return false;
	switch (oid_find(type)) {
	case OID_PKCS7_DATA:
		return der_octets(&any, &out->octets) && der_end(&any);
	case OID_PKCS7_ENCRYPTED_DATA:
		if (!encrypted_read(&any, out) || !der_end(&any))
			return false;
		if (out->pbe.cipher == NULL)
			refuse(p, out->pbe.named);
		return true;
	default:
		refuse(p, oid_find(type));
		return true;
	}
}

/* What it will cost, and whether we can open it, before anything is spent. */
static bool
contents_measure(struct pkcs12 *p, struct der_trouble *trouble)
{
	struct der_reader r, list;
	struct content c;

	p->rounds = p->has_mac ? p->mac.rounds : 0;
	if (p->has_mac && p->mac.digest == NULL)
		refuse(p, p->mac.named);
	der_start(&r, p->safe, trouble);
	if (!der_open(&r, DER_SEQUENCE, &list) || !der_end(&r))
		return false;
	while (der_more(&list) && !p->refused) {
		if (!content_read(p, &list, &c))
			return false;
		/* The key and the vector are derived apart. */
		p->rounds += c.pbe.pbkdf2 ? c.pbe.rounds :
		    2 * (uint64_t)c.pbe.rounds;
		if (c.sealed && p->first_sealed.data == NULL) {
			p->first = c.pbe;
			p->first_sealed = c.octets;
		}
	}
	return true;
}

/* CertBag ::= SEQUENCE { certId OID, certValue [0] EXPLICIT OCTET STRING } */
static int
cert_bag_add(struct load *l, struct der_reader *any, struct cw_error *err)
{
	struct der_reader bag, value;
	struct bytes type, cert;

	if (!der_open(any, DER_SEQUENCE, &bag) || !der_oid(&bag, &type) ||
	    !der_open(&bag, DER_CONTEXT_CONSTRUCTED(0), &value) ||
	    !der_end(&bag))
		return 0;
	if (oid_find(type) != OID_PKCS9_X509_CERTIFICATE)
		return 0;
	if (!der_octets(&value, &cert) || !der_end(&value))
		return 0;
	return bundle_add(l, cert, 0, err);
}

/*
 * SafeContents ::= SEQUENCE OF SEQUENCE { bagId OID, bagValue [0] EXPLICIT ANY,
 *     bagAttributes SET OPTIONAL }
 * A bag of bags is entered as deep as the reader goes. What is wrong stays in
 * the trouble; -1 is trouble of ours.
 */
static int
bags_add(struct load *l, struct der_reader *r, struct cw_error *err)
{
	struct der_reader list, bag, value;
	struct der_element ignored;
	struct bytes type;
	int rc = 0;

	if (!der_open(r, DER_SEQUENCE, &list))
		return 0;
	while (rc == 0 && der_more(&list)) {
		if (!der_open(&list, DER_SEQUENCE, &bag) ||
		    !der_oid(&bag, &type) ||
		    !der_open(&bag, DER_CONTEXT_CONSTRUCTED(0), &value) ||
		    (der_more(&bag) && !der_element(&bag, DER_SET, &ignored)) ||
		    !der_end(&bag))
			return 0;
		if (oid_find(type) == OID_PKCS12_CERT_BAG)
			rc = cert_bag_add(l, &value, err);
		else if (oid_find(type) == OID_PKCS12_SAFE_CONTENTS_BAG)
			rc = bags_add(l, &value, err);
		if (r->trouble->fault != DER_FINE)
			return rc;
	}
	return rc;
}

static int
safe_add(struct pkcs12 *p, struct bytes octets, struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r;

	der_start(&r, octets, &trouble);
	if (bags_add(p->load, &r, err) != 0)
		return -1;
	if (trouble.fault == DER_FINE)
		der_end(&r);
	return trouble.fault == DER_FINE ? 0 : damaged(p, &trouble, err);
}

static int
sealed_add(struct pkcs12 *p, const struct content *c, struct cw_error *err)
{
	struct buffer plain = BUFFER_EMPTY;
	int rc;

	if (!pbe_decrypt(&c->pbe, &p->password, c->octets, &plain)) {
		error_set(err, "%s holds a PKCS#12 bundle of which a part cannot "
		    "be decrypted", p->load->source);
		return -1;
	}
	rc = safe_add(p, buffer_bytes(&plain), err);
	buffer_wipe(&plain);
	return rc;
}

static int
contents_add(struct pkcs12 *p, struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct der_reader r, list;
	struct content c;
	int rc = 0;

	der_start(&r, p->safe, &trouble);
	if (!der_open(&r, DER_SEQUENCE, &list))
		return damaged(p, &trouble, err);
	while (rc == 0 && der_more(&list)) {
		if (!content_read(p, &list, &c))
			return damaged(p, &trouble, err);
		rc = c.sealed ? sealed_add(p, &c, err) :
		    safe_add(p, c.octets, err);
	}
	return rc;
}

/* By the MAC or, without one, by what comes out of the first sealed part. */
static bool
password_fits(const struct pkcs12 *p, const struct password *password)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	struct buffer plain = BUFFER_EMPTY;
	struct der_reader r, list;
	bool fits;

	if (p->has_mac)
		return pbe_mac_check(&p->mac, password, p->safe);
	if (p->first_sealed.data == NULL)
		return true;
	fits = pbe_decrypt(&p->first, password, p->first_sealed, &plain);
	der_start(&r, buffer_bytes(&plain), &trouble);
	fits = fits && der_open(&r, DER_SEQUENCE, &list) && der_end(&r);
	buffer_wipe(&plain);
	return fits;
}

/* No password and the empty one are two, and both are written as none. */
static bool
password_find(struct pkcs12 *p)
{
	const struct buffer *given = &p->load->certs->password;
	const struct password none[] = {
		{ bytes_of(""), { NULL, 0 } },
		{ bytes_of(""), { (const uint8_t *)"\0", 2 } }
	};
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		p->password = none[i];
		if (password_fits(p, &p->password))
			return true;
	}
	if (given->len == 0 || !password_write(buffer_bytes(given), &p->bmp))
		return false;
	p->password = (struct password){ buffer_bytes(given),
		buffer_bytes(&p->bmp) };
	return password_fits(p, &p->password);
}

static int
refuse_password(const struct pkcs12 *p, struct cw_error *err)
{
	if (p->load->certs->password.len > 0)
		error_set(err, "%s holds a PKCS#12 bundle that the password "
		    "given does not open", p->load->source);
	else
		error_set(err, "%s holds a PKCS#12 bundle under a password; give "
		    "it in a file, by --password-file", p->load->source);
	return -1;
}

/* -1: it is not even tried. */
static int
pkcs12_examine(struct pkcs12 *p, struct cw_error *err)
{
	struct der_trouble trouble = { .fault = DER_FINE };
	unsigned most = p->load->certs->limits.most[LIMIT_PASSWORD_ROUNDS];

	if (!pfx_read(p, &trouble) ||
	    (!p->refused && !contents_measure(p, &trouble)))
		return damaged(p, &trouble, err);
	if (p->refused) {
		error_set(err, "%s holds a PKCS#12 bundle made by an algorithm "
		    "that is not known here (%s)", p->load->source,
		    oid_name(p->unknown));
		return -1;
	}
	if (p->rounds > most) {
		error_set(err, "%s holds a PKCS#12 bundle that takes %llu rounds "
		    "to open; the limit password-rounds is %u", p->load->source,
		    (unsigned long long)p->rounds, most);
		return -1;
	}
	return 0;
}

int
pkcs12_load(struct load *l, struct bytes der, struct cw_error *err)
{
	struct pkcs12 p = { .load = l, .der = der, .bmp = BUFFER_EMPTY };
	size_t first = l->certs->count;
	int rc = pkcs12_examine(&p, err);

	if (rc == 0 && !password_find(&p))
		rc = refuse_password(&p, err);
	if (rc == 0)
		rc = contents_add(&p, err);
	if (rc == 0 && l->certs->count == first) {
		error_set(err, "%s holds a PKCS#12 bundle without a certificate",
		    l->source);
		rc = -1;
	}
	if (rc == 0 && !bundle_order(l, first))
		rc = error_memory(err);
	buffer_wipe(&p.bmp);
	return rc;
}
