/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PEM as files hold it, and as they should not. */
#include "config.h"

#include <time.h>
#include "base/pem.h"
#include "tests/test.h"

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END "-----END CERTIFICATE-----\n"

/*
 * What a file gives: each block as "LABEL:hex", each bad one as
 * "!bad_line+bad_column:problem's first words", one behind the other.
 */
static const struct {
	const char *name, *text, *want;
} files[] = {
	{ "no text", "", "" },
	{ "no block", "hello\nworld", "" },
	{ "one block", BEGIN "MAMCAQU=\n" END, "CERTIFICATE:3003020105 " },
	{ "no octets", BEGIN END, "CERTIFICATE: " },
	{ "no newline at the end", BEGIN "MAMCAQU=\n-----END CERTIFICATE-----",
	  "CERTIFICATE:3003020105 " },
	{ "lines ended by CRLF",
	  "-----BEGIN X-----\r\nMAMC\r\nAQU=\r\n-----END X-----\r\n",
	  "X:3003020105 " },
	{ "lines ended by CR",
	  "-----BEGIN X-----\rMAMC\rAQU=\r-----END X-----\r",
	  "X:3003020105 " },
	{ "a byte order mark", "\xef\xbb\xbf" BEGIN "MAA=\n" END,
	  "CERTIFICATE:3000 " },
	{ "blanks and empty lines inside", BEGIN " MAMC \t\n\n AQ U=\n" END,
	  "CERTIFICATE:3003020105 " },
	{ "blanks behind the hyphens",
	  "-----BEGIN X----- \nMAA=\n-----END X-----\t\n", "X:3000 " },
	{ "text before, between and behind",
	  "Bag Attributes: x\nsubject=y\n" BEGIN "MAA=\n" END "1 s:CN = z\n"
	  BEGIN "MAMCAQU=\n" END "---\n",
	  "CERTIFICATE:3000 CERTIFICATE:3003020105 " },
	{ "blocks of several labels",
	  "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"
	  BEGIN "MAMCAQU=\n" END, "PRIVATE KEY:3000 CERTIFICATE:3003020105 " },
	{ "hyphens that are no BEGIN line", "x-----BEGIN CERTIFICATE-----\n"
	  "-----BEGINNING-----\n" BEGIN "MAA=\n" END, "CERTIFICATE:3000 " },
	{ "an END line alone", END BEGIN "MAA=\n" END, "CERTIFICATE:3000 " },
	{ "bad base64", "x\n" BEGIN "MAMC\nAQ!U=\n" END,
	  "!4+2:a character that is not base64 " },
	{ "go on after a bad block", BEGIN "M$==\nMAA=\n" END BEGIN "MAA=\n" END,
	  "!2+1:a character that is not base64 CERTIFICATE:3000 " },
	{ "cut base64", BEGIN "MAMCAQU\n" END,
	  "!3+0:the base64 ends too early " },
	{ "one character left", BEGIN "MAMCA\n" END,
	  "!3+0:the base64 ends too early " },
	{ "padding in the middle", BEGIN "MAA=MAA=\n" END,
	  "!2+4:more base64 behind the padding " },
	{ "padding of three", BEGIN "M===\n" END,
	  "!2+1:padding where none is due " },
	{ "a fifth padding", BEGIN "MA===\n" END,
	  "!2+4:more base64 behind the padding " },
	{ "one padding of two, then a digit", BEGIN "MA=A\n" END,
	  "!2+3:more base64 behind the padding " },
	{ "bits of no octet", BEGIN "MAB=\n" END,
	  "!2+3:the last characters hold bits of no octet " },
	{ "a BEGIN line alone", "-----BEGIN CERTIFICATE-----",
	  "!1+27:the END line is missing " },
	{ "no END line", BEGIN "MAA=\n", "!2+5:the END line is missing " },
	{ "no END line before the next", BEGIN "MAMC\n" BEGIN "MAA=\n" END,
	  "!3+0:another block begins before this one has ended "
	  "CERTIFICATE:3000 " },
	{ "another label at the end",
	  BEGIN "MAA=\n-----END PRIVATE KEY-----\n" BEGIN "MAA=\n" END,
	  "!3+9:the END line has another label than the BEGIN line "
	  "CERTIFICATE:3000 " },
	{ "too few hyphens at BEGIN", "-----BEGIN X----\nMAA=\n-----END X-----\n",
	  "!1+16:the BEGIN line does not end in five hyphens " },
	{ "too few hyphens at END", "-----BEGIN X-----\nMAA=\n-----END X---\n",
	  "!3+13:the END line does not end in five hyphens " },
	{ "a header of RFC 1421", BEGIN "Proc-Type: 4,ENCRYPTED\n"
	  "DEK-Info: AES-128-CBC,00\n\nMAA=\n" END BEGIN "MAA=\n" END,
	  "!2+0:a header line, which RFC 7468 does not have "
	  "CERTIFICATE:3000 " },
	{ "a label of another alphabet",
	  "-----BEGIN Z\xc3\xb6-----\nMAA=\n-----END Z\xc3\xb6-----\n",
	  "!1+12:the label holds a character that is not ASCII " },
	{ "a label of 63 characters",
	  "-----BEGIN 0123456789abcdef0123456789abcdef0123456789abcdef"
	  "0123456789abcde-----\nMAA=\n-----END 0123456789abcdef"
	  "0123456789abcdef0123456789abcdef0123456789abcde-----\n",
	  "0123456789abcdef0123456789abcdef0123456789abcdef"
	  "0123456789abcde:3000 " },
	{ "a label of 64 characters",
	  "-----BEGIN 0123456789abcdef0123456789abcdef0123456789abcdef"
	  "0123456789abcdef-----\nMAA=\n-----END X-----\n",
	  "!1+11:the label is too long " },
};

