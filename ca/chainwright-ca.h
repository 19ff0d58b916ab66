/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * chainwright's minting side: a test CA, and chains that fail in exactly one
 * way. Conventions are those of chainwright.h.
 */
#ifndef CHAINWRIGHT_CA_H
#define CHAINWRIGHT_CA_H

#include <chainwright.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- scenarios: good and broken ----------------------------------------- */

struct cw_scenario_options {
	const char *slug;       /* what shall be wrong; NULL: nothing */
	enum cw_tls tls;        /* the leaf has an RSA key for CW_TLS12_RSA */
	int64_t now;            /* the moment of judgement */
	const char *seed;       /* test-only: same octets each time; or NULL */
	bool as_client;         /* ask as a TLS client does (profile tls), even
	                           if the failure is a warning there; otherwise
	                           in the profile in which it is an error */
	const char *name;       /* of the server: two labels or more, in small
	                           letters; NULL: www.demo.test. A failure may
	                           need a question about another name */
};

struct cw_scenario;

/* Mints everything. -1: no such slug (the sentence names the nearest). */
CW_PUBLIC int cw_scenario_new(const struct cw_scenario_options *options,
    struct cw_scenario **out, struct cw_error *err);
CW_PUBLIC void cw_scenario_free(struct cw_scenario *scenario);

/*
 * The same with keys and serial numbers of the other, which has to outlive it:
 * what a failure does not touch (mostly the root) is the same certificate. The
 * seed of the options is not read.
 */
CW_PUBLIC int cw_scenario_beside(const struct cw_scenario *other,
    const struct cw_scenario_options *options, struct cw_scenario **out,
    struct cw_error *err);

/* What it trusts, as a PEM file; "" for nothing. NULL: no memory. free(). */
CW_PUBLIC char *cw_scenario_trust(const struct cw_scenario *scenario);

/* The question with chain, trust and all; it lives as long as the scenario. */
CW_PUBLIC const struct cw_question *cw_scenario_question(
    const struct cw_scenario *scenario);
/* The server that shows it; false: no TLS server can, judge the file. */
CW_PUBLIC bool cw_scenario_server(const struct cw_scenario *scenario,
    struct cw_server *server);
/* The OCSP response that this server staples for its first certificate, DER; NULL:
   none. It lives as long as the scenario. */
CW_PUBLIC const unsigned char *cw_scenario_staple(
    const struct cw_scenario *scenario, size_t *len);
/* One line a certificate that was minted, root first, for the demo:
   name, key, end, depth. False: no such. Strings live with the scenario. */
struct cw_minted {
	const char *name, *key, *file;
	int64_t not_after;
	unsigned depth;         /* 0 for a root */
};
CW_PUBLIC bool cw_scenario_minted(const struct cw_scenario *scenario, size_t i,
    struct cw_minted *out);

/*
 * Writes root.pem, chain.pem, fullchain.pem, privkey.pem and expect.json into
 * folder, which is made and must not exist. With a slug, folder/good is the
 * repaired twin.
 */
CW_PUBLIC int cw_scenario_write(const struct cw_scenario *scenario,
    const char *folder, struct cw_error *err);
/* The same for every failure: folder/SLUG and folder/index.json, README. */
CW_PUBLIC int cw_scenario_write_all(const struct cw_scenario_options *options,
    const char *folder, struct cw_error *err);

/* ---- a test CA in a folder ---------------------------------------------- */

/*
 * Who knows the passphrases of private keys and the PINs of tokens. ask is
 * called when one is needed: name says of what ("pki/keys/root.pem"); fresh, that
 * it is to protect a new key. It writes at most size octets with the NUL into
 * out, which is wiped after use. -1: there is none, and the sentence says why.
 */
struct cw_passphrase {
	int (*ask)(void *context, const char *name, bool fresh, char *out,
	    size_t size, struct cw_error *err);
	void *context;
};

struct cw_mint_options {
	const char *pki;                /* the folder; made on first use */
	const char *const *names;       /* DNS, address, e-mail; guessed */
	size_t name_count;
	const char *key;                /* "p256" ...; NULL: p256. Or the URL
	                                   of one in a token: pkcs11:... */
	const char *profile;            /* "server", "client"; NULL: server */
	int64_t now;
	int64_t not_before, not_after;  /* 0: now - 60, now + 90 days */
	const char *ca;                 /* that issues it; NULL: "issuing" */
	bool encrypt;                   /* protect the private key by a
	                                   passphrase */
};

struct cw_mint_result {
	bool created;                   /* CA certificates were made now */
	char folder[512];               /* of the new certificate's files */
	int64_t not_after;
	char serial[64];                /* hex */
};

/*
 * Whether names, key and profile can be had at all, before any file is made. -1:
 * the sentence says which is wrong.
 */
CW_PUBLIC int cw_mint_check(const struct cw_mint_options *options,
    struct cw_error *err);

/*
 * Issues one certificate for all the names, and records it in the store of the
 * folder (chainwright-store.h). Root and intermediate are made on first use; a
 * CA key that is there is never overwritten. A name minted again gets a new
 * number beside the old one (certs/NAME/2).
 */
CW_PUBLIC int cw_mint(const struct cw_mint_options *options,
    struct cw_mint_result *result, struct cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
