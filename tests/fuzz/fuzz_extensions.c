/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One extension by itself: the first octet chooses its type, the rest is its
 * value. It is decoded, shown, and judged in a certificate that has nothing
 * else.
 */
#include "config.h"

#include "base/arena.h"
#include "report/report.h"
#include "tests/fuzz/fuzz.h"
#include "x509/extension.h"

static const enum oid types[] = {
	OID_CE_BASIC_CONSTRAINTS, OID_CE_KEY_USAGE, OID_CE_EXT_KEY_USAGE,
	OID_CE_SUBJECT_ALT_NAME, OID_CE_AUTHORITY_KEY_ID,
	OID_CE_SUBJECT_KEY_ID, OID_CE_ISSUER_ALT_NAME,
	OID_CE_NAME_CONSTRAINTS, OID_CE_CERTIFICATE_POLICIES,
	OID_CE_POLICY_MAPPINGS, OID_CE_POLICY_CONSTRAINTS,
	OID_CE_INHIBIT_ANY_POLICY, OID_CE_CRL_DISTRIBUTION_POINTS,
	OID_CE_FRESHEST_CRL, OID_PE_AUTHORITY_INFO_ACCESS,
	OID_PE_SUBJECT_INFO_ACCESS, OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES,
	OID_CE_PRIVATE_KEY_USAGE_PERIOD, OID_PE_TLS_FEATURE, OID_CT_SCT_LIST,
	OID_CT_POISON, OID_OCSP_NO_CHECK, OID_NETSCAPE_CERT_TYPE,
	OID_PE_PROXY_CERT_INFO, OID_PE_IP_ADDR_BLOCKS,
	OID_PE_AUTONOMOUS_SYS_IDS
};
#define TYPES (sizeof(types) / sizeof(types[0]))

/* As in tests/dsl.h, without marks: hexadecimal octets, 'text', { a length and
   what it counts }. */
static const struct {
	enum oid type;
	const char *value;
} seeds[] = {
	{ OID_CE_BASIC_CONSTRAINTS, "30{01{ff}02{05}}" },
	{ OID_CE_KEY_USAGE, "03{0106}" },
	{ OID_CE_EXT_KEY_USAGE, "30{06{2b06010505070301}}" },
	{ OID_CE_SUBJECT_ALT_NAME, "30{82{'*.demo.test'}87{c0000201}"
	    "81{'a@b.test'}86{'http://a/'}88{2a03}a0{06{2b06010505070807}"
	    "a0{16{'_imap.demo.test'}}}a0{06{2b06010505070809}a0{0c{'j@a'}}}"
	    "a0{06{2a03}a0{0500}}}" },
	{ OID_CE_AUTHORITY_KEY_ID, "30{80{0102}a1{82{'a'}}82{01}}" },
	{ OID_CE_SUBJECT_KEY_ID, "04{01020304}" },
	{ OID_CE_ISSUER_ALT_NAME, "30{82{'ca.demo.test'}86{'http://a/'}}" },
	{ OID_CE_NAME_CONSTRAINTS, "30{a0{30{82{'demo.test'}}}"
	    "a1{30{87{c0000200ffffff00}80{01}81{02}}}}" },
	{ OID_CE_CERTIFICATE_POLICIES, "30{30{06{551d2000}}30{06{2a03}"
	    "30{30{06{2b06010505070201}16{'http://cps'}}}}}" },
	{ OID_CE_POLICY_MAPPINGS, "30{30{06{2a03}06{2a04}}}" },
	{ OID_CE_POLICY_CONSTRAINTS, "30{80{00}81{05}}" },
	{ OID_CE_INHIBIT_ANY_POLICY, "02{05}" },
	{ OID_CE_CRL_DISTRIBUTION_POINTS, "30{30{a0{a0{86{'http://a'}}}"
	    "81{0102}a2{82{'a'}}}30{a0{a1{30{06{550403}0c{'a'}}}}}}" },
	{ OID_CE_FRESHEST_CRL, "30{30{a0{a0{86{'http://a'}}}}}" },
	{ OID_PE_AUTHORITY_INFO_ACCESS,
	    "30{30{06{2b06010505073001}86{'http://a'}}}" },
	{ OID_PE_SUBJECT_INFO_ACCESS,
	    "30{30{06{2b06010505073005}86{'http://a'}}}" },
	{ OID_CE_SUBJECT_DIRECTORY_ATTRIBUTES,
	    "30{30{06{2a03}31{0500 020101}}}" },
	{ OID_CE_PRIVATE_KEY_USAGE_PERIOD, "30{80{'20260101000000Z'}"
	    "81{'20270101000000Z'}}" },
	{ OID_PE_TLS_FEATURE, "30{02{05}02{11}02{0100}}" },
	{ OID_CT_SCT_LIST, "04{0038 0031 00 00000000000000000000000000000000"
	    "00000000000000000000000000000000 0000018f00000000 0000 0403"
	    "0002 aabb 0003 010203}" },
	{ OID_CT_POISON, "0500" },
	{ OID_OCSP_NO_CHECK, "0500" },
	{ OID_NETSCAPE_CERT_TYPE, "03{0640}" },
	{ OID_PE_PROXY_CERT_INFO,
	    "30{02{05}30{06{2b06010505071501}04{00}}}" },
	{ OID_PE_IP_ADDR_BLOCKS, "30{30{04{0001}30{03{000a}"
	    "30{03{04c00020}03{03c00020}}}}30{04{0002}0500}"
	    "30{04{001901}30{03{0001}}}}" },
	{ OID_PE_AUTONOMOUS_SYS_IDS, "30{a0{30{02{05}30{02{07}02{09}}}}"
	    "a1{0500}}" },
};
#define SEEDS (sizeof(seeds) / sizeof(seeds[0]))

