/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IP addresses as text: RFC 5952 out, what inet_pton takes in. */
#include "config.h"

#include <arpa/inet.h>
#include "base/escape.h"
#include "x509/general_name.h"

static void
ipv4_write(const uint8_t *p, struct buffer *out)
{
	buffer_format(out, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
}

static unsigned
group(const uint8_t *p, size_t i)
{
	return (unsigned)p[2 * i] << 8 | p[2 * i + 1];
}

/* RFC 5952 4.2: the longest run of two or more zero groups, the first of them. */
static size_t
longest_zeros(const uint8_t *p, size_t *len)
{
	size_t best = 8, i = 0, start;

	*len = 1;
	while (i < 8) {
		for (start = i; i < 8 && group(p, i) == 0; i++)
			;
		if (i - start > *len) {
			*len = i - start;
			best = start;
		}
		i++;
	}
	return best;
}

static void
ipv6_write(const uint8_t *p, struct buffer *out)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	size_t len, zeros = longest_zeros(p, &len), i;

	/* RFC 5952 5: an IPv4 address inside is written as one. */
	if (memcmp(p, mapped, sizeof(mapped)) == 0) {
		buffer_string(out, "::ffff:");
		ipv4_write(p + 12, out);
		return;
	}
	for (i = 0; i < 8; i++) {
		if (i == zeros) {
			buffer_string(out, "::");
			i += len - 1;
			continue;
		}
		if (i > 0 && i != zeros + len)
			buffer_byte(out, ':');
		buffer_format(out, "%x", group(p, i));
	}
}

void
address_write(struct bytes octets, struct buffer *out)
{
	if (octets.len == 4)
		ipv4_write(octets.data, out);
	else if (octets.len == 16)
		ipv6_write(octets.data, out);
	else
		escape_hex(out, octets, 32);
}

bool
address_read(const char *text, uint8_t octets[16], size_t *len)
{
	if (inet_pton(AF_INET, text, octets) == 1)
		*len = 4;
	else if (inet_pton(AF_INET6, text, octets) == 1)
		*len = 16;
	else
		return false;
	return true;
}
