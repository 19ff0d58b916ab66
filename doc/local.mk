# SPDX-License-Identifier: LGPL-2.1-or-later

schemadir = $(pkgdatadir)/schema
dist_schema_DATA = \
	doc/schema/chainwright-break-1.json \
	doc/schema/chainwright-expect-1.json
