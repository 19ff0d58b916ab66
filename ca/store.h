/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The store of a test CA: FOLDER/store.db, the only authority on what was
 * issued. Files beside it (but for the keys of CAs) can be made again from it.
 *
 * The order of work, which no crash can turn into a lost certificate or a
 * serial number used twice: the serial number is reserved (a row with state
 * "intent", committed); the certificate is signed, read again and judged in
 * memory; row and audit entry are committed; only then is any file written or
 * anybody told.
 */
#ifndef CA_STORE_H
#define CA_STORE_H

#include "base/arena.h"
#include "ca/chainwright-store.h"
#include "ca/key.h"
#include "ca/spec.h"
#include "x509/cert.h"

struct sqlite3;
struct sqlite3_stmt;

struct authority {
	struct authority *next;         /* of those that were loaded */
	struct authority *issuer;       /* NULL: none of the store */
	int64_t id;
	const char *name;
	const struct cert *cert;
	struct key *key;                /* NULL: not loaded, or elsewhere */
};

struct cw_store {
	struct arena *arena;
	const char *path;
	struct sqlite3 *db;
	int64_t now;
	unsigned wait;                  /* milliseconds */
	struct authority *authorities;
	struct cw_cache *cache;         /* of signatures that were judged */
	struct cw_passphrase passphrase;        /* of keys, PINs of tokens */
	bool bare;                      /* make no CA of its own accord */
	bool created;                   /* a CA was made, by this process */
	bool mending;                   /* files that differ are no obstacle */
	bool inside;                    /* of a transaction */
};

extern const char store_schema[];

