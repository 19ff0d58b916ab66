# SPDX-License-Identifier: LGPL-2.1-or-later
# A suite is tests/check_NAME.c, which defines suite(), and a line in SUITES. It
# is linked with the whole library as it is inside, and with libtest: main() and
# what several suites share. (LDADD below is every program's that has none of its
# own.)
SUITES = \
	tests/check_algorithm_strength \
	tests/check_anchor \
	tests/check_base \
	tests/check_basic_constraints \
	tests/check_cache \
	tests/check_calendar \
	tests/check_chain_building \
	tests/check_changed \
	tests/check_connect \
	tests/check_constrained_paths \
	tests/check_constraint_sets \
	tests/check_defects \
	tests/check_der \
	tests/check_distrust \
	tests/check_escape \
	tests/check_extended_key_usage \
	tests/check_extension_profile \
	tests/check_failures \
	tests/check_fields \
	tests/check_file \
	tests/check_find \
	tests/check_golden \
	tests/check_handshake \
	tests/check_hostile_server \
	tests/check_inspect \
	tests/check_json \
	tests/check_key \
	tests/check_key_usage \
	tests/check_limits \
	tests/check_load \
	tests/check_memory \
	tests/check_mint \
	tests/check_name_constraints \
	tests/check_oid \
	tests/check_pairs \
	tests/check_parse \
	tests/check_patch \
	tests/check_peer_name \
	tests/check_pem \
	tests/check_pki \
	tests/check_places \
	tests/check_policy \
	tests/check_policy_graph \
	tests/check_report \
	tests/check_revocation_crl \
	tests/check_revocation_ocsp \
	tests/check_rsa \
	tests/check_scenario \
	tests/check_scenarios \
	tests/check_service_name \
	tests/check_shared_secret \
	tests/check_seen_as \
	tests/check_signature \
	tests/check_store \
	tests/check_story \
	tests/check_trace \
	tests/check_validity \
	tests/check_ml_dsa \
	tests/check_wanted \
	tests/check_words \
	tests/check_work \
	tests/check_working_key \
	tests/check_x509

# Suites, replays and benches are linked with the archives themselves: libtool's
# way takes longer than the tests.
LINK = $(CCLD) $(AM_CFLAGS) $(CFLAGS) $(AM_LDFLAGS) $(LDFLAGS) -o $@
INSIDE = ca/.libs/libmint.a lib/.libs/libjudge.a lib/.libs/libcore.a
INSIDE_LIBS = $(GNUTLS_LIBS) $(NETTLE_LIBS) $(TASN1_LIBS) $(IDN2_LIBS) \
	$(JANSSON_LIBS) $(GMP_LIBS) $(SQLITE_LIBS)
ca/.libs/libmint.a: ca/libmint.la
	@:
lib/.libs/libjudge.a: lib/libjudge.la
	@:
lib/.libs/libcore.a: lib/libcore.la
	@:
TEST_LIBS = tests/libtest.a $(INSIDE) $(CHECK_LIBS) $(INSIDE_LIBS)
LDADD = $(TEST_LIBS)
tests_libtest_a_SOURCES = \
	tests/constrained.c \
	tests/constrained.h \
	tests/covered.c \
	tests/covered.h \
	tests/dsl.c \
	tests/dsl.h \
	tests/folder.c \
	tests/folder.h \
	tests/grove.c \
	tests/grove.h \
	tests/judge.c \
	tests/judge.h \
	tests/main.c \
	tests/names.c \
	tests/names.h \
	tests/octets.c \
	tests/octets.h \
	tests/pair.c \
	tests/pair.h \
	tests/policy_tree.c \
	tests/policy_tree.h \
	tests/recording.c \
	tests/recording.h \
	tests/rfc8448.h \
	tests/rfc8448_more.h \
	tests/rules.c \
	tests/rules.h \
	tests/stage.c \
	tests/stage.h \
	tests/test.h \
	tests/work.c \
	tests/work.h
if HAVE_CHECK
check_LIBRARIES += tests/libtest.a
check_PROGRAMS += $(SUITES)
TESTS += $(SUITES)
LONG_TESTS += tests/check_scenarios tests/check_store
endif
EXTRA_DIST += tests/changed.tsv tests/schema.py tests/golden tests/second_opinion.sh

# The reports of all failures, written anew: read the difference.
golden: tests/check_golden tests/check_changed
	$(AM_V_at)$(MKDIR_P) $(top_srcdir)/tests/golden
	$(AM_V_at)$(SCRUB_ENVIRONMENT) GOLDEN_WRITE=yes tests/check_golden
	$(AM_V_at)$(SCRUB_ENVIRONMENT) GOLDEN_WRITE=yes tests/check_changed
.PHONY: golden

# The shape of the tree itself.
SHAPE_TESTS = \
	tests/check_format.sh \
	tests/check_layers.sh
