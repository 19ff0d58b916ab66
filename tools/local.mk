# SPDX-License-Identifier: GPL-3.0-or-later
bin_PROGRAMS += tools/chainwright
tools_chainwright_SOURCES = tools/main.c
tools_chainwright_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
tools_chainwright_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
tools_chainwright_LDADD = ca/libchainwright-ca.la lib/libchainwright.la
