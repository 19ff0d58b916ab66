/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the defects of all groups share. Octets live in the spec's arena. */
#ifndef CA_DEFECT_H
#define CA_DEFECT_H

#include "ca/patch.h"
#include "ca/scenario.h"

/* An element of that tag around the parts, one after another. */
struct bytes defect_element(struct cert_spec *s, uint8_t tag,
    const struct bytes *parts, size_t count);
#define DEFECT_ELEMENT(s, tag, ...) defect_element((s), (tag), \
    (const struct bytes[]){ __VA_ARGS__ }, \
    sizeof((const struct bytes[]){ __VA_ARGS__ }) / sizeof(struct bytes))

#define DEFECT_NOTHING ((struct bytes){ NULL, 0 })

/* The arc 2.999 is for examples: nobody recognises what stands below it. */
#define DEFECT_UNKNOWN_OID "2.999.1"
/* OBJECT IDENTIFIER; OID_UNKNOWN: that one. */
struct bytes defect_oid(struct cert_spec *s, enum oid id);
/* AlgorithmIdentifier; parameters may be DEFECT_NOTHING: absent. */
struct bytes defect_algorithm(struct cert_spec *s, enum oid id,
    struct bytes parameters);
/* The octets of an empty SEQUENCE. */
struct bytes defect_empty(struct cert_spec *s);

/* Marks an extension. Without it the spec cannot be minted: two defects that
   were planted together do not go together. */
void defect_critical(struct cert_spec *s, enum oid id, bool critical);

/* Text in the scenario's arena; "" and failed when there is no memory. */
char *defect_text(struct scenario *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* before, and the domain of the name that is asked for: "api.demo.test". */
const char *defect_domain(struct scenario *s, const char *before);

/* The question is asked with this limit. */
void defect_limit(struct scenario *s, const char *name, unsigned most);

/* SubjectAltName of DNS names alone; b may be NULL. */
void defect_dns(struct cert_spec *s, const char *a, const char *b);
/* SubjectAltName of the name that is asked for and one other. */
void defect_name_beside(struct scenario *s, enum general_name_kind kind,
    struct bytes value);

/* Gives the CA that signs the leaf a key identifier known beforehand. */
struct bytes defect_key_id(struct scenario *s);

/* The server sends that certificate too, at a position of its chain. */
void defect_send(struct scenario *s, size_t position, int index);

/* One more CA between root and issuing CA; gives its index. */
int defect_policy_ca(struct scenario *s);

/* Puts octets in the place of the parameters of the key's algorithm. */
void defect_key_parameters(struct buffer *tbs, struct bytes octets);

/* RSA SubjectPublicKeyInfo whose private key nobody knows; no small number
   divides its modulus. */
struct bytes defect_rsa(struct cert_spec *s, unsigned bits, uint32_t exponent);
/* The same with the exponent 65537 and a modulus that this prime divides. */
struct bytes defect_rsa_divisible(struct cert_spec *s, unsigned bits,
    unsigned prime);

/* Contents of an otherName that holds an SRVName (RFC 4985). */
struct bytes defect_srv(struct cert_spec *s, const char *name);

#endif
