/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "tools/serve.h"

#define SHOWN_MAX 12

static const char *
versions(enum cw_offer offer)
{
	static const char *const words[CW_OFFER_COUNT] = {
		[CW_OFFER_ALL] = "TLS 1.3 and 1.2",
		[CW_OFFER_TLS12] = "TLS 1.2", [CW_OFFER_TLS13] = "TLS 1.3",
		[CW_OFFER_TLS12_RSA] = "TLS 1.2 with RSA key transport" };

	return words[offer];
}

static void
visit_lines(const struct show *show, const char *root, unsigned port)
{
	const char *name = show->name[0] != '\0' ? show->name : "localhost";

	printf("Visit it with\n"
	       "  curl --cacert %s --resolve %s:%u:127.0.0.1 https://%s:%u/\n"
	       "  openssl s_client -connect 127.0.0.1:%u -servername %s \\\n"
	       "      -verify_hostname %s -verify_return_error -CAfile %s\n"
	       "  chainwright connect 127.0.0.1:%u --hostname %s --trust %s\n",
	    root, name, port, name, port, port, name, name, root, port, name,
	    root);
}

static void
begin_text(const struct shows *s, const struct serve_options *o,
    unsigned port)
{
	const struct show *last = &s->list[s->count - 1];
	size_t i;

	printf("Serving on 127.0.0.1%s port %u, %s; end it with Ctrl-C\n",
	    o->ipv6 ? " and ::1" : "", port, versions(o->offer));
	for (i = 0; i < s->count && i < SHOWN_MAX; i++) {
		const struct show *show = &s->list[i];

		printf("  %s%s%s\n", show->name[0] != '\0' ? show->name :
		    "(whoever asks)", show->slug != NULL ? ": " : "",
		    show->slug != NULL ? show->failure.means : "");
	}
	if (i < s->count)
		printf("  and %zu more: see http://127.0.0.1:%u/\n",
		    s->count - i, port);
	if (o->root != NULL)
		printf("The root to trust is in %s\n", o->root);
	else if (last->root != NULL)
		printf("The root to trust: curl -o root.pem "
		       "http://127.0.0.1:%u%s\n", port, last->root_path);
	visit_lines(last, o->root != NULL ? o->root : "root.pem", port);
	putchar('\n');
}

static int
begin_json(const struct shows *s, const struct serve_options *o,
    unsigned port)
{
	json_t *sites = json_array(), *document;
	char *text;
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct show *show = &s->list[i];

		json_array_append_new(sites, json_pack(
		    "{s:s?, s:s?, s:s?, s:s?}", "name",
		    show->name[0] != '\0' ? show->name : NULL, "slug",
		    show->slug, "means", show->slug != NULL ?
		    show->failure.means : NULL, "root",
		    show->root_path[0] != '\0' ? show->root_path : NULL));
	}
	document = json_pack("{s:s, s:[s], s:i, s:s, s:s?, s:o}", "schema",
	    "chainwright-serve-1", "addresses", "127.0.0.1", "port", (int)port,
	    "tls", versions(o->offer), "root", o->root, "sites", sites);
	if (o->ipv6)
		json_array_append_new(json_object_get(document, "addresses"),
		    json_string("::1"));
	text = json_dumps(document, JSON_COMPACT);
	json_decref(document);
	if (text == NULL)
		return complain_text("out of memory");
	puts(text);
	free(text);
	return STATUS_HOLDS;
}

int
serve_begin(const struct shows *s, const struct serve_options *o,
    unsigned port, const struct output *output)
{
	int status = STATUS_HOLDS;

	if (output->format == FORMAT_JSON)
		status = begin_json(s, o, port);
	else
		begin_text(s, o, port);
	return output_end(status);
}
