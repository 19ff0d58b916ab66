/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A test CA in a folder, with a store of everything that it ever issued.
 * Conventions are those of chainwright.h; a store is used by one thread at a
 * time. Any number of processes may have the same folder open at once.
 *
 * FOLDER/store.db alone says what was issued; together with the keys of the CAs
 * in FOLDER/keys everything else can be made again from it. What a function
 * reports as done is on the disk.
 */
#ifndef CHAINWRIGHT_STORE_H
#define CHAINWRIGHT_STORE_H

#include "chainwright-ca.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cw_store;

struct cw_store_options {
	const char *folder;
	bool create;            /* if there is no CA, make root and intermediate */
	bool bare;              /* make the folder, and no CA in it */
	bool mending;           /* files of CAs that are not what the store has
	                           are no obstacle: cw_store_check tells them */
	bool read_only;         /* do not finish what others left */
	int64_t now;            /* the clock, for the audit and for dates */
	unsigned wait;          /* seconds, for other processes; 0: 30 */
	struct cw_passphrase passphrase;        /* ask NULL: nobody knows any */
};

/*
 * Opens the store. A CA that consists of files alone (root.pem, keys/root.pem,
 * issuing.pem, keys/issuing.pem, certs) is taken over as it is. What a process
 * that was killed left undone is done or cleared away. -1: no CA there and none
 * to be made; the store is damaged, of a newer version, readable by others, or
 * was held by others for too long (then the sentence says by whom).
 */
CW_PUBLIC int cw_store_open(const struct cw_store_options *options,
    struct cw_store **store, struct cw_error *err);
CW_PUBLIC void cw_store_close(struct cw_store *store);
/* Whether CA certificates were made when it was opened. */
CW_PUBLIC bool cw_store_created(const struct cw_store *store);

/*
 * Issues count certificates for the names of the options (whose pki and now are
 * not read); in each name {} stands for 1 to count. issued is called for each
 * one when it is on the disk, in order; it may be NULL. Of what fails nothing
 * is issued but what issued was told of.
 */
CW_PUBLIC int cw_store_mint(struct cw_store *store,
    const struct cw_mint_options *options, unsigned count,
    void (*issued)(void *context, const struct cw_mint_result *result),
    void *context, struct cw_error *err);

struct cw_sign_options {
	const void *request;    /* PKCS#10, PEM or DER */
	size_t request_len;
	const char *source;     /* what sentences call it: a file's name */
	const char *ca;         /* that issues; NULL: "issuing" */
	const char *profile;    /* "server", "client"; NULL: server */
	int64_t not_before, not_after;  /* 0: now - 60, now + 90 days */
	/* Called for each thing that was asked for: what ("DNS a.test",
	   "basicConstraints CA:TRUE"), whether it is kept, and if not why. May
	   be NULL. */
	void (*told)(void *context, bool kept, const char *what,
	    const char *why);
	void *context;
};

/*
 * Signs a request. Taken are its key, once it is proved that whoever asks has
 * the private one, and its names (of the common name, if there is no
 * subjectAltName) as far as they are legal and the CA may certify them; all
 * else is as the profile has it. -1: also a request that is not well formed;
 * *refused: it is, and is not signed (no proof, a weak key, no name left).
 */
CW_PUBLIC int cw_store_sign(struct cw_store *store,
    const struct cw_sign_options *options, struct cw_mint_result *result,
    bool *refused, struct cw_error *err);

/* ---- what is in it ---------------------------------------------------------- */

enum cw_stored_status {
	CW_STORED_GOOD, CW_STORED_EARLY, CW_STORED_EXPIRED, CW_STORED_REVOKED,
	CW_STORED_HELD
};

/* A certificate; strings and octets live until the call back returns. */
struct cw_stored {
	long long id;
	const char *serial, *sha256;    /* hex */
	const char *subject;            /* "CN=www.example.test" */
	const char *names;              /* "www.example.test, 127.0.0.1"; "" */
	const char *issuer;             /* name of the CA */
	const char *ca;                 /* its own, of a CA's certificate; "" */
	const char *profile;            /* "root", "ca", "server", "client" */
	const char *source;             /* "mint", "request", "files" */
	const char *folder;             /* below the PKI; "": it has no files */
	int64_t not_before, not_after, issued;
	enum cw_stored_status status;
	int64_t revoked;                /* REVOKED, HELD: since when, */
	const char *reason;             /* and why: "keyCompromise" */
	const void *der;
	size_t der_len;
};

