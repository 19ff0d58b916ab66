# SPDX-License-Identifier: LGPL-2.1-or-later
# The suites of lib/base, lib/der and lib/find.
if HAVE_CHECK
BASE_SUITES = \
	tests/check_base \
	tests/check_calendar \
	tests/check_der \
	tests/check_escape \
	tests/check_failures \
	tests/check_file \
	tests/check_find \
	tests/check_oid \
	tests/check_pem
check_PROGRAMS += $(BASE_SUITES)
TESTS += $(BASE_SUITES)

tests_check_base_SOURCES = tests/check_base.c
tests_check_base_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_base_LDADD = $(TEST_LIBS)
tests_check_calendar_SOURCES = tests/check_calendar.c
tests_check_calendar_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_calendar_LDADD = $(TEST_LIBS)
tests_check_der_SOURCES = tests/check_der.c
tests_check_der_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_der_LDADD = $(TEST_LIBS)
tests_check_escape_SOURCES = tests/check_escape.c
tests_check_escape_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_escape_LDADD = $(TEST_LIBS)
tests_check_failures_SOURCES = tests/check_failures.c
tests_check_failures_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_failures_LDADD = $(TEST_LIBS)
tests_check_file_SOURCES = tests/check_file.c
tests_check_file_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_file_LDADD = $(TEST_LIBS)
tests_check_find_SOURCES = tests/check_find.c
tests_check_find_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_find_LDADD = $(TEST_LIBS)
tests_check_oid_SOURCES = tests/check_oid.c
tests_check_oid_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_oid_LDADD = $(TEST_LIBS)
tests_check_pem_SOURCES = tests/check_pem.c
tests_check_pem_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_pem_LDADD = $(TEST_LIBS)
endif
