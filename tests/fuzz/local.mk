# SPDX-License-Identifier: LGPL-2.1-or-later
# What a target is and how one is written: tests/fuzz/fuzz.h. A new one takes a
# line in each of the three lists and the lines that der has here.
FUZZ_TARGETS = \
	cert \
	chain \
	crl \
	der \
	names \
	extensions \
	load \
	fields \
	ocsp_response \
	pem \
	policies \
	request \
	trace
REPLAYS = \
	tests/fuzz/replay_cert \
	tests/fuzz/replay_chain \
	tests/fuzz/replay_crl \
	tests/fuzz/replay_der \
	tests/fuzz/replay_names \
	tests/fuzz/replay_extensions \
	tests/fuzz/replay_load \
	tests/fuzz/replay_fields \
	tests/fuzz/replay_ocsp_response \
	tests/fuzz/replay_pem \
	tests/fuzz/replay_policies \
	tests/fuzz/replay_request \
	tests/fuzz/replay_trace
FUZZERS = \
	tests/fuzz/fuzz_cert \
	tests/fuzz/fuzz_chain \
	tests/fuzz/fuzz_crl \
	tests/fuzz/fuzz_der \
	tests/fuzz/fuzz_names \
	tests/fuzz/fuzz_extensions \
	tests/fuzz/fuzz_load \
	tests/fuzz/fuzz_fields \
	tests/fuzz/fuzz_ocsp_response \
	tests/fuzz/fuzz_pem \
	tests/fuzz/fuzz_policies \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_trace

check_PROGRAMS += $(REPLAYS)
TESTS += $(REPLAYS)
LONG_TESTS += $(REPLAYS)

# The library once more, to see which functions are entered. Its warnings were
# shown already.
check_LIBRARIES += tests/fuzz/libreach.a tests/fuzz/libreplay.a
tests_fuzz_libreach_a_SOURCES = $(lib_libcore_la_SOURCES) \
	$(lib_libjudge_la_SOURCES)
nodist_tests_fuzz_libreach_a_SOURCES = $(nodist_lib_libcore_la_SOURCES)
tests_fuzz_libreach_a_CFLAGS = $(AM_CFLAGS) -w -finstrument-functions
tests_fuzz_libreplay_a_SOURCES = tests/fuzz/replay.c tests/fuzz/reach.c \
	tests/fuzz/reach.h tests/fuzz/fuzz.h
REPLAY_LIBS = tests/fuzz/libreplay.a ca/.libs/libmint.a \
	tests/fuzz/libreach.a $(INSIDE_LIBS)
FUZZ_LIBS = $(INSIDE) $(INSIDE_LIBS)

tests_fuzz_replay_cert_SOURCES = tests/fuzz/fuzz_cert.c
tests_fuzz_replay_cert_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_chain_SOURCES = tests/fuzz/fuzz_chain.c
tests_fuzz_replay_chain_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_crl_SOURCES = tests/fuzz/fuzz_crl.c
tests_fuzz_replay_crl_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_der_SOURCES = tests/fuzz/fuzz_der.c
tests_fuzz_replay_der_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_names_SOURCES = tests/fuzz/fuzz_names.c tests/constrained.c \
	tests/constrained.h
tests_fuzz_replay_names_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_extensions_SOURCES = tests/fuzz/fuzz_extensions.c
tests_fuzz_replay_extensions_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_fields_SOURCES = tests/fuzz/fuzz_fields.c tests/covered.c \
	tests/covered.h
tests_fuzz_replay_fields_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_load_SOURCES = tests/fuzz/fuzz_load.c
tests_fuzz_replay_load_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_ocsp_response_SOURCES = tests/fuzz/fuzz_ocsp_response.c
tests_fuzz_replay_ocsp_response_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_pem_SOURCES = tests/fuzz/fuzz_pem.c
tests_fuzz_replay_pem_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_policies_SOURCES = tests/fuzz/fuzz_policies.c
tests_fuzz_replay_policies_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_request_SOURCES = tests/fuzz/fuzz_request.c
tests_fuzz_replay_request_LDADD = $(REPLAY_LIBS)
tests_fuzz_replay_trace_SOURCES = tests/fuzz/fuzz_trace.c
tests_fuzz_replay_trace_LDADD = $(REPLAY_LIBS)

if FUZZING
EXTRA_PROGRAMS += $(FUZZERS)
CLEANFILES += $(FUZZERS)
tests_fuzz_fuzz_cert_SOURCES = tests/fuzz/fuzz_cert.c
tests_fuzz_fuzz_cert_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_cert_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_chain_SOURCES = tests/fuzz/fuzz_chain.c
tests_fuzz_fuzz_chain_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_chain_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_crl_SOURCES = tests/fuzz/fuzz_crl.c
tests_fuzz_fuzz_crl_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_crl_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_der_SOURCES = tests/fuzz/fuzz_der.c
tests_fuzz_fuzz_der_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_der_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_names_SOURCES = tests/fuzz/fuzz_names.c tests/constrained.c \
	tests/constrained.h
tests_fuzz_fuzz_names_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_names_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_extensions_SOURCES = tests/fuzz/fuzz_extensions.c
tests_fuzz_fuzz_extensions_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_extensions_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_fields_SOURCES = tests/fuzz/fuzz_fields.c tests/covered.c \
	tests/covered.h
tests_fuzz_fuzz_fields_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_fields_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_load_SOURCES = tests/fuzz/fuzz_load.c
tests_fuzz_fuzz_load_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_load_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_ocsp_response_SOURCES = tests/fuzz/fuzz_ocsp_response.c
tests_fuzz_fuzz_ocsp_response_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_ocsp_response_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_pem_SOURCES = tests/fuzz/fuzz_pem.c
tests_fuzz_fuzz_pem_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_pem_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_policies_SOURCES = tests/fuzz/fuzz_policies.c
tests_fuzz_fuzz_policies_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_policies_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c
tests_fuzz_fuzz_request_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_request_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)
tests_fuzz_fuzz_trace_SOURCES = tests/fuzz/fuzz_trace.c
tests_fuzz_fuzz_trace_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_trace_LDFLAGS = $(AM_LDFLAGS) $(LIB_FUZZING_ENGINE)

EXECS = 200000
# What a run found is kept in fuzz-NAME, so that the next one goes on from there.
FUZZ_RUNS = $(FUZZ_TARGETS:=.fuzz)
fuzz: $(FUZZ_RUNS)
$(FUZZ_RUNS): $(FUZZERS) $(REPLAYS)
	@set -e; t=$(@:.fuzz=); \
	mkdir -p fuzz-$$t; \
	tests/fuzz/replay_$$t --write fuzz-$$t; \
	tests/fuzz/fuzz_$$t -runs=$(EXECS) -seed=1 -timeout=10 \
		-rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix=fuzz-$$t- fuzz-$$t 2>fuzz-$$t.log || \
		{ tail -40 fuzz-$$t.log; exit 1; }; \
	printf 'fuzz %s: %s inputs\n%s\n' $$t $(EXECS) \
		"$$(tail -6 fuzz-$$t.log)"
clean-local:
	@for t in $(FUZZ_TARGETS); do rm -rf fuzz-$$t fuzz-$$t.log; done
else
fuzz:
	@echo "configure with --enable-fuzzing and CC=clang first" >&2; exit 1
endif
.PHONY: fuzz $(FUZZ_RUNS)
