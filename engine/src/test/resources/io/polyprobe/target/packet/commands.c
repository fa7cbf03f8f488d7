/* Programs that do with a packet what a map tells them to, and write down what came of it. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;

struct __sk_buff {
    u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex;
    u32 ifindex, tc_index, cb[5], hash, tc_classid, data, data_end, napi_id, family, remote_ip4, local_ip4;
    u32 remote_ip6[4], local_ip6[4], remote_port, local_port, data_meta;
    u64 flow_keys, tstamp;
    u32 wire_len, gso_segs;
    u64 sk;
    u32 gso_size;
    unsigned char tstamp_type;
    u64 hwtstamp;
};

struct xdp_md {
    u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

struct command {
    u32 operation, size;
    u64 a, b, c, d;
};

#define COMMANDS 6

struct outcome {
    u64 results[COMMANDS];
    char bytes[COMMANDS][16];
    u64 lengths[COMMANDS];
    u64 fields[16];
};

struct {
    __uint(type, 2);
    __type(key, u32);
    __type(value, struct command);
    __uint(max_entries, COMMANDS);
} commands SEC(".maps");

struct {
    __uint(type, 2);
    __type(key, u32);
    __type(value, struct outcome);
    __uint(max_entries, 1);
} outcomes SEC(".maps");

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*store_bytes)(void *ctx, u32 offset, const void *from, u32 len, u64 flags) = (void *)9;
static long (*l3_csum)(void *ctx, u32 offset, u64 from, u64 to, u64 size) = (void *)10;
static long (*l4_csum)(void *ctx, u32 offset, u64 from, u64 to, u64 flags) = (void *)11;
static long (*clone_redirect)(void *ctx, u32 ifindex, u64 flags) = (void *)13;
static long (*vlan_push)(void *ctx, u32 proto, u32 tci) = (void *)18;
static long (*vlan_pop)(void *ctx) = (void *)19;
static long (*get_tunnel)(void *ctx, void *to, u32 size, u64 flags) = (void *)20;
static long (*set_tunnel)(void *ctx, const void *from, u32 size, u64 flags) = (void *)21;
static long (*get_tunnel_options)(void *ctx, void *to, u32 size) = (void *)29;
static long (*set_tunnel_options)(void *ctx, const void *from, u32 size) = (void *)30;
static long (*get_xfrm)(void *ctx, u32 index, void *to, u32 size, u64 flags) = (void *)66;
static long (*redirect)(u32 ifindex, u64 flags) = (void *)23;
static long (*load_bytes)(void *ctx, u32 offset, void *to, u32 len) = (void *)26;
static long (*csum_diff)(const void *from, u32 from_size, const void *to, u32 to_size, u32 seed) = (void *)28;
static long (*change_proto)(void *ctx, u32 proto, u64 flags) = (void *)31;
static long (*change_type)(void *ctx, u32 type) = (void *)32;
static long (*get_hash)(void *ctx) = (void *)34;
static long (*change_tail)(void *ctx, u32 len, u64 flags) = (void *)38;
static long (*pull_data)(void *ctx, u32 len) = (void *)39;
static long (*csum_update)(void *ctx, u32 csum) = (void *)40;
static long (*hash_invalid)(void *ctx) = (void *)41;
static long (*change_head)(void *ctx, u32 len, u64 flags) = (void *)43;
static long (*xdp_adjust_head)(void *ctx, int delta) = (void *)44;
static long (*set_hash)(void *ctx, u32 hash) = (void *)48;
static long (*adjust_room)(void *ctx, s32 diff, u32 mode, u64 flags) = (void *)50;
static long (*xdp_adjust_meta)(void *ctx, int delta) = (void *)54;
static long (*xdp_adjust_tail)(void *ctx, int delta) = (void *)65;
static long (*load_relative)(void *ctx, u32 offset, void *to, u32 len, u32 start) = (void *)68;
static long (*ecn_set_ce)(void *ctx) = (void *)97;
static long (*csum_level)(void *ctx, u64 level) = (void *)135;
static long (*check_mtu)(void *ctx, u32 ifindex, u32 *length, s32 difference, u64 flags) = (void *)163;
static long (*redirect_neigh)(u32 ifindex, void *params, int plen, u64 flags) = (void *)152;
static long (*redirect_peer)(u32 ifindex, u64 flags) = (void *)155;
static u64 (*xdp_len)(void *ctx) = (void *)188;
static long (*xdp_load)(void *ctx, u32 offset, void *to, u32 len) = (void *)189;
static long (*xdp_store)(void *ctx, u32 offset, const void *from, u32 len) = (void *)190;
static long (*set_tstamp)(void *ctx, u64 time, u32 type) = (void *)192;

#define EACH_COMMAND                                                                                                   \
    u32 zero = 0;                                                                                                      \
    struct outcome *outcome = lookup(&outcomes, &zero);                                                                \
    if (!outcome)                                                                                                      \
        return 0;                                                                                                      \
    for (u32 i = 0; i < COMMANDS; i++) {                                                                               \
        u32 key = i;                                                                                                   \
        struct command *command = lookup(&commands, &key);                                                             \
        if (!command)                                                                                                  \
            break;                                                                                                     \
        u64 a = command->a, b = command->b, c = command->c, d = command->d;                                            \
        u32 size = (command->size & 15) + 1;                                                                           \
        char *bytes = outcome->bytes[i];                                                                               \
        u64 result = 0;

/* struct bpf_tunnel_key */
struct tunnel {
    u32 id, remote[4];
    u64 rest;
    u32 local[4];
} __attribute__((packed));

