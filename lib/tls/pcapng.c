/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tls/pcapng.h"

#define BLOCK_SECTION 0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 6u
#define BLOCK_SECRETS 10u
#define SECRETS_TLS 0x544c534bu
#define LINK_RAW 101u                   /* an IP header and no other */
#define SEGMENT_MOST 1400u
#define PORT_CLIENT 49152u
#define PORT_SERVER 443u
#define HEADERS 40u                     /* IPv4 and TCP */

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_ACK = 16 };

/* RFC 5737: addresses for documentation. */
static const uint8_t address[2][4] = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } };

struct capture {
	struct buffer *out;
	uint32_t next[2];               /* sequence numbers, by side */
	uint32_t packets;
};

static void
add16(struct buffer *out, unsigned n)
{
	buffer_byte(out, (uint8_t)n);
	buffer_byte(out, (uint8_t)(n >> 8));
}

static void
add32(struct buffer *out, uint32_t n)
{
	add16(out, n & 0xffff);
	add16(out, n >> 16);
}

static void
put16(uint8_t *at, unsigned n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
}

static void
put32(uint8_t *at, uint32_t n)
{
	put16(at, n >> 16);
	put16(at + 2, n & 0xffff);
}

/* Blocks are padded to words, and say their length at both ends. */
static void
block(struct buffer *out, uint32_t type, struct bytes fixed, struct bytes body)
{
	uint32_t padding = (uint32_t)(-body.len & 3);
	uint32_t len = (uint32_t)(fixed.len + body.len) + padding + 12;

	add32(out, type);
	add32(out, len);
	buffer_add(out, fixed);
	buffer_add(out, body);
	buffer_fill(out, 0, padding);
	add32(out, len);
}

static uint32_t
sum_add(uint32_t sum, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 == 0 ? (uint32_t)octets[i] << 8 : octets[i];
	return sum;
}

static unsigned
sum_end(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void
headers_fill(uint8_t h[HEADERS], const struct capture *c, enum side from,
    int flags, struct bytes data)
{
	unsigned other = from == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
	uint8_t *tcp = h + 20;
	uint32_t sum;

	memset(h, 0, HEADERS);
	h[0] = 0x45;
	put16(h + 2, HEADERS + (unsigned)data.len);
	put16(h + 4, c->packets & 0xffff);
	h[8] = 64;
	h[9] = 6;
	memcpy(h + 12, address[from], 4);
	memcpy(h + 16, address[other], 4);
	put16(h + 10, sum_end(sum_add(0, h, 20)));
	put16(tcp, from == SIDE_CLIENT ? PORT_CLIENT : PORT_SERVER);
	put16(tcp + 2, from == SIDE_CLIENT ? PORT_SERVER : PORT_CLIENT);
	put32(tcp + 4, c->next[from]);
	if (flags & TCP_ACK)
		put32(tcp + 8, c->next[other]);
	tcp[12] = 0x50;
	tcp[13] = (uint8_t)flags;
	put16(tcp + 14, 65535);
	sum = sum_add(6 + 20 + (uint32_t)data.len, h + 12, 8);
	sum = sum_add(sum, tcp, 20);
	put16(tcp + 16, sum_end(sum_add(sum, data.data, data.len)));
}

static void
segment(struct capture *c, enum side from, int flags, struct bytes data)
{
	struct buffer packet = BUFFER_EMPTY, fixed = BUFFER_EMPTY;
	uint8_t headers[HEADERS];

	headers_fill(headers, c, from, flags, data);
	buffer_add(&packet, (struct bytes){ headers, HEADERS });
	buffer_add(&packet, data);
	add32(&fixed, 0);
	add32(&fixed, 0);
	add32(&fixed, c->packets);      /* microseconds: the order alone */
	add32(&fixed, (uint32_t)packet.len);
	add32(&fixed, (uint32_t)packet.len);
	if (packet.failed || fixed.failed)
		c->out->failed = true;
	else
		block(c->out, BLOCK_PACKET, buffer_bytes(&fixed),
		    buffer_bytes(&packet));
	buffer_free(&packet);
	buffer_free(&fixed);
	c->packets++;
	c->next[from] += (uint32_t)data.len +
	    ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static void
preamble(struct buffer *out, struct bytes keylog)
{
	struct buffer fixed = BUFFER_EMPTY;

	add32(&fixed, 0x1a2b3c4d);
	add16(&fixed, 1);
	add16(&fixed, 0);
	add32(&fixed, 0xffffffff);
	add32(&fixed, 0xffffffff);
	block(out, BLOCK_SECTION, buffer_bytes(&fixed),
	    (struct bytes){ NULL, 0 });
	buffer_cut(&fixed, 0);
	add16(&fixed, LINK_RAW);
	add16(&fixed, 0);
	add32(&fixed, 0);
	block(out, BLOCK_INTERFACE, buffer_bytes(&fixed),
	    (struct bytes){ NULL, 0 });
	buffer_cut(&fixed, 0);
	add32(&fixed, SECRETS_TLS);
	add32(&fixed, (uint32_t)keylog.len);
	if (keylog.len > 0)
		block(out, BLOCK_SECRETS, buffer_bytes(&fixed), keylog);
	out->failed = out->failed || fixed.failed;
	buffer_free(&fixed);
}

void
pcapng_write(struct buffer *out, const struct trace *t, struct bytes keylog)
{
	const struct bytes nothing = { NULL, 0 };
	struct capture c = { .out = out, .next = { 1000, 2000 } };

	preamble(out, keylog);
	segment(&c, SIDE_CLIENT, TCP_SYN, nothing);
	segment(&c, SIDE_SERVER, TCP_SYN | TCP_ACK, nothing);
	segment(&c, SIDE_CLIENT, TCP_ACK, nothing);
	for (size_t i = 0; i < t->chunk_count; i++) {
		struct bytes left = t->chunk[i].octets;

		while (left.len > 0) {
			struct bytes part = { left.data,
				left.len < SEGMENT_MOST ? left.len :
				SEGMENT_MOST };

			segment(&c, t->chunk[i].from, TCP_ACK, part);
			left = bytes_skip(left, part.len);
		}
	}
	segment(&c, SIDE_CLIENT, TCP_FIN | TCP_ACK, nothing);
	segment(&c, SIDE_SERVER, TCP_FIN | TCP_ACK, nothing);
	segment(&c, SIDE_CLIENT, TCP_ACK, nothing);
}
