# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs as a user of the libraries writes them: two headers, nothing inside.
exampledir = $(docdir)/examples
dist_example_DATA = \
	doc/examples/mint-and-break.c \
	doc/examples/verify-chain.c
check_PROGRAMS += doc/examples/mint-and-break doc/examples/verify-chain
# Flags of their own: linked by libtool, as strict as anybody compiles.
EXAMPLE_CPPFLAGS = -I$(top_srcdir)/lib -I$(top_srcdir)/ca
EXAMPLE_CFLAGS = -std=c11 -Wall -Wextra -Wpedantic $(SANITIZE_CFLAGS)
doc_examples_mint_and_break_SOURCES = doc/examples/mint-and-break.c
doc_examples_mint_and_break_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
doc_examples_mint_and_break_CFLAGS = $(EXAMPLE_CFLAGS)
doc_examples_mint_and_break_LDFLAGS = $(AM_LDFLAGS)
doc_examples_mint_and_break_LDADD = ca/libchainwright-ca.la \
	lib/libchainwright.la
doc_examples_verify_chain_SOURCES = doc/examples/verify-chain.c
doc_examples_verify_chain_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
doc_examples_verify_chain_CFLAGS = $(EXAMPLE_CFLAGS)
doc_examples_verify_chain_LDFLAGS = $(AM_LDFLAGS)
doc_examples_verify_chain_LDADD = lib/libchainwright.la
