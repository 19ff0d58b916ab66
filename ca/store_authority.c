/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CAs that somebody asks for, and the names that they may be for. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "ca/store.h"
#include "x509/general_name.h"

/*
 * What a root that is made without a word may be for: names that nobody owns
 * (RFC 2606, RFC 6761, RFC 6762 and ICANN's internal, RFC 8375), and addresses
 * that lead nowhere (RFC 1122, RFC 1918, RFC 3927, RFC 4193, RFC 4291, RFC 5737,
 * RFC 3849).
 */
#define IP(octets) { GN_IP, { (const uint8_t *)(octets), \
	sizeof(octets) - 1 }, -1, -1 }
static const struct spec_subtree free_names[] = {
	{ GN_DNS, { (const uint8_t *)"localhost", 9 }, -1, -1 },
	{ GN_DNS, { (const uint8_t *)"test", 4 }, -1, -1 },
	{ GN_DNS, { (const uint8_t *)"example", 7 }, -1, -1 },
	{ GN_DNS, { (const uint8_t *)"internal", 8 }, -1, -1 },
	{ GN_DNS, { (const uint8_t *)"home.arpa", 9 }, -1, -1 },
	{ GN_EMAIL, { (const uint8_t *)"localhost", 9 }, -1, -1 },
	{ GN_EMAIL, { (const uint8_t *)".test", 5 }, -1, -1 },
	{ GN_EMAIL, { (const uint8_t *)".example", 8 }, -1, -1 },
	{ GN_EMAIL, { (const uint8_t *)".internal", 9 }, -1, -1 },
	{ GN_EMAIL, { (const uint8_t *)".home.arpa", 10 }, -1, -1 },
	IP("\x7f\0\0\0\xff\0\0\0"),                     /* 127.0.0.0/8 */
	IP("\x0a\0\0\0\xff\0\0\0"),                     /* 10.0.0.0/8 */
	IP("\xac\x10\0\0\xff\xf0\0\0"),                 /* 172.16.0.0/12 */
	IP("\xc0\xa8\0\0\xff\xff\0\0"),                 /* 192.168.0.0/16 */
	IP("\xa9\xfe\0\0\xff\xff\0\0"),                 /* 169.254.0.0/16 */
	IP("\xc0\0\2\0\xff\xff\xff\0"),                 /* 192.0.2.0/24 */
	IP("\xc6\x33\x64\0\xff\xff\xff\0"),             /* 198.51.100.0/24 */
	IP("\xcb\0\x71\0\xff\xff\xff\0"),               /* 203.0.113.0/24 */
	IP("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"           /* ::1 */
	    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\xff"),
	IP("\xfc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"         /* fc00::/7 */
	    "\xfe\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	IP("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0"       /* fe80::/10 */
	    "\xff\xc0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	IP("\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0"     /* 2001:db8::/32 */
	    "\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0"),
};

void
authority_constrain(struct cert_spec *spec, const struct authority_wish *w)
{
	if (w->unconstrained)
		return;
	if (w->permitted_count > 0)
		spec_name_constraints(spec, true, w->permitted,
		    w->permitted_count, NULL, 0);
	else
		spec_name_constraints(spec, true, free_names,
		    sizeof(free_names) / sizeof(*free_names), NULL, 0);
}

/* ---- TYPE:VALUE ----------------------------------------------------------- */

/* 192.0.2.0/24: address, then mask. */
static bool
prefix_read(const char *text, uint8_t octets[32], size_t *len)
{
	const char *slash = strchr(text, '/');
	char address[64], *end;
	unsigned long bits;
	size_t half;

	if (slash == NULL || (size_t)(slash - text) >= sizeof(address))
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	bits = strtoul(slash + 1, &end, 10);
	if (!address_read(address, octets, &half) || slash[1] < '0' ||
	    slash[1] > '9' || *end != '\0' || bits > 8 * half)
		return false;
	for (size_t i = 0; i < half; i++) {
		unsigned long here = bits > 8 * i ? bits - 8 * i : 0;

		octets[half + i] = (uint8_t)(here >= 8 ? 0xff :
		    0xff00u >> here);
		octets[i] &= octets[half + i];
	}
	*len = 2 * half;
	return true;
}

static int
subtree_read(struct cw_store *s, const char *text, struct spec_subtree *out,
    struct cw_error *err)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	uint8_t octets[32];
	size_t len = 0;
	struct bytes base = { octets, 0 };

	*out = (struct spec_subtree){ .minimum = -1, .maximum = -1 };
	if (strncmp(text, "ip:", 3) == 0) {
		out->kind = GN_IP;
		if (prefix_read(text + 3, octets, &len))
			base.len = len;
	} else if (strncmp(text, "dns:", 4) == 0 ||
	    strncmp(text, "email:", 6) == 0) {
		out->kind = text[0] == 'd' ? GN_DNS : GN_EMAIL;
		text = strchr(text, ':') + 1;
		/* RFC 5280 4.2.1.10 knows no leading dot for dNSName. */
		if (text[strspn(text, harmless)] == '\0' &&
		    (out->kind != GN_DNS || text[0] != '.'))
			base = bytes_of(text);
	}
	if (base.len == 0) {
		error_set(err, "\"%.80s\" is no constraint: dns:corp.test, "
		    "ip:10.0.0.0/8 or email:.corp.test", text);
		return -1;
	}
	out->base = (struct bytes){ arena_copy(s->arena, base), base.len };
	return out->base.data != NULL ? 0 : error_memory(err);
}

