/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One row, one failure: what failures.def says of each way to be wrong. The
 * words stand there and nowhere else.
 */
#ifndef FIND_FAILURE_H
#define FIND_FAILURE_H

#include <stddef.h>
#include <chainwright.h>
#include "base/mark.h"

/* F_VALIDITY_EXPIRED and so on, in the order of failures.def. */
enum failure_id {
#define FAIL(ID, slug, group, ...) F_##ID,
#include "find/failures.def"
#undef FAIL
	FAILURE_COUNT
};

enum failure_group {
#define GROUP(ID, name) GROUP_##ID,
#include "find/groups.def"
#undef GROUP
	GROUP_COUNT
};

/* What a rule rests on: whom the document binds. */
enum binds {
	BINDS_VALIDATOR,        /* relying parties have to refuse it */
	BINDS_ISSUER,           /* a rule for issuers and senders alone */
	BINDS_POLICY            /* local policy, a limit, CA/Browser Forum */
};

/* How the report draws it. */
enum drawing {
	DRAW_CARD,              /* fields of a certificate, caret under a value */
	DRAW_TREE,              /* the chain, with a gap or a mark */
	DRAW_OCTETS,            /* octets of the input around the wrong one */
	DRAW_NOTHING            /* title, expected and found say it all */
};

/* Kinds of the values {1} to {4} of a row, a letter each in .values. */
enum value_kind {
	VALUE_NONE = 0,
	VALUE_TIME = 'T',       /* seconds since 1970 */
	VALUE_SPAN = 'S',       /* a length of time in seconds */
	VALUE_NUMBER = 'N',
	VALUE_TEXT = 'X',       /* hostile text from the input */
	VALUE_WORD = 'W',       /* a constant of ours, shown as it is */
	VALUE_NAME = 'D',       /* DER of a distinguished name */
	VALUE_OID = 'O',        /* contents of an OID */
	VALUE_HEX = 'H',        /* octets, shown in hex */
	VALUE_ADDRESS = 'A'     /* 4 or 16 octets of an IP address */
};

/*
 * Text in a row may hold {1} to {4} (the finding's values, by kind),
 * {1:ago} (a VALUE_TIME as distance from the moment of judgement: "3 days ago",
 * "in 2 hours"), {cert} (short name of the certificate at fault), {other}
 * (of the second one), {crl} (of the issuer of the CRL),
 * {responder} (who signed the OCSP response), {role} ("the server
 * certificate", "the intermediate Demo Issuing CA", "the root ..."), {host} (the
 * name that was asked for), {now} (the moment of judgement), {alert}, {trust}
 * (what the anchors are called). A literal brace is written {{.
 */
struct failure {
	const char *slug;
	enum failure_group group;
	enum binds binds;
	enum cw_severity severity[CW_PROFILE_COUNT];
	int rank;                       /* headline: the highest leads */
	int alert;                      /* TLS alert number */
	enum drawing drawing;
	const char *clause;             /* "RFC 5280, 6.1.3 (a)(2)" */
	const char *values;             /* a letter of enum value_kind each */
	const char *title;              /* stands alone, at most 72 columns */
	const char *label;              /* behind the caret: what is wrong here */
	const char *other_label;        /* under the second certificate, or NULL */
	const char *expected, *found;
	const char *help;               /* what to do, one line */
	const char *command;            /* that does it, lines by \n; or NULL */
	const char *note;               /* one thing worth knowing, or NULL */
	/* explain: what it means, what the fields say and the rule, what an
	   attacker gains, what to check first. */
	const char *means, *rule, *risk, *check;
	const char *reject;             /* why the row cannot be sent by a TLS
	                                   server (then it is shown on the file),
	                                   or NULL */
};

/* .severity of a row, in the order in which the documents grew. */
#define SEVERITY(rfc5280, tls, webpki) \
	{ [CW_RFC5280] = rfc5280, [CW_TLS] = tls, [CW_WEBPKI] = webpki }

const struct failure *failure_get(enum failure_id id);
/* FAILURE_COUNT: no such slug. */
enum failure_id failure_find(const char *slug);
/* The slug nearest in spelling, for "did you mean"; NULL: none is near. */
const char *failure_nearest(const char *slug);
const char *failure_group_name(enum failure_group group);
const char *alert_name(int number);             /* "unknown" if it has none */

enum {                                          /* RFC 8446 6.2 */
	ALERT_BAD_CERTIFICATE = 42, ALERT_UNSUPPORTED_CERTIFICATE = 43,
	ALERT_CERTIFICATE_REVOKED = 44, ALERT_CERTIFICATE_EXPIRED = 45,
	ALERT_CERTIFICATE_UNKNOWN = 46, ALERT_UNKNOWN_CA = 48,
	ALERT_DECODE_ERROR = 50, ALERT_DECRYPT_ERROR = 51,
	ALERT_INTERNAL_ERROR = 80, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113
};

#endif