/* The offset of line number (from 1); lines are ended by LF in bad files. */
static size_t
line_offset(const char *text, size_t number)
{
	const char *p = text;

	while (--number > 0)
		p = strchr(p, '\n') + 1;
	return (size_t)(p - text);
}

static void
block_describe(struct buffer *out, const struct pem_block *block,
    const struct buffer *der)
{
	size_t i;

	buffer_format(out, "%s:", block->label);
	for (i = 0; i < der->len; i++)
		buffer_format(out, "%02x", der->data[i]);
	buffer_byte(out, ' ');
}

START_TEST(test_files)
{
	struct bytes input = bytes_of(files[_i].text);
	struct buffer der = BUFFER_EMPTY, got = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;
	enum pem_result result;

	buffer_string(&got, "");
	pem_start(&r, input);
	while ((result = pem_next(&r, &block, &der)) != PEM_END) {
		ck_assert(memcmp(input.data + block.offset, "-----BEGIN ",
		    11) == 0);
		if (result == PEM_BLOCK)
			block_describe(&got, &block, &der);
		else
			buffer_format(&got, "!%zu+%zu:%s ", block.bad_line,
			    block.bad_offset - line_offset(files[_i].text,
			    block.bad_line), block.problem);
	}
	ck_assert_msg(strcmp((char *)got.data, files[_i].want) == 0,
	    "%s: %s", files[_i].name, (char *)got.data);
	ck_assert(pem_looks_like(input) == (got.len > 0));
	ck_assert_int_eq(pem_next(&r, &block, &der), PEM_END);
	buffer_free(&der);
	buffer_free(&got);
}
END_TEST

START_TEST(test_places)
{
	const char *text = "a\r\nb\r\r\n" BEGIN "MAA=\n" END "\n" BEGIN "M\n" END;
	struct buffer der = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;

	pem_start(&r, bytes_of(text));
	ck_assert_int_eq(pem_next(&r, &block, &der), PEM_BLOCK);
	ck_assert_uint_eq(block.line, 4);
	ck_assert_uint_eq(block.offset, 7);
	ck_assert_int_eq(pem_next(&r, &block, &der), PEM_BAD);
	ck_assert_uint_eq(block.line, 8);
	ck_assert_uint_eq(block.bad_line, 10);
	ck_assert(memcmp(text + block.bad_offset, "-----END", 8) == 0);
	ck_assert_uint_eq(der.len, 0);
	buffer_free(&der);
}
END_TEST

/* Every count of octets, so every padding and every last line. */
START_TEST(test_round)
{
	struct buffer der = BUFFER_EMPTY, text = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;
	uint8_t octets[200];
	size_t len, i;

	for (i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 151 + 7);
	for (len = 0; len < sizeof(octets); len++) {
		struct bytes bytes = { octets, len };

		buffer_cut(&text, 0);
		pem_write(&text, "X509 CRL", bytes);
		pem_start(&r, buffer_bytes(&text));
		ck_assert_int_eq(pem_next(&r, &block, &der), PEM_BLOCK);
		ck_assert_str_eq(block.label, "X509 CRL");
		ck_assert(bytes_equal(buffer_bytes(&der), bytes));
		ck_assert_int_eq(pem_next(&r, &block, &der), PEM_END);
	}
	buffer_free(&der);
	buffer_free(&text);
}
END_TEST

START_TEST(test_write)
{
	struct buffer out = BUFFER_EMPTY;

	pem_write(&out, "TEST", bytes_of("0123456789abcdef0123456789abcdef"
	    "0123456789abcdef+"));
	ck_assert_str_eq((char *)out.data, "-----BEGIN TEST-----\n"
	    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm\n"
	    "Kw==\n-----END TEST-----\n");
	buffer_cut(&out, 0);
	base64_write(&out, (struct bytes){ (const uint8_t *)"\xff\xef\xbe", 3 });
	ck_assert_str_eq((char *)out.data, "/+++");
	buffer_free(&out);
}
END_TEST

#define LARGE ((size_t)5 << 20)
#define SECONDS 5       /* a hundred times what a slow machine takes */

static double
processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Nothing that somebody sends us costs more than once through it. */
START_TEST(test_large)
{
	static const char *const kinds[] = { "one line", "BEGIN lines alone",
		"hyphens", "empty lines", "bad blocks", "carriage returns" };
	static const char *const pieces[] = { "MAMC", BEGIN,
		"-----BEGIN -----", "\n", BEGIN "!\n", "\r" };
	struct buffer text = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct pem_block block;
	struct pem_reader r;
	double start;
	size_t blocks = 0;

	if (_i == 0)
		buffer_string(&text, BEGIN);
	while (text.len < LARGE)
		buffer_string(&text, pieces[_i]);
	if (_i == 0)
		buffer_string(&text, "\n" END);
	start = processor_seconds();
	pem_start(&r, buffer_bytes(&text));
	while (pem_next(&r, &block, &der) != PEM_END)
		blocks++;
	ck_assert_msg(processor_seconds() - start < SECONDS, "%s", kinds[_i]);
	if (_i == 0) {
		ck_assert_uint_eq(blocks, 1);
		ck_assert_str_eq(block.label, "CERTIFICATE");
	}
	buffer_free(&text);
	buffer_free(&der);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *
suite(void)
{
	Suite *s = suite_create("pem");
	TCase *c = tcase_create("pem");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, test_files, 0, COUNT(files));
	tcase_add_test(c, test_places);
	tcase_add_test(c, test_round);
	tcase_add_test(c, test_write);
	tcase_add_loop_test(c, test_large, 0, 6);
	suite_add_tcase(s, c);
	return s;
}