/* A path in the folder, in the arena. NULL: no memory. */
const char *store_path(const struct cw_store *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- store_sql.c --------------------------------------------------------- */

/* Why the database could not, in one sentence. Returns -1. */
int store_fail(struct cw_store *s, const char *doing, struct cw_error *err);

/* Waits for other writers; then says who holds the store. */
int store_begin(struct cw_store *s, struct cw_error *err);
int store_commit(struct cw_store *s, struct cw_error *err);
void store_rollback(struct cw_store *s);
int store_exec(struct cw_store *s, const char *sql, struct cw_error *err);

struct query {
	struct cw_store *store;
	struct sqlite3_stmt *statement;
};

/*
 * types: a letter for each ? of the statement: i int64_t, t const char * (NULL
 * is NULL), b struct bytes (data NULL is NULL). Call query_end in any case.
 */
int query_start(struct query *q, struct cw_store *s, struct cw_error *err,
    const char *sql, const char *types, ...);
/* 1: a row; 0: no further one; -1. */
int query_next(struct query *q, struct cw_error *err);
void query_end(struct query *q);
int64_t query_int(const struct query *q, int column);
/* These live until query_next; "" for NULL. */
const char *query_text(const struct query *q, int column);
struct bytes query_bytes(const struct query *q, int column);
bool query_is_null(const struct query *q, int column);

/* A statement that gives no row. */
int store_run(struct cw_store *s, struct cw_error *err, const char *sql,
    const char *types, ...);
/* One that gives one number; none is taken as 0. */
int store_number(struct cw_store *s, int64_t *out, struct cw_error *err,
    const char *sql, const char *types, ...);
int64_t store_last_id(const struct cw_store *s);

/* ---- store_audit.c ------------------------------------------------------- */

/* Appends an entry, within a transaction. */
int audit_add(struct cw_store *s, const char *action, const char *object,
    struct cw_error *err);
/* Checks the chain; *bad: the first entry that does not hold, 0: none. */
int audit_check(struct cw_store *s, int64_t *bad, int64_t *count,
    struct cw_error *err);

/* ---- store_ca.c ---------------------------------------------------------- */

/* The CA of that name with its certificate and those above it. */
int authority_get(struct cw_store *s, const char *name, struct authority **out,
    struct cw_error *err);
int authority_by_id(struct cw_store *s, int64_t id, struct authority **out,
    struct cw_error *err);
/* Loads its key, unless that was done. */
int authority_key(struct cw_store *s, struct authority *a,
    struct cw_error *err);
void authorities_free(struct cw_store *s);

/* What a new CA shall be. */
struct authority_wish {
	const char *name;
	const struct authority *issuer; /* NULL: a root */
	const char *common_name;        /* NULL: "Test Root CA 3f9a02c1" */
	enum key_type key_type;
	const char *key_url;            /* NULL: a new key of that type */
	bool encrypt;                   /* under a passphrase */
	int path_len;                   /* below 0: none */
	int64_t not_before, not_after;  /* 0: as usual */
	bool unconstrained;
	const struct spec_subtree *permitted;   /* NULL: what is kept free for
	                                           tests */
	size_t permitted_count;
};
/*
 * Makes key and certificate, within a transaction; a key file that is there is
 * taken. Its certificate is in no file yet: see authority_write.
 */
int authority_make(struct cw_store *s, const struct authority_wish *wish,
    struct authority **out, struct cw_error *err);
/* The certificate as NAME.pem, unless it is there; *differs: something else
   is. */
int authority_write(struct cw_store *s, const struct authority *a,
    bool *differs, struct cw_error *err);
/* ---- store_authority.c ---------------------------------------------------- */

/* Whom the CA may certify, in the specification of its certificate. */
void authority_constrain(struct cert_spec *spec,
    const struct authority_wish *w);

/* ---- store_crl.c ----------------------------------------------------------- */

/* The newest list of the store as crl/NAME.pem and crl/NAME.crl. */
int crl_write(struct cw_store *s, const struct authority *issuer, bool delta,
    struct cw_error *err);

/* ---- store_adopt.c ------------------------------------------------------- */

/* Root and issuing CA: those of the store, else of the files, else new ones; and
   their certificates as files. */
int authorities_open(struct cw_store *s, struct cw_error *err);

/* ---- store_cert.c: rows of certs ------------------------------------------ */

struct row {
	int64_t id;
	const struct authority *issuer;
	int64_t authority;              /* whose certificate it is; 0: none's */
	struct bytes serial;
	const char *profile, *source;
	const char *folder;             /* NULL: has no files */
	int64_t number;
	int64_t replaces;
	struct bytes request;
	bool written;
};

/* Reserves the serial number; fills row->id. Within a transaction. */
int row_reserve(struct cw_store *s, struct row *row, struct cw_error *err);
/* What was signed for it; the same. */
int row_issue(struct cw_store *s, const struct row *row,
    const struct cert *cert, struct cw_error *err);
/* Records a key of the certificate; pkcs8.data NULL: it is in a file at path, in
   a token (path is its URL) or (NULL too) elsewhere. */
int key_record(struct cw_store *s, struct bytes spki, struct bytes pkcs8,
    const char *path, struct cw_error *err);
/* The next free number below certs/FOLDER, in rows and on the disk. */
int row_number(struct cw_store *s, const char *folder, int64_t *number,
    struct cw_error *err);

/* ---- store_judge.c ------------------------------------------------------- */

/*
 * Reads the certificate again and lets our own validator judge it below its
 * issuer, at a moment within its own validity. NULL: it is refused, and the
 * sentence names the finding.
 */
const struct cert *store_judge(struct cw_store *s, struct bytes der,
    const struct authority *issuer, struct cw_error *err);

/* ---- store_issue.c ------------------------------------------------------- */

/* One certificate that somebody described, whose dates are by the options. */
struct issue_wish {
	const struct cw_mint_options *options;
	struct authority *issuer;       /* with its key */
	const struct cert_spec *spec;
	const char *folder, *profile, *source;
	struct bytes spki;              /* empty: a new key of spec's type */
	struct bytes request;
	int64_t replaces;               /* a row of certs; 0: none */
};
int issue_wish(struct cw_store *s, const struct issue_wish *wish,
    struct cw_mint_result *result, struct cw_error *err);

/* ---- store_list.c -------------------------------------------------------- */

/* The certificate that a reference means. */
int stored_find(struct cw_store *s, const char *reference, int64_t *id,
    struct cw_error *err);

/* ---- store_files.c ------------------------------------------------------- */

/* Writes certs/FOLDER/NUMBER of what was issued, if it is not there. */
int files_write(struct cw_store *s, int64_t id, struct cw_error *err);
/* Points certs/FOLDER/current at its highest number. */
int files_current(struct cw_store *s, const char *folder,
    struct cw_error *err);
/* Those that processes which are gone left unfinished: writes what the store
   holds, removes temporary files. */
int files_recover(struct cw_store *s, struct cw_error *err);
bool process_is_gone(int64_t pid);

/* One file of a certificate, as the store has it. */
struct output {
	const char *name;
	struct buffer content;
	bool secret;
};
#define OUTPUTS 4
/* cert.pem, chain.pem, fullchain.pem, privkey.pem; *count is 3 where the store
   has no key. Call outputs_free in any case. */
int outputs_make(struct cw_store *s, int64_t id, struct output out[OUTPUTS],
    size_t *count, struct cw_error *err);
void outputs_free(struct output out[OUTPUTS]);

#endif
