#include <bcc/proto.h>

#define IP_TCP 6
#define TTL(ip) (ip->ttl)
struct mine_t {
    u8 version : 4, kind : 4;
    u16 length;
    u32 address[2];
} BPF_PACKET_HEADER;

static int is_tcp(struct __sk_buff *packet, struct ip_t *ip) { return ip->nextp == IP_TCP; }

int filter(struct __sk_buff *skb)
{
    u8 *cursor = 0;
    struct ethernet_t *ethernet = cursor_advance(cursor, sizeof(*ethernet));
    if (ethernet->type != 0x0800)
        return 0;
    struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
    if (!is_tcp(skb, ip) || TTL(ip) < 2)
        return 0;
    u32 header = ip->hlen << 2;
    struct tcp_t *tcp = (void *)ip + header;
    u64 source = ethernet->src;
    return tcp->flag_syn + tcp->offset * 4 + (source >> 40) + (ip->src & 0xff);
}

int rewrite(struct __sk_buff *skb)
{
    u8 *cursor = 0;
    struct ethernet_t *ethernet = cursor_advance(cursor, sizeof(*ethernet));
    struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
    struct udp_t *udp = cursor_advance(cursor, sizeof(*udp));
    u32 old = ip->dst, new = 0x0a000001;
    ip->dst = new;
    incr_cksum_l3(&ip->hchecksum, old, new);
    incr_cksum_l4(&udp->crc, old, new, 1);
    ip->ver = ip->ver + 1;
    ethernet->dst = ethernet->src;
    udp->dport = udp->sport;
    return ip->ver;
}

int express(struct xdp_md *ctx)
{
    u8 *cursor = 0;
    struct mine_t *mine = cursor_advance(cursor, sizeof(*mine));
    mine->kind = 5;
    return mine->length;
}