static uint8_t
digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Contents are at most 255 octets, and braces two dozen deep. */
static const char *
octets_write(const char *p, struct buffer *out)
{
	struct buffer inner = BUFFER_EMPTY;

	for (; *p != '\0' && *p != '}'; p++) {
		if (*p == '{') {
			p = octets_write(p + 1, &inner);
			FUZZ_REQUIRE(inner.len < 256);
			if (inner.len >= 128)
				buffer_byte(out, 0x81);
			buffer_byte(out, (uint8_t)inner.len);
			buffer_add(out, buffer_bytes(&inner));
			buffer_cut(&inner, 0);
		} else if (*p == '\'') {
			while (*++p != '\'')
				buffer_byte(out, (uint8_t)*p);
		} else if (*p != ' ') {
			buffer_byte(out, (uint8_t)(digit(p[0]) << 4 |
			    digit(p[1])));
			p++;
		}
	}
	buffer_free(&inner);
	return p;
}

static uint8_t
type_index(enum oid type)
{
	uint8_t i = 0;

	while (i < TYPES && types[i] != type)
		i++;
	FUZZ_REQUIRE(i < TYPES);
	return i;
}

static void
extension_seeds(fuzz_emit *emit, void *to)
{
	for (size_t i = 0; i < SEEDS; i++) {
		struct buffer seed = BUFFER_EMPTY;

		buffer_byte(&seed, type_index(seeds[i].type));
		octets_write(seeds[i].value, &seed);
		FUZZ_REQUIRE(!seed.failed);
		emit(to, buffer_bytes(&seed));
		buffer_free(&seed);
	}
}

static const char *const extension_reaches[] = {
	"extension_decode", "basic_constraints_read", "ext_key_usage_read",
	"subject_alt_name_read", "general_name_read", "other_name_read",
	"authority_key_id_read", "subtrees_read", "certificate_policies_read",
	"policy_mappings_read", "policy_constraints_read",
	"inhibit_any_policy_read", "point_name_read", "reason_flags_read",
	"info_access_read", "directory_attributes_read",
	"private_key_usage_period_read", "tls_feature_read", "sct_list_read",
	"sct_read", "proxy_cert_info_read", "ip_addr_blocks_read",
	"address_bits_read", "autonomous_sys_ids_read", "number_read",
	"range_read", "extension_value_text", "other_name_text", "names_rows",
	"access_text", "points_text", "attributes_text", "period_text",
	"features_text", "scts_text", "netscape_text", "proxy_text",
	"resources_text", "is_prefix", NULL
};

const struct fuzz_target fuzz_target = { extension_seeds, extension_reaches,
	0 };

/* Nothing of a row can harm a terminal, and its parts lie in the value. */
static void
rows_check(const struct rows *rows, struct bytes value)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->row[i];

		for (size_t k = 0; k < row->value.len; k++)
			FUZZ_REQUIRE(row->value.data[k] >= 0x20 &&
			    row->value.data[k] != 0x7f);
		for (size_t k = 0; k < row->parts; k++) {
			FUZZ_REQUIRE(row->part[k].from <= row->part[k].to &&
			    row->part[k].to <= row->value.len);
			if (row->part[k].at.len > 0)
				FUZZ_REQUIRE(bytes_within(row->part[k].at,
				    value));
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct field_context context = { .max_names = 0 };
	struct der_trouble trouble = { .fault = DER_FINE };
	struct rows rows = ROWS_EMPTY;
	struct extension e = { .critical = false };
	struct cert c = { .version = 3, .extension = &e, .extension_count = 1 };

	if (size == 0)
		return 0;
	e.id = types[data[0] % TYPES];
	e.oid = oid_contents(e.id);
	e.value = e.whole = (struct bytes){ data + 1, size - 1 };
	e.readable = extension_decode(&c, &e, &trouble);
	FUZZ_REQUIRE(e.readable == (trouble.fault == DER_FINE));
	if (!e.readable)
		FUZZ_REQUIRE(trouble.at >= e.value.data &&
		    trouble.at <= e.value.data + e.value.len);
	extension_rows(&rows, &c, extension_field(e.id), &context);
	if (!rows.failed) {
		FUZZ_REQUIRE(rows.count > 0);
		rows_check(&rows, e.value);
	}
	rows_free(&rows);
	return 0;
}
