/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the store holds. Rows of certs, crls and audit are never taken away,
   and what was issued is never changed: the store itself refuses it. */
#include "config.h"

#include "ca/store.h"

#define FIXED(table, columns, guard, what) \
	"CREATE TRIGGER " table "_kept BEFORE DELETE ON " table " WHEN " \
	guard " BEGIN SELECT RAISE(ABORT, '" what " are never removed'); " \
	"END;" \
	"CREATE TRIGGER " table "_fixed BEFORE UPDATE OF " columns " ON " \
	table " WHEN " guard " BEGIN " \
	"SELECT RAISE(ABORT, '" what " are never changed'); END;"

const char store_schema[] =
    "CREATE TABLE authorities ("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " issuer INTEGER REFERENCES authorities(id),"
    " cert INTEGER REFERENCES certs(id),"
    " crl_number INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE keys ("
    " spki BLOB PRIMARY KEY,"           /* SHA-256 of it */
    " storage TEXT NOT NULL CHECK"
    "  (storage IN ('store', 'file', 'elsewhere')),"
    " path TEXT,"                       /* storage 'file' */
    " pkcs8 BLOB) STRICT;"              /* storage 'store' */
    "CREATE TABLE certs ("
    " id INTEGER PRIMARY KEY,"
    " issuer INTEGER NOT NULL REFERENCES authorities(id),"
    " serial BLOB NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('intent', 'issued')),"
    " pid INTEGER NOT NULL,"            /* who is at it */
    " authority INTEGER REFERENCES authorities(id),"
    " folder TEXT, number INTEGER,"     /* certs/FOLDER/NUMBER */
    " profile TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " spki BLOB REFERENCES keys(spki),"
    " not_before INTEGER, not_after INTEGER,"
    " der BLOB, sha256 BLOB UNIQUE,"
    " issued_at INTEGER NOT NULL,"
    " replaces INTEGER REFERENCES certs(id),"
    " request BLOB,"
    " written INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (issuer, serial),"
    " UNIQUE (folder, number),"
    " CHECK (state = 'intent' OR (der IS NOT NULL AND sha256 IS NOT NULL)))"
    " STRICT;"
    "CREATE INDEX certs_unwritten ON certs(id)"
    " WHERE state = 'issued' AND written = 0;"
    "CREATE INDEX certs_end ON certs(not_after);"
    "CREATE TABLE names ("
    " cert INTEGER NOT NULL REFERENCES certs(id),"
    " value TEXT NOT NULL,"
    " PRIMARY KEY (value, cert)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE revocations ("
    " cert INTEGER PRIMARY KEY REFERENCES certs(id),"
    " reason INTEGER NOT NULL,"
    " revoked_at INTEGER NOT NULL,"
    " invalid_since INTEGER) STRICT;"
    "CREATE TABLE crls ("
    " issuer INTEGER NOT NULL REFERENCES authorities(id),"
    " number INTEGER NOT NULL,"
    " base INTEGER,"                    /* of a delta */
    " this_update INTEGER NOT NULL,"
    " next_update INTEGER NOT NULL,"
    " der BLOB NOT NULL,"
    " PRIMARY KEY (issuer, number)) STRICT;"
    "CREATE TABLE audit ("
    " seq INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " uid INTEGER NOT NULL,"
    " action TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " previous BLOB NOT NULL,"
    " hash BLOB NOT NULL UNIQUE) STRICT;"
    FIXED("certs", "issuer, serial, der, sha256, spki, request, state",
	"old.state = 'issued'", "certificates that were issued")
    FIXED("crls", "issuer, number, base, der", "1", "CRLs")
    FIXED("audit", "seq, at, uid, action, object, previous, hash", "1",
	"entries of the audit")
    "CREATE TRIGGER crls_rise BEFORE INSERT ON crls WHEN new.number <="
    " (SELECT coalesce(max(number), 0) FROM crls"
    "  WHERE issuer = new.issuer) BEGIN"
    " SELECT RAISE(ABORT, 'the number of a CRL only rises'); END;";