TESTS += $(SHAPE_TESTS)
SH_LOG_COMPILER = $(SHELL)
EXTRA_DIST += $(SHAPE_TESTS) tests/format.awk tests/layers tests/layers.awk

# Nothing of the machine's settings reaches a test, and no test fails because the
# machine is slow. The program itself is run, not libtool's script around it, which
# would take most of the time.
AM_TESTS_ENVIRONMENT = $(SCRUB_ENVIRONMENT)
SCRUB_ENVIRONMENT = unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE CAROOT \
	NO_COLOR CLICOLOR CLICOLOR_FORCE COLUMNS LANGUAGE SOURCE_DATE_EPOCH \
	GNUTLS_SYSTEM_PRIORITY_FILE OPENSSL_CONF NODE_EXTRA_CA_CERTS; \
	TZ=UTC; LC_ALL=C.UTF-8; srcdir='$(srcdir)'; export TZ LC_ALL srcdir; \
	top_srcdir='$(top_srcdir)'; top_builddir='$(top_builddir)'; \
	PYTHON='$(PYTHON)'; OPENSSL='$(OPENSSL)'; CERTTOOL='$(CERTTOOL)'; \
	GNUTLS_SERV='$(GNUTLS_SERV)'; \
	CHAINWRIGHT='$(abs_top_builddir)/tools/.libs/chainwright'; \
	[ -x "$$CHAINWRIGHT" ] || \
	CHAINWRIGHT='$(abs_top_builddir)/tools/chainwright'; \
	LD_LIBRARY_PATH='$(abs_top_builddir)/lib/.libs:$(abs_top_builddir)/ca/.libs'; \
	LOOPBACK='$(abs_top_builddir)/tests/.libs/libloopback.so'; \
	CK_DEFAULT_TIMEOUT=300; \
	export top_srcdir top_builddir PYTHON OPENSSL CERTTOOL GNUTLS_SERV \
	CHAINWRIGHT LD_LIBRARY_PATH LOOPBACK CK_DEFAULT_TIMEOUT;

tests_check_cache_LINK = $(LINK) -Wl,--wrap=sig_verify

# Everything that the library asks for memory, so that it can be refused.
tests_check_memory_LINK = $(LINK) -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=realloc -Wl,--wrap=free -Wl,--wrap=arena_alloc \
	-Wl,--wrap=arena_array -Wl,--wrap=arena_copy \
	-Wl,--wrap=arena_string -Wl,--wrap=gnutls_pubkey_init \
	-Wl,--wrap=gnutls_pubkey_deinit \
	-Wl,--wrap=gnutls_pubkey_import_ecc_raw \
	-Wl,--wrap=gnutls_pubkey_import_rsa_raw \
	-Wl,--wrap=gnutls_pubkey_verify_data2 -Wl,--wrap=idn2_lookup_u8 \
	-Wl,--wrap=walk_path

# make seed-faults N=60 SEED=...: faults planted in the validator, one at a time.
# ONLY=FILE:LINE,... plants those of some lines, IN=FILE draws from one file,
# FAULT_FLAGS=--all plants every one. The suites that judge it alone:
VALIDATOR_SUITES = \
	tests/check_anchor \
	tests/check_key_usage \
	tests/check_basic_constraints \
	tests/check_validity \
	tests/check_algorithm_strength \
	tests/check_extended_key_usage \
	tests/check_extension_profile \
	tests/check_peer_name \
	tests/check_policy \
	tests/check_policy_graph \
	tests/check_chain_building \
	tests/check_name_constraints \
	tests/check_constrained_paths \
	tests/check_constraint_sets \
	tests/check_service_name \
	tests/check_shared_secret \
	tests/check_distrust \
	tests/check_cache \
	tests/check_working_key \
	tests/check_parse \
	tests/check_signature \
	tests/check_wanted \
	tests/check_x509 \
	tests/check_inspect \
	tests/check_changed \
	tests/check_defects \
	tests/check_golden \
	tests/check_places \
	tests/check_pairs \
	tests/check_memory \
	tests/check_rsa \
	tests/check_ml_dsa \
	tests/check_limits \
	tests/check_revocation_crl \
	tests/check_revocation_ocsp
seed-faults: $(VALIDATOR_SUITES)
	@$(SCRUB_ENVIRONMENT) nice $(PYTHON) -B $(srcdir)/tests/seed_faults.py \
		--top $(srcdir) -n $(or $(N),60) -s '$(SEED)' $(if $(ONLY),--only $(ONLY)) \
		$(if $(IN),--in $(IN)) $(if $(J),-j $(J)) $(FAULT_FLAGS) \
		--compile '$(COMPILE)' \
		--link '$(CCLD) $(AM_CFLAGS) $(CFLAGS) $(AM_LDFLAGS) $(LDFLAGS)' \
		--libs '$(TEST_LIBS)' $(VALIDATOR_SUITES)
.PHONY: seed-faults
EXTRA_DIST += tests/seed_faults.py