/* The sizes that it has had, and others. */
static __attribute__((always_inline)) u32 tunnel_size(u64 a)
{
    switch (a & 7) {
    case 0: return 8;
    case 1: return 22;
    case 2: return 24;
    case 3: return 28;
    case 4: return 40;
    default: return 44;
    }
}

static __attribute__((noinline)) int tunnel_set(struct __sk_buff *skb, struct command *command)
{
    if (!command) return 0;
    struct tunnel key = {
        command->size, {command->size + 1, command->size + 2, 3, 4}, command->c, {command->size + 5, 6, 7, 8}};
    return set_tunnel(skb, &key, tunnel_size(command->a), command->b);
}

static __attribute__((noinline)) int tunnel_get(struct __sk_buff *skb, struct command *command, char *bytes)
{
    if (!command || !bytes) return 0;
    u32 words[11] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    int result = get_tunnel(skb, words, tunnel_size(command->a), command->b);
    u32 *to = (u32 *)bytes;
    for (int i = 0; i < 11; i++) to[i & 3] = to[i & 3] * 31 + words[i];
    return result;
}

SEC("tc/commands") int tc(struct __sk_buff *skb)
{
    EACH_COMMAND
        switch (command->operation) {
        case 0: result = store_bytes(skb, a, bytes, size, b); break;
        case 1: result = load_bytes(skb, a, bytes, size); break;
        case 2: result = load_relative(skb, a, bytes, size, b); break;
        case 3: result = pull_data(skb, a); break;
        case 4: result = change_tail(skb, a, b); break;
        case 5: result = change_head(skb, a, b); break;
        case 6: result = adjust_room(skb, a, b, c); break;
        case 7: result = change_proto(skb, a, b); break;
        case 8: result = l3_csum(skb, a, b, c, d); break;
        case 9: result = l4_csum(skb, a, b, c, d); break;
        case 10: result = csum_level(skb, a); break;
        case 11: result = csum_update(skb, a); break;
        case 12: result = vlan_push(skb, a, b); break;
        case 13: result = vlan_pop(skb); break;
        case 14: result = change_type(skb, a); break;
        case 15: result = set_hash(skb, a); break;
        case 16: result = hash_invalid(skb); break;
        case 17: result = ecn_set_ce(skb); break;
        case 18: result = set_tstamp(skb, a, b); break;
        case 19: result = redirect(a, b); break;
        case 20: result = redirect_peer(a, b); break;
        case 21: result = redirect_neigh(a, 0, 0, b); break;
        case 22: result = clone_redirect(skb, 1 << 30, b); break;
        case 23: set_hash(skb, a | 1); result = get_hash(skb); break;
        case 24: result = csum_diff(bytes, (size & 12), command, (a & 15) * 4 > 40 ? 40 : (a & 15) * 4, b); break;
        case 27: case 31: result = tunnel_set(skb, command); break;
        case 28: result = tunnel_get(skb, command, bytes); break;
        case 29: result = set_tunnel_options(skb, bytes, size); break;
        case 30: result = get_tunnel_options(skb, bytes, size); break;
        case 32: result = get_xfrm(skb, 0, bytes, size, 0); break;
        case 26: *(u32 *)bytes = b; result = check_mtu(skb, a, (u32 *)bytes, c, d); break;
        case 25: skb->mark = a; skb->cb[2] = b; skb->priority = c; skb->tc_index = d; skb->tc_classid = (unsigned short)a; break;
        }
        outcome->results[i] = result;
        outcome->lengths[i] = skb->len;
    }
    u64 fields[] = {
        skb->len, skb->pkt_type, skb->mark, skb->protocol, skb->vlan_present, skb->vlan_tci, skb->vlan_proto,
        skb->priority, skb->tc_index, skb->cb[2], skb->hash, skb->tc_classid, skb->tstamp, skb->tstamp_type,
        (u64)skb->data_end - skb->data, skb->ifindex};
    __builtin_memcpy(outcome->fields, fields, sizeof fields);
    return 7;
}

