/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Certificates cut by hand: each fault, its row, and the octet it is at. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include "tests/dsl.h"
#include "tests/test.h"
#include "x509/cert.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Fields of a good certificate, in order. */
enum part {
	NUMBER, SERIAL, INNER, ISSUER, VALIDITY, SUBJECT, KEY, UNIQUE,
	EXTENSIONS, OUTER, VALUE, BEHIND, PARTS,
	WHOLE                           /* all of it, not a part */
};

#define ECDSA "30{06{2a8648ce3d040302}}"
#define CN(tag, text) "30{31{30{06{550403}" tag "{" text "}}}}"
#define NAME CN("0c", "'Demo'")
#define P256 "30{06{2a8648ce3d0201}06{2a8648ce3d030107}}"
#define POINT "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" \
	"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define DATES(before, after) "30{17{'" before "'}17{'" after "'}}"
#define EXT(oid, value) "a3{30{30{06{" oid "}04{" value "}}}}"

static const char *const good[PARTS] = {
	[NUMBER] = "a0{020102}",
	[SERIAL] = "02{0102030405060708}",
	[INNER] = ECDSA,
	[ISSUER] = NAME,
	[VALIDITY] = DATES("260824130607Z", "270221130607Z"),
	[SUBJECT] = NAME,
	[KEY] = "30{" P256 "03{00" POINT "}}",
	[UNIQUE] = "",
	[EXTENSIONS] = "a3{30{30{06{551d13}0101ff04{30{0101ff}}}}}",
	[OUTER] = ECDSA,
	[VALUE] = "03{00 30{020101020101}}",
	[BEHIND] = ""
};

static void
assemble(enum part part, const char *text, struct buffer *der, size_t *mark)
{
	size_t i, len = 0, size = strlen(text) + 8192;
	char *all;

	if (part == WHOLE) {
		dsl_write(text, der, mark);
		return;
	}
	all = malloc(size);
	ck_assert_ptr_nonnull(all);
	for (i = 0; i < PARTS; i++)
		len += (size_t)snprintf(all + len, size - len, "%s%s",
		    i == NUMBER ? "30{30{" :
		    i == OUTER || i == BEHIND ? "}" : "",
		    i == part ? text : good[i]);
	ck_assert_uint_lt(len, size);
	dsl_write(all, der, mark);
	free(all);
}

