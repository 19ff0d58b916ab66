# SPDX-License-Identifier: LGPL-2.1-or-later
# The program from outside: what it prints, what it refuses, whom it talks to.
PROGRAM_TESTS = \
	tests/program/alerts.py \
	tests/program/bad_input.py \
	tests/program/bundles.py \
	tests/program/connect.py \
	tests/program/demo.py \
	tests/program/examples.py \
	tests/program/fetch.py \
	tests/program/foreign.py \
	tests/program/keys.py \
	tests/program/pages.py \
	tests/program/peers.py \
	tests/program/requests.py \
	tests/program/places.py \
	tests/program/schemas.py \
	tests/program/serve.py \
	tests/program/stapling.py \
	tests/program/store.py \
	tests/program/verify.py
TESTS += $(PROGRAM_TESTS)
TEST_EXTENSIONS = .py .sh
PY_LOG_COMPILER = $(PYTHON)
AM_PY_LOG_FLAGS = -B
EXTRA_DIST += $(PROGRAM_TESTS) tests/program/program.py

# A server of others that would listen on every address is kept on loopback.
check_LTLIBRARIES += tests/libloopback.la
tests_libloopback_la_SOURCES = tests/loopback.c
tests_libloopback_la_LDFLAGS = -module -shared -avoid-version -rpath /nowhere
tests_libloopback_la_LIBADD = -ldl
tests_libloopback_la_CFLAGS = $(WARN_CFLAGS)

# Sweeps that take longer than `make check` may: the same programs, all cases.
check-long: all $(check_PROGRAMS) $(check_LTLIBRARIES)
	CHECK_LONG=1 $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(LONG_TESTS)'
.PHONY: check-long
