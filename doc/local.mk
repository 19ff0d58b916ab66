# SPDX-License-Identifier: LGPL-2.1-or-later
dist_doc_DATA += README.md NEWS doc/architecture.md doc/failures-notes.md \
	doc/interop.md doc/releasing.md
include doc/examples/local.mk

schemadir = $(pkgdatadir)/schema
dist_schema_DATA = \
	doc/schema/chainwright-break-1.json \
	doc/schema/chainwright-ca-1.json \
	doc/schema/chainwright-check-1.json \
	doc/schema/chainwright-crl-1.json \
	doc/schema/chainwright-demo-1.json \
	doc/schema/chainwright-demos-1.json \
	doc/schema/chainwright-expect-1.json \
	doc/schema/chainwright-failures-1.json \
	doc/schema/chainwright-limits-1.json \
	doc/schema/chainwright-list-1.json \
	doc/schema/chainwright-mint-1.json \
	doc/schema/chainwright-reports-1.json \
	doc/schema/chainwright-revoke-1.json \
	doc/schema/chainwright-serve-1.json \
	doc/schema/chainwright-show-1.json \
	doc/schema/chainwright-sign-1.json \
	doc/schema/chainwright-trouble-1.json \
	doc/schema/chainwright-visit-1.json

# The manual is made from the tables of the program.
man_MANS += doc/chainwright.1
CLEANFILES += doc/chainwright.1
doc/chainwright.1: tools/gen-man$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc && tools/gen-man$(EXEEXT) >$@.tmp && \
	mv $@.tmp $@

# Made of failures.def: its manual page, and the schemas with their lists.
noinst_PROGRAMS += doc/gen_failures
doc_gen_failures_SOURCES = doc/gen_failures.c
doc_gen_failures_LDADD = $(INSIDE) $(INSIDE_LIBS)

man_MANS += doc/chainwright-failures.7
CLEANFILES += doc/chainwright-failures.7
doc/chainwright-failures.7: doc/gen_failures$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc && \
	doc/gen_failures$(EXEEXT) man $(PACKAGE_VERSION) >$@.tmp && \
	mv $@.tmp $@

SCHEMAS = \
	doc/schema/chainwright-explain-1.json \
	doc/schema/chainwright-inspect-1.json \
	doc/schema/chainwright-meanings-1.json \
	doc/schema/chainwright-report-1.json \
	doc/schema/chainwright-trace-1.json
nodist_schema_DATA = $(SCHEMAS)
CLEANFILES += $(SCHEMAS)
EXTRA_DIST += \
	doc/schema/chainwright-explain-1.json.in \
	doc/schema/chainwright-inspect-1.json.in \
	doc/schema/chainwright-meanings-1.json.in \
	doc/schema/chainwright-report-1.json.in \
	doc/schema/chainwright-trace-1.json.in
$(SCHEMAS): doc/gen_failures$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc/schema && \
	doc/gen_failures$(EXEEXT) schema <$(srcdir)/$@.in >$@.tmp && \
	mv $@.tmp $@
doc/schema/chainwright-explain-1.json: doc/schema/chainwright-explain-1.json.in
doc/schema/chainwright-inspect-1.json: doc/schema/chainwright-inspect-1.json.in
doc/schema/chainwright-meanings-1.json: doc/schema/chainwright-meanings-1.json.in
doc/schema/chainwright-report-1.json: doc/schema/chainwright-report-1.json.in
doc/schema/chainwright-trace-1.json: doc/schema/chainwright-trace-1.json.in