static const struct parse {
	const char *name;
	enum part part;
	const char *text;
	enum failure_id id;             /* FAILURE_COUNT: nothing is wrong */
	bool readable;
} parses[] = {
	{ "good", BEHIND, "", FAILURE_COUNT, true },
	/* the frame */
	{ "nothing at all", WHOLE, "!", F_DER_MALFORMED, false },
	{ "one octet", WHOLE, "30!", F_DER_MALFORMED, false },
	{ "another type", WHOLE, "!31{020101}", F_DER_MALFORMED, false },
	{ "an empty SEQUENCE", WHOLE, "30{}!", F_DER_MALFORMED, false },
	{ "cut off", WHOLE, "3082010030820100020101!", F_DER_MALFORMED, false },
	{ "a length of 2^64", WHOLE, "30!89010000000000000000",
	    F_DER_MALFORMED, false },
	{ "indefinite", WHOLE, "30!8030{020101}0000",
	    F_DER_INDEFINITE_LENGTH, false },
	{ "a length in two octets for one", WHOLE, "30!810330{0500}",
	    F_DER_LENGTH_NOT_MINIMAL, false },
	{ "a length with a zero before it", WHOLE, "30!83000003 020101",
	    F_DER_LENGTH_NOT_MINIMAL, false },
	{ "octets behind it", BEHIND, "!0000", F_DER_TRAILING_DATA, true },
	{ "octets behind the signature", VALUE, "03{00 30{020101020101}}!0500",
	    F_DER_TRAILING_DATA, false },
	{ "a high tag", SERIAL, "!1f810101", F_DER_MALFORMED, false },
	/* version */
	{ "version 1 written out", WHOLE, "30{30{!a0{020100}020101" ECDSA NAME
	    DATES("260824130607Z", "270221130607Z") NAME "30{" P256 "03{00"
	    POINT "}}}" ECDSA "03{00 30{020101020101}}}",
	    F_DER_DEFAULT_VALUE_ENCODED, true },
	{ "version 4", NUMBER, "a0{0201!03}", F_VERSION_UNSUPPORTED, true },
	{ "version below 1", NUMBER, "a0{0201!ff}",
	    F_VERSION_UNSUPPORTED, true },
	{ "version of two octets", NUMBER, "a0{0202!0102}",
	    F_VERSION_UNSUPPORTED, true },
	{ "version with a zero before", NUMBER, "a0{0202!0002}",
	    F_DER_INTEGER_NOT_MINIMAL, false },
	{ "two versions", NUMBER, "a0{020102 !020102}",
	    F_DER_TRAILING_DATA, false },
	{ "no version", NUMBER, "", F_EXTENSIONS_IN_PRE_V3, true },
	{ "version 2", NUMBER, "a0{020101}", F_EXTENSIONS_IN_PRE_V3, true },
	/* serial number */
	{ "serial not minimal", SERIAL, "0202!0001",
	    F_DER_INTEGER_NOT_MINIMAL, false },
	{ "negative serial not minimal", SERIAL, "0202!ff80",
	    F_DER_INTEGER_NOT_MINIMAL, false },
	{ "serial without octets", SERIAL, "02!00", F_DER_MALFORMED, false },
	{ "negative serial", SERIAL, "02{!80}", F_SERIAL_NEGATIVE, true },
	{ "zero serial", SERIAL, "02{!00}", F_SERIAL_ZERO, true },
	{ "serial of 20 octets", SERIAL,
	    "02{7f02030405060708091011121314151617181920}", FAILURE_COUNT, true },
	{ "serial of 21 octets", SERIAL,
	    "02{!00ff0203040506070809101112131415161718192021}",
	    F_SERIAL_TOO_LONG, true },
	/* algorithms */
	{ "no algorithm", INNER, "30{!31{0500}}", F_DER_MALFORMED, false },
	{ "algorithm with three members", INNER, "30{06{2a03}0500!0500}",
	    F_DER_TRAILING_DATA, false },
	{ "algorithm with an open arc", INNER, "30{06{2a!83}}",
	    F_DER_MALFORMED, false },
	{ "arc with a zero before it", INNER, "30{06{2a!8003}}",
	    F_DER_MALFORMED, false },
	/* names */
	{ "an empty name", ISSUER, "30{}", FAILURE_COUNT, true },
	{ "a name that is a SET", ISSUER, "!31{}", F_DER_MALFORMED, false },
	{ "@ in a PrintableString", SUBJECT, CN("13", "'a'!'@b'"),
	    F_NAME_MALFORMED, true },
	{ "half a BMPString", SUBJECT, CN("1e", "0041!42"),
	    F_NAME_MALFORMED, true },
	{ "no UTF-8", SUBJECT, CN("0c", "'a'!ff"), F_NAME_MALFORMED, true },
	{ "a name of Latin-1 as IA5String", ISSUER, CN("16", "!e9"),
	    F_NAME_MALFORMED, true },
	{ "an empty set", SUBJECT, "30{31{}}!", F_NAME_MALFORMED, true },
	{ "an attribute without a value", SUBJECT, "30{31{30{06{550403}}}}!",
	    F_NAME_MALFORMED, true },
	{ "an attribute with two values", SUBJECT,
	    "30{31{30{06{550403}0c{'a'}!0c{'b'}}}}", F_NAME_MALFORMED, true },
	{ "a number as common name", SUBJECT,
	    "30{31{30{06{550403}!020101}}}", F_NAME_MALFORMED, true },
	{ "a bit string as unique identifier", SUBJECT,
	    "30{31{30{06{55042d}03{0001}}}}", FAILURE_COUNT, true },
	/* times */
	{ "no seconds", VALIDITY, DATES("2608241306'!'Z", "270221130607Z"),
	    F_TIME_FORMAT_INVALID, false },
	{ "a time zone", VALIDITY,
	    DATES("260824130607'!'+0000", "270221130607Z"),
	    F_TIME_FORMAT_INVALID, false },
	{ "month 13", VALIDITY, DATES("26'!'1324130607Z", "270221130607Z"),
	    F_TIME_FORMAT_INVALID, false },
	{ "30 February", VALIDITY, DATES("260824130607Z", "2702'!'30130607Z"),
	    F_TIME_FORMAT_INVALID, false },
	{ "a fraction", VALIDITY,
	    "30{17{'260824130607Z'}18{'20500101000000'!'.5Z'}}",
	    F_TIME_FORMAT_INVALID, false },
	{ "2027 in the long form", VALIDITY,
	    "30{17{'260824130607Z'}18{!'20270221130607Z'}}",
	    F_TIME_TYPE_WRONG_FOR_YEAR, true },
	{ "2050 in the long form", VALIDITY,
	    "30{17{'260824130607Z'}18{'20500101000000Z'}}",
	    FAILURE_COUNT, true },
	{ "a time that is an integer", VALIDITY,
	    "30{17{'260824130607Z'}!020101}", F_DER_MALFORMED, false },
	{ "three times", VALIDITY, "30{17{'260824130607Z'}17{'270221130607Z'}"
	    "!17{'270221130607Z'}}", F_DER_TRAILING_DATA, false },
	/* keys */
	{ "an unknown algorithm", KEY, "30{!30{06{883701}}03{0001}}",
	    F_SPKI_ALGORITHM_UNKNOWN, true },
	{ "a point that is too short", KEY, "30{" P256 "03{00!04 01}}",
	    F_SPKI_MALFORMED, true },
	{ "the point at infinity", KEY, "30{" P256 "03{00!00}}",
	    F_SPKI_MALFORMED, true },
	{ "no point", KEY, "30{" P256 "03{00}}!", F_SPKI_MALFORMED, true },
	{ "a point with unused bits", KEY, "30{" P256 "03{!01 04}}",
	    F_SPKI_MALFORMED, true },
	{ "a curve left out", KEY,
	    "30{30{06{2a8648ce3d0201}}!03{00" POINT "}}",
	    F_SPKI_MALFORMED, true },
	{ "a curve that is not known", KEY,
	    "30{30{06{2a8648ce3d0201}06{883701}}03{0004}}",
	    FAILURE_COUNT, true },
	{ "an RSA key", KEY, "30{30{06{2a864886f70d010101}0500}"
	    "03{00 30{02{00c1}020103}}}", FAILURE_COUNT, true },
	{ "an RSA key without NULL", KEY, "30{!30{06{2a864886f70d010101}}"
	    "03{00 30{02{00c1}020103}}}", F_SPKI_PARAMETERS_INVALID, true },
	{ "an RSA key with an even modulus", KEY,
	    "30{30{06{2a864886f70d010101}0500}03{00 30{02{00!c0}020103}}}",
	    F_SPKI_MALFORMED, true },
	{ "an RSA key with a negative modulus", KEY,
	    "30{30{06{2a864886f70d010101}0500}03{00 30{02{!c1}020103}}}",
	    F_SPKI_MALFORMED, true },
	{ "an RSA key with a third number", KEY,
	    "30{30{06{2a864886f70d010101}0500}"
	    "03{00 30{02{00c1}020103!020101}}}", F_SPKI_MALFORMED, true },
	{ "Ed25519 of 31 octets", KEY, "30{30{06{2b6570}}03{00 !'31 octets, "
	    "which is one too few'}}", F_SPKI_MALFORMED, true },
	{ "Ed25519 with parameters", KEY, "30{!30{06{2b6570}0500}03{00 "
	    "'32 octets, which is as it should'}}",
	    F_SPKI_PARAMETERS_INVALID, true },
	{ "DSA with inherited parameters", KEY,
	    "30{30{06{2a8648ce380401}}03{00 02{05}}}", FAILURE_COUNT, true },
	{ "DSA with NULL", KEY, "30{!30{06{2a8648ce380401}0500}03{00 02{05}}}",
	    F_SPKI_PARAMETERS_INVALID, true },
	{ "key bits that are a count alone", KEY, "30{" P256 "03{!03}}",
	    F_DER_MALFORMED, false },
	/* unique identifiers and the order of what is optional */
	{ "a unique identifier", UNIQUE, "81{0001}", FAILURE_COUNT, true },
	{ "one without octets", UNIQUE, "81!00", F_DER_MALFORMED, false },
	{ "with 8 unused bits", UNIQUE, "82{!0801}", F_DER_MALFORMED, false },
	{ "two in the wrong order", UNIQUE, "82{0001}!81{0001}",
	    F_DER_TRAILING_DATA, false },
	/* the frame of extensions */
	{ "no extensions", EXTENSIONS, "", FAILURE_COUNT, true },
	{ "an empty list of extensions", EXTENSIONS, "a3{30{}}!",
	    F_DER_MALFORMED, false },
	{ "two lists", EXTENSIONS, "a3{30{30{06{883701}0400}}!3000}",
	    F_DER_TRAILING_DATA, false },
	{ "extensions twice", EXTENSIONS, EXT("883701", "")
	    "!" EXT("883702", ""), F_DER_TRAILING_DATA, false },
	{ "critical is 01", EXTENSIONS,
	    "a3{30{30{06{551d13}0101!0104{30{0101ff}}}}}",
	    F_DER_BOOLEAN_NOT_CANONICAL, true },
	{ "critical is of two octets", EXTENSIONS,
	    "a3{30{30{06{551d13}01!02ffff04{3000}}}}", F_DER_MALFORMED, false },
	{ "not critical, written out", EXTENSIONS,
	    "a3{30{30{06{551d13}!01010004{3000}}}}",
	    F_DER_DEFAULT_VALUE_ENCODED, true },
	{ "no value", EXTENSIONS, "a3{30{30{06{551d13}}}}!",
	    F_DER_MALFORMED, false },
	{ "two values", EXTENSIONS, "a3{30{30{06{883701}0400!0400}}}",
	    F_DER_TRAILING_DATA, false },
	{ "the same twice", EXTENSIONS,
	    "a3{30{30{06{551d13}04{3000}}!30{06{551d13}04{3000}}}}",
	    F_EXTENSION_DUPLICATE, true },
	{ "an unknown one twice", EXTENSIONS, "a3{30{30{06{883702}0400}"
	    "30{06{883701}0400}!30{06{883702}0400}}}",
	    F_EXTENSION_DUPLICATE, true },
	/* the signature */
	{ "no signature", VALUE, "!", F_DER_MALFORMED, false },
	{ "a signature without octets", VALUE, "03!00", F_DER_MALFORMED, false },
	{ "a signature of 9 unused bits", VALUE, "03{!0901}",
	    F_DER_MALFORMED, false },
	{ "unused bits in the signature are for who verifies", VALUE,
	    "03{0103}", FAILURE_COUNT, true },
};