SEC("xdp/commands") int xdp(struct xdp_md *xdp)
{
    EACH_COMMAND
        switch (command->operation) {
        case 0: result = xdp_adjust_head(xdp, a); break;
        case 1: result = xdp_adjust_meta(xdp, a); break;
        case 2: result = xdp_adjust_tail(xdp, a); break;
        case 3: result = xdp_load(xdp, a, bytes, size); break;
        case 4: result = xdp_store(xdp, a, bytes, size); break;
        case 5: result = redirect(a, b); break;
        case 6: result = csum_diff(bytes, (size & 12), command, (a & 15) * 4 > 40 ? 40 : (a & 15) * 4, b); break;
        case 7: *(u32 *)bytes = b; result = check_mtu(xdp, a, (u32 *)bytes, c, d); break;
        }
        outcome->results[i] = result;
        outcome->lengths[i] = xdp_len(xdp);
    }
    void *data = (void *)(u64)xdp->data, *end = (void *)(u64)xdp->data_end, *meta = (void *)(u64)xdp->data_meta;
    outcome->fields[0] = end - data;
    outcome->fields[1] = data - meta;
    outcome->fields[2] = xdp->ingress_ifindex;
    outcome->fields[3] = xdp->rx_queue_index;
    return 2;
}

#define SEEN(name)                                                                                                     \
    SEC("seen/" #name) int name(struct __sk_buff *skb)                                                                         \
    {                                                                                                                  \
        u32 zero = 0;                                                                                                  \
        struct outcome *outcome = lookup(&outcomes, &zero);                                                            \
        if (!outcome)                                                                                                  \
            return 1;                                                                                                  \
        u64 fields[] = {                                                                                               \
            skb->len,      skb->pkt_type,        skb->mark,    skb->protocol, skb->queue_mapping, skb->vlan_present,   \
            skb->priority, skb->ingress_ifindex, skb->ifindex, skb->tc_index, skb->cb[0],         skb->cb[4],          \
            skb->hash,     skb->gso_segs,        skb->gso_size};                                                       \
        __builtin_memcpy(outcome->fields, fields, sizeof fields);                                                      \
        outcome->results[0] = load_bytes(skb, 1, outcome->bytes[0], 16);                                               \
        outcome->results[1] = load_relative(skb, 1, outcome->bytes[1], 16, 0);                                         \
        outcome->results[2] = load_relative(skb, 1, outcome->bytes[2], 16, 1);                                         \
        outcome->results[3] = load_relative(skb, 40, outcome->bytes[3], 16, 0);                                        \
        skb->cb[1] = 99;                                                                                               \
        return 1;                                                                                                      \
    }

SEEN(socket)
SEEN(cgroup_skb)
SEEN(classifier)

char _license[] SEC("license") = "GPL";
