# SPDX-License-Identifier: LGPL-2.1-or-later
# Paths: certificates by the dozen, and one suite a group.
if HAVE_CHECK
check_LTLIBRARIES += tests/libgrove.la
tests_libgrove_la_SOURCES = \
	tests/grove.c \
	tests/grove.h
tests_libgrove_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
GROVE_LIBS = tests/libgrove.la $(TEST_LIBS)
SUITES += \
	tests/check_basic_constraints \
	tests/check_chain_building \
	tests/check_key_usage \
	tests/check_validity
tests_check_basic_constraints_SOURCES = tests/check_basic_constraints.c
tests_check_basic_constraints_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_basic_constraints_LDADD = $(GROVE_LIBS)
tests_check_chain_building_SOURCES = tests/check_chain_building.c
tests_check_chain_building_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_chain_building_LDADD = $(GROVE_LIBS)
tests_check_key_usage_SOURCES = tests/check_key_usage.c
tests_check_key_usage_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_key_usage_LDADD = $(GROVE_LIBS)
tests_check_validity_SOURCES = tests/check_validity.c
tests_check_validity_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_check_validity_LDADD = $(GROVE_LIBS)
endif