/* Extensions: identifier and value. Values and rows as above. */
#define SCTS "2b06010401d679020402"
#define IP_BLOCKS "2b06010505070107"
#define AS_IDS "2b06010505070108"
/* Version, log, time. */
#define SCT_HEAD "00 00000000000000000000000000000000" \
	"00000000000000000000000000000000 0000018f00000000"

static const struct value_case {
	const char *name, *oid, *value;
	enum failure_id id;
} values[] = {
	{ "basicConstraints: nothing", "551d13", "3000", FAILURE_COUNT },
	{ "a CA", "551d13", "30{0101ff}", FAILURE_COUNT },
	{ "a CA of length 0", "551d13", "30{0101ff020100}", FAILURE_COUNT },
	{ "a length alone", "551d13", "30{020100}", FAILURE_COUNT },
	{ "a negative length", "551d13", "30{0101ff0201ff}", FAILURE_COUNT },
	{ "a length of 2^70", "551d13", "30{0101ff02{400000000000000000}}",
	    FAILURE_COUNT },
	{ "FALSE written out", "551d13", "30{!010100}",
	    F_DER_DEFAULT_VALUE_ENCODED },
	{ "TRUE as 01", "551d13", "30{0101!01}", F_DER_BOOLEAN_NOT_CANONICAL },
	{ "length before cA", "551d13", "30{020100!0101ff}",
	    F_DER_TRAILING_DATA },
	{ "a length not minimal", "551d13", "30{0101ff0202!0001}",
	    F_DER_INTEGER_NOT_MINIMAL },
	{ "octets behind it", "551d13", "3000!00", F_DER_TRAILING_DATA },
	{ "longer than its value", "551d13", "30!050101ff",
	    F_EXTENSION_MALFORMED },
	{ "an indefinite length", "551d13", "30!800000",
	    F_DER_INDEFINITE_LENGTH },
	{ "an empty value", "551d13", "!", F_EXTENSION_MALFORMED },
	{ "keyUsage", "551d0f", "03{0106}", FAILURE_COUNT },
	{ "keyUsage of eight flags", "551d0f", "03{0007}", FAILURE_COUNT },
	{ "keyUsage with two octets", "551d0f", "03{070080}", FAILURE_COUNT },
	{ "keyCertSign as 00 04", "551d0f", "03{00!04}",
	    F_DER_BIT_STRING_PADDING_INVALID },
	{ "an unused bit set", "551d0f", "03{02!07}",
	    F_DER_BIT_STRING_PADDING_INVALID },
	{ "a count of 8", "551d0f", "03{!0806}", F_EXTENSION_MALFORMED },
	{ "keyUsage without a bit", "551d0f", "03{00}", FAILURE_COUNT },
	{ "keyUsage in an OCTET STRING", "551d0f", "!04{06}",
	    F_EXTENSION_MALFORMED },
	{ "extKeyUsage", "551d25", "30{06{2b06010505070301}}", FAILURE_COUNT },
	{ "extKeyUsage: none", "551d25", "3000", FAILURE_COUNT },
	{ "extKeyUsage: text", "551d25", "30{!0c{'serverAuth'}}",
	    F_EXTENSION_MALFORMED },
	{ "extKeyUsage: an OID without octets", "551d25", "30{06!00}",
	    F_EXTENSION_MALFORMED },
	{ "subjectAltName", "551d11", "30{82{'www.demo.test'}87{c0000201}"
	    "81{'a@b'}86{'http://a'}88{2a03}a4{" NAME "}a0{06{2a03}a0{0500}}"
	    "a3{3000}a5{3000}}", FAILURE_COUNT },
	{ "subjectAltName: none", "551d11", "3000", FAILURE_COUNT },
	{ "subjectAltName: raw text", "551d11", "!'www.demo.test'",
	    F_EXTENSION_MALFORMED },
	{ "a name of an unknown kind", "551d11", "30{!89{2a03}}",
	    F_EXTENSION_MALFORMED },
	{ "a universal string", "551d11", "30{!16{'www'}}",
	    F_EXTENSION_MALFORMED },
	{ "a constructed DNS name", "551d11", "30{!a2{'www'}}",
	    F_EXTENSION_MALFORMED },
	{ "a Name of the wrong type", "551d11", "30{a4{!31{}}}",
	    F_EXTENSION_MALFORMED },
	{ "a Name with a broken attribute", "551d11",
	    "30{a4{30{31{!0500}}}}", F_EXTENSION_MALFORMED },
	{ "an otherName without a value", "551d11", "30{a0{06{2a03}}!82{'a'}}",
	    F_EXTENSION_MALFORMED },
	{ "an otherName with two values", "551d11",
	    "30{a0{06{2a03}a0{0500!0500}}}", F_DER_TRAILING_DATA },
	{ "an otherName with something behind its value", "551d11",
	    "30{a0{06{2a03}a0{0500}!0500}}", F_DER_TRAILING_DATA },
	{ "a registered ID with an open arc", "551d11", "30{88{2a!83}}",
	    F_EXTENSION_MALFORMED },
	{ "issuerAltName", "551d12", "30{82{'ca.demo.test'}}", FAILURE_COUNT },
	{ "issuerAltName: none", "551d12", "3000!", F_EXTENSION_MALFORMED },
	{ "authorityKeyIdentifier", "551d23", "30{80{01020304}a1{a4{" NAME
	    "}}82{01}}", FAILURE_COUNT },
	{ "an empty one", "551d23", "3000", FAILURE_COUNT },
	{ "its parts in another order", "551d23", "30{82{01}!80{01}}",
	    F_DER_TRAILING_DATA },
	{ "its serial not minimal", "551d23", "30{82{!0001}}",
	    F_DER_INTEGER_NOT_MINIMAL },
	{ "its serial without octets", "551d23", "30{82!00}",
	    F_EXTENSION_MALFORMED },
	{ "its key id as an OCTET STRING", "551d23", "30{!04{0102}}",
	    F_DER_TRAILING_DATA },
	{ "subjectKeyIdentifier", "551d0e", "04{01020304}", FAILURE_COUNT },
	{ "subjectKeyIdentifier: bare octets", "551d0e", "!01020304",
	    F_EXTENSION_MALFORMED },
	{ "nameConstraints", "551d1e", "30{a0{30{82{'demo.test'}}}"
	    "a1{30{87{c0000200ffffff00}80{01}81{02}}}}", FAILURE_COUNT },
	{ "a subtree with a Name alone", "551d1e", "30{a0{!82{'demo.test'}}}",
	    F_EXTENSION_MALFORMED },
	{ "a negative minimum", "551d1e", "30{a0{30{82{'a'}80{!ff}}}}",
	    F_EXTENSION_MALFORMED },
	{ "excluded before permitted", "551d1e", "30{a1{30{82{'a'}}}"
	    "!a0{30{82{'a'}}}}", F_DER_TRAILING_DATA },
	{ "certificatePolicies", "551d20", "30{30{06{551d2000}}30{06{2a03}"
	    "30{30{06{2b06010505070201}16{'http://cps'}}"
	    "30{06{2b06010505070202}30{30{0c{'Demo'}30{020101}}0c{'text'}}}"
	    "30{06{2a03}0500}}}}", FAILURE_COUNT },
	{ "no policies", "551d20", "3000!", F_EXTENSION_MALFORMED },
	{ "no qualifiers", "551d20", "30{30{06{2a03}3000!}}",
	    F_EXTENSION_MALFORMED },
	{ "a CPS that is a number", "551d20",
	    "30{30{06{2a03}30{30{06{2b06010505070201}!020101}}}}",
	    F_EXTENSION_MALFORMED },
	{ "policyMappings", "551d21", "30{30{06{2a03}06{2a04}}}",
	    FAILURE_COUNT },
	{ "a mapping to nothing", "551d21", "30{30{06{2a03}}}!",
	    F_EXTENSION_MALFORMED },
	{ "policyConstraints", "551d24", "30{80{00}81{05}}", FAILURE_COUNT },
	{ "negative skip", "551d24", "30{80{!ff}}", F_EXTENSION_MALFORMED },
	{ "inhibitAnyPolicy", "551d36", "020105", FAILURE_COUNT },
	{ "negative inhibitAnyPolicy", "551d36", "0201!ff",
	    F_EXTENSION_MALFORMED },
	{ "cRLDistributionPoints", "551d1f", "30{30{a0{a0{86{'http://a'}}}"
	    "81{0102}a2{a4{" NAME "}}}30{a0{a1{30{06{550403}0c{'a'}}}}}}",
	    FAILURE_COUNT },
	{ "no points", "551d1f", "3000!", F_EXTENSION_MALFORMED },
	{ "a point with bare names", "551d1f", "30{30{a0{!86{'http://a'}}}}",
	    F_EXTENSION_MALFORMED },
	{ "reasons with 9 unused bits", "551d1f", "30{30{81{!0902}}}",
	    F_EXTENSION_MALFORMED },
	{ "freshestCRL", "551d2e", "30{30{a0{a0{86{'http://a'}}}}}",
	    FAILURE_COUNT },
	{ "authorityInfoAccess", "2b06010505070101",
	    "30{30{06{2b06010505073001}86{'http://a'}}}", FAILURE_COUNT },
	{ "an access without a place", "2b06010505070101",
	    "30{30{06{2b06010505073001}}}!", F_EXTENSION_MALFORMED },
	{ "subjectInfoAccess: none", "2b0601050507010b", "3000!",
	    F_EXTENSION_MALFORMED },
	{ "subjectDirectoryAttributes", "551d09", "30{30{06{2a03}31{0500}}}",
	    FAILURE_COUNT },
	{ "an attribute without values", "551d09", "30{30{06{2a03}3100!}}",
	    F_EXTENSION_MALFORMED },
	{ "tlsFeature", "2b06010505070118", "30{020105}", FAILURE_COUNT },
	{ "a feature that is text", "2b06010505070118", "30{!0c{'5'}}",
	    F_EXTENSION_MALFORMED },
	{ "certificate transparency", "2b06010401d679020402", "04{0000}",
	    FAILURE_COUNT },
	{ "a time stamp", SCTS, "04{0033 0031" SCT_HEAD "0000 0403 0002 aabb}",
	    FAILURE_COUNT },
	{ "one of a later version", SCTS, "04{0003 0001 01}", FAILURE_COUNT },
	{ "octets behind the list", SCTS, "04{0000 !00}", F_DER_TRAILING_DATA },
	{ "a list longer than its octets", SCTS, "04{!0001}",
	    F_EXTENSION_MALFORMED },
	{ "a time stamp of no octet", SCTS, "04{0002 !0000}",
	    F_EXTENSION_MALFORMED },
	{ "a time stamp that is cut", SCTS, "04{0004 0002 !0000}",
	    F_EXTENSION_MALFORMED },
	{ "a time stamp whose signature is cut", SCTS,
	    "04{0032 0030" SCT_HEAD "0000 0403 !0002 aa}",
	    F_EXTENSION_MALFORMED },
	{ "octets behind a time stamp", SCTS,
	    "04{0034 0032" SCT_HEAD "0000 0403 0002 aabb !cc}",
	    F_EXTENSION_MALFORMED },
	{ "privateKeyUsagePeriod", "551d10", "30{80{'20260101000000Z'}"
	    "81{'20270101000000Z'}}", FAILURE_COUNT },
	{ "a period without a bound", "551d10", "3000", FAILURE_COUNT },
	{ "a period in a month 13", "551d10", "30{80{'2026'!'1301000000Z'}}",
	    F_EXTENSION_MALFORMED },
	{ "its bounds in another order", "551d10", "30{81{'20270101000000Z'}"
	    "!80{'20260101000000Z'}}", F_DER_TRAILING_DATA },
	{ "proxyCertInfo", "2b0601050507010e",
	    "30{02{05}30{06{2b06010505071501}04{00}}}", FAILURE_COUNT },
	{ "a proxy of negative length", "2b0601050507010e",
	    "30{02{!ff}30{06{2b06010505071501}}}", F_EXTENSION_MALFORMED },
	{ "a proxy without a policy", "2b0601050507010e", "30{02{05}}!",
	    F_EXTENSION_MALFORMED },
	{ "ipAddrBlocks", IP_BLOCKS, "30{30{04{0001}30{03{000a}"
	    "30{03{04c00020}03{03c00020}}}}30{04{0002}0500}}", FAILURE_COUNT },
	{ "no family", IP_BLOCKS, "3000", FAILURE_COUNT },
	{ "every address", IP_BLOCKS, "30{30{04{000101}30{03{00}}}}",
	    FAILURE_COUNT },
	{ "a family of one octet", IP_BLOCKS, "30{30{04{!01}0500}}",
	    F_EXTENSION_MALFORMED },
	{ "a family twice", IP_BLOCKS, "30{30{04{0001}0500}!30{04{0001}0500}}",
	    F_EXTENSION_MALFORMED },
	{ "five octets of IPv4", IP_BLOCKS,
	    "30{30{04{0001}30{!03{00c000020001}}}}", F_EXTENSION_MALFORMED },
	{ "a range that goes down", IP_BLOCKS,
	    "30{30{04{0001}30{!30{03{00c1}03{00c0}}}}}",
	    F_EXTENSION_MALFORMED },
	{ "ranges that go down", IP_BLOCKS,
	    "30{30{04{0001}30{03{00c1}!03{00c0}}}}", F_EXTENSION_MALFORMED },
	{ "a range inside another", IP_BLOCKS,
	    "30{30{04{0001}30{03{00c0}!03{00c001}}}}", F_EXTENSION_MALFORMED },
	{ "neither NULL nor a list", IP_BLOCKS, "30{30{04{0001}!0400}}",
	    F_EXTENSION_MALFORMED },
	{ "autonomousSysIds", AS_IDS, "30{a0{30{02{05}30{02{07}02{09}}}}"
	    "a1{0500}}", FAILURE_COUNT },
	{ "numbers that go down", AS_IDS, "30{a0{30{02{05}!02{04}}}}",
	    F_EXTENSION_MALFORMED },
	{ "a number of 33 bits", AS_IDS, "30{a0{30{02{!0100000000}}}}",
	    F_EXTENSION_MALFORMED },
	{ "a negative number", AS_IDS, "30{a0{30{02{!ff}}}}",
	    F_EXTENSION_MALFORMED },
	{ "rdi before asnum", AS_IDS, "30{a1{0500}!a0{0500}}",
	    F_DER_TRAILING_DATA },
	{ "bare time stamps", "2b06010401d679020402", "!0000",
	    F_EXTENSION_MALFORMED },
	{ "ocsp-nocheck", "2b060105050730 0105", "0500", FAILURE_COUNT },
	{ "ocsp-nocheck with contents", "2b060105050730 0105", "05!0100",
	    F_EXTENSION_MALFORMED },
	{ "netscape-cert-type", "6086480186f8420101", "03{0640}",
	    FAILURE_COUNT },
	{ "one that nobody knows", "883701", "'anything'", FAILURE_COUNT },
};

