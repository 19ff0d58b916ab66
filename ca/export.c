/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scenarios as files: one in a folder, or every failure in one. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/pem.h"
#include "ca/expect.h"
#include "ca/staged.h"
#include "ca/tree.h"

static const char readme[] =
    "Chains that are wrong on purpose, each in exactly one way, with the name\n"
    "of the failure as the name of the folder.\n"
    "\n"
    "  index.json              every case: folder, verdict, profile\n"
    "  SLUG/root.pem           what a client trusts\n"
    "  SLUG/distrust.pem       what it does not believe, where that matters\n"
    "  SLUG/crls.pem           what is revoked, where that matters\n"
    "  SLUG/ocsp.pem           the same, as OCSP responses\n"
    "  SLUG/chain.pem          the intermediates, as a server sends them\n"
    "  SLUG/fullchain.pem      the server certificate and the intermediates\n"
    "  SLUG/privkey.pem        the server's private key\n"
    "  SLUG/expect.json        what is altered, the rule, the question to\n"
    "                          ask, the answer to expect, and how to serve it\n"
    "  SLUG/good/              the same, repaired: it has to be accepted\n"
    "\n"
    "The verdict holds for the moment, name and profile of expect.json: judge\n"
    "with these, and nothing fails merely because it grew old. Where the\n"
    "verdict is \"valid\" the failure is told as a warning or a note.\n"
    "\n"
    "The keys are known to whoever made this folder. Trust root.pem in tests\n"
    "alone.\n";

static int
pem_file(int fd, const char *name, const struct cw_scenario *c, const int *list,
    size_t count, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result;

	for (size_t i = 0; i < count; i++)
		pem_write(&pem, "CERTIFICATE", c->minted.der[list[i]]);
	result = pem.failed ? error_memory(err) :
	    tree_file(fd, name, buffer_bytes(&pem), 0644, err);
	buffer_free(&pem);
	return result;
}

/* Writes the text, adds a newline, and frees it. */
static int
json_file(int fd, const char *name, char *text, struct cw_error *err)
{
	struct buffer b = BUFFER_EMPTY;
	int result;

	if (text == NULL)
		return error_memory(err);
	buffer_string(&b, text);
	buffer_byte(&b, '\n');
	free(text);
	result = b.failed ? error_memory(err) :
	    tree_file(fd, name, buffer_bytes(&b), 0644, err);
	buffer_free(&b);
	return result;
}

static int
answers_file(int fd, const char *name, const char *label,
    const struct bytes *der, size_t count, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result;

	if (count == 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		pem_write(&pem, label, der[i]);
	result = pem.failed ? error_memory(err) : tree_file(fd, name,
	    buffer_bytes(&pem), 0644, err);
	buffer_free(&pem);
	return result;
}

/* What tells whether they were revoked. */
static int
answers_files(int fd, const struct cw_scenario *c, struct cw_error *err)
{
	if (answers_file(fd, "crls.pem", "X509 CRL", c->minted.crl,
	    c->s.crl_count, err) < 0)
		return -1;
	return answers_file(fd, "ocsp.pem", "OCSP RESPONSE", c->minted.ocsp,
	    c->s.ocsp_count, err);
}

static int
trust_file(int fd, const struct cw_scenario *c, struct cw_error *err)
{
	struct buffer pem = BUFFER_EMPTY;
	int result = staged_trust(c, &pem, err);

	if (result == 0)
		result = tree_file(fd, "root.pem", buffer_bytes(&pem), 0644,
		    err);
	buffer_free(&pem);
	return result;
}

static int
scenario_files(int fd, const struct cw_scenario *c, struct cw_error *err)
{
	const struct scenario *s = &c->s;
	size_t others = s->sent_count > 0 ? s->sent_count - 1 : 0;

	if (trust_file(fd, c, err) < 0 ||
	    (s->distrusted_count > 0 && pem_file(fd, "distrust.pem", c,
	    s->distrusted, s->distrusted_count, err) < 0) ||
	    answers_files(fd, c, err) < 0 ||
	    pem_file(fd, "chain.pem", c, s->sent + 1, others, err) < 0 ||
	    tree_file(fd, "fullchain.pem", buffer_bytes(&c->pem), 0644,
	    err) < 0 || tree_key(fd, "privkey.pem",
	    buffer_bytes(&c->key), err) < 0)
		return -1;
	return json_file(fd, "expect.json", expect_json(c), err);
}

static int
twin_files(int fd, const struct cw_scenario *broken, struct cw_error *err)
{
	struct cw_scenario *twin;
	int result = -1, inner;

	if (staged_twin(broken, &twin, err) < 0)
		return -1;
	inner = tree_folder(fd, "good", err);
	if (inner >= 0) {
		result = scenario_files(inner, twin, err);
		close(inner);
	}
	cw_scenario_free(twin);
	return result;
}

static int
case_files(int fd, const struct cw_scenario *c, struct cw_error *err)
{
	if (scenario_files(fd, c, err) < 0)
		return -1;
	return c->id != FAILURE_COUNT ? twin_files(fd, c, err) : 0;
}

int
cw_scenario_write(const struct cw_scenario *scenario, const char *folder,
    struct cw_error *err)
{
	struct tree t;
	int result = -1;

	if (tree_start(&t, folder, err) < 0)
		return -1;
	if (case_files(t.fd, scenario, err) == 0)
		result = tree_finish(&t, err);
	tree_end(&t);
	return result;
}

static int
failure_files(int fd, const struct cw_scenario_options *options,
    enum failure_id id, struct key_cache *keys, struct expect_index *index,
    struct cw_error *err)
{
	struct cw_scenario_options one = *options;
	struct cw_scenario *c;
	int result = -1, inner;

	one.slug = failure_get(id)->slug;
	if (staged_new(&one, keys, &c, err) < 0)
		return -1;
	inner = tree_folder(fd, one.slug, err);
	if (inner >= 0) {
		result = case_files(inner, c, err);
		close(inner);
	}
	if (result == 0 && expect_index_add(index, c) < 0)
		result = error_memory(err);
	cw_scenario_free(c);
	return result;
}

/* Every case, the README, and the index, which is freed here. */
static int
all_files(int fd, const struct cw_scenario_options *options,
    struct key_cache *keys, struct cw_error *err)
{
	struct expect_index *index = expect_index_new(options->now);

	if (index == NULL)
		return error_memory(err);
	for (int id = 0; id < FAILURE_COUNT; id++) {
		if (failure_files(fd, options, (enum failure_id)id, keys, index,
		    err) < 0) {
			expect_index_free(index);
			return -1;
		}
	}
	if (json_file(fd, "index.json", expect_index_end(index), err) < 0)
		return -1;
	return tree_file(fd, "README", bytes_of(readme), 0644, err);
}

int
cw_scenario_write_all(const struct cw_scenario_options *options,
    const char *folder, struct cw_error *err)
{
	struct key_cache *keys = key_cache_new(options->seed, err);
	struct tree t;
	int result = -1;

	if (keys == NULL)
		return -1;
	if (tree_start(&t, folder, err) == 0) {
		if (all_files(t.fd, options, keys, err) == 0)
			result = tree_finish(&t, err);
		tree_end(&t);
	}
	key_cache_free(keys);
	return result;
}
