// Looks 64 keys up in a hash table that has half of them.
#include "bpf.h"

struct {
    NUMBER(type, BPF_MAP_TYPE_HASH);
    NUMBER(max_entries, 1024);
    TYPE(key, u32);
    TYPE(value, u64);
} table SEC(".maps");

static u32 filled;

SEC("xdp") int lookup(struct xdp_md *ctx) {
    u64 sum = 0;
    if (!filled) {
        filled = 1;
        for (u32 i = 0; i < 64; i += 2) {
            u32 key = i;
            u64 value = i * 3;
            bpf_map_update_elem(&table, &key, &value, 0);
        }
    }
    u32 start = seed(ctx) & 1;
    for (u32 i = 0; i < 64; i++) {
        u32 key = i ^ start;
        u64 *value = bpf_map_lookup_elem(&table, &key);
        if (value)
            sum += *value;
    }
    return sum;
}