static const struct finding *
only_fault(const struct cert *c, const char *name)
{
	ck_assert_msg(c->faults.count <= 1, "%s: %zu faults, second %s", name,
	    c->faults.count, c->faults.count < 2 ? "" :
	    failure_get(c->faults.list[1].id)->slug);
	return c->faults.count == 1 ? &c->faults.list[0] : NULL;
}

static void
judge(const char *name, enum part part, const char *text, enum failure_id id,
    bool readable, struct arena *arena)
{
	struct buffer der = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	const struct finding *f;
	struct cert *c;

	assemble(part, text, &der, &mark);
	c = cert_read(arena, buffer_bytes(&der), (struct origin){ "test", 0, 0 });
	ck_assert_ptr_nonnull(c);
	f = only_fault(c, name);
	ck_assert_msg((f == NULL) == (id == FAILURE_COUNT), "%s: %s", name,
	    f == NULL ? "no fault" : failure_get(f->id)->slug);
	ck_assert_msg(c->readable == readable, "%s: %s", name,
	    c->readable ? "readable" : "unreadable");
	if (f != NULL) {
		ck_assert_msg(f->id == id, "%s: %s", name,
		    failure_get(f->id)->slug);
		ck_assert_ptr_eq(f->cert, c);
		ck_assert(mark != DSL_NO_MARK || f->at.len > 1);
		if (mark != DSL_NO_MARK)
			ck_assert_msg((size_t)(f->at.data - der.data) == mark,
			    "%s: at %td, not %zu", name, f->at.data - der.data,
			    mark);
		/* One octet shows it, or the end of the input does. */
		if (mark == der.len)
			ck_assert_uint_eq(f->at.len, 0);
	}
	buffer_free(&der);
}

