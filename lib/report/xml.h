/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text inside XML 1.0, in which most control characters cannot even be named. */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/buffer.h"

/*
 * Appends text as character data or as the value of an attribute in double
 * quotes. What XML has no way to say becomes visible: \u{1B} for a character,
 * \xFF for an octet that is no UTF-8. Line feeds and tabs are kept.
 */
void xml_text(struct buffer *out, struct bytes text);

#endif
