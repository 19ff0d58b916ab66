/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages and their fields, as text and HTML both show them. */
#include "config.h"

#include <stdio.h>
#include "base/escape.h"
#include "report/story.h"

void
wire_value(struct buffer *out, const struct trace_field *field, size_t most)
{
	switch (field->kind) {
	case PART_PARENT:
		break;
	case PART_NUMBER:
		buffer_format(out, "%u", field->value);
		break;
	case PART_CODE:
		if (field->meaning != NULL)
			buffer_format(out, "%s (", field->meaning);
		buffer_format(out, field->octets.len == 1 ? "%u" : "0x%04x",
		    field->value);
		if (field->meaning != NULL)
			buffer_byte(out, ')');
		break;
	case PART_TEXT:
		buffer_byte(out, '"');
		escape_text(out, field->octets, most);
		buffer_byte(out, '"');
		break;
	case PART_OCTETS:
	case PART_REST:
		escape_hex(out, field->octets, most);
		break;
	}
}

const char *
wire_title(const struct trace_message *m, char text[WIRE_TEXT])
{
	const char *name = m->retry ? "HelloRetryRequest" :
	    trace_message_name(m->type);

	if (name != NULL)
		return name;
	snprintf(text, WIRE_TEXT, "message %u", m->type);
	return text;
}

unsigned
wire_step(const struct trace *t, const struct trace_message *m)
{
	switch (m->type) {
	case MESSAGE_CLIENT_HELLO:
		return 1;
	case MESSAGE_SERVER_KEY_EXCHANGE:
	case MESSAGE_CLIENT_KEY_EXCHANGE:
		return 4;
	case MESSAGE_CERTIFICATE_VERIFY:
		return t->version == 0x0304 && m->from == SIDE_SERVER ? 3 : 4;
	case MESSAGE_CERTIFICATE:
	case MESSAGE_COMPRESSED_CERTIFICATE:
		return m->from == SIDE_CLIENT ? 4 : 2;
	case MESSAGE_FINISHED:
	case MESSAGE_NEW_SESSION_TICKET:
	case MESSAGE_KEY_UPDATE:
	case MESSAGE_END_OF_EARLY_DATA:
		return 5;
	default:
		return 2;
	}
}