START_TEST(test_parse)
{
	struct arena *arena = arena_new(0);
	const struct parse *p = &parses[_i];

	judge(p->name, p->part, p->text, p->id, p->readable, arena);
	arena_free(arena);
}
END_TEST

START_TEST(test_value)
{
	struct arena *arena = arena_new(0);
	const struct value_case *v = &values[_i];
	char text[4096];

	snprintf(text, sizeof(text), "a3{30{30{06{%s}04{%s}}}}", v->oid,
	    v->value);
	judge(v->name, EXTENSIONS, text, v->id, true, arena);
	arena_free(arena);
}
END_TEST

static struct cert *
read_parts(struct arena *arena, enum part part, const char *text)
{
	struct buffer der = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	struct cert *c;
	uint8_t *copy;

	assemble(part, text, &der, &mark);
	copy = arena_copy(arena, buffer_bytes(&der));
	c = cert_read(arena, (struct bytes){ copy, der.len },
	    (struct origin){ "test", 0, 0 });
	buffer_free(&der);
	ck_assert_ptr_nonnull(c);
	return c;
}

START_TEST(test_fields)
{
	struct arena *arena = arena_new(0);
	struct cert *c = read_parts(arena, BEHIND, "");

	ck_assert(c->readable);
	ck_assert_uint_eq(c->version, 3);
	ck_assert_uint_eq(c->serial.len, 8);
	ck_assert_uint_eq(cert_offset(c, c->tbs), 3);
	ck_assert_uint_eq(c->inner_algorithm.id, OID_ECDSA_SHA256);
	ck_assert_int_eq(c->not_before, INT64_C(1787576767));
	ck_assert_int_eq(c->not_after, INT64_C(1803215167));
	ck_assert_uint_eq(c->not_after_tag, DER_UTC_TIME);
	ck_assert(cert_self_issued(c));
	ck_assert_uint_eq(c->spki.kind, KEY_EC);
	ck_assert_uint_eq(c->spki.curve, OID_SECP256R1);
	ck_assert_uint_eq(c->spki.bits, 256);
	ck_assert(c->spki.usable);
	ck_assert_uint_eq(c->extension_count, 1);
	ck_assert_ptr_eq(c->basic_constraints_ext, &c->extension[0]);
	ck_assert_ptr_eq(cert_extension(c, OID_CE_BASIC_CONSTRAINTS),
	    &c->extension[0]);
	ck_assert_ptr_null(cert_extension(c, OID_CE_KEY_USAGE));
	ck_assert(c->extension[0].critical && c->extension[0].readable);
	ck_assert_uint_eq(c->extension[0].critical_at.len, 3);
	ck_assert(c->basic_constraints.ca && !c->basic_constraints.has_path_len);
	ck_assert_uint_eq(c->basic_constraints.ca_at.data[0], 0xff);
	ck_assert(!cert_has_usage(c, KU_KEY_CERT_SIGN));
	ck_assert_uint_eq(c->signature.unused, 0);
	ck_assert_uint_eq(c->signature.bytes.len, 8);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *value;
	bool ca, has;
	uint32_t path_len;
} lengths[] = {
	{ "3000", false, false, 0 },
	{ "30{0101ff}", true, false, 0 },
	{ "30{0101ff020103}", true, true, 3 },
	{ "30{0101ff02{00ffffffff}}", true, true, UINT32_MAX },
	{ "30{0101ff02{0100000000}}", true, true, UINT32_MAX },
	{ "30{0101ff02{4000000000000000000000}}", true, true, UINT32_MAX },
	{ "30{0101ff0201ff}", true, true, 0 },
};

