/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks of PEM, and hostile text made fit to be shown. */
#include "config.h"

#include "base/escape.h"
#include "base/pem.h"
#include "base/unicode.h"
#include "tests/fuzz/fuzz.h"

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

static void
pem_seeds(fuzz_emit *emit, void *to)
{
	static const char *const seeds[] = {
		"",
		BEGIN "MAMCAQU=\n" END,
		"subject: x\r\n-----BEGIN X509 CRL-----\r\nMAMCAQU=\r\n"
		"-----END X509 CRL-----\r\n" BEGIN "MAA=\n" END,
		"\xef\xbb\xbf" BEGIN "MAYB\tAf8 \n\nAgEF\n" END,
		BEGIN "MAMCAQU=\r" END "\r" BEGIN "MA==\r" END,
		BEGIN "Proc-Type: 4,ENCRYPTED\n\nMAMCAQU=\n" END,
		BEGIN "MAMCAQU=\n-----END PRIVATE KEY-----\n",
		BEGIN "MAMCAQU=\n" BEGIN "MAM!AQU=\n" END,
		BEGIN "MAMCAQU=MAMC\n" END BEGIN "MAMCAQV=\n" END,
		BEGIN "MAMCA\n" END "-----BEGIN CERTIFICATE---\n" END,
		"\x1b[31m \xe2\x80\xae\xc2\x85\xf0\x9f\x98\x80\xc0\x80 \\<&\"'>",
	};
	struct buffer text = BUFFER_EMPTY;
	uint8_t octets[200];
	size_t i;

	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(to, bytes_of(seeds[i]));
	for (i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 37);
	pem_write(&text, "CERTIFICATE",
	    (struct bytes){ octets, sizeof(octets) });
	emit(to, buffer_bytes(&text));
	buffer_free(&text);
}

static const char *const pem_reaches[] = { "pem_next", "begin_read",
	"body_read", "end_read", "four_write", "character_add", "is_header",
	"block_pass", "pem_write", "base64_write", "pem_looks_like", "bad",
	"escape_text", "escape_html", "escape_utf8", "escape_columns",
	"escape_hex", "code_is_hidden", "utf8_read", "buffer_add", NULL };

const struct fuzz_target fuzz_target = { pem_seeds, pem_reaches, 0 };

/* What was read and is written again reads as the same octets. */
static void
block_round(const struct pem_block *block, const struct buffer *der)
{
	struct buffer text = BUFFER_EMPTY, again = BUFFER_EMPTY;
	struct pem_block other;
	struct pem_reader r;

	pem_write(&text, block->label, buffer_bytes(der));
	pem_start(&r, buffer_bytes(&text));
	FUZZ_REQUIRE(pem_next(&r, &other, &again) == PEM_BLOCK);
	FUZZ_REQUIRE(strcmp(other.label, block->label) == 0);
	FUZZ_REQUIRE(bytes_equal(buffer_bytes(&again), buffer_bytes(der)));
	FUZZ_REQUIRE(pem_next(&r, &other, &again) == PEM_END);
	buffer_free(&text);
	buffer_free(&again);
}

static void
blocks_read(struct bytes input)
{
	struct buffer der = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;
	enum pem_result result;
	size_t before, blocks = 0;

	pem_start(&r, input);
	for (;;) {
		before = r.next;
		result = pem_next(&r, &block, &der);
		if (result == PEM_END)
			break;
		blocks++;
		FUZZ_REQUIRE(r.next > before && r.next <= input.len);
		FUZZ_REQUIRE(block.offset >= before && block.line > 0);
		if (result == PEM_BLOCK) {
			block_round(&block, &der);
			continue;
		}
		FUZZ_REQUIRE(block.problem != NULL && der.len == 0);
		FUZZ_REQUIRE(block.bad_offset >= block.offset &&
		    block.bad_offset <= input.len);
		FUZZ_REQUIRE(block.bad_line >= block.line &&
		    block.bad_line <= r.line);
	}
	FUZZ_REQUIRE(pem_looks_like(input) == (blocks > 0));
	buffer_free(&der);
}

/* Nothing hostile is left, and the buffer is the caller's to use again. */
static void
require_harmless(struct buffer *text)
{
	struct bytes rest = buffer_bytes(text);
	uint32_t code = 0;
	size_t len;

	FUZZ_REQUIRE(escape_columns(rest) <= 2 * rest.len);
	while (rest.len > 0) {
		len = utf8_read(rest, &code);
		FUZZ_REQUIRE(len > 0 && !code_is_hidden(code));
		rest.data += len;
		rest.len -= len;
	}
	buffer_cut(text, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = { data, size };
	struct buffer text = BUFFER_EMPTY;

	blocks_read(input);
	escape_text(&text, input, 100);
	require_harmless(&text);
	escape_html(&text, input, 0);
	FUZZ_REQUIRE(text.len == 0 ||
	    strpbrk((const char *)text.data, "<>\"'") == NULL);
	require_harmless(&text);
	escape_utf8(&text, input);
	require_harmless(&text);
	escape_hex(&text, input, 20);
	require_harmless(&text);
	buffer_free(&text);
	return 0;
}