# make interop: what other programs make of ours and ours of them, into the tables
# of doc/interop.md. Those that are not installed are named as such.
INTEROP = tests/interop/interop.py tests/interop/clients.py \
	tests/interop/objects.py tests/interop/servers.py tests/interop/table.py \
	tests/interop/Visit.java tests/interop/request.go tests/interop/serve.go \
	tests/interop/serve.js tests/interop/serve.py tests/interop/visit.go \
	tests/interop/visit.js tests/interop/visit.py tests/interop/visit_curl.py
EXTRA_DIST += $(INTEROP)
interop: tools/chainwright tests/libloopback.la
	LOOPBACK=$(abs_builddir)/tests/.libs/libloopback.so $(PYTHON) -B \
		$(srcdir)/tests/interop/interop.py tools/chainwright \
		--write $(srcdir)/doc/interop.md
.PHONY: interop

# make differential N=1000: mutants of good chains beside other validators.
EXTRA_PROGRAMS += tests/differential/differential
CLEANFILES += tests/differential/differential
tests_differential_differential_SOURCES = \
	tests/differential/differential.c \
	tests/differential/gnutls.c \
	tests/differential/mbedtls.c \
	tests/differential/mutate.c \
	tests/differential/mutate.h \
	tests/differential/openssl.c \
	tests/differential/peer.h
tests_differential_differential_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCRYPTO_CFLAGS)
tests_differential_differential_LDADD = $(INSIDE) $(INSIDE_LIBS) \
	$(LIBCRYPTO_LIBS) $(MBEDTLS_LIBS)
EXTRA_DIST += tests/differential/differential.tsv
differential: tests/differential/differential
	@tests/differential/differential -n $(or $(N),1000) -s $(or $(SEED),1) \
		$(srcdir)/tests/differential/differential.tsv
.PHONY: differential
check-long: differential

# make pairs N=2000: two faults at a time, more of them than make check draws.
pairs: tests/check_pairs
	@$(SCRUB_ENVIRONMENT) PAIRS=$(or $(N),2000) CK_FORK=no tests/check_pairs
.PHONY: pairs
check-long: pairs

# make bench: each beside its floor and its peers, in the same run.
BENCHES = \
	tests/bench_chain \
	tests/bench_handshake \
	tests/bench_mint \
	tests/bench_parse \
	tests/bench_work
BENCH_ROOTS = /etc/ssl/certs/ca-certificates.crt
BENCH_LIBS = $(INSIDE) $(INSIDE_LIBS)
EXTRA_PROGRAMS += $(BENCHES)
CLEANFILES += $(BENCHES)
tests_bench_chain_SOURCES = tests/bench_chain.c tests/bench_openssl.c \
	tests/bench_openssl.h
tests_bench_chain_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCRYPTO_CFLAGS)
tests_bench_chain_LDADD = $(BENCH_LIBS) $(LIBCRYPTO_LIBS)
tests_bench_chain_LINK = $(LINK) -Wl,--wrap=sig_key_new \
	-Wl,--wrap=sig_key_free -Wl,--wrap=sig_verify
tests_bench_handshake_LDADD = $(BENCH_LIBS)
tests_bench_mint_LDADD = $(BENCH_LIBS)
tests_bench_parse_SOURCES = tests/bench_parse.c tests/bench_openssl.c \
	tests/bench_openssl.h
tests_bench_parse_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCRYPTO_CFLAGS)
tests_bench_parse_LDADD = $(BENCH_LIBS) $(LIBCRYPTO_LIBS)
tests_bench_work_LDADD = $(TEST_LIBS)
bench: $(BENCHES)
	@roots=$(BENCH_ROOTS); [ -r "$$roots" ] || roots=; \
	for b in $(BENCHES); do \
		case $$b in *parse) ./$$b $$roots ;; *) ./$$b ;; esac || exit 1; \
	done

# make check-corpora CORPORA=DIR: other projects' cases.
EXTRA_PROGRAMS += tests/limbo-harness
CLEANFILES += tests/limbo-harness
tests_limbo_harness_SOURCES = \
	tests/limbo.h \
	tests/limbo_harness.c \
	tests/limbo_question.c \
	tests/limbo_revocation.c \
	tests/limbo_signature.c \
	tools/suffix.c \
	tools/suffix.h
tests_limbo_harness_LDADD = $(INSIDE) $(INSIDE_LIBS) $(PSL_LIBS)
EXTRA_DIST += tests/corpora.py tests/corpora_online.py \
	tests/corpora-exceptions.tsv tests/corpora-ratchet.tsv
check-corpora: all tests/limbo-harness
	@test -n "$(CORPORA)" || { echo "give CORPORA=DIR" >&2; exit 2; }
	$(SCRUB_ENVIRONMENT) $(PYTHON) -B $(srcdir)/tests/corpora.py \
		$(CORPORA_FLAGS) tests/limbo-harness "$(CORPORA)"
.PHONY: bench check-corpora

include tests/fuzz/local.mk
include tests/program/local.mk