START_TEST(test_path_length)
{
	struct arena *arena = arena_new(0);
	const struct basic_constraints *bc;
	char text[256];

	snprintf(text, sizeof(text), EXT("551d13", "%s"), lengths[_i].value);
	bc = &read_parts(arena, EXTENSIONS, text)->basic_constraints;
	ck_assert_int_eq(bc->ca, lengths[_i].ca);
	ck_assert_int_eq(bc->has_path_len, lengths[_i].has);
	ck_assert_uint_eq(bc->path_len, lengths[_i].path_len);
	ck_assert_int_eq(bc->has_path_len && bc->path_len_at.data[0] >= 0x80,
	    _i == COUNT(lengths) - 1);
	arena_free(arena);
}
END_TEST

/* What is wrong in one place does not hide what is wrong in the next. */
START_TEST(test_several)
{
	static const enum failure_id due[] = { F_EXTENSION_MALFORMED,
		F_DER_BOOLEAN_NOT_CANONICAL, F_DER_DEFAULT_VALUE_ENCODED,
		F_EXTENSION_DUPLICATE, F_DER_BIT_STRING_PADDING_INVALID,
		F_EXTENSION_MALFORMED, F_DER_TRAILING_DATA };
	struct arena *arena = arena_new(0);
	struct cert *c = read_parts(arena, EXTENSIONS, "a3{30{"
	    "30{06{551d11}04{'www'}}"
	    "30{06{551d13}04{30{010101}}}"
	    "30{06{551d0e}01010004{0401aa}}"
	    "30{06{551d11}04{3000}}"
	    "30{06{551d0f}04{03020004}}"
	    "30{06{551d25}04{}}"
	    "30{06{551d23}04{300000}}}}");
	size_t i;

	ck_assert(c->readable);
	ck_assert_uint_eq(c->faults.count, COUNT(due));
	for (i = 0; i < COUNT(due); i++)
		ck_assert_uint_eq(c->faults.list[i].id, due[i]);
	ck_assert_ptr_null(c->subject_alt_name_ext);
	ck_assert(c->basic_constraints_ext != NULL && c->basic_constraints.ca);
	ck_assert_ptr_null(c->authority_key_id_ext);
	ck_assert_ptr_nonnull(c->subject_key_id_ext);
	ck_assert_uint_eq(c->subject_key_id.len, 1);
	ck_assert_ptr_nonnull(c->key_usage_ext);
	ck_assert(cert_has_usage(c, KU_KEY_CERT_SIGN));
	arena_free(arena);
}
END_TEST