/* ---- what is asked for ------------------------------------------------------ */

static int
name_check(struct cw_store *s, const char *name, struct cw_error *err)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	int64_t count;

	if (name[0] == '\0' || name[strspn(name, harmless)] != '\0' ||
	    name[0] == '-' || strlen(name) > 40) {
		error_set(err, "\"%.60s\" is no name for a CA: up to 40 "
		    "letters, digits, - and _", name);
		return -1;
	}
	if (store_number(s, &count, err, "SELECT count(*) FROM authorities "
	    "WHERE name = ?", "t", name) < 0)
		return -1;
	if (count == 0)
		return 0;
	error_set(err, "a CA in %s is called \"%s\" already: choose another "
	    "name", s->path, name);
	return -1;
}

static int
wish_fill(struct cw_store *s, const struct cw_ca_options *o,
    struct authority_wish *w, struct cw_error *err)
{
	struct spec_subtree *trees = arena_array(s->arena,
	    o->permitted_count + 1, sizeof(*trees));
	const char *key = o->key != NULL ? o->key : "p256";

	if (trees == NULL)
		return error_memory(err);
	*w = (struct authority_wish){ .name = o->name,
		.common_name = o->common_name, .path_len = o->path_len,
		.not_before = o->not_before, .not_after = o->not_after,
		.encrypt = o->encrypt,
		.unconstrained = o->unconstrained, .permitted = trees,
		.permitted_count = o->permitted_count };
	if (key_is_url(key))
		w->key_url = key;
	else if (key_type_take(key, &w->key_type, err) < 0)
		return -1;
	for (size_t i = 0; i < o->permitted_count; i++)
		if (subtree_read(s, o->permitted[i], &trees[i], err) < 0)
			return -1;
	return 0;
}

/* Those that stand below a CA of a path length, the new one among them. The
   validator counts it only when it has issued something. */
static int
path_len_check(const struct authority *issuer, struct cw_error *err)
{
	uint32_t below = 1;

	for (; issuer != NULL; issuer = issuer->issuer, below++) {
		const struct basic_constraints *bc =
		    &issuer->cert->basic_constraints;

		if (bc->has_path_len && bc->path_len < below) {
			error_set(err, "the %s CA allows %u CAs below it, so "
			    "that whatever this one issued would be refused "
			    "[path-length-exceeded]", issuer->name, bc->path_len);
			return -1;
		}
	}
	return 0;
}

static int
ca_make(struct cw_store *s, const struct cw_ca_options *o,
    struct authority_wish *w, struct cw_error *err)
{
	struct authority *issuer = NULL, *made = NULL;
	bool differs;

	if (store_begin(s, err) < 0)
		return -1;
	if (name_check(s, o->name, err) < 0)
		goto fail;
	if (o->issuer != NULL) {
		if (authority_get(s, o->issuer, &issuer, err) < 0 ||
		    authority_key(s, issuer, err) < 0 ||
		    path_len_check(issuer, err) < 0)
			goto fail;
		if (o->not_after > issuer->cert->not_after) {
			error_set(err, "the %s CA in %s would end before it "
			    "[validity-expired]", issuer->name, s->path);
			goto fail;
		}
		w->issuer = issuer;
	}
	if (authority_make(s, w, &made, err) == 0 && store_commit(s, err) == 0)
		return authority_write(s, made, &differs, err);
fail:
	store_rollback(s);
	return -1;
}

int
cw_store_ca(struct cw_store *store, const struct cw_ca_options *options,
    struct cw_error *err)
{
	struct authority_wish wish;

	if (wish_fill(store, options, &wish, err) < 0)
		return -1;
	return ca_make(store, options, &wish, err);
}