/* What to list; zeroed, it is all of it. */
struct cw_store_filter {
	const char *reference;  /* one: a name, the hex of a serial number or the
	                           beginning of a SHA-256 (8 digits or more), or a
	                           CA's name */
	int64_t expiring;       /* that end within so many seconds; 0: any */
	bool revoked;           /* that were revoked */
	bool authorities;       /* certificates of CAs */
	bool current;           /* of several for one name the newest alone */
};

/*
 * Calls each for every certificate that fits, in the order of issue; when that
 * does not return 0, it ends there with this value. -1: also a reference to
 * which nothing fits.
 */
CW_PUBLIC int cw_store_each(struct cw_store *store,
    const struct cw_store_filter *filter,
    int (*each)(void *context, const struct cw_stored *stored), void *context,
    struct cw_error *err);

/* ---- more CAs ------------------------------------------------------------------ */

struct cw_ca_options {
	const char *name;       /* of its files: root.pem, keys/root.pem */
	const char *issuer;     /* name of the CA above it; NULL: it is a root */
	const char *common_name;        /* NULL: "Test NAME CA 3f9a02c1" */
	const char *key;        /* "p256" ...; NULL: p256. Or the URL of one in
	                           a token: pkcs11:... */
	bool encrypt;           /* protect the private key by a passphrase */
	int path_len;           /* CAs that may stand below it; below 0: any */
	int64_t not_before, not_after;  /* 0: now - 60, now + 10 or 5 years */
	bool unconstrained;     /* it may certify any name */
	/* "dns:corp.test", "ip:10.0.0.0/8", "email:.corp.test"; none: localhost
	   and what lies below test, example, internal and home.arpa, private
	   addresses and those of documentation. */
	const char *const *permitted;
	size_t permitted_count;
};

/*
 * Makes a CA. -1: its name is taken, or the CA above may not issue it (the
 * sentence names the finding).
 */
CW_PUBLIC int cw_store_ca(struct cw_store *store,
    const struct cw_ca_options *options, struct cw_error *err);

/* ---- revocation ---------------------------------------------------------------- */

/*
 * Revokes certificates, all or none. reason as RFC 5280 5.3.1 spells it
 * ("keyCompromise"; NULL: unspecified); certificateHold can be lifted, or
 * become another. invalid_since: 0: not said. -1: one of them is not there, is
 * revoked already or is a root.
 */
CW_PUBLIC int cw_store_revoke(struct cw_store *store,
    const char *const *references, size_t count, const char *reason,
    int64_t invalid_since, struct cw_error *err);
/* Lifts holds, all or none. -1: one of them is not held. */
CW_PUBLIC int cw_store_unrevoke(struct cw_store *store,
    const char *const *references, size_t count, struct cw_error *err);

struct cw_crl_options {
	const char *ca;         /* that issues it; NULL: "issuing" */
	int64_t next;           /* seconds until the next one; 0: a week */
	bool delta;             /* what changed since the last full one */
};

struct cw_crl_result {
	char file[512];         /* PEM; beside it the same as DER, .crl */
	long long number;       /* higher than any before it */
	long long base;         /* of a delta; 0: a full one */
	size_t entries;
	int64_t this_update, next_update;
};

/* Issues a CRL of all that was revoked and writes crl/CA.pem, crl/CA.crl. */
CW_PUBLIC int cw_store_crl(struct cw_store *store,
    const struct cw_crl_options *options, struct cw_crl_result *result,
    struct cw_error *err);

/* ---- is all as it should be? -------------------------------------------------- */

struct cw_store_fault {
	const char *where;      /* file or certificate */
	const char *what;       /* a sentence */
	bool repaired;
};

/*
 * Compares what the store holds with itself (the database, signatures, the chain
 * of the audit) and with the files; told is called for each fault. With repair,
 * files that differ or lack are written again. *checked: certificates.
 */
CW_PUBLIC int cw_store_check(struct cw_store *store, bool repair,
    void (*told)(void *context, const struct cw_store_fault *fault),
    void *context, size_t *checked, struct cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
