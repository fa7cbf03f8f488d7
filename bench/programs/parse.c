// The port that a packet goes to: Ethernet, up to two VLAN tags, IPv4 or IPv6, TCP or UDP.
#include "bpf.h"

struct ethernet {
    u8 to[6], from[6];
    u16 protocol;
} __attribute__((packed));

struct ipv4 {
    u8 version_and_length, service;
    u16 length, id, fragment;
    u8 ttl, protocol;
    u16 checksum;
    u32 from, to;
};

struct ipv6 {
    u32 version_and_flow;
    u16 length;
    u8 next, hops;
    u64 from[2], to[2];
} __attribute__((packed));

struct ports {
    u16 from, to;
};

enum { IPV4 = 0x0008, IPV6 = 0xdd86, VLAN = 0x0081, TCP = 6, UDP = 17 }; // as they stand in the packet
enum { PASS = 2 };

SEC("xdp") int parse(struct xdp_md *ctx) {
    void *at = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
    struct ethernet *ethernet = at;
    if ((void *)(ethernet + 1) > end)
        return PASS;
    u16 protocol = ethernet->protocol;
    at = ethernet + 1;
    for (int tag = 0; tag < 2 && protocol == VLAN; tag++) {
        if (at + 4 > end)
            return PASS;
        protocol = *(u16 *)(at + 2);
        at += 4;
    }
    u8 transport;
    if (protocol == IPV4) {
        struct ipv4 *ip = at;
        if ((void *)(ip + 1) > end)
            return PASS;
        transport = ip->protocol;
        at += (ip->version_and_length & 15) * 4;
    } else if (protocol == IPV6) {
        struct ipv6 *ip = at;
        if ((void *)(ip + 1) > end)
            return PASS;
        transport = ip->next;
        at += sizeof(*ip);
    } else
        return PASS;
    struct ports *ports = at;
    if ((transport != TCP && transport != UDP) || (void *)(ports + 1) > end)
        return PASS;
    return __builtin_bswap16(ports->to);
}
