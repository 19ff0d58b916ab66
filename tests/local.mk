# SPDX-License-Identifier: LGPL-2.1-or-later
# One program a suite: tests/check_NAME.c, linked with the whole library as it is
# inside. A line here, one in TESTS.
include tests/fuzz/local.mk
include tests/program/local.mk
include tests/base.mk
if HAVE_CHECK
check_LTLIBRARIES += tests/libtest.la
tests_libtest_la_SOURCES = tests/main.c tests/test.h
tests_libtest_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
TEST_LIBS = tests/libtest.la ca/libmint.la lib/libjudge.la lib/libcore.la \
	$(CHECK_LIBS) $(JANSSON_LIBS)
AM_TESTS_ENVIRONMENT = $(SCRUB_ENVIRONMENT)
SUITES = \
	tests/check_mint
	tests/check_mint \
	tests/check_pki \
	tests/check_scenario
EXTRA_DIST += tests/schema.py
tests_check_mint_SOURCES = tests/check_mint.c
tests_check_mint_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_mint_LDADD = $(TEST_LIBS)
tests_check_pki_SOURCES = tests/check_pki.c
tests_check_pki_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_pki_LDADD = $(TEST_LIBS)
SUITES += tests/check_parse
tests_check_parse_SOURCES = tests/check_parse.c tests/dsl.c tests/dsl.h
tests_check_parse_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_parse_LDADD = $(TEST_LIBS)
tests_check_scenario_SOURCES = tests/check_scenario.c
tests_check_scenario_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_scenario_LDADD = $(TEST_LIBS)
check_PROGRAMS += $(SUITES)
TESTS += $(SUITES)
endif
# Nothing of the machine's settings reaches a test.
SCRUB_ENVIRONMENT = unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE CAROOT \
	NO_COLOR CLICOLOR CLICOLOR_FORCE COLUMNS LANGUAGE SOURCE_DATE_EPOCH \
	GNUTLS_SYSTEM_PRIORITY_FILE OPENSSL_CONF NODE_EXTRA_CA_CERTS; \
	TZ=UTC; LC_ALL=C.UTF-8; srcdir='$(srcdir)'; export TZ LC_ALL srcdir; \
	top_srcdir='$(top_srcdir)'; top_builddir='$(top_builddir)'; \
	PYTHON='$(PYTHON)'; OPENSSL='$(OPENSSL)'; CERTTOOL='$(CERTTOOL)'; \
	GNUTLS_SERV='$(GNUTLS_SERV)'; \
	CHAINWRIGHT='$(abs_top_builddir)/tools/chainwright'; \
	LOOPBACK='$(abs_top_builddir)/tests/.libs/libloopback.so'; \
	export LOOPBACK top_srcdir top_builddir PYTHON OPENSSL CERTTOOL GNUTLS_SERV CHAINWRIGHT;

if HAVE_CHECK
SUITES += tests/check_patch
tests_check_patch_SOURCES = tests/check_patch.c
tests_check_patch_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_patch_LDADD = $(TEST_LIBS)

# What is broken on purpose, minted and judged.
SUITES += tests/check_defects tests/check_places tests/check_pairs
tests_check_defects_SOURCES = tests/check_defects.c tests/judge.c tests/judge.h
tests_check_defects_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_defects_LDADD = $(TEST_LIBS)
tests_check_places_SOURCES = tests/check_places.c tests/judge.c tests/judge.h
tests_check_places_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_places_LDADD = $(TEST_LIBS) $(TASN1_LIBS)
tests_check_pairs_SOURCES = tests/check_pairs.c tests/judge.c tests/judge.h
tests_check_pairs_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_pairs_LDADD = $(TEST_LIBS)
endif

if HAVE_CHECK
SUITES += tests/check_trace
tests_check_trace_SOURCES = \
	tests/check_trace.c \
	tests/rfc8448.h
tests_check_trace_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_trace_LDADD = $(TEST_LIBS)
SUITES += \
	tests/check_connect \
	tests/check_handshake \
	tests/check_hostile_server
tests_check_connect_SOURCES = tests/check_connect.c
tests_check_connect_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_connect_LDADD = $(TEST_LIBS) $(GNUTLS_LIBS)
tests_check_handshake_SOURCES = \
	tests/check_handshake.c \
	tests/stage.c \
	tests/stage.h
tests_check_handshake_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_handshake_LDADD = $(TEST_LIBS)
tests_check_hostile_server_SOURCES = \
	tests/check_hostile_server.c \
	tests/stage.c \
	tests/stage.h
tests_check_hostile_server_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_hostile_server_LDADD = $(TEST_LIBS)
endif

# Rules over one path, without building it.
if HAVE_CHECK
RULES_SOURCES = tests/rules.c tests/rules.h
RULES_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
SUITES += tests/check_peer_name
tests_check_peer_name_SOURCES = tests/check_peer_name.c $(RULES_SOURCES)
tests_check_peer_name_CFLAGS = $(RULES_CFLAGS)
tests_check_peer_name_LDADD = $(TEST_LIBS)
SUITES += tests/check_extended_key_usage
tests_check_extended_key_usage_SOURCES = tests/check_extended_key_usage.c \
	$(RULES_SOURCES)
tests_check_extended_key_usage_CFLAGS = $(RULES_CFLAGS)
tests_check_extended_key_usage_LDADD = $(TEST_LIBS)
SUITES += tests/check_algorithm_strength
tests_check_algorithm_strength_SOURCES = tests/check_algorithm_strength.c \
	$(RULES_SOURCES)
tests_check_algorithm_strength_CFLAGS = $(RULES_CFLAGS)
tests_check_algorithm_strength_LDADD = $(TEST_LIBS)
SUITES += tests/check_extension_profile
tests_check_extension_profile_SOURCES = tests/check_extension_profile.c \
	$(RULES_SOURCES)
tests_check_extension_profile_CFLAGS = $(RULES_CFLAGS)
tests_check_extension_profile_LDADD = $(TEST_LIBS)
endif

# make bench: each beside its floor and its peers.
BENCHES = tests/bench_mint
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)
BENCH_LIBS = ca/libmint.la lib/libjudge.la lib/libcore.la
tests_bench_mint_SOURCES = tests/bench_mint.c
tests_bench_mint_LDADD = $(BENCH_LIBS)
bench: $(BENCHES)
	@for b in $(BENCHES); do ./$$b || exit 1; done
.PHONY: bench
if HAVE_CHECK
SUITES += tests/check_report
tests_check_report_SOURCES = tests/check_report.c
tests_check_report_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_report_LDADD = $(TEST_LIBS)

SUITES += tests/check_words
tests_check_words_SOURCES = tests/check_words.c
tests_check_words_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_words_LDADD = $(TEST_LIBS)
endif
include tests/path.mk