/* Both faults of a v1 certificate that has what it must not have. */
START_TEST(test_unique_id_in_v1)
{
	struct arena *arena = arena_new(0);
	struct buffer der = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	const struct finding *f;
	struct cert *c;

	dsl_write("30{30{020101" ECDSA NAME
	    DATES("260824130607Z", "270221130607Z") NAME "30{" P256 "03{00"
	    POINT "}}81{!0001}}" ECDSA "03{00 30{020101020101}}}", &der, &mark);
	c = cert_read(arena, buffer_bytes(&der), (struct origin){ "", 0, 0 });
	ck_assert(c->readable);
	f = only_fault(c, "unique identifier");
	ck_assert_uint_eq(f->id, F_UNIQUE_ID_IN_V1);
	ck_assert_uint_eq((size_t)(f->at.data - der.data), mark);
	buffer_free(&der);
	arena_free(arena);
}
END_TEST

/* Wherever it is cut off, one fault says so, at the end or at the length that
   is too long for what is left. */
START_TEST(test_truncated)
{
	struct arena *arena = arena_new(0);
	struct cert *whole = read_parts(arena, BEHIND, ""), *c;
	size_t len;

	for (len = 0; len < whole->der.len; len++) {
		uint8_t *copy = malloc(len + 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole->der.data, len);
		c = cert_read(arena, (struct bytes){ copy, len },
		    (struct origin){ "", 0, 0 });
		ck_assert(!c->readable);
		ck_assert_uint_eq(c->faults.count, 1);
		ck_assert_uint_eq(c->faults.list[0].id, F_DER_MALFORMED);
		ck_assert_ptr_eq(c->faults.list[0].at.data, copy + len);
		free(copy);
	}
	arena_free(arena);
}
END_TEST

