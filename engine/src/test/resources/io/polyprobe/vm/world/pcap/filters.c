typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

struct xdp_md {
    u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

struct __sk_buff {
    u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex,
        ifindex, tc_index, cb[5], hash, tc_classid, data, data_end, napi_id, family, remote_ip4, local_ip4,
        remote_ip6[4], local_ip6[4], remote_port, local_port, data_meta;
    u64 flow_keys, tstamp;
    u32 wire_len, gso_segs;
};

#define MAP(name, kind, keys, values, entries)                                                                         \
    struct {                                                                                                           \
        int(*type)[kind];                                                                                              \
        int(*key_size)[keys];                                                                                          \
        int(*value_size)[values];                                                                                      \
        int(*max_entries)[entries];                                                                                    \
    } name __attribute__((section(".maps"), used))

MAP(sources, 1, 4, 8, 1024);
MAP(devices, 14, 4, 4, 4);
MAP(seen, 2, 4, 8, 16);

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*redirect)(u32 device, u64 flags) = (void *)23;
static long (*clone)(struct __sk_buff *skb, u32 device, u64 flags) = (void *)13;
static long (*store)(struct __sk_buff *skb, u32 at, const void *from, u32 size, u64 flags) = (void *)9;
static long (*redirect_map)(void *map, u64 key, u64 flags) = (void *)51;
static long (*adjust_head)(struct xdp_md *ctx, int by) = (void *)44;

static u16 swap(u16 x)
{
    return x << 8 | x >> 8;
}

/* Ethernet, tags, IPv4 and IPv6, ports; counts sources of UDP, drops port 53, and answers TCP where it comes from. */
__attribute__((section("xdp"), used)) int parse(struct xdp_md *ctx)
{
    u8 *data = (u8 *)(u64)ctx->data, *end = (u8 *)(u64)ctx->data_end, *at = data + 14, protocol;
    if (at > end) return 1;
    u16 type = swap(*(u16 *)(data + 12));
    if (type == 0x8100) {
        if (at + 4 > end) return 1;
        type = swap(*(u16 *)(at + 2));
        at += 4;
    }
    u32 source;
    if (type == 0x0800) {
        if (at + 20 > end) return 1;
        protocol = at[9];
        source = *(u32 *)(at + 12);
        at += 20;
    } else if (type == 0x86dd) {
        if (at + 40 > end) return 1;
        protocol = at[6];
        source = *(u32 *)(at + 20);
        at += 40;
    } else {
        return 2;
    }
    if (at + 8 > end) return 0;
    u16 port = swap(*(u16 *)(at + 2));
    if (protocol == 17) {
        u64 one = 1, *count = lookup(&sources, &source);
        if (count) __sync_fetch_and_add(count, 1);
        else update(&sources, &source, &one, 0);
        return port == 53 ? 1 : 2;
    }
    return port == 80 ? 3 : 2;
}

__attribute__((section("xdp"), used)) int nothing(struct xdp_md *ctx)
{
    return 2;
}

__attribute__((section("xdp"), used)) int to_other(struct xdp_md *ctx)
{
    return redirect(5 - ctx->ingress_ifindex, 0);
}

__attribute__((section("xdp"), used)) int by_map(struct xdp_md *ctx)
{
    return redirect_map(&devices, ctx->ingress_ifindex & 3, 1);
}

__attribute__((section("xdp"), used)) int flood(struct xdp_md *ctx)
{
    return redirect_map(&devices, 0, 24);
}

/* Takes the first eight bytes away. */
__attribute__((section("xdp"), used)) int shorten(struct xdp_md *ctx)
{
    return adjust_head(ctx, 8) ? 0 : 2;
}

__attribute__((section("xdp"), used)) int bad(struct xdp_md *ctx)
{
    return *(volatile int *)(u64)ctx->rx_queue_index;
}

/* Keeps the fields of the last packet. */
__attribute__((section("tc"), used)) int fields(struct __sk_buff *skb)
{
    u64 values[] = {skb->len, skb->ifindex, skb->ingress_ifindex, skb->protocol, skb->pkt_type, skb->wire_len, skb->tstamp};
    for (u32 i = 0; i < 7; i++) {
        u32 key = i;
        update(&seen, &key, &values[i], 0);
    }
    return -1;
}

__attribute__((section("tc"), used)) int mark(struct __sk_buff *skb)
{
    u8 byte = 0xee;
    store(skb, 0, &byte, 1, 0);
    return 0;
}

__attribute__((section("tc"), used)) int drop(struct __sk_buff *skb)
{
    return 2;
}

__attribute__((section("tc"), used)) int copy(struct __sk_buff *skb)
{
    clone(skb, 5 - skb->ifindex, 0);
    return 0;
}

/* Bounces between two devices for ever, were there no limit. */
__attribute__((section("tc"), used)) int bounce(struct __sk_buff *skb)
{
    return redirect(5 - skb->ifindex, 0);
}

/* The first twenty bytes of packets with an even length. */
__attribute__((section("socket"), used)) int even(struct __sk_buff *skb)
{
    return skb->len & 1 ? 0 : 20;
}
