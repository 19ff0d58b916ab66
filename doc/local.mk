# SPDX-License-Identifier: LGPL-2.1-or-later
dist_doc_DATA += README.md NEWS doc/architecture.md doc/releasing.md

schemadir = $(pkgdatadir)/schema
dist_schema_DATA = \
	doc/schema/chainwright-demo-1.json \
	doc/schema/chainwright-failures-1.json \
	doc/schema/chainwright-mint-1.json

# The manual is made from the tables of the program.
man_MANS += doc/chainwright.1
CLEANFILES += doc/chainwright.1
doc/chainwright.1: tools/gen-man$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc && tools/gen-man$(EXEEXT) >$@.tmp && \
	mv $@.tmp $@