/* Another value in any octet reads without harm, and never without a fault
   where it changes a tag or a length of the frame. */
START_TEST(test_every_octet)
{
	struct arena *arena = arena_new(0);
	struct cert *whole = read_parts(arena, BEHIND, "");
	uint8_t *copy = arena_copy(arena, whole->der);
	struct arena *each;
	struct cert *c;
	unsigned v;

	for (size_t i = 0; i < whole->der.len; i++) {
		for (v = 0; v < 256; v++) {
			each = arena_new(0);
			copy[i] = (uint8_t)v;
			c = cert_read(each, (struct bytes){ copy,
			    whole->der.len }, (struct origin){ "", 0, 0 });
			ck_assert_ptr_nonnull(c);
			ck_assert(c->readable || c->faults.count > 0);
			if (i < 4 && v != whole->der.data[i])
				ck_assert_uint_gt(c->faults.count, 0);
			arena_free(each);
		}
		copy[i] = whole->der.data[i];
	}
	arena_free(arena);
}
END_TEST

/* As many extensions as may be allowed; more than 64 need a limit raised. */
static struct cert *
read_many(struct arena *arena, const char *text)
{
	struct buffer der = BUFFER_EMPTY;
	size_t mark = DSL_NO_MARK;
	struct limit_set limits;
	struct cert *c;
	uint8_t *copy;

	limit_set_start(&limits);
	limits.most[LIMIT_EXTENSIONS] = LIMIT_EXTENSIONS_MOST;
	assemble(EXTENSIONS, text, &der, &mark);
	copy = arena_copy(arena, buffer_bytes(&der));
	c = cert_read_within(arena, (struct bytes){ copy, der.len },
	    (struct origin){ "test", 0, 0 }, &limits);
	ck_assert_ptr_nonnull(c);
	buffer_free(&der);
	return c;
}

/* One that comes twice is found among them. */
START_TEST(test_many_extensions)
{
	struct arena *arena = arena_new(0);
	char text[32 * 260], *p = text;
	struct cert *c;
	unsigned i;

	p += sprintf(p, "a3{30{");
	for (i = 0; i < 255; i++)
		p += sprintf(p, "30{06{88%02x%02x}0400}", 0x81 + i / 128,
		    i % 128);
	sprintf(p, "30{06{888105}0400}}}");
	c = read_many(arena, text);
	ck_assert(c->readable);
	ck_assert_uint_eq(c->extension_count, 256);
	ck_assert_ptr_nonnull(only_fault(c, "256 extensions"));
	ck_assert_uint_eq(c->faults.list[0].id, F_EXTENSION_DUPLICATE);
	ck_assert_ptr_eq(c->faults.list[0].at.data,
	    c->extension[255].whole.data);
	arena_free(arena);
}
END_TEST

/* Five hundred habits leave room for the fault that is none. */
START_TEST(test_flood)
{
	struct arena *arena = arena_new(0);
	char text[32 * 260], *p = text;
	struct cert *c;
	size_t i;

	p += sprintf(p, "a3{30{");
	for (i = 0; i < 255; i++)
		p += sprintf(p, "30{06{883701}010100 0400}");
	sprintf(p, "30{06{551d11}04{'www'}}}}");
	c = read_many(arena, text);
	ck_assert(c->readable);
	ck_assert(findings_have(&c->faults, F_EXTENSION_DUPLICATE, c));
	ck_assert(findings_have(&c->faults, F_EXTENSION_MALFORMED, c));
	ck_assert_uint_gt(c->faults.dropped, 0);
	arena_free(arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("parse");
	TCase *t = tcase_create("parse");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_parse, 0, COUNT(parses));
	tcase_add_loop_test(t, test_value, 0, COUNT(values));
	tcase_add_loop_test(t, test_path_length, 0, COUNT(lengths));
	tcase_add_test(t, test_fields);
	tcase_add_test(t, test_several);
	tcase_add_test(t, test_unique_id_in_v1);
	tcase_add_test(t, test_truncated);
	tcase_add_test(t, test_every_octet);
	tcase_add_test(t, test_many_extensions);
	tcase_add_test(t, test_flood);
	suite_add_tcase(s, t);
	return s;
}
